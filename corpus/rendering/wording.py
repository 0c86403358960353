"""The words that the form itself prints, kept as data in ``wording.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict


class Wording(BaseModel):
    """Fixed words of the form: name of the state, its motto, label of the recipients."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: str
    motto: str
    recipients: str


@cache
def load_wording() -> Wording:
    """Load the fixed words; raises pydantic's ValidationError where the file is wrong."""
    source = (files("corpus.rendering") / "wording.yaml").read_text(encoding="utf-8")
    return Wording.model_validate(yaml.safe_load(source))

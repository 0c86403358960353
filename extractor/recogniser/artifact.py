"""The trained recogniser as it lies beside this module: the graph and what must be known of it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import BaseModel, ConfigDict, ValidationError

from models.domain.errors import EngineMissingError

GRAPH, CARD = "recogniser.onnx", "recogniser.json"


class Card(BaseModel):
    """What a program must know of a trained recogniser; people read ``MODEL_CARD.md``.

    ``temperature`` makes its certainty honest; ``sha256`` is that of the graph.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    sha256: str
    characters: str
    temperature: float


@dataclass(frozen=True, slots=True)
class Artifact:
    """A graph whose hash was checked, and its card."""

    graph: bytes
    card: Card


def load_artifact(folder: Traversable | None = None) -> Artifact:
    """Load a recogniser; raises EngineMissingError where it is missing or not the one described."""
    place = folder or files("extractor.recogniser") / "model"
    try:
        card = Card.model_validate_json((place / CARD).read_bytes())
        graph = (place / GRAPH).read_bytes()
    except (OSError, ValidationError) as error:
        raise EngineMissingError(detail=f"{CARD}: {type(error).__name__}") from error
    if sha256(graph).hexdigest() != card.sha256:
        raise EngineMissingError(detail=f"{GRAPH}: sha256")
    return Artifact(graph, card)

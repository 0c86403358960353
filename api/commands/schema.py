"""``kehoach schema``: the JSON Schema of what the program writes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.commands.usage import WrongUsageError


def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False)] = "extraction",
) -> None:
    """Print the published JSON Schema of an output."""
    from api.published_schemas import PUBLISHED, schema_bytes

    if name not in PUBLISHED:
        raise WrongUsageError(
            "usage.choice", option="NAME", value=name, choices=", ".join(PUBLISHED)
        )
    sys.stdout.buffer.write(schema_bytes(name))
    sys.stdout.buffer.flush()

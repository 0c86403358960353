"""What every command shares: its voice, its settings, and wrong usage said in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.voice import Voice

if TYPE_CHECKING:
    from api.progress import Progress
    from models.settings import Settings


class WrongUsageError(Exception):
    """The arguments make no sense together; ``kind`` is a key of the usage messages."""

    def __init__(self, kind: str, **facts: str | int) -> None:
        """Keep kind and facts."""
        super().__init__(kind)
        self.kind = kind
        self.facts = facts


def voice_of(context: typer.Context, quiet: bool = False) -> Voice:
    """Return the voice of this call."""
    language: Voice = context.obj
    return Voice(language.language, quiet, language.stream)


def read_settings(
    jobs: int | None = None, engine: str | None = None, timestamp: bool | None = None
) -> Settings:
    """Return the settings of the environment with what the command line says instead.

    Raises WrongUsageError where either is not valid.
    """
    from pydantic import ValidationError

    from models.settings import EngineName, load_settings

    if engine is not None and engine not in list(EngineName):
        choices = ", ".join(EngineName)
        raise WrongUsageError("usage.choice", option="--engine", value=engine, choices=choices)
    try:
        settings = load_settings()
    except ValidationError as error:
        problem = error.errors()[0]
        name = "__".join(str(step) for step in problem["loc"])
        raise WrongUsageError("usage.settings", detail=f"{name}: {problem['msg']}") from error
    ocr = settings.ocr.model_copy(update={"engine": EngineName(engine)} if engine else {})
    changes: dict[str, object] = {"ocr": ocr}
    if jobs is not None:
        changes["jobs"] = jobs
    if timestamp is not None:
        changes["timestamp"] = timestamp
    return settings.model_copy(update=changes)


def make_progress(voice: Voice) -> Progress:
    """Return a moving bar where stderr is a terminal, plain lines elsewhere."""
    import sys

    if sys.stderr.isatty() and not voice.quiet:
        from api.terminal import BarProgress

        return BarProgress(voice)
    from api.progress import PlainProgress

    return PlainProgress(voice)

"""``kehoach backup``: the whole store in one file, also while the service runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.usage import read_settings, voice_of


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    force: Annotated[bool, typer.Option("--force")] = False,
) -> None:
    """Write the store into a file; status 3 where an original is damaged or gone."""
    from api.commands.storage import opened_office, operator
    from api.commands.usage import WrongUsageError
    from api.service.backup import back_up
    from models.domain.errors import ExitStatus

    voice = voice_of(context)
    if file.exists() and not force:
        raise WrongUsageError("usage.file_exists", file=str(file), option="--force")
    with opened_office(read_settings()) as office:
        manifest = back_up(office, operator(), file)
    documents = manifest.tables["documents"].rows - len(manifest.deleted)
    voice.inform("backup.done", file=str(file), documents=documents, files=len(manifest.files))
    for sha256 in manifest.missing:
        voice.warn("backup.missing", sha256=sha256)
    raise typer.Exit(ExitStatus.PARTIAL if manifest.missing else ExitStatus.OK)

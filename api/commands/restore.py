"""``kehoach restore``: a backup put back into an empty store, on either database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.usage import read_settings, voice_of


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
) -> None:
    """Put a backup back; status 3 where it was made without some of the originals."""
    from api.commands.storage import opened_office, operator
    from api.service import backup
    from models.domain.errors import ExitStatus

    voice = voice_of(context)
    with opened_office(read_settings(), is_new=True) as office:
        manifest = backup.restore(office, operator(), file)
    documents = manifest.tables["documents"].rows - len(manifest.deleted)
    made_at = manifest.made_at
    voice.inform("restore.done", file=str(file), documents=documents, made_at=made_at)
    for sha256 in manifest.missing:
        voice.warn("backup.missing", sha256=sha256)
    raise typer.Exit(ExitStatus.PARTIAL if manifest.missing else ExitStatus.OK)

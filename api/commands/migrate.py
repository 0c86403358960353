"""``kehoach migrate``: the database brought to the form that this program works with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.usage import WrongUsageError, read_settings, voice_of

if TYPE_CHECKING:
    from models.storage.database import Database


def migrate(
    context: typer.Context,
    to: Annotated[str, typer.Option("--to", metavar="REVISION")] = "head",
) -> None:
    """Change the database and say from what to what."""
    from models.storage.database import open_database
    from models.storage.migrations import current_revision

    voice = voice_of(context)
    database = open_database(read_settings())
    try:
        before = current_revision(database)
        _go(database, before, to)
        after = current_revision(database)
    finally:
        database.close()
    none = voice.text("migrate.none")
    if before == after:
        voice.inform("migrate.same", revision=after or none, database=database.dialect)
        return
    facts = {"before": before or none, "after": after or none, "database": database.dialect}
    voice.inform("migrate.done", **facts)


def _go(database: Database, before: str | None, to: str) -> None:
    """Go up or down; revisions are numbered in the order of their chain."""
    from models.domain.service_errors import NotMigratedError
    from models.storage import migrations

    is_down = to == "base" or (before is not None and to < before)
    go = migrations.downgrade if is_down else migrations.migrate
    try:
        go(database, to)
    except NotMigratedError as error:
        if to == "head":
            raise
        raise WrongUsageError("usage.revision", revision=to) from error

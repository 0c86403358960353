"""What the commands share that work on the store itself, beside a running service or without."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.service.office import Office
    from models.domain.archive import Actor, Job, Role
    from models.settings import Settings


class NoEngine:
    """Takes no jobs: these commands read nothing, and what waits is found in the tables."""

    def submit(self, job: Job) -> None:
        """Leave the job to whoever works next; it stands in the tables."""

    def cancel(self, job_id: str) -> None:
        """Leave the job alone; whoever works on it finds its row gone or ended."""


@contextmanager
def opened_office(settings: Settings, is_new: bool = False) -> Iterator[Office]:
    """Open the store, bring its SQLite database up to date, and close it in the end.

    A server's database is left as it is unless ``is_new`` and it holds no tables at all. Raises
    NotMigratedError where it is of another revision.
    """
    from api.service.office import open_office
    from models.storage.migrations import current_revision, ensure_current, migrate

    office = open_office(settings, NoEngine())
    try:
        if is_new and current_revision(office.database) is None:
            migrate(office.database)
        ensure_current(office.database)
        yield office
    finally:
        office.close()


def operator() -> Actor:
    """Return who gives a command on this machine, for the audit trail."""
    import getpass

    from models.domain.archive import Actor, Role

    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "?"
    return Actor("system", "command-line", name, Role.ADMIN)


def read_role(given: str) -> Role:
    """Return the role of that name; raises WrongUsageError."""
    from api.commands.usage import WrongUsageError
    from models.domain.archive import Role

    if given not in list(Role):
        choices = ", ".join(Role)
        raise WrongUsageError("usage.choice", option="--role", value=given, choices=choices)
    return Role(given)


def read_password(from_stdin: bool) -> str | None:
    """Return the first line of stdin where the password stands there, None where one is made."""
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else None


def show(*lines: str) -> None:
    """Print results on stdout, one to a line, whatever they hold."""
    from api.voice import printable

    for line in lines:
        sys.stdout.write(f"{printable(line)}\n")
    sys.stdout.flush()

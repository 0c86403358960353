"""What every use case works with, opened once per process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.service.ports import JobPort
from models.settings import Settings

if TYPE_CHECKING:
    from models.storage.database import Database
    from models.storage.files import FileStore


@dataclass(frozen=True, slots=True)
class Office:
    """Settings, database, files and the engine that does the jobs."""

    settings: Settings
    database: Database
    files: FileStore
    jobs: JobPort

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_office(settings: Settings, jobs: JobPort) -> Office:
    """Open database and file store of these settings; nothing is migrated here.

    Raises DatabaseUnavailableError.
    """
    from models.storage.database import open_database
    from models.storage.files import FolderStore

    return Office(settings, open_database(settings), FolderStore(settings.data), jobs)

"""Settings in nested groups, read from ``KEHOACH_…`` variables by a function, never at import."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class EngineName(StrEnum):
    """The engines that can be asked for.

    ``auto`` is ``kehoach``: our own recogniser, with Tesseract's opinion on words it is unsure of.
    """

    AUTO = "auto"
    TESSEROCR = "tesserocr"
    PYTESSERACT = "pytesseract"
    KEHOACH = "kehoach"
    RECORDED = "recorded"
    NULL = "null"


class Limits(BaseModel):
    """Bounds that are checked before any work."""

    model_config = ConfigDict(frozen=True)

    max_file_bytes: int = Field(512 * 1024 * 1024, gt=0)
    max_pages: int = Field(2000, gt=0)
    max_page_pixels: int = Field(120_000_000, gt=0)
    page_seconds: float = Field(120.0, gt=0)


class OcrSettings(BaseModel):
    """How pages are rendered and read."""

    model_config = ConfigDict(frozen=True)

    engine: EngineName = EngineName.AUTO
    language: str = "vie"
    dpi: int = Field(300, ge=72, le=600)
    tessdata: str | None = None
    recordings: str | None = None


class ServerSettings(BaseModel):
    """How the service listens and whom it lets in."""

    model_config = ConfigDict(frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(8765, ge=0, le=65535)
    authentication: bool = True
    work: bool = Field(True, description="false: this process only answers, workers do the reading")
    session_hours: float = Field(12.0, gt=0)
    requests_per_minute: int = Field(1200, gt=0, description="per key or user")
    uploads_per_minute: int = Field(300, gt=0, description="files per key or user")
    files_per_upload: int = Field(50, gt=0)
    idempotency_hours: float = Field(24.0, gt=0)
    stop_seconds: float = Field(10.0, gt=0, description="how long a clean shutdown may take")


class QueueSettings(BaseModel):
    """How many jobs wait and run, and when no more are taken in."""

    model_config = ConfigDict(frozen=True)

    max_waiting: int = Field(10_000, gt=0)
    min_free_bytes: int = Field(1024**3, ge=0, description="free disk below which uploads wait")
    interactive_slots: int = Field(8, gt=0, description="documents at once, for people who wait")
    batch_slots: int = Field(4, gt=0, description="documents at once, for archives")
    poll_seconds: float = Field(0.2, gt=0)
    job_seconds: float = Field(6 * 3600.0, gt=0, description="limit of one document")
    kills: int = Field(3, gt=0, description="deaths of a reading process that one file may cause")


class WebhookSettings(BaseModel):
    """Where events may be sent, and how often it is tried."""

    model_config = ConfigDict(frozen=True)

    allow: tuple[str, ...] = Field((), description="internal networks or host names to allow")
    seconds: float = Field(10.0, gt=0, description="limit of one delivery")
    attempts: int = Field(8, gt=0)


def default_data_folder() -> Path:
    """Return the folder of this user's data, by the XDG base directory specification."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "kehoach"


class Settings(BaseSettings):
    """All settings of one run."""

    model_config = SettingsConfigDict(
        env_prefix="KEHOACH_", env_nested_delimiter="__", frozen=True, extra="ignore"
    )

    limits: Limits = Limits()
    ocr: OcrSettings = OcrSettings()
    jobs: int = Field(0, ge=0, description="worker processes; 0 means one per core")
    timestamp: bool = Field(True, description="write the time of production into outputs")
    data: Path = Field(default_factory=default_data_folder, description="database and files")
    database_url: SecretStr | None = Field(
        None, description="postgresql://…; unset: SQLite in the data folder"
    )
    executor_id: str | None = Field(
        None, description="stable and unique per process that works; required with PostgreSQL"
    )
    server: ServerSettings = ServerSettings()
    queue: QueueSettings = QueueSettings()
    webhooks: WebhookSettings = WebhookSettings()
    retention_days: int | None = Field(None, gt=0, description="unset: documents are kept")


def load_settings() -> Settings:
    """Read the settings from the environment."""
    return Settings()

"""Settings in nested groups, read from ``KEHOACH_…`` variables by a function, never at import."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EngineName(StrEnum):
    """The engines that can be asked for; ``auto`` takes the first that is present."""

    AUTO = "auto"
    TESSEROCR = "tesserocr"
    PYTESSERACT = "pytesseract"
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


class Settings(BaseSettings):
    """All settings of one run."""

    model_config = SettingsConfigDict(
        env_prefix="KEHOACH_", env_nested_delimiter="__", frozen=True, extra="ignore"
    )

    limits: Limits = Limits()
    ocr: OcrSettings = OcrSettings()
    jobs: int = Field(0, ge=0, description="worker processes; 0 means one per core")
    timestamp: bool = Field(True, description="write the time of production into outputs")


def load_settings() -> Settings:
    """Read the settings from the environment."""
    return Settings()

"""What becomes of each bad file where files are opened and read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.pipeline import read_file
from extractor.workers import ReadingPool
from models.domain.errors import KehoachError
from models.settings import EngineName, Limits, OcrSettings, Settings
from nlp.bundles import bundle_issues
from nlp.paragraphs import compose_text
from tests.hostile.files import BAD_FILES, MOST_PAGES, BadFile

SETTINGS = Settings(
    jobs=1, ocr=OcrSettings(engine=EngineName.NULL), limits=Limits(max_pages=MOST_PAGES)
)
REFUSED = {name: bad for name, bad in BAD_FILES.items() if bad.door or bad.error}
READ = {name: bad for name, bad in BAD_FILES.items() if name not in REFUSED}


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(SETTINGS) as made:
        yield made


def written(folder: Path, bad: BadFile) -> Path:
    path = folder / "a.pdf"
    path.write_bytes(bad.make())
    return path


@pytest.mark.parametrize("name", REFUSED)
def test_each_refusal_is_of_its_own_kind(name: str, pool: ReadingPool, tmp_path: Path) -> None:
    bad = REFUSED[name]
    with pytest.raises(KehoachError) as caught:
        read_file(written(tmp_path, bad), SETTINGS, pool)
    assert caught.value.kind == (bad.door or bad.error)
    assert 400 <= caught.value.http_status < 500, "it is the sender's, not the service's"


@pytest.mark.parametrize("name", READ)
def test_each_oddity_is_said(name: str, pool: ReadingPool, tmp_path: Path) -> None:
    bad = READ[name]
    path = written(tmp_path, bad)
    assert set(pool.inspect(path).remarks) == bad.remarks
    reading = read_file(path, SETTINGS, pool)
    said = [*reading.issues, *bundle_issues(compose_text(reading.document))]
    assert {issue.kind for issue in said} == bad.issues
    assert tuple(page.method for page in reading.document.pages) == bad.read

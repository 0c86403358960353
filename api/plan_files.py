"""Plans from files, whatever they are: results of an earlier run, or paper that is read first."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType

from api.inputs import Input, safe_stem
from api.outputs import read_plan
from api.progress import Progress
from api.runs import Tools, extract_input, tell
from api.workflow import LazyAnalyst
from extractor.workers import ReadingPool
from models.domain.errors import KehoachError
from models.domain.plan import Plan
from models.settings import Settings

_LOOK_AT = 64


def is_json(path: Path) -> bool:
    """Tell by its first characters whether a file is JSON."""
    try:
        with path.open("rb") as file:
            head = file.read(_LOOK_AT)
    except OSError:
        return False
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


class PlanFiles:
    """Reads two plans; the tools of reading are started only if a file needs them."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        """Keep settings and progress."""
        self._settings = settings
        self._progress = progress
        self._open = ExitStack()
        self._count = 0

    def __enter__(self) -> PlanFiles:
        """Begin."""
        self._open.enter_context(self._progress)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the tools."""
        self._open.__exit__(kind, error, trace)

    def read(self, path: Path) -> Plan | None:
        """Return the plan of a file, or None where it is refused, which is said then."""
        self._count += 1
        try:
            return read_plan(path) if is_json(path) else self._extract(path)
        except KehoachError as error:
            self._progress.voice.refuse(str(path), error)
            return None

    def _extract(self, path: Path) -> Plan | None:
        self._progress.start_file(str(path), self._count, 2)
        stem = safe_stem(path)
        outcome = extract_input(Input(path, str(path), stem, stem), self._tools, self._progress)
        tell(outcome, self._progress.voice)
        return outcome.extraction.plan if outcome.extraction else None

    @cached_property
    def _tools(self) -> Tools:
        pool = self._open.enter_context(ReadingPool(self._settings))
        return Tools(self._settings, pool, LazyAnalyst(), _keep_nothing)


def _keep_nothing(slug: str, content: bytes) -> None:
    """A comparison needs no file of either side."""

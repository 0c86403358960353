"""A worker that reads files which behave as they say; to be started, stopped and killed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from api.commands.worker import work
from api.jobs import readers
from extractor import errands
from models.settings import load_settings
from tests.integration.service import fake_reading


def main(ready: Path) -> int:
    """Work with the settings of the environment; touch ``ready`` when jobs are being taken up."""
    errands.PRELOADED = ()
    errands.start = fake_reading.start
    errands.inspect_file = fake_reading.inspect_file
    errands.read_one_page = fake_reading.read_one_page
    readers.start_concluding = fake_reading.start_concluding
    return 0 if work(load_settings(), lambda: ready.write_text(str(os.getpid()))) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

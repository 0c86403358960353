"""The program with a reader of files that behave as they say; to be started and interrupted."""

from __future__ import annotations

import sys

from api.cli import main as run
from api.jobs import readers
from extractor import errands
from tests.integration.service import fake_reading


def main() -> int:
    """Run the command line of the arguments."""
    errands.PRELOADED = ()
    errands.start = fake_reading.start
    errands.inspect_file = fake_reading.inspect_file
    errands.read_one_page = fake_reading.read_one_page
    readers.start_concluding = fake_reading.start_concluding
    return run()


if __name__ == "__main__":
    sys.exit(main())

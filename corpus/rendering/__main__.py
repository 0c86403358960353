"""Renders and wears gold documents: ``python -m corpus.rendering --help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from corpus.rendering.demo import write_demo
from corpus.rendering.fonts import FontMissingError
from corpus.rendering.manuscript import ManuscriptError, load_manuscript
from corpus.rendering.typeset import GlyphMissingError, typeset
from corpus.rendering.wear import LEVELS, wear_file

_CORPUS = Path(__file__).resolve().parent.parent
_REFUSALS = (ManuscriptError, GlyphMissingError, FontMissingError, OSError)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status: 1 where a folder could not be worked on."""
    options = _parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus.rendering", description=__doc__)
    commands = parser.add_subparsers(required=True)
    render = commands.add_parser("render", help="typeset manuscript.txt to source.pdf")
    _add_folders(render)
    render.set_defaults(run=_render)
    wear = commands.add_parser("wear", help="scan source.pdf at a level of wear")
    _add_folders(wear)
    wear.add_argument("--level", type=int, choices=LEVELS, default=1)
    wear.add_argument("--dpi", type=int, default=200)
    wear.add_argument("--images", action="store_true", help="write each page as JPEG too")
    wear.add_argument("-o", "--output", type=Path, required=True)
    wear.set_defaults(run=_wear)
    demo = commands.add_parser("demo", help="make the scans of the demonstration")
    demo.add_argument("-o", "--output", type=Path, default=_CORPUS / "demo")
    demo.set_defaults(run=_demo)
    return parser


def _add_folders(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "folders",
        type=Path,
        nargs="*",
        default=sorted(path.parent for path in _CORPUS.glob("*/*/manuscript.txt")),
        help="folders of documents (default: all of the corpus)",
    )


def _each(folders: Iterable[Path], work: Callable[[Path], str]) -> int:
    """Work on every folder, whatever happens to the others; returns the exit status."""
    failed = False
    for folder in folders:
        try:
            outcome = work(folder)
        except _REFUSALS as error:
            failed = True
            outcome = str(error)
        sys.stderr.write(f"{folder.name}: {outcome}\n")
    return int(failed)


def _render(options: argparse.Namespace) -> int:
    def render(folder: Path) -> str:
        target = folder / "source.pdf"
        target.write_bytes(typeset(load_manuscript(folder / "manuscript.txt")))
        return str(target)

    return _each(options.folders, render)


def _wear(options: argparse.Namespace) -> int:
    options.output.mkdir(parents=True, exist_ok=True)

    def wear(folder: Path) -> str:
        source = folder / "source.pdf"
        scan = wear_file(source, folder.name, options.level, options.dpi)
        target: Path = options.output / f"{folder.name}-l{options.level}.pdf"
        target.write_bytes(scan.pdf)
        for number, page in enumerate(scan.pages if options.images else (), start=1):
            target.with_name(f"{target.stem}-{number:03}.jpg").write_bytes(page.data)
        return str(target)

    return _each(options.folders, wear)


def _demo(options: argparse.Namespace) -> int:
    for path in write_demo(_CORPUS / "gold", options.output):
        sys.stderr.write(f"{path}: {path.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``kehoach``: the command line. Arguments in, exit status out; the work is in ``api.commands``.

Nothing heavy is imported before a command runs, so that help and version are there at once.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from api.commands import bench, key, train, user
from api.commands.backup import backup
from api.commands.batch import batch
from api.commands.compare import compare
from api.commands.demo import demo
from api.commands.evaluate import evaluate
from api.commands.extract import extract
from api.commands.migrate import migrate
from api.commands.restore import restore
from api.commands.schema import schema
from api.commands.serve import serve
from api.commands.usage import WrongUsageError
from api.commands.worker import worker
from api.voice import Voice
from corpus.messages import Language
from models.domain.errors import ExitStatus, KehoachError

PROGRAM = "kehoach"
HELP_NAMES = ["-h", "--help"]
COMMANDS = (
    extract,
    compare,
    demo,
    schema,
    evaluate,
    serve,
    worker,
    batch,
    migrate,
    backup,
    restore,
)
GROUPS: dict[str, dict[str, Callable[..., None]]] = {
    "user": user.PARTS,
    "key": key.PARTS,
    "bench": bench.PARTS,
    "train": train.PARTS,
}
# A library that PyMuPDF brings along would report its use to its maker.
_SILENCE = ("ORT_DISABLE_TELEMETRY", "1")
_NO_ROOM = (errno.ENOSPC, errno.EIO, errno.EDQUOT)
_LANGUAGE_OPTION = "--lang"
_LANGUAGE_VARIABLE = "KEHOACH_LANG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (default: those of the process); return its status."""
    _prepare_streams()
    os.environ.setdefault(*_SILENCE)
    if arguments is None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        language, rest = take_language(given, os.environ)
    except WrongUsageError as error:
        Voice().warn(error.kind, **error.facts)
        return ExitStatus.USAGE
    return _run(rest, Voice(language))


def _prepare_streams() -> None:
    """Write UTF-8 whatever the locale; what cannot be written is escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def take_language(
    arguments: Sequence[str], environment: Mapping[str, str]
) -> tuple[Language, list[str]]:
    """Take ``--lang`` out of the arguments, wherever it stands; return language and the rest.

    It is needed before anything is parsed, since help and refusals are said in it. Raises
    WrongUsageError where it names no language.
    """
    wanted = environment.get(_LANGUAGE_VARIABLE) or Language.VI.value
    rest: list[str] = []
    given = iter(arguments)
    for argument in given:
        if argument == "--":
            rest += [argument, *given]
        elif argument == _LANGUAGE_OPTION:
            wanted = next(given, "")
        elif argument.startswith(f"{_LANGUAGE_OPTION}="):
            wanted = argument.partition("=")[2]
        else:
            rest.append(argument)
    if wanted not in list(Language):
        raise WrongUsageError(
            "usage.choice", option=_LANGUAGE_OPTION, value=wanted, choices=", ".join(Language)
        )
    return Language(wanted), rest


def _run(arguments: list[str], voice: Voice) -> int:
    command = make_command(voice)
    try:
        status = command.main(arguments, prog_name=PROGRAM, standalone_mode=False, obj=voice)
    except WrongUsageError as error:
        voice.warn(error.kind, **error.facts)
        return ExitStatus.USAGE
    except typer.TyperException as error:
        return _say_usage(error, voice)
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        voice.line(voice.refusal(_as_refusal(error)))
        return ExitStatus.FAILED
    if status == ExitStatus.INTERRUPTED:
        voice.warn("run.interrupted")
    return int(status or 0)


def _as_refusal(error: Exception) -> KehoachError:
    """Put what ended the whole run into the terms of the program."""
    if isinstance(error, KehoachError):
        return error
    if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
        from api.outputs import CannotWriteError

        return CannotWriteError(output="stdout", detail=str(error.strerror))
    return KehoachError(detail=f"{type(error).__name__}: {error}")


def make_command(voice: Voice) -> TyperGroup:
    """Return the whole command line, its help in the language of the voice."""
    settings = {"help_option_names": HELP_NAMES, "max_content_width": 100}
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, context_settings=settings, name=PROGRAM
    )
    app.callback(invoke_without_command=True)(_root)
    for command in COMMANDS:
        app.command()(command)
    for group, parts in GROUPS.items():
        verbs = typer.Typer(add_completion=False, rich_markup_mode=None)
        verbs.callback(invoke_without_command=True)(_verbs)
        for name, part in parts.items():
            verbs.command(name)(part)
        app.add_typer(verbs, name=group)
    made = get_command(app)
    if not isinstance(made, TyperGroup):
        raise TypeError(f"a group of commands was expected: {made}")
    _say_help(made, PROGRAM, voice)
    _say_help_of_parts(made, "", voice)
    return made


def _say_help_of_parts(group: TyperGroup, prefix: str, voice: Voice) -> None:
    for name, part in group.commands.items():
        if isinstance(part, TyperGroup | TyperCommand):
            _say_help(part, f"{prefix}{name}", voice)
        if isinstance(part, TyperGroup):
            _say_help_of_parts(part, f"{prefix}{name}.", voice)


def _root(
    context: typer.Context,
    version_wanted: Annotated[bool, typer.Option("--version", is_eager=True)] = False,
) -> None:
    """Say the version, or the help where no command is given."""
    if version_wanted:
        typer.echo(f"{PROGRAM} {version(PROGRAM)}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(ExitStatus.USAGE)


def _verbs(context: typer.Context) -> None:
    """Say the help of a group where no verb is given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(ExitStatus.USAGE)


def _say_help(command: TyperGroup | TyperCommand, name: str, voice: Voice) -> None:
    """Put the help of a command and of its parameters into the language of the voice."""
    command.help = voice.text(f"help.{name}")
    command.short_help = command.help.splitlines()[0]
    command.epilog = voice.text("help.language")
    own_help = command.get_help_option(typer.Context(command, help_option_names=HELP_NAMES))
    if own_help:
        own_help.help = voice.text("help.help")
    for parameter in command.params:
        if isinstance(parameter, TyperOption | TyperArgument):
            parameter.help = voice.text(f"help.{name}.{parameter.name}")


def _say_usage(error: typer.TyperException, voice: Voice) -> int:
    """Say in one line what is wrong with the arguments."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else PROGRAM
    parameter = getattr(error, "param", None)
    hint = _name_of(parameter) if isinstance(parameter, TyperOption | TyperArgument) else ""
    kinds = {
        "NoSuchOption": ("usage.no_such_option", {"option": getattr(error, "option_name", "")}),
        "MissingParameter": ("usage.missing_parameter", {"parameter": hint}),
        "BadParameter": ("usage.bad_parameter", {"parameter": hint, "detail": error.message}),
    }
    other = ("usage.other", {"detail": error.format_message()})
    kind, facts = kinds.get(type(error).__name__, other)
    voice.warn(kind, command=command, **facts)
    return ExitStatus.USAGE


def _name_of(parameter: TyperOption | TyperArgument) -> str:
    if isinstance(parameter, TyperOption):
        return max(parameter.opts, key=len)
    return parameter.metavar or str(parameter.name)

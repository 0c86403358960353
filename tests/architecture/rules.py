"""Rules of the house; each takes one module and yields a line for everything that breaks it."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator

from tests.architecture.house import Function, Module

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50

_LEFT_OUT = {"skip", "skipif", "xfail", "importorskip", "SkipTest", "skipTest"}
# A Vietnamese syllable has two to seven letters, bar a few of one; a longer run is an alphabet.
_SYLLABLE = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,7}(?![^\W\d_])")
_CHARACTER_CLASS = re.compile(r"\[[^\]]*\]")


def long_file(module: Module) -> Iterator[str]:
    lines = len(module.text.splitlines())
    if lines > MAX_FILE_LINES:
        yield f"{module.name}: {lines} lines"


def long_function(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, Function) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"{module.place(node)}: {node.name} has {lines} lines"


def busy_init(module: Module) -> Iterator[str]:
    if module.name.endswith("__init__.py") and (
        len(module.tree.body) != 1 or ast.get_docstring(module.tree) is None
    ):
        yield f"{module.name}: holds more or less than a docstring"


def undocumented(module: Module) -> Iterator[str]:
    if ast.get_docstring(module.tree) is None:
        yield f"{module.name}: no docstring"
    for node in _public(module.tree.body):
        if ast.get_docstring(node) is None:
            yield f"{module.place(node)}: {node.name} has no docstring"


def _public(body: list[ast.stmt]) -> Iterator[Function | ast.ClassDef]:
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def vietnamese_literal(module: Module) -> Iterator[str]:
    """Find Vietnamese words in code; documentation is free, and so are letters and classes of them."""
    prose = {
        id(node.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            words = list(_vietnamese_words(node.value))
            if words:
                yield f"{module.place(node)}: {' '.join(words[:5])}"


def _vietnamese_words(text: str) -> Iterator[str]:
    composed = unicodedata.normalize("NFC", text)
    words = _SYLLABLE.findall(_CHARACTER_CLASS.sub(" ", composed))
    return (word for word in words if _accented(word) and len(set(word.casefold())) > 1)


def _accented(word: str) -> bool:
    return any(letter in "đĐ" or unicodedata.normalize("NFD", letter) != letter for letter in word)


def left_out_test(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in _LEFT_OUT:
            yield f"{module.place(node)}: {node.attr}"
        if isinstance(node, ast.ImportFrom):
            yield from (
                f"{module.place(node)}: {alias.name}"
                for alias in node.names
                if alias.name in _LEFT_OUT
            )

"""Each rule is proven twice: it sees a planted defect, and the house is free of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import rules
from tests.architecture.house import ROOMS, Module, modules

Rule = Callable[[Module], Iterator[str]]

PLANTED: list[tuple[Rule, str, str]] = [
    (rules.long_file, "room/long.py", "x = 1\n" * 401),
    (rules.long_function, "room/long.py", "def f():\n" + "    x = 1\n" * 50),
    (rules.busy_init, "room/__init__.py", '"""Room."""\nfrom room import door\n'),
    (rules.busy_init, "room/__init__.py", ""),
    (rules.undocumented, "room/bare.py", '"""Module."""\ndef f(): ...\n'),
    (rules.undocumented, "room/bare.py", '"""M."""\nclass C:\n  """C."""\n  def f(self): ...\n'),
    (rules.undocumented, "room/bare.py", "x = 1\n"),
    (rules.vietnamese_literal, "room/word.py", 'x = "chỉ tiêu"\n'),
    (rules.vietnamese_literal, "room/word.py", 'x = f"{y} bằng"\n'),
    (rules.vietnamese_literal, "room/word.py", 'x = "\\u0111\\u1ea1t"\n'),
    (rules.vietnamese_literal, "room/word.py", 'x = "de\\u0302n"\n'),
    (rules.left_out_test, "tests/test_x.py", "import pytest\n@pytest.mark.skip\ndef f(): ...\n"),
    (rules.left_out_test, "tests/test_x.py", "import pytest\npytest.importorskip('x')\n"),
    (rules.left_out_test, "tests/test_x.py", "from pytest import xfail\n"),
]

SOUND: list[tuple[Rule, str, str]] = [
    (rules.long_file, "room/long.py", "x = 1\n" * 400),
    (rules.long_function, "room/long.py", "def f():\n" + "    x = 1\n" * 49),
    (rules.busy_init, "room/__init__.py", '"""Room."""\n'),
    (rules.busy_init, "room/other.py", "x = 1\n"),
    (rules.undocumented, "room/m.py", '"""M."""\ndef _f(): ...\ndef g():\n  """Do."""\n'),
    (rules.vietnamese_literal, "room/word.py", '"""Chỉ tiêu."""\nx = "đ"  # đạt\ny = "plan"\n'),
    (
        rules.vietnamese_literal,
        "room/word.py",
        'x = r"[a-eghiđk-v]"\ny = "abcdđeghikl"\nz = "đĐ"\n',
    ),
    (rules.left_out_test, "tests/test_x.py", "rows.skipped = 1\n"),
]


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED)
def test_rule_sees_a_planted_defect(rule: Rule, name: str, text: str) -> None:
    assert len(list(rule(Module(name, text)))) == 1


@pytest.mark.parametrize(("rule", "name", "text"), SOUND)
def test_rule_lets_sound_code_pass(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text))) == []


@pytest.mark.parametrize(
    ("rule", "folders"),
    [
        (rules.long_file, ROOMS),
        (rules.long_function, ROOMS),
        (rules.busy_init, (*ROOMS, "tests")),
        (rules.undocumented, ROOMS),
        (rules.vietnamese_literal, ROOMS),
        (rules.left_out_test, ("tests",)),
    ],
)
def test_house_keeps_the_rule(rule: Rule, folders: tuple[str, ...]) -> None:
    found = [line for module in modules(*folders) for line in rule(module)]
    assert found == [], "\n".join(found)

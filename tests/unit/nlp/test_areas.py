"""Values that a sentence splits by area."""

from __future__ import annotations

import pytest

from tests.factories import plan_with

BIRTH = "trẻ em dưới 5 tuổi được đăng ký khai sinh"
BIRTH_CODE = "khai-sinh-duoi-5-tuoi"

SPLIT = [
    (
        f"- Tỷ lệ {BIRTH} ở các phường đạt 99%, ở các xã miền núi đạt 95% vào năm 2027.",
        [("các phường", 99.0), ("các xã miền núi", 95.0)],
        "the part stands before its value",
    ),
    (
        f"- Tỷ lệ {BIRTH} trên 99% ở thành thị và trên 95% ở nông thôn.",
        [("thành thị", 99.0), ("nông thôn", 95.0)],
        "the part stands behind its value",
    ),
    (
        f"- Tỷ lệ {BIRTH} đạt 98%; riêng ở các phường đạt tối thiểu 99%.",
        [(None, 98.0), ("các phường", 99.0)],
        "one part is singled out in a clause of its own",
    ),
    (
        f"- Tỷ lệ {BIRTH} ở các xã còn lại đạt 95%, ở các phường còn 99%.",
        [("các xã còn lại", 95.0), ("các phường", 99.0)],
        "a word of level inside the name of a part",
    ),
    (
        f"- Tỷ lệ {BIRTH} ở các xã đạt 95%.",
        [(None, 95.0)],
        "a single part is the group itself",
    ),
]


@pytest.mark.parametrize(("line", "expected", "reason"), SPLIT)
def test_parts_of_an_area(line: str, expected: list[tuple[str | None, float]], reason: str) -> None:
    targets = plan_with("I. CHỈ TIÊU", line).targets
    assert [(target.scope, target.value) for target in targets] == expected, reason
    assert {target.indicator for target in targets} == {BIRTH_CODE}
    assert {target.year for target in targets} == {2027}

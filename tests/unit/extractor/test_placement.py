from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.imaging import rotate, turn
from extractor.observed import Segment
from extractor.placement import Placement
from models.domain.geometry import BoundingBox

WIDTH, HEIGHT = 595.0, 842.0
turns = st.sampled_from((0, 90, 180, 270))
shares = st.floats(0.1, 0.8)


@given(turns, shares, shares)
def test_a_quarter_turn_and_back_is_the_same_box(turned: int, across: float, down: float) -> None:
    place = Placement(WIDTH, HEIGHT, turned)
    box = BoundingBox(across * WIDTH, down * HEIGHT, across * WIDTH + 40, down * HEIGHT + 12)
    back = place.to_displayed(place.to_upright(box))
    assert (back.left, back.top, back.right, back.bottom) == pytest.approx(
        (box.left, box.top, box.right, box.bottom)
    )


@pytest.mark.parametrize("turned", (0, 90, 180, 270))
@pytest.mark.parametrize("skew", (-4.0, 0.0, 2.5))
def test_boxes_follow_the_ink_of_a_turned_and_levelled_image(turned: int, skew: float) -> None:
    page = np.full((842, 595), 255, np.uint8)
    cv2.rectangle(page, (400, 200), (420, 212), 0, -1)
    upright = rotate(turn(page, turned), skew)
    rows, columns = np.nonzero(upright < 128)
    found = BoundingBox(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    shown = Placement(WIDTH, HEIGHT, turned, skew).to_displayed(found)
    assert (shown.center_x, shown.center_y) == pytest.approx((410.5, 206.5), abs=1.5)


def test_rules_turn_with_the_page() -> None:
    place = Placement(WIDTH, HEIGHT, 90)
    assert place.rule_to_upright(Segment(True, 100, 50, 300)) == Segment(False, 742, 50, 300)

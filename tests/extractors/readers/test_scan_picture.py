"""Pictures set straight, cleaned, and turned: where each point came from is known."""

import numpy as np
import pytest
from PIL import Image

from extractors.readers.scan_picture import (
    cleaned,
    has_print,
    in_columns,
    scale_for,
    skew,
    straightened,
    turned,
)
from models.evidence import BBox, Turn
from tests.extractors.readers.pdfs import made, prose
from tests.extractors.readers.scanned import picture_of

LINES = [
    f"Line {i} of a page that goes on for a while, with words to the margin." for i in range(30)
]
PAGE = picture_of(made(prose(*LINES)))


@pytest.mark.parametrize("angle", [-4.0, -0.6, 0.0, 1.2, 3.3])
def test_skew_is_measured_and_taken_out(angle: float) -> None:
    picture = PAGE.rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)
    assert skew(picture) == pytest.approx(-angle, abs=0.2)
    assert abs(skew(straightened(picture).picture)) <= 0.2


def test_a_straight_page_is_left_as_it_is() -> None:
    assert straightened(PAGE).turn == Turn()
    assert straightened(PAGE).picture is PAGE


def test_a_page_with_next_to_nothing_has_no_skew() -> None:
    assert skew(Image.new("L", (1700, 2200), 255)) == 0.0


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turn_leads_back_to_the_picture_as_seen(degrees: int) -> None:
    seen = Image.new("L", (200, 100), 255)
    seen.paste(0, (150, 20, 170, 30))
    upright = turned(seen, degrees)
    ys, xs = np.nonzero(np.asarray(upright.picture) < 128)
    box = BBox(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
    assert upright.turn.box(box) == (150, 20, 170, 30)


def test_turns_follow_each_other() -> None:
    first, then = Turn(0, 1, 0, -1, 0, 100), Turn(1, 0, 5, 0, 1, 7)
    box = BBox(1, 2, 3, 4)
    assert then.after(first).box(box) == then.box(first.box(box))


def test_specks_go_and_full_stops_stay() -> None:
    noisy = PAGE.resize((PAGE.width * 3 // 2, PAGE.height * 3 // 2))
    clean = np.asarray(cleaned(noisy)) < 128
    dirty = noisy.copy()
    for x in range(60, 1500, 60):
        for y in range(60, 120, 30):
            dirty.paste(40, (x, y, x + 3, y + 3))
    kept = np.asarray(cleaned(dirty)) < 128
    assert not kept[:130].any()
    assert (kept & clean).sum() > 0.93 * clean.sum()


def test_print_is_told_from_paper() -> None:
    assert has_print(PAGE)
    assert not has_print(Image.new("L", (1700, 2200), 240))


def test_columns_are_told_from_a_table() -> None:
    left = [(50.0, 100 + 13 * i, "The left column is full of words here.") for i in range(40)]
    right = [(330.0, 100 + 13 * i, "The right column is just as full of it.") for i in range(40)]
    table = [(x, 100 + 13 * i, "cell") for i in range(40) for x in (60.0, 400.0)]
    assert in_columns(picture_of(made([*left, *right])))
    assert not in_columns(picture_of(made(table)))
    assert not in_columns(PAGE)
    assert not in_columns(Image.new("L", (1700, 2200), 255))


def test_huge_pages_are_drawn_smaller() -> None:
    assert scale_for(612, 792) == pytest.approx(300 / 72)
    assert scale_for(14400, 14400) * 14400 < 6400

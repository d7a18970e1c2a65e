import re
from importlib.resources import files
from itertools import product

import pytest

INKS = "ink quiet accent over under pass unsure review".split()
PAPERS = ("paper", "wash")
TEMPLATES = files("reports") / "templates"
CSS = "".join((TEMPLATES / name).read_text("utf-8") for name in ("tokens.css", "report.css"))
THEMES = [
    dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
]
LEAST = 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_there_is_a_light_a_dark_and_a_printed_theme() -> None:
    assert len(THEMES) == 3
    assert THEMES[0] == THEMES[2]


@pytest.mark.parametrize(("theme", "ink", "paper"), list(product((0, 1), INKS, PAPERS)))
def test_text_can_be_read_on_its_ground(theme: int, ink: str, paper: str) -> None:
    colours = THEMES[theme]
    lighter, darker = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= LEAST

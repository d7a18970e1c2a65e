"""The guides: their pictures are there, and the words in bold stand on the pages."""

import re
from pathlib import Path

import pytest

from tests.guides.pictures import FOLDER, PICTURES

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs").glob("guide-*.md"))
WEB = ROOT / "contract_ai" / "web"
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_PICTURE = re.compile(r"!\[[^\]]+\]\(pictures/([\w-]+)\.png\)")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_words_in_bold_stand_on_the_pages(guide: Path) -> None:
    sources = [*WEB.rglob("*.html"), *WEB.rglob("*.js"), *WEB.rglob("*.py")]
    sources += (ROOT / "reports").glob("*.py")
    shown = " ".join(path.read_text(encoding="utf-8") for path in sources)
    named = {
        words for words in _BOLD.findall(guide.read_text(encoding="utf-8")) if words[-1] != ":"
    }
    assert named
    assert {words for words in named if words not in shown} == set()


def test_every_picture_is_shown_in_a_guide_and_can_be_taken_again() -> None:
    shown = {
        name for guide in GUIDES for name in _PICTURE.findall(guide.read_text(encoding="utf-8"))
    }
    assert shown == {one.name for one in PICTURES} == {path.stem for path in FOLDER.glob("*.png")}

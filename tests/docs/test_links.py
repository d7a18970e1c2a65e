"""Pages of the documentation lead to each other, and to headings that there are."""

import re
from pathlib import PurePosixPath

import pytest

from tests.docs.pages import DOCS, anchors, page

_LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
PAGES = sorted(path.name for path in DOCS.glob("*.md"))


def test_every_link_leads_somewhere() -> None:
    for name in PAGES:
        for file, anchor in _LINK.findall(page(name)):
            target = PurePosixPath(file or name)
            assert (DOCS / target).exists(), (name, file)
            if anchor and target.suffix == ".md" and len(target.parts) == 1:
                assert anchor in anchors(str(target)), (name, file, anchor)


@pytest.mark.parametrize("name", ["asvs.md", "controls.md"])
def test_pages_that_name_tests_link_to_what_is_written_down(name: str) -> None:
    assert _LINK.search(page(name))

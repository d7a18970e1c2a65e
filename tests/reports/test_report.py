import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from syrupy.assertion import SnapshotAssertion

from models.findings import Audit, State
from reports.report import render_report
from tests.reports import sample
from tests.reports.poison import poison

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "]]></svg><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "-->\u202e<b>gnirts</b>",
)
OURS = {
    *"html head meta title style body a svg defs symbol path circle image use header h1 h2 h3 h4".split(),
    *"h5 h6 p span nav b main section div strong table caption thead tbody tr th td br q".split(),
    *"figure figcaption blockquote img details summary article form label select option".split(),
    *"input button output dl dt dd ul li code script text rect footer".split(),
}
HEADINGS = re.compile(r"h[1-6]")
MASKS = (
    (re.compile(r"<style>.*?</style>", re.DOTALL), "<style>…</style>"),
    (re.compile(r"<script>.*?</script>", re.DOTALL), "<script>…</script>"),
    (re.compile(r"sha256-[A-Za-z0-9+/=]+"), "sha256-…"),
    (re.compile(r"data:image/\w+;base64,[A-Za-z0-9+/=]+"), "data:…"),
    (re.compile(r'(width|height)="\d+"|viewBox="0 0 \d+ \d+"'), "size"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "sha256"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "date"),
    (re.compile(r"\n\s*\n+"), "\n"),
)


class Reader(HTMLParser):
    """Collects what a browser would see: elements, attributes, text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if HEADINGS.fullmatch(tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, *names: str) -> list[str]:
        return [value for _, name, value in self.attributes if name in names]


@pytest.fixture(scope="module")
def page() -> str:
    return render_report(sample.sample())


def test_the_page_reads_as_reviewed(page: str, snapshot: SnapshotAssertion) -> None:
    for pattern, mask in MASKS:
        page = pattern.sub(mask, page)
    assert page == snapshot


def test_an_audit_without_findings_says_what_was_tested(snapshot: SnapshotAssertion) -> None:
    text = Reader(render_report(sample.empty())).text
    start = text.index("What was found")
    assert " ".join(text[start : text.index("Every test, document")].split()) == snapshot


def test_an_empty_folder_says_what_to_do_first() -> None:
    data = replace(sample.empty(), audit=Audit((), ()), contracts=(), invoices=())
    assert "Put contracts, invoices and facts into the folder" in render_report(data)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_a_document_says_becomes_markup(payload: str) -> None:
    read = Reader(render_report(poison(sample.sample(), payload)))
    assert set(read.tags) <= OURS
    assert read.tags["script"] == 1
    assert read.tags["style"] == 1
    assert not [name for _, name, _ in read.attributes if name.startswith("on")]
    assert all(value.startswith(("#", "data:image/")) for value in read.values("href", "src"))
    assert "\u202e" not in read.text


def test_payloads_stand_on_the_page_as_text() -> None:
    read = Reader(render_report(poison(sample.sample(), PAYLOADS[0])))
    assert read.text.count(PAYLOADS[0]) > len(sample.findings())


def test_nothing_is_fetched(page: str) -> None:
    read = Reader(page)
    assert all(value.startswith(("#", "data:image/")) for value in read.values("href", "src"))
    assert "default-src 'none'" in page
    assert "@import" not in page
    assert "url(" not in page


def test_every_jump_has_its_target(page: str) -> None:
    read = Reader(page)
    ids = Counter(read.values("id"))
    assert not [name for name, number in ids.items() if number > 1]
    jumps = {value[1:] for value in read.values("href") if value.startswith("#")}
    assert jumps <= set(ids)
    assert set(read.values("aria-labelledby")) <= set(ids)


def test_headings_leave_no_level_out(page: str) -> None:
    levels = Reader(page).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    # Proof stands under its finding (h6 under h5); other parts begin again at h2.
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_picture_used_twice_is_stored_once(page: str) -> None:
    pictures = re.findall(r"data:image/webp;base64,[A-Za-z0-9+/=]+", page)
    assert len(pictures) == len(set(pictures))
    assert re.search(r'<use href="#crop-\d+"', page)


def test_a_quote_takes_the_place_of_a_missing_picture() -> None:
    page = render_report(sample.without_crops())
    assert "<img" not in page
    assert "within thirty (30) days after receipt of the invoice" in page


def test_bytes_that_are_no_picture_are_not_shown() -> None:
    data = sample.sample()
    page = render_report(replace(data, crops=dict.fromkeys(data.crops, b"<svg onload=alert(1)>")))
    assert "<img" not in page


def test_money_of_two_currencies_is_never_added(page: str) -> None:
    text = Reader(page).text
    assert "12,745.00\u202fGBP" in text
    assert "600.00\u202fUSD" in text
    assert "13,345.00" not in text


def test_a_settled_finding_is_shown_and_not_counted() -> None:
    data = sample.sample()
    settled = tuple(replace(found, state=State.WAIVED) for found in data.audit.findings)
    text = Reader(render_report(replace(data, audit=replace(data.audit, findings=settled)))).text
    assert "Waived" in text
    assert "12,745.00" not in text

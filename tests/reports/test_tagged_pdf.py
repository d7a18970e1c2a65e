"""PDF files that can be read aloud: tagged, named, with headings, headers and alternative texts."""

import subprocess
import sys
from dataclasses import replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from reports.findings_json import findings_json
from reports.inputs import InputFile, ReportInput
from reports.packet.letter import letters
from reports.packet.pdf import letters_pdf
from reports.report import foot_of
from reports.report_pdf import report_pdf
from reports.totals import at_stake, sums_by_direction
from reports.wording import money
from tests.reports import sample
from tests.reports.paper import needs_pango, words_of

KINDS = ("report", "letters")
NO_PANGO = """
import cffi
def missing(self, name, flags=0):
    raise OSError(f"cannot load library {name!r}")
cffi.FFI.dlopen = missing
from datetime import date
from models.errors import SettingsError
from reports.paper.sheets import Sheet, pdf
for _ in "ab":
    try:
        pdf([Sheet("paper/base.html", "T", date(2026, 6, 30), "foot", {})])
    except SettingsError as error:
        print(error.code, error.do)
"""


@cache
def _made(kind: str) -> bytes:
    data = sample.for_paper()
    return report_pdf(data) if kind == "report" else letters_pdf(letters(data))


def _root(kind: str) -> Any:  # noqa: ANN401 (a node of the PDF)
    return PdfReader(BytesIO(_made(kind))).trailer["/Root"]


def _elements(kind: str) -> list[Any]:
    """Return every element of the structure, in the order it is read."""
    found: list[Any] = []

    def walk(node: Any) -> None:  # noqa: ANN401 (a node of the PDF)
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, ArrayObject):
            for child in node:
                walk(child)
        elif isinstance(node, DictionaryObject) and node.get("/Type") == "/StructElem":
            found.append(node)
            walk(node.get("/K", ArrayObject()))

    walk(_root(kind)["/StructTreeRoot"]["/K"])
    return found


@needs_pango
@pytest.mark.parametrize("kind", KINDS)
def test_the_file_says_that_it_is_tagged_and_in_what_language(kind: str) -> None:
    reader = PdfReader(BytesIO(_made(kind)))
    root = _root(kind)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title


@needs_pango
@pytest.mark.parametrize("kind", KINDS)
def test_headings_skip_no_level_and_stand_in_the_outline(kind: str) -> None:
    levels = [int(one["/S"][2:]) for one in _elements(kind) if one["/S"][2:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert PdfReader(BytesIO(_made(kind))).outline


@needs_pango
@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_has_its_words_and_every_cell_its_headers(kind: str) -> None:
    elements = _elements(kind)
    pictures = [one for one in elements if one["/S"] == "/Figure"]
    assert pictures
    assert all(one.get("/Alt") for one in pictures)
    cells = [one for one in elements if one["/S"] == "/TD"]
    assert cells
    bare = [one for one in cells if not one["/A"]["/Headers"]]
    assert len(bare) <= 2 * len(letters(sample.for_paper())) if kind == "letters" else not bare


@needs_pango
def test_the_figures_on_paper_are_those_of_the_findings() -> None:
    data = sample.for_paper()
    first = words_of(_made("report"))[0]
    sums = sums_by_direction(at_stake(data.audit.findings))
    assert sums
    for one in sums:
        assert money(one.amount, one.currency) in first


@needs_pango
def test_the_foot_of_every_page_says_what_it_can_be_held_against() -> None:
    data = sample.for_paper()
    assert foot_of(data).startswith("SHA-256 of findings.json: ")
    named = replace(data, audit_anchor=f"Newest audit anchor, 2026-06-30: 12:{'ab' * 32}")
    for made in (data, named):
        pages = words_of(report_pdf(made))
        assert all(foot_of(made) in page for page in pages)
        assert all(f"Page {at} of {len(pages)}" in page for at, page in enumerate(pages, 1))
        assert all("as of 2026-06-30" in page for page in pages)


def test_the_hash_is_that_of_the_file() -> None:
    data: ReportInput = sample.sample()
    assert foot_of(data).endswith(sha256(findings_json(data).encode()).hexdigest())


def test_without_pango_it_is_said_what_to_install() -> None:
    run = subprocess.run(
        [sys.executable, "-c", NO_PANGO], capture_output=True, text=True, check=True
    )
    first, second = run.stdout.splitlines()
    assert first.startswith("PDF_LIBRARY_MISSING Install it (Debian, Ubuntu: apt-get install ")
    assert second == first


@needs_pango
@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "data:image/png;base64,AAAA", "x.png"],
)
def test_nothing_is_fetched_for_a_page(address: str) -> None:
    from reports.paper.engine import write  # noqa: PLC0415

    page = f'<html lang=en><title>T</title><p>words</p><img alt=alternative src="{address}">'
    (words,) = words_of(write([page], "", {}, pixels_a_point=2.5))
    assert "alternative" in words


@needs_pango
def test_a_long_table_repeats_its_headings_and_cuts_no_row() -> None:
    names = [f"invoice-{number:03}" for number in range(120)]
    files = tuple(
        InputFile(f"{name}.pdf", sha256(name.encode()).hexdigest(), "invoice") for name in names
    )
    pages = words_of(report_pdf(replace(sample.for_paper(), files=files)))
    listed = [page for page in pages if "invoice-" in page]
    assert len(listed) > 1
    assert all("File Kind SHA-256" in page for page in listed)
    for name in names:
        (page,) = [page for page in listed if f"{name}.pdf" in page]
        assert sha256(name.encode()).hexdigest() in page

"""Nothing that a document or a person writes is run by what leaves the house: reports, tables, letters, log lines."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from contract_ai.logs import log, logging_to
from contract_ai.web.site import Site
from models.accounts import Role
from reports.cells import safe
from reports.packet.letter import letters
from reports.packet.pdf import letters_pdf
from reports.report import render_report
from reports.report_pdf import report_pdf
from reports.workbook import findings_workbook
from tests.contract_ai.web.browsing import chromium, needs_chromium
from tests.contract_ai.web.injected import COUNTED, foreign
from tests.contract_ai.web.poisoned import blends, payloads, poisoned_site, singles
from tests.contract_ai.web.sites import browser as client
from tests.reports import sample
from tests.reports.paper import words_of
from tests.reports.poison import poison

pytestmark = pytest.mark.on_sqlite("one payload has a NUL, which PostgreSQL takes in no text")

ACTIVE = frozenset(
    {"/JavaScript", "/JS", "/URI", "/Launch", "/SubmitForm", "/GoToR", "/OpenAction"}
)
"""What a PDF would act upon; our own jumps are /Dest."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")  # ASVS 1.2.10


@needs_chromium
def test_the_report_runs_nothing_when_it_is_opened(tmp_path: Path) -> None:
    faults: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.expose_function("canary", lambda *_: faults.append("ran"))
        page.on("dialog", lambda one: faults.append(one.message))
        page.on("console", lambda line: faults.append(line.text))
        page.on("request", lambda one: _note(faults, one.url))
        ours = None
        for number, text in enumerate(("harmless", *blends(), *payloads()["address"])):
            file = tmp_path / f"{number}.html"
            file.write_text(render_report(poison(sample.sample(), text)), "utf-8")
            page.goto(file.as_uri())
            ours = ours or foreign(page)  # its policy, style and script, which it has in itself
            assert foreign(page) == ours, text
            assert COUNTED not in page.content()
    assert faults == []


def _note(faults: list[str], address: str) -> None:
    if not address.startswith(("file:", "data:image/")):
        faults.append(address)


@pytest.mark.parametrize("text", blends())
def test_paper_acts_upon_nothing(text: str) -> None:
    data = poison(sample.for_paper(), text)
    for made in (report_pdf(data), letters_pdf(letters(data))):
        assert keys_of(made) & ACTIVE == set()
        assert COUNTED not in "".join(words_of(made))


def keys_of(made: bytes) -> set[str]:
    """Name every key of a PDF, and every name that it holds."""
    pdf = PdfReader(io.BytesIO(made))
    keys = {key for number in range(1, len(pdf.xref[0]) + 1) for key in _keys(pdf, number)}
    assert keys
    return keys


def _keys(pdf: PdfReader, number: int) -> Iterator[str]:
    """Name every key of an object of a PDF, and every name that it holds."""
    waits: list[object] = [pdf.get_object(IndirectObject(number, 0, pdf))]
    while waits:
        one = waits.pop()
        if isinstance(one, DictionaryObject):
            yield from (str(key) for key in one)
            waits += list(one.values())
        elif isinstance(one, ArrayObject):
            waits += list(one)
        elif isinstance(one, str) and one.startswith("/"):
            yield str(one)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made, _ = poisoned_site(tmp_path_factory.mktemp("hostile"), singles())
    return made


@pytest.mark.parametrize("text", singles())
def test_a_cell_says_the_text_and_is_no_formula(text: str) -> None:
    cell = safe(text)
    assert not cell.startswith(FORMULA)
    assert cell.startswith("'") == text.startswith((*FORMULA, "'"))


def test_tables_to_take_away_hold_no_formula(site: Site) -> None:
    who = client(site, Role.ADMINISTRATOR)
    _no_formula(who.get("/findings.xlsx?state=any").content)
    read = csv.reader(
        io.StringIO(who.get("/findings.csv?state=any").content.decode("utf-8-sig"), newline="")
    )
    heading, *rows = list(read)
    assert len(rows) >= len(singles())
    amounts = {"Amount at stake", "Line"}
    for row in rows:
        assert len(row) == len(heading)
        for name, value in zip(heading, row, strict=True):
            assert not value.startswith(FORMULA) or name in amounts, (name, value)


def test_workbooks_hold_no_formula() -> None:
    for text in (*payloads()["formula"], *blends()):
        _no_formula(findings_workbook(poison(sample.sample(), text)))


def _no_formula(data: bytes) -> None:
    numbers = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                assert not (cell.data_type == "s" and str(cell.value).startswith(FORMULA))
                numbers += cell.data_type == "n" and cell.value is not None
    assert numbers


def test_a_log_line_stays_one_line(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with logging_to(file=file):
        for text in singles():
            log().info(text, **{"file": text, text: 1})
    data = file.read_bytes()
    lines = data.splitlines()
    assert len(lines) == len(singles())
    assert all(0x20 <= letter < 0x7F or letter == 0x0A for letter in data)
    assert [json.loads(line)["file"] for line in lines] == list(singles())

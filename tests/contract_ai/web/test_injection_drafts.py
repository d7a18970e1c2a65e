"""Nothing that a contract or a customer's name says is run by the files of a draft, or by their names."""

import csv
import io
import re
from datetime import date

import pytest

from contract_ai.billing.draft_files import Writing, draft_file
from contract_ai.billing.papers import Form, Layout, Paper, Written
from contract_ai.web.attached import attached
from extractors.invoices.read import read_invoices
from models.evidence import Evidence
from reports.invoices.paper_lines import LineNote
from tests.contract_ai.web.injected import COUNTED
from tests.contract_ai.web.poisoned import blends, singles
from tests.contract_ai.web.test_injection_files import ACTIVE, FORMULA, keys_of
from tests.reports.invoices.made import invoice, issuing
from tests.reports.paper import needs_pango, words_of

_FIGURE = re.compile(r"-\d+(\.\d+)?")


def taken(text: str, form: Form) -> Written:
    """Take a draft away whose number, contract, lines, working and clause are this text."""
    lines = [{"number": 1, "description": text, "amount": "5.00", "tax_rate": "23"}]
    told = invoice(number=text, contract_reference=text, payment_terms=text, lines=lines)
    paper = Paper(told, {1: LineNote(text, Evidence(text, text, section=text))})
    return draft_file(paper, Writing(issuing(), form, Layout(date(2026, 4, 1))))


@pytest.mark.parametrize("text", singles())
def test_a_file_has_a_plain_name(text: str) -> None:
    made = taken(text, Form.UBL)
    assert re.fullmatch(r"[\w.-]{1,110}\.xml", made.name)
    assert not made.name.startswith(".")
    head = attached(made.name)["content-disposition"]
    assert head.isascii()
    assert head.isprintable()


@pytest.mark.parametrize("text", singles())
def test_xml_holds_the_text_as_text(text: str) -> None:
    (read,) = read_invoices(taken(text, Form.UBL).data, "x.xml")
    (line,) = read.lines
    assert line.amount == 5
    assert line.description


@pytest.mark.parametrize("form", [Form.QUICKBOOKS, Form.XERO])
@pytest.mark.parametrize("text", singles())
def test_tables_hold_no_formula(text: str, form: Form) -> None:
    heading, *rows = csv.reader(io.StringIO(taken(text, form).data.decode("utf-8-sig"), newline=""))
    (row,) = rows
    assert len(row) == len(heading)
    assert [one for one in row if one.startswith(FORMULA) and not _FIGURE.fullmatch(one)] == []


@needs_pango
@pytest.mark.parametrize("text", blends())
def test_paper_acts_upon_nothing(text: str) -> None:
    made = taken(text, Form.PDF).data
    assert keys_of(made) & ACTIVE == set()
    assert COUNTED not in "".join(words_of(made))

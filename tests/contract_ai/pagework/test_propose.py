"""A selection on a page or in a text becomes the form of a term."""

from decimal import Decimal
from pathlib import Path

import pytest

from contract_ai.pagework.forms import Selection
from contract_ai.pagework.pages import Pages
from contract_ai.pagework.proposals import PROPOSALS
from models.errors import DocumentError, ErrorCode
from models.terms import TERM, CountsFrom, DayType, Fee, PaymentTerm
from tests.contract_ai.pagework.desk import SAMPLES, hash_of, sample_pages

RETAINER = SAMPLES / "contracts" / "RET-2026-002-bramble.pdf"
USAGE = SAMPLES / "contracts" / "USG-2025-003-palisade.docx"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return sample_pages(tmp_path_factory.mktemp("cache"))[0]


def _id(path: Path) -> str:
    return hash_of(path.read_bytes())


def _on_page(pages: Pages, path: Path, *wanted: str) -> Selection:
    words = [word.text for word in pages.words(_id(path), 1).words]
    first = next(i for i in range(len(words)) if tuple(words[i : i + len(wanted)]) == wanted)
    return Selection(page=1, words=tuple(range(first, first + len(wanted))))


def test_words_of_a_page_make_a_term(samples: Pages) -> None:
    selection = _on_page(samples, RETAINER, "$6,500.00", "per", "month,")
    (one,) = samples.propose(_id(RETAINER), selection, "fee")
    term = TERM.validate_python(one.form())
    assert isinstance(term, Fee)
    assert (term.amount, term.currency, term.frequency) == (Decimal("6500.00"), "USD", "monthly")
    assert term.evidence.quote == "$6,500.00 per month,"
    assert one.evidence.sha256 == _id(RETAINER)


def test_a_selection_corrects_a_term(samples: Pages) -> None:
    wrong = PaymentTerm(
        days=30, day_type=DayType.BUSINESS, counts_from=CountsFrom.INVOICE_RECEIPT, event="x"
    )
    selection = _on_page(samples, RETAINER, "ten", "(10)", "days")
    (one,) = samples.propose(_id(RETAINER), selection, "payment_term")
    right = TERM.validate_python(one.form(over=wrong))
    assert isinstance(right, PaymentTerm)
    assert (right.days, right.day_type, right.counts_from) == (10, "calendar", "invoice_date")
    assert right.event == "x"  # which the selection says nothing of
    assert right.evidence.quote == "ten (10) days"
    other = one.form(over=Fee(amount=Decimal(1)))
    assert "amount" not in other


def test_a_cell_of_a_table_makes_a_term_with_its_row(samples: Pages) -> None:
    selection = Selection(anchor="t1r3c2", start=0, end=6)
    (one,) = samples.propose(_id(USAGE), selection, "rate")
    assert one.values["min_quantity"] == "100001"
    assert one.values["tier_mode"] == "graduated"
    assert (one.evidence.anchor, one.evidence.quote) == ("t1r3c2", "$0.015")


def test_what_is_missing_is_named(samples: Pages) -> None:
    selection = _on_page(samples, RETAINER, "Governing", "Law")
    (one,) = samples.propose(_id(RETAINER), selection, "fee")
    assert (one.values, one.missing) == ({}, ("amount",))


@pytest.mark.parametrize(
    "selection", [Selection(page=1), Selection(page=9, words=(1,)), Selection(anchor="p999", end=4)]
)
def test_nothing_selected_is_said(samples: Pages, selection: Selection) -> None:
    with pytest.raises(DocumentError) as caught:
        samples.propose(_id(RETAINER), selection, "fee")
    assert caught.value.code is ErrorCode.SELECTION_EMPTY


@pytest.mark.parametrize(
    "change",
    [
        {"values": {"days": "many"}},
        {"values": {"amount": "1"}},
        {"kind": "gift"},
        {"missing": ["x"]},
    ],
)
def test_what_a_child_proposes_is_checked(change: dict[str, object]) -> None:
    good: dict[str, object] = {
        "kind": "payment_term",
        "values": {"days": 30},
        "missing": [],
        "evidence": {"quote": "30 days"},
    }
    assert PROPOSALS.validate_python([good])[0].form()["days"] == 30
    with pytest.raises(ValueError, match="validation error"):
        PROPOSALS.validate_python([good | change])

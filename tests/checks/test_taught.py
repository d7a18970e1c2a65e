"""What a person said of a match wins; what is learnt of it holds for its like, and for no others."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from checks.matching import build_cases
from checks.recognition.clues import clue_of, clues_of, name_of
from checks.run import audit
from checks.taught import Taught
from models.cases import Book, ChargeKind, InvoiceCase
from models.contracts import Contract
from models.facts import Facts
from models.findings import Result
from models.invoices import Invoice, as_credit
from models.matching import CONFIRMED, LEARNED, Correction, LineClue, TermName
from tests.checks.builders import book, contract, invoice, line, term

HOSTING = term("fee", item="hosting", amount="100", frequency="monthly")
STORAGE = term("rate", item="storage", amount="20", unit="GB")
SUPPORT = term("fee", item="support", amount="50", frequency="monthly")
THIRD = [{"name": "Provider Inc.", "role": "provider"}, {"name": "Third AG", "role": "customer"}]
CONTRACTS = (
    contract("A", HOSTING, STORAGE, number="A-2026-1"),
    contract("B", SUPPORT, number="B-2026-1"),
    contract("C", SUPPORT, parties=THIRD),
)
NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


class _Case(BaseModel):
    model_config = ConfigDict(extra="forbid")

    orders: list[dict[str, Any]] = []
    said: dict[str, Any]
    under: str | None
    bills: tuple[str, str] | None = None
    next: dict[str, Any]
    learned: bool
    found: str | None
    item: str | None = None


class _Followed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    said: list[dict[str, Any]]
    note: dict[str, Any]
    own: str = ""
    found: str | None
    told: bool


def _cases(name: str) -> dict[str, Any]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


CASES, FOLLOWED = _cases("taught.yaml"), _cases("followed.yaml")


def said(number: int, about: Invoice, under: str | None, **values: Any) -> Correction:  # noqa: ANN401 (any field of it)
    """Return what Ann says of an invoice."""
    return Correction(
        number=number,
        invoice=name_of(about),
        shown=about.number or "",
        contract=under,
        by="ann",
        at=NOON,
        clues=clues_of(about),
        **values,
    )


def of_line(number: int, about: Invoice, under: str, item: tuple[str, str] | None) -> Correction:
    """Return what Ann says of the first line of an invoice: an item of the contract, or nothing."""
    named = TermName(under, *item) if item else None
    clue = clue_of(about.lines[0])
    return said(number, about, under, line=about.lines[0].number, clue=clue, term=named)


def with_corrections(one: Book, *corrections: Correction) -> Book:
    return replace(one, corrections=corrections)


def case_of(whole: Book, number: str) -> InvoiceCase:
    cases = build_cases(whole).invoices
    return next(case for case in cases if case.invoice.number == number)


def _bill(number: str, values: dict[str, Any]) -> Invoice:
    lines = [line(at, **one) for at, one in enumerate(values["lines"], start=1)]
    head = {"issue_date": f"2026-05-0{number[-1]}"} | values
    return invoice(number, *lines, **{key: one for key, one in head.items() if key != "lines"})


@pytest.mark.parametrize("name", CASES)
def test_what_holds_for_the_next_invoice(name: str) -> None:
    given = _Case.model_validate(CASES[name])
    first, other = _bill("INV-1", given.said), _bill("INV-2", given.next)
    facts = Facts.model_validate({"purchase_orders": given.orders})
    if "bills" in CASES[name]:
        correction = of_line(1, first, given.under or "", given.bills)
    else:
        correction = said(1, first, given.under)
    whole = with_corrections(book(CONTRACTS, first, other, facts=facts), correction)
    own, found = case_of(whole, "INV-1"), case_of(whole, "INV-2")
    assert (found.contract.stem if found.contract else None) == given.found
    assert (own.contract.stem if own.contract else None) == given.under
    if correction.line is None:
        told, its = found.told, own.told
    else:
        told, its = found.charges[0].told, own.charges[0].told
        assert found.charges[0].item == given.item
        assert found.charges[0].sure == LEARNED or not given.learned
        assert own.charges[0].sure == CONFIRMED
    assert its is not None
    assert not its.learned
    assert (told is not None) is given.learned
    assert told is None or (told.learned and told.correction == correction)


@pytest.mark.parametrize("name", FOLLOWED)
def test_which_contract_a_credit_note_goes_to(name: str) -> None:
    given = _Followed.model_validate(FOLLOWED[name])
    told: list[dict[str, Any]] = [
        {"issue_date": "2026-01-01", "document": {"file": f"{at}.xml"}, **one}
        for at, one in enumerate(given.said)
    ]
    bills = [invoice(**{k: v for k, v in one.items() if k != "under"}) for one in told]
    corrections = [
        said(number, bill, one["under"], teaches=False)
        for number, (bill, one) in enumerate(zip(bills, told, strict=True), start=1)
    ]
    kind = {"kind": "credit_note", "total": "20"}
    note = as_credit(invoice("CN-1", line(description="Care", amount="20"), **kind | given.note))
    if given.own:
        corrections.append(said(9, note, given.own))
    case = case_of(with_corrections(book(CONTRACTS, *bills, note), *corrections), "CN-1")
    assert (case.contract.stem if case.contract else None) == given.found
    assert (case.told is not None) is given.told
    assert case.told is None or case.told.learned is not bool(given.own)


def test_a_decision_goes_before_a_number_on_the_invoice() -> None:
    billed = invoice("X", line(description="Support", amount="50"), contract_reference="B")
    assert case_of(book(CONTRACTS, billed), "X").contract == CONTRACTS[1]
    case = case_of(with_corrections(book(CONTRACTS, billed), said(1, billed, "A")), "X")
    assert case.contract == CONTRACTS[0]
    assert case.charges[0].kind is ChargeKind.UNKNOWN


def test_the_later_decision_counts_and_teaches() -> None:
    bills = [
        _bill(f"INV-{n}", {"lines": [{"description": "Managed care", "amount": "7"}]})
        for n in (1, 2, 3)
    ]
    first, second = said(1, bills[0], "A"), said(2, bills[1], "B")
    case = case_of(with_corrections(book(CONTRACTS, *bills), first, second), "INV-3")
    assert case.contract == CONTRACTS[1]
    assert Taught((first, second)).rules == (second,)
    assert Taught((first, second)).contradicting(first) == second
    none = said(3, bills[2], None)
    assert Taught((first, second, none)).rules == ()
    again = said(4, bills[1], "A")
    assert Taught((first, second, again)).rules == (again, first)


def test_what_was_switched_off_or_spared_is_not_told() -> None:
    bills = [
        _bill(f"INV-{n}", {"lines": [{"description": "Managed care", "amount": "7"}]})
        for n in (1, 2)
    ]
    rule = said(1, bills[0], "B")
    spared = frozenset(name_of(bills[1]))
    for one in (replace(rule, teaches=False), replace(rule, spared=spared)):
        whole = with_corrections(book(CONTRACTS, *bills), one)
        assert case_of(whole, "INV-2").contract is None
        assert case_of(whole, "INV-1").contract == CONTRACTS[1]


def test_a_decision_outlives_another_file_of_the_invoice_and_another_reading_of_its_terms() -> None:
    billed = _bill("INV-1", {"contract_reference": "A", "lines": [{"description": "Rack"}]})
    words = {"file": "A.pdf", "quote": "Hosting costs 100 a month."}
    read = term("fee", item="hosting", amount="100", frequency="monthly", evidence=words)
    again = read.model_copy(update={"item": "server space"})
    named = TermName("A", "fee", "hosting", "hostingcosts100amonth")
    rule = replace(of_line(1, billed, "A", ("fee", "hosting")), term=named)
    other_file = billed.model_copy(
        update={"document": billed.document.model_copy(update={"file": "again.csv", "sha256": "7"})}
    )
    for deal, item in ((read, "hosting"), (again, "server space")):
        whole = with_corrections(book((contract("A", deal),), other_file), rule)
        charge = case_of(whole, "INV-1").charges[0]
        assert (charge.item, charge.terms) == (item, (deal,))


def test_a_decision_about_what_is_gone_does_not_hold() -> None:
    billed = _bill("INV-1", {"lines": [{"description": "Support", "amount": "50"}]})
    gone = said(1, billed, "no such contract")
    no_term = of_line(2, billed, "B", ("fee", "no such item"))
    case = case_of(with_corrections(book(CONTRACTS, billed), gone, no_term), "INV-1")
    assert (case.contract, case.told) == (CONTRACTS[1], None)
    assert (case.charges[0].item, case.charges[0].told) == ("support", None)


def test_a_line_put_to_nothing_is_found_though_terms_wait_for_review() -> None:
    words = {"quote": "The hosting fee covers storage too."}
    waiting = contract("A", term("fee", item="hosting", amount="100", review=True, evidence=words))
    bill = {"lines": [{"description": "Storage", "amount": "25"}], "contract_reference": "A"}
    billed = _bill("INV-1", bill)
    whole = book((waiting,), billed)
    none = of_line(1, billed, "A", None)
    for corrections, result in (((), Result.CANNOT_TELL), ((none,), Result.FINDING)):
        tests = audit(with_corrections(whole, *corrections)).tests
        assert [one.result for one in tests if one.code == "PR102"] == [result]


def _copy(one: Contract) -> Contract:
    return one.model_copy(
        update={"document": one.document.model_copy(update={"file": "A-scan.pdf"})}
    )


def test_a_copy_of_a_contract_is_the_contract() -> None:
    billed = _bill("INV-1", {"lines": [{"description": "Support", "amount": "50"}]})
    deals = (CONTRACTS[0], _copy(CONTRACTS[0]), CONTRACTS[1])
    for name in ("A", "A-scan"):
        case = case_of(with_corrections(book(deals, billed), said(1, billed, name)), "INV-1")
        assert case.contract is not None
        assert {case.contract.stem, *case.contract.copies} == {"A", "A-scan"}


def test_a_line_is_compared_with_others_only_where_something_was_said_of_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of thousands of lines asks: who compared them all with all would never end."""
    lines = [{"description": f"Support {word}", "amount": "5"} for word in ("desk", "wall", "lamp")]
    billed = _bill("INV-1", {"lines": lines})
    taught = Taught([of_line(1, billed, "B", None)])
    looked: list[object] = []

    def noted(line: object) -> LineClue:
        looked.append(line)
        return clue_of(line)  # type: ignore[arg-type]  # what it is given is a line

    monkeypatch.setattr("checks.taught.clue_of", noted)
    assert [taught.of_line(billed, line) for line in billed.lines[1:]] == [None, None]
    assert len(looked) == len(billed.lines) - 1
    looked.clear()
    assert Taught().of_line(billed, billed.lines[0]) is None
    assert not looked

"""Two files of one contract count as one; two that contradict each other stay two."""

import pytest

from checks.copies import are_copies, settled
from checks.matching import build_cases
from checks.run import audit
from models.contracts import Contract
from models.findings import Result
from models.invoices import Invoice
from models.terms import Term
from tests.checks.builders import book, contract, invoice, line, term

FEE = term("fee", item="Support fee", amount="500", currency="USD", frequency="monthly")
NET = term("payment_term", days=30)


def _file(name: str, *terms: Term, **header: object) -> Contract:
    return contract(name, *terms, **{"number": "C-2026-7", "title": "Support Agreement", **header})


def _bill() -> Invoice:
    return invoice(
        "A",
        line(
            description="Support fee",
            amount="500",
            period_start="2026-02-01",
            period_end="2026-02-28",
        ),
        contract_reference="C-2026-7",
        net_amount="500",
        total="500",
    )


def test_a_scan_and_its_word_file_are_one_contract() -> None:
    scan = _file("scan", FEE, signed=True, signed_on="2026-01-02")
    word = _file("word", FEE, NET, signed=False)
    cases = build_cases(book((scan, word), _bill()))
    assert [case.contract.stem for case in cases.contracts] == ["word"]
    (case,) = cases.invoices
    assert case.contract is not None
    assert case.contract.stem == "word"
    assert case.contract.contract.signed is True


def test_notices_say_which_file_is_used() -> None:
    scan, word = settled((_file("scan", FEE), _file("word", FEE, NET)))
    assert scan.copy_of == "word"
    assert "copy of word" in scan.notices[0]
    assert word.copies == ("scan",)
    assert "scan holds the same contract" in word.notices[0]
    assert settled((scan, word)) == (scan, word)


def test_completeness_is_found_once() -> None:
    fee = FEE.model_copy(update={"review": False})
    files = (_file("scan", fee), _file("word", fee, NET))
    found = audit(book(files)).findings
    assert {f.contract for f in found if f.code == "CO101"} == {"word"}


def test_a_confirmed_file_is_used_though_it_holds_less() -> None:
    scan = _file("scan", FEE).model_copy(update={"confirmed": True})
    assert settled((scan, _file("word", FEE, NET)))[1].copy_of == "scan"


def test_other_figures_are_a_conflict_and_stay_ambiguous() -> None:
    dearer = term("fee", item="Support fee", amount="550", currency="USD", frequency="monthly")
    files = (_file("one", FEE), _file("two", dearer))
    assert [one.copy_of for one in settled(files)] == [None, None]
    tests = audit(book(files, _bill())).tests
    assert next(t for t in tests if t.code == "ID101").result is Result.FINDING


@pytest.mark.parametrize(
    "other",
    [
        {"number": "C-2026-8"},
        {"number": None, "effective_date": "2025-01-01"},
        {"kind": "statement_of_work"},
        {"parties": [{"name": "Provider Inc."}, {"name": "Stranger Ltd"}]},
        {"number": None, "title": "Consulting Agreement"},
    ],
)
def test_other_contracts_are_no_copies(other: dict[str, object]) -> None:
    assert not are_copies(_file("one", FEE), _file("two", FEE, **other))


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"number": "c 2026/7", "title": "SUPPORT AGREEMENT"},
        {"number": None},
        {"parties": []},
        {"effective_date": None},
        {"effective_date": "2026-01-05"},
        {"parties": [{"name": "Provider, Inc"}, {"name": "CUSTOMER L.L.C."}]},
    ],
)
def test_the_same_contract_read_otherwise_is_a_copy(other: dict[str, object]) -> None:
    assert are_copies(_file("one", FEE), _file("two", FEE, **other))


def test_a_copy_of_two_that_contradict_each_other_is_of_neither() -> None:
    dearer = term("fee", item="Support fee", amount="550", currency="USD", frequency="monthly")
    files = (_file("bare"), _file("one", FEE), _file("two", dearer))
    assert [one.copy_of for one in settled(files)] == [None, None, None]


def test_facts_and_invoices_may_name_the_file_that_is_not_used() -> None:
    files = (_file("scan-7", FEE), _file("word", FEE, NET))
    bill = _bill().model_copy(update={"contract_reference": "scan-7"})
    (case,) = build_cases(book(files, bill)).invoices
    assert case.contract is not None
    assert case.contract.stem == "word"

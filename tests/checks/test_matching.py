from datetime import date
from decimal import Decimal

from checks.matching import Cases, build_cases
from models.cases import ChargeKind
from models.facts import Facts
from models.invoices import Invoice
from tests.checks.builders import book, contract, invoice, line, term

HOSTING = term("fee", item="hosting", amount="100", frequency="monthly")
SUPPORT = term("fee", item="support", amount="50", frequency="monthly")
STRANGER = {"name": "Stranger AG"}


def found(cases: Cases, number: str = "A") -> str | None:
    case = next(case for case in cases.invoices if case.invoice.number == number)
    return case.contract.stem if case.contract else None


def test_a_reference_decides_by_number_title_or_file() -> None:
    one, other = contract("MSA-1"), contract("MSA-2", title="Hosting Agreement")
    for reference in ("msa 2", "Hosting agreement", "Contract No. MSA-2"):
        cases = build_cases(book((one, other), invoice(contract_reference=reference)))
        assert found(cases) == "MSA-2"


def test_the_purchase_order_decides_next() -> None:
    orders = Facts.model_validate(
        {"purchase_orders": [{"number": "PO-7", "contract": "MSA-2"}, {"number": "PO-8"}]}
    )
    contracts = (contract("MSA-1"), contract("MSA-2"))
    cases = build_cases(book(contracts, invoice(purchase_order="po 7"), facts=orders))
    assert found(cases) == "MSA-2"


def test_the_parties_decide_in_other_spellings() -> None:
    contracts = (contract("X", parties=[STRANGER]), contract("MSA"))
    cases = build_cases(book(contracts, invoice(supplier={"name": "PROVIDER, Incorporated"})))
    assert found(cases) == "MSA"


def test_the_order_goes_before_its_master_agreement() -> None:
    contracts = (contract("MSA"), contract("OF", HOSTING, kind="order_form", under="MSA"))
    assert found(build_cases(book(contracts, invoice()))) == "OF"


def test_the_currency_tells_two_orders_apart() -> None:
    contracts = (
        contract("MSA"),
        contract("OF-1", HOSTING, kind="order_form", under="MSA", currency="EUR"),
        contract("OF-2", HOSTING, kind="order_form", under="MSA", currency="USD"),
    )
    assert found(build_cases(book(contracts, invoice()))) == "OF-2"


def test_the_lines_tell_two_agreements_apart() -> None:
    contracts = (contract("A", HOSTING), contract("B", SUPPORT))
    billed = invoice("A", line(description="Support, February 2026", amount="50"))
    assert found(build_cases(book(contracts, billed))) == "B"


def test_two_equal_candidates_are_named_and_none_is_chosen() -> None:
    cases = build_cases(book((contract("A"), contract("B")), invoice()))
    assert found(cases) is None
    assert [one.stem for one in cases.invoices[0].candidates] == ["A", "B"]
    assert cases.invoices[0].siblings == ()


def test_a_stranger_matches_nothing() -> None:
    contracts = (contract("MSA", HOSTING, parties=[]), contract("X", parties=[]))
    billed = invoice("A", line(description="Windows", amount="5"), supplier=STRANGER)
    assert found(build_cases(book(contracts, billed))) is None


def test_lines_find_the_contract_of_an_invoice_with_one_wrong_party() -> None:
    billed = invoice(
        "A", line(description="Hosting, February 2026", amount="100"), customer=STRANGER
    )
    assert found(build_cases(book((contract("MSA", HOSTING),), billed))) == "MSA"
    both = billed.model_copy(update={"supplier": billed.customer})
    assert found(build_cases(book((contract("MSA", HOSTING),), both))) is None


def test_lines_find_the_terms_of_their_day() -> None:
    master = contract("MSA", HOSTING)
    change = contract(
        "AMD",
        term("fee", item="hosting", amount="120", frequency="monthly", start="2026-03-01"),
        kind="amendment",
        amends="MSA",
        effective_date="2026-03-01",
    )
    billed = invoice(
        "A",
        line(1, description="Hosting, February 2026", amount="100"),
        line(2, description="Hosting, March 2026", amount="120"),
    )
    case = build_cases(book((master, change), billed)).invoices[0]
    assert [charge.contract for charge in case.charges] == [master, change]
    assert case.charges[0].start == date(2026, 2, 1)


def test_an_item_of_another_time_is_still_that_item() -> None:
    later = contract("MSA", term("fee", item="hosting", amount="9", start="2026-06-01"))
    billed = invoice("A", line(description="Hosting, February 2026", amount="9"))
    charge = build_cases(book((later,), billed)).invoices[0].charges[0]
    assert (charge.kind, charge.item) == (ChargeKind.FEE, "hosting")


def test_a_contract_sees_what_is_billed_below_it() -> None:
    contracts = (
        contract("MSA"),
        contract("S1", HOSTING, kind="statement_of_work", under="MSA"),
        contract("S2", SUPPORT, kind="statement_of_work", under="MSA"),
        contract("AMD", kind="amendment", amends="S1"),
    )
    invoices = (invoice("A", contract_reference="S1"), invoice("B", contract_reference="S2"))
    cases = build_cases(book(contracts, *invoices))
    seen = {c.contract.stem: [i.invoice.number for i in c.invoices] for c in cases.contracts}
    assert seen == {"MSA": ["A", "B"], "S1": ["A"], "S2": ["B"], "AMD": ["A"]}
    assert [one.invoice.number for one in cases.invoices[0].siblings] == ["B"]


def billed_twice(**second: object) -> tuple[Invoice, Invoice]:
    lines = line(description="Hosting, February 2026", amount="100")
    first = invoice("A", lines, total="100", contract_reference="MSA")
    return first, invoice("B", lines, **{"total": "100", "contract_reference": "MSA", **second})


def standing(*invoices: Invoice) -> dict[str | None, bool]:
    cases = build_cases(book((contract("MSA", HOSTING),), *invoices))
    return {case.invoice.number: case.stands for case in cases.invoices}


def test_a_copy_does_not_stand() -> None:
    assert standing(*billed_twice()) == {"A": True, "B": False}


def test_a_copy_after_many_days_or_of_another_total_stands() -> None:
    assert standing(*billed_twice(issue_date="2026-06-20"))["B"]
    assert standing(*billed_twice(total="101"))["B"]
    assert standing(*billed_twice(issue_date=None)) == {"A": True, "B": False}


def test_an_invoice_given_back_in_full_does_not_stand() -> None:
    first, second = billed_twice(total="100.50")
    note = invoice("C", kind="credit_note", corrects="a", total="100", issue_date="2026-03-09")
    assert standing(first, second, note) == {"A": False, "B": True, "C": False}


def test_the_copy_of_a_cancelled_invoice_stands() -> None:
    first, second = billed_twice()
    note = invoice("C", kind="credit_note", corrects="A", total="100", issue_date="2026-03-09")
    assert standing(first, second, note)["B"]


def test_of_numbers_that_look_alike_the_credit_note_means_the_exact_one() -> None:
    first, _ = billed_twice()
    twin = first.model_copy(update={"number": "a", "total": Decimal(90)})
    note = invoice("C", kind="credit_note", corrects="A", total="100", issue_date="2026-03-09")
    assert standing(first, twin, note) == {"A": False, "a": True, "C": False}


def test_a_credit_note_of_another_supplier_gives_nothing_back() -> None:
    first, _ = billed_twice()
    note = invoice("C", kind="credit_note", corrects="A", total="100", supplier=STRANGER)
    assert standing(first, note)["A"]

from datetime import date

from checks.agreement import (
    clauses_on,
    contract_of,
    forest_of,
    of_kind,
    term_bounds,
    terms_on,
    versions,
)
from models.contracts import Contract
from models.terms import Cap, Fee, PaymentTerm, Rate, Term
from tests.checks.builders import alone, contract, term

JANUARY, JUNE = date(2026, 1, 15), date(2026, 6, 15)


def rates_on(day: date, *contracts: Contract) -> list[str]:
    family = forest_of(contracts).family(contracts[0])
    return [str(rate.amount) for rate in of_kind(family, day, Rate)]


def analyst(amount: str, **values: object) -> Term:
    return term("rate", item="Analyst", amount=amount, unit="hour", **values)


def parent_of(one: Contract, contracts: tuple[Contract, ...]) -> Contract | None:
    return forest_of((one, *(c for c in contracts if c is not one))).above.get(one.stem)


def test_an_order_stands_under_what_it_names() -> None:
    master, other = contract("MSA-1"), contract("MSA-2")
    order = contract("SOW-1", kind="statement_of_work", under="msa 2")
    assert parent_of(order, (master, other, order)) is other


def test_an_order_that_names_nothing_stands_under_the_only_agreement_of_its_parties() -> None:
    master, order = contract("MSA"), contract("OF", kind="order_form")
    stranger = contract("X", parties=[{"name": "Stranger AG", "role": "provider"}])
    assert parent_of(order, (master, stranger, order)) is master
    assert parent_of(order, (master, contract("MSA-2"), order)) is None


def test_an_order_under_a_number_that_nobody_shows_stands_under_the_agreement_without_one() -> None:
    unread, known = contract("MSA", number=None), contract("MSA-2", number="FA-7")
    for kind in ("order_form", "statement_of_work"):
        order = contract("OF", kind=kind, under="FA-2024-216")
        assert parent_of(order, (unread, order)) is unread
        assert parent_of(order, (known, order)) is None
        assert parent_of(order, (unread, contract("MSA-4", number="X-4"), order)) is unread
        assert parent_of(order, (unread, contract("MSA-3", number=None), order)) is None


def test_a_name_that_two_documents_share_is_settled_by_the_parties() -> None:
    ours = contract("A", title="Master Agreement")
    theirs = contract(
        "B", title="Master Agreement", parties=[{"name": "Stranger AG", "role": "provider"}]
    )
    order = contract("SOW", kind="statement_of_work", under="Master Agreement")
    assert parent_of(order, (ours, theirs, order)) is ours


def test_an_agreement_stands_under_nothing() -> None:
    master = contract("MSA")
    assert parent_of(master, (master, contract("MSA-2"))) is None
    assert parent_of(contract("AMD", kind="amendment", amends="lost"), (master,)) is None


def test_members_go_from_general_to_specific_with_amendments_behind_what_they_amend() -> None:
    master = contract("MSA")
    order = contract("SOW", kind="statement_of_work", under="MSA")
    later = contract("AMD-2", kind="amendment", amends="SOW", effective_date="2026-05-01")
    first = contract("AMD-1", kind="amendment", amends="SOW", effective_date="2026-03-01")
    other = contract("SOW-2", kind="statement_of_work", under="MSA")
    forest = forest_of((later, other, first, order, master))
    names = [member.stem for member in forest.family(order).members]
    assert names == ["MSA", "SOW", "AMD-1", "AMD-2"]
    assert forest.family(order).root is master
    assert {one.stem for one in forest.orders(master)} == {"SOW", "SOW-2"}


def test_documents_that_name_each_other_make_no_endless_chain() -> None:
    one = contract("A", kind="statement_of_work", under="B")
    other = contract("B", kind="statement_of_work", under="A")
    assert len(forest_of((one, other)).family(one).members) == 2


def test_the_home_of_an_amendment_is_what_it_amends() -> None:
    order = contract("SOW")
    first = contract("AMD-1", kind="amendment", amends="SOW")
    second = contract("AMD-2", kind="amendment", amends="AMD-1")
    lost = contract("AMD-3", kind="amendment", amends="nothing on file")
    forest = forest_of((order, first, second, lost))
    assert forest.home(second) is order
    assert forest.home(lost) is lost


def test_an_amendment_counts_from_its_day() -> None:
    master = contract("MSA", analyst("100"))
    change = contract(
        "AMD", analyst("110"), kind="amendment", amends="MSA", effective_date="2026-03-01"
    )
    assert rates_on(JANUARY, master, change) == ["100"]
    assert rates_on(JUNE, master, change) == ["110"]
    assert rates_on(date(2026, 3, 1), master, change) == ["110"]


def test_an_amendment_changes_only_what_it_says() -> None:
    master = contract("MSA", analyst("100"), term("rate", item="Architect", amount="150"))
    change = contract(
        "AMD", analyst("110"), kind="amendment", amends="MSA", effective_date="2026-03-01"
    )
    assert sorted(rates_on(JUNE, master, change)) == ["110", "150"]


def test_rates_of_one_card_follow_their_dates() -> None:
    card = contract("MSA", analyst("100"), analyst("105", effective_from="2026-05-01"))
    assert rates_on(JANUARY, card) == ["100"]
    assert rates_on(JUNE, card) == ["105"]


def test_rows_of_a_tier_table_stand_together() -> None:
    table = contract("MSA", analyst("100", max_quantity="10"), analyst("90", min_quantity="11"))
    assert rates_on(JUNE, table) == ["100", "90"]


def test_the_order_overrides_the_master_agreement() -> None:
    master = contract("MSA", term("payment_term", days=30, covers="invoices"))
    order = contract("SOW", term("payment_term", days=45), kind="statement_of_work", under="MSA")
    family = forest_of((master, order)).family(order)
    assert [one.days for one in of_kind(family, JUNE, PaymentTerm)] == [45]


def test_terms_of_different_things_stand_side_by_side() -> None:
    one = contract(
        "MSA",
        term("payment_term", days=30),
        term("payment_term", days=45, covers="royalty"),
        term("percentage_fee", percent="5", base="sales"),
        term("percentage_fee", percent="2", item="commission"),
        term("milestone", name="Go-Live", amount="5"),
        term("minimum", amount="5", per="quarter"),
        term("expense", reimbursable=False, categories=["alcohol"]),
        term("expense", reimbursable=True),
        term("discount", percent="5", applies_to="seats"),
        term("escalator", percent="5"),
        term("dispute", days=5),
    )
    assert len(terms_on(alone(one), JUNE)) == 11


def test_caps_of_two_documents_bind_each_its_own() -> None:
    master = contract("MSA", term("cap", amount="1000"))
    order = contract("SOW", term("cap", amount="500"), kind="statement_of_work", under="MSA")
    family = forest_of((master, order)).family(order)
    assert sorted(cap.amount for cap in of_kind(family, JUNE, Cap)) == [500, 1000]


def test_an_amendment_replaces_a_cap() -> None:
    master = contract("MSA", term("cap", amount="1000"))
    change = contract("AMD", term("cap", amount="2000"), kind="amendment", amends="MSA")
    family = forest_of((master, change)).family(master)
    assert [cap.amount for cap in of_kind(family, JUNE, Cap)] == [2000]


def test_versions_of_a_fee_come_oldest_first() -> None:
    fee = term("fee", item="service fee", amount="100", frequency="monthly")
    newer = term("fee", item="Service fees", amount="120", start="2026-03-01")
    master = contract("MSA", fee)
    change = contract("AMD", newer, kind="amendment", amends="MSA")
    family = forest_of((master, change)).family(master)
    assert isinstance(fee, Fee)
    assert [clause.term for clause in versions(family, fee)] == [fee, newer]
    assert contract_of(family, newer) is change
    assert contract_of(family, term("dispute", days=3)) is None
    assert clauses_on(family, JUNE)[0].since == date(2026, 3, 1)


def test_a_signature_stands_in_for_the_effective_date() -> None:
    assert contract("A", effective_date=None, signed_on="2026-02-02").takes_effect == date(
        2026, 2, 2
    )


def test_the_term_is_that_of_the_most_specific_document() -> None:
    master = contract("MSA", effective_date="2025-01-01", expiration_date="2027-12-31")
    order = contract("SOW", kind="statement_of_work", under="MSA", expiration_date="2026-06-30")
    silent = contract("OF", kind="order_form", under="MSA", effective_date=None)
    forest = forest_of((master, order, silent))
    assert term_bounds(forest.family(order)) == (date(2026, 1, 1), date(2026, 6, 30))
    assert term_bounds(forest.family(silent)) == (date(2025, 1, 1), date(2027, 12, 31))


def test_an_agreement_that_renews_has_no_last_day() -> None:
    assert term_bounds(alone(contract("A", expiration_date="2026-06-30", auto_renewal=True))) == (
        date(2026, 1, 1),
        None,
    )

"""Another version of the extractors is compared first; what a person decided is never replaced."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from contract_ai.adding import Adder
from contract_ai.audit.verify import verify
from contract_ai.folder import survey
from contract_ai.intake.erasure import erase
from contract_ai.rereading import deciding, reread
from contract_ai.rereading.book import NoSuchReading, RereadState
from contract_ai.rereading.differences import FieldChange, What
from contract_ai.storage.terms import CONFIRMED, CORRECTED, PROPOSED, REJECTED, correct, decide
from models.invoices import Invoice
from tests.contract_ai.rereading.office import Office, drop, edit
from tests.contract_ai.samples import NOW

HIGHER = edit("fee", amount=Decimal(1700))


class Killed(BaseException):
    """The program was ended here."""


def accept(office: Office, number: int) -> None:
    with office.database.write() as session:
        deciding.accept(session, number, NOW)


def keep(office: Office, number: int) -> None:
    with office.database.write() as session:
        deciding.keep_as_it_was(session, number, NOW)


def test_the_same_version_reads_nothing(office: Office) -> None:
    made = office.reread("v1")
    assert (made.read, made.waiting, office.other.files) == (0, 0, [])


def test_an_equal_reading_only_changes_the_version(office: Office) -> None:
    before = office.terms()
    made = office.reread()
    assert (made.read, made.same, made.changed, made.waiting) == (2, 2, 0, 0)
    assert (office.terms(), office.readings()) == (before, [])
    office.other.files.clear()
    assert office.reread().read == 0
    assert office.other.files == []


def test_differences_name_fields_and_quotes_and_nothing_is_replaced(office: Office) -> None:
    before, findings = office.terms(), office.check()
    office.other.contract = HIGHER
    made = office.reread()
    (one,) = office.differences()
    assert (one.what, one.thing, one.decided) == (What.CHANGED, "fee", False)
    assert one.fields == (FieldChange("amount", "1500.00", "1700"),)
    assert "$1,500.00" in one.quote_before
    assert (made.changed, made.same, made.accepted) == (1, 1, 0)
    assert (office.terms(), office.check()) == (before, findings)


def test_terms_that_came_and_went_are_told(office: Office) -> None:
    office.other.contract = drop("payment_term")
    office.reread()
    assert [(one.what, one.thing) for one in office.differences()] == [(What.WENT, "payment_term")]
    accept(office, office.readings()[0].id or 0)
    office.other.contract = lambda read: read
    office.reread("v3")
    (came,) = office.differences()
    assert (came.what, came.thing) == (What.CAME, "payment_term")
    assert "thirty (30) days" in came.quote_after


def test_findings_that_would_move_are_those_that_the_checks_then_find(office: Office) -> None:
    before = office.check()
    office.other.contract = HIGHER
    made = office.reread()
    (row,) = office.readings()
    would = {(one["would"], one["code"], one["invoice"]) for one in row.findings}  # type: ignore[index]
    assert ("close", "PR103", "INV-2") in would
    assert ("open", "PR103", "INV-1") in would
    accept(office, row.id or 0)
    assert office.check() == before + made.opening - made.closing


def test_accepting_replaces_what_nobody_decided_about(office: Office) -> None:
    office.other.contract = HIGHER
    office.reread()
    (row,) = office.readings()
    accept(office, row.id or 0)
    fee = office.terms()["fee"]
    assert (fee.state, getattr(fee.term, "amount", None)) == (PROPOSED, Decimal(1700))
    assert office.reread().read == 0
    with pytest.raises(NoSuchReading):
        accept(office, row.id or 0)
    with office.database.read() as session:
        assert verify(session).bad is None


def test_keeping_leaves_all_and_is_not_asked_again(office: Office) -> None:
    before = office.terms()
    office.other.contract = HIGHER
    office.reread()
    keep(office, office.readings()[0].id or 0)
    assert (office.terms(), office.readings(), office.reread().read) == (before, [], 0)
    assert len(office.readings(RereadState.KEPT)) == 1
    office.reread("v3")
    assert len(office.readings()) == 1


def test_what_a_person_confirmed_stays_whatever_is_accepted(office: Office) -> None:
    with office.database.write() as session:
        decide(session, office.terms()["fee"].number, CONFIRMED, NOW)
    change, fewer = HIGHER, edit("payment_term", days=45)
    office.other.contract = lambda read: fewer(change(read))
    made = office.reread(automatic=True)
    assert made.accepted == 0
    decided = {one.thing: one.decided for one in office.differences()}
    assert decided == {"fee": True, "payment_term": False}
    accept(office, office.readings()[0].id or 0)
    terms = office.terms()
    assert (terms["fee"].state, getattr(terms["fee"].term, "amount", 0)) == (CONFIRMED, 1500)
    assert getattr(terms["payment_term"].term, "days", 0) == 45
    assert office.reread().read == 0


def test_a_correction_is_compared_with_what_had_been_read(office: Office) -> None:
    with office.database.write() as session:
        correct(session, office.terms()["fee"].number, {"amount": "1600.00"}, NOW)
    assert office.reread().same == 2
    office.other.contract = HIGHER
    office.reread("v3")
    (one,) = office.differences()
    assert (one.decided, one.fields[0].before, one.fields[0].after) == (True, "1600.00", "1700")
    accept(office, office.readings()[0].id or 0)
    fee = office.terms()["fee"]
    assert (fee.state, getattr(fee.term, "amount", 0)) == (CORRECTED, 1600)


def test_what_was_rejected_does_not_come_back(office: Office) -> None:
    with office.database.write() as session:
        decide(session, office.terms()["fee"].number, REJECTED, NOW)
    assert office.reread().same == 2
    office.other.contract = drop("fee")
    assert office.reread("v3").same == 2
    assert office.terms()["fee"].state == REJECTED


def test_fields_of_invoices_are_compared(office: Office) -> None:
    def other(read: list[Invoice]) -> list[Invoice]:
        return [one.model_copy(update={"purchase_order": "PO-9"}) for one in read]

    office.other.invoice = other
    office.reread()
    differences = office.differences()
    assert [one.thing for one in differences] == ["invoice INV-1", "invoice INV-2"]
    assert differences[0].fields == (FieldChange("purchase_order", "", "PO-9"),)
    made = office.reread(automatic=True)
    assert (made.accepted, office.readings()) == (1, [])


def test_a_limit_leaves_the_rest_for_the_next_time(office: Office) -> None:
    assert (office.reread(limit=1).waiting, office.reread(limit=1).waiting) == (1, 0)
    assert len(office.other.files) == 2


def test_what_cannot_be_read_is_told_once_and_read_when_asked(office: Office) -> None:
    office.other.broken = True
    assert (office.reread().failed, office.reread().read) == (1, 0)
    (row,) = office.readings(RereadState.FAILED)
    assert row.code == "READER_DIED"
    office.other.broken = False
    assert office.reread(retry=True).same == 1
    assert office.readings(RereadState.FAILED) == []


def test_an_original_that_is_another_file_now_is_not_compared(office: Office) -> None:
    (office.root / "company/contracts/MSA.pdf").write_bytes(b"another")
    assert office.reread().failed == 1
    assert office.terms()["fee"].state == PROPOSED


@pytest.mark.parametrize("step", ["note", "note_same", "weigh", "note_findings", "accept"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_a_kill_at_any_step_is_gone_on_from(
    office: Office, monkeypatch: pytest.MonkeyPatch, step: str, *, late: bool
) -> None:
    office.other.contract = HIGHER
    whole: Callable[..., object] = getattr(reread, step)

    def dies(*given: object, **named: object) -> None:
        if late:
            whole(*given, **named)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(reread, step, dies)
        with pytest.raises(Killed):
            office.reread(automatic=True)
    made = office.reread(automatic=True)
    assert (made.accepted, made.waiting) == (1, 0)
    (row,) = office.readings(RereadState.ACCEPTED)
    assert (row.weighed, office.readings()) == (True, [])
    assert [one.term.kind for one in office.terms().values()].count("fee") == 1
    assert getattr(office.terms()["fee"].term, "amount", 0) == 1700
    with office.database.read() as session:
        assert verify(session).bad is None


def test_erasing_a_contract_erases_what_was_compared(office: Office) -> None:
    office.other.contract = HIGHER
    office.other.invoice = lambda read: [
        one.model_copy(update={"purchase_order": "PO-9"}) for one in read
    ]
    office.reread()
    assert len(office.readings()) == 2
    erase(office.database, None, office.other, "MSA", reason="Retention ended.", now=NOW)
    (left,) = office.readings()
    assert (left.findings, left.weighed) == ([], False)
    assert office.reread().read == 0
    assert office.readings()[0].weighed


def test_reading_by_another_way_ends_what_was_open(office: Office) -> None:
    office.other.contract = HIGHER
    office.reread()
    (row,) = office.readings()
    folder = survey(office.root / "company", office.root / "report")
    Adder(office.database, office.other, program="v2", now=NOW).add(folder)
    assert office.readings() == []
    with pytest.raises(NoSuchReading):
        accept(office, row.id or 0)
    assert office.reread().read == 0


def test_two_who_decide_come_one_after_the_other(office: Office) -> None:
    """Who confirms a term while a reading waits is not overruled by accepting it."""
    office.other.contract = HIGHER
    office.reread()
    with office.database.write() as session:
        decide(session, office.terms()["fee"].number, CONFIRMED, NOW)
    accept(office, office.readings()[0].id or 0)
    fee = office.terms()["fee"]
    assert (fee.state, getattr(fee.term, "amount", 0)) == (CONFIRMED, 1500)

"""The coverage of a contract: a statement for each kind of term, with where it was sought."""

from decimal import Decimal

from extractors.contracts import extract_contract
from extractors.coverage.subjects import SUBJECTS
from extractors.coverage.undecided import MOST, limit_of, undecided
from extractors.terms.candidates import Candidate
from models.coverage import Coverage, recounted
from models.document import Document, DocumentKind
from models.passage import Passage, Piece, Word
from models.terms import TERM_KINDS, Fee, LateCharge, PaymentTerm

CLAUSES = (
    "The Customer shall pay each invoice within thirty (30) days after receipt of the invoice.",
    "All prices are exclusive of sales, use and value added taxes, which the Customer shall pay.",
    "This Agreement is governed by the laws of the State of Ohio.",
)


def _passage(text: str, page: int = 1) -> Passage:
    return Passage(text, (Piece(0, page, Word(text, 72, 72, 500, 84)),), file="a.pdf")


def _coverage(*texts: str) -> dict[str, Coverage]:
    passages = tuple(_passage(text, page) for page, text in enumerate(texts, start=1))
    contract = extract_contract(Document("a.pdf", "", DocumentKind.PDF, passages=passages))
    return {one.kind: one for one in contract.coverage}


def test_every_kind_of_term_is_looked_for() -> None:
    assert [subject.kind for subject in SUBJECTS] == list(TERM_KINDS)
    assert list(_coverage(*CLAUSES)) == list(TERM_KINDS)


def test_what_is_absent_is_said_with_where_it_was_sought() -> None:
    late = _coverage(*CLAUSES)["late_charge"]
    assert late.status == "not_found"
    assert late.passages == 1
    assert late.pages == (1,)


def test_what_is_found_is_counted() -> None:
    coverage = _coverage(*CLAUSES)
    assert (coverage["payment_term"].status, coverage["payment_term"].found) == ("found", 1)
    assert coverage["tax"].status == "found"


def test_what_no_passage_speaks_of() -> None:
    retainage = _coverage(*CLAUSES)["retainage"]
    assert (retainage.status, retainage.passages) == ("not_found", 0)


def _fee(amount: int, score: float, passage: Passage, start: int) -> Candidate:
    return Candidate(Fee(amount=Decimal(amount)), score, passage, start, start + 3)


def test_only_what_came_near_and_is_not_stated_is_undecided() -> None:
    passage, limit = Passage("some clause"), limit_of("fee")
    kept = _fee(1, limit, passage, 80)
    near = [_fee(10 + i, limit * (0.9 - i / 50), passage, 10 + 5 * i) for i in range(MOST + 2)]
    again = _fee(1, limit * 0.9, passage, 90)
    same_place = _fee(77, limit * 0.9, passage, 80)
    far = _fee(99, limit * 0.3, passage, 95)
    found = undecided([kept, *near, again, same_place, far], [kept])
    assert [term.amount for term in found if isinstance(term, Fee)] == [10, 11, 12]
    assert all(term.review for term in found)


def test_people_settle_what_was_not_decided() -> None:
    open_question = Coverage(
        kind="late_charge", status="undecided", subject="interest", possible=(LateCharge(),)
    )
    assert recounted([open_question], [])[0].status == "undecided"
    assert recounted([open_question], [], confirmed=True)[0].status == "not_found"
    assert recounted([open_question], [LateCharge()])[0].status == "found"
    rejected = Coverage(kind="payment_term", status="found", subject="payment", found=1)
    assert recounted([rejected], [])[0].status == "not_found"
    unread = Coverage(kind="payment_term", status="unread", subject="payment")
    assert recounted([unread], [])[0].status == "unread"
    assert recounted([unread], [PaymentTerm(days=30)])[0].status == "found"

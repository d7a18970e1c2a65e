"""Each change is done once: on SQLite and PostgreSQL, for two at once, and after a crash."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from httpx2 import Response
from sqlmodel import Session, col, select

from contract_ai.audit.verify import verify
from contract_ai.intake.receiving import Arrival, Intake, Received
from contract_ai.storage import api_calls
from contract_ai.storage.api_calls import KEPT, LEASE, Answer, Call, KeyBusy
from contract_ai.storage.comments import Comment, add_comment
from contract_ai.storage.engine import open_engine
from contract_ai.storage.upgrade import open_database
from contract_ai.web import demo
from contract_ai.web.api import PREFIX
from contract_ai.web.api.once import REPLAYED
from contract_ai.web.site import Site
from models.accounts import Role, Scope
from models.tables.api import ApiCallRow
from models.tables.audit import AuditEventRow
from models.tables.casework import CommentRow
from models.tables.findings import FindingRow
from models.tables.intake import UploadBatchRow, UploadItemRow
from models.tables.runs import PartRow
from tests.contract_ai.storage.conftest import place_of
from tests.contract_ai.web.api.programs import Program, program
from tests.contract_ai.web.sites import NOW, Clock, make_site

MARK = "0123456789abcdef"
COMMENTS = f"/findings/{MARK}/comments"
SAID = {"text": "Look at line 2."}


@pytest.fixture(params=["file", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    return place_of(request.param, tmp_path)


@pytest.fixture
def site(place: str | Path, tmp_path: Path, clock: Clock) -> Iterator[Site]:
    """A site with one finding, and people of each role."""
    made = make_site(open_database(place), tmp_path / "files", clock)
    demo.people(made)
    with made.database.write() as session:
        session.add(
            PartRow(
                id=1, key="one", fingerprint="f", as_of=NOW.date(), findings=1, tests=0, crashes=[]
            )
        )
        session.flush()
        session.add(_finding())
    yield made
    made.database.close()


def _finding() -> FindingRow:
    return FindingRow(
        part_id=1,
        position=0,
        fingerprint=MARK,
        code="PR101",
        slug="unit-price-differs",
        severity="high",
        direction="overbilled",
        contract="MSA-1",
        message="Line 2 bills more than agreed.",
        review=False,
        key="",
        proofs=[],
    )


def comments(site: Site) -> list[str]:
    with site.database.read() as session:
        return list(session.exec(select(CommentRow.text).order_by(col(CommentRow.id))))


def events(site: Site, action: str = "finding.commented") -> int:
    with site.database.read() as session:
        query = select(AuditEventRow).where(AuditEventRow.action == action)
        assert verify(session).bad is None
        return len(session.exec(query).all())


def code(answer: Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["code"])


def test_the_same_request_gets_the_same_answer(site: Site, finance: Program) -> None:
    first = finance.change(COMMENTS, SAID, "k")
    again = finance.change(COMMENTS, SAID, "k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert REPLAYED not in first.headers
    assert again.headers[REPLAYED] == "true"
    assert comments(site) == [SAID["text"]]
    assert events(site) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (COMMENTS, {"text": "Something else."}),
        (f"/findings/{MARK}/decisions", {"verb": "accept", "reason": "r", "version": 0}),
        (f"{COMMENTS}?a=b", SAID),
    ],
)
def test_a_key_stands_for_one_request(
    site: Site, finance: Program, path: str, body: object
) -> None:
    finance.change(COMMENTS, SAID, "k")
    answer = finance.change(path, body, "k")
    assert (answer.status_code, code(answer)) == (409, "KEY_USED")
    assert comments(site) == [SAID["text"]]


@pytest.mark.parametrize("key", [None, "", "  ", "x" * 201, "tab\there", "\u00fcml".encode()])
def test_a_change_without_a_key_is_refused(
    site: Site, finance: Program, key: str | bytes | None
) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = finance.post(f"{PREFIX}{COMMENTS}", json=SAID, headers=headers)  # type: ignore[arg-type]  # bytes are sent as they are
    assert (answer.status_code, code(answer)) == (400, "KEY_MISSING")
    assert comments(site) == []


def test_a_key_belongs_to_one_token(site: Site, finance: Program) -> None:
    finance.change(COMMENTS, SAID, "k")
    other = program(site, Role.FINANCE)
    assert REPLAYED not in other.change(COMMENTS, SAID, "k").headers
    assert events(site) == 2


@pytest.mark.parametrize("attempt", range(3))
def test_of_many_at_once_one_does_it(
    site: Site, place: str | Path, finance: Program, attempt: int
) -> None:
    """Each has a connection of its own, as another server has."""
    servers = [replace(site, database=open_engine(place)) for _ in range(6)]
    callers = [Program(one, finance.token) for one in servers]
    for caller in callers:  # its routes are made at the first request
        assert caller.read("/me").status_code == 200
    start = Barrier(len(callers))

    def send(caller: Program) -> Response:
        start.wait(10)
        return caller.change(COMMENTS, SAID, f"k{attempt}")

    with ThreadPoolExecutor(len(callers)) as pool:
        answers = list(pool.map(send, callers))
    did = [one for one in answers if one.status_code == 201 and REPLAYED not in one.headers]
    others = [one for one in answers if one not in did]
    assert len(did) == 1, Counter(one.status_code for one in answers)
    for one in others:
        if one.status_code == 201:
            assert one.content == did[0].content
        else:
            assert (one.status_code, code(one)) == (409, "KEY_BUSY")
    assert comments(site) == [SAID["text"]]
    assert events(site) == 1
    for server in servers:
        server.database.close()


def _claimed(site: Site, finance: Program, claim: str = "gone") -> Call:
    """Have somebody claim the next request, and stop there."""
    finance.change(COMMENTS, SAID, "k")
    with site.database.write() as session:
        row = session.exec(select(ApiCallRow)).one()
        call = Call(row.token_hash, "k", claim)
        row.status = row.answer = row.place = None
        row.claim, row.lease_until = claim, site.clock() + LEASE
        session.add(row)
        session.exec(select(CommentRow)).one().text = "from before"
    return call


def test_while_it_runs_the_same_request_is_refused(site: Site, finance: Program) -> None:
    _claimed(site, finance)
    answer = finance.change(COMMENTS, SAID, "k")
    assert (answer.status_code, code(answer)) == (409, "KEY_BUSY")
    assert comments(site) == ["from before"]


def test_who_crashed_does_not_hold_the_key_for_ever(
    site: Site, finance: Program, clock: Clock
) -> None:
    call = _claimed(site, finance)
    clock.now += LEASE
    answer = finance.change(COMMENTS, SAID, "k")
    assert answer.status_code == 201
    assert REPLAYED not in answer.headers
    assert finance.change(COMMENTS, SAID, "k").headers[REPLAYED] == "true"

    def late() -> None:
        with site.database.write() as session:
            add_comment(session, MARK, Comment("finance", NOW, "too late"), "MSA-1")
            api_calls.finish(session, call, Answer(201, {}))

    with pytest.raises(KeyBusy):
        late()
    assert comments(site) == ["from before", SAID["text"]]
    assert events(site) == 2


def test_after_the_lease_another_request_is_still_refused(
    site: Site, finance: Program, clock: Clock
) -> None:
    _claimed(site, finance)
    clock.now += LEASE
    assert code(finance.change(COMMENTS, {"text": "Something else."}, "k")) == "KEY_USED"


@pytest.mark.parametrize("step", ["before", "after"])
def test_a_fault_undoes_all_and_the_key_is_free_again(
    site: Site, finance: Program, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from contract_ai.web.api import once  # noqa: PLC0415

    real: Callable[[Session, Call, Answer], None] = api_calls.finish

    def fails(session: Session, call: Call, answer: Answer) -> None:
        if step == "after":
            real(session, call, answer)
        message = "the disk is gone"
        raise RuntimeError(message)

    with monkeypatch.context() as patched:
        patched.setattr(once, "finish", fails)
        with pytest.raises(RuntimeError, match="the disk is gone"):
            finance.change(COMMENTS, SAID, "k")
    assert comments(site) == []
    answer = finance.change(COMMENTS, SAID, "k")
    assert answer.status_code == 201
    assert REPLAYED not in answer.headers
    assert events(site) == 1


def test_a_refusal_is_given_again(site: Site, finance: Program) -> None:
    path, body = f"/findings/{MARK}/decisions", {"verb": "accept", "reason": "r", "version": 7}
    first, again = (finance.change(path, body, "k") for _ in range(2))
    assert first.content == again.content
    assert again.headers[REPLAYED] == "true"
    assert (first.status_code, code(first)) == (409, "CHANGED_MEANWHILE")
    assert first.json()["current"] == "0"
    assert events(site, "finding.decided") == 0


def test_an_answer_is_kept_for_a_day(site: Site, finance: Program, clock: Clock) -> None:
    finance.change(COMMENTS, SAID, "k")
    clock.now += KEPT - timedelta(seconds=1)
    assert finance.change(COMMENTS, SAID, "k").headers[REPLAYED] == "true"
    clock.pass_(seconds=1)
    assert REPLAYED not in finance.change(COMMENTS, SAID, "k").headers
    assert len(comments(site)) == 2
    clock.now += KEPT
    finance.change(COMMENTS, SAID, "another")
    with site.database.read() as session:
        assert [row.key for row in session.exec(select(ApiCallRow))] == ["another"]


def test_what_is_refused_before_it_begins_takes_no_key(site: Site, finance: Program) -> None:
    assert finance.change(COMMENTS, {"text": ""}, "k").status_code == 400
    assert finance.change("/findings/nothing/comments", SAID, "other").status_code == 404
    narrow = program(site, Role.FINANCE, [Scope.FINDINGS_READ])
    assert narrow.change(COMMENTS, SAID, "k").status_code == 403
    assert finance.change(COMMENTS, SAID, "k").status_code == 201


def test_a_file_that_is_sent_again_is_taken_once(site: Site, finance: Program) -> None:
    first = finance.give("a.pdf", b"%PDF-1.4 one", "k")
    again = finance.give("a.pdf", b"%PDF-1.4 one", "k")
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.headers[REPLAYED] == "true"
    assert first.json() == again.json()
    for name, data, kind in (("a.pdf", b"%PDF-1.4 two", ""), ("b.pdf", b"%PDF-1.4 one", "")):
        assert code(finance.give(name, data, "k", **{"as": kind})) == "KEY_USED"
    assert code(finance.give("a.pdf", b"%PDF-1.4 one", "k", **{"as": "invoice"})) == "KEY_USED"
    assert events(site, "upload.received") == 1
    another = finance.give("a.pdf", b"%PDF-1.4 one", "l")
    assert another.json()["state"] == "duplicate"
    assert another.json()["upload"] != first.json()["upload"]


class Killed(BaseException):
    """The process ends here: nothing of what follows is done."""


def _killed(*_: object, **__: object) -> None:
    raise Killed


STEPS = {
    "before the file is there": ("contract_ai.intake.receiving.Intake.arrive", False),
    "before its row": ("contract_ai.intake.receiving.Intake.note", False),
    "before its answer": ("contract_ai.web.api.once.finish", False),
    "before the answer is sent": ("contract_ai.web.api.once.response", True),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_file_whose_server_was_killed_is_taken_once(
    site: Site, finance: Program, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    place, done = STEPS[step]
    with monkeypatch.context() as patched:
        patched.setattr(place, _killed)
        patched.setattr("contract_ai.web.api.once.give_back", lambda *_: None)  # nor is that done
        with pytest.raises(Killed):
            finance.give("a.pdf", b"%PDF-1.4 one", "k")
    early = finance.give("a.pdf", b"%PDF-1.4 one", "k")
    assert early.headers.get(REPLAYED) == ("true" if done else None)
    if not done:
        assert (early.status_code, code(early)) == (409, "KEY_BUSY")
    clock.now += LEASE
    answer = finance.give("a.pdf", b"%PDF-1.4 one", "k")
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    assert (REPLAYED in answer.headers) is done
    assert finance.give("a.pdf", b"%PDF-1.4 one", "k").json() == answer.json()
    with site.database.read() as session:
        assert len(session.exec(select(UploadItemRow)).all()) == 1
        (batch,) = session.exec(select(UploadBatchRow)).all()
        assert (batch.id, batch.closed_at) == (
            answer.json()["upload"],
            clock.now if not done else NOW,
        )
    assert events(site, "upload.received") == 1


def test_who_was_too_slow_with_a_file_leaves_nothing_of_it(
    site: Site, finance: Program, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another took the request over while the first one still read."""
    real = Intake.note
    second: list[Response] = []

    def slow(intake: Intake, session: Session, arrival: Arrival) -> Received:
        if not second:
            session.rollback()
            clock.now += LEASE
            monkeypatch.setattr(Intake, "note", real)
            second.append(Program(site, finance.token).give("a.pdf", b"%PDF-1.4 one", "k"))
        return real(intake, session, arrival)

    monkeypatch.setattr(Intake, "note", slow)
    first = finance.give("a.pdf", b"%PDF-1.4 one", "k")
    assert second[0].status_code == 202
    assert (first.status_code, code(first)) == (409, "KEY_BUSY")
    with site.database.read() as session:
        assert len(session.exec(select(UploadItemRow)).all()) == 1
    assert events(site, "upload.received") == 1

"""What stood before and after an event, in words, where the row it tells of is still on file.

The trail keeps hashes only.  Words are shown where a stored row gives the very hash, so that what
is shown is what was sealed; where none does, the hash is all that can be said.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from contract_ai.audit.sealing import digest
from contract_ai.desk.trail import TrailEvent
from contract_ai.storage.lives import decision_form
from contract_ai.storage.sign_offs import signed_form
from contract_ai.storage.terms import stored_form, with_state
from models.tables.casework import CommentRow, SignOffRow
from models.tables.findings import DecisionRow
from models.tables.terms import TermRow
from models.terms import TERM
from reports.term_words import KIND_WORDS, term_words

_FINDING = re.compile(r"finding ([0-9a-f]{16})\b")
_TERMS = re.compile(r"\bterm (\d{1,15})\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What stood before and after; None where nothing did, "" where only its hash is known."""

    before: str | None
    after: str | None


def readings(session: Session, events: Iterable[TrailEvent]) -> dict[int, Reading]:
    """Read the events of a page that the user sees, by their numbers."""
    given = list(events)
    known = {
        seal: words
        for kind in (_decisions, _comments, _sign_offs, _terms)
        for found in [kind(session, given)]
        for seal, words in found
    }
    return {one.seq: Reading(_words(one.before, known), _words(one.after, known)) for one in given}


def _words(seal: str | None, known: dict[str, str]) -> str | None:
    return None if seal is None else known.get(seal, "")


def _marks(events: list[TrailEvent]) -> set[str]:
    return {match[1] for one in events if (match := _FINDING.match(one.object))}


def _decisions(session: Session, events: list[TrailEvent]) -> Iterator[tuple[str, str]]:
    query = select(DecisionRow).where(col(DecisionRow.fingerprint).in_(_marks(events)))
    for row in session.exec(query):
        words = [f"{row.state}: {row.reason}" if row.reason else row.state]
        words += [f"until {row.until.isoformat()}"] if row.until else []
        words += [f"about {row.amount:,f} {row.currency or ''}".strip()] if row.amount else []
        yield digest(decision_form(row)) or "", ", ".join(words)


def _comments(session: Session, events: list[TrailEvent]) -> Iterator[tuple[str, str]]:
    query = select(CommentRow).where(col(CommentRow.fingerprint).in_(_marks(events)))
    for row in session.exec(query):
        yield digest({"text": row.text, "by": row.made_by}) or "", row.text


def _sign_offs(session: Session, events: list[TrailEvent]) -> Iterator[tuple[str, str]]:
    query = select(SignOffRow).where(col(SignOffRow.fingerprint).in_(_marks(events)))
    for row in session.exec(query):
        words = "equal" if row.equal else "different"
        yield digest(signed_form(row)) or "", f"{words}: {row.note}" if row.note else words


def _terms(session: Session, events: list[TrailEvent]) -> Iterator[tuple[str, str]]:
    numbers = {
        int(number)
        for one in events
        if one.action.startswith("term.")
        for number in _TERMS.findall(one.object)
    }
    for row in session.exec(select(TermRow).where(col(TermRow.id).in_(numbers))):
        term = TERM.validate_python(stored_form(row))
        words = f"{KIND_WORDS[term.kind]}: {term_words(term)} ({row.state})"
        yield digest(with_state(row)) or "", words

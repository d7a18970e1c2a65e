"""``contract-ai invoices match``: say which contract an invoice, and which term a line, belongs to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

import click
from sqlalchemy import select
from sqlmodel import Session as DatabaseSession

from checks.recognition.wording import key_of
from contract_ai import correcting
from contract_ai.cli.common import DATABASE, Session, put, session_command
from contract_ai.correcting import About, NeedsReason, NotOffered, Said
from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, INVOICE, INVOICES
from contract_ai.desk.scope import EVERYTHING
from contract_ai.desk.term_candidates import TermCandidate
from contract_ai.storage.matching import MatchedMeanwhile, take_back
from contract_ai.storage.terms import stored_terms
from models.matching import Correction
from reports.wording import count


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command was told; texts are None where an option was not given."""

    contract: str | None
    line: int | None
    term: str | None
    reason: str
    none: bool
    undo: bool
    learn: bool
    apply: bool


@click.command(
    epilog="Example: contract-ai invoices match TA-1003 --contract SOW-2025-014-larchmont "
    '--reason "the supplier confirmed it" --database books.db'
)
@click.argument("number")
@click.option("--contract", help="The contract it is under (file name without ending).")
@click.option("--line", type=int, help="Say it of the line with this number instead.")
@click.option("--term", help="What the line bills: an item of the contract, or a term's number.")
@click.option("--none", is_flag=True, help="No contract on file; with --line, nothing agreed.")
@click.option("--undo", is_flag=True, help="Take back what counts now.")
@click.option("--reason", default="", help="Why; needed with --none.  It is kept.")
@click.option("--file", help="The file of the invoice, where several have the number.")
@click.option(
    "--learn/--no-learn", default=True, help="Let others like it follow.  [default: learn]"
)
@click.option("--apply", is_flag=True, help="Let others follow that are on file already.")
@DATABASE
@session_command
def match(
    session: Session, number: str, file: str | None, database: str | None, **asked: object
) -> int:
    """Say which contract the invoice NUMBER is under, or which term a line of it bills.

    It wins over what the program finds, in every run from now on: run contract-ai check.  Later
    invoices of the same two companies that are like it follow (docs/matching.md).
    """
    wanted = _Asked(**asked)  # type: ignore[arg-type]  # the options above
    _sensible(wanted)
    with session.database(database) as opened, opened.write() as writing:
        try:
            about = correcting.about(writing, _row(writing, number, file), wanted.line)
            put(_undone(writing, about) if wanted.undo else _said(writing, about, wanted))
        except NotOffered as error:
            _wrong(f"There is no such contract, term or line: {error.args[0]}.")
        except NeedsReason:
            _wrong("--none needs a --reason.")
        except MatchedMeanwhile:
            _wrong("There is nothing to take back.")
    return 0


def _sensible(asked: _Asked) -> None:
    target = asked.term if asked.line is not None else asked.contract
    if (target is not None) + asked.none + asked.undo != 1:
        _wrong("Give --contract (with --line: --term), --none or --undo: one of them.")


def _wrong(message: str) -> NoReturn:
    raise click.UsageError(message)


def _row(session: DatabaseSession, number: str, file: str | None) -> int:
    query = (
        select(INVOICE.id, DOCUMENT.file)
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .where(INVOICE.number == number, DOCUMENT.retired_at.is_(None))
    )
    found = [row for row, name in session.execute(query) if file in (None, name)]
    if not found:
        _wrong(f"No invoice on file has the number {number}.")
    if len(found) > 1:
        _wrong(f"{len(found)} invoices have the number {number}; name one with --file.")
    return int(found[0])


def _said(session: DatabaseSession, about: About, asked: _Asked) -> str:
    to = asked.contract if about.line is None else None
    if about.line is not None and asked.term is not None:
        to = _term(session, about, asked.term).key
    at = datetime.now(UTC)
    made = correcting.correct(
        session, EVERYTHING, about, Said(to, asked.reason, teaches=asked.learn), at
    )
    session.flush()
    others = correcting.others(session, EVERYTHING, made)
    if asked.apply:
        correcting.apply(session, EVERYTHING, made.number, at)
    return f"{_words(made)} {_follow(len(others), asked)}Run contract-ai check.".strip()


def _follow(others: int, asked: _Asked) -> str:
    if not others:
        return ""
    if asked.apply:
        return f"It holds for {count(others, 'other invoice')} on file as well. "
    return f"{count(others, 'other invoice')} on file would change: --apply lets it hold for them. "


def _words(made: Correction) -> str:
    if made.line is None:
        what = f"under {made.contract}" if made.contract else "under no contract on file"
        return f"Invoice {made.shown} is {what}."
    item = made.term.shown or made.term.kind if made.term else "nothing that was agreed"
    return f"Line {made.line} of invoice {made.shown} bills {item}."


def _term(session: DatabaseSession, about: About, named: str) -> TermCandidate:
    """Find a term that the line may bill, by its number in ``contract-ai terms`` or its item."""
    offered = correcting.offered(session, EVERYTHING, about)
    if named.isdigit():
        stored = next((one for one in stored_terms(session) if one.number == int(named)), None)
        quote = (stored.contract, stored.term.kind, stored.term.evidence.quote) if stored else None
        found = [
            one
            for one in offered
            for term in one.terms
            if (one.name.contract, term.kind, term.evidence.quote) == quote
        ]
    else:
        found = [one for one in offered if key_of(one.name.shown) == key_of(named)]
    if not found:
        known = ", ".join(one.name.shown for one in offered if one.name.shown)
        _wrong(f"The contract has no such item. It has: {known or 'none'}.")
    return found[0]


def _undone(session: DatabaseSession, about: About) -> str:
    now = take_back(session, about.invoice, about.line, seen=about.seen, at=datetime.now(UTC))
    before = f" Again: {_words(now)}" if now else ""
    return f"Taken back.{before} Run contract-ai check."

"""Payments, a function a step: say what each payment was for, tell the checks."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from checks.allocation.match import match_payments
from checks.receivables.items import Receivable, receivables
from contract_ai.pipeline import load_book, match
from contract_ai.reconciling.payout_money import set_payouts_aside
from contract_ai.settings import Settings
from contract_ai.storage import payments as store
from contract_ai.storage.bank_lines import is_waiting
from contract_ai.storage.engine import Database
from contract_ai.storage.payment_facts import publish
from models.cases import CheckSettings
from models.payments import Certainty, Match, Payable


@dataclass(frozen=True, slots=True)
class Matched:
    """How many payments were looked at, were exact or likely, fit nothing.

    ``trusted`` are the likely ones that were applied; the others wait for a person.
    """

    payments: int
    exact: int
    likely: int
    unknown: int
    trusted: int = 0


@dataclass(frozen=True, slots=True)
class Manner:
    """How payments are matched: by the settings of the checks, and what is applied by itself.

    ``trust_likely`` applies what is likely as well, where that much is still open.
    """

    checks: CheckSettings = field(default_factory=CheckSettings)
    trust_likely: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Manner":
        """Return what the settings of the program say."""
        return cls(settings.for_checks, settings.likely_payments == "apply")


def items_of(
    session: Session, as_of: date, settings: CheckSettings | None = None
) -> tuple[Receivable, ...]:
    """Return what of every invoice on file is open, as the checks see it."""
    return receivables(match(load_book(session, as_of, settings)).invoices, as_of)


def match_all(
    database: Database, *, as_of: date, now: datetime, manner: Manner | None = None
) -> Matched:
    """Look anew at every payment that nothing was applied of; apply what is exact, or trusted.

    Where nothing else comes of it than before nothing is written.  Money that a payment provider
    sent belongs to no single invoice: it is set aside.
    """
    manner = manner or Manner()
    with database.write() as session:
        held = store.held_lines(session)
        aside = set_payouts_aside(session, held, now)
        if aside:
            publish(session, now)
        items = items_of(session, as_of, manner.checks)
        waiting = [
            one for one in held if one.state in ("open", "proposed") and one.number not in aside
        ]
        said = match_payments(
            [one.line for one in waiting], map(payable, items), accounts_of(held, items)
        )
        undone, rejected = store.undone_once(session), store.rejected_once(session)
        matches = {
            one.number: _heeding(found, one.number in undone, rejected.get(one.number, ()))
            for one, found in zip(waiting, said, strict=True)
        }
        trusted = _trusted(matches, items) - undone if manner.trust_likely else set()
        if trusted or any(_says_more(one, matches[one.number]) for one in waiting):
            currencies = {one.number: one.currency for one in items}
            store.save_matches(session, matches, currencies, now, trusted)
            publish(session, now)
    count = [found.certainty for found in matches.values()]
    return Matched(
        len(count),
        count.count(Certainty.EXACT),
        count.count(Certainty.LIKELY),
        count.count(Certainty.UNKNOWN),
        len(trusted),
    )


def match_waiting(
    database: Database, *, as_of: date, now: datetime, manner: Manner | None = None
) -> Matched | None:
    """Do so where a payment waits for an answer; None where none does, and nothing is written."""
    with database.read() as session:
        if not is_waiting(session):
            return None
    return match_all(database, as_of=as_of, now=now, manner=manner)


def change(database: Database, step: Callable[[Session], None], now: datetime) -> None:
    """Do one step of a person's, and tell the checks.

    Raises:
        NoSuchPayment: there is nothing to do it with.
    """
    with database.write() as session:
        step(session)
        publish(session, now)


def payable(item: Receivable) -> Payable:
    """Return an open item as a payment may be for it."""
    return Payable(
        key=item.number,
        number=item.number,
        customer=item.customer,
        currency=item.currency or None,
        open=max(item.open, Decimal(0)),
        issued_on=item.issued_on,
        due_on=item.due_on,
        discounts=item.discounts,
    )


def accounts_of(held: tuple[store.Held, ...], items: tuple[Receivable, ...]) -> Mapping[str, str]:
    """Return the customer that each account paid for before."""
    customers = {one.number: one.customer for one in items}
    found: dict[str, set[str]] = {}
    for one in held:
        account = one.line.counterparty_account
        if account and one.state == store.APPLIED:
            found.setdefault(account, set()).update(
                customers.get(share.invoice_number, "") for share in one.shares
            )
    return {account: next(iter(who)) for account, who in found.items() if len(who) == 1}


def _says_more(held: store.Held, found: Match) -> bool:
    """Whether a match says anything else than what is proposed for a movement already."""
    before = [(share.invoice_number, share.amount) for share in held.shares]
    now = [(share.number, share.amount) for share in found.shares]
    exact = found.certainty is Certainty.EXACT
    return exact or held.verdict != found.reason or sorted(before) != sorted(now)


def _trusted(matches: Mapping[int, Match], items: tuple[Receivable, ...]) -> set[int]:
    """Return the likely payments of which each invoice still asks for as much, all together."""
    left = Counter({item.number: item.open for item in items})
    found = set()
    for certainty in (Certainty.EXACT, Certainty.LIKELY):
        for number, one in matches.items():
            if one.certainty is not certainty:
                continue
            asked = Counter({share.number: share.amount for share in one.shares})
            if certainty is Certainty.LIKELY and asked <= left:
                found.add(number)
            if certainty is Certainty.EXACT or number in found:
                left.subtract(asked)
    return found


def _heeding(
    found: Match,
    undone: bool,  # noqa: FBT001 (private)
    rejected: Collection[frozenset[tuple[str, Decimal]]],
) -> Match:
    """Let a person decide again where one took something back; propose nothing that one rejected."""
    if found.shares and frozenset((one.number, one.amount) for one in found.shares) in rejected:
        reason = f"{found.reason} A person said that it is not for that."
        return Match(found.line, Certainty.UNKNOWN, reason)
    if found.certainty is not Certainty.EXACT or not undone:
        return found
    return replace(
        found, certainty=Certainty.LIKELY, reason=f"{found.reason} It was undone before."
    )

"""Contracts that an invoice may be under, those that fit best first, each with what speaks for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from checks.matching import Fit, fit_of
from checks.recognition.parties import same_party
from checks.recognition.references import plain
from contract_ai.desk.columns import CONTRACT, CONTRACTS
from contract_ai.desk.contract_rows import NAMED, has_words, in_use
from contract_ai.desk.kin import load_kin
from contract_ai.desk.scope import Scope
from models.invoices import Invoice

AT_MOST = 20
_SHORTEST = 5  # letters and figures of a number that may stand inside a longer reference


@dataclass(frozen=True, slots=True)
class ContractCandidate:
    """A contract with what the matcher knows of it.

    ``names`` says that the invoice's reference is its number, name or title; ``companies`` counts
    those of supplier and customer that are its parties.
    """

    stem: str
    title: str | None
    number: str | None
    provider: str | None
    customer: str | None
    names: bool
    companies: int
    fit: Fit

    @property
    def signs(self) -> int:
        """How many of the signs speak for it."""
        return self.names + self.companies + self.fit.currency + self.fit.inside


@dataclass(frozen=True, slots=True)
class _Head:
    """What the list of contracts says of one."""

    stem: str
    title: str | None
    number: str | None
    provider: str | None
    customer: str | None

    def is_named(self, invoice: Invoice) -> bool:
        """Whether the reference of an invoice is its number, name or title, or holds its number."""
        wanted, own = plain(invoice.contract_reference or ""), plain(self.number or "")
        names = {own, plain(self.stem), plain(self.title or "")} - {""}
        return wanted in names or (len(own) >= _SHORTEST and own in wanted)

    def companies(self, invoice: Invoice) -> int:
        """Count those of supplier and customer that are its parties."""
        sides = self.provider, self.customer
        printed = invoice.supplier.name, invoice.customer.name
        return sum(any(same_party(one, side) for side in sides) for one in printed)


def contract_candidates(
    session: Session, scope: Scope, invoice: Invoice, words: str = ""
) -> tuple[ContractCandidate, ...]:
    """Return at most `AT_MOST` contracts, amendments left out; ``words`` are searched in names."""
    columns = (CONTRACT.stem, CONTRACT.title, CONTRACT.number, CONTRACT.provider, CONTRACT.customer)
    query = in_use(select(*columns).select_from(CONTRACTS)).where(
        CONTRACT.kind != "amendment", scope.narrow(CONTRACT.stem), *has_words(words, *NAMED)
    )
    heads = [_Head(*row) for row in session.execute(query.order_by(CONTRACT.stem))]
    heads.sort(key=lambda one: (-one.is_named(invoice), -one.companies(invoice)))
    made = [found for head in heads[:AT_MOST] for found in _weighed(session, invoice, head)]
    return tuple(sorted(made, key=_order))


def _weighed(session: Session, invoice: Invoice, head: _Head) -> Iterator[ContractCandidate]:
    kin = load_kin(session, head.stem)
    if kin is not None:
        yield ContractCandidate(
            stem=head.stem,
            title=head.title,
            number=head.number,
            provider=head.provider,
            customer=head.customer,
            names=head.is_named(invoice),
            companies=head.companies(invoice),
            fit=fit_of(invoice, kin.family),
        )


def _order(one: ContractCandidate) -> tuple[object, ...]:
    return -one.names, -one.companies, *(-int(sign) for sign in one.fit), one.stem

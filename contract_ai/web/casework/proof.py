"""One finding as its page and the panel beside the list show it, with the report's own views."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from contract_ai.accounts.full_names import full_names
from contract_ai.desk import finding_detail, proof_input
from contract_ai.desk.finding_detail import FindingDetail
from contract_ai.desk.findings import Neighbours, neighbours
from contract_ai.desk.invoices import told_of
from contract_ai.desk.places import Places
from contract_ai.storage.comments import Comment, comments
from contract_ai.storage.deciding import UNDONE, numbers
from contract_ai.storage.sign_offs import SignOff, sign_offs, state_of
from contract_ai.web.casework.letters import Offer, offer, why_none
from contract_ai.web.casework.list_query import ListQuery
from contract_ai.web.casework.verbs import UNDO_WITHIN
from contract_ai.web.pictures import LinkedCrops
from contract_ai.web.visit import Visit
from models.findings import Result, Test
from models.lives import Decision
from models.matching import Told
from reports.finding_views import FindingView, FindingViews
from reports.proofs import Quote


@dataclass(frozen=True, slots=True)
class ProofPage:
    """All that the page of a finding shows.

    ``number`` is that of the latest decision, 0 for none; ``names`` are the full names of who
    decided, matched and commented.  ``told`` are the corrections that its match rests on.  ``together`` counts the findings on its invoice that a letter may be
    about.  ``signed`` are the words of auditors, ``state`` names the finding as it stands for them.
    ``can_undo`` says that the latest decision is the visitor's, just made.
    """

    detail: FindingDetail
    view: FindingView
    number: int
    places: Places
    comments: tuple[Comment, ...]
    names: Mapping[str, str]
    letter: Offer | None
    no_letter: str
    together: int
    beside: Neighbours | None
    can_undo: bool
    told: tuple[Told, ...]
    signed: tuple[SignOff, ...]
    state: str

    @property
    def fingerprint(self) -> str:
        """The finding's name in addresses."""
        return self.detail.item.fingerprint

    @property
    def working(self) -> tuple[str, ...]:
        """The steps of the sum, one a line."""
        return tuple(part.strip() for part in self.view.working.split(";") if part.strip())

    @property
    def untold(self) -> tuple[Test, ...]:
        """The checks of the same invoice or contract that could not tell, and why."""
        return tuple(t for t in self.detail.tests if t.result is Result.CANNOT_TELL)

    @property
    def tests(self) -> tuple[tuple[Result, tuple[Test, ...]], ...]:
        """All checks by their result, those that found something first."""
        order = (Result.FINDING, Result.CANNOT_TELL, Result.PASS, Result.NOT_APPLICABLE)
        groups = ((one, tuple(t for t in self.detail.tests if t.result is one)) for one in order)
        return tuple((result, found) for result, found in groups if found)

    @property
    def lapsed(self) -> bool:
        """Whether the latest decision no longer holds."""
        made = self.detail.decisions
        return bool(made) and made[-1].state is not self.detail.finding.state

    def name(self, by: str | None) -> str:
        """Return a person's full name; a run of the checks has none."""
        return self.names.get(by, by) if by else "A run of the checks"

    def link(self, quote: Quote) -> str:
        """Return where the words of a quote stand in their document; empty where nowhere."""
        return self.places.address(quote.source) if quote.source else ""


def proof_page(
    session: Session, visit: Visit, fingerprint: str, asked: ListQuery | None
) -> ProofPage | None:
    """Gather the page of a finding; None where there is none that this person sees.

    What stands beside it in a list is looked up where a list is given.
    """
    detail = finding_detail.finding(session, visit.scope, fingerprint)
    if detail is None:
        return None
    today = visit.site.today()
    data = proof_input.of_finding(session, visit.scope, detail, today)
    view = FindingViews(data, LinkedCrops(fingerprint)).view(1, detail.finding)
    letter = offer(data, visit.site.settings)
    said, signed = comments(session, fingerprint), sign_offs(session, fingerprint)
    row, line = detail.invoice_id, detail.finding.finding.line
    told = told_of(session, visit.scope, row, line) if row is not None else ()
    people = {one.by for one in said} | {one.by for one in detail.decisions if one.by}
    people |= {one.correction.by for one in told} | {one.by for one in signed}
    return ProofPage(
        detail=detail,
        view=view,
        number=numbers(session, [fingerprint])[fingerprint],
        places=Places.of(session, visit.scope, detail),
        comments=said,
        names=full_names(session, people),
        letter=letter,
        no_letter="" if letter else why_none(detail.finding),
        together=proof_input.pursued_with(session, detail),
        beside=_beside(session, visit, fingerprint, asked) if asked else None,
        can_undo=_can_undo(detail.decisions, visit.person.name, visit.now),
        told=told,
        signed=signed,
        state=state_of(detail.finding) if signed else "",
    )


def _beside(
    session: Session, visit: Visit, fingerprint: str, asked: ListQuery
) -> Neighbours | None:
    today = visit.site.today()
    return neighbours(session, visit.scope, asked.wanted, today, fingerprint, anywhere=True)


def _can_undo(made: tuple[Decision, ...], name: str, now: datetime) -> bool:
    last = made[-1] if made else None
    return last is not None and (
        last.by == name and last.reason != UNDONE and now - last.at <= UNDO_WITHIN
    )

"""What a document that was not read leaves open: no check may rest on a term being absent from it."""

from models.cases import Book, ContractCase, InvoiceCase
from models.findings import CannotTell, Finding, Outcome

ABSENCE = frozenset(("PR102", "PT103", "MS104", "EX101", "TX101"))
"""Checks that find something because the contract does not say it."""


def withheld(
    code: str, case: InvoiceCase | ContractCase | Book, outcomes: list[Outcome]
) -> list[Outcome]:
    """Turn a finding that rests on silence into "cannot tell" where a document was not read."""
    reason = _unread(case) if code in ABSENCE else None
    if reason is None:
        return outcomes
    return [
        CannotTell(reason, outcome.proofs) if isinstance(outcome, Finding) else outcome
        for outcome in outcomes
    ]


def _unread(case: InvoiceCase | ContractCase | Book) -> str | None:
    if isinstance(case, Book) or case.family is None:
        return None
    for member in case.family.members:
        language = member.document.unread_language
        if language and not member.confirmed:
            return f"{member.stem} is written in {language} and was not read; enter its terms."
    return None

"""What the guideline calls by another name than a reader may, and what it calls no term.

Each rule is a sentence of the annotation guideline (docs/second-reader.md quotes them).
"""

import re

from extractors.terms.proposals.answer import Proposal
from extractors.wording import phrase
from models.terms import CountsFrom, ExpenseRule, PaymentTerm, PercentageFee, Term

_BILL = re.compile(
    r"^(?:the\s|its\s|date\sof\s)*(?:receipt|presentation|submission|receiving)\b(?!\s(?:and|or)\b)"
    r"[^,;]*\b(?:invoices?|statements?|bills?)\b",
    re.IGNORECASE,
)
_COST_SHARE = phrase(r"\b(?:share|portion|part|reimburse\w*)\b.*\b(?:costs?|expenses?)\b")
_NO_PERCENT = frozenset({"percentage_fee", "retainage", "early_discount", "discount"})


def by_convention(proposal: Proposal) -> Proposal | None:
    """Return a proposal as the guideline writes it down; None where it calls it no term."""
    term = _named(proposal.term)
    if term.kind in _NO_PERCENT and not getattr(term, "percent", None):
        return None  # "0% of Net Revenue" obliges nobody
    return Proposal(term, proposal.quote, proposal.sure)


def _named(term: Term) -> Term:
    if isinstance(term, PaymentTerm) and term.counts_from is CountsFrom.EVENT:
        if term.covers != "royalty" and _BILL.match(term.event or ""):
            # "A statement of an amount due counts as an invoice."
            return term.model_copy(
                update={"counts_from": CountsFrom.INVOICE_RECEIPT, "event": None}
            )
    elif isinstance(term, PercentageFee) and _COST_SHARE.search(term.item or ""):
        # "Sharing a cost is reimbursable true."
        return ExpenseRule(reimbursable=True)
    return term

"""Which kind of term a table's words speak of, and how strongly."""

import re

from extractors.terms.tables.cells import has_date
from extractors.terms.tables.row import Row, Scope, due_of
from extractors.terms.tables.scope import names_year
from extractors.wording import phrase

_MILESTONE = phrase(
    r"\b(?:milestones?|deliverables?|events?|stages?|phases?|progress\s+payments?|achiev\w+|completion)\b"
)
_ACHIEVED = phrase(
    r"\b(?:milestones?|completion|completed?|acceptance|accepted|approv\w+|deliver(?:y|ed|ables?)|commissioning|installation|shipment|handover|mobili[sz]ation|commencement|launch\w*|initiation|filing|submission|issuance|first|successful|dosing|enrol\w+|execution|signing|signed|start|passed|demonstration|laying|cutting|final|M\d+)\b"
)
_DONE = phrase(  # when a row falls due: "report accepted", "on delivery of the prototype"
    r"\b(?:accept(?:ed|ance)|completed|completion|approved|approval|passed|delivered|delivery|handed\s+over|handover|held|installed|commissioned|finished|signed[\s-]off|sign-off|go-?live|live|ready|in\s+use|(?:paper|plan|report|minutes|protocol)\s+signed)\b"
)
_FEE = phrase(
    r"\bfees?\b|\bpric|\brates?\b|\bpayments?\b|\bcharges?\b|\bmilestone|\bcompensation|\broyalt|\bshall\s+pay|\bpayable|\bcommission|\binstal?lment|\brent\b"
)
_NOT = phrase(
    r"\b(?:estimates?|estimated|forecast|projections?|balance\s+sheet|(?:total|fixed|current|acquired|purchased)\s+assets|liabilit\w+|shares?|shareholders?|stock|insurance|insured|loans?|depreciation|principal\s+(?:amount|balance|sum)|change\s+orders?|signature|example|illustrat\w+|for\s+information|capitali[sz]ation|options?\s+granted|net\s+worth|membership\s+interests?|capital\s+contributions?|damages)\b"
)
_WEAK_NOT = phrase(r"\bbudget\w*|\bquota\b|\bcost\s+breakdown")
OTHER = 0.25  # what the weaker reading of a row has less
UNSURE = 0.15


def is_milestone(row: Row, head: str, scope: Scope) -> bool:
    """Whether a row is an achievement that a payment hangs on."""
    heads = " ".join(scope.columns.heads)
    if _MILESTONE.search(heads) or re.match(r"(?i)\W*(?:milestone|M\d+\b)", row.label):
        return True
    if names_year(row.label):
        return False
    due = due_of(row, scope) or ""
    if _DONE.search(due) and not has_date(due):
        return True
    if not _MILESTONE.search(scope.near + " " + scope.section) and not re.search(
        r"(?i)\binstal?lment|\bpayment|\bdue\b|\bpayable", f"{heads} {scope.near}"
    ):
        return False
    return bool(_ACHIEVED.search(row.label)) or bool(
        re.search(r"(?i)\bmilestone", f"{head} {scope.near} {scope.section}")
    )


def score_of(row: Row, index: int, scope: Scope) -> float:
    """Say how strongly the words speak for a price between the parties, 0 to 1."""
    head = scope.columns.heads[index]
    score = (
        0.55 + 0.1 * bool(_FEE.search(head)) + 0.1 * bool(_FEE.search(scope.near + scope.section))
    )
    if _NOT.search(f"{head} # {scope.near[-240:]} # {scope.section} # {row.label}"):
        score -= 0.35
    elif _WEAK_NOT.search(scope.around):
        score -= 0.1
    return max(score - 0.2 * (len(row.cells) > 8), 0.05)  # noqa: PLR2004 (a price table is narrow)

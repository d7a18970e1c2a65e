"""The clause that says which document counts where two of them contradict each other.

Reads:  all passages of one document.
Yields: the evidence of the first such clause, None where there is none.
Leaves: conflicts of law and of interest; "as amended, the Agreement prevails" of one amendment.
Source: wordings of filed agreements; check-catalogue CT102.
"""

import re

from models.document import Document
from models.evidence import Evidence

_CLAUSE = re.compile(
    r"""
    \b order \s of \s (?: precedence | priority ) \b
    | \b (?: conflict | inconsisten(?: cy | cies | t ) | discrepanc(?: y | ies ) | contradict(?: ion | ions )
        | ambiguit(?: y | ies ) ) \b
      [^.;]{0,200}?
      \b (?: prevails? | governs? | controls? | takes? \s precedence | (?: shall | will ) \s (?: prevail | govern | control
        | take \s precedence ) | supersedes? ) \b
    | \b (?: prevails? | takes? \s precedence ) \s over \b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def precedence(document: Document) -> Evidence | None:
    """Return the clause on precedence."""
    for passage in document.passages:
        if match := _CLAUSE.search(passage.text):
            return passage.evidence(*match.span())
    return None

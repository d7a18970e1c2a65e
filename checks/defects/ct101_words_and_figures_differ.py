"""CT101 words-and-figures-differ: "thirty (45) days" in a term that matters.

Why:    Drafters change one of the pair and forget the other; each side later reads its own.
Inputs: The doubts that reading the contract gave.
Source: The clause itself; the usual rule is that words prevail, but the contract may differ.
Edges:  - The term is used with the words' value and marked for review.
        - Where the readings are sums, the amount is their difference.
        - The same clause restated is named once.
Example: "thirty (45) days": 30 by the words, 45 by the figures.
"""

from models.cases import ContractCase
from models.findings import (
    Check,
    Direction,
    EvidenceRole,
    Finding,
    Outcomes,
    Proof,
    Scope,
    Severity,
)
from models.terms import Doubt


def words_and_figures_differ(case: ContractCase) -> Outcomes:
    """Name each such clause."""
    seen: set[tuple[str, ...]] = set()
    for doubt in case.contract.doubts:
        if doubt.cause != Doubt.WORDS_AND_FIGURES or doubt.readings in seen:
            continue
        seen.add(doubt.readings)
        yield Finding(
            message=f"{doubt.reason} Settle with the other side which one counts, in writing.",
            direction=Direction.NEUTRAL,
            expected=doubt.readings[0] if doubt.readings else None,
            actual=doubt.readings[-1] if doubt.readings else None,
            amount=abs(doubt.amount_difference) if doubt.amount_difference is not None else None,
            currency=doubt.currency,
            working=" or ".join(doubt.readings),
            proofs=(Proof(EvidenceRole.CONTRACT, doubt.evidence),),
            key="|".join(doubt.readings),
        )


CHECK = Check(
    "CT101", "words-and-figures-differ", Severity.MEDIUM, words_and_figures_differ, Scope.CONTRACT
)

"""CT104 exhibit-missing: an exhibit that fixes prices is referred to and is not here.

Why:    Without the price list no line can be checked, and everybody believes somebody has it.
Inputs: The doubts that reading the contract gave; the other documents of the folder.
Source: The clause that refers to the exhibit.
Edges:  - An exhibit of a file of its own ("Exhibit B.pdf", or a title that names it) is here.
        - Only exhibits for prices count; a missing form of certificate is no finding.
        - Pages that could not be read may hold it: cannot tell.
Example: "at the rates set forth in Exhibit B" in an agreement that ends with Exhibit A.
"""

from checks.recognition.references import plain
from models.cases import ContractCase
from models.findings import (
    CannotTell,
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


def exhibit_missing(case: ContractCase) -> Outcomes:
    """Look for each exhibit among the documents on file."""
    if case.contract.document.unread_pages:
        pages = ", ".join(map(str, case.contract.document.unread_pages))
        yield CannotTell(f"Pages {pages} could not be read; an exhibit may stand there.")
        return
    for doubt in case.contract.doubts:
        if doubt.cause == Doubt.EXHIBIT_MISSING and not _is_on_file(case, doubt):
            name = doubt.readings[0] if doubt.readings else "An exhibit"
            yield Finding(
                message=f"{name} fixes prices and is neither in {case.contract.stem} nor among "
                "the other documents. Find it and add it.",
                direction=Direction.NEUTRAL,
                expected=name,
                actual="not on file",
                working=f"{name} is referred to; no document opens it",
                proofs=(Proof(EvidenceRole.CONTRACT, doubt.evidence),),
                key=plain(name),
            )


def _is_on_file(case: ContractCase, doubt: Doubt) -> bool:
    wanted = {plain(name) for name in doubt.readings}
    names = [
        plain(name)
        for other in case.book.contracts
        if other is not case.contract
        for name in (other.stem, other.contract.title)
        if name
    ]
    return any(name in text for name in wanted for text in names)


CHECK = Check("CT104", "exhibit-missing", Severity.MEDIUM, exhibit_missing, Scope.CONTRACT)

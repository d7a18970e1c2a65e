"""AU101 contract-unsigned: billed under a document that shows no signature.

Why:    What nobody signed binds nobody.
Inputs: The signature block of each contract document; the invoices billed under it.
Source: The document's signature block ("/s/" is a signature).
Edges:  - A document under which nothing was billed is not named.
        - No signature block found: cannot tell.
        - Once per document, however many invoices.
Example: an order form whose signature lines are empty, billed three times: found once.
"""

from models.cases import ContractCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    EvidenceRole,
    Finding,
    NotApplicable,
    Outcomes,
    Proof,
    Scope,
    Severity,
)


def contract_unsigned(case: ContractCase) -> Outcomes:
    """Look at the signature block."""
    if not any(i.contract is case.contract for i in case.invoices):
        yield NotApplicable("Nothing was billed under this document.")
        return
    if case.contract.contract.signed is None:
        yield CannotTell("No signature block was found in the document.")
        return
    if case.contract.contract.signed:
        return
    quote = case.contract.contract_evidence.get("signed")
    yield Finding(
        message=f"{case.contract.stem} shows no signature, and {len(case.invoices)} invoices were billed under it. Get it signed, or find the signed copy.",
        direction=Direction.NEUTRAL,
        expected="signed by both parties",
        actual="no signature",
        working="the signature block is empty",
        proofs=(Proof(EvidenceRole.CONTRACT, quote),) if quote else (),
    )


CHECK = Check("AU101", "contract-unsigned", Severity.MEDIUM, contract_unsigned, Scope.CONTRACT)

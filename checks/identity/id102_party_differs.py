"""ID102 party-differs: supplier or customer is not a party of the matched contract.

Why:    Money to a company that we have no contract with is the commonest fraud, and tax law cares.
Inputs: Names printed on the invoice; the parties of the contract and its family.
Source: The parties named in the contract's preamble.
Edges:  - Legal form, punctuation and one slip of the pen are the same party.
        - A name missing on the invoice, or parties missing in the contract: cannot tell.
        - A heading, an address or half of a party's name was misread: cannot tell.
        - Parties that could not be read: an invoice unlike most others of its contract is found,
          of the others it cannot be told.
Example: Provider Inc. billing Somebody Else AG under the contract with Customer LLC.
"""

from checks.arithmetic.sums import printed
from checks.recognition.misread_names import is_no_company, is_part_of
from checks.recognition.parties import same_party
from checks.recognition.unread_parties import FROM_INVOICES
from models.cases import InvoiceCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    EvidenceRole,
    Finding,
    NotApplicable,
    Outcomes,
    Proof,
    Severity,
)


def party_differs(case: InvoiceCase) -> Outcomes:
    """Look for both names among the parties."""
    if case.contract is None or case.family is None:
        yield NotApplicable("The invoice matches no contract.")
        return
    invoice = case.invoice
    parties = [p.name for m in case.family.members for p in m.contract.parties]
    if len(set(parties)) < 2 or not invoice.supplier.name:  # noqa: PLR2004 (a contract has two sides)
        yield CannotTell(
            "The contract's parties, or the supplier on the invoice, could not be read."
        )
        return
    for role, name in (("supplier", invoice.supplier.name), ("customer", invoice.customer.name)):
        if name and not any(same_party(name, party) for party in parties):
            if is_no_company(name) or any(is_part_of(name, party) for party in parties):
                yield CannotTell(f'"{name}" was read as the {role}; it is no whole name.')
                continue
            yield Finding(
                message=f"The {role} on the invoice is {name}, which is no party of {case.contract.stem}. Make sure who is to be paid before you pay.",
                direction=Direction.OVERBILLED,
                expected=", ".join(dict.fromkeys(parties)),
                actual=name,
                amount=invoice.total,
                currency=invoice.currency,
                working=f"{name} is none of: {', '.join(dict.fromkeys(parties))}",
                proofs=_proofs(case),
                key=role,
            )
            return
    if any(FROM_INVOICES in member.notices for member in case.family.members):
        yield CannotTell(FROM_INVOICES)


def _proofs(case: InvoiceCase) -> tuple[Proof, ...]:
    members = case.family.members if case.family else ()
    quotes = [m.contract_evidence["parties"] for m in members if "parties" in m.contract_evidence]
    return (
        *(Proof(EvidenceRole.CONTRACT, q) for q in quotes[:1]),
        *printed(case.invoice, "number", "total"),
    )


CHECK = Check("ID102", "party-differs", Severity.HIGH, party_differs)

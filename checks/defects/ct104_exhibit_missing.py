"""CT104 exhibit-missing: prices are said to stand in an exhibit that is not on file.

Why:    Without it no invoice can be checked, and nobody can say what was agreed.
Inputs: The exhibits that a contract names and holds; every other document on file.
Source: The clause that refers to the exhibit.
Edges:  - A document of the same family that holds it, or another document named for it (its file,
          title or number), is the exhibit.
        - An exhibit of another document is sought there; if that is not on file, it is missing.
        - A heading whose content was left out is missing.
        - Pages that were not read may hold it: it cannot be told.
        - Exhibits of other things (specifications, territories) do not concern us.
Example: "at the rates set forth in Exhibit B" in an agreement that ends with Exhibit A.
"""

import re
from collections.abc import Iterable

from checks.agreement import same_parties
from checks.recognition.references import names_of, plain
from models.cases import ContractCase
from models.clauses import Exhibit
from models.contracts import Contract
from models.findings import (
    CannotTell,
    Check,
    Direction,
    EvidenceRole,
    Finding,
    NotApplicable,
    Outcomes,
    Passed,
    Proof,
    Scope,
    Severity,
)

_PRICE_LIST = re.compile(
    r"\b(?:rate\s*card|price\s*list|fee\s*schedule|pricing|tariff)\b", re.IGNORECASE
)


def exhibit_missing(case: ContractCase) -> Outcomes:
    """Look for each exhibit that fixes prices, here and in the other documents."""
    wanted = [one for one in case.contract.exhibits if one.fixes_prices]
    if not wanted:
        yield NotApplicable("No price is said to stand in an exhibit.")
        return
    for exhibit in wanted:
        if exhibit.present or _is_elsewhere(exhibit, case):
            continue
        proofs = (Proof(EvidenceRole.CONTRACT, exhibit.evidence),)
        if unread := case.contract.document.unread_pages:
            pages = ", ".join(map(str, unread))
            yield CannotTell(f"{exhibit.label} may be on the pages not read ({pages}).", proofs)
            continue
        of = f" of {exhibit.of}" if exhibit.of else ""
        yield Finding(
            message=f"Prices or payment are said to stand in {exhibit.label}{of}, which is not on "
            "file. Ask for it and add it to the folder.",
            direction=Direction.NEUTRAL,
            expected=exhibit.label,
            actual="not on file",
            working=f"{exhibit.label} is no part of this document, and no other document on file "
            "holds it or is named for it",
            proofs=proofs,
            key=exhibit.label,
        )
    names = ", ".join(one.label for one in wanted if one.present)
    if names:
        yield Passed(f"On file: {names}.")


def _is_elsewhere(exhibit: Exhibit, case: ContractCase) -> bool:
    others = [one for one in case.book.contracts if one is not case.contract]
    family = [one for one in (*case.family.members, *case.orders) if one is not case.contract]
    if any(_holds(one, exhibit.label) for one in family):
        return True
    kin = [one for one in others if one in family or same_parties(one, case.contract)]
    return _is_named(exhibit, others) or any(_is_price_list(one) for one in kin)


def _holds(contract: Contract, label: str) -> bool:
    return any(one.present and one.label == label for one in contract.exhibits)


def _is_named(exhibit: Exhibit, others: Iterable[Contract]) -> bool:
    """Whether a document's file, title or number is the exhibit's label, with or without more."""
    wanted = plain(exhibit.label)
    return any(
        wanted == name or re.search(rf"{wanted}(?![0-9a-z])", spaced)
        for one in others
        for name, spaced in zip(names_of(one), _spaced(one), strict=True)
    )


def _spaced(contract: Contract) -> tuple[str, ...]:
    """The names of a contract with the label's two words run together: "acme exhibitb"."""
    head = contract.contract
    given = (head.number, contract.stem, head.title, *contract.copies)
    names = (name for name in given if name)
    return tuple(
        re.sub(
            r"(exhibit|schedule|annex|appendix|attachment)[\W_]+(?=\w)",
            r"\1",
            name.casefold(),
        ).replace("_", " ")
        for name in names
    )


def _is_price_list(contract: Contract) -> bool:
    names = f"{contract.stem.replace('_', ' ').replace('-', ' ')} {contract.contract.title or ''}"
    return bool(_PRICE_LIST.search(names))


CHECK = Check("CT104", "exhibit-missing", Severity.MEDIUM, exhibit_missing, Scope.CONTRACT)

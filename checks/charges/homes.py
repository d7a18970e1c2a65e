"""The family whose terms a line is billed under: the invoice's, or that of a document below it.

An invoice that quotes the master agreement may bill the schedules and orders under it, several
on one paper.
"""

from checks.recognition.references import names_of
from models.cases import Charge, Family, InvoiceCase
from models.contracts import Contract


def family_of(case: InvoiceCase, charge: Charge) -> Family | None:
    """Return the family of a line's terms, None where the invoice has none."""
    home, family = charge.contract, case.family
    if home is None or family is None or any(one.stem == home.stem for one in family.members):
        return family
    forest = case.book.forest
    billed = forest.home(home)
    return case.book.memo.once(("family", billed.stem), lambda: forest.family(billed))


def is_said_of(contract: Contract, plain_text: str) -> bool:
    """Whether a text without spaces and punctuation has a number or title of a document."""
    return any(name in plain_text for name in names_of(contract))

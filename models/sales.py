"""Won deals and the contracts that they became."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.facts import Deal


class Belonging(StrEnum):
    """What tells that a deal and a contract belong together, or why that cannot be said.

    ``alike`` means several contracts of its customer with its amount, ``several`` more than one
    that could be meant, ``call_off`` one in force that agrees prices and no sums, ``near`` only
    contracts of companies with a like name.
    """

    REFERENCE = "reference"
    AMOUNT = "amount"
    DATE = "date"
    RENEWAL = "renewal"
    ALIKE = "alike"
    SEVERAL = "several"
    CALL_OFF = "call_off"
    NEAR = "near"
    NONE = "none"


SETTLED = frozenset(
    {Belonging.REFERENCE, Belonging.AMOUNT, Belonging.DATE, Belonging.RENEWAL, Belonging.ALIKE}
)
"""A contract is on file."""


@dataclass(frozen=True, slots=True)
class Sale:
    """One won deal; ``stems`` are the contracts it belongs, or could belong, to.

    Amendments go with the document that they amend.
    """

    deal: Deal
    how: Belonging
    stems: tuple[str, ...] = ()

    @property
    def stem(self) -> str | None:
        """The one contract that it became; None where there is none or it cannot be said which."""
        return self.stems[0] if self.how in SETTLED and len(self.stems) == 1 else None


@dataclass(frozen=True, slots=True)
class Sales:
    """The won deals, by their numbers; ``unclear`` are those of which nobody can say if they are won."""

    won: tuple[Sale, ...] = ()
    unclear: tuple[Deal, ...] = ()
    _of: Mapping[str, tuple[Sale, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Know the deals of each contract."""
        found: dict[str, list[Sale]] = {}
        for sale in self.won:
            if sale.stem is not None:
                found.setdefault(sale.stem, []).append(sale)
        object.__setattr__(self, "_of", {stem: tuple(sales) for stem, sales in found.items()})

    def of(self, stem: str) -> tuple[Sale, ...]:
        """Return the deals that became a contract."""
        return self._of.get(stem, ())

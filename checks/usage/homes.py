"""To which contract events belong: by the contract that they name, else by their customer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.recognition.references import plain


@dataclass(frozen=True, slots=True)
class Head:
    """The names of a contract on file."""

    stem: str
    number: str | None = None
    title: str | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """Where events belong: the name that rows of usage give, and the contracts that it means.

    Without a contract the events wait for one of that name.
    """

    name: str
    stems: tuple[str, ...] = ()


class Homes:
    """Finds where events belong among the contracts on file."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self._named: Mapping[str, dict[str, None]] = defaultdict(dict)
        self._customers: Mapping[str, dict[str, None]] = defaultdict(dict)
        for head in heads:
            for name in (head.stem, head.number, head.title):
                if name and (key := plain(name)):
                    self._named[key][head.stem] = None
            if head.customer and (key := plain(head.customer)):
                self._customers[key][head.stem] = None

    @property
    def names(self) -> frozenset[str]:
        """The names of all contracts, in plain form."""
        return frozenset(self._named)

    def of_contract(self, name: str) -> Home:
        """Return the home of events that name a contract by stem, number or title.

        >>> Homes([Head("msa", "A-1"), Head("sow", "A-2")]).of_contract("a 1")
        Home(name='msa', stems=('msa',))
        """
        stems = tuple(self._named.get(plain(name), ()))
        return Home(stems[0] if len(stems) == 1 else name, stems)

    def of_customer(self, name: str) -> tuple[str, ...]:
        """Return the stems of the contracts of a customer."""
        return tuple(self._customers.get(plain(name), ()))

"""Contracts found by what a document says of them: a name, a number inside words, a company.

The answers are those of going through all contracts; the index is made once for many questions.
"""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from checks.recognition.parties import SLIP, core_name
from checks.recognition.references import names_of, plain
from models.contracts import Contract

_SHORTEST = 5  # letters and figures of a number that may stand inside a longer word


class Directory:
    """Companies by their names: which of these are the company that a name means."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = {}
        self._joined: dict[str, list[str]] = {}
        self._sized: dict[int, list[str]] = {}
        self._found: dict[str, frozenset[str]] = {}
        for name in filter(None, dict.fromkeys(names)):
            core = core_name(name)
            if core not in self._names:
                self._joined.setdefault(core.replace(" ", ""), []).append(core)
                self._sized.setdefault(len(core.split()), []).append(core)
            self._names.setdefault(core, []).append(name)

    def same(self, name: str | None) -> frozenset[str]:
        """Return the names for which `same_party` holds."""
        if not name:
            return frozenset()
        if name not in self._found:
            self._found[name] = frozenset(self._same(core_name(name)))
        return self._found[name]

    def _same(self, core: str) -> Iterable[str]:
        alike = process.extract(
            core,
            self._sized.get(len(core.split()), ()),
            scorer=fuzz.ratio,
            score_cutoff=SLIP,
            limit=None,
        )
        cores = {*self._joined.get(core.replace(" ", ""), ()), *(found[0] for found in alike)}
        return (name for one in cores for name in self._names[one])


class ContractIndex:
    """All contracts on file, by name and by party; answers keep their order."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        self.contracts = tuple(contracts)
        self._named: dict[str, list[int]] = {}
        self._numbers: list[tuple[str, int]] = []
        self._holding: dict[str, set[int]] = {}
        for place, contract in enumerate(self.contracts):
            for name in dict.fromkeys(names_of(contract)):
                self._named.setdefault(name, []).append(place)
            if number := plain(contract.contract.number or ""):
                self._numbers.append((number, place))
            for party in contract.contract.parties:
                self._holding.setdefault(party.name, set()).add(place)
        self._directory = Directory(self._holding)
        self._mentioned: dict[str, tuple[Contract, ...]] = {}

    def named(self, reference: str | None) -> tuple[Contract, ...]:
        """Return the contracts whose number, file name or title a reference is."""
        wanted = plain(reference or "")
        return self._at(self._named.get(wanted, ())) if wanted else ()

    def mentioned(self, reference: str | None) -> tuple[Contract, ...]:
        """Return the contracts a reference means: exact names first, else a number inside it."""
        text = reference or ""
        if text not in self._mentioned:
            self._mentioned[text] = self.named(text) or self._at(self._inside(text))
        return self._mentioned[text]

    def having(self, *names: str | None) -> tuple[Contract, ...]:
        """Return the contracts that have each of these companies for a party."""
        found = [self._places(name) for name in names]
        return self._at(sorted(set.intersection(*found))) if found else ()

    def _places(self, name: str | None) -> set[int]:
        return {place for one in self._directory.same(name) for place in self._holding[one]}

    def _inside(self, reference: str) -> Iterable[int]:
        wanted = plain(reference)
        if not wanted:
            return ()
        parts = {plain(word) for word in reference.split()}
        return (
            place
            for number, place in self._numbers
            if (len(number) >= _SHORTEST and number in wanted) or number in parts
        )

    def _at(self, places: Iterable[int]) -> tuple[Contract, ...]:
        return tuple(self.contracts[place] for place in places)

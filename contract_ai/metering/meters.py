"""The meters that events are on file of: where each belongs, and by which rule it is counted."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from checks.recognition.references import plain
from checks.usage.homes import Head, Home, Homes
from checks.usage.rules import prices, rule_of
from contract_ai.storage.bulk import batched
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.usage import streams_of
from models.contracts import Contract
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.usage import UsageRuleRow, UsageStreamRow
from models.usage import Aggregation, Basis, MeterRule, Per

_Key = tuple[str, str]
"""A contract ("" for all) and a meter, both in plain form."""


@dataclass(frozen=True, slots=True)
class Meter:
    """One meter under one contract: all events of it are counted together.

    ``key`` is the meter's name in plain form; ``streams`` are the rows that its events lie under.
    """

    home: Home
    key: str
    name: str
    rule: MeterRule
    streams: tuple[UsageStreamRow, ...]

    @property
    def numbers(self) -> list[int]:
        """The numbers of its streams."""
        return [one.id or 0 for one in self.streams]

    @property
    def first_at(self) -> datetime:
        """No event is before."""
        return min(one.first_at for one in self.streams)

    @property
    def last_at(self) -> datetime:
        """No event is after."""
        return max(one.last_at for one in self.streams)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stream that belongs nowhere yet, and why."""

    stream: UsageStreamRow
    why: str


@dataclass
class Places:
    """Finds where events belong among the contracts on file; contracts are read when needed."""

    session: Session
    homes: Homes
    _contracts: dict[str, tuple[Contract, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session) -> "Places":
        """Read the names of the contracts in use."""
        return cls(session, Homes(cls.heads(session)))

    @staticmethod
    def heads(session: Session) -> Iterator[Head]:
        """Return the names of each contract in use."""
        columns = (ContractRow.stem, ContractRow.number, ContractRow.title, ContractRow.customer)
        query = (
            sql_select(*map(col, columns))
            .join(DocumentRow, col(DocumentRow.id) == col(ContractRow.document_id))
            .where(col(DocumentRow.retired_at).is_(None))
            .order_by(col(DocumentRow.file), col(DocumentRow.sha256))
        )
        for row in session.execute(query):
            yield Head(*row)

    def home(self, contract: str, customer: str, meter: str) -> Home | str:
        """Return where events belong, or why that cannot be told.

        Of a customer's contracts it is the only one, or the only one that prices the meter.
        """
        if contract:
            return self.homes.of_contract(contract)
        stems = self.homes.of_customer(customer)
        if not stems:
            return f"no contract on file has the customer {customer}"
        self.read(stems)
        pricing = [s for s in stems if any(prices(meter, one) for one in self._contracts[s])]
        found = pricing or stems
        if len(found) > 1:
            what = f"{len(found)} contracts of {customer}"
            return f"{what} could be meant ({', '.join(found[:3])}); name the contract"
        return Home(found[0], tuple(found))

    def read(self, stems: Iterable[str]) -> None:
        """Read contracts that will be asked for."""
        missing = [stem for stem in dict.fromkeys(stems) if stem not in self._contracts]
        for chunk in batched(missing):
            self._contracts |= dict.fromkeys(chunk, ())
            for one in load_contracts(self.session, chunk):
                self._contracts[one.stem] = (*self._contracts[one.stem], one)

    def contracts(self, home: Home) -> list[Contract]:
        """Return the contracts that a home means."""
        self.read(home.stems)
        return [one for stem in home.stems for one in self._contracts[stem]]


def meters_of(
    session: Session, places: Places, touched: Collection[int] | None = None
) -> tuple[list[Meter], list[Waiting]]:
    """Return the meters by contract and name, and the streams that belong nowhere.

    ``touched`` narrows to all meters of the contracts to which these streams belong.
    """
    groups: dict[Home, list[UsageStreamRow]] = {}
    waiting = []
    for stream in streams_of(session):
        if not stream.contract and not stream.customer:
            continue  # its contract was erased
        home = places.home(stream.contract, stream.customer, stream.meter)
        if isinstance(home, str):
            waiting.append(Waiting(stream, home))
        else:
            groups.setdefault(home, []).append(stream)
    merged = _merged(groups)
    if touched is not None:
        merged = {
            home: streams
            for home, streams in merged.items()
            if any(one.id in touched for one in streams)
        }
    places.read(stem for home in merged for stem in home.stems)
    said = _said(session, places)
    found = [meter for home, its in merged.items() for meter in _meters(home, its, said, places)]
    return sorted(found, key=lambda one: (one.home.name, one.key)), waiting


def _merged(groups: Mapping[Home, list[UsageStreamRow]]) -> dict[Home, list[UsageStreamRow]]:
    """Put homes together whose names differ in signs and capital letters only."""
    alike: dict[tuple[str, tuple[str, ...]], list[Home]] = {}
    for home in groups:
        alike.setdefault((plain(home.name), home.stems), []).append(home)
    return {
        min(homes, key=lambda one: one.name): [one for home in homes for one in groups[home]]
        for homes in alike.values()
    }


def _meters(
    home: Home, streams: Iterable[UsageStreamRow], said: Mapping[_Key, MeterRule], places: Places
) -> Iterator[Meter]:
    by_key: dict[str, list[UsageStreamRow]] = {}
    for stream in streams:
        by_key.setdefault(stream.meter_key, []).append(stream)
    for key, rows in by_key.items():
        name = min(one.meter for one in rows)
        person = said.get((plain(home.name), key)) or said.get(("", key))
        yield Meter(home, key, name, rule_of(name, places.contracts(home), person), tuple(rows))


def _said(session: Session, places: Places) -> dict[_Key, MeterRule]:
    """Return the rules that people gave."""
    rows = session.exec(select(UsageRuleRow).order_by(col(UsageRuleRow.id)))
    names = places.homes.of_contract
    return {
        (plain(names(row.contract).name) if row.contract else "", row.meter_key): _rule(row)
        for row in rows
    }


def _rule(row: UsageRuleRow) -> MeterRule:
    reason = f": {row.reason}" if row.reason else ""
    return MeterRule(
        Aggregation(row.aggregation),
        Per(row.per),
        row.zone,
        Basis.PERSON,
        f"as {row.made_by} said on {row.made_at:%Y-%m-%d}{reason}",
    )

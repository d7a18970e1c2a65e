"""Reading a group of files from the vault, by the way that every document takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from contract_ai.adding import Added, Adder
from contract_ai.batch.groups import Member
from contract_ai.folder import Folder
from contract_ai.intake.places import home_of, source_of
from contract_ai.intake.vault import Vault
from contract_ai.names import stem
from contract_ai.progress import Progress
from contract_ai.reading import Reader
from contract_ai.sources import Source
from contract_ai.storage import documents as store
from contract_ai.storage.engine import Database
from contract_ai.versions import reader_stamp
from models.errors import DocumentError, ErrorCode
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow

Outcome = store.Key | DocumentError | None
"""On file under this key, or why not; None for terms whose contract is not on file."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the files of a group, how long each was read, and what people should know."""

    outcomes: dict[Member, Outcome]
    seconds: dict[Member, float]
    notices: list[str]


class GroupReader:
    """Reads groups; documents of a night are known by their hash, wherever they lay."""

    def __init__(self, database: Database, vault: Vault, reader: Reader) -> None:
        self._database, self._vault, self._reader = database, vault, reader
        self._program = reader_stamp() + reader.recognition.engine

    def read(
        self, group: list[Member], terms: list[Member], progress: Progress, now: datetime
    ) -> Result:
        """Read a group with the confirmed terms of its contracts, and write it down as it comes."""
        sources = {member: self._source(member, member.filed) for member in group}
        by_stem = {one.stem: one for one in reversed(group) if one.wanted in {"", store.CONTRACT}}
        pairs = {one: by_stem[one.stem] for one in terms if one.stem in by_stem}
        confirmed = {
            one: self._source(one, f"{stem(contract.filed)}.json")
            for one, contract in pairs.items()
        }
        added = self._add(sources, confirmed, (), progress, now)
        result = _result(sources, added)
        for one, contract in pairs.items():
            source = confirmed[one]
            own = added.outcomes.get(source) if source else None
            result.outcomes[one] = own or _of_contract(result.outcomes[contract])
        return result

    def read_terms(self, terms: list[Member], progress: Progress, now: datetime) -> Result:
        """Read contracts on file again with the terms that a person confirmed."""
        homes = self._contracts_on_file(one.stem for one in terms)
        with_home = [one for one in terms if one.stem in homes]
        confirmed = {
            one: self._source(one, f"{stem(homes[one.stem].name)}.json") for one in with_home
        }
        contracts = tuple(homes[one.stem] for one in with_home)
        added = self._add({}, confirmed, contracts, progress, now)
        result = Result({}, {}, list(added.notices))
        for one in terms:
            source = confirmed.get(one)
            own = added.outcomes.get(source) if source else None
            there = added.outcomes.get(homes[one.stem]) if one.stem in homes else None
            result.outcomes[one] = own or _of_contract(there)
        return result

    def _add(
        self,
        sources: dict[Member, Source | None],
        confirmed: dict[Member, Source | None],
        contracts: tuple[Source, ...],
        progress: Progress,
        now: datetime,
    ) -> Added:
        def of(wanted: str) -> tuple[Source, ...]:
            return tuple(
                source for one, source in sources.items() if source and one.wanted == wanted
            )

        folder = Folder(
            "",
            contracts=contracts + of(store.CONTRACT),
            invoices=of(store.INVOICE),
            facts=of(store.FACTS),
            unsorted=of(""),
            terms=tuple(source for source in confirmed.values() if source),
        )
        adder = Adder(self._database, self._reader, program=self._program, now=now)
        return adder.add(folder, progress)

    def _source(self, member: Member, called: str) -> Source | None:
        path = self._vault.original(member.sha256)
        return None if path is None else Source(path, called=called, home=home_of(member.sha256))

    def _contracts_on_file(self, stems: Iterable[str]) -> dict[str, Source]:
        """Return where the contracts of these names can be read, by name in small letters."""
        wanted = set(stems)
        query = (
            select(DocumentRow)
            .join(ContractRow, col(ContractRow.document_id) == col(DocumentRow.id))
            .where(col(DocumentRow.retired_at).is_(None))
        )
        with self._database.read() as session:
            rows = [row for row in session.exec(query) if stem(row.file).casefold() in wanted]
        found = {}
        for row in rows:
            source = source_of(row.path, row.sha256, row.file, self._vault)
            if source is not None:
                found[stem(row.file).casefold()] = source
        return found


def _result(sources: dict[Member, Source | None], added: Added) -> Result:
    outcomes: dict[Member, Outcome] = {}
    seconds = {}
    for one, source in sources.items():
        if source is None:
            outcomes[one] = _missing(one)
            continue
        outcomes[one] = added.outcomes.get(source, _unheard(one))
        seconds[one] = added.seconds.get(source, 0.0)
    return Result(outcomes, seconds, list(added.notices))


def _of_contract(outcome: Outcome) -> Outcome:
    """Terms are on file with their contract; where that is not, they wait for it."""
    return outcome if isinstance(outcome, tuple) and outcome[0] == store.CONTRACT else None


def _missing(one: Member) -> DocumentError:
    what, do = "The original is not there any more.", "Put it into the inbox again."
    return DocumentError(ErrorCode.ORIGINAL_MISSING, what, where=one.path, do=do)


def _unheard(one: Member) -> DocumentError:
    what = "Nobody said what became of this file."
    do = "Put it into the inbox again; if it stays so, report it as a bug."
    return DocumentError(ErrorCode.READER_FAILED, what, where=one.path, do=do)

"""The second reader as the rest of the program sees it: a document's text in, a form out.

It never raises for one document: what went wrong is a notice, and the document is read without it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from contract_ai.second_reader.answers import Reading, joined
from contract_ai.second_reader.budget import Budget
from contract_ai.second_reader.cache import Cache, user_folder
from contract_ai.second_reader.chunks import Chunk, chunks
from contract_ai.second_reader.client import Client, Part
from contract_ai.second_reader.consent import may_leave
from contract_ai.second_reader.endpoint import endpoint_of
from contract_ai.second_reader.prompt import VERSION, prompt_for
from contract_ai.second_reader.record import FileRecord, Record
from contract_ai.settings import PREFIX, Settings
from contract_ai.sources import Source
from contract_ai.versions import stamp
from models.errors import DocumentError, ErrorCode, SettingsError
from models.forms import Form

_HOPELESS = frozenset(
    {
        ErrorCode.SECOND_READER_REFUSED,
        ErrorCode.SECOND_READER_UNREACHABLE,
        ErrorCode.SECOND_READER_BUDGET,
        ErrorCode.SECOND_READER_RECORD,
    }
)
"""What went wrong with one document and would with the next."""


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What the second reader says of one document; ``form`` is None where it says nothing.

    ``settled`` is false where asking again, another day, may give an answer.
    """

    form: Form | None = None
    notices: tuple[str, ...] = ()
    settled: bool = True


class SecondReader:
    """Asks one model about documents, one after the other."""

    def __init__(
        self,
        settings: Settings,
        record: Record,
        *,
        cache: Path | None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._endpoint = endpoint_of(settings)
        self._cache = Cache(cache, self._endpoint)
        self._stopped: DocumentError | None = None
        budget = Budget(
            settings.second_reader_max_requests,
            settings.second_reader_max_characters,
            settings.second_reader_per_minute,
            sleep=sleep,
        )
        self._client = Client(
            self._endpoint,
            record,
            budget,
            timeout=settings.second_reader_timeout,
            retries=settings.second_reader_retries,
            tokens=settings.second_reader_answer_tokens,
            sleep=sleep,
            now=now,
        )

    @property
    def stamp(self) -> str:
        """Name what is asked: another stamp means that documents are to be read again."""
        one, allowed = self._endpoint, self._settings.second_reader_contracts
        return stamp(one.shown, one.protocol, one.model, VERSION, allowed)

    def read(self, source: Source, sha256: str, text: str) -> SecondReading:
        """Ask about one document; the answer comes from the cache where it was asked before."""
        if not text.strip():
            return SecondReading()
        if not may_leave(source.path, self._settings.second_reader_contracts):
            what = "The second reader was not asked: no setting allows this contract to be sent."
            do = f"Name it in {PREFIX}SECOND_READER_CONTRACTS (* for all) if it may leave."
            code = ErrorCode.SECOND_READER_NOT_ALLOWED
            return SecondReading(notices=(_line(DocumentError(code, what, where="", do=do)),))
        return self._read(source.name, sha256, text)

    def _read(self, file: str, sha256: str, text: str) -> SecondReading:
        forms: list[Form] = []
        notices: list[str] = []
        for chunk in chunks(text, self._settings.second_reader_chunk_characters):
            try:
                reading = self._part(file, sha256, chunk)
            except DocumentError as error:
                if error.code in _HOPELESS:
                    self._stopped = error
                    notices.append(_line(error))
                    break
                notices.append(_line(error, chunk))
                continue
            forms.append(reading.form)
            if not reading.whole:
                notices.append(_line(_cut_off(), chunk))
        return SecondReading(joined(forms) if forms else None, tuple(notices), not notices)

    def _part(self, file: str, sha256: str, chunk: Chunk) -> Reading:
        """Ask about one part.

        Raises:
            DocumentError: there is no answer.
        """
        kept = self._cache.get(file, chunk.text)
        if kept is not None:
            return Reading(kept)
        if self._stopped is not None:
            raise self._stopped
        part = Part(file, sha256, chunk.number, chunk.total)
        reading = self._client.ask(prompt_for(file, sha256, chunk), part)
        if reading.whole:
            self._cache.put(file, chunk.text, reading.form)
        return reading


def second_reader(
    settings: Settings, environment: Mapping[str, str], record: Record | None = None
) -> SecondReader:
    """Make the second reader that the settings describe.

    ``record`` None means a file: the setting's, else one in the user's own folder.

    Raises:
        SettingsError: a setting is missing or wrong, or httpx is not installed.
    """
    made_record = record or FileRecord(
        settings.second_reader_record
        or user_folder(environment, "XDG_STATE_HOME", "~/.local/state") / "second-reader.jsonl"
    )
    cache = settings.second_reader_cache or user_folder(environment, "XDG_CACHE_HOME", "~/.cache")
    made = SecondReader(settings, made_record, cache=cache / "second-reader")
    if find_spec("httpx") is None:
        what = "The second reader needs the package httpx, which is not installed."
        do = "Install it with: pip install 'contract-ai[llm]'"
        raise SettingsError(ErrorCode.SECOND_READER_MISSING, what, where="second reader", do=do)
    return made


def _line(error: DocumentError, chunk: Chunk | None = None) -> str:
    where = f" (part {chunk.number} of {chunk.total})" if chunk and chunk.total > 1 else ""
    return f"[{error.code}]{where} {error.what} {error.do}"


def _cut_off() -> DocumentError:
    what = "The second reader's answer breaks off; the whole terms in it were used."
    do = f"Raise {PREFIX}SECOND_READER_ANSWER_TOKENS, or lower {PREFIX}SECOND_READER_CHUNK_CHARACTERS."
    return DocumentError(ErrorCode.SECOND_READER_ANSWER, what, where="", do=do)

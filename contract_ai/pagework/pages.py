"""Pages of documents for the term review: asked for one by one, made once, kept on disk."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from threading import BoundedSemaphore
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter

from contract_ai.crops import FOR_SCREEN
from contract_ai.pagework.cache import DiskCache
from contract_ai.pagework.forms import WIDTHS, Flow, Outline, PageWords, Selection, Size, Texts
from contract_ai.pagework.proposals import PROPOSALS, Proposal
from contract_ai.pagework.search import MOST_HITS, PageHit, TextHit, in_flow, in_pages
from contract_ai.reading import Check, Job, Reader
from contract_ai.sources import Source
from contract_ai.versions import reader_stamp
from contract_ai.workers import warm_task
from models.errors import DocumentError, ErrorCode
from models.evidence import BBox

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
_PICTURE: TypeAdapter[str] = TypeAdapter(str)
_STAMP = 12  # characters of a hash that tell one state of the code from another
_PLACE = 20  # characters of a hash that tell the boxes of one crop from another's

Original = Callable[[str], Path | None]
"""Where the document with this SHA-256 lies; None where it is not kept any more."""


@dataclass(frozen=True)
class Pages:
    """Pictures, words and text of documents by their SHA-256.

    Threads may share it; at most ``at_once`` of them have a child at work, the others wait.
    Every method raises a `DocumentError` in words where the document is gone or cannot be used.
    """

    reader: Reader
    original: Original
    cache: DiskCache
    at_once: int = 4

    @cached_property
    def _room(self) -> BoundedSemaphore:
        return BoundedSemaphore(self.at_once)

    def outline(self, sha256: str) -> Outline:
        """Return how many pages there are and how large each is, without reading them."""
        return self._form(sha256, "outline", "outline", "", Outline)

    def picture(self, sha256: str, page: int, size: Size = Size.NORMAL) -> bytes:
        """Return a page, 1-based, as WebP."""
        self._must_hold(sha256, page)
        _warmed("picture")
        name = f"page-{page}-{size.value}-{self._stamp}.webp"
        extra = json.dumps([page, WIDTHS[size]])
        return self.cache.once(sha256, name, lambda: self._ask("picture", sha256, extra, _picture))

    def words(self, sha256: str, page: int) -> PageWords:
        """Return the words of a page, 1-based; a scanned page is recognised if it never was."""
        self._must_hold(sha256, page)
        return self._form(sha256, f"words-{page}", "words", json.dumps([page]), PageWords)

    def flow(self, sha256: str) -> Flow:
        """Return a document without pages as blocks of text."""
        return self._form(sha256, "flow", "flow", "", Flow)

    def search(self, sha256: str, phrase: str) -> tuple[PageHit | TextHit, ...]:
        """Return where a phrase stands, from the top; at most `MOST_HITS` places."""
        hits: Iterator[PageHit | TextHit]
        if self.outline(sha256).pages:
            hits = in_pages(self._form(sha256, "texts", "texts", "", Texts).pages, phrase)
        else:
            hits = in_flow(self.flow(sha256), phrase)
        return tuple(islice(hits, MOST_HITS))

    def crop(self, sha256: str, page: int, boxes: Iterable[BBox]) -> bytes:
        """Return the part of a page around some words, with these marked, as WebP."""
        self._must_hold(sha256, page)
        spots = json.dumps([FOR_SCREEN.form, FOR_SCREEN.scale, [[page, list(boxes)]]])
        place = hashlib.sha256(spots.encode()).hexdigest()[:_PLACE]
        name = f"crop-{page}-{place}-{self._stamp}.webp"
        return self.cache.once(sha256, name, lambda: self._ask("crops", sha256, spots, _crop))

    def propose(self, sha256: str, selection: Selection, kind: str) -> tuple[Proposal, ...]:
        """Return what a selection states as terms of a kind; the user chooses and fills in.

        Not kept: a person does this now and then, and each time with other words.
        """
        _warmed("selection")
        extra = json.dumps([kind, selection.place])
        found = self._ask("selection", sha256, extra, _proposals)
        return tuple(
            one.model_copy(update={"evidence": replace(one.evidence, sha256=sha256)})
            for one in found
        )

    def warm(self) -> None:
        """Load here what children would each load for themselves: at the start of a server."""
        _warmed("picture")
        _warmed("selection")

    def _must_hold(self, sha256: str, page: int) -> None:
        pages = len(self.outline(sha256).pages)
        if not 1 <= page <= pages:
            what = f"It has {pages} pages." if pages else "It is text without pages."
            raise DocumentError(
                ErrorCode.PAGE_NOT_FOUND,
                f"There is no page {page} in this document. {what}",
                where="the document",
                do="Go back to the document's first page.",
            )

    def _form(self, sha256: str, name: str, task: str, extra: str, form: type[M]) -> M:
        """Return what a task makes of a document, kept as JSON."""
        file = f"{name}-{self._stamp}.json"

        def make() -> bytes:
            return self._ask(task, sha256, extra, lambda v, _f, _s: _checked(v, form))

        return form.model_validate_json(self.cache.once(sha256, file, make))

    def _ask(self, task: str, sha256: str, extra: str, check: Check[T]) -> T:
        path = self.original(sha256)
        if path is None:
            raise _gone()
        with self._room:
            read = self.reader.one(task, Job(Source(path), extra), check)
        if read.error is not None:
            error = read.error  # names a place on disk, which nobody who looks at pages needs
            raise DocumentError(error.code, error.what, where="the document", do=error.do)
        if read.sha256 != sha256 or read.value is None:
            raise _gone()
        return read.value

    @cached_property
    def _stamp(self) -> str:
        """Name what draws and reads, so that nothing of an older program is shown."""
        engine = self.reader.recognition.engine
        whole = f"{reader_stamp()} {version('pypdfium2')} {version('pillow')} {engine}"
        return hashlib.sha256(whole.encode()).hexdigest()[:_STAMP]


@cache
def _warmed(task: str) -> None:
    warm_task(task)


def _picture(value: object, _file: str, _sha256: str) -> bytes:
    return b64decode(_PICTURE.validate_python(value), validate=True)


def _crop(value: object, _file: str, _sha256: str) -> bytes:
    (picture,) = TypeAdapter(tuple[str]).validate_python(value)
    return b64decode(picture, validate=True)


def _proposals(value: object, _file: str, _sha256: str) -> tuple[Proposal, ...]:
    return PROPOSALS.validate_python(value)


def _checked(value: object, form: type[BaseModel]) -> bytes:
    one = value[0] if isinstance(value, list) and value else value
    return form.model_validate(one).model_dump_json().encode()


def _gone() -> DocumentError:
    return DocumentError(
        ErrorCode.FILE_NOT_FOUND,
        "The document is not kept here any more, or it has changed.",
        where="the document",
        do="Add the original again.",
    )

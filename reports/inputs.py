"""What a report is made of: the audit, the documents behind it, and how they were read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.cases import CheckSettings
from models.contracts import Contract
from models.evidence import BBox
from models.findings import Audit
from models.invoices import Invoice
from models.lives import Changes, Decision


@dataclass(frozen=True, slots=True)
class CropRequest:
    """A picture of a PDF page around some words.

    ``sha256`` names the document, ``page`` is 1-based, ``boxes`` are the words to mark.
    """

    sha256: str
    page: int
    boxes: tuple[BBox, ...]


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that was read; ``kind`` is contract, invoice, facts or terms."""

    file: str
    sha256: str
    kind: str


@dataclass(frozen=True, slots=True)
class FactSource:
    """One file of facts: how many rows count, and the rows refused, each with its reason."""

    file: str
    kind: str
    rows: int
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file that could not be used: the error's code, what happened, and what to do."""

    file: str
    code: str
    what: str
    do: str = ""


@dataclass(frozen=True, slots=True)
class ReportInput:
    """Everything the reports show; nothing is looked up elsewhere.

    ``name`` is what was checked, as a reader knows it (the folder's name).  ``versions`` are
    shown as given: program, catalogue, model.  ``crops`` holds the pictures that
    `reports.crops.needed_crops` asked for, PNG or WebP; a missing one is replaced by its quote.
    ``decisions`` are those about the findings, by fingerprint, the latest last; ``changes`` since
    the run before are None where nothing changed.  ``audit_anchor`` is what the foot says of the
    audit trail; empty leaves it out.  ``remarks`` are sentences about the books themselves.
    """

    audit: Audit
    contracts: tuple[Contract, ...]
    invoices: tuple[Invoice, ...]
    as_of: date
    name: str = ""
    fact_sources: tuple[FactSource, ...] = ()
    settings: CheckSettings = field(default_factory=CheckSettings)
    versions: Mapping[str, str] = field(default_factory=dict)
    files: tuple[InputFile, ...] = ()
    unread: tuple[UnreadFile, ...] = ()
    crops: Mapping[CropRequest, bytes] = field(default_factory=dict)
    decisions: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    changes: Changes | None = None
    audit_anchor: str = ""
    remarks: tuple[str, ...] = ()

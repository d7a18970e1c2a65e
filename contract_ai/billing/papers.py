"""From invoices of ours to files: which they are, how they are written, what each is called."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from checks.billing.drafts import drafts
from checks.billing.due import Bill, Due
from checks.billing.falling_due import with_terms
from contract_ai.versions import program_version
from models.cases import Book
from models.contracts import Contract
from models.errors import DocumentError, ErrorCode
from models.findings import EvidenceRole, Proof
from models.forms import read_invoice_form
from models.invoices import Invoice
from models.issuing import Issuing
from reports.invoices.faults import named
from reports.invoices.paper_lines import LineNote, Notes
from reports.invoices.pdf import invoice_pdf
from reports.invoices.quickbooks import quickbooks_csv
from reports.invoices.ubl import ubl
from reports.invoices.xero import xero_csv

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 100


class Form(StrEnum):
    """How an invoice is written."""

    PDF = "pdf"
    UBL = "ubl"
    QUICKBOOKS = "csv-quickbooks"
    XERO = "csv-xero"


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice of ours, and how its lines were worked out."""

    invoice: Invoice
    notes: Notes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """What paper needs besides: the size of a sheet, and the day that drafts bear."""

    day: date
    paper: str = "a4"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is ready, and the invoices in it."""

    name: str
    data: bytes
    invoices: int


def draft_papers(bill: Bill, contracts: Iterable[Contract]) -> list[Paper]:
    """Return the drafts of what is still to be billed, each line with its working and clause."""
    groups: dict[tuple[str, str], list[Due]] = defaultdict(list)
    for charge in bill.charges:
        if not charge.billed:
            groups[charge.contract, charge.currency].append(charge)
    made = drafts(bill, contracts)
    ordered = (charges for _, charges in sorted(groups.items()))
    return [
        Paper(invoice, {at: note_of(one.working, one.proofs) for at, one in enumerate(charges, 1)})
        for invoice, charges in zip(made, ordered, strict=True)
    ]


def note_of(working: str, proofs: Iterable[Proof]) -> LineNote:
    """Return how a line was worked out, with the first of its proofs that is a clause."""
    clauses = (one.evidence for one in proofs if one.role is EvidenceRole.CONTRACT)
    return LineNote(working, next(clauses, None))


def with_terms_of(papers: Sequence[Paper], book: Book) -> list[Paper]:
    """Add payment terms and due dates of the contracts, where invoices have neither."""
    told = with_terms((one.invoice for one in papers), book)
    return [replace(one, invoice=invoice) for one, invoice in zip(papers, told, strict=True)]


def read_papers(data: bytes, file: str) -> list[Paper]:
    """Read invoices as JSON: invoice/1, a list of them, or what lists them with their working.

    Raises:
        DocumentError: JSON_DAMAGED, it is no JSON or no invoice/1.
    """
    try:
        form = json.loads(data)
        return [_paper(one) for one in (form if isinstance(form, list) else [form])]
    except (ValueError, TypeError, KeyError) as error:  # ValidationError is a ValueError
        what = "This is no invoice as JSON (invoice/1)."
        do = "Give what contract-ai bill --format json or contract-ai invoice prints."
        raise DocumentError(ErrorCode.JSON_DAMAGED, what, where=file, do=do) from error


def _paper(form: object) -> Paper:
    """Read an invoice, alone or as a kept draft: {"invoice": ..., "lines": [{line, working}]}."""
    if not isinstance(form, dict):
        raise TypeError(form)
    inner, lines = form.get("invoice"), form.get("lines")
    if not isinstance(inner, dict) or not isinstance(lines, list):
        return Paper(read_invoice_form(form))
    notes = {int(one["line"]): LineNote(str(one.get("working") or "")) for one in lines}
    return Paper(read_invoice_form(inner), notes)


def write(
    papers: Sequence[Paper],
    issuing: Issuing,
    form: Form,
    layout: Layout,
    refuse: Callable[[DocumentError], None],
) -> Iterator[Written]:
    """Write invoices: PDF and UBL a file each, CSV one for all of them.

    ``refuse`` is told of an invoice that cannot be written; the others are.

    Raises:
        SettingsError: PDF_LIBRARY_MISSING, the system has no Pango.
    """
    if form in {Form.QUICKBOOKS, Form.XERO}:
        yield from _table([one.invoice for one in papers], issuing, form, refuse)
        return
    names: set[str] = set()
    for one in papers:
        try:
            data = ubl(one.invoice, issuing) if form is Form.UBL else _pdf(one, issuing, layout)
        except DocumentError as error:
            refuse(error)
        else:
            ending = "xml" if form is Form.UBL else "pdf"
            yield Written(f"{_free(named(one.invoice), names)}.{ending}", data, 1)


def _pdf(one: Paper, issuing: Issuing, layout: Layout) -> bytes:
    program = f"contract-ai {program_version()}"
    return invoice_pdf(
        one.invoice, issuing, one.notes, day=layout.day, paper=layout.paper, program=program
    )


def _table(
    invoices: Sequence[Invoice],
    issuing: Issuing,
    form: Form,
    refuse: Callable[[DocumentError], None],
) -> Iterator[Written]:
    writer = quickbooks_csv if form is Form.QUICKBOOKS else xero_csv
    good: list[Invoice] = []
    for invoice in invoices:
        try:
            writer([invoice], issuing)
        except DocumentError as error:
            refuse(error)
        else:
            good.append(invoice)
    if good:
        name = f"invoices-{form.value.removeprefix('csv-')}.csv"
        yield Written(name, writer(good, issuing), len(good))


def _free(name: str, taken: set[str]) -> str:
    """Return a file name that no other invoice has, whatever stands in its number.

    >>> taken: set[str] = set()
    >>> _free("INV/2026 7", taken), _free("inv-2026-7", taken), _free("../..", taken)
    ('INV-2026-7', 'inv-2026-7-2', 'invoice')
    """
    base = _UNSAFE.sub("-", name).strip("-.")[:_LONGEST] or "invoice"
    found, number = base, 2
    while found.casefold() in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found.casefold())
    return found

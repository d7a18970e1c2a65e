"""The evidence folder: what an auditor takes away, with the hash of each file.

Report, documents, terms, invoices as they were read, findings, tests and the audit trail, in one
zip archive that anybody can check with sha256sum.  The same state gives the same bytes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlmodel import Session

from contract_ai.archive import Archive, Entry
from contract_ai.audit.anchors import load_anchors
from contract_ai.audit.export import as_json
from contract_ai.audit.foot import foot
from contract_ai.audit.sealing import canonical, moment
from contract_ai.audit.trail import newest, record
from contract_ai.crops import FOR_PAPER, FOR_SCREEN, Kind
from contract_ai.desk.scope import Scope
from contract_ai.desk.trail import TrailEvent, TrailFilter, every
from contract_ai.fieldwork.samples import items_of, sample
from contract_ai.fieldwork.selections import About, Original, Selection, select_for
from contract_ai.names import OutputNames
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.engine import Database
from contract_ai.storage.invoices import invoices_of
from contract_ai.storage.lives import decisions
from contract_ai.storage.sign_offs import SignOff, sign_offs, state_of
from contract_ai.versions import program_version
from models.cases import CheckSettings
from models.findings import Audit
from models.forms import Json, contract_form, invoice_form, json_text, plain
from models.tables.fieldwork import SampleItemRow, SampleRow
from reports.findings_json import findings_form, findings_json
from reports.inputs import InputFile, ReportInput
from reports.report import render_report
from reports.report_pdf import report_pdf

Pictures = Callable[[ReportInput, Kind], ReportInput]
"""Adds the pictures of pages that a report wants."""
Places = Callable[[Iterable[str]], Mapping[str, Path]]
"""Says where documents lie, by hash; those that are gone are left out."""
_README = """\
Evidence: {about}
As of {as_of}, audit trail up to event {seq}, written by {program}.

What is here
  report/         the discrepancy report: a page for any browser, and a PDF for paper
  documents/      the originals, each under the first digits of its own SHA-256
  terms/          what the contracts say, a file a contract (contract-terms/1)
  invoices.json   the invoices as they were read (invoice/1)
  findings.json   what was found (findings/1)
  tests.json      every test with its result, also those that passed
  sign-offs.json  what auditors signed off of these findings, and whether it is of their state here
{sample}  audit/          the audit trail{whole}{anchors}
  manifest.json   every file with its size and SHA-256, and the originals that are missing
  SHA256SUMS      the same hashes for sha256sum

To verify that nothing here was changed, in this folder:
  sha256sum -c SHA256SUMS
The SHA-256 of manifest.json stands in the audit trail of the database, in the event
"evidence.exported" that follows event {seq}, so that a forged folder is told from this one.

To verify that the database still holds this trail, where the database is:
  contract-ai audit verify --printed {seq}:{seal}{verify}
It computes every hash again, says whether event {seq} is still this one, and whether the triggers
stand by which the database refuses changes. What that proves, and what it cannot, stands in
docs/audit-trail.md, with the few lines of Python that compute the hashes from audit/trail.json.
{partly}"""
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


class NothingThere(LookupError):
    """What is asked for holds nothing that this person sees."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to put into a folder, for whom.

    ``as_of`` is the day of the last run.  ``anchors`` and ``public_key`` are files kept outside
    the database; None leaves them out.
    """

    about: About
    scope: Scope
    as_of: date
    settings: CheckSettings = field(default_factory=CheckSettings)
    anchors: Path | None = None
    public_key: Path | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A folder that was written: its files, and the hash of the manifest that lists them."""

    entries: tuple[Entry, ...]
    manifest: str


@dataclass(frozen=True, slots=True)
class _Content:
    selection: Selection
    data: ReportInput
    seq: int
    seal: str
    signed: Mapping[str, tuple[SignOff, ...]]
    sample: SampleRow | None
    items: tuple[SampleItemRow, ...]


def name_of(about: About) -> str:
    """Return the name of the archive.

    >>> name_of(About(contract="MSA 1/2"))
    'evidence-contract-MSA-1-2.zip'
    """
    return f"evidence-{_PLAIN.sub('-', about.words).strip('-')[:80]}.zip"


def write_evidence(
    database: Database, order: Order, pictures: Pictures, places: Places, target: Path
) -> Made:
    """Write the folder as a zip archive.

    Raises:
        NothingThere: there is nothing to put into it.
        SettingsError: the anchors cannot be read.
    """
    with database.read() as session:
        content = _content(session, order)
    html = render_report(pictures(content.data, FOR_SCREEN)).encode()
    paper = report_pdf(
        pictures(content.data, FOR_PAPER), program=f"contract-ai {program_version()}"
    )
    with Archive(target) as archive:
        archive.put("report/report.html", [html])
        archive.put("report/report.pdf", [paper])
        missing = _originals(archive, content.selection, places)
        for path, text in _files(content):
            archive.put(path, [text.encode("utf-8", "surrogatepass")])
        with database.read() as session:
            archive.put("audit/trail.json", _trail(session, order.scope, content.seq))
        _anchors(archive, order)
        archive.put("README.txt", [_readme(order, content).encode()])
        manifest = _manifest(order, content, archive.entries, missing)
        made = archive.put("manifest.json", [f"{json_text(manifest)}\n".encode()])
        archive.put("SHA256SUMS", [one.line.encode() for one in archive.entries])
        return Made(tuple(archive.entries), made.sha256)


def note_evidence(session: Session, order: Order, made: Made) -> None:
    """Leave an event that the folder was taken away, with the hash of its manifest."""
    record(
        session,
        action="evidence.exported",
        object=f"evidence of {order.about.words}: {len(made.entries)} files, manifest {made.manifest}",
        contract=order.about.contract or None,
        after={"manifest": made.manifest},
    )


def _content(session: Session, order: Order) -> _Content:
    about, scope = order.about, order.scope
    drawn = None
    if about.sample is not None:
        drawn = sample(session, scope, about.sample)
        if drawn is None:
            raise NothingThere
    chosen = select_for(session, scope, about)
    if not chosen.documents and not chosen.findings and drawn is None:
        raise NothingThere
    seq, seal = newest(session)
    marks = [one.fingerprint for one in chosen.findings]
    data = ReportInput(
        audit=Audit(chosen.findings, chosen.tests),
        contracts=load_contracts(session, chosen.stems),
        invoices=tuple(invoices_of(session, chosen.invoices)),
        as_of=order.as_of,
        name=about.words,
        settings=order.settings,
        versions={"contract-ai": program_version()},
        files=tuple(InputFile(one.file, one.sha256, one.kind) for one in chosen.documents),
        decisions={mark: by for one in marks for mark, by in decisions(session, one).items()},
        audit_anchor=foot(session),
    )
    items = tuple(items_of(session, about.sample)) if about.sample is not None else ()
    signed = {mark: sign_offs(session, mark) for mark in marks}
    return _Content(chosen, data, seq, seal, signed, drawn, items)


def _originals(archive: Archive, chosen: Selection, places: Places) -> list[tuple[Original, str]]:
    """Put the documents in; return those that are gone or hold other bytes than were read."""
    where = places([one.sha256 for one in chosen.documents])
    missing: list[tuple[Original, str]] = []
    for one in chosen.documents:
        place = where.get(one.sha256)
        path = f"documents/{one.sha256[:12]}-{_PLAIN.sub('-', one.file)[-120:]}"
        try:
            if place is None or archive.copy(path, place).sha256 != one.sha256:
                missing.append((one, "gone" if place is None else "changed since it was read"))
        except OSError:
            missing.append((one, "gone"))
    return missing


def _files(content: _Content) -> Iterator[tuple[str, str]]:
    names = OutputNames()
    for contract in content.data.contracts:
        yield f"terms/{names.take(contract.document.file)}", _json(contract_form(contract))
    yield "invoices.json", _json([invoice_form(one) for one in content.data.invoices])
    yield "findings.json", findings_json(content.data)
    yield "tests.json", _json(plain(findings_form(content.data)["tests"]))
    yield "sign-offs.json", _json(_sign_offs_form(content))
    if content.sample is not None:
        yield "sample.json", _json(_sample_form(content.sample, content.items))


def _json(value: Json) -> str:
    return f"{json_text(value)}\n"


def _trail(session: Session, scope: Scope, upto: int) -> Iterator[bytes]:
    if scope.is_all:
        for line in as_json(session, upto):
            yield line.encode()
        return
    first = True
    for one in every(session, scope, TrailFilter()):
        if one.seq <= upto:
            yield (b"[\n" if first else b",\n") + canonical(event_form(one))
            first = False
    yield b"[]\n" if first else b"\n]\n"


def event_form(one: TrailEvent) -> dict[str, object]:
    """Return an event as an export of the trail has it."""
    return {
        "seq": one.seq,
        "at": moment(one.at),
        "actor": one.actor,
        "role": one.role,
        "action": one.action,
        "object": one.object,
        "contract": one.contract,
        "reason": one.reason,
        "before": one.before,
        "after": one.after,
        "prev": one.prev,
        "hash": one.hash,
    }


def _anchors(archive: Archive, order: Order) -> None:
    if order.anchors is not None and order.anchors.exists():
        lines = [one.line + b"\n" for one in load_anchors(order.anchors)]
        archive.put("audit/anchors.jsonl", lines)
        if order.public_key is not None and order.public_key.exists():
            archive.copy("audit/public-key.pem", order.public_key)


def _manifest(
    order: Order,
    content: _Content,
    entries: Iterable[Entry],
    missing: Iterable[tuple[Original, str]],
) -> Json:
    chosen = content.selection
    return {
        "form": "evidence/1",
        "about": order.about.words,
        "as_of": order.as_of.isoformat(),
        "program": f"contract-ai {program_version()}",
        "trail": {
            "seq": content.seq,
            "hash": content.seal,
            "whole": order.scope.is_all,
        },
        "counts": {
            "contracts": len(chosen.stems),
            "invoices": len(chosen.invoices),
            "findings": len(chosen.findings),
            "tests": len(chosen.tests),
        },
        "files": [{"path": one.path, "sha256": one.sha256, "bytes": one.bytes} for one in entries],
        "missing": [{"file": one.file, "sha256": one.sha256, "why": why} for one, why in missing],
    }


def _sign_offs_form(content: _Content) -> Json:
    return [
        {
            "finding": one.fingerprint,
            "signed_by": word.by,
            "signed_at": moment(word.at),
            "equal": word.equal,
            "note": word.note,
            "state": word.state,
            "of_this_state": word.state == state_of(one),
        }
        for one in content.selection.findings
        for word in content.signed[one.fingerprint]
    ]


def _sample_form(row: SampleRow, items: Iterable[SampleItemRow]) -> Json:
    return {
        "number": row.id,
        "purpose": row.purpose,
        "method": row.method,
        "seed": row.seed,
        "size": row.size,
        "population": plain(row.definition),
        "population_count": row.count,
        "population_sha256": row.digest,
        "interval": None if row.interval is None else f"{row.interval:f}",
        "currency": row.currency,
        "drawn_by": row.drawn_by,
        "drawn_at": moment(row.drawn_at),
        "signed_by": row.signed_by,
        "conclusion": row.conclusion,
        "countersigned_by": row.countersigned_by,
        "items": [
            {
                "position": one.position,
                "key": one.key,
                "words": one.words,
                "contract": one.contract,
                "amount": None if one.amount is None else f"{one.amount:f}",
                "currency": one.currency,
                "hits": one.hits,
                "result": one.result,
                "note": one.note,
                "misstatement": None if one.misstatement is None else f"{one.misstatement:f}",
                "marked_by": one.marked_by,
            }
            for one in items
        ],
    }


def _readme(order: Order, content: _Content) -> str:
    whole = order.scope.is_all
    anchors = order.anchors is not None and order.anchors.exists()
    keyed = anchors and order.public_key is not None and order.public_key.exists()
    signed = " --public-key audit/public-key.pem" if keyed else ""
    return _README.format(
        about=order.about.words,
        as_of=order.as_of.isoformat(),
        seq=content.seq,
        seal=content.seal,
        program=f"contract-ai {program_version()}",
        sample="  sample.json     the sample: seed, population, items and their results\n"
        if content.sample
        else "",
        whole="" if whole else ": the events about your contracts alone",
        anchors=", its anchors and the key they are signed with"
        if keyed
        else " and its anchors"
        if anchors
        else "",
        verify=f" \\\n    --anchors audit/anchors.jsonl{signed}" if anchors else "",
        partly=""
        if whole
        else "\nThe trail here is a part: each event can be verified by its own hash, the chain cannot.\n",
    )

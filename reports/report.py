"""The discrepancy report: one HTML file that needs no network and, to be read, no script."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from models.cases import CheckSettings
from reports.chart import Chart, charts
from reports.contract_views import ContractView, contract_views
from reports.finding_views import ContractGroup, FindingView, FindingViews
from reports.findings_json import findings_pieces
from reports.inputs import ReportInput
from reports.life_views import ChangesView, changes_view
from reports.missing import Missing, missing_things
from reports.proofs import Crop, CropBook
from reports.summary_views import Summary, summary
from reports.templating import template_environment
from reports.tested_lines import test_cells, test_lines
from reports.tested_views import Tested, tested
from reports.wording import (
    count,
    plain,
)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template shows."""

    data: ReportInput
    summary: Summary
    charts: tuple[Chart, ...]
    groups: tuple[ContractGroup, ...]
    changes: ChangesView | None
    filters: tuple["Filter", ...]
    tested: Tested
    missing: tuple[Missing, ...]
    contracts: tuple[ContractView, ...]
    invoice_notices: tuple[tuple[str, str, str], ...]
    shared: tuple[Crop, ...]
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice above the findings: values, their words and how many findings have each."""

    name: str
    label: str
    options: tuple[tuple[str, str, int], ...]


def page_of(data: ReportInput) -> Page:
    """Gather what the report shows, on a page or on paper."""
    book = CropBook(data.crops)
    groups = FindingViews(data, book).groups()
    titles = {c.stem: c.contract.title for c in data.contracts if c.contract.title}
    return Page(
        data=data,
        summary=summary(data, groups),
        charts=charts(data.audit.findings, titles),
        groups=groups,
        changes=changes_view(data, _numbers(groups)),
        filters=_filters(groups),
        tested=tested(data),
        missing=missing_things(data.audit.tests, data.invoices),
        contracts=contract_views(data.contracts),
        invoice_notices=_invoice_notices(data),
        shared=book.shared(),
        settings=settings_rows(data),
    )


def foot_of(data: ReportInput, findings: str | None = None) -> str:
    """Say what the report can be held against: the audit trail, else the findings themselves.

    ``findings`` is the SHA-256 of findings.json, where it is written already.
    """
    if data.audit_anchor:
        return data.audit_anchor
    return f"SHA-256 of findings.json: {findings or _sha256(findings_pieces(data))}"


def _sha256(pieces: Iterable[str]) -> str:
    digest = sha256()
    for piece in pieces:
        digest.update(piece.encode())
    return digest.hexdigest()


def render_report(data: ReportInput) -> str:
    """Write the report as HTML."""
    return "".join(report_pieces(data))


def report_pieces(data: ReportInput, findings: str | None = None) -> Iterator[str]:
    """Write the report as HTML in pieces; ``findings`` is the SHA-256 of findings.json, where known."""
    page = page_of(data)
    style = _source("tokens.css") + _source("report.css")
    script = _source("report.js")
    return (
        _environment()
        .get_template("report.html")
        .generate(
            page=page,
            foot=foot_of(data, findings),
            style=Markup(style),  # noqa: S704 (our own file)
            script=Markup(script),  # noqa: S704 (our own file)
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


@cache
def _environment() -> Environment:
    environment = template_environment("reports")
    environment.filters.update(plain=plain, test_lines=test_lines, test_cells=test_cells)
    return environment


def _source(name: str) -> str:
    return (files("reports") / "templates" / name).read_text("utf-8")


def _hash(text: str) -> str:
    """Name a text as a Content-Security-Policy does, so that nothing else can run."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"


def _numbers(groups: tuple[ContractGroup, ...]) -> dict[str, int]:
    """Return the number of every finding in the report, by fingerprint."""
    views = (view for group in groups for invoice in group.invoices for view in invoice.findings)
    return {view.found.fingerprint: view.number for view in views}


def _filters(groups: tuple[ContractGroup, ...]) -> tuple[Filter, ...]:
    rows = [
        (view, group) for group in groups for invoice in group.invoices for view in invoice.findings
    ]
    choices = {
        "direction": ("Direction", [(v.direction, v.direction_word) for v, _ in rows]),
        "severity": ("Severity", [(v.severity, v.severity_word) for v, _ in rows]),
        "contract": ("Contract", [(str(g.number), g.title) for _, g in rows]),
        "code": ("Check", [(v.code, f"{v.code} {v.name}") for v, _ in rows]),
        "state": ("State", [(v.state, v.state_word) for v, _ in rows]),
        "review": ("Certainty", [_certainty(v) for v, _ in rows]),
    }
    return tuple(_filter(name, label, pairs) for name, (label, pairs) in choices.items())


def _certainty(view: FindingView) -> tuple[str, str]:
    return ("review", "Review first") if view.review else ("sure", "Ready to act on")


def _filter(name: str, label: str, pairs: list[tuple[str, str]]) -> Filter:
    seen = dict(pairs)
    values = [value for value, _ in pairs]
    return Filter(name, label, tuple((v, seen[v], values.count(v)) for v in seen))


def _invoice_notices(data: ReportInput) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (invoice.document.file, invoice.number or "", notice)
        for invoice in data.invoices
        for notice in invoice.notices
    )


def settings_rows(data: ReportInput) -> tuple[tuple[str, str], ...]:
    """Say what the checks went by: the day, tolerances, severities, conventions."""
    chosen = data.settings
    minor = count(chosen.tolerance_minor_units, "minor unit")
    return (
        ("Checked as of", data.as_of.isoformat()),
        ("Tolerance", f"{minor} of the currency a line (0.01 in most currencies)"),
        ("Duplicates are sought within", count(chosen.duplicate_days, "day")),
        ("A milestone may stay unbilled for", count(chosen.milestone_grace_days, "day")),
        ("A period may stay unbilled for", count(chosen.billing_grace_days, "day")),
        ("A won deal may stay without a contract for", count(chosen.deal_grace_days, "day")),
        ("Partial periods, where a contract is silent", chosen.proration.replace("_", " ")),
        ("Holidays", _holidays(chosen) or "none known: business days are Monday to Friday"),
        *(
            (f"Tolerance of {code}", f"{tolerance} (a percent is of what was expected)")
            for code, tolerance in sorted(chosen.tolerances.items())
        ),
        *(
            (f"Severity of {code}", severity.value)
            for code, severity in sorted(chosen.severities.items())
        ),
    )


def _holidays(chosen: CheckSettings) -> str:
    """Say which days are holidays: by the name the company gave them, where it gave one."""
    days = sorted(chosen.holidays)
    if days and chosen.holidays_of:
        return f"{chosen.holidays_of} ({count(len(days), 'day')} from {days[0]} to {days[-1]})"
    return ", ".join(day.isoformat() for day in days)

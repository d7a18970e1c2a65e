"""The discrepancy report on paper: the same parts as the page, in the same order."""

from collections.abc import Iterable, Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus.flowables import CondPageBreak, Flowable, KeepTogether, PageBreak, Spacer
from reportlab.platypus.tables import Table

from reports.finding_views import ContractGroup, FindingView, FindingViews
from reports.inputs import ReportInput
from reports.life_views import ChangesView, changes_view
from reports.missing import missing_things
from reports.paper.blocks import (
    CELL,
    HEADING,
    LABEL,
    LABEL_RIGHT,
    NAME,
    NUMBER,
    SMALL,
    SUBHEADING,
    TEXT,
    TITLE_LETTERS,
    cut,
    pairs,
    ruled,
    text,
)
from reports.paper.document import Section, pdf
from reports.paper.exhibits import ROOM, exhibit
from reports.proofs import CropBook
from reports.report import settings_rows
from reports.summary_views import Summary, summary
from reports.tested_views import tested
from reports.wording import count, long_date

Cells = Sequence[str]
ROW_LETTERS = 1000  # of a row as wide as the page: some ten lines, whatever the column
RIGHT = ">"  # a heading that begins so stands over figures


def report_pdf(data: ReportInput, *, paper: str = "a4", program: str = "") -> bytes:
    """Write the report as a PDF; pictures come from ``data.crops`` as PNG."""
    name = f"Discrepancy report{f': {data.name}' if data.name else ''}"
    footer = f"{name}, as of {data.as_of.isoformat()}"
    section = Section(footer, _Report(data).story, data.audit_anchor)
    return pdf([section], title=footer, author="", program=program, paper=paper)


class _Report:
    def __init__(self, data: ReportInput) -> None:
        self._data = data
        self._groups = FindingViews(data, CropBook(data.crops)).groups()
        self._summary = summary(data, self._groups)

    def story(self, width: float) -> list[Flowable]:
        return [
            *self._first_page(width),
            *self._changes(width),
            *([PageBreak()] if self._groups else []),
            *(part for group in self._groups for part in self._contract(group, width)),
            *self._tested(width),
            *self._untold(width),
            *self._basis(width),
        ]

    def _first_page(self, width: float) -> list[Flowable]:
        data, made = self._data, self._summary
        title = f"Discrepancy report{f': {data.name}' if data.name else ''}"
        head = [text(cut(title), NAME), text(f"As of {long_date(data.as_of)}", SMALL)]
        if not made.findings:
            passed = f"{count(made.passed, 'test')} passed; {made.cannot_tell} could not be told."
            return [
                *head,
                Spacer(0, 12),
                text(f"No discrepancy found. {made.checked} {passed}", TEXT),
            ]
        return [
            *head,
            Spacer(0, 12),
            _money(made, width),
            Spacer(0, 6),
            text(f"{made.without_money} {made.checked} {made.sureness} {made.deadline}", TEXT),
            *self._unread(),
            text("Do first", SUBHEADING),
            _actions(made, width),
        ]

    def _unread(self) -> list[Flowable]:
        data = self._data
        lines = [f"{one.file} [{one.code}]: {one.what} {one.do}" for one in data.unread]
        lines += [f"Error of the program: {crash}" for crash in data.audit.crashes]
        if not lines:
            return []
        words = "Not everything could be used; what these hold is not in the figures:"
        return [text(words, TEXT), *(text(cut(line, TITLE_LETTERS), SMALL) for line in lines)]

    def _changes(self, width: float) -> list[Flowable]:
        views = [v for group in self._groups for inv in group.invoices for v in inv.findings]
        view = changes_view(self._data, {v.found.fingerprint: v.number for v in views})
        return [] if view is None else _changed(view, width)

    @staticmethod
    def _contract(group: ContractGroup, width: float) -> list[Flowable]:
        parts: list[Flowable] = [
            CondPageBreak(2 * ROOM),
            Spacer(0, 14),
            text(cut(group.title, TITLE_LETTERS), HEADING),
            text(cut(group.facts, TITLE_LETTERS), SMALL),
        ]
        for invoice in group.invoices:
            name = f"{invoice.kind} {invoice.number}" if invoice.number else "The contract itself"
            head = name if group.stem or invoice.number else "On no invoice"
            parts += [
                CondPageBreak(ROOM),
                text(cut(head), SUBHEADING),
                text(cut(invoice.facts, TITLE_LETTERS), SMALL),
            ]
            for view in invoice.findings:
                parts += _finding(view, width)
        return parts

    def _tested(self, width: float) -> list[Flowable]:
        rows = [
            (
                row.code,
                row.name,
                *(str(n) for n in (row.passed, row.found, row.untold, row.not_applicable)),
            )
            for row in tested(self._data).checks
        ]
        headings = ("Code", "Check", ">Passed", ">Found", ">Cannot tell", ">Not applicable")
        table = _table(headings, rows, width, (0.1, 0.42, 0.1, 0.1, 0.13, 0.15))
        return [PageBreak(), text("What was tested", HEADING), table]

    def _untold(self, width: float) -> list[Flowable]:
        waiting = missing_things(self._data.audit.tests, self._data.invoices)
        if not waiting:
            return []
        rows = [(str(one.tests), one.reason, ", ".join(one.codes)) for one in waiting]
        table = _table((">Tests", "What would settle it", "Checks"), rows, width, (0.1, 0.66, 0.24))
        return [Spacer(0, 12), text("What could not be told", HEADING), table]

    def _basis(self, width: float) -> list[Flowable]:
        data = self._data
        versions = [(f"Version of {k}", v) for k, v in sorted(data.versions.items())]
        files = [(cut(one.file), one.kind, one.sha256) for one in data.files]
        table = _table(("File", "Kind", "SHA-256"), files, width, (0.26, 0.09, 0.65), SMALL)
        return [
            Spacer(0, 12),
            text("Settings, versions and files", HEADING),
            pairs([*settings_rows(data), *versions], width, share=0.36),
            Spacer(0, 8),
            *([table] if files else []),
        ]


def _finding(view: FindingView, width: float) -> list[Flowable]:
    tags = [
        view.direction_word,
        view.severity_word,
        view.state_word,
        "Review first" if view.review else "",
        f"{view.code} {view.name}",
        view.line,
        f"act before {view.act_before}, {view.act_words}" if view.act_before else "",
    ]
    more = [
        ("At stake", view.amount),
        ("What to do", view.advice),
        ("Decision", view.decided),
    ]
    note = " \N{MIDDLE DOT} ".join(filter(None, tags))
    return exhibit(f"{view.number}. {view.title}", view, width, more, note)


def _money(made: Summary, width: float) -> Table:
    rows = [
        (
            f"{row.sign} {row.direction_word}",
            row.currency or "unknown",
            *(cell or "\N{EN DASH}" for cell in row.by_severity),
            row.total,
            str(row.findings),
        )
        for currency in made.money.currencies
        for row in currency
    ]
    severities = [f">{word}" for word in made.money.severities]
    headings = ("Direction", "Currency", *severities, ">In all", ">Findings")
    share = 0.6 / (len(severities) + 2)
    return _table(headings, rows, width, (0.26, 0.14, *[share] * (len(severities) + 2)))


def _actions(made: Summary, width: float) -> Table:
    rows = [
        (
            action.view.act_before or "no date given",
            f"{action.view.number}. {action.view.title} {action.more}".strip(),
            action.todo,
            action.amount or "no sum",
        )
        for action in made.actions
    ]
    headings = ("Act before", "Finding", "What to do", ">At stake")
    return _table(headings, rows, width, (0.14, 0.4, 0.28, 0.18))


def _changed(view: ChangesView, width: float) -> list[Flowable]:
    rows = [
        (
            row.kind,
            f"{f'{row.number}. ' if row.number else ''}{row.title} ({row.code}, {row.place})",
            row.reason,
            row.before,
            row.amount if row.number else "gone",
        )
        for row in view.rows
    ]
    headings = ("Change", "Finding", "Why", ">Before", ">Now")
    table = _table(headings, rows, width, (0.13, 0.37, 0.22, 0.14, 0.14))
    head = [text("What changed since the last run", HEADING), text(view.sentence, TEXT)]
    return [Spacer(0, 12), KeepTogether(head), table]


def _table(
    headings: Cells,
    rows: Iterable[Cells],
    width: float,
    shares: Sequence[float],
    style: ParagraphStyle = CELL,
) -> Table:
    """Make a table; columns whose heading begins with ">" hold figures."""
    figures = [heading.startswith(RIGHT) for heading in headings]
    cells: list[list[object]] = [
        [
            text(heading.removeprefix(RIGHT), LABEL_RIGHT if right else LABEL)
            for heading, right in zip(headings, figures, strict=True)
        ]
    ]
    cells += [
        [
            text(cut(value, round(ROW_LETTERS * share)), NUMBER if right else style)
            for value, right, share in zip(row, figures, shares, strict=True)
        ]
        for row in rows
    ]
    return ruled(cells, [], [width * share for share in shares])

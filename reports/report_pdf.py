"""The discrepancy report on paper: the same parts as the page, in the same order."""

from reports.inputs import ReportInput
from reports.paper.sheets import Sheet, pdf
from reports.report import foot_of, page_of


def report_pdf(data: ReportInput, *, paper: str = "a4", program: str = "") -> bytes:
    """Write the report as a PDF; pictures come from ``data.crops`` as PNG.

    Raises:
        SettingsError: PDF_LIBRARY_MISSING, the system has no Pango.
    """
    page = page_of(data)
    title = f"Discrepancy report{f': {data.name}' if data.name else ''}"
    severities = page.summary.money.severities
    sheet = Sheet(
        template="paper/report.html",
        title=title,
        day=data.as_of,
        foot=f"Contract AI \N{MIDDLE DOT} {title}, as of {data.as_of.isoformat()}",
        note=foot_of(data),
        program=program,
        values={
            "page": page,
            "money_headings": [f">{word}" for word in severities],
            "versions": [(f"Version of {k}", v) for k, v in sorted(data.versions.items())],
        },
    )
    return pdf([sheet], paper=paper)

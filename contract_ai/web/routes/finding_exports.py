"""The list of findings to take away, as filtered: CSV and XLSX."""

from collections.abc import Iterator, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contract_ai.desk.findings import FindingItem, every
from contract_ai.web.access import Visiting, allow
from contract_ai.web.casework.list_query import read_query
from contract_ai.web.pacing import OF_ALL, costly
from contract_ai.web.visit import Visit
from models.findings import Direction, Severity
from reports.finding_rows import finding_csv, finding_sheet
from reports.wording import DIRECTION_WORDS, SEVERITY_WORDS, check_name, with_places
from reports.workbook import Value

router = APIRouter()
AT_MOST = 500_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/findings.csv")
@allow()
@costly(OF_ALL)
def as_csv(request: Request, visit: Visiting) -> Response:
    """Send the list as CSV."""
    data = finding_csv(_rows(visit, request.url.query))
    return _file(data, "text/csv; charset=utf-8", "findings.csv")


@router.get("/findings.xlsx")
@allow()
@costly(OF_ALL)
def as_workbook(request: Request, visit: Visiting) -> Response:
    """Send the list as a workbook."""
    return _file(finding_sheet(_rows(visit, request.url.query)), _XLSX, "findings.xlsx")


def _rows(visit: Visit, query: str) -> Iterator[Sequence[Value]]:
    wanted = read_query(query).wanted
    with visit.read() as session:
        found = every(session, visit.scope, wanted, visit.site.today(), limit=AT_MOST)
    return map(_row, found)


def _row(item: FindingItem) -> Sequence[Value]:
    return (
        item.code,
        check_name(item.slug),
        SEVERITY_WORDS[Severity(item.severity)],
        DIRECTION_WORDS[Direction(item.direction)],
        item.message,
        with_places(item.amount, item.currency),
        item.currency,
        item.contract,
        item.invoice,
        item.line,
        item.supplier,
        item.customer,
        item.act_before,
        item.found_on,
        item.state,
        item.review,
        item.fingerprint,
    )


def _file(data: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=kind, headers=headers)

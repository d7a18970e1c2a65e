"""What was tested: how each check ended, over everything or under one contract."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from contract_ai.desk.tests_passed import check_counts
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api.forms import Out
from contract_ai.web.api.paging import Form, send
from models.accounts import Scope
from models.findings import Result

router = APIRouter(tags=["Tests"])


class TestOut(Out):
    """One check of one thing, as in findings/1."""

    __test__ = False  # no test of ours, in spite of its name

    code: str
    contract: str | None = None
    invoice: str | None = None
    file: str | None = None
    result: Result
    reason: str | None = None


class CheckCountOut(Out):
    """One check: how many times it ended in each way."""

    code: str
    slug: str
    passed: int
    finding: int
    cannot_tell: int
    not_applicable: int


class CheckCounts(Out):
    """Every check that the last run made."""

    items: list[CheckCountOut]


@router.get("/tests", response_model=CheckCounts)
@needs(Scope.FINDINGS_READ)
def count_tests(
    request: Request,
    visit: Visiting,
    contract: Annotated[str | None, Query(description="The name of one contract.")] = None,
) -> Response:
    """Count how each check of the last run ended."""
    if contract is not None and not visit.scope.sees(contract):
        raise HTTPException(404)

    def make() -> Form:
        with visit.read() as session:
            found = check_counts(session, visit.scope, contract)
        items = [CheckCountOut.of(one).form() for one in found]
        return {"items": items}

    return send(request, visit, make)

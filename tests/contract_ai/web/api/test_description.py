"""The OpenAPI description: sound, complete, and what is really sent."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from contract_ai.web.api import PREFIX
from contract_ai.web.api.examples import EXAMPLES
from contract_ai.web.api.once import _once, _once_streamed
from contract_ai.web.api.schema import openapi, program_routes
from contract_ai.web.matrix import matrix
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.api.programs import Program, program
from tests.contract_ai.web.casework import RATE, mark
from tests.contract_ai.web.sites import browser

DOCUMENT = "urn:openapi"
OPEN = {f"GET {PREFIX}/docs", f"GET {PREFIX}/docs/forms", f"GET {PREFIX}/openapi.json"}
"""Addresses that describe the interface, and take no token."""
STEM = "SOW-2025-014-larchmont"
EVENT = {"id": "e-1", "meter": "API calls", "at": "2026-03-03T10:00", "contract": STEM}
AS_FILES = {"draft_as_file"}
"""Operations that answer with a file and not with JSON (test_drafts.py)."""
SAMPLE = {"purpose": "Q2", "kind": "invoices", "method": "money", "size": 5, "currency": "USD"}
PDF = Path("sample_contracts/contracts/MSA-2025-011-larchmont.pdf")


def holds(operation: str, status: int, body: object) -> None:
    """Hold an answer to what the description says of it."""
    found = next(
        one
        for methods in openapi()["paths"].values()
        for one in methods.values()
        if one["operationId"] == operation
    )
    ((_, content),) = found["responses"][str(status)]["content"].items()
    name = content["schema"]["$ref"].removeprefix("#")
    resource = DRAFT202012.create_resource(openapi())
    registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
    schema = {"$ref": f"{DOCUMENT}#{name}"}
    errors = list(Draft202012Validator(schema, registry=registry).iter_errors(body))
    assert errors == [], (operation, errors[:3])


def test_the_description_is_sound() -> None:
    validate(openapi())


def test_it_tells_of_programs_routes_and_no_others(finance: Program) -> None:
    told = {
        f"{method.upper()} {path}"
        for path, methods in openapi()["paths"].items()
        for method in methods
    }
    rows = matrix(finance.app)  # type: ignore[arg-type]  # a FastAPI
    there = {f"{row.method} {row.path}" for row in rows if row.path.startswith("/api/")}
    assert told == there - OPEN
    assert {f"{row.method} {row.path}" for row in rows if row.token} == told


def test_the_document_tells_of_the_same_addresses_and_scopes() -> None:
    row = re.compile(r"^\| `([A-Z]+) (/\S*)` \| `?([a-z:]+)`? \|", re.MULTILINE)
    written = row.findall(Path("docs/api.md").read_text("utf-8"))
    told = [
        (method.upper(), path.removeprefix(PREFIX), (*one["security"][0]["token"], "any")[0])
        for path, methods in openapi()["paths"].items()
        for method, one in methods.items()
    ]
    assert sorted(written) == sorted(told)


def test_examples_are_shown_whole() -> None:
    shown = [
        content["example"]
        for methods in openapi()["paths"].values()
        for one in methods.values()
        for answer in one["responses"].values()
        for content in answer.get("content", {}).values()
        if "example" in content
    ]
    assert len(shown) == len(EXAMPLES)
    assert all(one in shown for one in EXAMPLES.values())
    assert EXAMPLES["list_contracts"]["items"][0]["title"]
    (problem,) = openapi()["components"]["schemas"]["Problem"]["examples"]
    assert problem["title"]


def test_every_change_is_done_once() -> None:
    once = {_once, _once_streamed}
    for route in program_routes():
        calls = {one.call for one in route.dependant.dependencies}
        assert bool(calls & once) is (route.methods != {"GET"}), route.path


@pytest.mark.parametrize("operation", EXAMPLES)
def test_examples_are_what_is_described(operation: str) -> None:
    status = next(
        int(status)
        for methods in openapi()["paths"].values()
        for one in methods.values()
        if one["operationId"] == operation
        for status in one["responses"]
        if status.startswith("2")
    )
    holds(operation, status, EXAMPLES[operation])


def test_every_answer_is_what_is_described(site: Site) -> None:
    caller = program(site, Role.ADMINISTRATOR)
    finding = mark(site, RATE)
    term = next(caller.all(f"/contracts/{STEM}/terms"))["number"]
    invoice = next(caller.all("/invoices", q="TA-1003"))["id"]
    asked = {
        "me": "/me",
        "list_contracts": "/contracts",
        "show_contract": f"/contracts/{STEM}",
        "terms_in_force": f"/contracts/{STEM}/terms-in-force",
        "show_timeline": f"/contracts/{STEM}/timeline",
        "list_terms": f"/contracts/{STEM}/terms",
        "show_history": f"/terms/{term}/history",
        "list_invoices": "/invoices",
        "show_invoice": f"/invoices/{invoice}",
        "show_match": f"/invoices/{invoice}/match",
        "list_findings": "/findings",
        "show_finding": f"/findings/{finding}",
        "list_comments": f"/findings/{finding}/comments",
        "count_tests": "/tests",
        "show_report": "/report",
        "show_checks": "/checks",
        "list_candidates": f"/invoices/{invoice}/candidates",
        "list_line_candidates": f"/invoices/{invoice}/lines/1/candidates",
        "list_samples": "/samples",
        "list_holds": "/holds",
        "list_events": "/audit/events",
        "verify_trail": "/audit/verify",
    }
    sent = {
        "confirm": (f"/terms/{term}/confirm", {}, 200),
        "reject": (f"/terms/{term + 1}/reject", {"reason": "not there"}, 200),
        "correct_term": ("", {"changes": {"event": "completion"}}, 200),
        "decide": (
            f"/findings/{finding}/decisions",
            {"verb": "dispute", "reason": "told them", "version": 0},
            200,
        ),
        "comment": (f"/findings/{finding}/comments", {"text": "Look."}, 201),
        "run_checks": ("/checks", None, 202),
        "correct_match": (f"/invoices/{invoice}/match", {"to": STEM, "version": 0}, 201),
        "apply_match": (f"/invoices/{invoice}/match/1/apply", None, 200),
        "undo_match": (f"/invoices/{invoice}/match/undo", {"version": 1}, 200),
        "draw_sample": ("/samples", SAMPLE, 201),
        "set_hold": ("/holds", {"contract": STEM, "reason": "a dispute"}, 201),
        "send_usage": ("/usage-events", {"source": "app", "events": [EVENT]}, 200),
        "lift_hold": (f"/holds/{STEM}/lift", {"reason": "settled"}, 200),
    }
    for operation, path in asked.items():
        answer = caller.read(path)
        assert answer.status_code == 200, (path, answer.text)
        holds(operation, 200, answer.json())
    for operation, (path, body, status) in sent.items():
        where = path or f"/terms/{_with_days(caller)}/correct"
        given = body if path else {"changes": {"days": 45}}
        answer = caller.change(where, given)
        assert answer.status_code == status, (where, answer.text)
        holds(operation, status, answer.json())
    given = caller.give("msa.pdf", PDF.read_bytes())
    holds("upload", 202, given.json())
    told = caller.get(given.headers["location"])
    holds("show_upload", 200, told.json())
    after = {
        "show_check_order": "/checks/1",
        "show_sample": "/samples/1",
        "list_items": "/samples/1/items",
    }
    for operation, path in after.items():
        holds(operation, 200, caller.read(path).json())
    caller.change("/holds", {"contract": STEM, "reason": "a dispute"})
    for operation in ("list_samples", "list_holds"):
        body = caller.read(asked[operation]).json()
        assert body["items"]
        holds(operation, 200, body)
    browser(site, Role.FINANCE).submit("/billing/keep", period="2026-07")
    drafted = program(site, Role.FINANCE).read("/drafts", period="2026-07").json()
    assert drafted["items"]
    holds("list_drafts", 200, drafted)
    used = caller.read("/usage", period="2026-03").json()
    assert used["items"]
    holds("list_usage", 200, used)
    every = {one.name for one in program_routes()}
    others = {"list_usage", "upload", "show_upload", "list_drafts"}
    assert every - AS_FILES == {*asked, *sent, *after, *others}
    holds("me", 401, Program(site, "").read("/me").json())


def _with_days(caller: Program) -> int:
    """Return the number of a payment term."""
    rows = caller.all("/contracts/MSA-2025-011-larchmont/terms")
    return next(int(one["number"]) for one in rows if one["term"]["kind"] == "payment_term")

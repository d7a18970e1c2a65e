"""findings/1: the findings and the record of every test, for other systems.

Unknown values are left out, decimals are strings, pages are 1-based.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pydantic_core import PydanticSerializationError, to_json

from models.evidence import Evidence
from models.findings import LocatedFinding, Proof, Test
from models.lives import Change, ChangeKind, Changes, Decision, Life
from reports.inputs import ReportInput, UnreadFile
from reports.missing import Missing, missing_things
from reports.totals import Stake, at_stake, stakes, tally
from reports.wording import plain

Form = dict[str, object]
_NO_TESTS = '\n "tests": []'  # no text within holds a line's end, and nothing else is as far left


def findings_json(data: ReportInput) -> str:
    """Write findings/1 as JSON text with a newline at its end."""
    return "".join(findings_pieces(data))


def findings_pieces(data: ReportInput) -> Iterator[str]:
    """Write what `findings_json` returns in pieces: of many tests the whole is hundreds of MB."""
    head, foot = _text(_form(data, [])).split(_NO_TESTS, 1)
    yield head
    yield from _tests_text(data.audit.tests)
    yield foot


def findings_form(data: ReportInput) -> Form:
    """Build findings/1."""
    return _form(data, [test_form(test) for test in data.audit.tests])


def _form(data: ReportInput, tests: list[Form]) -> Form:
    return {
        "schema": "findings/1",
        "as_of": data.as_of.isoformat(),
        "summary": _summary(data),
        "findings": [
            finding_form(found, data.decisions.get(found.fingerprint, ()))
            for found in data.audit.findings
        ],
        **({"changes": _changes(data.changes)} if data.changes else {}),
        "tests": tests,
        **({"refused": refused} if (refused := _refused(data)) else {}),
    }


def _tests_text(tests: Sequence[Test]) -> Iterator[str]:
    """Write the tests as `test_form` has them, in pieces: most say what others said before them."""
    if not tests:
        yield _NO_TESTS
        return
    yield '\n "tests": [\n'
    codes: dict[str, str] = {}
    subjects: dict[tuple[str | None, str | None, str | None], str] = {}
    ends: dict[tuple[str, str], str] = {}
    between = ""
    for test in tests:
        code = codes.get(test.code)
        if code is None:
            code = codes[test.code] = _lines(code=test.code)
        about = test.contract, test.invoice, test.document
        subject = subjects.get(about)
        if subject is None:
            named = _lines(contract=test.contract, invoice=test.invoice, file=test.document)
            subject = subjects[about] = named
        said = test.result, test.reason
        end = ends.get(said)
        if end is None:
            end = _lines(result=test.result.value, reason=test.reason or None)
            end = ends[said] = end.removesuffix(",\n")
        yield f"{between}  {{\n{code}{subject}{end}"
        between = "\n  },\n"
    yield "\n  }\n ]"


def _lines(**values: str | None) -> str:
    known = _known(**values).items()
    return "".join(f'   "{key}": {_word(value)},\n' for key, value in known)


def _word(value: object) -> str:
    try:
        return to_json(value).decode()
    except PydanticSerializationError:
        return _whole(json.dumps(value, ensure_ascii=False))


def _refused(data: ReportInput) -> list[Form]:
    """Name every row of facts that does not count, and why; the page shows the first of each file."""
    return [
        {"file": source.file, "kind": source.kind, "reason": reason}
        for source in data.fact_sources
        for reason in source.refused
    ]


def history_json(life: Life, made: Iterable[Decision]) -> str:
    """Write one finding's life as JSON text with a newline at its end."""
    return _text({**_life(life), "history": [decision_form(one) for one in made]})


def _text(form: Form) -> str:
    try:
        return _fast(form)
    except PydanticSerializationError:
        return _whole(json.dumps(form, ensure_ascii=False, indent=1) + "\n")


def _whole(text: str) -> str:
    """Replace half of a surrogate pair, from a damaged file: it cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _fast(form: Form) -> str:
    """Write JSON five times as fast as json does with an indent, and the same text.

    Raises:
        PydanticSerializationError: a text cannot be written as UTF-8.
    """
    return to_json(form, indent=1).decode() + "\n"


def _summary(data: ReportInput) -> Form:
    findings, tests = data.audit.findings, data.audit.tests
    waiting = missing_things(tests, data.invoices)
    return _known(
        contracts=len(data.contracts),
        invoices=len(data.invoices),
        findings=len(findings),
        to_review=sum(found.finding.review for found in at_stake(findings)),
        act_before=_first_date(findings, data.as_of.isoformat()),
        money=[_money(stake) for stake in stakes(findings)],
        by_severity=tally(sorted(f.severity.value for f in findings)),
        by_direction=tally(sorted(f.finding.direction.value for f in findings)),
        by_code=tally(sorted(f.code for f in findings)),
        tests=tally(sorted(test.result.value for test in tests)),
        would_settle=[_waiting(one) for one in waiting],
        unread=[_unread(file) for file in data.unread],
        crashes=list(data.audit.crashes) or None,
        remarks=list(data.remarks) or None,
    )


def _first_date(findings: tuple[LocatedFinding, ...], today: str) -> str | None:
    days = (f.act_before for f in at_stake(findings) if f.act_before and f.act_before >= today)
    return min(days, default=None)


def _money(stake: Stake) -> Form:
    return _known(
        currency=stake.currency or None,
        direction=stake.direction.value,
        severity=stake.severity.value,
        amount=plain(stake.amount, stake.currency),
        findings=stake.findings,
        to_review=stake.to_review,
    )


def _waiting(one: Missing) -> Form:
    return {
        "reason": one.reason,
        "tests": one.tests,
        "codes": list(one.codes),
        "invoices": list(one.invoices),
        "contracts": list(one.contracts),
        "at_risk": [
            _known(currency=currency or None, amount=plain(amount, currency))
            for currency, amount in one.at_risk
        ],
    }


def _unread(file: UnreadFile) -> Form:
    return _known(file=file.file, code=file.code, what=file.what, do=file.do or None)


def finding_form(found: LocatedFinding, made: Sequence[Decision]) -> Form:
    """Write one finding with what was decided about it."""
    finding = found.finding
    return _known(
        code=found.code,
        slug=found.slug,
        severity=found.severity.value,
        direction=finding.direction.value,
        contract=found.contract,
        invoice=found.invoice,
        line=finding.line,
        expected=finding.expected,
        actual=finding.actual,
        amount=_amount(finding.amount, finding.currency),
        currency=finding.currency,
        message=finding.message,
        working=finding.working,
        act_before=found.act_before,
        state=found.state,
        evidence=[_proof(proof) for proof in finding.proofs],
        review=finding.review,
        fingerprint=found.fingerprint,
        history=[decision_form(one) for one in made] or None,
    )


def decision_form(one: Decision) -> Form:
    """Write one decision."""
    return _known(
        state=one.state.value,
        reason=one.reason,
        at=one.at.isoformat(),
        by=one.by,
        until=one.until.isoformat() if one.until else None,
        amount=_amount(one.amount, one.currency),
        currency=one.currency,
    )


def _changes(changes: Changes) -> Form:
    kinds = {kind: [_change(one) for one in changes.of_kind(kind)] for kind in ChangeKind}
    return {"since": changes.since.isoformat()} | {
        kind.value: made for kind, made in kinds.items() if made
    }


def _change(change: Change) -> Form:
    before = _amount(change.amount_before, change.life.currency)
    return _life(change.life) | _known(reason=change.reason or None, amount_before=before)


def _life(life: Life) -> Form:
    return _known(
        fingerprint=life.fingerprint,
        code=life.code,
        slug=life.slug,
        severity=life.severity.value,
        direction=life.direction.value,
        contract=life.contract,
        invoice=life.invoice,
        line=life.line,
        amount=_amount(life.amount, life.currency),
        currency=life.currency,
        message=life.message,
        first_found_on=life.first_found_on.isoformat(),
        gone_on=life.gone_on.isoformat() if life.gone_on else None,
    )


def _amount(amount: Decimal | None, currency: str | None) -> str | None:
    return None if amount is None else plain(amount, currency)


def _proof(proof: Proof) -> Form:
    return {"role": proof.role.value, **_evidence(proof.evidence)}


def _evidence(evidence: Evidence) -> Form:
    return _known(
        file=evidence.file or None,
        sha256=evidence.sha256 or None,
        page=evidence.page,
        anchor=evidence.anchor,
        section=evidence.section,
        quote=evidence.quote,
        boxes=[[round(edge, 2) for edge in box] for box in evidence.boxes] or None,
    )


def test_form(test: Test) -> Form:
    """Write one test."""
    return _known(
        code=test.code,
        contract=test.contract,
        invoice=test.invoice,
        file=test.document,
        result=test.result.value,
        reason=test.reason or None,
    )


def _known(**values: object) -> Form:
    return {key: value for key, value in values.items() if value is not None}

import json
import re
from dataclasses import replace
from hashlib import sha256

from hypothesis import example, given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from models.evidence import BBox, Evidence
from models.findings import Audit, EvidenceRole, Finding, LocatedFinding, Proof, Result, Severity
from models.findings import Test as Record
from reports.findings_json import findings_form, findings_json
from reports.report import render_report, report_pieces
from tests.reports import sample
from tests.reports.poison import poison

KEYS = {
    *"code slug severity direction contract invoice line expected actual amount currency".split(),
    *"message working act_before state evidence review fingerprint".split(),
}


def with_texts(name: str | None, reason: str) -> Record:
    return Record("PR101", "price", Result.PASS, name, name, None, reason)


def test_the_form_reads_as_reviewed(snapshot: SnapshotAssertion) -> None:
    text = re.sub(r'"sha256": "[0-9a-f]{64}"', '"sha256": "…"', findings_json(sample.sample()))
    assert text == snapshot


def test_findings_have_the_keys_of_the_form_and_no_empty_values() -> None:
    form = json.loads(findings_json(sample.sample()))
    assert form["schema"] == "findings/1"
    for finding in form["findings"]:
        assert set(finding) <= KEYS
        assert not [key for key, value in finding.items() if value in (None, "")]


def test_amounts_are_text_with_the_digits_of_their_currency() -> None:
    form = json.loads(findings_json(sample.sample()))
    amounts = [finding["amount"] for finding in form["findings"] if "amount" in finding]
    assert amounts[0] == "1225.00"
    assert all(isinstance(amount, str) for amount in amounts)


def test_a_document_without_pages_names_its_paragraph() -> None:
    (found,) = [f for f in sample.findings() if f.code == "PR103"]
    data = replace(sample.sample(), audit=Audit((found,), ()))
    (evidence,) = json.loads(findings_json(data))["findings"][0]["evidence"]
    assert evidence["anchor"] == "p14"
    assert "page" not in evidence
    assert "boxes" not in evidence


def test_every_test_is_listed() -> None:
    form = json.loads(findings_json(sample.sample()))
    assert len(form["tests"]) == len(sample.tests())
    assert form["summary"]["tests"]["cannot_tell"] == 12


def test_what_would_settle_it_is_grouped_with_the_value_concerned() -> None:
    first, second, _ = json.loads(findings_json(sample.sample()))["summary"]["would_settle"]
    assert first["reason"] == "No payments are on file."
    assert first["tests"] == 8
    assert first["at_risk"] == [
        {"currency": "GBP", "amount": "42300.00"},
        {"currency": "USD", "amount": "15900.00"},
    ]
    assert second["reason"].endswith("(and 2 like it)")


def test_half_a_character_does_not_break_the_file() -> None:
    text = findings_json(poison(sample.sample(), "broken \ud800 text"))
    assert text.encode("utf-8")


def test_a_finding_without_a_place_says_nothing_of_it() -> None:
    bare = Finding("A payment belongs to no invoice.")
    found = LocatedFinding("RC104", "payment-unmatched", Severity.LOW, None, None, None, bare)
    data = replace(sample.sample(), audit=Audit((found,), ()))
    (finding,) = findings_form(data)["findings"]  # type: ignore[misc]  # a list, by its form
    assert set(finding) == {  # type: ignore[has-type]
        *"code slug severity direction message state evidence review fingerprint".split()
    }
    proof = Proof(EvidenceRole.FACT, Evidence(quote="x"))
    assert proof.evidence.page is None


@given(st.text(), st.floats(-1e6, 1e6))
def test_the_text_is_that_of_json_whatever_was_read(quote: str, edge: float) -> None:
    found = sample.findings()[0]
    place = Evidence(file="a.pdf", page=1, quote=quote, boxes=(BBox(edge, 0.0, 1.5, 1e-9),))
    finding = replace(found.finding, message=quote, proofs=(Proof(EvidenceRole.INVOICE, place),))
    data = replace(sample.sample(), audit=Audit((replace(found, finding=finding),), ()))
    text = json.dumps(findings_form(data), ensure_ascii=False, indent=1) + "\n"
    assert findings_json(data) == text.encode("utf-8", "replace").decode()


@given(st.lists(st.builds(with_texts, st.text() | st.none(), st.text()), max_size=5))
@example([with_texts('\n "tests": []', "\n")])
def test_the_tests_are_written_as_their_form(tests: list[Record]) -> None:
    data = replace(sample.sample(), audit=Audit(sample.findings(), tuple(tests)))
    text = json.dumps(findings_form(data), ensure_ascii=False, indent=1) + "\n"
    assert findings_json(data) == text.encode("utf-8", "replace").decode()


def test_half_a_character_is_replaced() -> None:
    found = sample.findings()[0]
    finding = replace(found.finding, message="half \ud83d of it")
    data = replace(sample.sample(), audit=Audit((replace(found, finding=finding),), ()))
    assert "half ? of it" in findings_json(data)


def test_the_report_is_the_same_with_the_findings_at_hand() -> None:
    data = sample.sample()
    known = sha256(findings_json(data).encode()).hexdigest()
    assert "".join(report_pieces(data, known)) == render_report(data)

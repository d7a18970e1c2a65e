"""Plain text tables of what the database holds."""

from collections.abc import Iterable

from contract_ai.cli.tables import table, values
from contract_ai.storage.terms import StoredTerm
from models.forms import term_form
from reports.inputs import ReportInput
from reports.wording import money


def stored_terms_table(terms: Iterable[StoredTerm]) -> str:
    """List stored terms with their numbers."""
    rows = [
        [
            one.number,
            one.contract,
            one.term.kind,
            values(term_form(one.term, "")),
            f"{one.term.confidence:.2f}",
            one.state,
            "review" if one.term.review else "",
        ]
        for one in terms
    ]
    return table(["number", "contract", "term", "values", "sure", "state", ""], rows) + "\n"


def findings_table(data: ReportInput) -> str:
    """List findings, one a line, with the fingerprints by which people decide about them."""
    rows = []
    for found in data.audit.findings:
        finding = found.finding
        amount = money(finding.amount, finding.currency) if finding.amount is not None else ""
        rows.append(
            [
                found.fingerprint,
                found.code,
                found.severity.value,
                found.contract,
                found.invoice,
                f"{amount} {finding.currency or ''}".strip(),
                found.state,
                finding.message,
            ]
        )
    headings = ["fingerprint", "code", "severity", "contract", "invoice", "amount", "state", "what"]
    return table(headings, rows) + "\n"

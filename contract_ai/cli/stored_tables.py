"""Plain text tables of what the database holds."""

from collections.abc import Iterable, Mapping, Sequence

from contract_ai.cli.tables import table, values
from contract_ai.storage.terms import StoredTerm
from models.findings import LocatedFinding
from models.forms import term_form
from models.lives import Decision, Life
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


def findings_table(
    findings: Iterable[LocatedFinding], decisions: Mapping[str, Sequence[Decision]]
) -> str:
    """List findings, one a line, with the fingerprints by which people decide about them."""
    rows = []
    for found in findings:
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
                _state(found, decisions),
                finding.message,
            ]
        )
    headings = ["fingerprint", "code", "severity", "contract", "invoice", "amount", "state", "what"]
    return table(headings, rows) + "\n"


def history_table(life: Life, made: Iterable[Decision]) -> str:
    """Say what a finding is, and list what was decided about it."""
    amount = money(life.amount, life.currency) if life.amount is not None else ""
    facts = [
        life.code,
        life.contract or "",
        life.invoice or "",
        f"{amount} {life.currency or ''}".strip(),
        f"first found as of {life.first_found_on.isoformat()}",
        f"gone as of {life.gone_on.isoformat()}" if life.gone_on else "",
    ]
    rows = [
        [
            one.at.isoformat(timespec="minutes"),
            one.by or "the run",
            one.state,
            one.until.isoformat() if one.until else "",
            one.reason,
        ]
        for one in made
    ]
    head = f"{life.message}\n{', '.join(filter(None, facts))}\n"
    if not rows:
        return f"{head}\nNothing was decided about it.\n"
    return f"{head}\n{table(['at', 'by', 'state', 'until', 'reason'], rows)}\n"


def _state(found: LocatedFinding, decisions: Mapping[str, Sequence[Decision]]) -> str:
    latest = decisions.get(found.fingerprint, ())[-1:]
    until = latest[0].until if latest and latest[0].state is found.state else None
    return f"{found.state} until {until.isoformat()}" if until else found.state.value

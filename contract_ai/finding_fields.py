"""A finding as texts by field: what two findings are compared by, and what its state is named by."""

from contract_ai.audit.sealing import canonical
from models.findings import LocatedFinding, Proof
from models.forms import evidence_form
from models.tables.columns import for_column
from reports.wording import check_name


def form_of(one: LocatedFinding) -> dict[str, str]:
    """Write a finding as texts by field; what it has not is an empty text."""
    found = one.finding
    amount = for_column(found.amount)
    line = "" if found.line is None else str(found.line)
    values: dict[str, object] = {
        "Check": f"{one.code} {check_name(one.slug)}",
        "Sentence": found.message,
        "Severity": one.severity.value,
        "Direction": found.direction.value,
        "Contract": one.contract,
        "Invoice": one.invoice,
        "Document": one.document,
        "Line": line,
        "Expected": found.expected,
        "Actual": found.actual,
        "Amount": None if amount is None else f"{amount.normalize():f}",
        "Currency": found.currency,
        "Working": found.working,
        "Act before": one.act_before,
        "To be reviewed": "yes" if found.review else "no",
        "Key": found.key,
    }
    proofs = {f"Evidence {n}": _proof(proof) for n, proof in enumerate(found.proofs, 1)}
    return {name: str(value or "") for name, value in values.items()} | proofs


def _proof(proof: Proof) -> str:
    """Write the whole of a proof: side, file and its hash, page, boxes and words."""
    return f"{proof.role.value}: {canonical(evidence_form(proof.evidence)).decode()}"

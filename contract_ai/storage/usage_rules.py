"""How people said that meters are counted."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from checks.recognition.references import plain
from contract_ai.audit.trail import record, working
from models.tables.usage import UsageRuleRow
from models.usage import Aggregation, Per


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a meter; without a contract it is for all that have no rule of it."""

    meter: str
    aggregation: Aggregation
    per: Per = Per.MONTH
    zone: str = "UTC"
    contract: str = ""
    reason: str = ""


def set_rule(session: Session, said: Said, at: datetime) -> None:
    """Keep how a meter is counted, in the place of what was said of it before."""
    row = _row(session, said.contract, said.meter)
    before = None if row is None else _form(row)
    if row is None:
        row = UsageRuleRow(
            contract_key=plain(said.contract),
            meter_key=plain(said.meter),
            contract=said.contract,
            meter=said.meter,
            aggregation="",
            per="",
            zone="",
            reason="",
            made_by="",
            made_at=at,
        )
    row.aggregation, row.per, row.zone = said.aggregation.value, said.per.value, said.zone
    row.reason, row.made_by, row.made_at = said.reason, working(session).name, at
    session.add(row)
    session.flush()
    record(
        session,
        action="usage.rule_set",
        object=f"meter {said.meter}",
        contract=said.contract or None,
        before=before,
        after=_form(row),
        reason=said.reason,
        at=at,
    )


def drop_rule(session: Session, contract: str, meter: str, reason: str, at: datetime) -> bool:
    """Take back what was said of a meter; return whether anything was."""
    row = _row(session, contract, meter)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    record(
        session,
        action="usage.rule_dropped",
        object=f"meter {meter}",
        contract=contract or None,
        before=_form(row),
        reason=reason,
        at=at,
    )
    return True


def _row(session: Session, contract: str, meter: str) -> UsageRuleRow | None:
    query = select(UsageRuleRow).where(UsageRuleRow.contract_key == plain(contract))
    return session.exec(query.where(UsageRuleRow.meter_key == plain(meter))).first()


def _form(row: UsageRuleRow) -> dict[str, object]:
    return {"aggregation": row.aggregation, "per": row.per, "zone": row.zone}

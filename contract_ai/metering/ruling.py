"""A person says how a meter is counted; all of its months are counted again at once."""

from datetime import datetime

from sqlmodel import Session

from checks.recognition.references import plain
from checks.usage.windows import is_zone
from contract_ai.metering.publishing import publish
from contract_ai.storage.locks import hold
from contract_ai.storage.usage import LOCK
from contract_ai.storage.usage_rules import Said, drop_rule, set_rule
from models.errors import ErrorCode, RequestError


def rule(session: Session, said: Said, now: datetime) -> None:
    """Keep a rule.

    Raises:
        RequestError: it names no meter, or no time zone that there is.
    """
    if not plain(said.meter):
        what, do = "The rule names no meter.", "Name the meter as its events do."
        raise RequestError(ErrorCode.USAGE_RULE_INVALID, what, where="meter", do=do)
    if not is_zone(said.zone):
        what = f"There is no time zone {said.zone!r}."
        do = "Write it as Europe/Berlin or UTC."
        raise RequestError(ErrorCode.USAGE_RULE_INVALID, what, where="zone", do=do)
    hold(session, LOCK)
    set_rule(session, said, now)
    publish(session, None, now)


def unrule(session: Session, contract: str, meter: str, reason: str, now: datetime) -> None:
    """Take a rule back: the contract's words count again, or the events are added up.

    Raises:
        RequestError: there is no such rule.
    """
    hold(session, LOCK)
    if not drop_rule(session, contract, meter, reason, now):
        what, do = "There is no such rule.", "See contract-ai usage list for the rules."
        raise RequestError(ErrorCode.USAGE_RULE_INVALID, what, where=meter, do=do)
    publish(session, None, now)

"""What is said where a contract was named that is not there: which names have the words in them."""

from sqlmodel import Session

from contract_ai.desk import contracts
from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.scope import Scope

_MOST = 5
_LONGEST = 200


def no_such_contract(session: Session, scope: Scope, given: str) -> str:
    """Say that no contract has a name, and which contracts of the person have it in their words."""
    said = f"No contract on file is named {given[:_LONGEST]}."
    found = contracts.find(session, scope, ContractFilter(q=given[:_LONGEST]), size=_MOST)
    if not given or not found.items:
        return f"{said} Take the name from the list of contracts."
    names = ", ".join(one.stem for one in found.items)
    return f"{said} These have it in their words: {names}{' and others' if found.count > _MOST else ''}."

"""Who works with the program: people with a role, and the program itself."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person of the web application may do."""

    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something; ``role`` is one of `Role`, or says which way in was used."""

    name: str
    role: str


SYSTEM = Actor("program", "system")
"""Who acts where no person does."""

"""A user sees exactly the contracts of his patterns, in Python, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import literal, select

from contract_ai.desk.scope import Scope
from contract_ai.storage.engine import Database

STEMS = (
    *("MSA-1", "MSA-22", "msa-1", "MSA_1", "MSA%1", "Acme [draft]", "Acme d", "a\\b", "Ünïcode"),
    *("MSA-1\nx", "", "[", "*", "?", "MSA-"),
)
SEEN = {
    "*": STEMS,
    "": (),
    "MSA-1": ("MSA-1",),
    "MSA-?": ("MSA-1",),
    "MSA-*": ("MSA-1", "MSA-22", "MSA-1\nx", "MSA-"),
    "MSA_*": ("MSA_1",),
    "MSA%?": ("MSA%1",),
    "Acme [draft]*": ("Acme [draft]",),
    "[*": ("[",),
    "a\\*": ("a\\b",),
    "Ü*": ("Ünïcode",),
    "msa-1, Acme ?": ("msa-1", "Acme d"),
}


@pytest.mark.parametrize(("patterns", "seen"), SEEN.items())
def test_what_a_pattern_shows(patterns: str, seen: tuple[str, ...], company: Database) -> None:
    scope = Scope.of(patterns)
    assert tuple(stem for stem in STEMS if scope.sees(stem)) == seen
    with company.read() as session:
        found = [
            stem
            for stem in STEMS
            if session.execute(select(1).where(scope.narrow(literal(stem)))).scalar()
        ]
    assert tuple(found) == seen


def test_what_has_no_contract_is_for_who_sees_all() -> None:
    assert Scope.of("*").sees(None)
    assert not Scope.of("MSA*").sees(None)
    assert Scope.of("MSA*, *").is_all

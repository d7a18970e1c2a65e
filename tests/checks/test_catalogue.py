"""The catalogue finds its checks by their place and lets no two share a code."""

import pkgutil
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from checks.catalogue import all_checks


def test_two_modules_may_not_claim_one_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubled(*_where: object) -> Iterator[object]:
        module = SimpleNamespace(name="checks.tax.tx102_tax_amount_wrong")
        return iter((module, SimpleNamespace(name="checks.months"), module))

    monkeypatch.setattr(pkgutil, "walk_packages", doubled)
    with pytest.raises(ValueError, match="TX102, which is taken"):
        all_checks.__wrapped__()

"""The catalogue: every module of this package that holds a ``CHECK``, by its code."""

import importlib
import pkgutil
from functools import cache

import checks
from models.findings import Check


@cache
def all_checks() -> dict[str, Check]:
    """Return every check by its code, in code order.

    Raises:
        ValueError: two modules claim one code.
    """
    found: dict[str, Check] = {}
    for module in pkgutil.walk_packages(checks.__path__, "checks."):
        check = getattr(importlib.import_module(module.name), "CHECK", None)
        if not isinstance(check, Check):
            continue
        if check.code in found:
            msg = f"{module.name} claims {check.code}, which is taken"
            raise ValueError(msg)
        found[check.code] = check
    return dict(sorted(found.items()))

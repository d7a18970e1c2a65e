"""Modules of tables are loaded one by one, and each with those that its keys refer to."""

import inspect
import sys
from types import ModuleType

from sqlalchemy import Table

from models.tables import METADATA


def test_a_module_imports_those_that_its_foreign_keys_refer_to() -> None:
    home = {
        table: module
        for name, module in sys.modules.items()
        if name.startswith("models.tables.")
        for table in _tables(module)
    }
    assert home.keys() == set(METADATA.tables.values())
    missing = {
        f"{home[table].__name__} for {key.target_fullname}"
        for table in METADATA.tables.values()
        for key in table.foreign_keys
        if home[key.column.table] not in _imported(home[table])
    }
    assert missing == set()


def _tables(module: ModuleType) -> list[Table]:
    own = (
        one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__
    )
    return [one.__table__ for one in own if hasattr(one, "__table__")]


def _imported(module: ModuleType) -> set[ModuleType]:
    """Return a module and those that it imports; whoever imports them has loaded them as well."""
    lines = inspect.getsource(module).splitlines()
    named = (
        line.split()[1] for line in lines if line.startswith(("from models.", "import models."))
    )
    return {module, *(sys.modules[name] for name in named)}

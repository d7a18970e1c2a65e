"""SQLModel rows and column types, one module a subject.

A module is loaded when it is asked for; whoever asks for ``METADATA`` has all of them loaded, and
so every table registered.  A module imports those that its foreign keys refer to.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from sqlmodel import SQLModel

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    METADATA: MetaData


def __getattr__(name: str) -> "MetaData":
    if name != "METADATA":
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return SQLModel.metadata

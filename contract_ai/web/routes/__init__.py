"""One module a page: each has a ``router``, and ``NAV`` where it stands in the bar above.

`found` walks this folder, so a new page is a new file and nothing else.
"""

import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

from models.accounts import Role


@dataclass(frozen=True, slots=True)
class Nav:
    """An entry of the bar: its words, where it leads, its place, and who sees it.

    ``over`` are the addresses of other pages that are reached through it.
    """

    words: str
    address: str
    place: int
    roles: frozenset[Role] = frozenset(Role)
    over: tuple[str, ...] = ()

    def holds(self, address: str) -> bool:
        """Whether a page belongs to this entry."""
        if address == self.address or address in self.over:
            return True
        return any(
            address.startswith(f"{one}/") for one in (self.address, *self.over) if one != "/"
        )


@cache
def modules() -> tuple[ModuleType, ...]:
    """Return every module of routes, by name."""
    return tuple(walk(__name__, __path__))


def walk(package: str, path: Iterable[str]) -> Iterator[ModuleType]:
    """Yield every module of a folder that has a router, by name."""
    for info in sorted(pkgutil.iter_modules(path), key=lambda info: info.name):
        module = import_module(f"{package}.{info.name}")
        if info.ispkg:
            yield from walk(module.__name__, module.__path__)
        elif hasattr(module, "router"):
            yield module


@cache
def navigation() -> tuple[Nav, ...]:
    """Return the entries of the bar in their order."""
    found = (getattr(module, "NAV", None) for module in modules())
    return tuple(sorted((nav for nav in found if nav), key=lambda nav: nav.place))

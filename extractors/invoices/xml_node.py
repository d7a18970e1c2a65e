"""Walks an XML invoice by local names, so that namespaces and their versions do not matter."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

from extractors.invoices.draft import Draft, Home, sane
from models.evidence import Evidence
from models.numbers import NotANumber, parse_decimal

_WEEK, _MONTH = "616", "610"  # UNTDID 2379: CCYYWW, CCYYMM
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)")  # 2026-03-31, 20260331, 2026-03-31+01:00
_LONG = 400  # characters of a quote


@dataclass(frozen=True, slots=True)
class Node:
    """One element, and the path by which a person finds it: "/Invoice/InvoiceLine[2]"."""

    element: etree._Element
    home: Home
    path: str

    @property
    def name(self) -> str:
        """The name without its namespace."""
        return local_name(self.element)

    @property
    def text(self) -> str | None:
        """The element's own text, single spaces; None where there is none."""
        return " ".join((self.element.text or "").split()) or None

    def attribute(self, name: str) -> str | None:
        """The value of an attribute."""
        value = self.element.get(name)
        return str(value).strip() or None if value is not None else None

    def children(self, names: str) -> Iterator["Node"]:
        """Yield the children of this name; "a|b" takes either."""
        wanted = names.split("|")
        counts: dict[str, int] = {}
        for child in self.element:
            name = local_name(child)
            if name in wanted:
                counts[name] = counts.get(name, 0) + 1
                index = f"[{counts[name]}]" if counts[name] > 1 else ""
                yield Node(child, self.home, f"{self.path}/{name}{index}")

    def all(self, path: str) -> Iterator["Node"]:
        """Yield every element at a path of local names: "Party/PartyName/Name"."""
        first, _, rest = path.partition("/")
        for child in self.children(first):
            if rest:
                yield from child.all(rest)
            else:
                yield child

    def one(self, *paths: str) -> "Node | None":
        """Return the first element with text at the first path that has one."""
        return next((node for path in paths for node in self.all(path) if node.text), None)

    def one_of(self, *paths: str) -> "Node | None":
        """Return the first element at the first path that has one, with text or without."""
        return next((node for path in paths for node in self.all(path)), None)

    def string(self, *paths: str) -> str | None:
        """Return the text at the first path that has one."""
        node = self.one(*paths)
        return node.text if node else None

    def evidence(self) -> Evidence:
        """Quote the element."""
        return self.home.evidence((self.text or self.name)[:_LONG], self.path)


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def put_text(draft: Draft, key: str, node: Node | None) -> None:
    """Keep an element's text."""
    if node is not None:
        draft.put(key, node.text, node.evidence())


def put_corrected(draft: Draft, nodes: Iterable[Node], *, credit: bool) -> None:
    """Keep the number of the preceding invoice; a credit on several goes to a person.

    An invoice may name many that it adds up or settles; that is no doubt.
    """
    named = {node.text: node for node in nodes if node.text}
    put_text(draft, "corrects", next(iter(named.values()), None))
    if credit and len(named) > 1:
        numbers = ", ".join(filter(None, named))
        draft.doubt(f"It corrects several invoices ({numbers}); it is counted on the first.")


def put_amount(draft: Draft, key: str, node: Node | None) -> None:
    """Keep an element's number."""
    if node is not None:
        draft.put(key, number(draft, node), node.evidence())


def _part_of_year(node: Node, *, last: bool) -> date | None:
    year, part = int((node.text or "")[:4]), int((node.text or "")[4:])
    try:
        if node.attribute("format") == _WEEK:
            return date.fromisocalendar(year, part, 7 if last else 1)
        return date(year, part, monthrange(year, part)[1] if last else 1)
    except ValueError:
        return None


def put_day(draft: Draft, key: str, node: Node | None) -> None:
    """Keep an element's date."""
    if node is not None:
        draft.put(key, day(draft, node), node.evidence())


def number(draft: Draft, node: Node | None) -> Decimal | None:
    """Read a number; a doubt where there is text and no number in it."""
    if node is None or node.text is None:
        return None
    try:
        value = sane(parse_decimal(node.text))
    except NotANumber:
        value = None
    if value is None:
        draft.doubt(f"{node.path} holds no number: {node.text[:40]!r}.")
    return value


def day(draft: Draft, node: Node | None, *, last: bool = False) -> date | None:
    """Read a date, with or without hyphens; a doubt where there is text and no date in it.

    A week or month stands for its first day, or its ``last``.
    """
    if node is None or node.text is None:
        return None
    if node.attribute("format") in (_WEEK, _MONTH) and re.fullmatch(r"\d{6}", node.text):
        return _part_of_year(node, last=last)
    match = _DAY.match(node.text)
    with suppress(ValueError):
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    draft.doubt(f"{node.path} holds no date: {node.text[:40]!r}.")
    return None

"""An address for every page of the route table, found by following the links of the pages."""

import re
from collections import Counter, deque
from collections.abc import Iterable
from html import unescape

from contract_ai.web.matrix import Row
from tests.contract_ai.web.sites import Browser

_ADDRESS = re.compile(r'[\w-]+="(/[^"\s]*)')
_TIMES = 3  # that pages of one kind are looked at for links
_PART = re.compile(r"\{(\w+)(?::\w+)?\}")


class Crawl:
    """Somebody follows links until every kind of page was seen some times.

    ``found`` has an address by the path of each route, ``parts`` a value by the name of each
    part of a path; ``documents`` are the routes whose first answer was a whole page.
    """

    def __init__(self, who: Browser, rows: Iterable[Row]) -> None:
        self.who = who
        self._seen: Counter[str] = Counter()
        self.found: dict[str, str] = {}
        self.documents: set[str] = set()
        self.parts: dict[str, str] = {}
        self._patterns = {row.path: _pattern(row.path) for row in rows}

    def follow(self, *addresses: str) -> None:
        """Follow addresses, and the links of what they show; braces hold names of parts."""
        waits = deque(_PART.sub(lambda part: self.parts[part[1]], one) for one in addresses)
        while waits:
            waits.extend(self._links(waits.popleft()))

    def _links(self, address: str) -> list[str]:
        path = re.split(r"[?#]", address)[0]
        fits = [one for one, pattern in self._patterns.items() if pattern.fullmatch(path)]
        route = min(fits, key=lambda one: one.count("{"), default=None)
        if route is None or self._seen[route] == _TIMES:
            return []
        self._seen[route] += 1
        answer = self.who.get(address)
        if answer.is_error:
            return []
        html = answer.headers.get("content-type", "").startswith("text/html")
        if route not in self.found and html and "<html" in answer.text:
            self.documents.add(route)
        self.found.setdefault(route, address.partition("#")[0])
        match = self._patterns[route].fullmatch(path)
        self.parts |= {} if match is None else match.groupdict()
        if not html:
            return []
        return [unescape(one) for one in _ADDRESS.findall(answer.text)]


def _pattern(path: str) -> re.Pattern[str]:
    texts = _PART.split(path)
    return re.compile(
        "".join(f"(?P<{one}>[^/]+)" if n % 2 else re.escape(one) for n, one in enumerate(texts))
    )

"""What a page said of a finding when it was loaded: "FINGERPRINT.NUMBER" of the latest decision."""

import re
from collections.abc import Iterable

_SEEN = re.compile(r"([0-9a-f]{16})\.([0-9]{1,15})")


def all_seen(given: Iterable[str]) -> dict[str, int]:
    """Read what a form sent; what has another form is nothing that our page said.

    >>> all_seen(["0123456789abcdef.4", "DROP TABLE"])
    {'0123456789abcdef': 4}
    """
    matches = (_SEEN.fullmatch(one) for one in given)
    return {match[1]: int(match[2]) for match in matches if match}

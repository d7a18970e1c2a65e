"""Two texts for a task in one: what the reading of a file depends on, and what only helps it."""

import json


def packed(extra: str, hints: str) -> str:
    """Put both into one text.

    >>> packed("a", ""), packed("", "b")
    ('a', '["", "b"]')
    """
    return json.dumps([extra, hints]) if hints else extra


def unpacked(text: str) -> tuple[str, str]:
    """Take them apart again; ``extra`` is no JSON list of its own.

    >>> unpacked("a"), unpacked('["", "b"]')
    (('a', ''), ('', 'b'))
    """
    if not text.startswith("["):
        return text, ""
    extra, hints = json.loads(text)
    return str(extra), str(hints)

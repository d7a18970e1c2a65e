"""How pages say what newer extractors read in another way."""

from collections import Counter
from collections.abc import Iterable

from contract_ai.desk.rereadings import Reading
from contract_ai.rereading.differences import Difference
from reports.term_words import KIND_WORDS
from reports.wording import count

_WOULD = ("open", "close", "change")


def field_words(name: str) -> str:
    """Name a field for a reader.

    >>> field_words("lines.3.unit_price"), field_words("counts_from")
    ('Line 3: unit price', 'Counts from')
    """
    first, _, rest = name.partition(".")
    place, _, inner = rest.partition(".")
    if first == "lines" and place.isdecimal():
        return (
            f"Line {place}: {inner.replace('.', ' ').replace('_', ' ')}"
            if inner
            else f"Line {place}"
        )
    return name.replace(".", " ").replace("_", " ").capitalize()


def thing_words(one: Difference) -> str:
    """Name the term, header or invoice that differs."""
    if one.thing == "contract":
        return "The contract’s own facts"
    return KIND_WORDS.get(one.thing) or one.thing[:1].upper() + one.thing[1:]


def things_words(differences: Iterable[Difference]) -> str:
    """Name what differs, each kind once with how often."""
    things = Counter(thing_words(one) for one in differences)
    return ", ".join(f"{what} ({times})" if times > 1 else what for what, times in things.items())


def findings_words(reading: Reading) -> str:
    """Say how many findings would open, close and change."""
    if reading.findings is None:
        return "not known yet"
    would = Counter(one.would.value for one in reading.findings)
    said = [f"{count(would[verb], 'finding')} would {verb}" for verb in _WOULD if would[verb]]
    return ", ".join(said) or "none would change"

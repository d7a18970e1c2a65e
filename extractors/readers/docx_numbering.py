"""Numbers that Word computes: "4.2", "(a)", from numbering.xml and the paragraphs' styles."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractors.readers.docx_names import qn

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

_DEEPEST = 9
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)

Element = Any  # an lxml element of the document's XML


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    legal: bool  # every number in the label is printed as a decimal


_PLAIN_LEVEL = _Level("decimal", "", 1, legal=False)


class Numbering:
    """Counts numbered paragraphs in the order they are asked for."""

    def __init__(self, package: "DocxDocument") -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _DEEPEST)
        self._styles: dict[str, tuple[str, int]] = {}
        self._restarts: dict[str, dict[int, int]] = {}  # taken out once they have happened
        self._read_definitions(package)
        self._read_styles(package)

    def label(self, paragraph: Element) -> str:
        """Return the number printed before a paragraph, "" for none."""
        place = self._place(paragraph)
        if place is None or place[0] not in self._abstract:
            return ""
        definition = self._abstract[place[0]]
        levels, level = self._levels.get(definition, {}), place[1]
        if level not in levels:
            return ""
        own = levels[level]
        counts = self._counts[definition]
        again = self._restarts.get(place[0], {}).pop(level, None)
        before = counts[level]
        counts[level] = again if again is not None else own.start if before is None else before + 1
        for deeper in range(level + 1, _DEEPEST):
            counts[deeper] = None
        if own.form in ("bullet", "none"):
            return ""
        text = own.text
        for index in range(level + 1):
            inner = levels.get(index, _PLAIN_LEVEL)
            value = counts[index] if counts[index] is not None else inner.start
            form = "decimal" if own.legal else inner.form
            text = text.replace(f"%{index + 1}", formatted(value or 0, form))
        return text.strip()

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        style = properties.find(qn("w:pStyle"))
        inherited = self._styles.get(style.get(qn("w:val"), "")) if style is not None else None
        own = properties.find(qn("w:numPr"))
        if own is None:
            return inherited
        number, level = _values(own)
        number = number or (inherited[0] if inherited else None)
        if number is None or number == "0":
            return None
        return number, level if level is not None else (inherited[1] if inherited else 0)

    def _read_definitions(self, package: "DocxDocument") -> None:
        part = next(
            (
                p
                for p in package.part.package.iter_parts()
                if str(p.partname).endswith("/numbering.xml")
            ),
            None,
        )
        root = getattr(part, "element", None)
        if root is None:
            return
        for item in root.iter(qn("w:abstractNum")):
            levels = {}
            for level in item.iter(qn("w:lvl")):
                index = level.get(qn("w:ilvl"), "")
                if index.isdigit() and int(index) < _DEEPEST:
                    levels[int(index)] = _level(level)
            self._levels[item.get(qn("w:abstractNumId"), "")] = levels
        for item in root.iter(qn("w:num")):
            number = item.get(qn("w:numId"), "")
            self._abstract[number] = _attribute(item, "w:abstractNumId", "")
            self._restarts[number] = dict(_restarts(item))

    def _read_styles(self, package: "DocxDocument") -> None:
        styles = list(package.styles.element.iter(qn("w:style")))
        bases = {s.get(qn("w:styleId"), ""): _attribute(s, "w:basedOn", "") for s in styles}
        for style in styles:
            properties = style.find(qn("w:pPr"))
            own = properties.find(qn("w:numPr")) if properties is not None else None
            if own is not None:
                number, level = _values(own)
                if number is not None:
                    self._styles[style.get(qn("w:styleId"), "")] = (number, level or 0)
        for name in bases:
            base, steps = name, 0
            while base and base not in self._styles and steps < _DEEPEST:
                base, steps = bases.get(base, ""), steps + 1
            if base in self._styles:
                self._styles.setdefault(name, self._styles[base])


def _level(level: Element) -> _Level:
    start = _attribute(level, "w:start", "1")
    return _Level(
        _attribute(level, "w:numFmt", "decimal"),
        _attribute(level, "w:lvlText", ""),
        int(start) if start.isdigit() else 1,
        legal=level.find(qn("w:isLgl")) is not None,
    )


def _restarts(item: Element) -> Iterator[tuple[int, int]]:
    for override in item.iter(qn("w:lvlOverride")):
        level, start = override.get(qn("w:ilvl"), ""), _attribute(override, "w:startOverride", "")
        if level.isdigit() and start.isdigit():
            yield int(level), int(start)


def _values(properties: Element) -> tuple[str | None, int | None]:
    number = properties.find(qn("w:numId"))
    level = properties.find(qn("w:ilvl"))
    text = level.get(qn("w:val"), "") if level is not None else ""
    return (number.get(qn("w:val")) if number is not None else None), (
        int(text) if text.isdigit() and int(text) < _DEEPEST else None
    )


def _attribute(parent: Element, tag: str, default: str) -> str:
    found = parent.find(qn(tag))
    return default if found is None else str(found.get(qn("w:val"), default))


def formatted(value: int, form: str) -> str:
    """Write a count as its level does.

    >>> formatted(4, "lowerRoman"), formatted(28, "lowerLetter"), formatted(7, "decimal")
    ('iv', 'bb', '7')
    """
    if form in ("lowerRoman", "upperRoman"):
        text = _roman(value)
    elif form in ("lowerLetter", "upperLetter"):
        text = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
    elif form == "decimalZero":
        return f"{value:02}"
    else:
        return str(value)
    return text.upper() if form.startswith("upper") else text


def _roman(value: int) -> str:
    text = ""
    for size, letters in _ROMAN:
        text += letters * (value // size)
        value %= size
    return text

"""Numbers that Word computes: "4.2", "(a)", from numbering.xml and the paragraphs' styles."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

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


class Numbering:
    """Counts numbered paragraphs in the order they are asked for."""

    def __init__(self, package: "DocxDocument") -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _DEEPEST)
        self._styles: dict[str, tuple[str, int]] = {}
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
        form, text, start = levels[level]
        counts = self._counts[definition]
        counts[level] = start if counts[level] is None else counts[level] + 1  # type: ignore[operator]  # None was ruled out
        for deeper in range(level + 1, _DEEPEST):
            counts[deeper] = None
        if form in ("bullet", "none"):
            return ""
        for index in range(level + 1):
            inner = levels.get(index, ("decimal", "", 1))
            value = counts[index] if counts[index] is not None else inner[2]
            text = text.replace(f"%{index + 1}", formatted(value or 0, inner[0]))
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
                    start = _attribute(level, "w:start", "1")
                    levels[int(index)] = (
                        _attribute(level, "w:numFmt", "decimal"),
                        _attribute(level, "w:lvlText", ""),
                        int(start) if start.isdigit() else 1,
                    )
            self._levels[item.get(qn("w:abstractNumId"), "")] = levels
        for item in root.iter(qn("w:num")):
            self._abstract[item.get(qn("w:numId"), "")] = _attribute(item, "w:abstractNumId", "")

    def _read_styles(self, package: "DocxDocument") -> None:
        for style in package.styles.element.iter(qn("w:style")):
            own = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if own is not None:
                number, level = _values(own)
                if number is not None:
                    self._styles[style.get(qn("w:styleId"), "")] = (number, level or 0)


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

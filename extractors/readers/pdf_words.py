"""Words with boxes from one PDF page, by pdfium's raw interface.

The text of a page is asked for once; only the first and last character of each word are asked
for their box, which is twice as fast as asking for every character.  Boxes are turned from
pdfium's space (unrotated, origin bottom left of the MediaBox) into ours: points from the top
left of the cropped page as a reader sees it.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import compress, repeat

import numpy as np
import pypdfium2.raw as pdfium

from models.evidence import BBox
from models.passage import Word

_WORD = re.compile(r"\S+")
_BLANK = re.compile(r"\s")
_HYPHEN = "\ufffe"  # pdfium's mark for a hyphen at a line end; it glues two lines together
_LIGATURES = str.maketrans(
    {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_PART = re.compile(f"[^{_HYPHEN}]*{_HYPHEN}|[^{_HYPHEN}]+")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200d\u2060\ufeff]")
_HALVES = re.compile("[\ud800-\udfff]")  # of characters beyond the basic plane
_ODD = re.compile(f"{_UNSEEN.pattern[:-1]}\ufb00-\ufb06{_HYPHEN}\ud800-\udfff]")
_LAST_CODE = 0x10FFFF
_MEANINGLESS = re.compile(  # of a font without a map to Unicode
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ue000-\uf8ff\ufffd]"
)
_QUARTER = 90
_UNITS = ctypes.POINTER(ctypes.c_ushort)
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)  # of a box as pdfium writes it
_SIDES = 4
_SPACE, _IS_ODD, _IS_MEANINGLESS = 1, 2, 4
_MOST_BOXES = 2048  # asked for before they are copied
# The same function without a description of its arguments: the bindings make an object of each.
# It writes to places that are made once; pdfium serves one thread of a process at a time.
_ask = ctypes.PYFUNCTYPE(ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)
_asked = np.zeros((_MOST_BOXES, _SIDES), dtype=np.float32)
_places = [ctypes.c_void_p(row.ctypes.data) for row in _asked]
_new_word = partial(tuple.__new__, Word)  # its own constructor is half as fast

Boxes = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Signs = np.ndarray[tuple[int], np.dtype[np.uint8]]
Turn = Callable[[float, float, float, float], BBox]


@dataclass(frozen=True, slots=True)
class View:
    """How pdfium's space turns into a page as seen: ``left`` and ``top`` of the cropped page."""

    width: float
    height: float
    rotation: int
    left: float
    top: float
    turn: Turn


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of one page in content-stream order, and how many characters mean nothing.

    ``sides`` holds the x0, top, x1 and bottom of all words, where they are at hand.
    """

    words: list[Word]
    broken: int = 0
    sides: Boxes | None = None


def page_words(page: pdfium.FPDF_PAGE, view: View) -> PageWords:
    """Read one loaded page."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return PageWords([])
    try:
        text = _text(text_page)
        return _words(text_page, text, view)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def view_of(page: pdfium.FPDF_PAGE) -> View:
    """Return the turn into view coordinates, and the page's width and height as seen."""
    left, bottom, right, top = _crop(page)
    rotation = _rotation(page)
    turns: dict[int, Turn] = {
        0: lambda x0, y0, x1, y1: BBox(x0 - left, top - y1, x1 - left, top - y0),
        90: lambda x0, y0, x1, y1: BBox(y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: lambda x0, y0, x1, y1: BBox(right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: lambda x0, y0, x1, y1: BBox(top - y1, right - x1, top - y0, right - x0),
    }
    width, height = right - left, top - bottom
    if rotation in (90, 270):
        width, height = height, width
    return View(width, height, rotation, left, top, turns[rotation])


def _rotation(page: pdfium.FPDF_PAGE) -> int:
    return int(max(pdfium.FPDFPage_GetRotation(page), 0)) % 4 * _QUARTER


def _crop(page: pdfium.FPDF_PAGE) -> tuple[float, float, float, float]:
    """The visible part of the page in pdfium's space: crop box within media box."""
    box = _box(pdfium.FPDFPage_GetMediaBox, page)
    crop = _box(pdfium.FPDFPage_GetCropBox, page)
    if box and crop:
        both = (
            max(box[0], crop[0]),
            max(box[1], crop[1]),
            min(box[2], crop[2]),
            min(box[3], crop[3]),
        )
        if both[0] < both[2] and both[1] < both[3]:
            return both
    if found := crop or box:
        return found
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    return (0.0, 0.0, height, width) if _rotation(page) in (90, 270) else (0.0, 0.0, width, height)


def _box(
    get: Callable[..., int], page: pdfium.FPDF_PAGE
) -> tuple[float, float, float, float] | None:
    values = [ctypes.c_float() for _ in range(4)]
    if not get(page, *values):
        return None
    x0, y0, x1, y1 = (v.value for v in values)
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[2] > box[0] and box[3] > box[1] else None


def _signs() -> Signs:
    """What each UTF-16 unit is: a space, odd (see `_ODD`), without a meaning, or none of these."""
    units = "".join(map(chr, range(0x10000)))
    signs = np.zeros(len(units), dtype=np.uint8)
    for sign, kind in ((_SPACE, _BLANK), (_IS_ODD, _ODD), (_IS_MEANINGLESS, _MEANINGLESS)):
        signs[[match.start() for match in kind.finditer(units)]] |= sign
    return signs


_SIGNS = _signs()


@dataclass(frozen=True, slots=True)
class _Text:
    """The characters of a page; ``signs`` of each where each is one UTF-16 unit."""

    characters: str
    broken: int = 0
    signs: Signs | None = None


def _text(text_page: pdfium.FPDF_TEXTPAGE) -> _Text:
    count = max(pdfium.FPDFText_CountChars(text_page), 0)
    if not count:
        return _Text("")
    units = np.empty(count + 1, dtype=np.uint16)
    buffer = ctypes.cast(units.ctypes.data, _UNITS)
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    units = units[: max(written - 1, 0)]
    text = units.tobytes().decode("utf-16-le", "replace")
    if len(text) == count:
        signs = _SIGNS.take(units)
        told = int(np.bitwise_or.reduce(signs)) > _SPACE
        return _Text(text, len(_MEANINGLESS.findall(text)) if told else 0, signs)
    # A character beyond the basic plane is two of pdfium's characters, or one of two code units:
    # then positions are only known where each of its characters is asked for.
    if written - 1 == count:
        text = "".join(map(chr, units.tolist()))
    else:
        codes = (pdfium.FPDFText_GetUnicode(text_page, i) for i in range(count))
        text = "".join(chr(code) if 0 < code <= _LAST_CODE else " " for code in codes)
    return _Text(text, len(_MEANINGLESS.findall(text)))


def _words(text_page: pdfium.FPDF_TEXTPAGE, text: _Text, view: View) -> PageWords:
    texts, ends = _printed(text)
    boxes = _boxes(text_page, ends)
    first, last = boxes[:, :_SIDES], boxes[:, _SIDES:]
    x0, x1 = first[:, _LEFT], last[:, _RIGHT]
    back = x1 <= x0  # set from right to left or downwards, or of no width
    if back.any():
        x0 = np.where(back, np.minimum(x0, last[:, _LEFT]), x0)
        x1 = np.where(back, np.maximum(first[:, _RIGHT], x1), x1)
    y0 = np.minimum(first[:, _BOTTOM], last[:, _BOTTOM])
    y1 = np.maximum(first[:, _TOP], last[:, _TOP])
    seen = (x1 > x0) & (y1 > y0)
    if view.rotation:
        turned = map(view.turn, x0.tolist(), y0.tolist(), x1.tolist(), y1.tolist())
        words = [_new_word((text, *box)) for text, box in zip(texts, turned, strict=True)]
        sides = None
    else:
        sides = np.array((x0 - view.left, view.top - y1, x1 - view.left, view.top - y0))
        lefts, tops, rights, bottoms = sides.tolist()
        same: dict[float, float] = {}  # words on one line share two numbers, which is memory
        high = map(same.setdefault, tops, tops)
        low = map(same.setdefault, bottoms, bottoms)
        words = list(map(_new_word, zip(texts, lefts, high, rights, low, strict=True)))
    if not (seen.all() and all(texts)):
        seen &= np.array(list(map(bool, texts)), dtype=np.bool_)
        words = list(compress(words, seen.tolist()))
        sides = None if sides is None else sides[:, seen]
    return PageWords(words, text.broken, sides)


def _printed(text: _Text) -> tuple[list[str], list[int]]:
    """The words of a page, without what prints nothing, and where each begins and ends.

    The ends are the positions of the first and last character of one word after the other.
    """
    if text.signs is None:
        found = [match.span() for match in _WORD.finditer(text.characters)]
        ends = [end for start, stop in found for end in (start, stop - 1)]
        odd = list(range(len(found)))
    else:
        blank = np.ones(len(text.signs) + 2, dtype=np.bool_)
        np.bitwise_and(text.signs, _SPACE, out=blank[1:-1], casting="unsafe")
        edges = np.flatnonzero(blank[1:] != blank[:-1])
        edges[1::2] -= 1
        ends = edges.tolist()
        places = np.flatnonzero((text.signs & (_IS_ODD | _SPACE)) == _IS_ODD)
        odd = sorted({*(edges[::2].searchsorted(places, "right") - 1).tolist()})
    texts = text.characters.split()
    for index in reversed(odd):
        if _HYPHEN in texts[index]:
            spans = list(_pieces(texts[index], ends[2 * index]))
            ends[2 * index : 2 * index + 2] = [end for span in spans for end in span]
            texts[index : index + 1] = [
                _clean(text.characters[start : stop + 1]) for start, stop in spans
            ]
        else:
            texts[index] = _clean(texts[index])
    return texts, ends


def _boxes(text_page: pdfium.FPDF_TEXTPAGE, ends: list[int]) -> Boxes:
    """The boxes of the first and last character of each word; zeros where one of them has none."""
    boxes = np.empty((len(ends), _SIDES), dtype=np.float64)
    page = repeat(ctypes.c_void_p(ctypes.addressof(text_page.contents)))
    for start in range(0, len(ends), _MOST_BOXES):
        some = ends[start : start + _MOST_BOXES]
        got = list(map(_ask, page, some, _places))
        boxes[start : start + len(some)] = _asked[: len(some)]
        if not all(got):
            has = np.array(got, dtype=np.bool_).reshape(-1, 2).all(axis=1)
            boxes[start : start + len(some)][~has.repeat(2)] = 0
    return boxes.reshape(-1, 2 * _SIDES)


def _pieces(word: str, start: int) -> Iterator[tuple[int, int]]:
    """Split at the hyphen mark: what follows stands on the next line."""
    for part in _PART.finditer(word):
        yield start + part.start(), start + part.end() - 1


def _clean(text: str) -> str:
    """The word without characters that print nothing; ligatures are spelled out."""
    if not _ODD.search(text):
        return text
    kept = text.replace(_HYPHEN, "-").translate(_LIGATURES)
    if _HALVES.search(kept):
        kept = kept.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNSEEN.sub("", kept)

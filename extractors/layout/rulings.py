"""Ruled tables of a PDF page: pdfium's path edges, fed to pdfplumber's table functions."""

import ctypes
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium
from pdfplumber.table import (
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)

from models.evidence import BBox

_THIN = 3.0  # points: a filled box thinner than this is a line
_SHORT = 4.0  # points: shorter strokes belong to letters and pictures
_MOST_SEGMENTS = 12_000  # a drawing, no table
_DEEPEST = 4
_SNAP = 3.0

_DRAWN = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM)


def _plain(function: Any, *takes: Any) -> Any:  # noqa: ANN401 (functions and types of ctypes)
    """The same function with plain numbers for its handles: the bindings make an object of each."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(*takes)(address)


_get_object = _plain(pdfium.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_get_part = _plain(pdfium.FPDFFormObj_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)
_get_type = _plain(pdfium.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def ruled_tables(page: pdfium.FPDF_PAGE, to_view: Any) -> list[list[BBox]]:  # noqa: ANN401 (a turn of boxes, see pdf_words)
    """Return the cells of every ruled table of one page, in view coordinates."""
    edges = list(_edges(page, to_view))
    if len(edges) < 4 or len(edges) > _MOST_SEGMENTS:  # noqa: PLR2004 (a cell has four sides)
        return []
    merged = merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    cells = intersections_to_cells(edges_to_intersections(merged, _SNAP, _SNAP))
    tables = [[BBox(*cell) for cell in table] for table in cells_to_tables(cells)]
    return [table for table in tables if len(table) > 1]


def _edges(page: pdfium.FPDF_PAGE, to_view: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (see above)
    for x0, y0, x1, y1 in _strokes(page):
        box = to_view(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        wide, tall = box.x1 - box.x0, box.bottom - box.top
        if tall <= _THIN and wide >= _SHORT:
            middle = (box.top + box.bottom) / 2
            yield _edge("h", box.x0, middle, box.x1, middle)
        elif wide <= _THIN and tall >= _SHORT:
            middle = (box.x0 + box.x1) / 2
            yield _edge("v", middle, box.top, middle, box.bottom)


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {
        "orientation": orientation,
        "object_type": "line",
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


def _strokes(page: pdfium.FPDF_PAGE) -> Iterator[tuple[float, float, float, float]]:
    budget = [_MOST_SEGMENTS]
    place = ctypes.addressof(page.contents)
    for item in _drawn(_get_object, place, pdfium.FPDFPage_CountObjects(page)):
        yield from _object(item, _IDENTITY, 0, budget)
        if budget[0] <= 0:
            return


def _drawn(get: Any, holder: int, count: int) -> Iterator[tuple[int, Any]]:  # noqa: ANN401 (a function of pdfium)
    """The paths and forms among the objects of a page or form: kinds and handles.

    Most objects are text; a page of it has hundreds.
    """
    items = list(map(get, repeat(holder), range(count)))
    for kind, item in zip(map(_get_type, items), items, strict=True):
        if kind in _DRAWN:
            yield kind, ctypes.cast(item, pdfium.FPDF_PAGEOBJECT)


def _object(
    drawn: tuple[int, Any],
    outer: Matrix,
    depth: int,
    budget: list[int],
) -> Iterator[tuple[float, float, float, float]]:
    kind, item = drawn
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield from _path(item, _times(_matrix(item), outer), budget)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = _times(_matrix(item), outer)
        place = ctypes.addressof(item.contents)
        for part in _drawn(_get_part, place, pdfium.FPDFFormObj_CountObjects(item)):
            yield from _object(part, inner, depth + 1, budget)
            if budget[0] <= 0:
                return


def _path(
    item: Any,  # noqa: ANN401 (a pdfium handle)
    matrix: Matrix,
    budget: list[int],
) -> Iterator[tuple[float, float, float, float]]:
    """Yield the straight strokes of a path; a thin filled box comes as one stroke."""
    count = pdfium.FPDFPath_CountSegments(item)
    budget[0] -= count
    if count > _MOST_SEGMENTS:
        return
    points = list(_points(item, count, matrix))
    if len(points) >= 4:  # noqa: PLR2004 (a box)
        xs, ys = [p[1] for p in points], [p[2] for p in points]
        if max(xs) - min(xs) <= _THIN or max(ys) - min(ys) <= _THIN:
            yield min(xs), min(ys), max(xs), max(ys)
            return
    if not _stroked(item):
        return
    start: tuple[float, float] | None = None
    last: tuple[float, float] | None = None
    for kind, x, y, close in points:
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = (x, y)
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            yield last[0], last[1], x, y
        last = (x, y)
        if close and start is not None:
            yield x, y, start[0], start[1]


def _stroked(item: Any) -> bool:  # noqa: ANN401 (a pdfium handle)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return not pdfium.FPDFPath_GetDrawMode(item, fill, stroke) or bool(stroke.value)


def _points(item: Any, count: int, m: Matrix) -> Iterator[tuple[int, float, float, bool]]:  # noqa: ANN401 (a pdfium handle)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            px, py = x.value, y.value
            yield (
                pdfium.FPDFPathSegment_GetType(segment),
                m[0] * px + m[2] * py + m[4],
                m[1] * px + m[3] * py + m[5],
                bool(pdfium.FPDFPathSegment_GetClose(segment)),
            )


def _matrix(item: Any) -> Matrix:  # noqa: ANN401 (a pdfium handle)
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(a: Matrix, b: Matrix) -> Matrix:
    if b == _IDENTITY:
        return a
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def grid(cells: Sequence[BBox]) -> tuple[list[float], list[float]]:
    """Return the left edges of the columns and the tops of the rows of a table's cells."""
    return _distinct(c.x0 for c in cells), _distinct(c.top for c in cells)


def _distinct(values: Iterator[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found

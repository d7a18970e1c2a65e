"""What a page shows, as a hash: the same page is recognised once, in whatever file it lies.

A scanned page is a picture and nothing else: its key is made of the picture's own bytes and its
place, without drawing it.  Any other page is known by its document and number.
"""

import ctypes
import hashlib
from collections.abc import Iterator

import pypdfium2.raw as pdfium

from extractors.readers.pdf_words import view_of

_COVERED = 0.5  # share of the page from which pictures are the page
_MOST_PARTS = 200  # a page with more parts is drawn, not scanned
_Box = tuple[float, float, float, float]


def page_key(page: pdfium.FPDF_PAGE, number: int, sha256: str, *, text: bool) -> str:
    """Return the page's key; empty where nothing is on it.

    ``sha256`` is the document's, ``text`` says that the page holds characters.
    """
    parts = pdfium.FPDFPage_CountObjects(page)
    if parts <= 0:
        return ""
    view = view_of(page)
    digest = hashlib.sha256(f"{view.width} {view.height} {view.rotation}".encode())
    pictures = list(_pictures(page))
    if text or len(pictures) < parts:
        digest.update(f"{sha256} {number}".encode())
        return digest.hexdigest()
    for part, box in pictures:
        digest.update(f"{view.left} {view.top} {box}".encode())
        size = pdfium.FPDFImageObj_GetImageDataRaw(part, None, 0)
        buffer = ctypes.create_string_buffer(max(size, 1))
        pdfium.FPDFImageObj_GetImageDataRaw(part, buffer, size)
        digest.update(buffer.raw[:size])
    return digest.hexdigest()


def shows_picture(page: pdfium.FPDF_PAGE) -> bool:
    """Whether pictures cover most of the page."""
    view = view_of(page)
    area = sum((box[2] - box[0]) * (box[3] - box[1]) for _, box in _pictures(page))
    return area >= _COVERED * view.width * view.height


def _pictures(page: pdfium.FPDF_PAGE) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, _Box]]:
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_PARTS)):
        part = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(part) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        edges = [ctypes.c_float() for _ in range(4)]
        if pdfium.FPDFPageObj_GetBounds(part, *edges):
            x0, y0, x1, y1 = (edge.value for edge in edges)
            yield part, (x0, y0, x1, y1)

"""Recognise the text of one page."""

from functools import cache

from contract_ai.second_reading import second_reader
from contract_ai.tesseract import find_tesseract
from extractors.readers.scan import SecondReader, scan_page
from models.errors import DocumentError, ErrorCode
from models.forms import Json
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Read one page of a PDF; ``extra`` is its number.

    Raises:
        DocumentError: the page cannot be drawn or read.
    """
    found = find_tesseract()
    if found is None:
        what, do = "Tesseract is not installed.", "Install tesseract-ocr."
        raise DocumentError(ErrorCode.OCR_FAILED, what, where=file, do=do)
    page = scan_page(data, int(extra), found.words, found.direction, _second())
    form: Json = page.model_dump(mode="json")
    return form


@cache
def _second() -> SecondReader | None:
    return second_reader()

"""PDF files in tests: whether they can be laid out here, and what stands in them."""

import os
import subprocess
import sys

import pypdfium2 as pdfium
import pytest

_PROBE = "from weasyprint import HTML"


def _can_print() -> bool:
    if os.environ.get("CONTRACT_AI_TEST_PDF") == "required":
        return True
    # In a process of its own: where Pango is missing the import leaves half a package behind.
    return not subprocess.run(
        [sys.executable, "-c", _PROBE], capture_output=True, check=False
    ).returncode


needs_pango = pytest.mark.skipif(not _can_print(), reason="no Pango here (.ci/run installs it)")


def words_of(pdf: bytes) -> list[str]:
    """Return the words of each page as they are read from the file."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    finally:
        document.close()

"""Readers of PDFs that several subjects use; each is loaded where it is measured."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

from benchmarks.pairs import AbsentError, Done, Work


def ours() -> Work:
    """Our reader: words, lines, all tables, furniture, sections and passages."""
    from extractors.readers.pdf import read_pdf

    def work(path: Path) -> Done:
        document = read_pdf(path.read_bytes(), path.name)
        words = sum(len(line.words) for page in document.pages for line in page.lines)
        return Done(len(document.pages), words)

    return work


def our_pages() -> Work:
    """Our reader without what the pages have in common: words, lines and ruled tables."""
    from extractors.readers.pdf import read_pages

    def work(path: Path) -> Done:
        pages = read_pages(path.read_bytes(), path.name)
        return Done(len(pages), sum(len(line.words) for page in pages for line in page.lines))

    return work


def pdfplumber(*, tables_found: bool = False) -> Callable[[], Work]:
    """Words and ruled tables by pdfplumber, with the tolerance that does not glue words together."""

    def ready() -> Work:
        import pdfplumber as plumber

        def work(path: Path) -> Done:
            pages = words = tables = 0
            with plumber.open(path) as pdf:
                for page in pdf.pages:
                    pages += 1
                    words += len(page.extract_words(x_tolerance_ratio=0.15))
                    tables += len(page.extract_tables({"text_x_tolerance_ratio": 0.15}))
                    page.close()
            return Done(pages, tables if tables_found else words)

        return work

    return ready


def pdfminer() -> Work:
    """Lines and characters with boxes, by pdfminer.six."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams, LTTextContainer

    def work(path: Path) -> Done:
        pages = words = 0
        for page in extract_pages(path, laparams=LAParams(all_texts=True)):
            pages += 1
            words += sum(len(x.get_text().split()) for x in page if isinstance(x, LTTextContainer))
        return Done(pages, words)

    return work


def pypdf() -> Work:
    """Text without boxes, by pypdf."""
    from pypdf import PdfReader

    def work(path: Path) -> Done:
        texts = [page.extract_text() for page in PdfReader(path).pages]
        return Done(len(texts), sum(len(text.split()) for text in texts))

    return work


def poppler() -> Work:
    """Words with boxes as XHTML, by poppler's pdftotext."""
    program = which("pdftotext")
    if program is None:
        why = "poppler's `pdftotext` is not installed."
        raise AbsentError(why)

    def work(path: Path) -> Done:
        command = [program, "-bbox", str(path), "-"]
        told = subprocess.run(command, check=True, capture_output=True).stdout
        return Done(told.count(b"<page "), told.count(b"<word "))

    return work


def pdfium_text() -> Work:
    """The text of each page, without boxes, by pypdfium2."""
    import pypdfium2

    def work(path: Path) -> Done:
        words = 0
        pdf = pypdfium2.PdfDocument(path.read_bytes())
        pages = len(pdf)
        for index in range(pages):
            page = pdf[index]
            text = page.get_textpage()
            words += len(text.get_text_range().split())
            text.close()
            page.close()
        pdf.close()
        return Done(pages, words)

    return work

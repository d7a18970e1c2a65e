"""One PDF of several sections, each with its own footer and page numbers.  Same input, same bytes."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.doctemplate import BaseDocTemplate, NextPageTemplate, PageTemplate
from reportlab.platypus.flowables import Flowable, PageBreak
from reportlab.platypus.frames import Frame

from reports.paper.blocks import QUIET, RULE
from reports.paper.embedding import REGULAR, printable, register_fonts

PAPERS = {"a4": A4, "letter": LETTER}
LEFT, RIGHT, TOP, BOTTOM = 25 * mm, 20 * mm, 20 * mm, 22 * mm
_FOOTER_LETTERS = 95
_Canvas: Any = Canvas


@dataclass(frozen=True, slots=True)
class Section:
    """What stands together: its footer, and its parts for pages of a width in points.

    ``note`` stands below the footer, whole: it must be short.
    """

    footer: str
    story: Callable[[float], list[Flowable]]
    note: str = ""


def pdf(
    sections: Sequence[Section], *, title: str, author: str, program: str, paper: str = "a4"
) -> bytes:
    """Write sections; ``paper`` is one of `PAPERS`, ``program`` is named as what made the file."""
    register_fonts()
    out, size = io.BytesIO(), PAPERS[paper]
    document = BaseDocTemplate(
        out,
        pagesize=size,
        title=printable(title),
        author=printable(author),
        creator=program,
        invariant=1,
        pageCompression=1,
    )
    width = size[0] - LEFT - RIGHT
    frame = Frame(LEFT, BOTTOM, width, size[1] - TOP - BOTTOM, 0, 0, 0, 0, id="body")
    document.addPageTemplates(
        [
            PageTemplate(f"section{number}", [frame], onPage=_footer(number, section, size))
            for number, section in enumerate(sections)
        ]
    )
    story: list[Flowable] = []
    for number, section in enumerate(sections):
        story += [NextPageTemplate(f"section{number}"), PageBreak()] if number else []
        story += section.story(width)
    document.build(story, canvasmaker=_Numbered)
    return out.getvalue()


class _Numbered(_Canvas):  # type: ignore[misc]  # reportlab has no types
    """Writes "Page 2 of 5" when it is known how many pages a section has."""

    section = 0

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        """Keep the page until all are there."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number and write the pages."""
        sections = [page["section"] for page in self._pages]
        for number, page in enumerate(self._pages):
            self.__dict__.update(page)
            place = sections[: number + 1].count(self.section)
            words = f"Page {place} of {sections.count(self.section)}"
            self.setFont(REGULAR, 8)
            self.setFillColor(QUIET)
            self.drawRightString(self._pagesize[0] - RIGHT, 12 * mm, words)
            super().showPage()
        super().save()


def _footer(
    number: int, section: Section, size: tuple[float, float]
) -> Callable[[Any, object], None]:
    words = shorten(printable(section.footer), _FOOTER_LETTERS, placeholder=" ...")

    def draw(canvas: Any, _document: object) -> None:  # noqa: ANN401 (reportlab has no types)
        canvas.section = number
        canvas.setStrokeColor(RULE)
        canvas.line(LEFT, 16 * mm, size[0] - RIGHT, 16 * mm)
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(QUIET)
        canvas.drawString(LEFT, 12 * mm, words)
        if section.note:
            canvas.drawString(LEFT, 8 * mm, section.note)

    return draw

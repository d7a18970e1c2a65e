"""Sets the contracts: PDF by reportlab, DOCX by python-docx, a scan as pictures of a PDF."""

import io
import random
import zipfile
from xml.sax.saxutils import escape

import docx
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle
from reportlab.platypus.flowables import Flowable, Spacer

from sample_contracts.make.contracts import Block, Paper

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_SCAN_DPI = 120
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
        ("FONTNAME", (0, 0), (-1, 0), "Times-Bold"),
        ("FONTNAME", (0, 1), (-1, -1), "Times-Roman"),
        ("FONTSIZE", (0, 0), (-1, -1), 10.5),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)


def pdf(paper: Paper) -> bytes:
    """Set a contract on letter paper, with a running footer."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=LETTER,
        leftMargin=inch,
        rightMargin=inch,
        topMargin=inch,
        bottomMargin=inch,
        title=paper.title,
        invariant=1,
    )

    def footer(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont("Times-Roman", 9)
        canvas.drawCentredString(
            LETTER[0] / 2, 0.6 * inch, f"{paper.title}  |  Page {template.page}"
        )

    document.build(_flow(paper), onFirstPage=footer, onLaterPages=footer)
    return out.getvalue()


def _flow(paper: Paper) -> list[Flowable]:
    styles = getSampleStyleSheet()
    body = ParagraphStyle(
        "body",
        parent=styles["Normal"],
        fontName="Times-Roman",
        fontSize=11,
        leading=14.5,
        spaceAfter=7,
    )
    head = ParagraphStyle(
        "head",
        parent=body,
        fontName="Times-Bold",
        fontSize=11.5,
        spaceBefore=8,
        spaceAfter=4,
        keepWithNext=1,
    )
    title = ParagraphStyle(
        "title", parent=head, fontSize=16, leading=20, alignment=1, spaceAfter=10
    )
    flow: list[Flowable] = [Paragraph(escape(paper.title), title)]
    for block in paper.blocks:
        if isinstance(block, tuple):
            flow += [Table([list(row) for row in block], style=_GRID, hAlign="LEFT"), Spacer(1, 10)]
        elif block.startswith("# "):
            flow.append(Paragraph(escape(block[2:]), head))
        else:
            flow.append(Paragraph(escape(block), body))
    return flow


def word(paper: Paper) -> bytes:
    """Set a contract as DOCX."""
    document = docx.Document()
    document.add_heading(paper.title, level=0)
    for block in paper.blocks:
        _add(document, block)
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue())


def _add(document: "docx.document.Document", block: Block) -> None:
    if isinstance(block, tuple):
        table = document.add_table(rows=0, cols=len(block[0]), style="Table Grid")
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    elif block.startswith("# "):
        document.add_heading(block[2:], level=1)
    else:
        document.add_paragraph(block)


def scan(paper: Paper) -> bytes:
    """Print a contract and scan it: grey pictures, a little askew, with specks; no text."""
    source = pypdfium2.PdfDocument(pdf(paper))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=1)
    for index in range(len(source)):
        picture = source[index].render(scale=_SCAN_DPI / 72, grayscale=True).to_pil()
        picture = _aged(picture, seed=index)
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG", quality=60)
        canvas.drawImage(_reader(jpeg), 0, 0, *LETTER)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _aged(picture: Image.Image, seed: int) -> Image.Image:
    picture = picture.convert("L").rotate(0.7, fillcolor=255, resample=Image.Resampling.BICUBIC)
    dice = random.Random(seed)  # noqa: S311 (specks on paper, no secret)
    for _ in range(300):
        x, y = dice.randrange(picture.width), dice.randrange(picture.height)
        picture.putpixel((x, y), dice.randrange(90, 200))
    return picture.filter(ImageFilter.GaussianBlur(0.5))


def _reader(jpeg: io.BytesIO) -> object:
    from reportlab.lib.utils import ImageReader  # noqa: PLC0415 (only scans need it)

    jpeg.seek(0)
    return ImageReader(jpeg)


def steady_zip(data: bytes) -> bytes:
    """Write a zip again with one date for all members, so that its bytes never change."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()

"""Small PDFs made for tests: by reportlab, or object by object where they must be odd."""

import io
import zlib
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 612.0, 792.0
LEADING = 14.0
SIZE = 11.0

Text = tuple[float, float, str]  # x, distance from the top of the page, words


def made(
    *pages: Sequence[Text],
    lines: Sequence[tuple[float, float, float, float]] = (),
    password: str = "",
) -> bytes:
    """Return a PDF with words at places, and the same rules (from the top) on every page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=True, encrypt=password or None)
    for page in pages:
        canvas.setFont("Helvetica", SIZE)
        for x0, top, x1, bottom in lines:
            canvas.line(x0, HEIGHT - top, x1, HEIGHT - bottom)
        for x, y, text in page:
            canvas.drawString(x, HEIGHT - y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def prose(*lines: str, x: float = 72.0, y: float = 100.0) -> list[Text]:
    """Return lines of text under each other."""
    return [(x, y + i * LEADING, line) for i, line in enumerate(lines)]


def turned(data: bytes, degrees: int) -> bytes:
    """Return the PDF drawn sideways and turned upright again by /Rotate, as scanners do."""
    turns = {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, HEIGHT, 0),
        180: (-1, 0, 0, -1, WIDTH, HEIGHT),
        270: (0, -1, 1, 0, 0, WIDTH),
    }
    size = (HEIGHT, WIDTH) if degrees in (90, 270) else (WIDTH, HEIGHT)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        page.add_transformation(turns[degrees])
        page.mediabox = page.cropbox = RectangleObject((0, 0, *size))
        page.rotate(degrees)
    return _written(writer)


def cropped(data: bytes, box: tuple[float, float, float, float]) -> bytes:
    """Return the PDF with a CropBox."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        page.cropbox = RectangleObject(box)
    return _written(writer)


def moved(data: bytes, x: float, y: float) -> bytes:
    """Return the PDF with its content and MediaBox moved away from the origin."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        page.add_transformation((1, 0, 0, 1, x, y))
        page.mediabox = RectangleObject((x, y, WIDTH + x, HEIGHT + y))
        page.cropbox = page.mediabox
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def raw(
    content: bytes, *, to_unicode: bytes = b"", kids: bytes = b"[3 0 R]", filters: str = ""
) -> bytes:
    """Return a one-page PDF of given operators; ``to_unicode`` is a CMap for its font."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids " + kids + b" /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        4: _stream(content, filters),
        5: font + (b" /ToUnicode 6 0 R >>" if to_unicode else b" >>"),
        6: _stream(to_unicode),
    }
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in objects.items():
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def shown(*lines: tuple[float, float, bytes]) -> bytes:
    """Return operators that print strings at places from the bottom left."""
    return b"\n".join(b"BT /F1 11 Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET" % line for line in lines)


def mapped(*pairs: tuple[int, str]) -> bytes:
    """Return a CMap that says what character codes mean."""
    rows = b"\n".join(
        b"<%02X> <%s>" % (code, text.encode("utf-16-be").hex().upper().encode())
        for code, text in pairs
    )
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"%d beginbfchar\n%s\nendbfchar endcmap end end" % (len(pairs), rows)
    )


def bomb(layers: int = 2, size: int = 1 << 30) -> bytes:
    """Return a small PDF whose content unpacks to very much."""
    squeeze = zlib.compressobj(9)
    chunk = b" " * (1 << 20)
    data = b"".join(squeeze.compress(chunk) for _ in range(size >> 20)) + squeeze.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return raw(data, filters=" ".join(["/FlateDecode"] * layers))


def _stream(data: bytes, filters: str = "") -> bytes:
    extra = f"/Filter [{filters}] " if filters else ""
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), extra.encode(), data)

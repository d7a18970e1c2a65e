"""Small PDFs whose words stand at known places."""

import hashlib
import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from models.evidence import BBox, Evidence

FONT, SIZE, LEADING, LEFT = "Times-Roman", 11, 15, 72


class Sheet:
    """One PDF of lines of text; remembers where each line stands."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._lines: list[tuple[int, float, str]] = []
        self._page, self._y = 1, 80.0

    def write(self, *lines: str) -> "Sheet":
        for line in lines:
            self._lines.append((self._page, self._y, line))
            self._y += LEADING
        return self

    def next_page(self) -> "Sheet":
        self._page, self._y = self._page + 1, 80.0
        return self

    def data(self) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4, invariant=True)
        for page in range(1, self._page + 1):
            canvas.setFont(FONT, SIZE)
            for number, y, text in self._lines:
                if number == page:
                    canvas.drawString(LEFT, A4[1] - y, text)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data()).hexdigest()

    def quote(self, words: str, section: str | None = None) -> Evidence:
        """Return the evidence of words that stand on one line."""
        page, y, line = next(row for row in self._lines if words in row[2])
        start = LEFT + stringWidth(line[: line.index(words)], FONT, SIZE)
        box = BBox(start, y - 9, start + stringWidth(words, FONT, SIZE), y + 3)
        return Evidence(words, self.file, self.sha256, page, (box,), section=section)

"""From templates to one tagged PDF of several sheets.  Same input, same bytes."""

import io
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.resources import files
from textwrap import shorten
from types import ModuleType

from jinja2 import Environment
from markupsafe import Markup

from models.errors import ErrorCode, SettingsError
from reports.panels import BILLED
from reports.paper.glyphs import printable
from reports.paper.png import Png, read_png
from reports.proofs import Quote
from reports.templating import template_environment

PAPERS = {"a4": "A4", "letter": "letter"}
CROP_SCALE = 2.5  # pixels a point in the pictures that paper asks for
_FOOT_LETTERS = 95
_LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands together and has its own page numbers.

    ``template`` is filled with ``values``; ``foot`` and ``note`` stand below each page, the note
    whole: it must be short.  ``day`` is given as the day the file was made, so that the same
    input gives the same bytes.
    """

    template: str
    title: str
    day: date
    foot: str
    values: Mapping[str, object]
    note: str = ""
    author: str = ""
    program: str = ""


def pdf(sheets: Iterable[Sheet], *, paper: str = "a4") -> bytes:
    """Write sheets; ``paper`` is one of `PAPERS`.  Title and author are those of the first.

    Raises:
        SettingsError: PDF_LIBRARY_MISSING, the system has no Pango.
    """
    pictures: dict[str, Png] = {}
    environment = _environment().overlay()
    environment.filters = environment.filters | {"picture": lambda quote: _shown(quote, pictures)}
    filled = [
        environment.get_template(sheet.template).render(sheet=sheet, BILLED=BILLED, **sheet.values)
        for sheet in sheets
    ]
    light = _source("tokens.css").partition("@media")[0]
    style = f"{light}@page {{ size: {PAPERS[paper]} }}{_source('paper/paper.css')}"
    made: bytes = _engine().write(filled, style, pictures, pixels_a_point=CROP_SCALE)
    return made


def can_write() -> None:
    """Make sure that PDF files can be written here.

    Raises:
        SettingsError: PDF_LIBRARY_MISSING, the system has no Pango.
    """
    _engine()


def _engine() -> ModuleType:
    try:
        # What it says where a library is missing goes to standard output, which is the PDF's.
        with redirect_stdout(io.StringIO()):
            return import_module("reports.paper.engine")  # its libraries may be missing
    except OSError as error:
        what = "PDF files are laid out with Pango, which this machine does not have."
        do = f"Install it (Debian, Ubuntu: apt-get install {_LIBRARIES}; macOS: brew install pango) and try again."
        raise SettingsError(ErrorCode.PDF_LIBRARY_MISSING, what, where="PDF", do=do) from error


def cut(words: str, letters: int) -> str:
    """Keep what a document says from filling pages.

    >>> cut("Senior Engineer", 8)
    'Senior …'
    """
    return words if len(words) <= letters else f"{words[: letters - 1]}\N{HORIZONTAL ELLIPSIS}"


def _shown(quote: Quote, pictures: dict[str, Png]) -> str:
    """Return the address of a quote's picture; empty where there is none to show."""
    if quote.crop is None:
        return ""
    data = quote.crop.picture.data
    address = f"picture:{sha256(data).hexdigest()}"
    if address not in pictures:
        png = read_png(data)
        if png is None:
            return ""
        pictures[address] = png
    return address


@cache
def _environment() -> Environment:
    made = template_environment("reports")
    made.finalize = _printable
    made.filters.update(
        cut=cut, short=lambda words: shorten(words, _FOOT_LETTERS, placeholder=" ...")
    )
    return made


def _printable(value: object) -> object:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return printable(value)


def _source(name: str) -> str:
    return (files("reports") / "templates" / name).read_text("utf-8")

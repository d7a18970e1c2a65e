"""What text recognition read on the pages of one file, and which pages wait for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from models.evidence import UPRIGHT, Turn


class ScannedWord(NamedTuple):
    """One recognised word; the box is in points on the straightened page, from its top left.

    ``confidence`` is the recogniser's own, 0 to 1.  ``readings`` are the texts it could be, where
    a figure is not certain: nothing that rests on it is accepted without review.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float
    readings: tuple[str, ...] = ()


class ScannedPage(BaseModel):
    """One page as recognised: straightened, its sizes in points.

    ``turn`` leads from the straightened page to the page as a viewer shows it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    width: float
    height: float
    turn: Turn = UPRIGHT
    words: tuple[ScannedWord, ...] = ()


class WantedPage(NamedTuple):
    """A page that text recognition must read: its number, 1-based, and a hash of what it shows."""

    number: int
    key: str


@dataclass(frozen=True, slots=True)
class Scans:
    """What is known of the pages of one file that hold no text of their own.

    ``asked`` is true where text recognition can be had: a page that is in neither ``pages`` nor
    ``failed`` is then asked for with `PagesWanted`.  ``failed`` says why a page was not read.
    """

    pages: Mapping[int, ScannedPage] = field(default_factory=dict)
    failed: Mapping[int, str] = field(default_factory=dict)
    asked: bool = False


NO_SCANS = Scans()


class PagesWanted(Exception):
    """Reading goes on when text recognition has read these pages."""

    def __init__(self, pages: tuple[WantedPage, ...]) -> None:
        super().__init__(pages)
        self.pages = pages

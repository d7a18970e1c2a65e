"""The letter to the other party that a page offers: to whom, about what, what to look at before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from contract_ai.crops import FOR_PAPER, draw
from contract_ai.settings import Settings
from contract_ai.versions import program_version
from contract_ai.web.drawing import places_of
from contract_ai.web.site import Site
from models.findings import Direction, LocatedFinding
from reports.inputs import ReportInput
from reports.packet.letter import INTERNAL, PURSUED, before_sending, letter_crops, letters
from reports.packet.pdf import letters_pdf
from reports.wording import THIN


@dataclass(frozen=True, slots=True)
class Offer:
    """A letter that can be had: to whom it goes, and what to look at before it is sent."""

    to: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def words(self) -> str:
        """What the button says: "Letter to Larchmont Consulting LLC (PDF)"."""
        return f"Letter to {' and '.join(self.to)} (PDF)"


def offer(data: ReportInput, settings: Settings) -> Offer | None:
    """Return the letter that comes of findings; None where they ask nobody for anything."""
    made = letters(data, settings.letterhead)
    if not made:
        return None
    to = tuple(dict.fromkeys(letter.addressee.name for letter in made))
    notes = tuple(_without_subject(note) for note in before_sending(made))
    return Offer(to, tuple(dict.fromkeys(notes)))


def why_none(found: LocatedFinding) -> str:
    """Say why no letter comes of a finding."""
    if found.state not in PURSUED:
        return f"No letter: the finding is {found.state}."
    if found.code.startswith(INTERNAL):
        return "No letter: this stays in the house."
    if found.finding.direction is Direction.NEUTRAL:
        return "No letter: nobody is asked for money or a correction."
    return "No letter comes of this finding."


def written(site: Site, data: ReportInput) -> bytes | None:
    """Write the letters as one PDF with pictures of the pages; None where there is none to write."""
    settings = site.settings
    if not letters(data, settings.letterhead):
        return None
    wanted = letter_crops(data)
    places: Mapping[str, Path] = places_of(site, [one.sha256 for one in wanted])
    pictures = draw(site.open_reader(), wanted, places, kind=FOR_PAPER)
    made = letters(replace(data, crops=pictures), settings.letterhead)
    return letters_pdf(made, program=f"contract-ai {program_version()}")


def _without_subject(note: str) -> str:
    """Leave out what a letter is about, which the page says already."""
    text = note.replace(THIN, " ").rpartition(": ")[2]
    return text[:1].upper() + text[1:]

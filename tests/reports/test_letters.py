"""Letters: what they say, to whom, and that they are the same each time."""

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image
from syrupy.assertion import SnapshotAssertion

from models.contracts import Contract
from models.findings import Direction, LocatedFinding, State
from reports.inputs import ReportInput
from reports.packet.letter import Letter, Party, before_sending, letters, window_of
from reports.packet.pdf import letters_pdf
from reports.paper.glyphs import MISSING, printable
from reports.paper.png import read_png
from tests.reports import sample
from tests.reports.paper import needs_pango, words_of
from tests.reports.poison import poison
from tests.reports.test_report import PAYLOADS

DISPUTE, BILL = Direction.OVERBILLED, Direction.UNDERBILLED


def _only(**wanted: object) -> ReportInput:
    """Keep findings by their fields."""
    data = sample.for_paper()
    kept = tuple(
        one
        for one in data.audit.findings
        if all(getattr(one, name) == value for name, value in wanted.items())
    )
    return replace(data, audit=replace(data.audit, findings=kept))


def _one(data: ReportInput, direction: Direction) -> Letter:
    (letter,) = [one for one in letters(data) if one.direction is direction]
    return letter


def _with_state(state: State) -> ReportInput:
    data = sample.for_paper()
    changed = tuple(replace(one, state=state) for one in data.audit.findings)
    return replace(data, audit=replace(data.audit, findings=changed))


@needs_pango
def test_a_dispute_reads_as_reviewed(snapshot: SnapshotAssertion) -> None:
    data = _only(invoice="NW-2026-031")
    assert "\n\f\n".join(words_of(letters_pdf(letters(data)))) == snapshot


@needs_pango
def test_missed_revenue_reads_as_reviewed(snapshot: SnapshotAssertion) -> None:
    data = _only(contract="cloudkeep-order-form")
    made = [one for one in letters(data) if one.direction is BILL]
    assert "\n\f\n".join(words_of(letters_pdf(made))) == snapshot


@needs_pango
def test_the_same_input_gives_the_same_bytes() -> None:
    made = letters(sample.for_paper())
    assert letters_pdf(made) == letters_pdf(made)
    assert letters_pdf(made) != letters_pdf(made, paper="letter")


def test_a_letter_goes_from_the_one_who_lost_to_the_other() -> None:
    data = sample.for_paper()
    for letter in letters(data):
        names = ("Northwind Consulting Ltd", "Harbour Foods plc")
        if names[0] in {letter.sender.name, letter.addressee.name}:
            loser = names[1] if letter.direction is DISPUTE else names[0]
            assert letter.sender.name == loser
    assert {letter.direction for letter in letters(data)} == {DISPUTE, BILL}


@pytest.mark.parametrize("state", [State.ACCEPTED, State.CREDITED, State.RESOLVED, State.WAIVED])
def test_what_is_settled_is_in_no_letter(state: State) -> None:
    assert letters(_with_state(state)) == ()


def test_what_is_disputed_is_in_the_letter_again() -> None:
    assert len(letters(_with_state(State.DISPUTED))) == len(letters(sample.for_paper()))


@pytest.mark.parametrize("code", ["AU102", "CT101", "ID106", "RC101", "RC104"])
def test_what_is_no_business_of_the_other_is_not_told(code: str) -> None:
    data = sample.for_paper()
    changed = tuple(replace(one, code=code) for one in data.audit.findings)
    assert letters(replace(data, audit=replace(data.audit, findings=changed))) == ()


def test_sums_are_those_of_the_letters_direction_and_never_mixed() -> None:
    for letter in letters(sample.for_paper()):
        amounts = {
            one.currency: sum(
                (
                    p.view.found.finding.amount or 0
                    for p in letter.points
                    if p.view.found.finding.direction is letter.direction
                    and p.view.found.finding.currency == one.currency
                ),
            )
            for one in letter.sums
        }
        assert {one.currency: one.amount for one in letter.sums} == amounts


def test_our_letterhead_stands_where_we_are_the_sender() -> None:
    ours = Party("HARBOUR FOODS PLC", ("1 Quay Street", "Hull"))
    heads = {
        letter.direction: letter.sender
        for letter in letters(_only(contract="northwind-consulting-msa"), ours)
    }
    assert heads[DISPUTE] == ours
    assert heads[BILL].name == "Northwind Consulting Ltd"


def _dispute_by(*days: str | None) -> ReportInput:
    data = _only(invoice="NW-2026-031")
    found = data.audit.findings
    changed = tuple(replace(one, act_before=day) for one, day in zip(found, days, strict=False))
    return replace(data, audit=replace(data.audit, findings=changed))


@pytest.mark.parametrize(
    ("days", "named", "closed"),
    [
        (("2026-07-13", "2026-07-20"), date(2026, 7, 13), ""),
        (("2026-06-30", None), date(2026, 6, 30), ""),
        (("2026-06-29", "2026-07-20"), date(2026, 7, 20), "for point 1;"),
        (("2026-06-28", "2026-06-29"), None, "for points 1, 2;"),
        ((None, None), None, ""),
    ],
)
def test_the_last_day_is_named_while_it_lies_ahead(
    days: tuple[str | None, ...], named: date | None, closed: str
) -> None:
    data = _dispute_by(*days)
    letter = _one(data, DISPUTE)
    assert letter.act_before == named
    assert (letter.window is not None) == (named is not None)
    assert any("ends on" in sentence for sentence in letter.request) == (named is not None)
    notes = " ".join(before_sending([letter]))
    assert ("time to dispute has ended" in notes) == bool(closed)
    assert closed in notes


def test_what_rests_on_a_doubtful_reading_is_said_before_sending() -> None:
    letter = _one(_only(invoice="NW-2026-031"), DISPUTE)
    numbers = [str(point.number) for point in letter.points if point.view.review]
    assert numbers
    assert f"point {', '.join(numbers)} before you send this" in " ".join(before_sending([letter]))


def test_more_than_the_invoice_is_noticed() -> None:
    data = _only(invoice="NW-2026-031")
    invoices = tuple(
        one.model_copy(update={"total": one.total and one.total / 1000}) for one in data.invoices
    )
    letter = _one(replace(data, invoices=invoices), DISPUTE)
    assert letter.overdrawn == ("NW-2026-031",)
    assert "some points overlap" in " ".join(before_sending([letter]))


def test_the_time_to_dispute_may_stand_in_the_agreement_above() -> None:
    msa, *_ = sample.contracts()
    header = msa.contract.model_copy(update={"number": "SOW-1", "under": "MSA-2025-07"})
    order = Contract(document=msa.document, contract=header)
    assert window_of(order, (order, msa)) is not None
    alone = order.model_copy(update={"contract": header.model_copy(update={"under": None})})
    assert window_of(alone, (alone, msa)) is None


@needs_pango
def test_each_letter_counts_its_own_pages() -> None:
    made = letters(sample.for_paper())
    pages = words_of(letters_pdf(made))
    marks = [page.rsplit("Page ", 1)[1].split("\n")[0].strip() for page in pages]
    numbers = [tuple(map(int, mark.split(" of "))) for mark in marks]
    assert numbers[0][0] == 1
    for (place, all_), (next_place, next_all) in pairwise(numbers):
        assert (next_place, next_all) == (place + 1, all_) or (place == all_ and next_place == 1)
    assert sum(place == 1 for place, _ in numbers) == len(made)


@needs_pango
def test_a_picture_stands_in_the_file_as_it_was_drawn() -> None:
    data = _only(invoice="NW-2026-031")
    drawn = {Image.open(io.BytesIO(png)).convert("RGB").tobytes() for png in data.crops.values()}
    document = pdfium.PdfDocument(letters_pdf(letters(data)))
    shown = {
        found.get_bitmap().to_pil().convert("RGB").tobytes()
        for page in document
        for found in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE])
    }
    document.close()
    assert shown
    assert shown <= drawn


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:0],
        lambda data: data[:20],
        lambda data: b"GIF89a" + data,
        lambda data: data.replace(b"IHDR", b"IHDX"),
        lambda data: data.replace(b"IDAT", b"IDAX"),
        lambda data: data.replace(b"PLTE", b"PLTX"),
        lambda data: data[:28] + b"\x01" + data[29:],
    ],
)
def test_what_is_no_plain_png_is_not_shown(damage: object) -> None:
    data = next(iter(sample.paper_crops().values()))
    assert callable(damage)
    assert read_png(damage(data)) is None


@needs_pango
def test_a_finding_without_its_picture_shows_the_quote() -> None:
    data = replace(_only(invoice="NW-2026-031"), crops={})
    text = " ".join(" ".join(words_of(letters_pdf(letters(data)))).split())
    assert "Senior Engineer 185.00 GBP per hour" in text


def test_letters_of_many_scripts_are_shown_and_the_rest_is_marked() -> None:
    assert printable("Zażółć Ωмега € −1") == "Zażółć Ωмега € −1"
    assert printable("漢\u202e") == f"{MISSING}\N{REPLACEMENT CHARACTER}"


@needs_pango
@pytest.mark.parametrize("payload", [" ".join(PAYLOADS), "long " * 400, ""])
def test_no_text_of_a_document_breaks_a_letter(payload: str) -> None:
    data = poison(sample.for_paper(), payload)
    found: tuple[LocatedFinding, ...] = data.audit.findings
    assert found
    for letter in letters(data):
        assert letters_pdf([letter]).startswith(b"%PDF")

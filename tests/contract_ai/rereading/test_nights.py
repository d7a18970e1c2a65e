"""A night reads again a few documents that other extractors read, and says so."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from contract_ai import versions
from contract_ai.batch.night import NightRun
from contract_ai.batch.saying import night_form, night_text
from contract_ai.batch.summary import Summary
from contract_ai.rereading import reread
from contract_ai.rereading.book import RereadState, listed
from contract_ai.storage.upgrade import open_database
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.rereading.office import OtherReader, edit


class Killed(BaseException):
    """The program was ended here."""


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the extractors be of another version from now on."""

    def come() -> None:
        for module in (reread, versions):
            monkeypatch.setattr(module, "reader_stamp", lambda: "newer")

    return come


def night(house: House, **changed: object) -> Summary:
    """Do a night with another grammar."""
    opened = open_database(house.place)
    try:
        reader = OtherReader(house.settings)
        reader.contract = edit("fee", amount=Decimal(1700))
        return NightRun(opened, reader, house.plan(**changed), house.hand.times()).run()
    finally:
        opened.close()


def states(house: House) -> list[str]:
    """Return the states of all readings."""
    opened = open_database(house.place)
    with opened.read() as session:
        found = [row.state for row, _ in listed(session, tuple(RereadState))]
    opened.close()
    return found


def automatic(house: House) -> None:
    """Let new readings count where nobody decided anything."""
    house.settings = house.settings.model_copy(update={"rederive": "automatic"})


def test_a_night_with_newer_extractors_compares_and_says_so(
    any_house: House, newer: Callable[[], None]
) -> None:
    any_house.put(COMPANY)
    first = any_house.night()
    assert (first.figures.reread.read, "read again" in night_text(first)) == (0, False)
    newer()
    said = night(any_house)
    assert (said.figures.reread.same, said.figures.reread.changed) == (1, 1)
    assert "2 documents read again by newer extractors" in night_text(said)
    assert "of findings 3 would open, 3 would close" in night_text(said)
    form = night_form(said)
    assert isinstance(form, dict)
    assert form["reread"] == said.figures.reread.model_dump()
    assert (states(any_house), said.figures.checked) == ([RereadState.OPEN], True)
    page = (any_house.output / "report.html").read_text("utf-8")
    assert "1 document on file is read in another way by newer extractors" in page
    assert night(any_house).figures.reread.read == 0


def test_a_night_reads_no_more_than_it_may(any_house: House, newer: Callable[[], None]) -> None:
    any_house.put(COMPANY)
    any_house.night()
    newer()
    assert night(any_house, rereads=0).figures.reread.waiting == 2
    said = night(any_house, rereads=1)
    assert (said.figures.reread.read, said.figures.reread.waiting) == (1, 1)
    assert "1 left for the next time" in night_text(said)


def test_what_counts_at_once_is_checked_in_the_same_night(
    any_house: House, newer: Callable[[], None]
) -> None:
    any_house.put(COMPANY)
    any_house.night()
    newer()
    automatic(any_house)
    said = night(any_house)
    assert (said.figures.reread.accepted, said.figures.checked) == (1, True)
    assert said.figures.changes == {"new": 3, "gone": 3}
    assert states(any_house) == [RereadState.ACCEPTED]


def test_a_night_killed_after_accepting_checks_when_it_goes_on(
    any_house: House, newer: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    any_house.put(COMPANY)
    any_house.night()
    newer()
    automatic(any_house)

    def dies(*_given: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(NightRun, "_check", dies)
        with pytest.raises(Killed):
            night(any_house)
    said = night(any_house)
    assert (said.figures.runs, said.figures.checked) == (2, True)
    assert said.figures.changes == {"new": 3, "gone": 3}

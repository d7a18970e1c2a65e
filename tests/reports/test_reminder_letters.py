"""Letters of reminder: in two languages, as text and HTML, with the contract's clause."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.evidence import Evidence
from models.reminders import Language, OpenItem, Tone
from reports.reminders.letter import Letter, reminder

CLAUSE = Evidence('Net 30 days; "late" <b>means</b> late.', "msa.pdf", page=3, section="4.2")
ITEM = OpenItem(
    key="a1",
    invoice="A-1",
    supplier="Us GmbH",
    customer="Müller & Söhne <AG>",
    contract="MSA",
    issued_on=date(2026, 1, 1),
    due_on=date(2026, 1, 31),
    open_amount=Decimal("1210.5"),
    currency="EUR",
    clause=CLAUSE,
)
COMING = replace(ITEM, key="b2", invoice="B-2", due_on=date(2026, 2, 20), open_amount=Decimal(9))


def _letter(
    *items: OpenItem,
    tone: Tone = Tone.FRIENDLY,
    language: Language = Language.EN,
    overdue: Mapping[str, int] | None = None,
) -> Letter:
    return reminder(
        ("Us GmbH", "Street 1"),
        ITEM.customer,
        items,
        overdue={"a1": 0} if overdue is None else overdue,
        day=date(2026, 2, 5),
        tone=tone,
        language=language,
    )


def test_a_letter_in_english() -> None:
    made = _letter(ITEM, COMING)
    assert made.subject == "Payment reminder: A-1, B-2"
    lines = made.text.splitlines()
    assert lines[:2] == ["Us GmbH", "Street 1"]
    overdue, coming = lines.index("Overdue:"), lines.index("Not overdue yet:")
    assert lines[overdue + 1].startswith("- Invoice A-1, Dated 1 January 2026, Due 31 January 2026")
    assert lines[overdue + 1].endswith(": 1,210.50\N{NO-BREAK SPACE}EUR")
    assert lines[coming + 1].endswith(": 9.00\N{NO-BREAK SPACE}EUR")
    assert "Open in all: 1,219.50\N{NO-BREAK SPACE}EUR" in made.text


def test_the_clause_stands_once_word_for_word_and_cannot_break_the_page() -> None:
    made = _letter(ITEM, COMING)
    assert made.text.count(CLAUSE.quote) == 1
    assert "(msa.pdf, page 3, section 4.2)" in made.text
    assert "&lt;b&gt;means&lt;/b&gt;" in made.html
    assert "Müller &amp; Söhne &lt;AG&gt;" in made.html
    assert "Müller & Söhne <AG>" in made.text


@pytest.mark.parametrize("times", [0, 1, 2])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("tone", list(Tone))
def test_each_tone_has_its_own_words(tone: Tone, language: Language, times: int) -> None:
    before = {"a1": times}
    made, *others = (
        _letter(ITEM, tone=one, language=language, overdue=before)
        for one in sorted(Tone, key=lambda one: one is not tone)
    )
    assert made.subject not in {one.subject for one in others}
    assert made.text not in {one.text for one in others}
    assert "{}" not in made.text + made.html


CLAIMS = {
    Language.EN: ("written", "Second", "Further", "last reminder", "Final payment reminder"),
    Language.DE: ("geschrieben", "Zweite", "Weitere", "letzte Erinnerung", "Letzte Zahlungserin"),
}
"""Words that say that somebody wrote before."""
TWO = (ITEM, replace(COMING, due_on=date(2026, 1, 20)))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("tone", list(Tone))
def test_who_was_never_reminded_is_told_of_no_earlier_letter(
    tone: Tone, language: Language
) -> None:
    first = _letter(*TWO, tone=tone, language=language, overdue={"a1": 0, "b2": 0})
    said = first.subject + first.text + first.html
    assert [one for one in CLAIMS[language] if one in said] == []


@pytest.mark.parametrize("tone", [Tone.FIRM, Tone.FINAL])
@pytest.mark.parametrize(
    ("before", "english", "german"),
    [
        ((0, 1), "about some of them before.", "Zu einem Teil davon hatten wir Ihnen bereits"),
        ((1, 3), "to you about them before.", "Wir hatten Ihnen dazu bereits geschrieben."),
        ((2, 2), "about them several times.", "Wir hatten Ihnen dazu mehrmals geschrieben."),
    ],
)
def test_a_letter_says_how_often_somebody_wrote_before(
    tone: Tone, before: tuple[int, int], english: str, german: str
) -> None:
    overdue = dict(zip(("a1", "b2"), before, strict=True))
    for language, words in ((Language.EN, english), (Language.DE, german)):
        made = _letter(*TWO, tone=tone, language=language, overdue=overdue)
        assert words in made.text
        assert words in made.html


def test_a_second_reminder_is_called_so_only_where_it_is_of_all() -> None:
    def subject(*before: int) -> str:
        overdue = dict(zip(("a1", "b2"), before, strict=True))
        return _letter(*TWO, tone=Tone.FIRM, overdue=overdue).subject

    assert subject(1, 1) == "Second payment reminder: A-1, B-2"
    assert subject(0, 1) == subject(0, 0) == "Payment overdue: A-1, B-2"
    assert subject(2, 3) == "Further payment reminder: A-1, B-2"


def test_a_letter_in_german_writes_amounts_and_dates_as_germans_do() -> None:
    made = _letter(ITEM, language=Language.DE)
    assert "1.210,50\N{NO-BREAK SPACE}EUR" in made.text
    assert "5. Februar 2026" in made.text
    assert '<html lang="de">' in made.html


def test_what_is_not_due_yet_gets_a_note() -> None:
    made = _letter(COMING)
    assert made.subject == "Payment falls due: B-2"
    assert "Overdue:" not in made.text


def test_a_number_cannot_add_a_line_to_the_head_of_a_mail() -> None:
    made = _letter(replace(ITEM, invoice="A-1\r\nBcc: everybody@example.com"))
    assert "\n" not in made.subject
    assert "\r" not in made.subject


def test_many_invoices_are_counted_in_the_subject() -> None:
    items = [replace(ITEM, invoice=f"A-{number}") for number in range(1, 6)]
    assert _letter(*items).subject == "Payment reminder: A-1, A-2, A-3 (+2)"

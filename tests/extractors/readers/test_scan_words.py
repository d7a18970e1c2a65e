"""Words from tesseract's table: noise left out, figures put right or unsure."""

import pytest

from extractors.readers.scan_words import certain, words_of
from models.scans import ScannedWord

HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)


def _words(*texts: str, confidence: float = 95.0) -> list[ScannedWord]:
    rows = [
        f"5\t1\t1\t1\t1\t{i}\t{100 * i + 50}\t200\t80\t30\t{confidence}\t{text}"
        for i, text in enumerate(texts)
    ]
    return words_of("\n".join([HEAD, *rows]), 300 / 72)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("$l,000", "$1,000"),
        ("3O", "30"),
        ("(l5)", "(15)"),
        ("$1OO.OO", "$100.00"),
        ("$5,S00.00", "$5,500.00"),
        ("!/2%", "1/2%"),
        ("Ist", "1st"),
        ("§5,995.00", "$5,995.00"),
    ],
)
def test_a_figure_with_letters_in_it_is_put_right_and_unsure(text: str, read: str) -> None:
    (word,) = _words(text)
    assert (word.text, word.readings) == (read, (read, text))


@pytest.mark.parametrize(
    "text",
    [
        "2000S",
        "8-K/A,",
        "§4.2",
        "§12",
        "Oil",
        "INC",
        "1st",
        "$1,000.00",
        "(30)",
        "1.5%",
        "B2B",
        "15th,",
        "12/24/2008",
    ],
)
def test_what_is_no_misread_figure_stays(text: str) -> None:
    (word,) = _words(text)
    assert (word.text, word.readings) == (text, ())


def test_specks_beside_a_clause_number_are_dropped() -> None:
    words = _words("1..", "5.2..", "‘(b)", "12.,")
    assert [word.text for word in words] == ["1.", "5.2.", "(b)", "12."]


def test_a_percent_sign_is_known_after_the_word() -> None:
    words = _words("thirty", "percent", "(3016)", "of", "form", "(1096)")
    assert [word.text for word in words if word.readings] == ["(30%)"]
    assert words[-1].text == "(1096)"


def test_a_figure_the_recogniser_is_not_sure_of_is_unsure() -> None:
    first, second = _words("$4,250.00", "month", confidence=55.0)
    assert first.readings == ("$4,250.00",)
    assert second.readings == ()


def test_rules_specks_and_blanks_are_no_words() -> None:
    assert _words("|", "—", " ", "~", confidence=40.0) == []
    assert [word.text for word in _words("-", "&")] == ["-", "&"]
    tiny = "5\t1\t1\t1\t1\t1\t10\t10\t3\t3\t40\t1"
    assert words_of(tiny, 300 / 72) == []
    assert words_of("no table at all\n5\t1", 1.0) == []


def test_words_of_a_line_are_equally_tall() -> None:
    rows = [
        "5\t1\t1\t1\t1\t1\t0\t210\t40\t20\t95\tor",
        "5\t1\t1\t1\t1\t2\t60\t200\t40\t30\t95\tFor",
        "5\t1\t1\t1\t1\t3\t120\t200\t40\t38\t95\tFig",
    ]
    words = words_of("\n".join(rows), 1.0)
    assert {(word.top, word.bottom) for word in words[:2]} == {(194.0, 239.0)}
    assert (words[2].top, words[2].bottom) == (194.0, 239.0)
    assert [word.x0 for word in words] == [-3.6, 56.4, 116.4]
    assert words[0].x1 == 43.6


def test_certainty_is_the_mean_over_letters() -> None:
    assert certain(_words("four", "more", confidence=80.0)) == pytest.approx(0.8)
    assert certain([]) == 0.0

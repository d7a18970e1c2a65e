"""Passages: joined over lines and pages, in reading order, without furniture."""

from extractors.readers.pdf import read_pdf
from models.document import Document
from models.passage import Passage, PassageKind
from tests.extractors.readers.pdfs import LEADING, Text, made, prose

LONG = (
    "The Supplier shall perform the services that are described in each statement of work with",
    "the care of a professional and shall correct at its own cost whatever does not conform to",
)


def clauses(document: Document) -> list[str]:
    return [p.text for p in document.passages if p.kind is PassageKind.CLAUSE]


def column(x: float, *lines: str) -> list[Text]:
    return prose(*lines, x=x, y=120)


def test_a_paragraph_over_a_page_break_is_one_passage() -> None:
    first = [*prose(*LONG, y=700), (300.0, 770.0, "1")]
    second = [*prose("that description.", y=60), (300.0, 770.0, "2")]
    document = read_pdf(made(first, second), "a.pdf")
    (passage,) = document.passages
    assert passage.text == " ".join((*LONG, "that description."))
    assert {piece.page for piece in passage.pieces} == {1, 2}
    quote = passage.evidence(0, len(passage.text), at=passage.text.index("that description"))
    assert (quote.page, quote.quote) == (2, "that description.")


def test_paragraphs_end_at_short_lines_gaps_and_items() -> None:
    page = [
        *prose(*LONG, "that description.", "Each party bears its own cost.", y=100),
        *prose("After a gap comes another paragraph", y=100 + 6 * LEADING),
        *prose("(a) first item;", "(b) second item.", y=100 + 8 * LEADING),
    ]
    found = clauses(read_pdf(made(page), "a.pdf"))
    assert [text.split()[-1] for text in found] == [
        "description.",
        "cost.",
        "paragraph",
        "item;",
        "item.",
    ]


def test_a_reference_at_a_line_start_opens_no_section() -> None:
    page = prose(
        "The Customer may withhold the amounts that it disputes in good faith under the terms of",
        "Section 4.2 and shall pay all other amounts when they fall due as the Supplier has stated in",
        "Exhibit B of this Agreement.",
    )
    assert len(clauses(read_pdf(made(page), "a.pdf"))) == 1


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [f"left {i} words of the first column" for i in range(10)]
    right = [f"right {i} words of the second part" for i in range(10)]
    text = " ".join(clauses(read_pdf(made([*column(72, *left), *column(330, *right)]), "a.pdf")))
    assert text == " ".join([*left, *right])


def test_figures_in_columns_of_prose_are_no_table() -> None:
    """Lines of two columns that stand on one height here and there look like rows of a table."""
    left = ["1.1 The Supplier provides advice", "for a term of 12 months and more."] * 15
    right = ["10.1 A monthly fee of $15,000", "is due on the first of each month."] * 10
    apart: list[Text] = [(330.0, 120 + i * 1.5 * LEADING, line) for i, line in enumerate(right)]
    document = read_pdf(made([*column(72, *left), *apart]), "a.pdf")
    assert document.tables == ()
    assert not any("|" in passage.text for passage in document.passages)


def test_headers_footers_and_page_numbers_are_furniture() -> None:
    pages = [
        [
            (72.0, 40.0, "Master Services Agreement"),
            *prose(f"Clause of page {word}.", y=200),
            (300.0, 770.0, f"Page {i} of 4"),
        ]
        for i, word in enumerate(("one", "two", "three", "four"), start=1)
    ]
    document = read_pdf(made(*pages), "a.pdf")
    assert clauses(document) == [f"Clause of page {w}." for w in ("one", "two", "three", "four")]
    page = document.pages[0]
    assert sorted(page.lines[i].text for i in page.furniture) == [
        "Master Services Agreement",
        "Page 1 of 4",
    ]


def test_page_numbers_within_pages_do_not_cut_paragraphs() -> None:
    """Agreements printed again from a filing carry the numbers of the filing's pages."""
    body = [*LONG] * 7
    page: list[Text] = []
    for number in range(1, 4):
        start = 40 + (number - 1) * 16 * LEADING
        page += prose(*body, y=start)
        page += [(300.0, start + 14 * LEADING, f"- {number} -")]
    document = read_pdf(made([*page, *prose("the end.", y=40 + 48 * LEADING)]), "a.pdf")
    (passage,) = document.passages
    assert passage.text == " ".join([*body * 3, "the end."])
    assert len(document.pages[0].furniture) == 3


def test_a_table_of_contents_is_furniture() -> None:
    entries = [f"{i}. Heading number {i} " + "." * 40 + f" {i * 2}" for i in range(1, 7)]
    document = read_pdf(made(prose("TABLE OF CONTENTS", *entries), prose(*LONG)), "a.pdf")
    assert document.tables == ()
    assert [p.text for p in document.passages] == ["TABLE OF CONTENTS", " ".join(LONG)]


def by_start(document: Document, start: str) -> Passage:
    return next(p for p in document.passages if p.text.startswith(start))


def test_passages_know_their_section() -> None:
    page = prose(
        "ARTICLE II",
        "PAYMENT",
        "2.1 Invoices. The Supplier invoices monthly.",
        "(a) each invoice names the order;",
        "Section 2.2 Late Payment.",
        "Interest of 1% a month applies.",
        "EXHIBIT B",
        "The rates are agreed below.",
    )
    document = read_pdf(made(page), "a.pdf")
    assert by_start(document, "PAYMENT").section == "Article II"
    clause = by_start(document, "2.1")
    assert (clause.section, clause.heading) == ("2.1", "PAYMENT > Invoices")
    assert by_start(document, "(a)").section == "2.1"
    interest = by_start(document, "Interest")
    assert (interest.section, interest.heading) == ("2.2", "PAYMENT > Late Payment")
    assert by_start(document, "The rates").section == "Exhibit B"


def test_a_title_in_capitals_is_not_the_clause_below_it() -> None:
    page = prose("CONSULTING AGREEMENT", "This Agreement is made between the parties.", x=150)
    kinds = [(p.kind, p.text) for p in read_pdf(made(page), "a.pdf").passages]
    assert kinds == [
        (PassageKind.HEADING, "CONSULTING AGREEMENT"),
        (PassageKind.CLAUSE, "This Agreement is made between the parties."),
    ]


def test_a_paragraph_that_begins_in_capitals_stays_whole() -> None:
    page = prose(
        "THIS MASTER PROPERTY MANAGEMENT, LEASING AND CONSTRUCTION MANAGEMENT",
        'AGREEMENT ("Agreement") is made as of May 1, 2026 between the parties that sign it below.',
    )
    (passage,) = read_pdf(made(page), "a.pdf").passages
    assert passage.kind is PassageKind.CLAUSE

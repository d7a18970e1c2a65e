"""What DOCX files do to their text, one test a feature."""

import io
import zipfile

import pytest
from docx.document import Document as DocxDocument

from extractors.readers.docx import read_docx
from extractors.readers.docx_numbering import formatted
from models.document import Document
from models.errors import DocumentError, ErrorCode
from models.passage import PassageKind
from tests.extractors.readers.docxs import SPACES, made, paragraph, run, with_part, with_xml

NUMBERING = f"""<w:numbering {SPACES}>
<w:abstractNum w:abstractNumId="70">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="71">
 <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl>
</w:abstractNum>
<w:num w:numId="80"><w:abstractNumId w:val="70"/></w:num>
<w:num w:numId="81"><w:abstractNumId w:val="71"/></w:num>
<w:num w:numId="82"><w:abstractNumId w:val="70"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def texts(document: Document) -> list[str]:
    return [passage.text for passage in document.passages]


def numbered(text: str, level: int, number: int = 80) -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr>{run(text)}</w:p>"


def read(data: bytes) -> Document:
    return read_docx(data, "a.docx")


def test_paragraphs_have_anchors() -> None:
    document = read(made("First clause of it.", "", "Second clause of it."))
    assert [(p.anchor, p.text) for p in document.passages] == [
        ("p1", "First clause of it."),
        ("p3", "Second clause of it."),
    ]
    evidence = document.passages[1].evidence(7, 13)
    assert (evidence.quote, evidence.page, evidence.anchor) == ("clause", None, "p3")


def test_numbers_are_computed_as_word_prints_them() -> None:
    data = with_xml(
        numbered("Fees", 0),
        numbered("Rates. The rates stay fixed.", 1),
        numbered("travel is not included", 2),
        numbered("meals are not included", 2),
        numbered("Invoices. They come monthly.", 1),
        numbered("Term", 0),
        numbered("It runs for a year.", 1),
        numbered("a point", 0, 81),
        numbered("Starts again", 0, 82),
    )
    document = read(with_part(data, "numbering.xml", NUMBERING, replace=True))
    assert texts(document) == [
        "1. Fees",
        "1.1 Rates. The rates stay fixed.",
        "(a) travel is not included",
        "(b) meals are not included",
        "1.2 Invoices. They come monthly.",
        "2. Term",
        "2.1 It runs for a year.",
        "a point",
        "1. Starts again",
    ]
    assert [p.section for p in document.passages][:7] == [
        "1",
        "1.1",
        "1.1",
        "1.1",
        "1.2",
        "2",
        "2.1",
    ]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (4, "lowerRoman", "iv"),
        (9, "upperRoman", "IX"),
        (27, "lowerLetter", "aa"),
        (3, "upperLetter", "C"),
        (5, "decimalZero", "05"),
    ],
)
def test_forms_of_numbers(value: int, form: str, text: str) -> None:
    assert formatted(value, form) == text


def test_tracked_changes_are_read_as_accepted_and_reported() -> None:
    deleted = "<w:del><w:r><w:delText>thirty</w:delText></w:r></w:del>"
    inserted = f"<w:ins>{run('sixty')}</w:ins>"
    moved = f"<w:moveFrom>{run('gone')}</w:moveFrom><w:moveTo>{run(' moved here')}</w:moveTo>"
    document = read(with_xml(paragraph(run("Net "), deleted, inserted, run(" days"), moved)))
    assert texts(document) == ["Net sixty days moved here"]
    (notice,) = document.notices
    assert notice.code == "OPEN_REVISIONS"


def test_a_document_without_changes_has_no_notice() -> None:
    assert read(made("Net 30 days.")).notices == ()


def test_text_boxes_are_read_once() -> None:
    inner = f"<w:txbxContent>{paragraph(run('In the box'))}</w:txbxContent>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{inner}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read(with_xml(paragraph(run("Beside it"), box)))) == ["Beside it", "In the box"]


def test_footnotes_are_passages_of_their_own() -> None:
    notes = (
        f'<w:footnotes {SPACES}><w:footnote w:type="separator" w:id="0">{paragraph(run("-"))}'
        f'</w:footnote><w:footnote w:id="2">{paragraph(run("Excluding taxes."))}</w:footnote>'
        "</w:footnotes>"
    )
    document = read(with_part(made("The fee is $500."), "footnotes.xml", notes))
    note = document.passages[-1]
    assert (note.text, note.kind) == ("Excluding taxes.", PassageKind.FOOTNOTE)


def test_links_fields_tabs_and_content_controls_are_text() -> None:
    link = f"<w:hyperlink>{run('a link')}</w:hyperlink>"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("Section 4")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    control = f"<w:sdt><w:sdtContent>{run('chosen')}</w:sdtContent></w:sdt>"
    line = paragraph(run("See"), "<w:r><w:tab/></w:r>", link, run(", "), field, run(", "), control)
    block = f"<w:sdt><w:sdtContent>{paragraph(run('A whole block.'))}</w:sdtContent></w:sdt>"
    assert texts(read(with_xml(line, block))) == [
        "See a link, Section 4, chosen",
        "A whole block.",
    ]


def test_soft_breaks_part_a_list_and_join_prose() -> None:
    def broken(*lines: str) -> str:
        return paragraph("<w:r><w:br/></w:r>".join(run(line) for line in lines))

    sums = "Net: 409.60", "plus 19 % tax: 77.82", "Total: 487.42"
    document = read(
        with_xml(
            broken("Net 30 days", "1 Main Street"), broken("The fee is", "due now."), broken(*sums)
        )
    )
    assert texts(document) == ["Net 30 days", "1 Main Street", "The fee is due now.", *sums]


def rate_card(document: DocxDocument) -> None:
    table = document.add_table(rows=4, cols=3)
    for row, cells in zip(
        table.rows,
        (
            ("Role", "Rate", "Unit"),
            ("Engineer", "$150", "hour"),
            ("Tester", "$90", "hour"),
            ("All", "", ""),
        ),
        strict=True,
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(3, 0).merge(table.cell(3, 1))
    table.cell(1, 2).merge(table.cell(2, 2)).text = "hour"


def test_tables_become_rows_with_merged_cells_once() -> None:
    document = read(made("The rates are:", change=rate_card))
    (table,) = document.tables
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Role", "Rate", "Unit"],
        ["Engineer", "$150", "hour"],
        ["Tester", "$90", ""],
        ["All", "", ""],
    ]
    assert (table.caption, table.header_rows, table.pages) == ("The rates are:", 1, ())
    assert table.rows[1][1].passage.anchor == "t1r2c2"
    rows = [p for p in document.passages if p.kind is PassageKind.ROW]
    assert (rows[1].text, rows[1].anchor, rows[1].table, rows[1].row) == (
        "Engineer | $150 | hour",
        "t1r2",
        0,
        1,
    )


def test_nested_tables_are_tables_of_their_own() -> None:
    def nest(document: DocxDocument) -> None:
        outer = document.add_table(rows=1, cols=2)
        outer.cell(0, 0).text = "outer"
        inner = outer.cell(0, 1).add_table(rows=1, cols=2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "Fee", "$5"
        deepest = inner.cell(0, 1).add_table(rows=1, cols=2)
        deepest.cell(0, 0).text, deepest.cell(0, 1).text = "deep", "$6"

    document = read(made(change=nest))
    assert [[c.text for c in t.rows[0]] for t in document.tables] == [
        ["outer", ""],
        ["Fee", "$5"],
        ["deep", "$6"],
    ]


def test_a_table_of_one_column_is_prose() -> None:
    def frame(document: DocxDocument) -> None:
        document.add_table(rows=1, cols=1).cell(0, 0).text = "Framed clause text."

    document = read(made(change=frame))
    assert document.tables == ()
    assert texts(document) == ["Framed clause text."]


def test_headers_count_only_for_what_the_body_does_not_say() -> None:
    def head(document: DocxDocument) -> None:
        section = document.sections[0]
        section.header.paragraphs[0].text = "Agreement No. MSA-2026-14"
        section.footer.paragraphs[0].text = "Page 3"
        section.footer.add_paragraph("Consulting Agreement")

    assert texts(read(made("Consulting Agreement", change=head))) == [
        "Consulting Agreement",
        "Agreement No. MSA-2026-14",
    ]


def parts(data: bytes, **changed: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.namelist():
            new.writestr(item, changed.get(item.rsplit("/", 1)[-1].split(".")[0], old.read(item)))
    return out.getvalue()


SOUND = made("A clause.")
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(SOUND[: len(SOUND) // 2], ErrorCode.DOCX_DAMAGED, id="cut"),
        pytest.param(b"PK nothing", ErrorCode.DOCX_DAMAGED, id="no archive"),
        pytest.param(parts(SOUND, document=b"<broken"), ErrorCode.DOCX_DAMAGED, id="broken XML"),
        pytest.param(parts(SOUND, document=b"<a/>"), ErrorCode.DOCX_DAMAGED, id="other XML"),
        pytest.param(parts(SOUND, document=DOCTYPE), ErrorCode.XML_DOCTYPE, id="doctype"),
    ],
)
def test_documents_that_cannot_be_used(data: bytes, code: ErrorCode) -> None:
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert caught.value.code is code

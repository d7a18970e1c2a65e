"""Small DOCX files made for tests, with the XML that python-docx cannot write put in by hand."""

import io
import zipfile
from collections.abc import Callable

import docx
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = f'xmlns:w="{W}" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'


def made(*paragraphs: str, change: Callable[[DocxDocument], None] | None = None) -> bytes:
    """Return a DOCX of plain paragraphs after ``change`` has worked on it."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_xml(*bodies: str) -> bytes:
    """Return a DOCX whose body is given XML."""

    def change(document: DocxDocument) -> None:
        end = document.element.body.sectPr
        for body in bodies:
            for element in parse_xml(f"<w:body {SPACES}>{body}</w:body>"):
                end.addprevious(element)

    return made(change=change)


def run(text: str) -> str:
    """Return a run of text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inner: str) -> str:
    """Return a paragraph of runs."""
    return f"<w:p>{''.join(inner)}</w:p>"


def with_part(data: bytes, name: str, body: str, *, replace: bool = False) -> bytes:
    """Return the package with a part added or replaced; numbering and notes are declared."""
    out = io.BytesIO()
    kind = name.removesuffix(".xml")
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.namelist():
            content = old.read(item)
            if item == f"word/{name}":
                continue
            if item == "[Content_Types].xml" and not replace:
                content = content.replace(
                    b"</Types>",
                    f'<Override PartName="/word/{name}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/></Types>'.encode(),
                )
            if item == "word/_rels/document.xml.rels" and not replace:
                content = content.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rIdX{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{name}"/></Relationships>'.encode(),
                )
            new.writestr(item, content)
        new.writestr(f"word/{name}", body)
    return out.getvalue()

import pytest

from extractors.readers.xmltree import parse_xml
from models.errors import DocumentError, ErrorCode

LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


def test_sound_xml_is_parsed() -> None:
    root = parse_xml("<a><b>ü</b></a>".encode(), "a.xml")
    assert root.findtext("b") == "ü"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        LAUGHS,
        LAUGHS.decode().encode("utf-16"),
        b"<!-- far --> " * 500 + b"<!DOCTYPE a><a/>",
        b"<!DOCTYPE a [<!ENTITY b 'x'>]><a>&c;",
    ],
)
def test_any_doctype_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_xml(data, "a.xml")
    assert caught.value.code is ErrorCode.XML_DOCTYPE


@pytest.mark.parametrize("data", [b"<a>", b"", b"text", b"<a>\x00</a>", b"<a/><b/>", b"<a>" * 400])
def test_broken_xml_is_named(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_xml(data, "a.xml")
    assert caught.value.code is ErrorCode.XML_DAMAGED

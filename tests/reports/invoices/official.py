"""The official rules: the UBL 2.1 schema of OASIS and the Schematron of EN 16931, each as published.

The Schematron is turned into a stylesheet that Saxon runs: within a pattern the first rule whose
context fits a node is the one that is asked (ISO/IEC 19757-3, 6.5).
"""

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from peppol.rules import check_rules
from peppol.xsd import validate_xsd
from saxonche import PySaxonProcessor

RULES = Path(__file__).parent / "rules" / "EN16931-UBL.sch"
_SCH = "{http://purl.oclc.org/dsdl/schematron}"
_XSL = "http://www.w3.org/1999/XSL/Transform"


def faults(document: bytes) -> list[str]:
    """Return what the schema and the rules of EN 16931 have against a document."""
    valid, errors = validate_xsd(document)
    broken = [*errors] if not valid else []
    for line in _asked(document).splitlines():
        code, _, words = line.partition(" ")
        broken.append(f"{code} {words}")
    return broken


def peppol_faults(document: bytes) -> list[str]:
    """Return what another program's reading of the rules of Peppol BIS Billing 3 has against it."""
    return [str(one) for one in check_rules(document) if one.severity == "fatal"]


def count_of_rules() -> int:
    """Return how many assertions the Schematron makes."""
    return sum(1 for _ in etree.parse(RULES).iter(f"{_SCH}assert"))


def _asked(document: bytes) -> str:
    processor, sheet = _sheet()
    node = processor.parse_xml(xml_text=document.decode())
    return str(sheet.transform_to_string(xdm_node=node) or "")


@cache
def _sheet() -> tuple[Any, Any]:
    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    return processor, compiler.compile_stylesheet(stylesheet_text=_stylesheet())


def _stylesheet() -> str:
    """Write the stylesheet: a mode for each pattern, a template for each rule, a test for each assert."""
    schema = etree.parse(RULES).getroot()
    spaces = {str(one.get("prefix")): str(one.get("uri")) for one in schema.iter(f"{_SCH}ns")}
    sheet = etree.Element(
        f"{{{_XSL}}}stylesheet", {"version": "2.0"}, nsmap={"xsl": _XSL, **spaces}
    )
    _add(sheet, "output", method="text")
    main = _add(sheet, "template", match="/")
    for number, pattern in enumerate(schema.iter(f"{_SCH}pattern")):
        mode = f"p{number}"
        _add(main, "apply-templates", select="/", mode=mode)
        rules = list(pattern.iter(f"{_SCH}rule"))
        for at, rule in enumerate(rules):
            template = _add(
                sheet,
                "template",
                match=rule.get("context"),
                mode=mode,
                priority=str(len(rules) - at),
            )
            for one in rule:
                if one.tag == f"{_SCH}let":
                    _add(template, "variable", name=one.get("name"), select=one.get("value"))
                elif one.tag == f"{_SCH}assert" and one.get("flag") == "fatal":
                    failed = _add(template, "if", test=f"not({one.get('test')})")
                    words = " ".join("".join(one.itertext()).split())
                    _add(failed, "text").text = f"{one.get('id')} {words}\n"
            _add(template, "apply-templates", select="@*|*", mode=mode)
        _add(
            _add(sheet, "template", match="/|*|@*", mode=mode, priority="0"),
            "apply-templates",
            select="@*|*",
            mode=mode,
        )
        _add(sheet, "template", match="text()", mode=mode, priority="0")
    return etree.tostring(sheet, encoding="unicode")


def _add(parent: etree._Element, tag: str, /, **attributes: str | None) -> etree._Element:
    return etree.SubElement(
        parent, f"{{{_XSL}}}{tag}", {key: value or "" for key, value in attributes.items()}
    )

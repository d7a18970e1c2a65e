"""The number a document gives itself, and the number of the one it amends or is made under."""

import pytest

from tests.extractors.header.documents import header_of as _header


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        (("# Supply Agreement", "Agreement WB-S-417 between Wren Ltd and Lark plc."), "WB-S-417"),
        (("# Cleaning Contract", "# CC-2031/B", "Wren Ltd cleans for Lark plc."), "CC-2031/B"),
        (("# Service Terms", "This Services Contract (no. AB-DL-77) is concluded."), "AB-DL-77"),
        (("# Statement of Work", "SOW-4/FW/23/008: Data migration"), "SOW-4/FW/23/008"),
        (("# Subcontract", "Subcontract No. LMB-S-90 | Roof, 4 Mill Lane"), "LMB-S-90"),
        (("# Rate Schedule", "Rate Schedule RS-90-2 to Hire Contract HC-90"), "RS-90-2"),
        (("# Amendment 3", "# KT-551-9 / A3", "amends Licence KT-551-9."), "KT-551-9 / A3"),
        (("# Change Order 2", "This Change Order ZX-11-44/2 to Contract ZX-11-44"), "ZX-11-44/2"),
        (("# Carriage", "Wren Ltd and Lark plc agree under number WL-24-7 as follows."), "WL-24-7"),
        (("# Lease", "Wren Ltd and Lark plc. Reference WL/LS/9. Dated 3 May 2021."), "WL/LS/9"),
        (("# Care Contract", "This contract, numbered CARE-20-8, is made on 3 May."), "CARE-20-8"),
        (("# Mandate", "Mandate no. MW-0331 between Wren AG and Lark AG."), "MW-0331"),
        (("# Price List", "Document WL-24/P, belonging to the Contract WL-24"), "WL-24/P"),
        (("# Rates", "Document MW-0331-R to the Advisory Mandate MW-0331"), "MW-0331-R"),
    ],
)
def test_a_document_gives_its_own_number(texts: tuple[str, ...], number: str) -> None:
    assert _header(*texts).number == number


@pytest.mark.parametrize(
    "texts",
    [
        ("# Amendment No. 2", "# Second Amendment to Order Form ZD-25-17"),
        ("# Addendum", "This Addendum is made to the Hosting Contract HC-90-184."),
        ("# Side Letter", "Re: Licence Agreement, Licence No. QGL-0977"),
        ("# Equipment Schedule", "# Goods", "", "", "Two mixers, serial numbers FM-9921."),
    ],
)
def test_the_number_of_another_document_or_thing_is_not_its_own(texts: tuple[str, ...]) -> None:
    assert _header(*(text for text in texts if text), "# End").number is None


@pytest.mark.parametrize(
    ("texts", "amends"),
    [
        (("# Addendum No. 2 to Cleaning Contract CC-2031", "# CC-2031/B"), "CC-2031"),
        (
            (
                "# Amendment No. 1 to Work Order No. 3",
                "The parties entered into Work Order No. 3 (WO-3/FW/008) in May under the Framework Agreement FW/23/008.",
            ),
            "WO-3/FW/008",
        ),
        (("# Variation Deed", "VD-2 to Subcontract LMB-S-90"), "LMB-S-90"),
        (("# Change Order 2", "Change Order ZX-44/2 to the Hosting Contract ZX-44"), "ZX-44"),
        (("# Addendum", "It supplements Order Form ZD-25-17 from May 1."), "ZD-25-17"),
    ],
)
def test_an_amendment_names_what_it_amends(texts: tuple[str, ...], amends: str) -> None:
    header = _header(*texts)
    assert (header.kind, header.amends) == ("amendment", amends)


@pytest.mark.parametrize(
    ("texts", "kind", "under"),
    [
        (("# Service Order", "Master agreement: KN-MSA-118"), "order_form", "KN-MSA-118"),
        (("# Order Form", "ZD-25-17 under Subscription Terms ST-25-8"), "order_form", "ST-25-8"),
        (
            ("# Service Schedule 2", "It forms part of the Agreement LKD/MS/0991 of 3 May 2021."),
            "order_form",
            "LKD/MS/0991",
        ),
        (
            ("# Pricing Schedule", "Pricing Schedule PS-7-1 to Merchant agreement M-7-20"),
            "order_form",
            "M-7-20",
        ),
        (
            ("# Statement of Work 2", "Made under Framework Agreement FW/23/008."),
            "statement_of_work",
            "FW/23/008",
        ),
        (
            ("# Equipment Schedule", "Schedule LF-M-31/2 to Master Lease LF-M-31"),
            "other",
            "LF-M-31",
        ),
        (("# Tariff 2024", "Document WL-24/T, belonging to the Contract WL-24."), "other", "WL-24"),
        (("# Price List", "It belongs to the Hire Agreement HC-90-1."), "other", "HC-90-1"),
        (("# Rate Card", "Document MW-0331-R to the Mandate MW-0331"), "other", "MW-0331"),
    ],
)
def test_an_order_or_schedule_names_its_master(
    texts: tuple[str, ...], kind: str, under: str
) -> None:
    header = _header(*texts)
    assert (header.kind, header.under) == (kind, under)


@pytest.mark.parametrize(
    "text",
    [
        "This letter, once countersigned, amends the Licence from May 1, 2024.",
        "This side letter varies the Supply Agreement of 3 March 2022.",
        "The letter agreement supplements that agreement as set out below.",
    ],
)
def test_a_letter_that_amends_is_an_amendment(text: str) -> None:
    assert _header("# Side Letter: Range", "Dear Ada,", text).kind == "amendment"


def test_a_letter_that_engages_somebody_is_none() -> None:
    assert (
        _header("# Engagement Letter", "Dear Ada,", "This letter sets out our fee.").kind
        == "agreement"
    )


@pytest.mark.parametrize(
    ("title", "line", "amends"),
    [
        ("Change Notice No. 3", "Contract reference: TEL/NW/2210", "TEL/NW/2210"),
        ("Second Amendment", "Lease No. L-8814", "L-8814"),
        ("Deed of Variation", "Subcontract number: RB-S-31", "RB-S-31"),
        ("Letter of Variation", "Supply Agreement MS-4471 of 2 May 2022", "MS-4471"),
    ],
)
def test_an_amendment_heads_its_page_with_the_number_of_its_contract(
    title: str, line: str, amends: str
) -> None:
    header = _header(f"# {title}", line, "1. The daily rate becomes £640.00.")
    assert (header.number, header.amends) == (None, amends)


def test_an_amendment_agreement_has_a_number_of_its_own() -> None:
    header = _header("# Amendment Agreement", "Amendment Agreement No. AA-4471-2", "Rates rise.")
    assert header.number == "AA-4471-2"


@pytest.mark.parametrize("title", ["Service Order", "Sales Order", "Subscription Order"])
def test_an_order_by_another_title(title: str) -> None:
    assert _header(f"# {title}", "Customer: Reed Ltd", "Fee: £9.00").kind == "order_form"

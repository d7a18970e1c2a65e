import pytest

from checks.recognition.parties import core_name, same_party


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cascade Energy Inc.", "Cascade Energy Inc"),
        ("Granite Peak Systems B.V.", "Granite Peak Systems BV"),
        ("Juniper Bank Ltd", "JUNIPER BANK LTD"),
        ("Harborline Retail LLC", "Harborline Retail L.L.C."),
        ("Juniper Retail Inc.", "Juniper Retail Incorporated"),
        ("Cascade Engineering GmbH", "Cascade Engineering Gesellschaft mbH"),
        ("Harborline Pharma S.A.S.", "Harborline Pharma SAS"),
        ("Smith & Sons Ltd", "Smith and Sons Limited"),
        ("The Larkfield Company", "Larkfield Co."),
        ("Larkfield Data (formerly Larks)", "Larkfield Data GmbH & Co. KG"),
        ("Harborline Systems", "Harborlime Systems"),
        ("Data Works LLC", "DataWorks LLC"),
        ("Klinik Nord gGmbH", "Klinik Nord g.GmbH"),
        ("Werkstatt Ost gGmbH", "Werkstatt Ost gemeinnützige GmbH"),
        ("Havn Data A/S", "Havn Data AS"),
        ("Huta Nowa Sp. z o.o.", "Huta Nowa"),
        ("Wattle Foods Pty Ltd", "WATTLE FOODS P/L"),
        ("Vermeer V.O.F.", "Vermeer vof"),
        ("Atelier Morel S.à r.l.", "Atelier Morel Sàrl"),
        ("Norte Dados Lda.", "Norte Dados, LDA"),
        ("Millbrook Health System", "Millbrook Health System, a Michigan nonprofit corporation"),
        ("Acorn Data LLC", "Acorn Data LLC, a Delaware limited liability company"),
        ("Borough Schools", "Borough Schools, an exempt charity"),
        ("Delta Eye Clinic, APMC", "Delta Eye Clinic, A Professional Medical Corporation"),
        ("Delta Eye Clinic APMC", "Delta Eye Clinic"),
        ("Ortiz Law, A.P.C.", "Ortiz Law, a Professional Corporation"),
        ("Marsh Dental P.A.", "Marsh Dental, Professional Association"),
        ("Redford Care NHS FT", "Redford Care NHS Foundation Trust"),
        ("Lakeside School District", "Lakeside SD"),
        ("Oakham Parish Church Council", "Oakham PCC"),
        ("Nordbau ARGE", "Nordbau Arge"),
    ],
)
def test_spellings_of_one_company(one: str, other: str) -> None:
    assert same_party(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Granite Peak Packaging Corp.", "Cascade Insurance Inc."),
        ("Juniper Software GmbH", "Juniper Bank GmbH"),
        ("Granite Peak BV", "Granite Peak Holdings BV"),
        ("Arbor Health FT", "Arbor Health School District"),
        ("Arbor FT", "Alder Foundation Trust"),
        ("Arbor Health Ltd", None),
        ("", "Arbor Health Ltd"),
    ],
)
def test_other_companies(one: str | None, other: str | None) -> None:
    assert not same_party(one, other)


def test_a_name_that_is_only_a_legal_form_keeps_it() -> None:
    assert core_name("Limited") == "limited"
    assert core_name("The") == "the"

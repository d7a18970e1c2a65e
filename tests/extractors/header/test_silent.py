"""Contracts in which nobody pays, parties whom only the signatures name, terms that run on."""

from datetime import date

from extractors.header.names import without_roles
from tests.extractors.header.documents import header_of

_OPENING = (
    'This Agreement is made as of March 3, 2021 by and between Larkfield Holdings, Inc. ("Larkfield"), and '
    'Brookmere Tools LLC ("Brookmere").'
)
_DUTY = "Larkfield shall keep the archive in order and Brookmere shall name two people who may look into it on any working day. "


def test_a_long_contract_without_a_word_on_paying_has_no_customer() -> None:
    """Both have acted often enough to look like a side; nothing is said of money."""
    got = header_of(
        _OPENING,
        *[_DUTY * 10] * 8,
        "Larkfield grants Brookmere a licence under its drawings.",
    )
    assert [p.role for p in got.parties] == ["other", "other"]


def test_a_short_one_leaves_the_price_to_another_paper() -> None:
    """An amendment or a schedule is silent on money as well, and still has its two sides."""
    got = header_of(
        _OPENING.replace('"Larkfield"', '"Supplier"').replace('"Brookmere"', '"Customer"'),
        "Supplier shall deliver the tools that Customer names.",
    )
    assert [p.role for p in got.parties] == ["provider", "customer"]


def test_a_cooperation_without_a_price_has_no_customer() -> None:
    """Too short and too plainly titled for one sign to tell; together they do."""
    texts = ("Cooperation Agreement", _OPENING, *[_DUTY * 10] * 6)
    got = header_of(*texts, "Each party shall reimburse Larkfield for keys that it loses.")
    assert [p.role for p in got.parties] == ["other", "other"]
    got = header_of(
        *texts,
        "Larkfield shall pay Brookmere a fee of $400 a month. Brookmere shall invoice Larkfield at the end of each month.",
    )
    assert [p.role for p in got.parties] == ["customer", "provider"]


def test_whoever_signs_is_a_party_where_the_opening_says_so() -> None:
    """A consortium names nobody at the top."""
    got = header_of(
        "This Agreement is made on May 4, 2015 among the parties signatory hereto.",
        "1. The parties shall lay the pipe together.",
        "2. Each of them keeps its own books.",
        "For and on behalf of Halden Water Limited",
        "For and on behalf of Corsby Pipes Ltd.",
        "For and on behalf of Ostrava Pumps GmbH",
    )
    assert [p.name for p in got.parties] == [
        "Halden Water Limited",
        "Corsby Pipes Ltd.",
        "Ostrava Pumps GmbH",
    ]


def test_a_contract_that_runs_on_until_notice_renews_by_itself() -> None:
    """No renewal term is stated, only how to stop it."""
    got = header_of(
        _OPENING,
        "5. Term. The initial term of this Agreement is three (3) years. Thereafter this Agreement shall automatically continue "
        "in force until either party gives at least four (4) months prior written notice of termination.",
    )
    assert (got.auto_renewal, str(got.renewal_notice)) == (True, "P4M")


def test_a_day_that_is_called_the_effective_date() -> None:
    """The words between the day and its name do not hide it."""
    got = header_of(
        "Made and entered into this 7th day of June 2011, hereinafter called the Effective Date, between Halden Water Limited and Corsby Pipes Ltd."
    )
    assert got.effective_date == date(2011, 6, 7)


def test_of_many_parties_nobody_pays_where_no_clause_says_who() -> None:
    """Seven firms that build together share the cost."""
    firms = [f"{name} Cable Ltd." for name in "Ash Birch Cedar Elm Fir Hazel Oak".split()]
    got = header_of(
        "This Agreement is made on May 4, 2015 among the parties signatory hereto.",
        "1. Ash Cable Ltd. shall provide the ships and grants the others the use of its stations.",
        *[f"{number}. Costs are borne in the shares of Schedule B." for number in range(2, 9)],
        *[f"For and on behalf of {firm}" for firm in firms],
    )
    assert [p.name for p in got.parties] == firms
    assert {p.role for p in got.parties} == {"other"}


def test_the_office_of_a_signer_is_no_part_of_the_firm() -> None:
    """Two columns run together: the title of the left one stands before the right name."""
    assert without_roles("Managing Director For Halden Water Limited") == "Halden Water Limited"
    assert without_roles("Sole Member Corsby Pipes LLC") == "Corsby Pipes LLC"
    assert without_roles("President Steamboats Inc.") == "President Steamboats Inc."


def test_the_par_value_of_a_share_is_no_price() -> None:
    """A figure in dollars that nobody owes gives the contract no currency."""
    got = header_of(_OPENING, "Larkfield has common stock, $0.001 par value per share.")
    assert got.currency is None
    got = header_of(_OPENING, "Larkfield holds shares with a nominal value of NIS 0.01 each.")
    assert got.currency is None
    got = header_of(_OPENING, "Larkfield shall pay Brookmere $40,000 for the tools.")
    assert got.currency == "USD"


def test_the_dollar_value_of_something_is_no_currency() -> None:
    """It is said of any money; a sum of dollars is not."""
    got = header_of(_OPENING, "Each report shows the dollar value of the tools that were lent.")
    assert got.currency is None
    got = header_of(_OPENING, "The tools cost forty thousand dollars.")
    assert got.currency == "USD"

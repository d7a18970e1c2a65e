"""From when until when contracts of small companies and their orders run, and whether they renew."""

from datetime import date

import pytest

from tests.extractors.header.documents import header_of

_SIGNED = ("Teal Oy Reed Oy", "(signed) Ada Lund (signed) Ben Moss", "10 April 2021 11 April 2021")


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (
            (
                "# Agreement",
                "Agreement WB-S-417 between Wren Ltd and Lark plc, commencing on 1 May 2021.",
            ),
            date(2021, 5, 1),
        ),
        (
            (
                "# Consulting Agreement",
                'This Agreement (no. CB-7) is concluded between Teal GmbH, Ulm ("Consultant") and Reed GmbH, Trier ("Client") with effect from 1 May 2021.',
            ),
            date(2021, 5, 1),
        ),
        (
            (
                "# Service Schedule 2",
                "This Schedule forms part of the Services Agreement LKD/9/1 between Teal Oy and Reed Oy and applies from 1 May 2021.",
            ),
            date(2021, 5, 1),
        ),
        (
            (
                "# Transport Agreement",
                "This Agreement dated April 3, 2021 is between Teal Ltd. and Reed Inc. It applies to services rendered from May 1, 2021 through April 30, 2023.",
            ),
            date(2021, 5, 1),
        ),
        (
            (
                "# Statement of Work",
                "This Statement of Work is entered into under the Framework Agreement FW/23/8 between Teal Oy and Reed Oy, and takes effect on 1 May 2021.",
            ),
            date(2021, 5, 1),
        ),
        (
            (
                "# Statement of Work 3",
                "SOW no. CB-S-3 under the Consulting Agreement CB-7 between Teal GmbH and Reed GmbH. Start: 1 May 2021. Planned end: 31 October 2021.",
            ),
            date(2021, 5, 1),
        ),
        (
            ("# Order Form", "A. Term", "The Subscription Term runs from May 1, 2021 on."),
            date(2021, 5, 1),
        ),
        (
            (
                "# Addendum 2",
                "This Addendum supplements Order Form ZD-17 with effect from May 1, 2021.",
            ),
            date(2021, 5, 1),
        ),
    ],
)
def test_a_stated_day_goes_before_the_day_of_signature(texts: tuple[str, ...], day: date) -> None:
    assert header_of(*texts, "# 1. Services", "Teal does the work.", *_SIGNED).effective_date == day


@pytest.mark.parametrize(
    "clause",
    [
        "From 1 May 2021 the Host adds a server, for which the Customer pays EUR 90.00 a month.",
        "1. As of 1 May 2021 the Contractor also cleans the annex.",
        "For work performed on or after 1 May 2021 the rate of the Fitter is replaced by EUR 41.00.",
    ],
)
def test_an_amendment_counts_from_the_day_from_which_it_changes_something(clause: str) -> None:
    head = ("# Change Order 2", "Change Order ZX-44/2 to the Hosting Contract ZX-44.")
    assert header_of(*head, clause, *_SIGNED).effective_date == date(2021, 5, 1)


def test_an_agreement_does_not_count_from_a_day_on_which_a_price_begins() -> None:
    head = ("# Hosting Agreement", "Agreement between Teal Oy and Reed Oy.")
    clause = "From 1 May 2021 the fee is EUR 90.00 a month."
    assert header_of(*head, clause, *_SIGNED).effective_date == date(2021, 4, 11)


@pytest.mark.parametrize(
    ("head", "clause"),
    [
        ("1. Appointment", "The appointment is not exclusive. It runs to 30 June 2023 at most."),
        ("Term", "It takes effect on 1 May 2021 and ends on 30 June 2023 without renewal."),
        ("Period of hire", "The hire commences on 1 May 2021 and ends on 30 June 2023."),
        ("Start", "The initial subscription runs for two years, through 30 June 2023."),
        ("Work", "This Statement of Work runs for two years, ending on 30 June 2023."),
        ("Work", "Start: 1 May 2021. Planned end: 30 June 2023."),
        ("Scope", "It remains in force until 30 June 2023."),
        ("Co-term", "The module is co-terminous with the order. It ends on 30 June 2023."),
    ],
)
def test_the_day_on_which_it_ends(head: str, clause: str) -> None:
    assert header_of("# Services Contract", f"# {head}", clause).expiration_date == date(
        2023, 6, 30
    )


@pytest.mark.parametrize(
    "clause",
    [
        "This agreement runs for twenty-four (24) months from commencement.",
        "The contract lasts for two years.",
        "The initial subscription runs for twenty-four (24) months.",
    ],
)
def test_a_term_that_runs_or_lasts(clause: str) -> None:
    header = header_of("# Services Agreement", "effective 1 May 2021", "# 7. Term", clause)
    assert (header.initial_term, header.expiration_date) == ("P2Y", date(2023, 5, 1))


def test_a_year_by_which_interest_is_reckoned_is_no_term() -> None:
    clause = "The fee for the first period is reckoned on the basis of a year of 365 days, when this Amendment takes effect."
    assert header_of("# Amendment No. 1", clause).initial_term is None


@pytest.mark.parametrize(
    "clause",
    [
        "It does not renew, and Licensee shall cease all sales on the day of expiry.",
        "It takes effect on 1 May 2021 and ends on 30 April 2022 without renewal.",
        "This Statement of Work runs for twelve months and does not renew.",
        "The order will not renew.",
        "This contract ends on 30 April 2022. It does not renew automatically.",
        "The term shall not renew automatically unless both sides agree.",
    ],
)
def test_what_does_not_renew(clause: str) -> None:
    assert header_of("# Services Contract", "# Term", clause).auto_renewal is False


@pytest.mark.parametrize(
    ("clause", "term", "notice"),
    [
        (
            "The contract is thereafter extended by one year at a time, unless a party gives notice six months before the end.",
            "P1Y",
            "P6M",
        ),
        (
            "The contract is extended by six months each time unless a party gives notice thirty days before the end.",
            "P6M",
            "P30D",
        ),
        (
            "The agreement is then renewed for two years at a time unless notice is given three months prior to its end.",
            "P2Y",
            "P3M",
        ),
    ],
)
def test_a_renewal_by_periods_at_a_time(clause: str, term: str, notice: str) -> None:
    header = header_of("# Cleaning Contract", "# Term", clause)
    assert (header.renewal_term, header.renewal_notice) == (term, notice)

"""Payments on pages: the list and its filters, deciding, who may, and what is refused."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from httpx2 import Response
from sqlmodel import select

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.desk.ledger import customer_key
from contract_ai.storage import payments as store
from contract_ai.storage.upgrade import open_database
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.audit import AuditEventRow
from models.tables.payments import AllocationRow
from reports.wording import THIN
from tests.contract_ai.bank_files import BANK, EXACT, HEAD, LIKELY, OUT, UNKNOWN
from tests.contract_ai.web.sending import Sender
from tests.contract_ai.web.sites import Browser, browser, make_site, person, sample_site
from tests.on_postgresql import copy

_SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')
PALISADE = "TA-3007"


@cache
def _with_payments() -> Path:
    """Upload a bank's file once a process; copies of the books are quick."""
    folder = Path(mkdtemp(prefix="contract-ai-payments-"))
    made = sample_site(folder)
    Sender(browser(made, Role.FINANCE)).all({"june.csv": BANK.encode()})
    made.database.close()
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The sample company with a bank's file that was uploaded."""
    copy(_with_payments() / "books.db", tmp_path / "books.db")
    return make_site(open_database(tmp_path / "books.db"), tmp_path / "books.files")


@pytest.fixture
def finance(site: Site) -> Browser:
    return browser(site, Role.FINANCE)


def seen(who: Browser, number: int) -> str:
    found = _SEEN.search(who.get(f"/payments/{number}").text)
    assert found is not None
    return found[1]


def decide(who: Browser, number: int, verb: str, **fields: str | list[str]) -> Response:
    """Send a decision as the page would, about the payment as it is now."""
    return who.submit(f"/payments/{number}/{verb}", **{"seen": seen(who, number)} | fields)


def states(site: Site) -> list[str]:
    with site.database.read() as session:
        return [one.state for one in store.held_lines(session)]


def actions(site: Site) -> list[tuple[str, str]]:
    """Return what the trail says of payments, and by whom."""
    with site.database.read() as session:
        rows = session.exec(select(AuditEventRow)).all()
    return [(row.action, row.actor) for row in rows if row.action.startswith("payment.")]


def test_the_list_has_totals_states_and_reasons(finance: Browser) -> None:
    text = finance.get("/payments").text
    assert "11,818" not in text  # currencies are never added
    assert f"2,880.00{THIN}GBP" in text
    assert f"8,938.00{THIN}USD" in text
    assert "rent of June" not in text
    assert "Palisade Payments Inc" in text
    assert f'href="/payments/{LIKELY}">Look at the likely ones' in text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("state=exact", [EXACT]),
        ("state=likely", [LIKELY]),
        ("state=unknown", [UNKNOWN]),
        ("state=decided", []),
        ("state=out", [OUT]),
        ("q=ta-2011", [EXACT]),
        ("q=palisade+thanks", [LIKELY]),
        ("customer=Quillfeather+Publishing+Limited", [EXACT]),
        ("customer=&q=", [UNKNOWN, LIKELY, EXACT]),
        ("currency=USD&sort=-amount", [UNKNOWN, LIKELY]),
        ("amount_from=100&amount_to=3000", [EXACT]),
        ("booked_from=2026-06-21&booked_to=2026-06-21", [LIKELY]),
        ("sort=payer", [UNKNOWN, LIKELY, EXACT]),
        ("sort=-booked", [EXACT, LIKELY, UNKNOWN]),
        ("page=7", []),
    ],
)
def test_filters_sort_and_search(finance: Browser, query: str, numbers: list[int]) -> None:
    answer = finance.get(f"/payments?{query}")
    assert answer.status_code == 200
    found = re.findall(r'data-open href="/payments/(\d+)"', answer.text)
    assert list(map(int, found)) == numbers


def test_a_filter_that_is_none_is_said(finance: Browser) -> None:
    assert finance.get("/payments?state=paid").status_code == 400
    assert finance.get("/payments?amount_from=much").status_code == 400


def test_the_line_is_shown_beside_what_speaks_for_each_invoice(finance: Browser) -> None:
    text = finance.get(f"/payments/{LIKELY}").text
    for words in (
        "june.csv, row 3",
        "thanks",
        PALISADE,
        "exactly what is open",
        "not named",
        "the payer is its customer",
        "is the only open invoice of",
    ):
        assert words in text
    found = finance.get(f"/payments/{UNKNOWN}?q=quillfeather").text
    assert "Quillfeather Publishing Limited" in found
    assert "No invoice has these words." in finance.get(f"/payments/{UNKNOWN}?q=zzz").text
    assert finance.get("/payments/99").status_code == 404


def test_a_proposal_is_accepted_and_the_checks_run(site: Site, finance: Browser) -> None:
    before = finance.get("/receivables").text
    assert PALISADE in before
    answer = decide(finance, LIKELY, "accept", reason="asked them")
    assert answer.headers["location"] == f"/payments/{LIKELY}"
    text = finance.get(f"/payments/{LIKELY}").text
    assert "Applied. Checked again:" in text
    assert "asked them" in text
    assert states(site) == ["applied", "applied", "open", "out"]
    assert PALISADE not in finance.get("/receivables").text
    assert ("payment.applied", person(site, Role.FINANCE).name) in actions(site)


def test_who_was_slower_changes_nothing(site: Site, finance: Browser) -> None:
    old = seen(finance, LIKELY)
    decide(finance, LIKELY, "reject")
    late = finance.submit(f"/payments/{LIKELY}/accept", seen=old)
    assert late.status_code == 409
    assert "Somebody was faster" in late.text
    assert states(site)[LIKELY - 1] == "open"
    assert finance.submit(f"/payments/{EXACT}/reject", seen=seen(finance, EXACT)).status_code == 409


def test_what_was_rejected_is_not_proposed_again(site: Site, finance: Browser) -> None:
    decide(finance, LIKELY, "reject", reason="another customer")
    Sender(finance).all({"july.csv": f"{HEAD}2026-06-24,1.00,USD,Nobody,x,B9\n".encode()})
    assert states(site)[LIKELY - 1] == "open"
    assert "A person said that it is not for that." in finance.get(f"/payments/{LIKELY}").text
    assert "Rejected" in finance.get(f"/payments/{LIKELY}").text


def test_taken_back_it_waits_for_a_person(site: Site, finance: Browser) -> None:
    """What the program applied by itself is only proposed afterwards, and owed again meanwhile."""
    decide(finance, EXACT, "back", reason="it was for another one")
    assert states(site)[EXACT - 1] == "proposed"
    assert "It was undone before." in finance.get(f"/payments/{EXACT}").text
    assert "TA-2011" in finance.get("/receivables").text


def test_set_aside_needs_a_reason_and_can_be_taken_back(site: Site, finance: Browser) -> None:
    refused = decide(finance, UNKNOWN, "aside")
    assert refused.status_code == 400
    assert "Say why it is no payment of an invoice" in refused.text
    decide(finance, UNKNOWN, "aside", reason="interest of the bank")
    assert states(site)[UNKNOWN - 1] == "aside"
    assert "interest of the bank" in finance.get("/payments?state=decided").text
    decide(finance, UNKNOWN, "back")
    assert states(site)[UNKNOWN - 1] == "open"


def test_a_person_chooses_invoices_and_amounts(site: Site, finance: Browser) -> None:
    """A part with the bank's fee: the invoice is paid by both, and the trail says so."""
    answer = decide(
        finance, UNKNOWN, "choose", invoice=["TA-2011", PALISADE], amount=["", "60.00"], fee="5"
    )
    assert answer.status_code == 303, answer.text
    with site.database.read() as session:
        (held,) = store.held_lines(session, UNKNOWN)
        (share,) = held.shares
        assert (share.invoice_number, share.amount, share.certainty) == (
            PALISADE,
            Decimal(60),
            "person",
        )
        assert held.fee == Decimal(5)
    assert f"5.00{THIN}USD was kept by banks" in finance.get(f"/payments/{UNKNOWN}").text
    assert "8,823.00" in finance.get("/receivables").text
    assert actions(site)[-1][0] == "payment.allocated"


def test_a_rest_is_kept_on_account_of_a_customer(site: Site, finance: Browser) -> None:
    name = "Palisade Payments, Inc."
    page = finance.get("/receivables").text
    assert name in page
    answer = decide(finance, UNKNOWN, "choose", invoice=[PALISADE], amount=["50"], on_account=name)
    assert answer.status_code == 303, answer.text
    ledger = finance.get(f"/receivables/customer/{customer_key(name)}").text
    assert "on account 5.00" in ledger
    assert "8,833.00" in ledger
    decide(finance, UNKNOWN, "back")
    decide(finance, UNKNOWN, "choose", on_account=name)
    assert "on account 55.00" in finance.get(f"/receivables/customer/{customer_key(name)}").text
    assert states(site)[UNKNOWN - 1] == "applied"


WRONG = [
    ({"invoice": PALISADE, "amount": "56"}, f"1.00{THIN}USD more than the payment brings"),
    ({"invoice": PALISADE, "amount": "9000"}, "asks for 8,883.00"),
    ({"invoice": PALISADE, "amount": "50"}, f"5.00{THIN}USD is left"),
    ({"invoice": PALISADE, "amount": "much"}, "much is no amount for TA-3007"),
    ({"invoice": PALISADE, "amount": "0"}, "must be above zero"),
    ({"invoice": "NO-1", "amount": "55"}, "No invoice NO-1 is on file"),
    ({"on_account": "Nobody Ltd"}, "No customer is named Nobody Ltd"),
    ({}, "Give an amount for at least one invoice"),
    ({"fee": "3", "on_account": "Palisade Payments, Inc."}, "A fee goes with an invoice"),
    ({"invoice": "TA-2044", "amount": "1", "fee": "1"}, "No invoice TA-2044"),
]


@pytest.mark.parametrize(("fields", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_does_not_fit_is_refused_in_words(
    site: Site, finance: Browser, fields: dict[str, str], words: str
) -> None:
    answer = decide(finance, UNKNOWN, "choose", **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert states(site)[UNKNOWN - 1] == "open"


def test_another_currency_takes_amounts_of_the_invoice(site: Site, finance: Browser) -> None:
    decide(finance, EXACT, "back")
    fields = {"invoice": "TA-2011", "amount": "70"}
    refused = decide(finance, UNKNOWN, "choose", **fields, fee="1")
    assert "Where the currencies differ" in refused.text
    assert decide(finance, UNKNOWN, "choose", **fields).status_code == 303
    with site.database.read() as session:
        (share,) = store.held_lines(session, UNKNOWN)[0].shares
        assert (share.amount, share.currency) == (Decimal(70), "GBP")


def test_auditors_read_and_others_stay_out(site: Site) -> None:
    auditor, admin = browser(site, Role.AUDITOR), browser(site, Role.ADMINISTRATOR)
    text = auditor.get(f"/payments/{LIKELY}").text
    assert "exactly what is open" in text
    assert "Accept the proposal" not in text
    for verb in ("accept", "reject", "aside", "back", "choose"):
        address = f"/payments/{LIKELY}/{verb}"
        assert auditor.submit(address, seen="0").status_code == 403
        assert admin.submit(address, seen="0").status_code == 403
    assert admin.get("/payments").status_code == 403
    assert states(site)[LIKELY - 1] == "proposed"


def test_a_person_of_some_contracts_sees_and_decides_those_only(site: Site) -> None:
    """What is for other contracts, and what is for nothing yet, is not there for them."""
    user = person(site, Role.FINANCE)
    with site.database.write() as session:
        users.set_contracts(session, user, ("USG-*",), Means(site.clock(), site.vault))
    who = Browser(site, replace(user, contracts=("USG-*",)))
    text = who.get("/payments").text
    assert "Palisade" in text
    assert "Quillfeather" not in text
    assert "City Bank" not in text
    for number in (EXACT, UNKNOWN, OUT):
        assert who.get(f"/payments/{number}").status_code == 404
        assert who.submit(f"/payments/{number}/back", seen="0").status_code == 404
    assert "Quillfeather" not in who.get(f"/payments/{LIKELY}?q=quillfeather").text
    given = {"invoice": "TA-2011", "amount": "1"}
    assert "No invoice TA-2011" in decide(who, LIKELY, "choose", **given).text
    other = customer_key("Quillfeather Publishing Limited")
    assert who.get(f"/receivables/customer/{other}").status_code == 404
    form = {"invoice": "TA-2011", "day": "2026-07-20"}
    assert who.submit(f"/receivables/customer/{other}/promise", **form).status_code == 404
    assert decide(who, LIKELY, "accept").status_code == 303


def test_the_ledger_of_a_customer(site: Site, finance: Browser) -> None:
    """Open items by contract, payments, promises and the balance; a promise is noted there."""
    name = "Quillfeather Publishing Limited"
    address = f"/receivables/customer/{customer_key(name)}"
    text = finance.get(address).text
    assert "Payments from the bank" in text
    assert "TA-2011" in text
    decide(finance, EXACT, "back")
    assert f'href="{address}"' in finance.get("/receivables").text
    form = {"invoice": "TA-2011", "day": "2026-07-20", "note": "Ms Lee by phone"}
    assert finance.submit(f"{address}/promise", **form).status_code == 303
    assert finance.submit(f"{address}/promise", **form | {"day": "soon"}).status_code == 400
    assert finance.submit(f"{address}/promise", **form | {"day": "2026-06-29"}).status_code == 400
    assert finance.submit(f"{address}/promise", **form | {"invoice": "X"}).status_code == 404
    text = finance.get(address).text
    assert "Ms Lee by phone" in text
    assert "2026-07-20" in text
    assert "14 days after the invoice date" in text
    assert "Note a promise" not in browser(site, Role.AUDITOR).get(address).text
    assert finance.get("/receivables/customer/none").status_code == 404
    with site.database.read() as session:
        assert len(session.exec(select(AllocationRow)).all()) == 3

"""A bank's file given on the page of uploads: recognised, taken in once, matched, told in words."""

from hashlib import sha256
from pathlib import Path

import pytest

from contract_ai.intake import batches
from contract_ai.intake.batches import Event, ItemState
from contract_ai.storage import payments as store
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.bank_files import BANK, HEAD
from tests.contract_ai.web.sending import Sender
from tests.contract_ai.web.sites import browser, sample_site

SAMPLES = Path(__file__).parents[2] / "extractors" / "bank" / "samples"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return sample_site(tmp_path)


def _files(site: Site, batch: int) -> list[Event]:
    with site.database.read() as session:
        return sorted(batches.events(session, batch), key=lambda one: one.item)


def test_a_banks_file_becomes_payments_that_are_matched(site: Site) -> None:
    sender = Sender(browser(site, Role.FINANCE))
    batch = sender.all({"june.csv": BANK.encode()})
    (file,) = _files(site, batch)
    assert (file.state, file.kind, file.note) == (ItemState.DONE, "bank", "4 new movements.")
    with site.database.read() as session:
        held = store.held_lines(session)
        assert [one.state for one in held] == ["applied", "proposed", "open", "out"]
        assert held[0].shares[0].invoice_number == "TA-2011"
    text = sender.who.get(f"/uploads/{batch}").text
    assert "Bank file" in text
    assert "1 bank file taken in" in text
    assert "TA-2011" not in sender.who.get("/receivables").text
    files = [path for path in site.data.rglob("*") if path.is_file()]
    (kept,) = [path for path in files if path.read_bytes() == BANK.encode()]
    assert sha256(BANK.encode()).hexdigest() in kept.name


@pytest.mark.parametrize("name", sorted(one.name for one in SAMPLES.iterdir()))
def test_every_format_is_taken(site: Site, name: str) -> None:
    sender = Sender(browser(site, Role.FINANCE))
    (file,) = _files(site, sender.all({name: (SAMPLES / name).read_bytes()}))
    assert (file.state, file.kind) == (ItemState.DONE, "bank"), file


def test_the_same_file_again_and_one_that_overlaps_add_nothing(site: Site) -> None:
    sender = Sender(browser(site, Role.FINANCE))
    sender.all({"june.csv": BANK.encode()})
    batch = sender.all(
        {
            "again.csv": BANK.encode(),
            "part.csv": "".join(BANK.splitlines(keepends=True)[:3]).encode(),
        }
    )
    again, part = _files(site, batch)
    assert again.state is ItemState.DUPLICATE
    assert again.note.startswith("Already there as june.csv")
    assert (part.state, part.note) == (ItemState.DONE, "All of its movements were on file already.")
    with site.database.read() as session:
        assert len(store.held_lines(session)) == 4


def test_what_is_wrong_is_said_of_each_file(site: Site) -> None:
    """A cut file is refused with its reason, a row that cannot be read is named, others go on."""
    sender = Sender(browser(site, Role.FINANCE))
    whole = (SAMPLES / "report.bai").read_bytes()
    files = {
        "cut.bai": b"".join(whole.splitlines(keepends=True)[:-1]),
        "odd.csv": f"{HEAD}2026-06-20,5.00,USD,A,b,C1\nno day,7.00,USD,A,b,C2\n".encode(),
        "june.csv": BANK.encode(),
    }
    bad, odd, good = _files(site, sender.all(files))
    assert (bad.state, bad.code) == (ItemState.REFUSED, "BANK_FILE_DAMAGED")
    assert bad.what
    assert odd.state is ItemState.DONE
    assert "Not taken: row 3" in odd.note
    assert good.note == "4 new movements."


def test_a_person_may_say_that_a_table_is_a_banks(site: Site) -> None:
    """Headings that tell nothing by themselves: the page asks, and takes the answer."""
    sender = Sender(browser(site, Role.FINANCE))
    batch = sender.all({"plain.csv": b"Date,Amount\n2026-06-20,12.00\n"})
    (file,) = _files(site, batch)
    assert file.code == "KIND_UNKNOWN"
    assert "a bank’s file" in sender.who.get(f"/uploads/{batch}").text
    sender.who.submit(f"/uploads/{batch}/files/{file.item}/again", **{"as": "bank"})
    sender.work()
    (file,) = _files(site, batch)
    assert (file.state, file.kind, file.note) == (ItemState.DONE, "bank", "1 new movement.")

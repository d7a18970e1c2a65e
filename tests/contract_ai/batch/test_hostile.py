"""What strangers may put into an inbox: everything ends as read, refused with a reason, or left."""

import io
import os
import socket
import zipfile
from pathlib import Path

import pytest

from models.errors import ErrorCode, SettingsError
from tests.contract_ai.batch.nights import COMPANY, House

PAYMENTS = COMPANY["payments.csv"]
DAY = "2026-07-01"


def bomb() -> bytes:
    """Make a small DOCX that unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", b"\0" * (300 << 20))
    return out.getvalue()


FILES: dict[str, tuple[bytes, ErrorCode]] = {
    "empty.pdf": (b"", ErrorCode.FILE_EMPTY),
    "blank.csv": (b" \n\0\n", ErrorCode.FILE_EMPTY),
    "program.pdf": (b"MZ\x90\x00 not a pdf", ErrorCode.KIND_MISMATCH),
    "both.pdf": (b"GIF89a%PDF-1.4\n" + b"x" * 99, ErrorCode.KIND_MISMATCH),
    "invoices/page.xml": (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", ErrorCode.XML_DOCTYPE),
    "no ending": (PAYMENTS, ErrorCode.KIND_MISMATCH),
    "large.csv": (PAYMENTS * 10_000, ErrorCode.FILE_TOO_LARGE),
    "contracts/bomb.docx": (bomb(), ErrorCode.ZIP_TOO_LARGE),
    "facts/{}.json": (b'{"a": [', ErrorCode.TABLE_DAMAGED),
    "cut.pdf": (COMPANY["contracts/MSA.pdf"][:200], ErrorCode.PDF_DAMAGED),
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path / "house")
    house.settings = house.settings.model_copy(update={"max_file_bytes": 1 << 19})
    return house


@pytest.mark.parametrize("keep", [False, True], ids=["moved", "kept"])
def test_each_is_refused_with_its_reason(house: House, *, keep: bool) -> None:
    house.keep = keep
    house.put({name: data for name, (data, _) in FILES.items()})
    said = house.night()
    codes = {one.file: one.code for one in said.unread}
    assert codes.keys() == FILES.keys()
    wrong = {
        name: code
        for name, code in codes.items()
        if code != FILES[name][1].value and name != "facts/{}.json"
    }
    assert wrong == {}
    again = house.night()
    assert again.unread == ()
    assert len(house.files()) == len(FILES) * (1 if keep else 2)


@pytest.mark.parametrize("keep", [False, True], ids=["moved", "kept"])
def test_what_is_no_file_is_refused_and_never_followed(
    house: House, monkeypatch: pytest.MonkeyPatch, *, keep: bool
) -> None:
    outside = house.root / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_bytes(PAYMENTS)
    (house.inbox / "link.csv").symlink_to(outside / "secret.csv")
    (house.inbox / "loop.csv").symlink_to("loop.csv")
    (house.inbox / "facts").symlink_to(outside)
    os.mkfifo(house.inbox / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(house.inbox)  # the path of a socket is short
        listening.bind("socket.csv")
    house.keep = keep
    said = house.night()
    assert {one.code for one in said.unread} == {"FILE_NOT_REGULAR"}
    assert sorted(one.file for one in said.unread) == [
        "facts",
        "link.csv",
        "loop.csv",
        "pipe.csv",
        "socket.csv",
    ]
    assert said.figures.new == {}
    assert (outside / "secret.csv").read_bytes() == PAYMENTS
    assert house.night().unread == ()


def test_names_of_any_kind_are_read_and_moved(house: House) -> None:
    names = [
        b"a\nb.csv",
        b"\xff\xfe.csv",
        b"=cmd|' C calc'!A0.csv",
        b"<script>alert(1)<script>.csv",
        b"x" * 251 + b".csv",
        "Zahlungen Ä 支払.csv".encode(),
        b"-rf.csv",
        b"CON.csv",
    ]
    for number, name in enumerate(names):
        data = PAYMENTS.replace(b"R1", b"H%d" % number)
        Path(os.fsdecode(os.fsencode(house.inbox) + b"/" + name)).write_bytes(data)
    deep = house.inbox.joinpath(*["d" * 100] * 12)
    deep.mkdir(parents=True)
    (deep / "deep.csv").write_bytes(PAYMENTS)
    said = house.night()
    assert said.figures.new == {"facts": len(names) + 1}
    assert said.unread == ()
    assert [name for name in house.files() if not name.startswith(f"done/{DAY}/")] == []
    assert len(house.files()) == len(names) + 1


@pytest.mark.parametrize("folder", ["done", f"done/{DAY}", f"done/{DAY}/sub"])
def test_a_link_in_the_place_of_our_folders_leads_nowhere(house: House, folder: str) -> None:
    outside = house.root / "outside"
    outside.mkdir()
    house.put({"sub/payments.csv": PAYMENTS})
    (house.inbox / folder).parent.mkdir(parents=True, exist_ok=True)
    (house.inbox / folder).symlink_to(outside)
    with pytest.raises(SettingsError, match="cannot be moved"):
        house.night()
    assert list(outside.iterdir()) == []
    assert "sub/payments.csv" in house.files()
    (house.inbox / folder).unlink()
    house.night()
    assert house.files() == [f"done/{DAY}/sub/payments.csv"]


def test_a_file_that_is_replaced_while_it_is_read_is_read_another_night(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.put({"payments.csv": PAYMENTS})
    real = os.rename

    def replaced(source: Path, target: Path) -> None:
        if source.name == "payments.csv":
            monkeypatch.setattr(os, "rename", real)
            new = house.inbox / "new.part"
            new.write_bytes(PAYMENTS.replace(b"R1", b"R2"))
            new.replace(source)
        real(source, target)

    monkeypatch.setattr(os, "rename", replaced)
    house.night()
    assert house.files() == ["payments.csv"]
    assert house.night().figures.new == {"facts": 1}

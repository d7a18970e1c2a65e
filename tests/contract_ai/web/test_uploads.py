"""Uploads: files through the routes, what is told of them, and who may."""

import asyncio
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from threading import Event

import pytest

from contract_ai.web import uploading
from contract_ai.web.routes import uploads as routes
from contract_ai.web.site import Site
from contract_ai.web.work import worker_of
from models.accounts import Role
from tests.contract_ai.papers import AGREEMENT, INVOICE_CSV, PAYMENTS_CSV, pdf
from tests.contract_ai.web.casework import newcomer
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sending import Sender, read_events
from tests.contract_ai.web.sites import Browser, browser

FILES = {"MSA.pdf": pdf(*AGREEMENT), "march.csv": INVOICE_CSV.encode()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return fresh_site(tmp_path)


@pytest.fixture
def sender(site: Site) -> Sender:
    return Sender(browser(site, Role.FINANCE))


def limited(site: Site, **limits: int) -> Sender:
    """Return a sender of a site with other limits."""
    settings = site.settings.model_copy(update=limits)
    return Sender(browser(replace(site, settings=settings), Role.FINANCE))


def sample_files() -> dict[str, bytes]:
    folder = files("sample_contracts")
    return {
        entry.name: entry.read_bytes()
        for section in ("contracts", "invoices", "facts")
        for entry in sorted((folder / section).iterdir(), key=lambda entry: entry.name)
        if entry.is_file()
    }


def test_the_folder_of_the_sample_company_is_read_and_checked(sender: Sender) -> None:
    given = sample_files()
    batch = sender.all(given)
    page = sender.who.get(f"/uploads/{batch}").text
    # One contract is a scan, and scans are not read here.
    assert f"All is done: {len(given) - 1} done, 1 cannot be used." in page
    assert "8 contracts to review." in page
    assert "tables of facts taken in." in page
    assert 'href="/review"' in page
    assert 'href="/findings"' in page


def test_what_became_of_each_file_is_told_and_then_the_stream_ends(sender: Sender) -> None:
    batch = sender.all(FILES)
    told = sender.events(batch)
    rows = [str(one.data["row"]) for one in told if one.name == "file"]
    assert [name for name in FILES if any(name in row and "Done" in row for row in rows)] == [
        *FILES
    ]
    bar = str(told[-2].data["bar"])
    assert "All is done: 2 done." in bar
    assert "1 contract to review." in bar
    assert told[-1].name == "end"
    assert [one.number for one in told] == sorted(one.number for one in told)


def test_whoever_comes_back_hears_only_what_came_after(sender: Sender) -> None:
    batch = sender.all(FILES)
    numbers = [one.number for one in sender.events(batch) if one.name == "file"]
    later = [one.number for one in sender.events(batch, numbers[0]) if one.name == "file"]
    assert later == numbers[1:]
    assert [one.name for one in sender.events(batch, numbers[-1])] == ["batch", "end"]


def test_a_number_that_is_none_begins_at_the_start(sender: Sender) -> None:
    batch = sender.all(FILES)
    answer = sender.who.get(f"/uploads/{batch}/events", headers={"Last-Event-ID": "x1"})
    assert len(read_events(answer.text)) == len(sender.events(batch))


def test_a_page_that_is_open_hears_of_each_step(site: Site, sender: Sender) -> None:
    batch = sender.begin()
    sender.send(batch, "march.csv", FILES["march.csv"])
    sender.close(batch)
    intake = sender.who.app.state.intake  # type: ignore[attr-defined]  # a FastAPI

    news = uploading.News(site.database, intake.broker, Event(), Role.FINANCE)

    async def listen() -> list[str]:
        heard = []
        working: asyncio.Task[int] | None = None
        async for text in uploading.stream(news, batch, 0, "token"):
            heard.append(text)
            if working is None and "Waiting" in text:
                working = asyncio.create_task(asyncio.to_thread(worker_of(site, intake).work))
        assert working is not None
        await working
        return heard

    told = read_events("".join(asyncio.run(listen())))
    rows = [str(one.data["row"]) for one in told if one.name == "file"]
    assert "Waiting" in rows[0]
    assert "Done" in rows[-1]
    assert told[-1].name == "end"


def test_a_stream_ends_after_a_while_so_that_the_browser_asks_again(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "LONGEST", 0.01)
    batch = sender.begin()
    assert [one.name for one in sender.events(batch)] in (["batch"], [])


def test_a_stream_ends_when_the_server_stops(sender: Sender) -> None:
    batch = sender.begin()
    sender.who.app.state.stopping.set()  # type: ignore[attr-defined]  # a FastAPI
    assert sender.events(batch) == []


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.pdf", b"", "The file is empty. Export or copy it again."),
        ("letter.pdf", b"Dear all,\nplease pay.\n", "The content is not pdf as the name says."),
        ("tool.exe", b"MZ\x90\x00", "The name ends in .exe."),
        ("fake.pdf", b"MZ\x90\x00%PDF-1.7\n", "two kinds at once"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_that_say_what_to_do(
    sender: Sender, name: str, data: bytes, words: str
) -> None:
    answer = sender.send(sender.begin(), name, data)
    said = answer.json()
    assert said["state"] == "refused"
    assert words in f"{said['what']} {said['do']}"
    assert said["do"]
    assert said["code"] in said["row"]


def test_a_name_is_shown_as_text_and_never_as_a_page(sender: Sender) -> None:
    batch = sender.begin()
    row = sender.send(batch, "<img src=x onerror=alert(1)>.pdf", b"").json()["row"]
    assert "<img" not in row
    assert "<img" not in sender.who.get(f"/uploads/{batch}").text


def test_the_same_file_again_is_said_to_be_there_and_since_when(sender: Sender) -> None:
    sender.all(FILES)
    again = sender.send(sender.begin(), "copy of MSA.pdf", FILES["MSA.pdf"]).json()
    assert again["state"] == "duplicate"
    assert again["note"] == "Already there as MSA.pdf since 2026-06-30."


def test_names_of_documents_that_a_person_may_not_see_are_not_told(
    site: Site, sender: Sender
) -> None:
    sender.all(FILES)
    narrow = Sender(newcomer(site, "nora", ("SUB-*",)))
    same = narrow.send(narrow.begin(), "mine.pdf", FILES["MSA.pdf"]).json()
    assert same["note"] == "Already there since 2026-06-30."
    named = narrow.send(narrow.begin(), "MSA.pdf", pdf(*AGREEMENT, "Another.")).json()
    assert named["note"] == "Filed as MSA (2).pdf, as another file in use is named like it."


def test_a_file_that_is_not_recognised_is_read_again_as_a_person_says(sender: Sender) -> None:
    letter = pdf("Dear Sir or Madam,", "thank you for the pleasant afternoon.", "Yours, Ann")
    batch = sender.all({"letter.pdf": letter})
    page = sender.who.get(f"/uploads/{batch}").text
    assert "KIND_UNKNOWN" in page
    item = sender.events(batch)[0].data["item"]
    address = f"/uploads/{batch}/files/{item}/again"
    assert sender.who.submit(address, **{"as": "poem"}).status_code == 400
    assert sender.who.submit(address, **{"as": "contract"}).status_code == 303
    assert "Waiting" in sender.who.get(f"/uploads/{batch}").text
    assert sender.who.submit(address, **{"as": "contract"}).status_code == 409
    sender.work()
    page = sender.who.get(f"/uploads/{batch}").text
    assert "1 contract to review." in page
    assert "KIND_UNKNOWN" not in page


def test_too_much_is_refused_before_it_is_sent(site: Site) -> None:
    sender = limited(site, uploads_per_day=2)
    sender.begin(2)
    answer = sender.who.change("/uploads", {"files": 3, "size": 3})
    assert answer.status_code == 409
    assert "You may upload 2 more files within 24 hours, and these are 3." in answer.text


def test_too_much_is_refused_while_it_is_sent(site: Site) -> None:
    sender = limited(site, uploads_per_day=1, max_file_bytes=2000)
    batch = sender.begin()
    large = sender.send(batch, "large.csv", b"a" * 3000).json()
    assert large["code"] == "FILE_TOO_LARGE"
    over = sender.send(batch, "march.csv", FILES["march.csv"]).json()
    assert over["code"] == "UPLOAD_QUOTA"
    assert "ask an administrator" in over["do"]


def test_a_plain_form_takes_several_files(sender: Sender) -> None:
    sent = [("file", (name, data)) for name, data in FILES.items()]
    answer = sender.who.post(
        "/uploads/files/form", data={"csrf": sender.token, "as": ""}, files=sent
    )
    assert answer.status_code == 303
    sender.work()
    assert "All is done: 2 done." in sender.who.get(answer.headers["location"]).text


def test_a_plain_form_without_a_file_says_so(sender: Sender) -> None:
    answer = sender.who.post(
        "/uploads/files/form", data={"csrf": sender.token}, files=[("file", ("", b""))]
    )
    assert answer.headers["location"] == "/uploads"
    assert "Choose at least one file." in sender.who.get("/uploads").text


def test_a_form_is_believed_only_when_the_token_stands_before_the_files(sender: Sender) -> None:
    body = (
        "--x\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\na,b\r\n"
        f"--x\r\nContent-Disposition: form-data; name=csrf\r\n\r\n{sender.token}\r\n--x--\r\n"
    )
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = sender.who.post("/uploads/files/form", content=body.encode(), headers=kind)
    assert answer.status_code == 403
    assert "Nothing was uploaded yet." in sender.who.get("/uploads").text


def test_a_form_that_is_cut_off_is_said_to_be(sender: Sender) -> None:
    body = (
        f"--x\r\nContent-Disposition: form-data; name=csrf\r\n\r\n{sender.token}\r\n"
        "--x\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\na,b"
    )
    kind = {"Content-Type": "multipart/form-data; boundary=x", "X-CSRF-Token": sender.token}
    answer = sender.who.post("/uploads/files/form", content=body.encode(), headers=kind)
    assert answer.status_code == 400
    assert "did not arrive whole" in answer.text


def test_a_batch_is_its_persons_own_and_shown_to_administrators(site: Site, sender: Sender) -> None:
    batch = sender.begin()
    admin = Sender(browser(site, Role.ADMINISTRATOR))
    assert admin.who.get(f"/uploads/{batch}").status_code == 200
    assert admin.send(batch, "march.csv", FILES["march.csv"]).status_code == 404
    other = Sender(admin.who).begin()
    assert sender.who.get(f"/uploads/{other}").status_code == 404
    assert sender.who.get(f"/uploads/{other}/events").status_code == 404
    assert sender.who.change(f"/uploads/{other}/close", {}).status_code == 404


def test_auditors_upload_nothing(site: Site) -> None:
    auditor: Browser = browser(site, Role.AUDITOR)
    assert auditor.get("/uploads").status_code == 403
    assert auditor.change("/uploads", {"files": 1, "size": 1}).status_code == 403


def test_earlier_uploads_are_listed(sender: Sender) -> None:
    batch = sender.all(FILES)
    page = sender.who.get("/uploads").text
    assert f'href="/uploads/{batch}"' in page
    assert "All is done: 2 done." in page


def test_a_batch_whose_page_was_closed_is_finished_by_hand(sender: Sender) -> None:
    batch = sender.begin()
    sender.send(batch, "march.csv", FILES["march.csv"])
    sender.work()
    assert "More files may come" in sender.who.get(f"/uploads/{batch}").text
    assert sender.who.submit(f"/uploads/{batch}/close").status_code == 303
    sender.work()
    assert "1 invoice checked." in sender.who.get(f"/uploads/{batch}").text


def test_of_many_files_those_to_act_on_come_first(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "SHOWN", 2)
    batch = sender.all({**FILES, "payments.csv": PAYMENTS_CSV.encode(), "empty.pdf": b""})
    page = sender.who.get(f"/uploads/{batch}").text
    assert page.count("<tr id=") == 2
    assert "The file is empty." in page
    assert "2 more files that are done" in page
    assert sender.who.get(f"/uploads/{batch}?every=true").text.count("<tr id=") == 4


def test_who_only_looks_gets_no_buttons(site: Site, sender: Sender) -> None:
    batch = sender.all({"letter.pdf": pdf("Dear Sir or Madam,", "thank you.", "Yours, Ann")})
    assert "This is" in sender.who.get(f"/uploads/{batch}").text
    admin = Sender(browser(site, Role.ADMINISTRATOR))
    assert "a contract</button>" not in admin.who.get(f"/uploads/{batch}").text
    assert "a contract</button>" not in str([one.data for one in admin.events(batch)])

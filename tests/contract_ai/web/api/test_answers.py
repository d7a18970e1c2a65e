"""What every answer keeps to: nothing new is 304, amounts are text, what is unknown is left out."""

from pathlib import Path

from contract_ai.logs import logging_to
from contract_ai.web.api import PREFIX
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.api.programs import Program, program
from tests.contract_ai.web.casework import RATE, mark


def test_who_has_it_is_told_that_nothing_is_new(site: Site) -> None:
    admin = program(site, Role.ADMINISTRATOR)
    for path in ("/contracts", "/invoices", "/findings", "/tests", "/report"):
        tag = admin.read(path).headers["etag"]
        again = admin.get(f"{PREFIX}{path}", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b""), path
    tag = admin.read("/findings").headers["etag"]
    body = {"text": "Look."}
    assert admin.change(f"/findings/{mark(site, RATE)}/comments", body).status_code == 201
    again = admin.get(f"{PREFIX}/findings", headers={"If-None-Match": tag})
    assert again.status_code == 200
    other = program(site, Role.FINANCE)
    assert admin.read("/findings").headers["etag"] != other.read("/findings").headers["etag"]


def test_amounts_are_text_and_what_is_unknown_is_left_out(site: Site) -> None:
    admin = program(site, Role.ADMINISTRATOR)
    row = next(one for one in admin.all("/findings") if one["fingerprint"] == mark(site, RATE))
    whole, _, cents = row["amount"].partition(".")
    assert whole.isdecimal()
    assert len(cents) == 2
    for path in ("/contracts", "/invoices", "/findings", "/report", "/audit/events"):
        assert ":null" not in admin.read(path).text.replace(" ", ""), path


def test_who_is_refused_is_written_down_without_the_token(site: Site, tmp_path: Path) -> None:
    file, guess = tmp_path / "log.jsonl", "cai_canary-of-a-guessed-token"
    caller = Program(site, guess)
    with logging_to(file=file):
        assert caller.read("/me").status_code == 401
    (line,) = [one for one in file.read_text("utf-8").splitlines() if "refused" in one]
    assert '"status": 401' in line or '"status":401' in line
    assert f"GET {PREFIX}/me" in line
    assert '"address": "testclient"' in line or '"address":"testclient"' in line
    assert guess not in file.read_text("utf-8")

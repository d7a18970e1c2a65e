"""Originals in an S3-compatible store: whole or not there, whatever the store does."""

import hashlib
import importlib.util
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract_ai.batch.apart import apart
from contract_ai.intake.bucket import Bucket, place_in
from contract_ai.intake.places import vault_in
from contract_ai.intake.remote import RemoteVault
from contract_ai.settings import Settings
from models.errors import ErrorCode, SettingsError
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.intake.stores import BROKEN, BUCKET, CUT, REFUSED, Store, store

# s3fs closes what it opened when it is collected, and Python says so.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

DATA = b"%PDF-1.7 an original\n" * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()
NAME = f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"
OBJECT = f"/{BUCKET}/here/{NAME}"


@pytest.fixture(scope="module")
def s3() -> Iterator[Store]:
    with pytest.MonkeyPatch.context() as patch, store() as made:
        patch.setenv("AWS_ACCESS_KEY_ID", "key")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield made


def settings_of(s3: Store, **more: object) -> Settings:
    given = {"files": f"s3://{BUCKET}/here", "files_endpoint": s3.endpoint, **more}
    return Settings.model_validate(given)


@pytest.fixture
def vault(s3: Store, tmp_path: Path) -> Iterator[RemoteVault]:
    s3.faults.clear()
    s3.headers.clear()
    made = vault_in(settings_of(s3), tmp_path)
    assert isinstance(made, RemoteVault)
    yield made
    s3.faults.clear()
    for name in list(made._bucket.names()):
        made._bucket.delete(name)


def keep(vault: RemoteVault, data: bytes = DATA) -> Path:
    with vault.incoming() as coming:
        coming.write(data[:100])
        coming.write(data[100:])
        return vault.keep(coming)


def elsewhere(vault: RemoteVault, tmp_path: Path) -> RemoteVault:
    """Return the vault of another machine."""
    return RemoteVault(tmp_path / "elsewhere", vault._bucket)


def test_an_original_is_in_the_store_and_found_from_elsewhere(
    vault: RemoteVault, tmp_path: Path
) -> None:
    assert keep(vault).read_bytes() == DATA
    assert vault._bucket.get(NAME) == DATA
    found = elsewhere(vault, tmp_path).original(SHA256)
    assert found is not None
    assert found.read_bytes() == DATA
    assert found.is_relative_to(tmp_path / "elsewhere")
    assert vault.original("0" * 64) is None
    assert vault.original("../secret") is None
    assert list(vault.misfits()) == []


def test_it_is_written_once_and_a_damaged_one_is_mended(vault: RemoteVault, s3: Store) -> None:
    keep(vault)
    keep(vault)
    assert [method for method, _ in s3.headers].count("PUT") == 1
    s3.direct("PUT", OBJECT, b"x" * len(DATA))
    keep(vault)
    assert vault._bucket.get(NAME) == DATA


@pytest.mark.parametrize("there", [DATA[:5000], b"", DATA[:-1] + b"x"])
def test_what_is_not_whole_is_never_taken(
    vault: RemoteVault, s3: Store, tmp_path: Path, there: bytes
) -> None:
    s3.direct("PUT", OBJECT, there)
    other = elsewhere(vault, tmp_path)
    assert other.original(SHA256) is None
    assert [path for path in other.root.rglob("*") if path.is_file()] == []
    assert [one.why for one in vault.misfits()] == [
        "The content is not what it was when it was kept."
    ]


@pytest.mark.parametrize(("method", "fault"), [("GET", BROKEN), ("HEAD", BROKEN), ("GET", CUT)])
def test_a_fault_that_passes_is_got_over(
    vault: RemoteVault, s3: Store, tmp_path: Path, method: str, fault: str
) -> None:
    keep(vault)
    s3.fail(method, fault)
    found = elsewhere(vault, tmp_path).original(SHA256)
    assert found is not None
    assert found.read_bytes() == DATA
    assert not s3.faults


def test_a_fault_while_writing_is_got_over(vault: RemoteVault, s3: Store) -> None:
    s3.fail("PUT", BROKEN)
    keep(vault)
    assert vault._bucket.get(NAME) == DATA


@pytest.mark.parametrize(
    ("method", "fault"), [("PUT", BROKEN), ("PUT", REFUSED), ("HEAD", REFUSED), ("HEAD", BROKEN)]
)
def test_a_fault_that_stays_keeps_nothing_and_says_so(
    vault: RemoteVault, s3: Store, method: str, fault: str
) -> None:
    s3.fail(method, fault, times=50)
    with pytest.raises(SettingsError) as caught:
        keep(vault)
    assert caught.value.code is ErrorCode.FILES_UNREACHABLE
    assert str(caught.value).startswith(f"s3://{BUCKET}/here: ")
    s3.faults.clear()
    assert [path for path in vault.root.rglob("*") if path.is_file()] == []
    assert vault.original(SHA256) is None


@pytest.mark.parametrize(("method", "fault"), [("GET", CUT), ("GET", BROKEN), ("HEAD", REFUSED)])
def test_an_original_that_cannot_be_had_now_is_not_said_to_be_missing(
    vault: RemoteVault, s3: Store, tmp_path: Path, method: str, fault: str
) -> None:
    keep(vault)
    other = elsewhere(vault, tmp_path)
    s3.fail(method, fault, times=50)
    with pytest.raises(SettingsError) as caught:
        other.original(SHA256)
    assert caught.value.code is ErrorCode.FILES_UNREACHABLE
    assert [path for path in other.root.rglob("*") if path.is_file()] == []


def test_what_is_erased_is_gone_everywhere(vault: RemoteVault, s3: Store, tmp_path: Path) -> None:
    copy, other = keep(vault), elsewhere(vault, tmp_path)
    there = other.original(SHA256)
    assert there is not None
    assert other.remove(SHA256) is True
    assert b"NoSuchKey" in s3.direct("GET", OBJECT)
    assert not there.exists()
    assert vault.original(SHA256) is None
    assert not copy.exists()
    assert vault.remove(SHA256) is False


def test_copies_go_a_day_after_they_were_used(vault: RemoteVault) -> None:
    copy = keep(vault)
    now = datetime.now(UTC)
    vault.sweep(now + timedelta(hours=23))
    assert copy.exists()
    vault.sweep(now + timedelta(hours=25))
    assert not copy.exists()
    os.utime(keep(vault), (time.time() - 1e6,) * 2)
    assert vault.original(SHA256) is not None
    vault.sweep(now)
    assert copy.exists()


def test_a_stranger_in_the_store_is_named(vault: RemoteVault, s3: Store) -> None:
    s3.direct("PUT", f"/{BUCKET}/here/notes.txt", b"x")
    assert [one.path for one in vault.misfits()] == [f"s3://{BUCKET}/here/notes.txt"]


def test_the_store_is_told_to_encrypt_and_to_check(s3: Store, tmp_path: Path) -> None:
    s3.headers.clear()
    vault = vault_in(settings_of(s3, files_encryption="aws:kms#ours"), tmp_path)
    assert isinstance(vault, RemoteVault)
    keep(vault, DATA + b"encrypted")
    (sent,) = [headers for method, headers in s3.headers if method == "PUT"]
    lower = {name.lower(): value for name, value in sent.items()}
    assert lower["x-amz-server-side-encryption"] == "aws:kms"
    assert lower["x-amz-server-side-encryption-aws-kms-key-id"] == "ours"
    assert lower["x-amz-checksum-sha256"]


def test_a_process_that_was_forked_reads_as_well(vault: RemoteVault) -> None:
    keep(vault)
    assert apart(lambda: vault._whole(SHA256)) == DATA


def test_a_night_keeps_its_originals_there(vault: RemoteVault, s3: Store, tmp_path: Path) -> None:
    house = House(tmp_path / "house", settings=settings_of(s3, workers=1))
    house.put(COMPANY)
    s3.fail("PUT", REFUSED)
    with pytest.raises(SettingsError):
        house.night()
    assert house.files() == sorted(COMPANY)
    said = house.night()
    assert said.unread == ()
    names = {name.rpartition("/")[2] for name in vault._bucket.names()}
    assert names == {hashlib.sha256(data).hexdigest() for data in COMPANY.values()}


REFUSALS: tuple[tuple[dict[str, object], str], ...] = (
    ({"files": "/srv/files"}, "no address of a store"),
    ({"files": "s3://"}, "no address of a store"),
    ({"files": "gs://bucket"}, "no address of a store"),
    ({"files": "s3://b", "files_endpoint": "host:9000"}, "no address of a server"),
    ({"files": "s3://b", "files_endpoint": "http://host:9000"}, "in the clear"),
)


@pytest.mark.parametrize(("given", "why"), REFUSALS)
def test_addresses_that_are_refused(given: dict[str, object], why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        place_in(Settings.model_validate(given))


def test_addresses_that_are_taken() -> None:
    plain = Settings(files="s3://b/c/", files_endpoint="http://host", files_allow_http=True)
    place = place_in(plain)
    assert place is not None
    assert Bucket(place).url == "s3://b/c"
    assert place_in(Settings()) is None


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contract_ai.intake.bucket.find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match=r"contract-ai\[s3\]"):
        place_in(Settings(files="s3://b"))
    assert importlib.util.find_spec("s3fs") is not None

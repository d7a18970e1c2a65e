"""OAuth: tokens end, refresh tokens change with each use, and nothing of them is lost."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from contract_ai.connectors.connections import Connection, Secrets, connection
from contract_ai.connectors.granting import begin, finish, places
from contract_ai.connectors.oauth import challenge
from models.errors import ErrorCode, ServiceError
from models.ledgers import Service
from tests.contract_ai.connectors.worlds import WITH_TOKENS, World, world
from tests.fakes.service import Killed, status
from tests.fakes.tokens import CLIENT, SECRET, TokenFake
from tests.on_postgresql import copy


@pytest.fixture(params=sorted(WITH_TOKENS), ids=str)
def at(request: pytest.FixtureRequest, tmp_path: Path, empty_file: Path) -> Iterator[World]:
    service: Service = request.param
    copy(empty_file, tmp_path / "books.db")
    made = world(service, tmp_path)
    yield made
    made.places.database.close()


def fake(at: World) -> TokenFake:
    assert isinstance(at.fake, TokenFake)
    return at.fake


def kept(at: World) -> Secrets:
    means = at.means()
    with means.database.read() as session:
        return connection(session, means.vault, at.service).secrets


def test_a_token_that_ends_is_renewed_before_it_does(at: World) -> None:
    at.fake.add(5)
    at.sync()
    before = fake(at).renewals
    at.time.go(minutes=29, seconds=30)
    at.sync()
    assert fake(at).renewals == before + 1
    assert at.is_whole()


def test_a_token_that_ended_early_is_renewed_once(at: World) -> None:
    at.fake.add(5)
    at.sync()
    before = fake(at).renewals
    fake(at).expire()
    at.sync()
    assert fake(at).renewals == before + 1


def test_who_is_refused_with_a_new_token_is_told_so(at: World) -> None:
    at.sync()
    at.fake.faults = [status(401)]
    fake(at).life = 0
    fake(at).expire()
    with pytest.raises(ServiceError) as raised:
        at.sync()
    assert raised.value.code is ErrorCode.SERVICE_REFUSED


def test_the_new_refresh_token_is_kept_before_it_is_used(at: World) -> None:
    """Killed when the first request with the new token comes in: the new token is on the disk."""
    at.sync()
    fake(at).expire()

    def kill(_: int) -> None:
        last = at.fake.asked[-1]
        if last.request.headers.get("authorization") == f"Bearer access-{fake(at).number}":
            raise Killed

    at.fake.before = kill
    with pytest.raises(Killed):
        at.sync()
    at.fake.before = None
    assert kept(at).refresh.get_secret_value() == f"refresh-{fake(at).number}"
    at.sync()


def test_killed_while_the_new_token_comes_asks_again_with_the_old_one(at: World) -> None:
    at.fake.add(3)
    at.sync()
    fake(at).expire()

    def kill(_: int) -> None:
        if at.fake.asked[-1].path == fake(at).token_path:
            raise Killed

    at.fake.after = kill
    with pytest.raises(Killed):
        at.sync()
    at.fake.after = None
    at.sync()
    assert at.is_whole()


def test_a_refresh_token_that_is_of_no_use_any_more_ends_in_words(at: World) -> None:
    at.sync()
    fake(at).expire()
    fake(at).refresh.clear()
    with pytest.raises(ServiceError) as raised:
        at.sync()
    assert raised.value.code is ErrorCode.SERVICE_REFUSED
    assert f"contract-ai connect {at.service}" in raised.value.do


def test_tokens_lie_sealed(at: World) -> None:
    at.fake.add(3)
    at.sync()
    files = [file.read_bytes() for file in at.folder.rglob("*") if file.is_file()]
    secrets = [SECRET, "refresh-0", *fake(at).tokens]
    assert not any(secret.encode() in held for secret in secrets for held in files)
    assert "access-" not in repr(kept(at))


def test_a_person_lets_us_in(at: World) -> None:
    means = at.means()
    secrets = Secrets(
        way="oauth",
        client_id=CLIENT,
        client_secret=SecretStr(SECRET),
        back="http://localhost:8000/back",
    )
    begun = begin(at.service, secrets, means)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}
    assert asked["code_challenge"] == challenge(begun.verifier)
    assert SECRET not in begun.url
    fake(at).codes["code-1"] = asked["code_challenge"]
    back = f"http://localhost:8000/back?code=code-1&state={begun.state}&realmId=77"
    made = finish(Connection(at.service, "", secrets, {}), begun, back, means)
    assert made.secrets.refresh.get_secret_value() == f"refresh-{fake(at).number}"
    assert made.account == "77"
    if at.service is Service.SALESFORCE:
        assert made.secrets.address == "https://service.example"
    if at.service is Service.XERO:
        assert [one.account for one in places(made, means)] == ["tenant-1"]


@pytest.mark.parametrize(
    "back", ["http://x/?code=1&state=other", "http://x/?error=access_denied", "nonsense"]
)
def test_an_address_that_answers_no_question_of_ours_is_refused(at: World, back: str) -> None:
    secrets = Secrets(way="oauth", client_id=CLIENT, client_secret=SecretStr(SECRET))
    begun = begin(at.service, secrets, at.means())
    with pytest.raises(ServiceError) as raised:
        finish(Connection(at.service, "", secrets, {}), begun, back, at.means())
    assert raised.value.code is ErrorCode.SERVICE_REFUSED
    assert not at.fake.asked

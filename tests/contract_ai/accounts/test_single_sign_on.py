"""Single sign-on against a provider that listens on this machine."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from joserfc.jwk import ECKey, KeyParameters, RSAKey

from contract_ai.accounts import invitations, people, sessions, users
from contract_ai.accounts import single_sign_on as sso
from contract_ai.accounts.provider import Client, client_of
from contract_ai.accounts.signing_in import Outcome, Result
from contract_ai.settings import load_settings
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from models.accounts import EVERY_CONTRACT, Role, User
from models.errors import AccountError, ErrorCode, SettingsError
from tests.contract_ai.accounts.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    Form,
    Provider,
    new_key,
    running,
)
from tests.contract_ai.accounts.world import HOME, World, token

ANNA: Form = {
    "sub": "7731",
    "email": "Anna@Example.com",
    "email_verified": True,
    "name": "Anna Example",
}
CALLBACK = "http://127.0.0.1:8000/sign-on"


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    with running(Provider(dict(ANNA), int(world.now.timestamp()))) as found:
        yield found


@pytest.fixture
def client(provider: Provider) -> Client:
    environment = {"ISSUER": provider.url, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET}
    settings = load_settings({f"CONTRACT_AI_OIDC_{k}": v for k, v in environment.items()})
    found = client_of(settings, CALLBACK)
    assert found == Client(provider.url, CLIENT_ID, CLIENT_SECRET, CALLBACK)
    return found


def test_single_sign_on_is_off_until_it_is_set_up() -> None:
    assert client_of(load_settings({}), CALLBACK) is None


def _invite(database: Database, world: World, email: str = "anna@example.com") -> None:
    with database.write() as session:
        offer = invitations.Offer(Role.AUDITOR, EVERY_CONTRACT, email=email)
        invitations.invite(session, offer, world.means)


def _back(provider: Provider, start: sso.Start) -> sso.Return:
    said = provider.visit(start.url)
    return sso.Return(said["state"], said["code"], start.browser, said["iss"])


def _sign_on(
    database: Database, provider: Provider, client: Client, world: World, link: User | None = None
) -> Outcome:
    start = sso.begin(database, client, world.means, link)
    return sso.finish(database, client, _back(provider, start), HOME, world.means)


def test_an_invited_person_gets_in_and_is_known_from_then_on(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    _invite(database, world)
    first = _sign_on(database, provider, client, world)
    assert first.result is Result.OPEN
    assert first.user is not None
    assert (first.user.name, first.user.role) == ("anna@example.com", Role.AUDITOR)
    assert not first.user.has_password
    provider.person["email"] = "anna@elsewhere.example"
    again = _sign_on(database, provider, client, world)
    assert again.user == first.user
    with database.read() as session:
        assert sessions.find(session, token(again), world.now) is not None
        assert invitations.open_invitations(session, world.now) == ()


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "1", "email": "ben@example.com", "email_verified": True},
        {"sub": "1", "email": "anna@example.com"},
        {"sub": "1", "email": "anna@example.com", "email_verified": False},
        {"sub": "1", "email": "anna@example.com", "email_verified": "true"},
        {"sub": "1"},
    ],
    ids=["another address", "not said", "not verified", "a word", "no address"],
)
def test_who_is_not_invited_under_a_verified_address_stays_out(
    database: Database, provider: Provider, client: Client, world: World, person: Form
) -> None:
    _invite(database, world)
    provider.person = person
    assert _sign_on(database, provider, client, world) == Outcome(Result.REFUSED)
    with database.read() as session:
        assert people.all_people(session) == ()


def test_an_account_of_the_same_name_is_not_taken_over(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    with database.write() as session:
        world.person(session, "anna@example.com")
    assert _sign_on(database, provider, client, world).result is Result.REFUSED


def test_a_disabled_account_stays_out(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    _invite(database, world)
    user = _sign_on(database, provider, client, world).user
    assert user is not None
    with database.write() as session:
        users.disable(session, user, world.means)
    assert _sign_on(database, provider, client, world) == Outcome(Result.REFUSED)


def test_somebody_who_is_signed_in_joins_it_to_their_account(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    with database.write() as session:
        anna, ben = world.person(session, "anna"), world.person(session, "ben")
    assert _sign_on(database, provider, client, world, anna).user == anna
    assert _sign_on(database, provider, client, world).user == anna
    with pytest.raises(AccountError, match="joined to this person already"):
        _sign_on(database, provider, client, world, ben)
    with database.write() as session:
        sso.unlink(session, anna, world.means)
    assert _sign_on(database, provider, client, world).result is Result.REFUSED


def test_an_account_without_a_password_keeps_its_provider(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    _invite(database, world)
    user = _sign_on(database, provider, client, world).user
    assert user is not None
    with database.write() as session, pytest.raises(AccountError, match="no password"):
        sso.unlink(session, user, world.means)


def test_an_address_may_come_from_userinfo_of_the_same_person(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    _invite(database, world)
    provider.person, provider.userinfo = {"sub": "7731"}, ANNA
    assert _sign_on(database, provider, client, world).result is Result.OPEN


def test_userinfo_of_somebody_else_does_not_count(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    _invite(database, world)
    provider.person, provider.userinfo = {"sub": "1"}, ANNA
    assert _sign_on(database, provider, client, world).result is Result.REFUSED


LIES: dict[str, Callable[[Form], Form]] = {
    "another issuer": lambda claims: {**claims, "iss": "https://evil.example"},
    "another audience": lambda claims: {**claims, "aud": "another"},
    "several audiences": lambda claims: {**claims, "aud": [CLIENT_ID, "another"]},
    "made for another": lambda claims: {**claims, "azp": "another"},
    "expired": lambda claims: {**claims, "exp": claims["iat"] - 61},
    "from the future": lambda claims: {**claims, "iat": claims["iat"] + 3600},
    "another nonce": lambda claims: {**claims, "nonce": "another"},
    "no nonce": lambda claims: {k: v for k, v in claims.items() if k != "nonce"},
    "no subject": lambda claims: {k: v for k, v in claims.items() if k != "sub"},
    "no end": lambda claims: {k: v for k, v in claims.items() if k != "exp"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_hold_lets_nobody_in(
    database: Database, provider: Provider, client: Client, world: World, lie: str
) -> None:
    _invite(database, world)
    provider.lie = LIES[lie]
    with pytest.raises(AccountError) as caught:
        _sign_on(database, provider, client, world)
    assert caught.value.code is ErrorCode.SIGN_ON_FAILED


def _another_key(provider: Provider) -> Callable[[Form], str]:
    other = new_key("another")
    return lambda claims: provider.token(claims, other)


def _no_signature(_: Provider) -> Callable[[Form], str]:
    return lambda claims: f"{_part({'alg': 'none'})}.{_part(claims)}."


def _public_key_as_secret(provider: Provider) -> Callable[[Form], str]:
    def sign(claims: Form) -> str:
        body = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
        public = provider.key.as_pem(private=False)
        return f"{body}.{_base64(hmac.digest(public, body.encode(), 'sha256'))}"

    return sign


def _part(form: Form) -> str:
    return _base64(json.dumps(form).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _nonsense(_: Provider) -> Callable[[Form], str]:
    return json.dumps


_KID: KeyParameters = {"kid": "one"}


@pytest.mark.filterwarnings("ignore:Key size:joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    ("make", "wanted", "refused"),
    [
        (lambda: RSAKey.generate_key(1024, _KID), 2048, "1,024 bits; 2,048 are wanted"),
        (lambda: new_key("two"), 2048, ""),
        (lambda: new_key("two"), 3072, "2,048 bits; 3,072 are wanted"),
        (lambda: RSAKey.generate_key(3072, _KID), 3072, ""),
        (lambda: ECKey.generate_key("P-256", _KID), 3072, ""),
    ],
    ids=["RSA 1,024", "RSA 2,048", "RSA 2,048 where more is wanted", "RSA 3,072", "P-256"],
)
def test_a_key_that_is_too_short_lets_nobody_in(  # noqa: PLR0917 (fixtures and a case)
    database: Database,
    provider: Provider,
    client: Client,
    world: World,
    make: Callable[[], RSAKey | ECKey],
    wanted: int,
    refused: str,
) -> None:
    _invite(database, world)
    provider.key = make()
    client = replace(client, rsa_bits=wanted)
    if refused:
        with pytest.raises(AccountError, match=refused):
            _sign_on(database, provider, client, world)
    else:
        assert _sign_on(database, provider, client, world).result is Result.OPEN


def test_no_setting_lets_shorter_keys_in() -> None:
    assert load_settings({}).oidc_rsa_bits == 2048
    assert load_settings({"CONTRACT_AI_OIDC_RSA_BITS": "3072"}).oidc_rsa_bits == 3072
    with pytest.raises(SettingsError, match="OIDC_RSA_BITS"):
        load_settings({"CONTRACT_AI_OIDC_RSA_BITS": "1024"})


@pytest.mark.parametrize("forge", [_another_key, _no_signature, _public_key_as_secret, _nonsense])
def test_a_forged_token_lets_nobody_in(
    database: Database,
    provider: Provider,
    client: Client,
    world: World,
    forge: Callable[[Provider], Callable[[Form], str]],
) -> None:
    _invite(database, world)
    provider.sign = forge(provider)
    with pytest.raises(AccountError, match="does not hold"):
        _sign_on(database, provider, client, world)


def test_an_answer_counts_once(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    _invite(database, world)
    start = sso.begin(database, client, world.means)
    back = _back(provider, start)
    assert sso.finish(database, client, back, HOME, world.means).result is Result.OPEN
    provider.codes[back.code] = {}
    with pytest.raises(AccountError, match="was used"):
        sso.finish(database, client, back, HOME, world.means)


def test_an_answer_counts_in_the_browser_that_asked_and_for_ten_minutes(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    _invite(database, world)
    back = _back(provider, sso.begin(database, client, world.means))
    with pytest.raises(AccountError, match="another browser"):
        sso.finish(database, client, replace(back, browser=""), HOME, world.means)
    with pytest.raises(AccountError, match="too long ago"):
        sso.finish(database, client, replace(back, state="guessed"), HOME, world.means)
    world.wait(minutes=10)
    with pytest.raises(AccountError, match="too long ago"):
        sso.finish(database, client, back, HOME, world.means)


def test_a_code_of_another_question_is_worth_nothing(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    """The verifier of PKCE belongs to one question."""
    _invite(database, world)
    mine = _back(provider, sso.begin(database, client, world.means))
    theirs = _back(provider, sso.begin(database, client, world.means))
    with pytest.raises(AccountError, match="refused the code"):
        sso.finish(database, client, replace(mine, code=theirs.code), HOME, world.means)


def test_a_provider_that_names_itself_in_its_answers_is_held_to_it(
    database: Database, provider: Provider, client: Client, world: World
) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    _invite(database, world)
    assert _sign_on(database, provider, client, world).result is Result.OPEN
    back = _back(provider, sso.begin(database, client, world.means))
    with pytest.raises(AccountError, match="another provider"):
        sso.finish(
            database, client, replace(back, issuer="https://evil.example"), HOME, world.means
        )


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"issuer": "https://evil.example"}, "another name"),
        ({"authorization_endpoint": "http://idp.example/authorize"}, "https"),
        ({"token_endpoint": 7}, "does not hold"),
    ],
)
def test_a_provider_that_cannot_be_trusted_is_refused(
    provider: Provider, client: Client, world: World, metadata: Form, words: str
) -> None:
    provider.metadata = metadata
    with pytest.raises(AccountError, match=words):
        sso.begin(open_database("sqlite://"), client, world.means)


@pytest.mark.parametrize(
    ("issuer", "words"),
    [("http://127.0.0.1:1", "cannot be reached"), ("http://idp.example", "https")],
)
def test_a_provider_that_is_not_there_or_not_encrypted(
    world: World, issuer: str, words: str
) -> None:
    client = Client(issuer, CLIENT_ID, CLIENT_SECRET, CALLBACK)
    with pytest.raises(AccountError, match=words) as caught:
        sso.begin(open_database("sqlite://"), client, world.means)
    assert CLIENT_SECRET not in repr(caught.value)
    assert CLIENT_SECRET not in repr(client)

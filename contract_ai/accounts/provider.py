"""Talking to a provider of OpenID Connect: where it lives, codes for tokens, claims that are checked.

Source: OpenID Connect Core 1.0 (3.1.3.7), Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (iss).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, Key, KeySet, RSAKey, guess_key
from pydantic import BaseModel, ConfigDict, ValidationError

from contract_ai.loopback import is_loopback
from contract_ai.settings import Settings
from models.errors import AccountError, ErrorCode

SCOPE = "openid email profile"
TIMEOUT = 10.0  # seconds
CLOCKS_DIFFER = 60  # seconds that the provider's clock may be ahead
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)


@dataclass(frozen=True, slots=True)
class Client:
    """How we are known to the provider; ``redirect_uri`` is where it sends people back to.

    ``rsa_bits`` is how long its keys of RSA are at least.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    rsa_bits: int = 2048


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for.  ``email`` is None unless it says that it was verified."""

    subject: str
    email: str | None
    full_name: str


class Metadata(BaseModel):
    """What a provider says of itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False


@dataclass(frozen=True, slots=True)
class Secrets:
    """What ties an answer to its question."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def client_of(settings: Settings, back: str) -> Client | None:
    """Return how we are known to the provider of the settings; None where single sign-on is off.

    ``back`` is the address that it sends people back to.
    """
    if not settings.oidc_issuer:
        return None
    return Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        redirect_uri=back,
        rsa_bits=settings.oidc_rsa_bits,
    )


def discover(client: Client) -> Metadata:
    """Ask the provider where its endpoints are.

    Raises:
        AccountError: it cannot be reached, or says something that cannot be trusted.
    """
    address = client.issuer.rstrip("/") + "/.well-known/openid-configuration"
    with _guarded(), _http() as http:
        found = Metadata.model_validate(_json(http.get(_trusted(address))))
    if found.issuer != client.issuer:
        msg = "The provider calls itself another name."
        raise failed(msg, "Correct the issuer.")
    return found


def address_of(client: Client, metadata: Metadata, secrets: Secrets, *, again: bool = False) -> str:
    """Return where the browser goes to sign in, ``again`` also for who is known there still.

    Raises:
        AccountError: the provider's address is not encrypted.
    """
    url, _ = _oauth(client).create_authorization_url(
        _trusted(metadata.authorization_endpoint),
        state=secrets.state,
        nonce=secrets.nonce,
        code_verifier=secrets.verifier,
        **({"prompt": "login"} if again else {}),
    )
    return str(url)


def identity(
    client: Client, metadata: Metadata, code: str, secrets: Secrets, now: datetime
) -> Identity:
    """Exchange a code for tokens, and return whom they are about.

    Raises:
        AccountError: the provider refuses, cannot be reached, or its token does not hold.
    """
    with _guarded(), _oauth(client) as oauth, _http() as http:
        tokens = oauth.fetch_token(
            _trusted(metadata.token_endpoint),
            grant_type="authorization_code",
            code=code,
            code_verifier=secrets.verifier,
        )
        keys = KeySet.import_key_set(_json(http.get(_trusted(metadata.jwks_uri))))  # type: ignore[arg-type]  # it checks the shape
        claims = _claims(client, str(tokens.get("id_token") or ""), keys, secrets.nonce, now)
        if not isinstance(claims.get("email"), str) and metadata.userinfo_endpoint:
            said = _json(oauth.get(_trusted(metadata.userinfo_endpoint)))
            if said.get("sub") == claims["sub"]:
                claims = {**said, **claims}
    return _identity(client, claims)


def failed(what: str, do: str = "Try again, or tell your administrator.") -> AccountError:
    """Say that single sign-on did not work."""
    return AccountError(ErrorCode.SIGN_ON_FAILED, what, where="single sign-on", do=do)


def _claims(
    client: Client, token: str, keys: KeySet, nonce: str, now: datetime
) -> Mapping[str, object]:
    """Check signature, length of its key, issuer, audience, times and nonce."""

    def long_enough(guest: GuestProtocol) -> Key:
        key = guess_key(keys, guest)
        bits = key.public_key.key_size if isinstance(key, RSAKey) else client.rsa_bits
        if bits < client.rsa_bits:
            msg = f"The provider signs with a key of {bits:,} bits; {client.rsa_bits:,} are wanted."
            raise failed(msg, "Have it sign with ES256 or a longer key.")
        return key

    claims = jwt.decode(token, long_enough, algorithms=ALGORITHMS).claims
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCKS_DIFFER,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    rules.validate(claims)
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client.client_id) != client.client_id:
        msg = "The provider's token was made for another program."
        raise failed(msg)
    return claims


def _identity(client: Client, claims: Mapping[str, object]) -> Identity:
    email = claims.get("email")
    verified = isinstance(email, str) and claims.get("email_verified") is True
    return Identity(
        subject=f"{client.issuer} {claims['sub']}",
        email=str(email) if verified else None,
        full_name=str(claims.get("name") or ""),
    )


def _trusted(address: str) -> str:
    """Return an address that is encrypted, or on this machine."""
    url = httpx2.URL(address)
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
        msg = "The provider's address does not begin with https."
        raise failed(msg, "Correct the issuer.")
    return address


def _json(response: httpx2.Response) -> dict[str, object]:
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        msg = "no object"
        raise TypeError(msg)
    return found


def _oauth(client: Client) -> OAuth2Client:
    return OAuth2Client(
        client.client_id,
        client.client_secret,
        scope=SCOPE,
        redirect_uri=client.redirect_uri,
        code_challenge_method="S256",
        timeout=TIMEOUT,
        follow_redirects=False,
    )


def _http() -> httpx2.Client:
    return httpx2.Client(timeout=TIMEOUT, follow_redirects=False)


@contextmanager
def _guarded() -> Iterator[None]:
    """Turn what can go wrong with a provider into words; its own words may hold codes or tokens."""
    try:
        yield
    except httpx2.HTTPError:
        msg = "The provider cannot be reached."
        raise failed(msg) from None
    except OAuthError:
        msg = "The provider refused the code."
        raise failed(msg) from None
    except (JoseError, ValidationError, ValueError, TypeError, KeyError):
        msg = "The provider's answer does not hold."
        raise failed(msg) from None

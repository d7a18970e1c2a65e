"""Who is to be told that a night ended is told, with a signature; what fails fails no night."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contract_ai.batch import mail, webhook
from contract_ai.batch.figures import Figures
from contract_ai.batch.receivers import Mailer, Webhook
from contract_ai.settings import Settings
from models.errors import SettingsError
from tests.contract_ai.batch.nights import COMPANY, START, TODAY, House

FIGURES = Figures(night=7, as_of=TODAY, new={"invoice": 3})
SECRET = b"a secret that both know"


class Receiver(HTTPServer):
    """Answers with the codes it is given, in turn; keeps what came."""

    def __init__(self, codes: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.codes = codes
        self.came: list[tuple[str, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/nights"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((self.headers[webhook.SIGNATURE], body))
        code = self.server.codes.pop(0)
        self.send_response(code)
        if code == 302:
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@contextmanager
def receiver(*codes: int) -> Iterator[Receiver]:
    server = Receiver(list(codes))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("codes", "tries", "why"),
    [
        ((200,), 1, ""),
        ((503, 200), 2, ""),
        ((429, 500, 204), 3, ""),
        ((500, 500, 500), 3, "127.0.0.1 answered 500."),
        ((403,), 1, "127.0.0.1 answered 403."),
        ((302,), 1, "127.0.0.1 answered 302."),
    ],
)
def test_a_webhook_is_signed_and_tried_again(codes: tuple[int, ...], tries: int, why: str) -> None:
    slept: list[float] = []
    with receiver(*codes) as server:
        hook = Webhook(server.url, SECRET, timeout=5)
        assert webhook.send(hook, FIGURES, 1000, slept.append) == why
    assert (len(server.came), slept) == (tries, [2.0, 4.0][: tries - 1])
    for header, body in server.came:
        seal = hmac.new(SECRET, b"1000." + body, hashlib.sha256).hexdigest()
        assert header == f"t=1000,v1={seal}"
        assert json.loads(body)["night"] == 7


def test_a_webhook_that_nobody_answers_ends() -> None:
    with receiver() as server:
        url = server.url
    hook = Webhook(url, SECRET, timeout=1, retries=1)
    assert webhook.send(hook, FIGURES, 1000, lambda _: None).startswith("127.0.0.1 cannot be")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Post:
    """Keeps the mails that come."""

    def __init__(self) -> None:
        self.came: list[tuple[bool, str]] = []

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        content = envelope.content
        assert isinstance(content, bytes)
        self.came.append((session.ssl is not None, content.decode()))
        return "250 OK"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    place = tmp_path / "localhost.pem"
    pem = serialization.Encoding.PEM
    place.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return place


def test_a_mail_goes_over_an_encrypted_connection(certificate: Path) -> None:
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(certificate)
    post = Post()
    port = free_port()
    controller = Controller(
        post, hostname="localhost", port=port, tls_context=ours, require_starttls=True
    )
    controller.start()
    try:
        mailer = Mailer("localhost", port, "night@example.com", ("a@example.com", "b@example.com"))
        made = mail.message(mailer, "Night 7", "  new  3 invoices €", 7, START)
        stranger = mail.send(mailer, made)
        trusted = ssl.create_default_context(cafile=str(certificate))
        known = mail.send(mailer, made, trusted)
    finally:
        controller.stop()
    assert stranger == "localhost did not take the mail (SSLCertVerificationError)."
    assert known == ""
    ((encrypted, text),) = post.came
    assert encrypted
    assert "To: a@example.com, b@example.com" in text


def test_nobody_who_hears_fails_no_night(house: House) -> None:
    with receiver() as server:
        url = server.url
    changed: dict[str, object] = {
        "webhook_url": url,
        "webhook_allow_http": True,
        "webhook_secret": "x",
        "mail_host": "127.0.0.1",
        "mail_port": int(url.split(":")[2].split("/")[0]),
        "mail_from": "night@example.com",
        "mail_to": "a@example.com",
    }
    house.settings = Settings.model_validate(house.settings.model_dump() | changed)
    house.put({"payments.csv": COMPANY["payments.csv"]})
    said = house.night()
    assert said.figures.new == {"facts": 1}
    assert len(said.notices) == 2


def test_a_night_is_told_of_once(house: House) -> None:
    with receiver(200, 200) as server:
        changed = {"webhook_url": server.url, "webhook_allow_http": True, "webhook_secret": "x"}
        house.settings = Settings.model_validate(house.settings.model_dump() | changed)
        house.put({"payments.csv": COMPANY["payments.csv"]})
        house.night()
        house.night()
    assert [json.loads(body)["night"] for _, body in server.came] == [1, 2]
    assert b"payments.csv" not in server.came[0][1]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"webhook_url": "http://example.com", "webhook_secret": "x"}, "WEBHOOK_URL"),
        ({"webhook_url": "https://example.com"}, "WEBHOOK_SECRET"),
        ({"mail_host": "mail.example.com"}, "MAIL_FROM"),
        ({"mail_host": "mail.example.com", "mail_from": "a@example.com"}, "MAIL_TO"),
    ],
)
def test_settings_that_cannot_work_are_told_before_the_night(
    house: House, given: dict[str, object], where: str
) -> None:
    house.settings = Settings.model_validate(house.settings.model_dump() | given)
    house.put({"payments.csv": COMPANY["payments.csv"]})
    with pytest.raises(SettingsError, match=f"CONTRACT_AI_{where}"):
        house.night()
    assert house.files() == ["payments.csv"]

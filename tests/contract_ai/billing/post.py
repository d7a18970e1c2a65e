"""A mail server that keeps what comes, on a free port of this machine."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from contract_ai.batch.receivers import Mailer

ACCEPTED = "250 OK"


@dataclass
class Post:
    """Keeps the mails that it takes; ``answer`` says what it answers to each."""

    answer: Callable[[], str] = lambda: ACCEPTED
    came: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        said = self.answer()
        if said == ACCEPTED:
            raw = envelope.original_content or b""
            self.came.append(message_from_bytes(raw, policy=policy.default))
        return said


@contextmanager
def post_office(post: Post) -> Iterator[Mailer]:
    """Run the server, and return how to reach it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Mailer("127.0.0.1", port, "billing@example.com", (), "none", timeout=5)
    finally:
        controller.stop()

"""Mail: telling people that a night ended, and handing any mail over an encrypted connection.

Handing over says for sure what it can: whether the server has the mail, has refused it, or nobody
knows, because the connection broke between the two.
"""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from contract_ai.batch.receivers import Mailer


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a mail: ``taken`` by the server; None where nobody knows.

    ``why`` says what went wrong; of a mail that was taken, which addresses were refused.
    """

    taken: bool | None
    why: str = ""


def message(mailer: Mailer, subject: str, text: str, number: int, now: datetime) -> EmailMessage:
    """Write the mail; the same night has the same Message-ID, so that a second one is known."""
    made = EmailMessage()
    made["From"], made["To"] = mailer.sender, ", ".join(mailer.receivers)
    made["Subject"], made["Date"] = subject, format_datetime(now)
    made["Message-ID"] = f"<night-{number}-{int(now.timestamp())}@contract-ai.invalid>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text.encode("utf-8", "replace").decode())
    return made


def send(mailer: Mailer, made: EmailMessage, context: ssl.SSLContext | None = None) -> str:
    """Hand a mail to the server; return why it failed, empty where it did not."""
    handed = hand_over(mailer, made, context)
    return "" if handed.taken else handed.why


def hand_over(mailer: Mailer, made: EmailMessage, context: ssl.SSLContext | None = None) -> Handed:
    """Hand a mail to the server and say what became of it.

    A server that answered has taken the mail or refused it; one that fell silent while it was
    handed over may have done either.
    """
    taken: bool | None = False
    refused: dict[str, tuple[int, bytes]] = {}
    try:
        with _connected(mailer, context) as server:
            if mailer.security == "starttls":
                server.starttls(context=_trusted(context))
            if mailer.user:
                server.login(mailer.user, mailer.password)
            taken = None
            refused = server.send_message(made)
            taken = True
    except (smtplib.SMTPException, OSError) as error:
        if not taken:  # what goes wrong when the server is left does not take the mail back
            answered = isinstance(error, smtplib.SMTPResponseException | _REFUSALS)
            why = f"{mailer.host} did not take the mail ({type(error).__name__})."
            return Handed(False if answered else taken, why)
    names = ", ".join(sorted(refused))
    return Handed(taken=True, why=f"{mailer.host} refused {names}." if names else "")


_REFUSALS = smtplib.SMTPRecipientsRefused | smtplib.SMTPNotSupportedError


def _connected(mailer: Mailer, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if mailer.security == "tls":
        trusted = _trusted(context)
        return smtplib.SMTP_SSL(mailer.host, mailer.port, timeout=mailer.timeout, context=trusted)
    return smtplib.SMTP(mailer.host, mailer.port, timeout=mailer.timeout)


def _trusted(context: ssl.SSLContext | None) -> ssl.SSLContext:
    """Return the authorities that are trusted; to load those of the system takes 20 ms."""
    return context or ssl.create_default_context()

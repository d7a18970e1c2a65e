"""Telling people by mail that a night ended: the summary as text, over an encrypted connection."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from contract_ai.batch.receivers import Mailer


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
    trusted = context or ssl.create_default_context()
    try:
        with _connected(mailer, trusted) as server:
            if mailer.security == "starttls":
                server.starttls(context=trusted)
            if mailer.user:
                server.login(mailer.user, mailer.password)
            server.send_message(made)
    except (smtplib.SMTPException, OSError) as error:
        return f"{mailer.host} did not take the mail ({type(error).__name__})."
    return ""


def _connected(mailer: Mailer, trusted: ssl.SSLContext) -> smtplib.SMTP:
    if mailer.security == "tls":
        return smtplib.SMTP_SSL(mailer.host, mailer.port, timeout=mailer.timeout, context=trusted)
    return smtplib.SMTP(mailer.host, mailer.port, timeout=mailer.timeout)

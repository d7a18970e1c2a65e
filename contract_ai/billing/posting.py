"""A letter of reminder as a mail: plain text with the same as HTML beside it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from contract_ai.batch.mail import Handed, hand_over
from contract_ai.batch.receivers import Mailer
from contract_ai.storage.reminders import StoredLetter


def mail_of(mailer: Mailer, told: StoredLetter, now: datetime) -> EmailMessage:
    """Write the mail of a letter; the same letter has the same Message-ID however often it is tried."""
    made = EmailMessage()
    made["From"], made["To"] = mailer.sender, ", ".join(told.receivers)
    made["Subject"], made["Date"] = told.subject, format_datetime(now)
    stamp = int(told.made_at.timestamp())
    made["Message-ID"] = f"<reminder-{told.number}-{stamp}@contract-ai.invalid>"
    made.set_content(told.text.encode("utf-8", "replace").decode())
    made.add_alternative(told.html.encode("utf-8", "replace").decode(), subtype="html")
    return made


def posting(mailer: Mailer, clock: Callable[[], datetime]) -> Callable[[StoredLetter], Handed]:
    """Return what hands letters to a mail server."""

    def hand(told: StoredLetter) -> Handed:
        to = replace(mailer, receivers=told.receivers)
        return hand_over(to, mail_of(to, told, clock()))

    return hand

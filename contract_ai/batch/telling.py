"""Telling that a night ended, where the settings say whom; what fails here fails nothing else.

A night is told of after its end is committed.  Where the program was killed between the two, the
next run tells of it; so a receiver may hear of a night twice, and knows it by its number.
"""

from collections.abc import Callable
from datetime import datetime

from contract_ai.batch import mail, webhook
from contract_ai.batch.figures import Figures
from contract_ai.batch.saying import figures_text
from contract_ai.logs import log
from contract_ai.settings import Settings


def tell(
    settings: Settings, made: Figures, now: datetime, sleep: Callable[[float], None]
) -> list[str]:
    """Tell whom the settings name; return what did not reach them."""
    failed = []
    hook = settings.webhook
    if hook is not None:
        failed.append(webhook.send(hook, made, int(now.timestamp()), sleep))
    mailer = settings.mailer
    if mailer is not None:
        subject = f"Contract AI: night {made.night} as of {made.as_of.isoformat()}{_problem(made)}"
        text = figures_text(made)
        failed.append(mail.send(mailer, mail.message(mailer, subject, text, made.night, now)))
    said = [why for why in failed if why]
    for why in said:
        log().error("a night was not told of", why=why)
    return said


def _problem(made: Figures) -> str:
    files = "files" if made.refused or made.quarantined else ""
    systems = "systems" if any(one.code for one in made.systems) else ""
    words = " and ".join(one for one in (files, systems) if one)
    return f" (some {words} were not read)" if words else ""

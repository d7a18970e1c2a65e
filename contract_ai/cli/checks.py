"""``contract-ai checks``: the catalogue; with a code, its full text."""

import sys

import click

from checks.catalogue import all_checks
from contract_ai.cli.common import Session, format_option, put, put_list, session_command
from contract_ai.cli.tables import table
from models.findings import Check
from models.forms import Form


@click.command(epilog="Example: contract-ai checks PT101")
@click.argument("code", required=False)
@format_option("text")
@session_command
def command(_session: Session, code: str | None, form: str) -> int:
    """List the catalogue of checks, or print the full text of one."""
    catalogue = all_checks()
    if code is not None and code.upper() not in catalogue:
        message = f"There is no check {code!r}; contract-ai checks lists them all."
        raise click.UsageError(message)
    chosen = [catalogue[code.upper()]] if code else list(catalogue.values())
    if form == "json":
        put_list(_form(check) for check in chosen)
    elif code:
        put(full_text(chosen[0]))
    else:
        rows = [[check.code, check.slug, check.severity.value, _first(check)] for check in chosen]
        put(table(["code", "name", "severity", "finds"], rows))
    return 0


def full_text(check: Check) -> str:
    """Return what the check's own file says of it."""
    return (sys.modules[check.run.__module__].__doc__ or "").strip()


def _first(check: Check) -> str:
    line = full_text(check).partition("\n")[0]
    return line.partition(": ")[2]


def _form(check: Check) -> Form:
    return {
        "code": check.code,
        "slug": check.slug,
        "severity": check.severity.value,
        "scope": check.scope.value,
        "text": full_text(check),
    }

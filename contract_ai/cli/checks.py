"""``contract-ai checks``: the catalogue; with a code, its full text."""

import re
import sys
from collections.abc import Iterable, Iterator

import click

from checks.catalogue import all_checks
from contract_ai.cli.common import Session, put, put_list, session_command
from contract_ai.cli.tables import table
from models.findings import Check
from models.forms import Form

_SECTION = re.compile(r"^([A-Z][a-z]+):\s+(.*?)(?=^[A-Z][a-z]+:\s|\Z)", re.MULTILINE | re.DOTALL)


@click.command(epilog="Example: contract-ai checks PT101")
@click.argument("code", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How the catalogue is printed; docs/checks.md is the markdown.",
)
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
    elif form == "markdown":
        put(as_markdown(chosen))
    elif code:
        put(full_text(chosen[0]))
    else:
        rows = [[check.code, check.slug, check.severity.value, _first(check)] for check in chosen]
        put(table(["code", "name", "severity", "finds"], rows))
    return 0


def full_text(check: Check) -> str:
    """Return what the check's own file says of it."""
    return (sys.modules[check.run.__module__].__doc__ or "").strip()


def as_markdown(chosen: Iterable[Check]) -> str:
    """Write the catalogue as a page: a list, then every check in full, by subject."""
    checks = list(chosen)
    rows = [
        f"| [{c.code}](#{c.code.lower()}-{c.slug}) | {c.slug} | {c.severity.value} | {_first(c)} |"
        for c in checks
    ]
    parts = [
        "# The checks",
        "",
        "Written by `contract-ai checks --format markdown > docs/checks.md`.",
        "",
        "| code | name | severity | finds |",
        "| --- | --- | --- | --- |",
        *rows,
    ]
    for check in checks:
        parts += ["", f"## {check.code} {check.slug}", "", *_sections(check)]
    return "\n".join(parts)


def _sections(check: Check) -> Iterator[str]:
    """Turn the headings of a check's text into paragraphs, its edges into a list."""
    yield f"{_first(check)[:1].upper()}{_first(check)[1:]}"
    for heading, body in _SECTION.findall(full_text(check)):
        items = [" ".join(item.split()) for item in re.split(r"^\s*- ", body, flags=re.MULTILINE)]
        whole = [item for item in items if item]
        yield ""
        if len(whole) > 1 or body.lstrip().startswith("- "):
            yield f"**{heading}**"
            yield ""
            yield from (f"- {item}" for item in whole)
        else:
            yield f"**{heading}.** {whole[0]}"


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

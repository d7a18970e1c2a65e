"""What a night says when it is done: a few lines for a person, or JSON for a program."""

from collections.abc import Iterator
from decimal import Decimal

from contract_ai.batch.figures import Figures, SystemRead, Unread
from contract_ai.batch.summary import Summary
from contract_ai.rereading.saying import reread_words
from models.forms import Json
from models.lives import ChangeKind
from reports.wording import count, money

_MOST = 10
_KINDS = {
    "contract": ("contract", "contracts"),
    "invoice": ("file of invoices", "files of invoices"),
    "facts": ("file of facts", "files of facts"),
    "terms": ("file of confirmed terms", "files of confirmed terms"),
}
_CHANGES = {
    ChangeKind.NEW: "new",
    ChangeKind.REOPENED: "open again",
    ChangeKind.CREDITED: "credited",
    ChangeKind.CHANGED: "of another sum",
    ChangeKind.GONE: "closed",
}


def night_text(said: Summary) -> str:
    """Say what became of a night: files, money, findings, what was not read, and how long it took."""
    made = said.figures
    lines = [figures_text(made), *_unread(said.unread), *_left(said)]
    if said.slowest:
        slow = ", ".join(f"{one.file} ({one.seconds:.1f} s)" for one in said.slowest)
        lines.append(f"Slowest: {slow}")
    if said.outputs is not None:
        lines += ["", f"Report: {said.outputs.report}"]
    return "\n".join(lines)


def figures_text(made: Figures) -> str:
    """Say it in figures alone, without the names of files."""
    lines = [_head(made), *_systems(made.systems), *_files(made), *_found(made)]
    if words := reread_words(made.reread):
        lines.append(f"  read again     {words}")
    if made.refused:
        codes = ", ".join(f"{number} {code}" for code, number in made.refused.items())
        lines.append(f"  refused        {codes}")
    if made.quarantined:
        lines.append(f"  in quarantine  {count(made.quarantined, 'file')}")
    return "\n".join(lines)


def new_words(made: Figures) -> str:
    """Say what was read: "2 contracts, 1 file of facts"; "nothing" where nothing was new."""
    new = [count(number, *_KINDS[kind]) for kind, number in sorted(made.new.items())]
    return ", ".join(new) or "nothing"


def change_words(made: Figures) -> str:
    """Say what the night changed about findings: "3 new, 1 closed"; empty where nothing."""
    return ", ".join(
        f"{made.changes[kind.value]} {word}"
        for kind, word in _CHANGES.items()
        if kind.value in made.changes
    )


def night_form(said: Summary) -> Json:
    """Return the same as JSON: the schema night/1."""
    form: dict[str, Json] = {"schema": "night/1", **said.figures.model_dump(mode="json")}
    form["not_read"] = [one.model_dump(mode="json") for one in said.unread]
    form["slowest"] = [one.model_dump(mode="json") for one in said.slowest]
    form["left_in_inbox"] = [{"file": one.shown, "why": one.why} for one in said.left]
    if said.outputs is not None:
        form["report"] = str(said.outputs.report)
    return form


def _head(made: Figures) -> str:
    again = f", begun {made.runs} times" if made.runs > 1 else ""
    return f"Night {made.night} as of {made.as_of.isoformat()}: {made.seconds:.1f} s{again}."


def _systems(systems: tuple[SystemRead, ...]) -> Iterator[str]:
    for one in systems:
        said = f"{count(one.new, 'record')} new, {one.changed} changed"
        if one.code:
            said = f"not read [{one.code}] {one.what} {one.do}"
        yield f"  {one.name:<14} {said}"


def _files(made: Figures) -> Iterator[str]:
    yield f"  new            {new_words(made)}"
    if made.already_there:
        yield f"  already there  {count(made.already_there, 'file')}"
    if made.unchanged:
        yield f"  unchanged      {count(made.unchanged, 'file')}"


def _found(made: Figures) -> Iterator[str]:
    if not made.checked:
        yield "  nothing changed, so nothing was checked; the last report stands"
        return
    changes = f" ({words})" if (words := change_words(made)) else ""
    yield f"  checked        {count(made.families, 'family', 'families')} again"
    yield f"  findings       {made.findings} open{changes}"
    for one in made.money:
        sum_ = f"{money(Decimal(one.amount), one.currency)} {one.currency or '---'}"
        yield f"  {one.direction:<14} {sum_}   {count(one.findings, 'finding')}"


def _unread(unread: tuple[Unread, ...]) -> Iterator[str]:
    if unread:
        yield f"Not read ({count(len(unread), 'file')}):"
    for one in unread[:_MOST]:
        aside = ", in quarantine" if one.state == "quarantined" else ""
        yield f"  {one.file} [{one.code}{aside}] {one.what}"
    if len(unread) > _MOST:
        yield f"  and {len(unread) - _MOST} more, all in the report"


def _left(said: Summary) -> Iterator[str]:
    if said.left:
        yield f"Left in the inbox ({count(len(said.left), 'file')}):"
    for one in said.left[:_MOST]:
        yield f"  {one.shown}: {one.why}"
    if len(said.left) > _MOST:
        yield f"  and {len(said.left) - _MOST} more"

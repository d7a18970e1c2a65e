"""How many clauses in wordings that nobody wrote a rule from are read fully right.

    python -m benchmarks.wordings.measure SHARED [--half check] [--show]

Each clause of ``clauses/*.yaml`` is put into a short contract of its own (DOCX), which is read as
any other.  A clause is right when its terms match, by the rules of ``score_terms.py`` in SHARED,
and nothing else is read; it is fully right when the further fields that checks need are equal too.
It is carried when some candidate states each term fully, whatever the judge makes of it.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.judge.corpus import load_scorer
from benchmarks.wordings.papers import entries, kind_of, paper
from extractors.contracts import extract_contract
from extractors.header import read_header
from extractors.readers.read import read_document
from extractors.terms.extract import candidates_of
from models.forms import term_form

HALVES = ("design", "check", "fresh")  # read; read late, to check rules; never looked at
_FURTHER = {  # fields that the scorer does not compare, by kind
    "rate": "tier_mode included_quantity included_per effective_from max_quantity",
    "fee": "start proration",
    "percentage_fee": "min_amount max_amount min_guarantee",
    "escalator": "frequency cap_percent floor_percent first_on",
    "expense": "preapproval preapproval_over markup_percent cap receipt_over",
    "late_charge": "grace_days day_basis",
    "tax": "percent",
    "billing": "deadline_days",
    "discount": "percent min_quantity min_amount",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one clause; ``extra`` and ``lost`` are forms of terms."""

    name: str
    half: str
    kind: str
    clause: str
    carried: bool
    right: bool
    fully: bool
    lost: list[dict[str, Any]]
    extra: list[dict[str, Any]]
    differ: list[str]


def main() -> None:
    """Read every clause and print the shares, and with ``--show`` what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--kinds", nargs="*", help="only clauses written for these kinds")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    scorer = load_scorer(options.shared)
    found = [
        outcome(entry, scorer)
        for entry in entries()
        if options.half in (None, entry["half"])
        and (not options.kinds or kind_of(entry) in options.kinds)
    ]
    sys.stdout.write(table(found))
    if options.show:
        sys.stdout.writelines(shown(one) for one in found if not one.fully)


def outcome(entry: Mapping[str, Any], scorer: ModuleType) -> Outcome:
    """Read the contract of one clause and compare its terms."""
    document = read_document(paper(entry["heading"], entry["clause"]), "one.docx")
    contract = extract_contract(document)
    gold = scorer.collapse(entry["terms"])
    read = scorer.collapse([term_form(term, "") for term in contract.terms])
    alike = _alike(scorer)
    pairs = scorer.pair(gold, read, alike)
    known = [term_form(c.term, "") for c in candidates_of(document, read_header(document)[0])]
    lost = [g for i, g in enumerate(gold) if i not in {i for i, _ in pairs}]
    extra = [p for j, p in enumerate(read) if j not in {j for _, j in pairs}]
    differ = [line for i, j in pairs for line in differences(gold[i], read[j])]
    right = not lost and not extra
    return Outcome(
        name=entry["id"],
        half=entry["half"],
        kind=kind_of(entry),
        clause=entry["clause"],
        carried=all(
            any(g["kind"] == k["kind"] and alike(g, k) and not differences(g, k) for k in known)
            for g in gold
        ),
        right=right,
        fully=right and not differ,
        lost=lost,
        extra=extra,
        differ=differ,
    )


def _alike(scorer: ModuleType) -> Any:  # noqa: ANN401 (the scorer has no types)
    """Compare by the scorer's rules, and terms of kinds it does not know by their percent."""
    return lambda g, p: (
        scorer.strict_match(g, p)
        and (
            g["kind"] != "discount"
            or scorer.number(g.get("percent")) == scorer.number(p.get("percent"))
        )
    )


def differences(gold: Mapping[str, Any], read: Mapping[str, Any]) -> list[str]:
    """Say which further fields differ."""
    return [
        f"{gold['kind']}.{name}: {gold.get(name)} read as {read.get(name)}"
        for name in _FURTHER.get(gold["kind"], "").split()
        if _plain(gold.get(name)) != _plain(read.get(name))
    ]


def _plain(value: object) -> object:
    """A number as a number, nothing and False as None."""
    if value in (None, False, ""):
        return None
    try:
        return Decimal(str(value)).normalize()
    except InvalidOperation:
        return str(value)


def table(found: list[Outcome]) -> str:
    """Shares by kind and half, as markdown."""
    rows = ["| kind | half | clauses | carried | right | fully right |"]
    rows.append("| --- | --- | --- | --- | --- | --- |")
    count: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        for kind in (one.kind, "all"):
            count[kind, one.half, "all"] += 1
            count[kind, one.half, "carried"] += one.carried
            count[kind, one.half, "right"] += one.right
            count[kind, one.half, "fully"] += one.fully
    kinds = sorted({kind for kind, _, _ in count} - {"all"})
    for kind in [*kinds, "all"]:
        for half in HALVES:
            if clauses := count[kind, half, "all"]:
                shares = [count[kind, half, share] for share in ("carried", "right", "fully")]
                rows.append(f"| {kind} | {half} | {clauses} | {' | '.join(map(str, shares))} |")
    return "\n".join(rows) + "\n"


def shown(one: Outcome) -> str:
    """Show a clause that is not fully right, with what was lost, invented and different."""
    short = [{k: v for k, v in p.items() if k not in _LEFT} for p in one.extra]
    return (
        f"\n== {one.name} ({one.half}) {one.clause.strip()}\n"
        f"   carried {one.carried}, lost {one.lost}\n   extra {short}\n   differ {one.differ}\n"
    )


_LEFT = {"evidence", "confidence", "review", "id"}

if __name__ == "__main__":
    main()

"""How many made payments are matched, and how many of them rightly.

    python -m benchmarks.payments [--payments 2000] [--seeds 1 2 3 4 5]

Prints markdown: a table by kind of noise over all seeds, and a line per seed.  A match is right
where it names the very invoices and the very amounts of the truth.  Automatic is what is exact or
likely; its share is of the payments that belong to an invoice.
"""

import argparse
import time
from collections import Counter
from decimal import Decimal

from benchmarks.payments.noise import made_world
from benchmarks.payments.world import Made
from checks.allocation.match import match_payments
from models.payments import Certainty, Match


def main() -> None:
    """Match, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=2000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--wrong", action="store_true", help="print every wrong match")
    given = parser.parse_args()
    everything: dict[str, Counter[str]] = {}
    rows = []
    for seed in given.seeds:
        invoices, made = made_world(seed, given.payments)
        began = time.perf_counter()
        matches = match_payments([one.line for one in made], invoices)
        took = time.perf_counter() - began
        counts = counted(made, matches)
        rows.append(f"| {seed} | {len(made)} | {_figures(counts)} | {took:.1f} s |")
        for kind, found in counts.items():
            everything.setdefault(kind, Counter()).update(found)
        if given.wrong:
            _print_wrong(made, matches)
    print("| kind of payment | payments | exact | wrong | likely | wrong | unknown |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for kind, found in everything.items():
        cells = ("all", "exact", "exact wrong", "likely", "likely wrong", "unknown")
        print(f"| {kind} | {' | '.join(str(found[cell]) for cell in cells)} |")
    print("\n| seed | payments | exact | automatic | right of automatic | exact wrong | time |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    print("\n".join(rows))
    print(f"| all | {sum(c['all'] for c in everything.values())} | {_figures(everything)} | |")


def counted(made: list[Made], matches: tuple[Match, ...]) -> dict[str, Counter[str]]:
    """Count what was said of each kind of payment, and how often it was wrong."""
    found: dict[str, Counter[str]] = {}
    for one, match in zip(made, matches, strict=True):
        count = found.setdefault(one.kind, Counter())
        count["all"] += 1
        count["owed"] += bool(one.truth)
        count[match.certainty] += 1
        if match.certainty is not Certainty.UNKNOWN and not _is_right(one, match):
            count[f"{match.certainty} wrong"] += 1
    return found


def _is_right(made: Made, match: Match) -> bool:
    said: dict[str, Decimal] = {}
    for share in match.shares:
        said[share.number] = said.get(share.number, Decimal(0)) + share.amount
    return said == made.truth


def _figures(counts: dict[str, Counter[str]]) -> str:
    total: Counter[str] = Counter()
    for count in counts.values():
        total.update(count)
    automatic = total["exact"] + total["likely"]
    wrong = total["exact wrong"] + total["likely wrong"]
    return " | ".join(
        (
            f"{total['exact'] / total['owed']:.3f}",
            f"{automatic / total['owed']:.3f}",
            f"{1 - wrong / automatic:.4f}" if automatic else "",
            str(total["exact wrong"]),
        )
    )


def _print_wrong(made: list[Made], matches: tuple[Match, ...]) -> None:
    for one, match in zip(made, matches, strict=True):
        if match.certainty is Certainty.UNKNOWN or _is_right(one, match):
            continue
        said = {share.number: str(share.amount) for share in match.shares}
        truth = {number: str(amount) for number, amount in one.truth.items()}
        print(f"{match.certainty} {one.kind}: {one.line.text!r} by {one.line.counterparty!r}")
        print(f"  {one.line.amount}: said {said}, is {truth}\n  {match.reason}")


if __name__ == "__main__":
    main()

"""Row-level precision and recall on our own labelled tables.

    python -m benchmarks.tables [--show] [NAME ...]

A row counts as read when a term has its kind, value, unit or frequency, tier and a word of its
name.  What is measured are the readers alone: candidates with a score of at least 0.5, after
duplicates and rival claims are settled, without the trained judge.
"""

import argparse
from collections import Counter

from models.forms import term_form
from tests.extractors.tables.sheets import agree, agreeing, read, sheets


def main() -> None:
    """Print the figures by layout and in all, and with ``--show`` what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--show", action="store_true", help="print what differs")
    options = parser.parse_args()
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for sheet in sheets():
        if options.names and sheet.name not in options.names:
            continue
        terms = read(sheet)
        hits = agreeing(sheet, terms)
        for key in (sheet.layout, "all"):
            right[key] += hits
            wanted[key] += len(sheet.expected)
            found[key] += len(terms)
        if options.show and not hits == len(sheet.expected) == len(terms):
            print(f"{sheet.name}: {hits} of {len(sheet.expected)} rows, {len(terms)} terms")
            forms = [term_form(term, "") for term in terms]
            for label in sheet.expected:
                if not any(agree(label, form) for form in forms):
                    print("   missed", {k: v for k, v in label.items() if v})
            for form in forms:
                if not any(agree(label, form) for label in sheet.expected):
                    shown = {k: v for k, v in form.items() if k not in {"quote", "review"}}
                    print("   extra ", {k: v for k, v in shown.items() if k != "confidence"})
    for key in sorted(wanted):
        precision = right[key] / found[key] if found[key] else 1.0
        recall = right[key] / wanted[key] if wanted[key] else 1.0
        print(
            f"{key:12} rows {wanted[key]:4} read {found[key]:4} precision {precision:.3f} recall {recall:.3f}"
        )


if __name__ == "__main__":
    main()

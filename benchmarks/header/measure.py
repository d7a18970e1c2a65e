"""Print how each field of the contract header is read, on documents its model was not fitted to.

    python -m benchmarks.header.measure ../shared/eval [--cache DIR] [--errors FILE]

One table for each part: A and B (rules were written after these), C (at first a check, later too),
design, design2 and design4 (rules were written after their errors), design3 (models learned from it, and
a rule on currency came from it), check, check2 and check3 (only their counts were looked at, so their
errors are not written either); known are labelled contracts under another name.  Roles are given by weights fitted
to the other folds.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.header.corpus import UNSEEN, Labelled, labelled, load_scorer
from benchmarks.header.fit_roles import folded, labelled_cases
from extractors.header import read_header
from extractors.header.parties import named_parties
from extractors.header.reading import Reading
from extractors.header.roles import roles

LABELLED = ("A", "B", "C")
PARTS = (*LABELLED, "design", "design2", "design3", "design4", "known", *UNSEEN)
_Tally = Counter[tuple[str, str]]  # (field, "gold" | "pred" | "right")
_Error = dict[str, Any]


def main() -> None:
    """Read, compare, and print a table a part; write what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--cache", type=Path, help="keep read documents there")
    parser.add_argument("--errors", type=Path, help="write misses and false alarms there")
    options = parser.parse_args()
    scorer = load_scorer(options.shared)
    documents = labelled(options.shared, options.cache)
    weights = folded(labelled_cases(documents, scorer))
    errors: list[_Error] = []
    tallies: dict[str, _Tally] = {part: Counter() for part in PARTS}
    spent = 0.0
    for one in documents:
        start = time.process_time()
        header = read_header(one.document)[0].model_dump(mode="json", exclude_none=True)
        spent += time.process_time() - start
        reading = Reading.of(one.document)
        given = roles(named_parties(reading), reading, weights[one.fold])
        for party, role in zip(header["parties"], given, strict=True):
            party["role"] = role
        wrong = list(_compare(one, header, scorer, tallies[one.part]))
        errors += wrong if one.part not in UNSEEN else []
    together = sum((tallies[part] for part in LABELLED), Counter())
    for part, tally in {**tallies, "A, B and C": together}.items():
        if tally:
            print(f"\n{part}\n{table(tally, scorer.FIELDS)}")
    print(f"\n{1000 * spent / len(documents):.1f} ms a document")
    if options.errors:
        lines = (json.dumps(e, ensure_ascii=False) + "\n" for e in errors)
        options.errors.write_text("".join(lines), encoding="utf-8")


def table(tally: _Tally, fields: Sequence[str]) -> str:
    """Print counts, precision, recall and F1 of each field and of all together."""
    lines = [f"{'field':16}{'gold':>6}{'pred':>6}{'right':>7}{'P':>8}{'R':>7}{'F1':>7}"]
    total = Counter[str]()
    for field in (*fields, "ALL"):
        count = {key: tally[field, key] for key in ("gold", "pred", "right")}
        total.update(count)
        gold, pred, right = (total if field == "ALL" else count).values()
        precision, recall = right / max(pred, 1), right / max(gold, 1)
        both = 2 * right / max(gold + pred, 1)
        lines.append(f"{field:16}{gold:6}{pred:6}{right:7}{precision:8.3f}{recall:7.3f}{both:7.3f}")
    return "\n".join(lines)


def _compare(
    one: Labelled, header: Mapping[str, Any], scorer: ModuleType, tally: _Tally
) -> Iterator[_Error]:
    for error in (*_parties(one, header, scorer, tally), *_values(one, header, scorer, tally)):
        yield {"id": one.name, "part": one.part, **error}


def _parties(
    one: Labelled, header: Mapping[str, Any], scorer: ModuleType, tally: _Tally
) -> Iterator[_Error]:
    gold = [p for p in one.gold.get("parties", []) if p.get("name")]
    found = header["parties"]
    pairs = scorer.pair(gold, found)
    tally["parties", "gold"] += len(gold)
    tally["parties", "pred"] += len(found)
    tally["parties", "right"] += len(pairs)
    tally["party_role", "gold"] += sum(bool(p.get("role")) for p in gold)
    tally["party_role", "pred"] += len(found)
    for left in {*range(len(gold))} - {i for i, _ in pairs}:
        yield {"field": "parties", "gold": gold[left]["name"], "pred": None}
    for right in {*range(len(found))} - {j for _, j in pairs}:
        yield {"field": "parties", "gold": None, "pred": found[right]["name"]}
    for left, right in pairs:
        wanted, given = gold[left].get("role"), found[right]["role"]
        tally["party_role", "right"] += wanted == given
        if wanted != given:
            name = gold[left]["name"]
            yield {"field": "party_role", "name": name, "gold": wanted, "pred": given}


def _values(
    one: Labelled, header: Mapping[str, Any], scorer: ModuleType, tally: _Tally
) -> Iterator[_Error]:
    for field in scorer.FIELDS[2:]:
        gold, pred = one.gold.get(field), header.get(field)
        if field == "auto_renewal" and gold is None and pred is False:
            pred = None  # what does not say that it renews does not renew
        right = gold is not None and pred is not None and scorer.same(field, gold, pred)
        tally[field, "gold"] += gold is not None
        tally[field, "pred"] += pred is not None
        tally[field, "right"] += right
        if not right and (gold is not None or pred is not None):
            yield {"field": field, "gold": gold, "pred": pred}


if __name__ == "__main__":
    main()

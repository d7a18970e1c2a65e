"""What is still at stake on a line after credit notes gave a part of it back.

A check compares a line as it was billed.  A credit note takes off units (at about the price that
was billed: the error shrinks in proportion) or a sum (taken off what was billed too much).  A sum
that names no item counts where it is exactly what is wrong.  Nothing is left: no finding.
Source: check-catalogue, "Credit notes reduce what was billed before anything is compared".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeGuard

from checks.charges.billed import Given, given_back, notes_within, on_same
from checks.proofs import differs, line_proofs, money
from models.cases import Book, Charge, ChargeKind, ContractCase, InvoiceCase
from models.findings import Direction, Finding, Outcome, Passed
from models.money import to_minor

# Those that look at a line as it was billed; the others compare what is net of credits already.
_BY_LINE = frozenset(
    "AR101 PR101 PR102 PR103 PR104 PR105 PR107 PR108 MS101 MS102 MS104 TM101 TM102 TM104".split()
)
_WITHOUT_UNITS = frozenset("QT101 QT102 QT103".split())  # units are off, sums are not
_DISCOUNT = "PR106"
_CODES = _BY_LINE | _WITHOUT_UNITS | {_DISCOUNT}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NOTHING = Decimal(0)
GIVEN_BACK = "given back by credit note"
"""Stands in the working of a finding whose amount is net of credit notes."""


def after_credits(
    code: str, case: InvoiceCase | ContractCase | Book, outcomes: list[Outcome]
) -> list[Outcome]:
    """Reduce findings by what credit notes gave back on their lines."""
    if code not in _CODES or not isinstance(case, InvoiceCase) or not case.credits:
        return outcomes
    purse = _Purse(code, case)
    return list(purse.together([purse.reduced(outcome) for outcome in outcomes]))


@dataclass(slots=True)
class _Purse:
    """What credit notes gave back on an invoice; no sum is spent twice."""

    code: str
    case: InvoiceCase
    spent: dict[int, Decimal] = field(default_factory=dict)

    def reduced(self, outcome: Outcome) -> Outcome:
        """Take off a finding what was given back on its line."""
        if not isinstance(outcome, Finding) or not outcome.amount:
            return outcome
        finding, used = outcome, list[Given]()
        given = list(self._on_line(finding))
        units = [one for one in given if one.units] if self.code in _BY_LINE else []
        share = self._kept(finding, units)
        left = to_minor(outcome.amount * share, self.case.invoice.currency)
        used += units
        taken = _NOTHING
        if finding.direction is Direction.OVERBILLED:
            for one in (one for one in given if not one.units):
                part = self._spend(one, left - taken)
                used += [one] if part else []
                taken += part
            exact = next((one for one in self._lumps() if self._is(one, left - taken)), None)
            if exact and left > taken:
                used.append(exact)
                taken += self._spend(exact, left - taken)
        return self._net(finding, left - taken, share, taken, used) if used else finding

    def together(self, outcomes: list[Outcome]) -> Iterator[Outcome]:
        """Settle all findings at once where one sum gives back exactly what they come to."""
        over = [one for one in outcomes if _is_over(one)]
        total = sum((one.amount or _NOTHING for one in over), _NOTHING)
        lump = next((one for one in self._lumps() if self._is(one, total)), None)
        for outcome in outcomes:
            if lump is not None and len(over) > 1 and _is_over(outcome):
                yield self._settled([lump])
            else:
                yield outcome

    def _on_line(self, finding: Finding) -> Iterator[Given]:
        charge = self._charge(finding)
        if charge is not None:
            yield from given_back(self.case, charge)
        elif self.code == _DISCOUNT:
            yield from (one for one in self._lumps() if one.charge.kind is ChargeKind.DISCOUNT)

    def _charge(self, finding: Finding) -> Charge | None:
        return next(
            (c for c in self.case.charges if finding.line and c.line.number == finding.line), None
        )

    def _kept(self, finding: Finding, units: list[Given]) -> Decimal:
        """Return which part of its units the lines of an item keep."""
        charge = self._charge(finding)
        if charge is None or not units:
            return Decimal(1)
        billed = sum((c.line.quantity or _NOTHING for c in on_same(self.case, charge)), _NOTHING)
        taken = sum((abs(one.charge.line.quantity or _NOTHING) for one in units), _NOTHING)
        return max(1 - taken / billed, _NOTHING) if billed else Decimal(1)

    def _lumps(self) -> Iterator[Given]:
        """Yield the sums on credit notes that name no item of the contract."""
        for note in notes_within(self.case):
            for charge in note.charges:
                if not charge.item and self._left(charge) > 0:
                    yield Given(note, charge, units=False)

    def _is(self, lump: Given, amount: Decimal) -> bool:
        return amount > 0 and not differs(self.case, self._left(lump.charge), amount)

    def _left(self, charge: Charge) -> Decimal:
        return abs(charge.amount) - self.spent.get(id(charge), _NOTHING)

    def _spend(self, given: Given, most: Decimal) -> Decimal:
        taken = max(min(self._left(given.charge), most), _NOTHING)
        self.spent[id(given.charge)] = self.spent.get(id(given.charge), _NOTHING) + taken
        return taken

    def _net(
        self, finding: Finding, left: Decimal, share: Decimal, taken: Decimal, used: list[Given]
    ) -> Outcome:
        """Say what is left, and which credit notes gave back the rest."""
        if not differs(self.case, left, _NOTHING):
            return self._settled(used)
        currency, before = self.case.invoice.currency, finding.amount or _NOTHING
        expected, actual = finding.expected, finding.actual
        if _is_number(expected) and _is_number(actual):
            net = to_minor(Decimal(actual or 0) * share - taken, currency)
            more = finding.direction is Direction.OVERBILLED
            expected, actual = str(net - left if more else net + left), str(net)
        return replace(
            finding,
            amount=left,
            expected=expected,
            actual=actual,
            message=f"{finding.message} After {_named(used)} {money(left, currency)} is left.",
            working=f"{finding.working}; {before} less {before - left} given back by {_named(used)} = {left}",
            proofs=(
                *finding.proofs,
                *(p for one in used for p in line_proofs(one.note, [one.charge])),
            ),
        )

    def _settled(self, used: list[Given]) -> Passed:
        return Passed(f"What was billed otherwise than agreed was given back by {_named(used)}.")


def _named(used: Iterable[Given]) -> str:
    names = dict.fromkeys(one.note.invoice.number or "without a number" for one in used)
    return f"credit note{'s' * (len(names) > 1)} {', '.join(names)}"


def _is_over(outcome: Outcome) -> TypeGuard[Finding]:
    return (
        isinstance(outcome, Finding)
        and outcome.direction is Direction.OVERBILLED
        and bool(outcome.amount)
    )


def _is_number(text: str | None) -> bool:
    return bool(text and _NUMBER.fullmatch(text))

"""Customers of a night: what was agreed with each, and what is billed for a month.

The wording is that of the sample contracts, with other names, numbers, days and amounts.
"""

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sample_contracts.make.contracts import PAPERS, Block, Paper
from sample_contracts.make.spec import Bill, Company, Line, days_after, money
from sample_contracts.make.story import (
    BRAMBLE,
    CALDER,
    LARCHMONT,
    MILESTONES,
    OSTRAVA,
    PALISADE,
    QUILLFEATHER,
    TIERS,
    VAT,
    month_end,
)

_SAMPLES = {paper.stem[:3]: paper for paper in PAPERS}
_NUMBER = re.compile(r"\b[A-Z]{3}-20\d\d-\d{3}\b")
_CUSTOMERS = re.compile(r"\b(Larchmont|Quillfeather|Palisade|Ostrava|Bramble|Calder)\b")
_END = date(2031, 12, 31)  # after every night


@dataclass(frozen=True)
class Customer(ABC):
    """One customer: its place among all, and the first month that is billed."""

    index: int
    start: date

    def papers(self) -> tuple[Paper, ...]:
        """Write the contracts."""
        return tuple(self._told(stem, changes) for stem, changes in self._wording().items())

    @property
    def documents(self) -> int:
        """How many contracts there are."""
        return len(self._wording())

    @abstractmethod
    def bill(self, month: date) -> Bill | None:
        """Bill a month; None where nothing is to be billed."""

    @abstractmethod
    def _wording(self) -> Mapping[str, Mapping[str, str]]:
        """Say by the stem of each sample contract what stands in it instead of what."""

    def name(self, company: Company) -> Company:
        """Give a company of the sample another name."""
        return replace(company, name=self._text(company.name))

    def number(self, sample: str) -> str:
        """Return the number of a contract."""
        return f"{_NUMBER.search(_SAMPLES[sample].stem)[0]}-{self.index}"  # type: ignore[index]  # every stem has one

    def amount(self, least: int, step: int, steps: int = 17) -> Decimal:
        """Return an amount of this customer's own, in whole units."""
        return Decimal(least + step * (self.index % steps))

    def _told(self, sample: str, changes: Mapping[str, str]) -> Paper:
        paper = _SAMPLES[sample]
        return Paper(
            f"{paper.stem}-{self.index}",
            "pdf" if paper.form == "scan" else paper.form,
            self._text(paper.title),
            tuple(self._block(block, changes) for block in paper.blocks),
        )

    def _block(self, block: Block, changes: Mapping[str, str]) -> Block:
        if isinstance(block, str):
            return self._text(block, changes)
        return tuple(tuple(self._text(cell, changes) for cell in row) for row in block)

    def _text(self, text: str, changes: Mapping[str, str] | None = None) -> str:
        for old, new in (changes or {}).items():
            text = text.replace(old, new)
        text = _NUMBER.sub(lambda match: f"{match[0]}-{self.index}", text)
        return _CUSTOMERS.sub(lambda match: f"{match[0]} {_word(self.index)}", text)


class Subscriber(Customer):
    """A subscription in pounds, in advance, plus VAT; 4% more each year."""

    def bill(self, month: date) -> Bill:
        """Bill a month."""
        years = (month.year - self.start.year) - (month.month < self.start.month)
        fee = money(self.amount(1200, 150) * Decimal("1.04") ** years)
        line = _monthly("Subscription fee, Insight platform,", fee, month)
        return Bill(
            f"TS-{self.index}-{month:%y%m}",
            month,
            days_after(month, 14),
            self.name(QUILLFEATHER),
            "GBP",
            (line,),
            self.number("SUB"),
            "ubl",
            terms="14 days from the invoice date",
            tax_rate=VAT,
        )

    def _wording(self) -> Mapping[str, Mapping[str, str]]:
        changes = {
            "1 June 2025": _british(self.start),
            "£2,400.00": f"£{self.amount(1200, 150):,.2f}",
            "three (3) years": "ten (10) years",
        }
        return {"SUB": changes}


class Client(Customer):
    """A monthly retainer in advance."""

    def bill(self, month: date) -> Bill:
        """Bill a month."""
        return Bill(
            f"TR-{self.index}-{month:%y%m}",
            month,
            days_after(month, 10),
            self.name(BRAMBLE),
            "USD",
            (_monthly("Advisory retainer", self.amount(4000, 250), month),),
            self.number("RET"),
            "docx",
            terms="Net 10",
        )

    def _wording(self) -> Mapping[str, Mapping[str, str]]:
        changes = {
            "January 1, 2026": _american(self.start),
            "December 18, 2025": _american(days_after(self.start, -14)),
            "May 31, 2026": _american(_END),
            "$6,500.00": f"${self.amount(4000, 250):,.2f}",
        }
        return {"RET": changes}


class Project(Customer):
    """Time and materials in arrears, under a framework, with an amendment of one rate."""

    def bill(self, month: date) -> Bill:
        """Bill a month."""
        seed = _digest(f"{self.index} {month}")
        hours = (8 + seed[0] % 9, 50 + seed[1] % 31, 30 + seed[2] % 17)
        lines = tuple(
            Line(
                f"{role}, professional services {month:%B %Y}",
                Decimal(count),
                "hour",
                rate,
                start=month,
                end=month_end(month),
            )
            for (role, rate), count in zip(self._rates(month).items(), hours, strict=True)
        )
        issued = month_end(month)
        return Bill(
            f"TA-{self.index}-{month:%y%m}",
            issued,
            days_after(issued, 30),
            self.name(LARCHMONT),
            "USD",
            lines,
            self.number("SOW"),
            "pdf",
            order=f"PO-{77120 + self.index}",
            terms="Net 30 days",
        )

    def _raised(self) -> date:
        """Return the day from which the engineer costs more."""
        return self.start.replace(year=self.start.year + 1)

    def _rates(self, month: date) -> dict[str, Decimal]:
        more = 10 if month >= self._raised() else 0
        return {
            "Principal Consultant": self.amount(220, 5),
            "Senior Data Engineer": self.amount(165, 5) + more,
            "Data Analyst": self.amount(110, 5),
        }

    def _wording(self) -> Mapping[str, Mapping[str, str]]:
        before = [f"${rate:,.2f}" for rate in self._rates(self.start).values()]
        after = [f"${rate:,.2f}" for rate in self._rates(self._raised()).values()]
        first = {"October 1, 2025": _american(self.start), "two (2) years": "ten (10) years"}
        limits = {"$160,000.00": "$9,600,000.00", "May 31, 2026": _american(_END)}
        rates = dict(zip(("$240.00", "$185.00", "$135.00"), before, strict=True))
        change = {
            "March 1, 2026": _american(self._raised()),
            "February 20, 2026": _american(days_after(self._raised(), -9)),
            "$195.00": after[1],
        }
        return {"MSA": first, "SOW": first | limits | rates, "AMD": change}


class Supported(Customer):
    """Support, monthly in advance."""

    def bill(self, month: date) -> Bill:
        """Bill a month."""
        return Bill(
            f"TP-{self.index}-{month:%y%m}",
            month,
            days_after(month, 30),
            self.name(CALDER),
            "USD",
            (_monthly("Support and maintenance,", self.amount(900, 75), month),),
            self.number("SUP"),
            "pdf",
            terms="Net 30 days",
        )

    def _wording(self) -> Mapping[str, Mapping[str, str]]:
        changes = {
            "October 1, 2025": _american(self.start),
            "September 26, 2025": _american(days_after(self.start, -5)),
            "$3,600.00 per quarter, invoiced quarterly": f"${self.amount(900, 75):,.2f} per month, invoiced monthly",
            "three (3) years": "ten (10) years",
        }
        return {"SUP": changes}


class Caller(Customer):
    """API calls by graduated tiers, in arrears."""

    def bill(self, month: date) -> Bill:
        """Bill a month."""
        seed = _digest(f"{self.index} {month}")
        rest, lines = Decimal(250_000 + 50 * int.from_bytes(seed[:2])), []
        for tier, (size, price) in enumerate(TIERS, start=1):
            quantity = rest if size is None else min(rest, size)
            if quantity > 0:
                said = f"API calls {month:%B %Y}, tier {tier}"
                line = Line(said, quantity, "call", price, code="API")
                lines.append(replace(line, start=month, end=month_end(month)))
            rest -= quantity
        issued = month_end(month)
        return Bill(
            f"TU-{self.index}-{month:%y%m}",
            issued,
            days_after(issued, 30),
            self.name(PALISADE),
            "USD",
            tuple(lines),
            self.number("USG"),
            "cii",
        )

    def _wording(self) -> Mapping[str, Mapping[str, str]]:
        changes = {
            "November 1, 2025": _american(self.start),
            "October 28, 2025": _american(days_after(self.start, -4)),
            "one (1) year": "ten (10) years",
        }
        return {"USG": changes}


class Buyer(Customer):
    """A fixed price in milestones, 10% of each held back; one every third month."""

    def bill(self, month: date) -> Bill | None:
        """Bill a month."""
        turn, between = divmod(months_between(self.start, month), 3)
        if between or turn >= len(MILESTONES):
            return None
        name, amount, _ = MILESTONES[turn]
        held = money(amount / 10)
        lines = (
            Line(name, Decimal(1), "each", amount),
            Line("Less retainage 10%", Decimal(-1), "each", held),
        )
        issued = month.replace(day=15)
        return Bill(
            f"TF-{self.index}-{turn + 1}",
            issued,
            days_after(issued, 45),
            self.name(OSTRAVA),
            "EUR",
            lines,
            self.number("FPA"),
            "cii",
        )

    def _wording(self) -> Mapping[str, Mapping[str, str]]:
        changes = {"1 October 2025": _british(self.start), "30 September 2026": _british(_END)}
        return {"FPA": changes}


KINDS: tuple[type[Customer], ...] = (Subscriber, Client, Project, Supported, Caller, Buyer)


def months_between(first: date, last: date) -> int:
    """Count the months from one to another."""
    return (last.year - first.year) * 12 + last.month - first.month


def _monthly(said: str, price: Decimal, month: date) -> Line:
    description = f"{said} {month:%B %Y}"
    return Line(description, Decimal(1), "month", price, start=month, end=month_end(month))


def _american(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _british(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _word(index: int) -> str:
    """Make a name of a number, another one in most letters: names that are nearly alike are one."""
    letters = "bcdfghklmnprstvz"
    digest = _digest(str(index))
    return "".join(letters[byte & 15] + "aeio"[byte >> 6] for byte in digest[:4]).title()

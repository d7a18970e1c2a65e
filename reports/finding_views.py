"""Findings as the report shows them: by contract, then by invoice, each with its proof."""

from dataclasses import dataclass
from datetime import date

from models.contracts import Contract
from models.findings import LocatedFinding
from models.invoices import Invoice
from reports.comparing import compared, title_and_advice
from reports.crops import clause_spots, invoice_spots, invoices_by_key
from reports.inputs import ReportInput
from reports.life_views import STATE_WORDS, decision_words
from reports.missing import invoice_key
from reports.panels import Panel, Panels
from reports.proofs import CropBook, Sureness
from reports.totals import Sum, sums_by_direction
from reports.wording import (
    DIRECTION_SIGNS,
    DIRECTION_WORDS,
    SEVERITY_WORDS,
    check_name,
    count,
    with_currency,
)


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding, every value as text for the page."""

    number: int
    code: str
    name: str
    title: str
    advice: str
    severity: str
    severity_word: str
    direction: str
    direction_word: str
    sign: str
    amount: str
    line: str
    expected: str
    actual: str
    difference: str
    working: str
    act_before: str
    act_words: str
    review: bool
    state: str
    state_word: str
    decided: str
    settled: bool
    contract: str
    invoice: str
    left: Panel
    right: Panel
    facts: Panel | None
    found: LocatedFinding


@dataclass(frozen=True, slots=True)
class InvoiceGroup:
    """The findings on one invoice, or (without a number) on the contract itself."""

    number: str
    kind: str
    facts: str
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class ContractGroup:
    """The findings under one contract; ``stem`` is empty where no contract was found."""

    number: int
    stem: str
    title: str
    facts: str
    sums: tuple[Sum, ...]
    count: int
    invoices: tuple[InvoiceGroup, ...]


class FindingViews:
    """Builds the views of all findings; pictures come from ``book``."""

    def __init__(self, data: ReportInput, book: CropBook) -> None:
        self._data = data
        self._sides = Panels(book, Sureness(data.contracts))
        self._book = book
        self._invoices = invoices_by_key(data.invoices)
        self._contracts = {contract.stem: contract for contract in data.contracts}

    def groups(self) -> tuple[ContractGroup, ...]:
        """Return the findings by contract (as filed; those without one last) and invoice."""
        by_contract: dict[str, list[LocatedFinding]] = {stem: [] for stem in self._contracts}
        by_contract[""] = []
        for found in self._data.audit.findings:
            for spot in (*clause_spots(found), *invoice_spots(found, self._invoice(found))):
                self._book.expect(spot)
            by_contract.setdefault(found.contract or "", []).append(found)
        nameless = by_contract.pop("")
        filled = [(stem, group) for stem, group in [*by_contract.items(), ("", nameless)] if group]
        groups, first = [], 1
        for number, (stem, group) in enumerate(filled, start=1):
            groups.append(self._contract_group(number, first, stem, group))
            first += len(group)
        return tuple(groups)

    def _contract_group(
        self, number: int, first: int, stem: str, found: list[LocatedFinding]
    ) -> ContractGroup:
        by_invoice: dict[tuple[str, str], list[LocatedFinding]] = {}
        for one in found:
            by_invoice.setdefault(invoice_key(one.document, one.invoice), []).append(one)
        groups = []
        for key in sorted(by_invoice, key=self._invoice_order):
            views = [self.view(first + i, one) for i, one in enumerate(by_invoice[key])]
            first += len(views)
            groups.append(self._invoice_group(key, tuple(views)))
        contract = self._contracts.get(stem)
        return ContractGroup(
            number=number,
            stem=stem,
            title=_contract_title(stem, contract),
            facts=_contract_facts(contract),
            sums=sums_by_direction(found),
            count=len(found),
            invoices=tuple(groups),
        )

    def _invoice_order(self, key: tuple[str, str]) -> tuple[bool, str, str, str]:
        invoice = self._invoices.get(key)
        day = invoice.issue_date.isoformat() if invoice and invoice.issue_date else "9999"
        return (not key[1], day, key[1], key[0])

    def _invoice_group(self, key: tuple[str, str], views: tuple[FindingView, ...]) -> InvoiceGroup:
        invoice = self._invoices.get(key)
        if invoice is None:
            return InvoiceGroup(key[1], "Invoice" if key[1] else "", key[0], views)
        facts = [
            invoice.issue_date.isoformat() if invoice.issue_date else "",
            invoice.supplier.name or "",
            with_currency(invoice.total, invoice.currency) if invoice.total is not None else "",
            invoice.document.file,
        ]
        kind = "Credit note" if invoice.is_credit else "Invoice"
        return InvoiceGroup(key[1], kind, " \N{MIDDLE DOT} ".join(filter(None, facts)), views)

    def _invoice(self, found: LocatedFinding) -> Invoice | None:
        return self._invoices.get(invoice_key(found.document, found.invoice))

    def view(self, number: int, found: LocatedFinding) -> FindingView:
        """Return one finding as text."""
        finding, invoice = found.finding, self._invoice(found)
        sides = self._sides.of(found, invoice)
        amount = finding.amount
        title, advice = title_and_advice(finding.message)
        expected, actual, difference = compared(finding.expected, finding.actual)
        return FindingView(
            number=number,
            code=found.code,
            name=check_name(found.slug),
            title=title,
            advice=advice,
            severity=found.severity.value,
            severity_word=SEVERITY_WORDS[found.severity],
            direction=finding.direction.value,
            direction_word=DIRECTION_WORDS[finding.direction],
            sign=DIRECTION_SIGNS[finding.direction],
            amount="" if amount is None else with_currency(amount, finding.currency),
            line="" if finding.line is None else f"line {finding.line}",
            expected=expected,
            actual=actual,
            difference=difference,
            working=finding.working or "",
            act_before=found.act_before or "",
            act_words=act_words(found.act_before, self._data.as_of),
            review=finding.review,
            state=found.state.value,
            state_word=STATE_WORDS[found.state],
            decided=decision_words(found, self._data.decisions.get(found.fingerprint, ())),
            settled=found.state.settled,
            contract=found.contract or "",
            invoice=found.invoice or "",
            left=sides.left,
            right=sides.right,
            facts=sides.facts,
            found=found,
        )


def act_words(act_before: str | None, today: date) -> str:
    """Say how long there is to act: "16 days left", "closed 3 days ago"."""
    if not act_before:
        return ""
    left = (date.fromisoformat(act_before) - today).days
    if left < 0:
        return f"closed {count(-left, 'day')} ago"
    return "today" if left == 0 else f"{count(left, 'day')} left"


def _contract_title(stem: str, contract: Contract | None) -> str:
    if not stem:
        return "No contract found"
    return (contract.contract.title if contract else None) or stem


def _contract_facts(contract: Contract | None) -> str:
    if contract is None:
        return ""
    names = [
        f"{party.name} ({party.role})" if party.role != "other" else party.name
        for party in contract.contract.parties
    ]
    facts = [contract.contract.number or "", " and ".join(names), contract.document.file]
    return " \N{MIDDLE DOT} ".join(filter(None, facts))

"""Findings with their proofs: the clause, the invoice line and the facts side by side."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from models.cases import Charge, InvoiceCase
from models.evidence import Evidence
from models.facts import Fact
from models.findings import Direction, EvidenceRole, Finding, Proof
from models.invoices import Invoice, InvoiceLine
from models.money import minor_unit, to_minor
from models.terms import Term

_SURE = 0.75


def term_proofs(terms: Iterable[Term]) -> tuple[Proof, ...]:
    """Quote each term once."""
    quotes = dict.fromkeys(term.evidence for term in terms if term.evidence.quote)
    return tuple(Proof(EvidenceRole.CONTRACT, quote) for quote in quotes)


def line_proofs(case: InvoiceCase, charges: Iterable[Charge]) -> tuple[Proof, ...]:
    """Quote invoice lines, as printed or put together from their values."""
    return tuple(
        Proof(EvidenceRole.INVOICE, charge.line.evidence or line_text(case.invoice, charge.line))
        for charge in charges
    )


def fact_proofs(facts: Iterable[Fact]) -> tuple[Proof, ...]:
    """Quote the rows of fact files."""
    return tuple(Proof(EvidenceRole.FACT, fact.evidence) for fact in facts if fact.evidence.quote)


def direction_of(billed: Decimal, expected: Decimal) -> Direction:
    """Overbilled when more was asked than agreed."""
    return Direction.OVERBILLED if billed > expected else Direction.UNDERBILLED


def differs(case: InvoiceCase, billed: Decimal, expected: Decimal, lines: int = 1) -> bool:
    """Whether two amounts differ by more than the tolerance, a minor unit a line."""
    unit = minor_unit(case.invoice.currency) * case.book.settings.tolerance_minor_units
    return abs(billed - expected) > unit * lines


def money(amount: Decimal, currency: str | None) -> str:
    """Write an amount for a message: "1,500.00 EUR"."""
    return f"{to_minor(amount, currency):,f} {currency or ''}".strip()


def number(value: Decimal) -> str:
    """Write a quantity or price without trailing zeros or exponent, six places at most.

    >>> number(Decimal("12.500")), number(Decimal("1E+3"))
    ('12.5', '1000')
    """
    text = f"{round(value, 6):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal) -> str:
    """Write a quantity for a message, by thousands.

    >>> grouped(Decimal("623400")), grouped(Decimal("12.50"))
    ('623,400', '12.5')
    """
    return f"{Decimal(number(value)):,f}"


def price(amount: Decimal, currency: str | None) -> str:
    """Write the price of one unit for a message, with all places that it has, six at most.

    >>> price(Decimal("210"), "USD"), price(Decimal("1500.5"), "JPY"), price(Decimal("0.0025"), None)
    ('210.00 USD', '1,500.5 JPY', '0.0025')
    """
    whole = to_minor(amount, currency)
    exact = Decimal(number(amount))
    return f"{whole if whole == exact else exact:,f} {currency or ''}".strip()


def unsure(terms: Iterable[Term], charges: Iterable[Charge] = ()) -> bool:
    """Whether a term waits for review or a line was matched with doubt."""
    return any(term.review for term in terms) or any(charge.sure < _SURE for charge in charges)


def difference(  # noqa: PLR0913 (a finding has this many sides)
    case: InvoiceCase,
    charges: Sequence[Charge],
    billed: Decimal,
    expected: Decimal,
    *,
    message: str,
    working: str,
    terms: Sequence[Term] = (),
    facts: Sequence[Fact] = (),
    line: int | None = None,
    several: bool = False,
    key: str = "",
) -> Finding:
    """Return a finding on the difference of two amounts.

    ``line`` defaults to the first charge; ``several`` says that it concerns no single line.
    """
    currency = case.invoice.currency
    shown = terms or tuple(term for charge in charges for term in charge.terms)
    return Finding(
        message=message,
        direction=direction_of(billed, expected),
        expected=str(to_minor(expected, currency)),
        actual=str(to_minor(billed, currency)),
        amount=to_minor(abs(billed - expected), currency),
        currency=currency,
        line=None if several else (line or charges[0].line.number),
        working=working,
        proofs=(*term_proofs(shown), *line_proofs(case, charges), *fact_proofs(facts)),
        review=unsure(shown, charges),
        key=key,
    )


def line_text(invoice: Invoice, line: InvoiceLine) -> Evidence:
    """Put a line together from its values, where the format printed none."""
    parts = (line.description, line.quantity, line.unit, line.unit_price, line.amount)
    quote = " ".join(str(part) for part in parts if part is not None)
    document = invoice.document
    return Evidence(quote, document.file, document.sha256, anchor=f"line {line.number}")

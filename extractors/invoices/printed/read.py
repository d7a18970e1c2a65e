"""A printed invoice, PDF or DOCX: labels, parties, lines and totals put together.

Figures are reported as printed.  Where they do not add up that is no reason to change them: it
is what the checks look for.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from extractors.invoices.draft import Draft, Home
from extractors.invoices.habits import day_first, decimal_mark
from extractors.invoices.printed.canvas import Canvas, Segment, canvas_of
from extractors.invoices.printed.itemised import read_itemised
from extractors.invoices.printed.labels import Found, Labels, labels_in
from extractors.invoices.printed.letterhead import blocks_of
from extractors.invoices.printed.lines import LineTable, read_lines
from extractors.invoices.printed.parties import PartyName, find_parties
from extractors.invoices.printed.totals import Totals, choose, names_tax, sums_in
from extractors.invoices.printed.values import (
    DATE,
    ISO_CURRENCIES,
    account,
    amounts,
    clean,
    currency_of,
    date_at_start,
    iban,
    identifier,
    tax_id,
)
from extractors.invoices.printed.wording import CREDIT_TITLE, INVOICE_TITLE, NOT_ENGLISH
from extractors.invoices.witness import judged, lines_agree, totals_agree
from models.document import Document
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice, InvoiceKind, InvoiceLine

_DATES = ("issue_date", "due_date", "received_date")
_DATED = re.compile(
    r"\b(?:vom|du|dated|of|issued at|issued on|van|del|date|le|am|from)\s*:?\s*$", re.IGNORECASE
)
_TERMS = re.compile(
    r"(?:please )?(?:pay|payable|payment|zahlbar|fällig|zahlung|betaling|paiement|pago)\b[^.;|]{0,60}?"
    r"\b(?:\d{1,3}\s?(?:days|tage?n?|jours|dagen|días|giorni)|sofort|immediately|upon receipt)[^.;|]{0,60}",
    re.IGNORECASE,
)
_MOST_TERMS = 160
_MOST_ADDRESS = 8
_SLACK = Decimal("0.02")
_NO_TAX = re.compile(r"\b(?:interest|late (?:fee|charge|payment)|zinsen|intérêts)\b", re.IGNORECASE)


def read_printed(document: Document, home: Home) -> Invoice:
    """Read a printed invoice.

    Raises:
        DocumentError: INVOICE_NOT_FOUND where the document shows neither an invoice's number
            nor its amounts.
    """
    canvas = canvas_of(document)
    reading = _Reading(canvas, Draft(home))
    invoice = reading.read()
    if invoice.total is None and invoice.number is None and not invoice.lines:
        raise DocumentError(
            ErrorCode.INVOICE_NOT_FOUND,
            "no invoice number, total or line was found in the document.",
            where=home.file,
            do="Check that it is an invoice; a scan needs text recognition (OCR) first.",
        )
    return invoice


def printed_amounts(document: Document) -> frozenset[Decimal]:
    """Return every amount that the document prints, without its sign."""
    texts = [segment.text for segment in canvas_of(document).segments]
    return frozenset(
        abs(amount.value) for mark in ".," for text in texts for amount in amounts(text, mark)
    )


class _Reading:
    """Reads one document; each step leaves its values in the draft."""

    def __init__(self, canvas: Canvas, draft: Draft) -> None:
        self.canvas, self.draft = canvas, draft
        self.labels = Labels(canvas)
        texts = [row.text for row in canvas.rows]
        mark, known = decimal_mark(text for text in texts if not DATE.search(text) or "," in text)
        self.mark, self.mark_known = mark, known
        self.english = not any(NOT_ENGLISH.search(text) for text in texts)
        self.day_first: bool | None = None

    def read(self) -> Invoice:
        """Read everything."""
        draft = self.draft
        table = read_lines(self.canvas, self.mark)
        totals = choose(sums_in(self.canvas, self.mark, table.rows))
        totals.untaxed = not names_tax(self.canvas, table.rows)
        self._currency(totals)
        self.day_first = day_first(
            (row.text for row in self.canvas.rows),
            draft.values.get("currency"),
            english=self.english,
        )
        self._kind()
        self._number()
        for key in _DATES:
            self._date(key)
        self._references()
        self._terms()
        self._parties(table)
        self._totals(totals)
        if not table.lines:
            sums = [s for key in ("net_amount", "total") if (s := draft.values.get(key))]
            table.lines += read_itemised(self.canvas, self.mark, sums)
        draft.lines += self._taxed(table, totals)
        self._adjustments(totals)
        invoice = draft.invoice()
        return self._judged(invoice, table)

    def _currency(self, totals: Totals) -> None:
        found = self.labels.best("currency", _iso)
        if found is not None:
            self.draft.put("currency", found.value, self.canvas.evidence(*found.segments))
            return
        signs: Counter[str] = Counter()
        for sum_ in totals.candidates:
            if sum_.currency:
                signs[sum_.currency] += 3 if sum_.key == "total" else 1
        if not signs:
            for segment in self.canvas.segments:
                signs.update(a.currency for a in amounts(segment.text, self.mark) if a.currency)
        if not signs:
            signs.update(self._named_currencies())
        if signs:
            self.draft.put("currency", signs.most_common(1)[0][0])

    def _named_currencies(self) -> list[str]:
        words = [
            clean(part)
            for segment in self.canvas.segments
            for word in segment.text.split()
            for part in re.split(r"[/()]", word)
        ]
        return [code for word in words if (code := currency_of(word))]

    def _kind(self) -> None:
        for segment in self.canvas.segments:
            if CREDIT_TITLE.search(segment.text) and len(segment.text) < _MOST_TERMS:
                self.draft.put("kind", InvoiceKind.CREDIT_NOTE, self.canvas.evidence(segment))
                return
            if INVOICE_TITLE.search(segment.text) and len(segment.text) < 60:  # noqa: PLR2004 (a title)
                break
        credit = any(
            label.text.lower().startswith(("credit note", "gutschrift", "avoir", "creditnota"))
            for label in self.labels.found.get("number", ())
            if label.leads
        )
        self.draft.put("kind", InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE)

    def _number(self) -> None:
        found = self.labels.best("number", identifier)
        self._put("number", found)
        if found is None:
            return
        text = found.segments[-1].text
        after = text[text.find(found.value) + len(found.value) :]
        for match in DATE.finditer(after):
            if _DATED.search(after[: match.start()]):
                day, ambiguous, _ = date_at_start(match[0], day_first=self.day_first)
                labelled = self.labels.best("issue_date", self._read_date)
                if labelled is None or labelled.score < 1.1:  # noqa: PLR2004 (a label of its own)
                    self._put_date("issue_date", day, ambiguous, found.segments)
                return

    def _read_date(self, text: str) -> tuple[date | None, bool] | None:
        day, ambiguous, words = date_at_start(text, day_first=self.day_first)
        return (day, ambiguous) if words and (day or ambiguous) else None

    def _date(self, key: str) -> None:
        found = self.labels.best(key, self._read_date)
        if found is None or key in self.draft.values:
            return
        day, ambiguous = found.value
        self._put_date(key, day, ambiguous, found.segments)

    def _put_date(
        self,
        key: str,
        day: date | None,
        ambiguous: bool,
        segments: tuple[Segment, ...],
    ) -> None:
        if ambiguous:
            self.draft.doubt(
                f"The {key.replace('_', ' ')} may be day or month first: "
                f"{self.canvas.evidence(*segments).quote!r}."
            )
        self.draft.put(key, day, self.canvas.evidence(*segments))

    def _references(self) -> None:
        self._put("corrects", self.labels.best("corrects", identifier))
        self._put("purchase_order", self.labels.best("purchase_order", identifier))
        self._put("contract_reference", self.labels.best("contract_reference", self._reference))

    def _reference(self, text: str) -> str | None:
        """A contract's number or its title."""
        body = clean(text)
        return body if body and len(body) <= 120 and any(c.isalnum() for c in body) else None  # noqa: PLR2004 (a title)

    def _terms(self) -> None:
        def read(text: str) -> str | None:
            body = clean(text)
            return body if body and any(c.isalnum() for c in body) else None

        matches = [
            found
            for found in self.labels.all("payment_terms", read)
            if found.label.leads and (found.label.colon or found.label.bare)
        ]
        best = max(matches, key=lambda found: found.score, default=None)
        if best is not None:
            self._put("payment_terms", best)
            return
        for segment in self.canvas.segments:
            if match := _TERMS.search(segment.text):
                self.draft.put("payment_terms", match[0].strip(), self.canvas.evidence(segment))
                return

    def _parties(self, table: LineTable) -> None:
        supplier, customer = find_parties(self.canvas, self.labels, table.rows)
        for role, party in (("supplier", supplier), ("customer", customer)):
            if party is not None:
                evidence = self.canvas.evidence(party.segment)
                self.draft.put(f"{role}.name", party.name, evidence)
        buyer = self._block(customer, table) if customer else ()
        for found in sorted(self.labels.all("tax_id", tax_id), key=lambda f: f.label.segment.row):
            role = "customer" if found.segments[0] in buyer else "supplier"
            self._put(f"{role}.tax_id", found)
        self._account()

    def _block(self, party: PartyName, table: LineTable) -> Sequence[Segment]:
        """The lines that stand under a party's name, up to the next party."""
        home = next(
            (b.lines for b in blocks_of(self.canvas, table.rows) if party.segment in b.lines), []
        )
        below = [line for line in home if 0 < line.row - party.segment.row <= _MOST_ADDRESS]
        other = next((n for n, line in enumerate(below) if _begins(line, "supplier")), len(below))
        return below[:other]

    def _account(self) -> None:
        found = self.labels.best("iban", account)
        strict = self.labels.best("iban", lambda text: iban(clean(text)))
        if strict or found:
            self._put("supplier.iban", strict or found)
            return
        for segment in self.canvas.segments:
            for match in re.finditer(r"\b[A-Z]{2}\d{2}\s", segment.text):
                if code := iban(segment.text[match.start() :]):
                    self.draft.put("supplier.iban", code, self.canvas.evidence(segment))
                    return

    def _totals(self, totals: Totals) -> None:
        draft = self.draft
        for key, chosen in totals.chosen.items():
            draft.put(key, chosen.value, self.canvas.evidence(*chosen.segments))
        net, total = draft.values.get("net_amount"), draft.values.get("total")
        tax = draft.values.get("tax_amount")
        if tax is None and net is not None and (net == total or (total and totals.untaxed)):
            draft.put("tax_amount", Decimal(0))
        prepaid = draft.values.get("prepaid_amount")
        if prepaid is not None and prepaid < 0:
            draft.values["prepaid_amount"] = -prepaid
        if total is not None and not prepaid:  # nothing paid yet: all of it is asked for
            draft.put("amount_due", total, draft.evidence.get("total"))

    def _taxed(self, table: LineTable, totals: Totals) -> list[InvoiceLine]:
        """Give lines the document's one tax rate where the table has no column for it."""
        rates = {tax.rate for tax in totals.taxes if tax.rate is not None}
        tax = self.draft.values.get("tax_amount")
        rate = rates.pop() if len(rates) == 1 else (Decimal(0) if tax == 0 and not rates else None)
        if rate is None or any(line.tax_rate is not None for line in table.lines):
            return table.lines
        net, share = self.draft.values.get("net_amount"), rate / 100
        free = [line for line in table.lines if _NO_TAX.search(line.description or "")]
        bare = sum((line.amount or Decimal(0) for line in free), Decimal(0))
        taxed_all = net is None or tax is None or abs(net * share - tax) <= _SLACK
        if taxed_all or abs((net - bare) * share - tax) > _SLACK:
            free = []
        return [
            line.model_copy(update={"tax_rate": Decimal(0) if line in free else rate})
            for line in table.lines
        ]

    def _adjustments(self, totals: Totals) -> None:
        """Allowances and charges among the totals, where they are what the net amount needs."""
        net = self.draft.values.get("net_amount")
        amounts_ = [line.amount for line in self.draft.lines if line.amount is not None]
        if net is None or not totals.adjustments:
            return
        missing = net - sum(amounts_, Decimal(0))
        found = []
        for sum_ in totals.adjustments:
            lowers = missing < 0 < sum_.value and len(totals.adjustments) == 1
            found.append((sum_, -sum_.value if lowers else sum_.value))
        if sum((value for _, value in found), Decimal(0)) != missing:
            return
        for place, (sum_, value) in enumerate(found, start=1):
            evidence = self.canvas.evidence(*sum_.segments)
            line = InvoiceLine(
                number=place, description=sum_.label, amount=value, evidence=evidence
            )
            self.draft.adjustments.append(line)

    def _put(self, key: str, found: Found[str] | None) -> None:
        if found is not None:
            self.draft.put(key, found.value, self.canvas.evidence(*found.segments))

    def _judged(self, invoice: Invoice, table: LineTable) -> Invoice:
        """Set confidence and review from what is missing and what does not add up."""
        notices = list(invoice.notices)
        agree = [lines_agree(invoice), totals_agree(invoice)]
        if not self.mark_known and not any(agree):
            notices.append("The document does not show which mark divides decimals.")
        if not table.lines:
            notices.append("No line was found on the invoice.")
        for number in self.canvas.document.unread_pages:
            notices.append(f"Page {number} holds no text that can be read.")
        update = {
            "review": invoice.review or len(notices) > len(invoice.notices),
            "notices": tuple(notices),
        }
        return judged(invoice.model_copy(update=update), stated=False)


def _begins(line: Segment, key: str) -> bool:
    return any(label.key == key and label.leads for label in labels_in(line))


def _iso(text: str) -> str | None:
    body = clean(text)[:3].upper()
    return body if body in ISO_CURRENCIES else currency_of(clean(text))

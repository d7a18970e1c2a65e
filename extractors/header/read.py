"""Reads the whole header of one document, each value with its evidence."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from extractors.header import identity, money_and_law, term
from extractors.header.parties import NamedParty, named_parties
from extractors.header.reading import Reading
from extractors.header.roles import roles
from extractors.header.wording import Claim, Value, best, dates_in
from models.contracts import ContractHeader, Party
from models.document import Document
from models.evidence import Evidence
from models.passage import Passage

_DAY_FIRST = {"GBP", "EUR", "AUD", "NZD", "INR", "CHF", "ILS", "SGD", "HKD", "ZAR"}


class _Header:
    """Collects values with the words that prove them."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.evidence: dict[str, Evidence] = {}

    def take(self, key: str, claim: Claim[Value] | None) -> Value | None:
        """Keep a claim under ``key``; nothing where there is none."""
        if claim is None:
            return None
        self.values[key] = claim.value
        self.prove(key, claim.passage, claim.start, claim.end)
        return claim.value

    def prove(self, key: str, passage: Passage, start: int, end: int) -> None:
        """Quote the sentence around a value."""
        begin = max(
            passage.text.rfind(". ", 0, start) + 2 if ". " in passage.text[:start] else 0,
            start - 200,
        )
        stop = passage.text.find(". ", end)
        stop = min(len(passage.text) if stop < 0 else stop + 1, end + 200)
        self.evidence[key] = passage.evidence(begin, stop, at=start)


def read_header(document: Document) -> tuple[ContractHeader, dict[str, Evidence]]:
    """Return the header and, under the same keys, the evidence of each value."""
    reading = Reading.of(document)
    passages = list(reading.passages)
    header = _Header()
    title = header.take("title", identity.title_claim(passages))
    kind = identity.kind_of(title, passages)
    number = header.take("number", identity.number_claim(passages))
    if kind == "amendment":
        header.take("amends", identity.amends_claim(passages, number))
    elif kind in ("statement_of_work", "order_form"):
        header.take("under", identity.under_claim(passages, number))
    parties = _parties(header, reading)
    currency = header.take("currency", money_and_law.currency_claim(passages))
    header.take("governing_law", money_and_law.law_claim(passages))
    header.take("signed", money_and_law.signed_claim(passages))
    header.take("purchase_order_required", money_and_law.purchase_order_claim(passages))
    _life(header, passages, day_first=currency in _DAY_FIRST)
    return ContractHeader(kind=kind, parties=parties, **header.values), header.evidence


def _parties(header: _Header, reading: Reading) -> tuple[Party, ...]:
    named: list[NamedParty] = named_parties(reading)
    if named:
        header.prove("parties", named[0].passage, named[0].start, named[0].end)
    found = roles(named, reading)
    return tuple(Party(name=p.name, role=role) for p, role in zip(named, found, strict=True))


def _life(header: _Header, passages: list[Passage], *, day_first: bool) -> None:
    effective = header.take(
        "effective_date", best(list(term.effective_dates(passages, day_first=day_first)))
    )
    if effective is None:
        effective = header.take("effective_date", _last_signature(passages, day_first=day_first))
    initial = best(list(term.initial_terms(passages)))
    expiry = best(
        [
            c
            for c in term.expiry_dates(passages, day_first=day_first)
            if effective is None or c.value > effective
        ]
    )
    if initial is not None:
        header.values["initial_term"] = str(initial.value)
        header.prove("initial_term", initial.passage, initial.start, initial.end)
    stated = header.take("expiration_date", expiry)
    if stated is None and effective and initial is not None:
        header.values["expiration_date"] = term.anniversary(effective, initial.value)
        header.evidence["expiration_date"] = header.evidence["initial_term"]
    _renewal(header, passages)


def _renewal(header: _Header, passages: list[Passage]) -> None:
    claim = best(list(term.renewals(passages)))
    if claim is None:
        return
    renewal = claim.value
    header.values["auto_renewal"] = renewal.auto
    header.prove("auto_renewal", claim.passage, claim.start, claim.end)
    for key, found in (("renewal_term", renewal.term), ("renewal_notice", renewal.notice)):
        if found is not None:
            header.values[key] = str(found.value)
            header.prove(key, claim.passage, found.start, found.end)


def _last_signature(passages: list[Passage], *, day_first: bool) -> Claim[date] | None:
    """The last date near the signatures, for a contract that states no date of its own."""
    tail = passages[-max(12, len(passages) // 8) :]
    claims = [
        Claim(found.value, passage, found.start, found.end)
        for passage in tail
        if any(word in passage.text.lower() for word in ("date", "sign", "/s/", "by:"))
        for found in dates_in(passage.text, day_first=day_first)
    ]
    return max(claims, key=lambda c: c.value, default=None)

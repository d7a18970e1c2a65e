"""Reads the whole header of one document, each value with its evidence."""

from dataclasses import replace
from typing import Any

from extractors.header import formalities, identity, references, term
from extractors.header.currency import currency_claim
from extractors.header.effective import effective_dates, last_signature
from extractors.header.law import law_claim
from extractors.header.parties import NamedParty, named_parties
from extractors.header.reading import Reading
from extractors.header.renewal import renewals
from extractors.header.roles import roles
from extractors.header.wording import Claim, Value, best
from models.contracts import ContractHeader, Party
from models.document import Document
from models.durations import add
from models.evidence import Evidence
from models.passage import Passage

_INITIAL_SAID = 4.0
_SURE_END = 4.0  # below it the initial term is believed, not a date that says otherwise
_MONTH = 31
_ANNIVERSARY = 3.0  # the weight of "until the third anniversary" as a date
_CHANGING = ("amendment", "order_form", "statement_of_work")
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
    number = header.take("number", references.number_claim(passages, changes=kind == "amendment"))
    if kind == "amendment":
        header.take("amends", references.amends_claim(passages, number))
    elif kind in ("statement_of_work", "order_form"):
        header.take("under", references.under_claim(passages, number))
    elif kind == "other":
        header.take("under", references.master_number(passages, number))
    parties = _parties(header, reading, ordered=kind == "agreement")
    law = header.take("governing_law", law_claim(reading))
    currency = header.take(
        "currency", currency_claim(reading, law, [party.name for party in parties])
    )
    header.take("signed", formalities.signed_claim(reading))
    header.take("purchase_order_required", formalities.purchase_order_claim(reading))
    _life(header, reading, day_first=currency in _DAY_FIRST, changes=kind in _CHANGING)
    return ContractHeader(kind=kind, parties=parties, **header.values), header.evidence


def _parties(header: _Header, reading: Reading, *, ordered: bool) -> tuple[Party, ...]:
    named: list[NamedParty] = named_parties(reading)
    if named:
        header.prove("parties", named[0].passage, named[0].start, named[0].end)
    found = roles(named, reading, ordered=ordered)
    return tuple(Party(name=p.name, role=role) for p, role in zip(named, found, strict=True))


def _life(header: _Header, reading: Reading, *, day_first: bool, changes: bool) -> None:
    stated_from = best(list(effective_dates(reading, day_first=day_first, changes=changes)))
    if stated_from is None:
        stated_from = last_signature(reading, day_first=day_first)
    effective = header.take("effective_date", stated_from)
    initial = best(list(term.initial_terms(reading, day_first=day_first)))
    if initial is not None:
        header.values["initial_term"] = str(initial.value.duration)
        header.prove("initial_term", initial.passage, initial.start, initial.end)
    until = best(list(term.anniversaries(reading)))
    if until is not None and (initial is None or until.weight > max(_INITIAL_SAID, initial.weight)):
        initial = None
        header.values["initial_term"] = str(until.value)
        header.prove("initial_term", until.passage, until.start, until.end)
    stated = [
        c
        for c in term.expiry_dates(reading, day_first=day_first)
        if effective is None or c.value > effective
    ]
    if effective and until:
        last = add(effective, until.value)
        stated.append(Claim(last, until.passage, until.start, until.end, _ANNIVERSARY))
    ends = initial.value.expiry(effective) if initial is not None else None
    end = best(stated)
    if (
        end is not None
        and ends is not None
        and end.weight < _SURE_END
        and abs((end.value - ends).days) > _MONTH
    ):
        end = None
    if header.take("expiration_date", end) is None and ends is not None:
        header.values["expiration_date"] = ends
        header.evidence["expiration_date"] = header.evidence["initial_term"]
    _renewal(header, reading)


def _renewal(header: _Header, reading: Reading) -> None:
    claims = list(renewals(reading))
    claim = best(claims)
    if claim is None:
        return
    renewal = claim.value
    if renewal.term is None and not renewal.same:
        claim = best([c for c in claims if c.value.term and c.value.auto == renewal.auto]) or claim
        renewal = replace(claim.value, notice=renewal.notice or claim.value.notice)
    header.values["auto_renewal"] = renewal.auto
    header.prove("auto_renewal", claim.passage, claim.start, claim.end)
    if renewal.term is not None:
        header.values["renewal_term"] = str(renewal.term.value)
        header.prove("renewal_term", claim.passage, renewal.term.start, renewal.term.end)
    elif renewal.same and "initial_term" in header.values:
        header.values["renewal_term"] = header.values["initial_term"]
        header.prove("renewal_term", claim.passage, claim.start, claim.end)
    if renewal.notice is not None:
        header.values["renewal_notice"] = str(renewal.notice.value)
        notice = renewal.notice
        header.prove("renewal_notice", notice.passage, notice.start, notice.end)

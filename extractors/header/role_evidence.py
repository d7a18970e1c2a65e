"""What a document says of who is paid and who pays, counted for each party.

Reads:  the name the contract gives a party ("Supplier"), and sentences in which it pays, is paid,
        invoices, provides, grants, buys or engages; parties are told by defined or short name.
Yields: one number a feature and party, party minus the others, so that two sides mirror.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log1p

from extractors.header.calling import groups
from extractors.header.names import STRICT, NamedParty
from extractors.header.reading import Reading
from extractors.wording import phrase

PROVIDER = phrase(
    r"\b(?:provider|supplier|vendor|(?:sub-?)?contractor|consultant|licensor|seller|lessor|landlord|franchisor|manufacturer|developer|design-?/?builder|constructor|"
    r"servicer|processor|administrator|advis[oe]r|manager|engineer|transporter|carrier|host|agency|builder|freelancer|grantee|proposer|operator|endorser|artist|talent|"
    r"spokesperson|transfer\s+agent|author|employee|executive|celebrity|architect|performer|speaker|agent|representative|we|us|endorser|transporter|members?|team(?:\s+name)?|applicant|custodian|underwriter|counsel|sub-?licensor|publisher)\b",
    re.NOFLAG,
)
CUSTOMER = phrase(
    r"\b(?:customer|client|buyer|purchaser|licensee|owner|lessee|tenant|franchisee|distributor|reseller|subscriber|sponsor|principal|employer|shipper|"
    r"sub-?licensee|user|you|grantor|outsourcer|retailer|dealer|recipient|fund|trust|merchant|marketer|borrower|issuer|advertiser|city|county|foundation|contractee|contract-?issuing\s+party)\b",
    re.NOFLAG,
)
_COMPANY = re.compile(r"(?i)(?:the\s+)?(?:company|corporation|employer)$")
_WILL = frozenset("shall will must agrees agree hereby may is are".split())
_SKIPPED = frozenset(
    "the a an also then only promptly thereafter to hereby be such any not all either".split()
)
_PAY = frozenset("pay pays remit remits reimburse reimburses compensate compensates paying".split())
_TO_ME = frozenset(
    "pay pays paid payable payment payments remit remitted owed owing due reimburse reimbursed compensate credit royalties fee fees".split()
)
_BY_ME = frozenset(
    "payable payment payments paid owed due fees fee royalties royalty reimbursed compensation".split()
)
_INVOICE = frozenset("invoice invoices bill bills invoicing".split())
_PROVIDE = frozenset(
    "provide provides perform performs deliver delivers supply supplies render manufacture furnish design ship sell produce develop maintain install complete construct".split()
)
_BUY = frozenset("purchase purchases buy buys order orders obtain acquire".split())
_WISH = frozenset("desires desire wishes wish intends".split())
_WANTED = frozenset(
    "engage retain obtain purchase acquire license lease receive have employ use hire buy".split()
)
_ENGAGE = frozenset(
    "engages engage retains retain hires hire employs employ appoints appoint".split()
)
_GRANT = frozenset("grants grant licenses license leases lease sells sell".split())
_GRANTED = frozenset(
    "grants grant granted license licensed licenses sold sells sell lease leases leased".split()
)
_RECEIVED = frozenset(
    "provided delivered supplied rendered furnished sold shipped provide deliver supply furnish".split()
)
_EARN = frozenset(
    "receive receives paid entitled earn earns compensated reimbursed retain retains".split()
)
_MONEY = frozenset(
    "fee fees commission commissions royalty royalties payment payments compensation retainer percent salary sum amount reimbursement stipend bonus paid compensated reimbursed".split()
)
_BOUGHT = frozenset(
    "purchase purchases purchased buy order ordered license licensed lease leased rent obtain acquire acquired ordering purchasing".split()
)
_OFFERED = frozenset("provide perform supply sell license grant offer render deliver".split())
_OWN = frozenset(
    "services fees rates compensation charges price prices commission commissions products fee".split()
)
_SERVICES = frozenset(("services",))
_LINKED = (  # the word right before the party, words before that, how many of them, what it tells
    (("to",), _TO_ME, 6, "paid"),
    (("to",), _GRANTED, 6, "granted"),
    (("to",), _RECEIVED, 6, "received"),
    (("to",), _INVOICE, 3, "invoiced"),
    (("from",), _BOUGHT, 5, "bought_from"),
    (("by", "from"), _BY_ME, 6, "payable_by"),
    (("by", "from"), _INVOICE, 6, "invoices"),
    (("by", "from"), _SERVICES, 6, "services_of"),
    (("of",), _SERVICES, 4, "services_of"),
)
_DIRECT = ((_PAY, "paid"), (_INVOICE, "invoiced"), (_ENGAGE, "engaged"), (_GRANTED, "granted"))
_DOES = (
    (_PAY, "pays"),
    (_PROVIDE, "provides"),
    (_BUY, "buys"),
    (_ENGAGE, "engages"),
    (_GRANT, "grants"),
    (_INVOICE, "invoices"),
)
_PLAIN = ("pays", "buys", "engages", "grants")  # told by the bare verb as well: "X grants"
_COUNTED = (
    "pays",
    "pays_other",
    "paid",
    "payable_by",
    "invoices",
    "invoiced",
    "provides",
    "services_of",
    "buys",
    "wants",
    "offers",
    "earns",
    "bought_from",
    "engages",
    "engaged",
    "grants",
    "granted",
    "received",
)
NAMES = ("role_word", "company", "role_in_name", "first", *_COUNTED)
_PAYING = (
    "pays",
    "paid",
    "payable_by",
    "invoices",
    "invoiced",
    "earns",
    "services_of",
    "pays_other",
)
_WEAK = ("first", "role_in_name", "company")
_MARKS = range(0xE000, 0xE100)
_BEFORE, _AFTER = 6, 7  # words
_EDGE = "(),.;:\"'“”’"
_GATES = (
    "pay",
    "paid",
    "fee",
    "invoic",
    "provid",
    "grant",
    "purchas",
    "sell",
    "perform",
    "deliver",
    "licens",
    "engag",
)
_LONGEST = 3000
_MOST = 45_000  # characters: what stands first decides who provides
_GENERIC = frozenset("the inc llc ltd corp company corporation party a b".split())


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of each party, and how often any of them is said to pay or to be paid."""

    rows: Sequence[dict[str, float]]
    paying: int


def evidence(parties: Sequence[NamedParty], reading: Reading) -> Evidence:
    """Return the features of each party, minus those of the others together."""
    sides = _sides(parties)
    leading = [parties[first] for first in dict.fromkeys(sides)]
    told = _counts(_marked(parties, reading), len(parties))
    rows = dict(zip(dict.fromkeys(sides), _rows(leading, parties, sides, told), strict=True))
    paying = sum(counts[name] for counts in told for name in _PAYING)
    return Evidence([rows[side] for side in sides], paying)


def _sides(parties: Sequence[NamedParty]) -> list[int]:
    """For each party the first of those that the contract calls by the same name or as one group."""
    called = [party.alias.lower() or str(index) for index, party in enumerate(parties)]
    sides = [called.index(name) for name in called]
    for group in groups(parties):
        joined = {sides[member] for member in group.members}
        sides = [min(joined) if side in joined else side for side in sides]
    return sides


def _rows(
    leading: Sequence[NamedParty],
    parties: Sequence[NamedParty],
    sides: Sequence[int],
    told: Sequence[Counter[str]],
) -> Iterator[dict[str, float]]:
    counts = [
        sum((c for c, s in zip(told, sides, strict=True) if s == side), Counter[str]())
        for side in dict.fromkeys(sides)
    ]
    words = [
        _word([p for p, side in zip(parties, sides, strict=True) if side == first])
        for first in dict.fromkeys(sides)
    ]
    named = [_named(party.name) for party in leading]
    companies = [float(_COMPANY.match(party.alias) is not None) for party in leading]
    for index, mine in enumerate(counts):
        others = [c for i, c in enumerate(counts) if i != index]
        row = {
            name: log1p(mine[name]) - max((log1p(o[name]) for o in others), default=0.0)
            for name in _COUNTED
        }
        rest = [w for i, w in enumerate(words) if i != index]
        row["role_word"] = words[index] - (sum(rest) / len(rest) if rest else 0.0)
        row["company"] = companies[index] - max(
            (v for i, v in enumerate(companies) if i != index), default=0.0
        )
        row["role_in_name"] = named[index] - max(
            (v for i, v in enumerate(named) if i != index), default=0.0
        )
        row["first"] = 0.0 if len(leading) == 1 else (1.0 if index == 0 else -1.0)
        yield row


def says_something(row: Mapping[str, float]) -> bool:
    """Tell whether more than the order of the parties speaks for a role."""
    return any(value for name, value in row.items() if name not in _WEAK)


def _word(parties: Sequence[NamedParty]) -> float:
    alias = " | ".join(alias for p in parties for alias in (p.alias, *p.also)).lower()
    provider, customer = bool(PROVIDER.search(alias)), bool(CUSTOMER.search(alias))
    return float(provider) - float(customer)


def _named(name: str) -> float:
    low = name.lower()
    return float(
        bool(
            re.search(
                r"\b(?:consult|service|software|system|technolog|solution|construct|contractor|develop|design|hosting)",
                low,
            )
        )
    )


def _marked(parties: Sequence[NamedParty], reading: Reading) -> str:
    """The telling passages in lower case, each party's name replaced by one sign of its own."""
    names = {name: chr(0xE000 + i) for i, p in enumerate(parties) for name in _called(p)}
    for group in groups(parties):
        names.setdefault(group.alias.lower(), chr(0xE000 + min(group.members)))
    if not names:
        return ""
    ordered = sorted(names, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(re.escape(n) for n in ordered) + r")\b")
    taken, size = [], 0
    for text in reading.lowers:
        if size < _MOST and any(gate in text for gate in _GATES):
            taken.append(text[:_LONGEST])
            size += len(taken[-1])
    return pattern.sub(lambda m: names[m[0]], "\n".join(taken))


def _called(party: NamedParty) -> list[str]:
    """How clauses name the party: the defined name, the name with and without form, its first word."""
    defined = (party.alias, *party.also)
    called = [*(re.sub(r"^the\s+", "", alias.lower()) for alias in defined), party.name.lower()]
    words = party.name.lower().split()
    if len(bare := STRICT.sub("", party.name).lower().strip(" ,").split()) > 1:
        called.append(" ".join(bare))  # "Acme Pay" over a signature: no verb
    first = words[0].strip(",.")
    if not party.alias and len(first) > 3 and first not in _GENERIC:  # noqa: PLR2004
        called.append(first)
    if any(alias.lower() in ("we", "us") for alias in defined):
        called += ["we", "us"]
    return [c for c in dict.fromkeys(called) if len(c) > 1 and c not in _GENERIC - {"company"}]


def _counts(text: str, parties: int) -> list[Counter[str]]:
    """Look at the words around each mention of a party."""
    counts: list[Counter[str]] = [Counter() for _ in range(parties)]
    words = text.split()
    for at, word in enumerate(words):
        mark = next((ord(c) for c in word if ord(c) in _MARKS), 0) if not word.isascii() else 0
        if mark:
            counts[mark - _MARKS.start].update(_told(words, at))
    return counts


def _told(words: list[str], at: int) -> Iterator[str]:
    before, after = _left(words, at), _right(words, at)
    yield from _told_before(before)
    if words[at].endswith(("'s", "’s", "'", "’")):
        if after and after[0] in _OWN:
            yield "services_of"
        if any(word in _INVOICE for word in after[:3]):
            yield "invoices"
        return
    verbs = [word for word in after if word not in _SKIPPED]
    if verbs:
        yield from _told_after(verbs)


def _told_before(before: list[str]) -> Iterator[str]:
    """What is done to the party: "payable to X", "invoiced by X", "engages X"."""
    last = before[-1] if before else ""
    linked = False
    for link, seen, reach, name in _LINKED:
        if last in link:
            linked = True
            if not seen.isdisjoint(before[-reach:]):
                yield name
    if not linked:
        yield from islice((name for verbs, name in _DIRECT if last in verbs), 1)


def _told_after(verbs: list[str]) -> Iterator[str]:
    """What the party does: "X shall pay", "X grants", "X desires to engage"."""
    first, rest = verbs[0], verbs[1:5]
    if not _EARN.isdisjoint(verbs[:3]) and not _MONEY.isdisjoint(verbs[:8]):
        yield "earns"
    if first in _WILL:
        yield from islice((name for verb, name in _DOES if not verb.isdisjoint(rest)), 1)
    elif first in _WISH:
        if not _WANTED.isdisjoint(rest[:2]):
            yield "wants"
        elif not _OFFERED.isdisjoint(rest[:2]):
            yield "offers"
    else:
        yield from islice((name for verb, name in _DOES if name in _PLAIN and first in verb), 1)
    if any(a in _PAY and ord(b[:1]) in _MARKS for a, b in pairwise(verbs) if b):
        yield "pays_other"


def _left(words: list[str], at: int) -> list[str]:
    found: list[str] = []
    for word in reversed(words[max(0, at - _BEFORE) : at]):
        if word.endswith((".", ";")):
            break
        bare = word.strip(_EDGE)
        if bare != "the":
            found.append(bare)
    return found[::-1]


def _right(words: list[str], at: int) -> list[str]:
    found: list[str] = []
    if words[at].endswith((".", ";")):
        return found
    for word in words[at + 1 : at + 1 + _AFTER]:
        found.append(word.strip(_EDGE))
        if word.endswith((".", ";")):
            break
    return found

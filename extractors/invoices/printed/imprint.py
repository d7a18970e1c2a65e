"""Who sends an invoice by what the law and the bank make him print, not by a letterhead.

Reads:  the sentence or line of an imprint: "Acme Telecom Ltd, registered in England 04418832",
        "Acme GmbH, Amtsgericht Köln HRB 6071", "Acme is a trading name of Hollis Ltd", "Hollis Ltd
        trading as Acme"; and the
        holder of the account: "Account name: Acme Ltd", "Make checks payable to Acme Ltd".
Leaves: names of banks: money goes to them, and what is billed is not theirs.
Source: what companies must state on business letters: Companies (Trading Disclosures)
        Regulations (GB), § 35a GmbHG and § 37a HGB (DE), art. R123-237 code de commerce (FR).
"""

import re
from collections.abc import Iterator, Sequence

from extractors.invoices.printed.blocks import Block
from extractors.invoices.printed.canvas import Canvas, Segment
from extractors.invoices.printed.names import party_name
from extractors.invoices.printed.wording import LEGAL_FORM

REGISTERED, HOLDER = 2.2, 0.9
"""What a name counts in an imprint, and as that of an account's holder."""

_FORMS = rf"{LEGAL_FORM.pattern}(?:[\s.]{{1,2}}(?:(?:&|und|and|et)\s)?{LEGAL_FORM.pattern})*"
_WORD = r"[^\W_a-z][\w&'’.+/-]*"  # it begins with a capital or a figure
_NAME = (
    rf"(?P<name>{_WORD}(?:\s(?:{_WORD}|&|and|und|et|of|the|de|du|des|la|le|van|von|y|e|für|for)){{0,9}}?"
    rf",?\s(?i:{_FORMS}))"
)
_BEFORE = r"(?:^|(?<=[.;:|·•\n]\s)|(?<=[|·•\n])|(?<=\s\s)|(?<=\bof\s)|(?<=\bby\s))"
_IN_REGISTER = re.compile(
    rf"(?m:{_BEFORE}){_NAME}\s*[.,;:(|·•–—-]?\s*"
    r"(?i:(?:(?:is|an?|the|public|private|limited|liability|company|partnership|body|corporate|we|are)\s+){0,6}"
    r"(?:registered\b|incorporated\b|reg(?:istration|\.)?\s+(?:no|num|office)|co(?:mpany|\.)?\s*(?:reg(?:istration|\.)?\s*)?(?:no\b|num)"
    r"|(?-i:(?:Amtsgericht|Handelsregister|HR[AB]|Sitz|Firmensitz|Gesch[äa]ftsf\w+|Firmenbuch|FN\s\d|R\.?C\.?S\b|SIREN|SIRET|KvK|KVK|CVR|Y-tunnus|ACN|A\.C\.N|UEN))"
    r"|au capital|capital social|org\.?\s?(?:nr|no)|trading as\b|t/a\s|d/b/a\s|doing business as\b))"
)
_TRADING_NAME = re.compile(rf"\btrad(?:ing|e)\s(?:name|style)s?\sof\s(?-i:{_NAME})", re.IGNORECASE)
_TRADING_AS = re.compile(
    rf"{_NAME}\s*[,(]?\s*(?i:trading\sas|t/a|d/b/a|doing\sbusiness\sas|firmierend\sals)\s(?P<brand>[^.;|·•\n(),]{{3,60}})"
)
_TRADES_FOR = re.compile(
    rf"(?m:{_BEFORE})(?P<brand>[^\W_a-z][^.;|·•\n(),]{{2,60}}?)\s(?i:is\s(?:an?|the)\strading\s(?:name|style)\sof)\s{_NAME}"
)
_HOLDER = re.compile(
    r"\b(?:account\s(?:name|holder|owner)|name\sof\s(?:the\s)?account|a/c\sname|kontoinhaber(?:in)?"
    r"|titulaire(?:\sdu\scompte)?|rekeninghouder|ten\sname\svan|t\.?n\.?v\.?|titular(?:\sde\sla\scuenta)?|intestatario"
    r"|(?:che(?:ck|que)s?|payments?)(?:\s(?:should|must|to)\sbe)?(?:\smade)?\s(?:payable|out)\sto|please\s(?:pay|remit)\sto)"
    r"[\s:–-]{1,4}(?P<name>[^\n|·•;:]{3,80})",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:iban|account\s(?:number|no)|a/c\sno|sort\scode|routing|bsb|kontonummer|n°\sde\scompte)\b",
    re.IGNORECASE,
)
_UP_TO_FORM = re.compile(rf"[^.,]{{1,60}}?,?\s{_FORMS}", re.IGNORECASE)
_END_OF_NAME = re.compile(
    r"(?<=(?-i:[a-z]{3}))\.\s|\.$|,\s|\s{2,}|\s(?=(?:and|at|with|by|within|account|iban|bank|sort)\s)",
    re.IGNORECASE,
)
_BANK = re.compile(
    r"\b(?:\w*bank|banque|banco|banca|sparkasse|\w*sparkasse|volksbank|building society|credit union|caixa|bankers|\w+bank)\b",
    re.IGNORECASE,
)
_FULL = 0.85  # share of a block's width from which a line goes on in the next


def is_bank(name: str) -> bool:
    """Whether a name is that of a bank, which takes the money for whoever sends the invoice.

    >>> is_bank("DBS Bank Ltd"), is_bank("Kreissparkasse Köln"), is_bank("Bankside Yards Ltd")
    (True, True, False)
    """
    return bool(_BANK.search(name))


def imprints(blocks: Sequence[Block]) -> Iterator[tuple[Segment, float, str]]:
    """Yield the names that imprints state, each with the line it stands in and what it counts."""
    for block in blocks:
        text = _running(block)
        for match in (*_IN_REGISTER.finditer(text), *_TRADING_NAME.finditer(text)):
            sentence = text[match.end("name") :].lstrip()[:1].isupper()
            name = party_name(match["name"].removesuffix("." if sentence else ""))
            if name is not None and not is_bank(name):
                yield _line_of(block, match["name"]), REGISTERED, name


def trade_names(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Yield the name a company trades under, and its own: "Quay Hotels Ltd trading as The Quay"."""
    for block in blocks:
        text = _running(block)
        for match in (*_TRADING_AS.finditer(text), *_TRADES_FOR.finditer(text)):
            name, brand = party_name(match["name"]), party_name(match["brand"])
            if name is not None and brand is not None:
                yield brand, name


def holders(canvas: Canvas) -> Iterator[tuple[Segment, float, str]]:
    """Yield the holders of accounts that rows name."""
    for row in canvas.rows:
        for match in _HOLDER.finditer(row.text):
            name = party_name(_of_holder(match["name"].strip()))
            if name is not None and name[0].isupper() and not is_bank(name):
                yield row.segments[-1], HOLDER, name


def beside_account(canvas: Canvas) -> list[str]:
    """Return the lines that print a number of an account: a company in one is who is paid."""
    return [line.text for line in canvas.segments if _ACCOUNT.search(line.text)]


def _of_holder(text: str) -> str:
    """The name that a text begins with."""
    whole = _UP_TO_FORM.match(text)
    return whole[0] if whole else _END_OF_NAME.split(text, maxsplit=1)[0]


def _running(block: Block) -> str:
    """The words of a block: full lines run on, what ends early ends there."""
    left = min(line.x0 for line in block.lines)
    width = max(line.x1 for line in block.lines) - left
    parts = [line.text + (" " if line.x1 - left >= _FULL * width else "\n") for line in block.lines]
    return "".join(parts)


def _line_of(block: Block, name: str) -> Segment:
    """The line of a block in which a name begins."""
    first = name.split(maxsplit=1)[0]
    whole = next((line for line in block.lines if name in line.text), None)
    return whole or next((line for line in block.lines if first in line.text), block.first)

"""Main currency, governing law, signature and the duty to quote a purchase order."""

import re
from collections import Counter
from collections.abc import Sequence

from extractors.header.wording import Claim
from models.money import CURRENCY_SIGNS
from models.passage import Passage

_CODES = "USD EUR GBP CAD AUD NZD CHF JPY CNY RMB INR SGD HKD SEK NOK DKK PLN CZK HUF ILS BRL MXN ZAR KRW TRY AED SAR THB MYR IDR PHP VND RUB TWD NIS BTC ETH DAI USDC USDT DOT KSM".split()
_NAMES = {
    "dollars": "USD",
    "u.s. dollars": "USD",
    "us dollars": "USD",
    "united states dollars": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "pounds sterling": "GBP",
    "sterling": "GBP",
    "canadian dollars": "CAD",
    "australian dollars": "AUD",
    "singapore dollars": "SGD",
    "hong kong dollars": "HKD",
    "swiss francs": "CHF",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupees": "INR",
    "shekels": "ILS",
}
_ALIKE = {"RMB": "CNY", "NIS": "ILS"}
_SIGN = "|".join(re.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))
_MONEY = re.compile(
    rf"(?P<sign>(?<![A-Za-z])(?:{_SIGN}))\s?\d|\b(?P<code>{'|'.join(_CODES)})\b\s?\$?\s?[\d(]|\d\s?(?P<after>{'|'.join(_CODES)})\b"
    rf"|\b(?P<name>{'|'.join(re.escape(n) for n in sorted(_NAMES, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_MAIN = re.compile(
    r"(?i)\b(?:payments?|amounts?|prices?|fees|sums?|payable|paid|currency|invoices?)\b[^.;]{0,80}\b(?:in|is|be)\s+(?:the\s+)?(?:lawful\s+)?(?:currency\s+of\s+)?(?P<what>united\s+states|u\.?s\.?|euros?|EUR|pounds?\s+sterling|GBP|USD|CAD|canadian|CHF|AUD|singapore)\b"
)
_MAIN_CODES = {
    "united states": "USD",
    "us": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "canadian": "CAD",
    "singapore": "SGD",
}
_PROPER = r"[A-Z][\w.'’&-]+"
_LAND = rf"(?:(?i:the\s+)?(?i:state|commonwealth|province|republic|kingdom|canton|people['’]?s\s+republic|grand\s+duchy|federal\s+republic|federation)\s+of\s+(?i:the\s+)?{_PROPER}(?:\s+(?:{_PROPER}|(?i:and\s+wales))){{0,3}})"
_NAMED = rf"(?:(?:the\s+)?{_PROPER}(?:\s+(?:{_PROPER}|(?i:and\s+wales|and\s+northern\s+ireland))){{0,3}})"
_PLACE = rf"(?:{_LAND}|{_NAMED})(?:,\s+(?:Canada|USA|U\.S\.A\.|United\s+States|Australia|Germany|India)\b)?"
_LAW = re.compile(
    rf"""(?x)
    (?i: \b(?: govern(?:ed|ing) | constru(?:ed|ction) | interpret(?:ed|ation) | subject\s+to | enforced | controlled | validity | accordance ) \b [^.;]{{0,140}}? \blaws?\b )
      (?: , [^.;]{{3,60}}? , )? (?:\s+(?i:and\s+regulations?|rules|applicable))? \s+ (?i:of|in\s+force\s+in|in\s+effect\s+in|applicable\s+in|in)\s+ (?i:the\s+courts\s+of\s+)? (?P<place> {_PLACE} )
    | (?i: \blaws?\s+of\s+ ) (?P<subject> {_PLACE} ) \s+ (?i: (?:shall|will)\s+(?:govern|apply|control) )
    | (?i: \b(?:governed\s+by|accordance\s+with|under) \b [^.;]{{0,60}}? ) \b(?P<adjective> {_PROPER}(?:\s{_PROPER})? ) \s+ (?i:law)s?\b
    | (?i:governing\s+law|applicable\s+law|choice\s+of\s+law) \s* [:|.–-]+ \s* (?i:(?:the\s+)?laws?\s+of\s+)? (?P<field> {_PLACE} )
    | \b(?P<state> {_PROPER}(?:\s{_PROPER})? ) \s+ (?i:law)s? \s+ (?i:shall|will)\s+(?i:govern|apply|control)
    | (?i: \bmade\s+in\s+ ) (?P<made> {_LAND} ) (?i: [^.;]{{0,80}} \blaws\s+thereof )
    """
)
_NOT_PLACE = re.compile(
    r"(?i)^(?:the\s+)?(?:agreement|contract|such|any|this|that|jurisdiction|land|united\s+nations|parties|applicable|foregoing|governing|conflicts?|either|all|federal|article|section|copyright|country|the|in|if|except|it|"
    r"validity|rights|constructions?|state|local|internal|substantive|laws?|and|each|no|common|civil|courts?|international|patent|trademark|securities|bankruptcy|tax|employment|contract)$|^(?:the\s+)?(?:agreement|contract|such|any|this|validity|rights|convention)\b"
)
_WIDE = re.compile(
    r"(?i)^(?:the\s+)?united\s+states(?:\s+of\s+america)?$|^(?:the\s+)?U\.?S\.?A?\.?$|^Canada$"
)
_SIGNED = re.compile(
    r"(?i)/s/|\bsigned\s+(?:by|electronically|via)\b|docusign|\belectronically\s+signed\b|\bconformed\b"
)
_SIGNATURE_BLOCK = re.compile(
    r"(?i)^\W*(?:by|signature|signed(?:\s+by)?)\s*[:|]\s*(?P<name>[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]*){1,4})"
)
_UNSIGNED = re.compile(
    r"(?i)\b(?:unsigned|not\s+(?:yet\s+)?signed|draft\s+for\s+discussion|form\s+of\s+agreement)\b|^\W*(?:by|signature|signed)\s*[:|]\s*[_.\s|]*(?:$|name|title|date)"
)
_PURCHASE_ORDER = re.compile(
    r"(?i)\b(?:invoices?|bill)\b[^.;]{0,140}\b(?:must|shall|will|are\s+to|is\s+to|has\s+to|need|requir\w+|without|only)\b[^.;]{0,140}\b(?:purchase\s+order|P\.?O\.?)\b(?:\s+(?:number|reference|no))?"
    r"|\b(?:purchase\s+order|P\.?O\.?)\s+(?:number|reference|no\.?)\b[^.;]{0,100}\b(?:must|shall|required|requires|has\s+to)\b[^.;]{0,80}\b(?:invoice|bill|state|appear|quote|show)"
)


def currency_claim(passages: Sequence[Passage]) -> Claim[str] | None:
    """Return the currency payments are stated in, else the one most sums are in."""
    counts: Counter[str] = Counter()
    first: dict[str, Claim[str]] = {}
    for passage in passages:
        if (match := _MAIN.search(passage.text)) and "conver" not in passage.text.lower():
            what = re.sub(r"\.", "", match["what"].lower())
            code = _MAIN_CODES.get(what) or ("GBP" if what.startswith("pound") else what.upper())
            counts[code] += 4
            first.setdefault(code, Claim(code, passage, match.start("what"), match.end("what")))
        for match in _MONEY.finditer(passage.text):
            code = _currency(match)
            counts[code] += 1
            first.setdefault(code, Claim(code, passage, match.start(), match.end()))
    if not counts:
        return None
    code = counts.most_common(1)[0][0]
    return first[code]


def _currency(match: re.Match[str]) -> str:
    if match["sign"]:
        return next(
            (c for s, c in CURRENCY_SIGNS.items() if s.lower() == match["sign"].lower()), "USD"
        )
    if match["name"]:
        return _NAMES[match["name"].lower()]
    code = (match["code"] or match["after"]).upper()
    return _ALIKE.get(code, code)


def law_claim(passages: Sequence[Passage]) -> Claim[str] | None:
    """Return the place whose law governs the contract."""
    claims = []
    for passage in passages:
        if "law" not in passage.text.lower():
            continue
        for match in _LAW.finditer(passage.text):
            group = next(
                g for g in ("place", "subject", "adjective", "field", "state", "made") if match[g]
            )
            place = _place(match[group])
            if place and not _NOT_PLACE.match(place):
                govern = bool(re.search(r"(?i)govern|constru", match[0]))
                heading = bool(re.search(r"(?i)law", passage.heading or ""))
                named = (group not in ("adjective", "state")) - 3 * bool(_WIDE.match(place))
                claims.append(
                    Claim(
                        place,
                        passage,
                        match.start(group),
                        match.end(group),
                        1.0 + 2 * govern + heading + named,
                    )
                )
    return max(claims, key=lambda c: c.weight, default=None)


def _place(text: str) -> str:
    body = " ".join(text.replace("’", "'").split())
    body = body.title().replace(" Of ", " of ").replace("'S", "'s") if body.isupper() else body
    body = re.split(
        r"(?i)\s+(?:without|applicable|excluding|as\s|except|regardless|and\s+(?!wales|northern)|or\s|govern)",
        body,
    )[0]
    words = {
        "English": "England and Wales",
        "Scottish": "Scotland",
        "Swiss": "Switzerland",
        "German": "Germany",
        "French": "France",
        "Dutch": "the Netherlands",
        "Israeli": "Israel",
        "Chinese": "People's Republic of China",
    }
    return words.get(body, body).strip(" ,.")


def signed_claim(passages: Sequence[Passage]) -> Claim[bool] | None:
    """Tell whether the signature block is filled in; None where the document shows none."""
    blank: Claim[bool] | None = None
    for passage in passages[len(passages) // 3 :]:
        match = _SIGNED.search(passage.text) or _SIGNATURE_BLOCK.search(passage.text)
        if match:
            return Claim(value=True, passage=passage, start=match.start(), end=match.end())
        if blank is None and (match := _UNSIGNED.search(passage.text)):
            blank = Claim(value=False, passage=passage, start=match.start(), end=match.end())
    return blank


def purchase_order_claim(passages: Sequence[Passage]) -> Claim[bool] | None:
    """Find the duty to quote a purchase order number on every invoice."""
    for passage in passages:
        if match := _PURCHASE_ORDER.search(passage.text):
            return Claim(value=True, passage=passage, start=match.start(), end=match.end())
    return None

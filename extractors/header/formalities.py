"""Whether the document is signed, and whether invoices must quote a purchase order."""

from extractors.header.reading import Reading
from extractors.header.wording import Claim
from extractors.wording import phrase

_SIGNED = phrase(
    r"/s/|\(signed\)|\bgez\.\s|^\W*sig\.\s+[a-z]|\bsigned\s*:\s*(?-i:(?!Name|Title|Date|Author|Print|Sign|By)[A-Z][\w.'’-]*\s+[A-Z][a-z])|\bsigned\s+(?:by(?!\s*[:|]\s*[_.]{4})|electronically|via)\b|docusign|\belectronically\s+signed\b|\bconformed\b"
)
_SIGNATURE_BLOCK = phrase(
    r"^\W*(?:by|signature|signed(?:\s+by)?)\s*[:|]\s*(?P<name>[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]*){1,4})"
)
_UNSIGNED = phrase(
    r"\b(?:unsigned|not\s+(?:yet\s+)?signed|draft\s+for\s+discussion|form\s+of\s+agreement)\b|^\W*(?:by|signature|signed)\s*[:|]\s*[_.\s|]*(?:$|name|title|date)|\b(?:signature|by|sign(?:ed)?(?:\s+by)?)\s*[:|]\s*[_.]{4,}"
)
_SIGN_GATES = (
    "/s/",
    "gez.",
    "sig.",
    "sign",
    "by:",
    "by :",
    "by|",
    "by |",
    "conformed",
    "draft",
    "form of",
)
_PURCHASE_ORDER = phrase(
    r"\b(?:invoices?|bill)\b[^.;]{0,140}\b(?:must|shall|will|are\s+to|is\s+to|has\s+to|need|requir\w+|without|only)\b[^.;]{0,140}\b(?:purchase\s+order|P\.?O\.?)\b(?:\s+(?:number|reference|no))?"
    r"|\b(?:purchase\s+order|P\.?O\.?)\s+(?:number|reference|no\.?)\b[^.;]{0,100}\b(?:must|shall|required|requires|has\s+to)\b[^.;]{0,80}\b(?:invoice|bill|state|appear|quote|show)"
    r"|\b(?:quote|state|show|cite|includ\w+|indicate|reference|specify|bear|carry)\w*\b[^.;]{0,60}\b(?:purchase\s+order|P\.?O\.?)\s+(?:number|reference|no\.?)\b[^.;]{0,40}\b(?:on|in)\s+(?:all|each|every|any|its|the)\s+invoices?\b"
    r"|\b(?:every|each|all|any)\s+(?:progress\s+|payment\s+)?(?:claims?|applications?)\b[^.;]{0,40}\b(?:must|shall|has\s+to|is\s+to)\s+(?:bear|quote|state|show|cite|carry|include)\b[^.;]{0,60}\b(?:purchase\s+order|P\.?O\.?)\s+(?:number|reference|no\.?)"
    r"|\bno\s+invoice\b[^.;]{0,80}\b(?:unless|without)\b[^.;]{0,60}\b(?:purchase\s+order|P\.?O\.?)\b|\binvoices?\s+(?:lacking|missing|without|not\s+(?:bearing|showing|stating|quoting))\b[^.;]{0,60}\b(?:purchase\s+order|P\.?O\.?)\b"
    r"|\b(?:purchase\s+order|P\.?O\.?)\b[^.]{0,60}\b(?:its|the|that|which|whose)\s+number\s+(?:must|shall|has\s+to|is\s+to|needs?\s+to)\b[^.;]{0,60}\binvoices?\b"
    r"|\bcondition\s+(?:of|for|precedent\s+to)\s+(?:\w+\s+){0,2}?payment\b[^.;]{0,80}\b(?:purchase\s+order|P\.?O\.?)\b|\b(?:purchase\s+order|P\.?O\.?)\s+(?:number|reference|no\.?)\b[^.;]{0,60}\bcondition\s+(?:of|for|precedent\s+to)\s+(?:\w+\s+){0,2}?payment"
)


def signed_claim(reading: Reading) -> Claim[bool] | None:
    """Tell whether the signature block is filled in; None where the document shows none."""
    blank: Claim[bool] | None = None
    first = len(reading.passages) // 3
    for passage, low in zip(reading.passages[first:], reading.lowers[first:], strict=True):
        if not any(gate in low for gate in _SIGN_GATES):
            continue
        text = passage.text[: len(low)]
        match = _SIGNED.search(text) or _SIGNATURE_BLOCK.search(text)
        if match:
            return Claim(value=True, passage=passage, start=match.start(), end=match.end())
        if blank is None and (match := _UNSIGNED.search(text)):
            blank = Claim(value=False, passage=passage, start=match.start(), end=match.end())
    return blank


def purchase_order_claim(reading: Reading) -> Claim[bool] | None:
    """Find the duty to quote a purchase order number on every invoice."""
    for passage, low in zip(reading.passages, reading.lowers, strict=True):
        if "purchase order" not in low and "p.o." not in low and " po " not in low:
            continue
        if match := _PURCHASE_ORDER.search(passage.text):
            return Claim(value=True, passage=passage, start=match.start(), end=match.end())
    return None

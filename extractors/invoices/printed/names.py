"""Names of parties: what the first line of an address says."""

import itertools
import re

from extractors.invoices.printed.values import DATE, clean
from extractors.invoices.printed.wording import INVOICE_TITLE, LEGAL_FORM

_SALUTATION = re.compile(
    r"^(?:herrn?|frau|mr\.?|mrs\.?|ms\.?|monsieur|madame|m\.|mme|attn:?|att\.?:?|z\.? ?h(?:d|dn)?\.?:?|firma|dhr\.?|mevr\.?"
    r"|sr\.?|sra\.?|spett\.? ?le)(?=\s|$|:)[\s:]*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^(?:gln|nummer|globale nummer|number|no\.?|nr\.?|customer (?:no|number|id)|kunden-?(?:nr|nummer)|klantnummer"
    r"|account|phone|tel|fax|e-?mail|www|http|page|seite|tax|vat|ust|btw|steuer|id)(?![^\W\d_])"
    r"|(?:accounts?|finance|accounting|purchasing|procurement|billing)(?: (?:payable|receivable|team|dept\.?|department|office))?$"
    r"|(?:rechnungswesen|(?:kreditoren)?buchhaltung|crediteuren(?:administratie)?|comptabilité(?: fournisseurs)?|ostoreskontra)$"
    r"|(?:unit|suite|ste\.?|level|floor|room|flat|apartment|apt\.?|shop|lot|p\.?\s?o\.? box|postfach|boîte postale)\s#?\d"
    r"|^\d",
    re.IGNORECASE,
)
_STREET = re.compile(  # the number behind it; a line that begins with one is no name anyway
    r"(?:\b(?:street|road|avenue|lane|drive|boulevard|square|park|estate|quay|way)"
    r"|stra(?:ß|ss)e|str\.|weg|allee|platz|gasse|ring|damm|ufer|laan|straat|gracht|kade|plein|katu|tie|gatan|vägen|vej)"
    r"\s\d{1,4}(?:\s?[a-z])?(?:,.*)?$|^(?:rue|avenue|boulevard|via|viale|piazza|calle|plaza|rua)\s.*\d",
    re.IGNORECASE,
)
_LONGEST_NAME = 80
_WORDS_OF_A_TITLE = 3
_BILL = re.compile(r"\b(?:bill|statement|billing)\b", re.IGNORECASE)
_WORDS_OF_A_NAME = 4  # more in small letters are a sentence


def party_name(text: str) -> str | None:
    """Read the name of a person or company from the first line of an address.

    >>> party_name("Herr Karl E. Coyote"), party_name("GLN 4304171000002"), party_name("ATTN: A Ltd")
    ('Karl E. Coyote', None, 'A Ltd')
    """
    body = clean(_SALUTATION.sub("", clean(text)))
    body = re.split(r"\s{2,}|\s[·•|]\s", body)[0].rstrip(" ,;|")
    number = " " not in body and any(c.isdigit() for c in body)
    if text.rstrip().endswith(":") or number or wrapped_form(body) or ": " in body:
        return None
    if not body or len(body) > _LONGEST_NAME or _NO_NAME.match(body) or "@" in body:
        return None
    letters = sum(c.isalpha() for c in body)
    if letters < 2 or not (body[0].isupper() or body[0].isdigit() or LEGAL_FORM.search(body)):  # noqa: PLR2004 (letters)
        small = letters > 2 and body[0].islower() and 1 < len(body.split()) <= _WORDS_OF_A_NAME  # noqa: PLR2004 (letters)
        return body if small else None
    if DATE.search(body) or INVOICE_TITLE.fullmatch(body):
        return None
    return body


def folded(name: str) -> str:
    """Fold a name: letters and digits only."""
    return re.sub(r"\W", "", name).casefold()


def first_of_address(text: str) -> str | None:
    """The name that an address on one line begins with; None where the text is no such line.

    >>> first_of_address("Acme Supply, Inc., 12 Mill Road, Dayton OH 45402"), first_of_address("A, B & Co")
    ('Acme Supply, Inc.', None)
    """
    name, *rest = (part.strip() for part in text.split(","))
    if rest and wrapped_form(rest[0]):
        name = f"{name}, {rest.pop(0)}"
    addressed = len(rest) > 1 and any(c.isdigit() for part in rest for c in part)
    return name if addressed and not any(c.isdigit() for c in name) else None


def is_title(text: str) -> bool:
    """Whether a line is the title of an invoice, of whatever sort.

    >>> is_title("RENTAL INVOICE"), is_title("Invoice Finance"), is_title("Schlussrechnung")
    (True, False, True)
    """
    if re.match(r"(?:your|our) (?:invoice|bill|statement)\b", text.strip(), re.IGNORECASE):
        return True
    few = len(text.split()) <= _WORDS_OF_A_TITLE
    body = text.strip(" .:-")
    titles = itertools.chain(INVOICE_TITLE.finditer(body), _BILL.finditer(body))
    return few and any(match.end() == len(body) for match in titles)


def is_street(text: str) -> bool:
    """Whether a line is a street with its number, which no company's name is.

    >>> is_street("Technoparkstrasse 11"), is_street("Kanalstraat 9b"), is_street("Ring 2 GmbH")
    (True, True, False)
    """
    return bool(_STREET.search(text)) and not LEGAL_FORM.search(text)


def wrapped_form(text: str) -> bool:
    """Whether a line holds nothing but a legal form: the end of the name above it.

    >>> wrapped_form("Pty. Ltd."), wrapped_form("Inc. 5")
    (True, False)
    """
    return bool(text.strip()) and not LEGAL_FORM.sub("", text).strip(" .,&")

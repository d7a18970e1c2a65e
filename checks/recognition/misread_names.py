"""Names on an invoice that are no company's: a heading, an address, or a part of a party's name.

A reader that takes "RENTAL INVOICE" or "Unit 7, Cardale Park" for the supplier has found none.
A name with a legal form is a company's, whatever else it says.
"""

import re

from checks.recognition.parties import core_name
from checks.recognition.wording import words_of

_HEADINGS = frozenset(
    "item position article line article artikel pos invoice tax rental royalty service bill statement credit note debit pro forma qty quantity "
    "description amount price unit date number no page total from to customer client supplier vendor "
    "buyer seller licensee licensor lessee lessor ship remit sold attention attn our your reference "
    "rechnung gutschrift kunde lieferant menge betrag leistung facture avoir client fournisseur "
    "factura cliente proveedor fattura factuur klant leverancier faktura kunde".split()
)
_ADDRESS = re.compile(
    r"""
    \b (?: street | st | road | rd | avenue | ave | lane | drive | way | square | place | park | unit | level
        | floor | suite | building | house | box | estate | quay | wharf | court | close | crescent | boulevard | blvd
        | \w*stra(?:ss|ß)e | \w*str | \w*weg | \w*platz | rue | avenida | calle | via | \w*straat | \w*gatan | katu
        | \w*katu | vej | \w*vej ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_no_company(name: str) -> bool:
    """Whether a name is a heading or an address.

    >>> is_no_company("RENTAL INVOICE"), is_no_company("Level 9, 140 Creek Street")
    (True, True)
    >>> is_no_company("Park Street 9 Catering Ltd"), is_no_company("Somebody Else")
    (False, False)
    """
    if _has_form(name):
        return False
    head = name.split(":", maxsplit=1)[0]
    words = words_of(head)
    if not words or all(word in _HEADINGS for word in words):
        return True
    return bool(re.search(r"\d", name)) and _ADDRESS.search(name) is not None


def is_part_of(name: str, party: str) -> bool:
    """Whether a name is whole words of a longer party's name: half of it was read.

    >>> is_part_of("Nordhavn ApS", "Klinisk Forskning Nordhavn ApS"), is_part_of("Nord", "Nordhavn")
    (True, False)
    """
    own, whole = core_name(name).split(), core_name(party).split()
    size = len(own)
    if not own or size >= len(whole):
        return False
    return any(whole[at : at + size] == own for at in (0, len(whole) - size))


def _has_form(name: str) -> bool:
    plain = " ".join(re.findall(r"[^\W_]+", name.casefold()))
    return len(core_name(name)) < len(plain.removeprefix("the ")) and not plain.startswith("the ")

"""Lines that only add up those above them, and ask for nothing.

>>> is_subtotal(InvoiceLine(number=3, description="Subtotal site fees", amount="350"))
True
"""

import re

from models.invoices import InvoiceLine

_SUBTOTAL = re.compile(
    r"^\W*(?:(?:sub|sous|tussen|mellem)-?\s?tot(?:al|aal|ale)|(?:zwischen|gruppen|teil)(?:summe|total)"
    r"|(?:tot(?:al|ale)|suma)\s+(?:parci[ae]l|partiel|parziale|intermédiaire)|(?:mellan|del|väli)summa|(?:mellom|del)sum"
    r"|(?:amount|total|balance)?\s*(?:carried|brought)\s+forward|[uü]bertrag|report\s+[aà]\s+nouveau)\b",
    re.IGNORECASE,
)


def is_subtotal(line: InvoiceLine) -> bool:
    """Whether a line is a sum of others: it is called so, and has no quantity and no price."""
    return (
        line.quantity is None
        and line.unit_price is None
        and _SUBTOTAL.match(line.description or "") is not None
    )

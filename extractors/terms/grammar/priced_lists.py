"""The sums of a passage, read with its heading and with the line that opens its list."""

from extractors.terms.candidates import Context
from extractors.terms.grammar.amounts import holds_money
from extractors.terms.grammar.leads import lead_of
from extractors.terms.grammar.prices import Priced, priced
from models.passage import Passage


def prices_of(passage: Passage, context: Context) -> tuple[Priced, ...]:
    """Classify every sum of one passage."""
    if not holds_money(passage.text):
        return ()
    around = " > ".join(part for part in (passage.heading, lead_of(passage, context)) if part)
    return priced(passage.text, around, context.currency)

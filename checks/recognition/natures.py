"""The nature of a line that its wording gives away: retainage, interest, a true-up, a discount.

>>> nature_of("Less retainage 10%").value, nature_of("Data Scientist, April 2024")
('retainage', None)
"""

import re
from functools import lru_cache

from models.cases import ChargeKind

# Money held back, in the words of English, German, French, Spanish, Italian and Dutch invoices.
_HELD = (
    r"(?: retain(?:ed|age)? | retention | hold-?back | \w*einbehalt\w* | retenue | retenciones"
    r" | retenci[oó]n | ritenut[ae] | trattenut[ae] | inhouding )"
)
_RELEASE = re.compile(
    rf"""
    \b (?: release | return | refund | payout | pay-?out | auszahlung | freigabe | r[uü]ckzahlung | aufl[oö]sung
        | lib[eé]ration | restitution | devoluci[oó]n | liberaci[oó]n | svincolo | vrijgave | uitbetaling
    ) \w* \b .* \b {_HELD}
    | \b {_HELD} \b .* \b (?: released? | refunded | paid \s out | ausgezahlt | freigegeben )  # "retention release"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RETAINAGE = re.compile(
    rf"""
    \b (?: {_HELD} | withheld ) \b   # "less 5% retention"
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Keeping something for someone is a service, no money held back: "log retention", "retention plan".
_KEEPING = re.compile(
    r"""
    \b (?: data | logs? | records? | files? | e?-?mails? | messages? | backups? | archives? | documents? | videos?
        | images? | snapshots? | cdr | customers? | clients? | staff | employees? | talent | patients? | users?
        | water | extended | long-term
    ) \s (?: data \s | log \s )? retention \b
    | \b retention \s (?: surcharge | service | storage | plan | package | polic | period | licen | module
        | software | campaign | consult | bonus | tier | days | add-?on | option | program )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LATE_CHARGE = re.compile(
    r"""
    \b (?: default | late | overdue | penalty ) \b .* \b interest \b   # "overdue interest"
    | \b interest \b .* \b (?: overdue | late | invoice | delay )       # "interest on invoice 12"
    | \b late (?: \s payment )? \s (?: fee | charge ) s? \b
    | \b finance \s charge | \b (?: delay | default | moratory ) \s (?: damages | interest )
    | ^ interest \b
    | \b verzugszins | \b mahngeb[uü]hr | \b (?: int[eé]r[eê]ts? | p[eé]nalit[eé]s ) \s (?: de \s retard | moratoires )
    | \b (?: intereses | interessi ) \s (?: de \s demora | moratori | di \s mora ) | \b vertragingsrente
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TRUE_UP = re.compile(
    r"""
    \b true-?\s?up \b | \b short-?fall \b | \b take-or-pay \b
    | \b minimum \s (?: commitment | charge | guarantee | purchase | billing )
    # "adjustment to the minimum monthly fee", "difference to minimum", "top-up to monthly minimum"
    | \b (?: adjust\w* | supplement | addition | difference | top-?\s?up | balanc\w* | uplift | up ) \s to \s (?: the \s | your \s | agreed \s )*
      (?: \w+ \s )? minimum \b
    | \b minimum \s (?: \w+ \s ){0,3} (?: adjustment | top-?\s?up | difference | balance ) \b
    | \b (?: aufstockung | differenz | ausgleich ) \b .* \b (?: mindest | minimal ) \w*
    | \b compl[eé]ment \b .* \b minimum
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DISCOUNT = re.compile(
    r"\b (?: discount | rebate | \w*rabatt | preisnachlass | nachlass | skonto | remise | rabais | escompte"
    r" | descuento | sconto | korting ) s? \b",
    re.VERBOSE | re.IGNORECASE,
)
# What a line below zero takes off a price, where above zero it may be a thing of its own: "travel allowance".
_OFF = re.compile(
    r"""
    \b (?: allowance | reduction | concession | abatement | savings? | markdown | price \s break | bonification
        | erm[aä][sß]*igung | r[eé]duction | reducci[oó]n | riduzione | bonificaci[oó]n
    ) \b
    | \d \s? (?: % | per \s? cent ) \s off \b | \b less \s (?: agreed \s )? \d+ (?: [.,]\d+ )? \s? %
    """,
    re.VERBOSE | re.IGNORECASE,
)
_EXPENSE = re.compile(
    r"""
    \b cost \s [^\d\s]{0,3} \s? \d [\d.,]* \s? \+ \s? \d [\d.,]* \s? %   # "(cost £1,164.00 + 12.5%)"
    | \b reimburs | \b out-of-pocket \b | \b expenses? \b | \b per \s diem \b | \b mileage \b
    | \b (?: air-?fare | flights? | hotel | lodging | accommodation | taxi | meals? | tolls?
        | (?: train | rail ) \s (?: fare | ticket | travel | journey ) s? | car \s (?: hire | rental )
        | ground \s transportation | parking ) \b
    | \b (?: reisekosten | fahrtkosten | spesen | auslagen | bahnfahrt | bahnticket | \w*[uü]bernachtung | flugticket
        | verpflegungs\w+ | kilometergeld | frais \s de \s d[eé]placement | h[eé]bergement | gastos \s de \s viaje
        | dietas | spese \s di \s viaggio | reiskosten ) (?:en)? \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TAX = re.compile(
    r"^ (?: vat | gst | sales \s tax | value \s added \s tax | mwst | tva | btw ) \b",
    re.VERBOSE | re.IGNORECASE,
)
# First match wins: a release of retainage also says "retainage".
_NATURES = (
    (_RELEASE, ChargeKind.RETAINAGE_RELEASE),
    (_RETAINAGE, ChargeKind.RETAINAGE),
    (_LATE_CHARGE, ChargeKind.LATE_CHARGE),
    (_TRUE_UP, ChargeKind.TRUE_UP),
    (_DISCOUNT, ChargeKind.DISCOUNT),
    (_EXPENSE, ChargeKind.EXPENSE),
    (_TAX, ChargeKind.TAX),
)


@lru_cache(maxsize=32768)
def nature_of(text: str) -> ChargeKind | None:
    """Return what a description says a line is; None where it only names an item."""
    said = _KEEPING.sub(" ", text)
    return next((kind for pattern, kind in _NATURES if pattern.search(said)), None)


@lru_cache(maxsize=32768)
def takes_off(text: str) -> bool:
    """Whether a line that is below zero takes something off a price.

    >>> takes_off("Group allowance 8% on clinical users"), takes_off("Credit for seats returned")
    (True, False)
    """
    return _OFF.search(text) is not None

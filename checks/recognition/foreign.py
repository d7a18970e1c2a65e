"""Whether a line is worded in German, French, Spanish, Italian or Dutch.

A contract in English may be billed by invoices in another language, whose words name none of its
items.  Letters that English lacks, months, units and little words tell.

>>> is_foreign("Übersetzung Februar 2026"), is_foreign("Forfait mensuel de suivi"), is_foreign("Hosting, May 2026")
(True, True, False)
"""

import re
from functools import lru_cache

_FOREIGN = re.compile(
    r"""
    [äöüßàâçèéêëîïñòóôùúû]
    | \b (?: januar | februar | mai | juni | juli | oktober | dezember | januari | februari | maart | mei | augustus
        | janvier | mars | avril | juin | juillet | septembre | octobre | novembre
        | enero | febrero | marzo | mayo | junio | julio | septiembre | octubre | noviembre | diciembre
        | gennaio | febbraio | aprile | maggio | giugno | luglio | agosto | settembre | ottobre | dicembre
        | und | oder | der | die | das | den | vom | zum | zur | mit | nach | pauschale | monat(?:lich)? | stunden? | tage?
        | du | des | les | et | mensuel(?:le)? | heures? | jours? | mois
        | del | los | las | y | mensual | horas? | mes | della | delle | di | mensile | ore | mese
        | het | een | voor | maandelijks | uren | maand
    ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@lru_cache(maxsize=32768)
def is_foreign(text: str) -> bool:
    """Return whether a text has letters or words of these languages."""
    return _FOREIGN.search(text) is not None

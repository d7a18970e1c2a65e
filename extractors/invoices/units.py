"""Units of measure: the codes of UN/ECE Recommendation 20 and what people print, as words."""

import re

CODES = {
    "HUR": "hour",
    "LH": "hour",
    "DAY": "day",
    "E49": "day",
    "WEE": "week",
    "MON": "month",
    "ANN": "year",
    "QAN": "quarter",
    "SAN": "half-year",
    "MIN": "minute",
    "SEC": "second",
    "D61": "minute",
    "C62": "each",
    "EA": "each",
    "H87": "each",
    "PCE": "each",
    "PC": "each",
    "PCS": "each",
    "NAR": "each",
    "NPT": "each",
    "ST": "sheet",
    "KMT": "kilometre",
    "KTM": "kilometre",
    "SMI": "mile",
    "MTR": "metre",
    "CMT": "centimetre",
    "MMT": "millimetre",
    "LM": "metre",
    "MTK": "square metre",
    "MTQ": "cubic metre",
    "KGM": "kilogram",
    "GRM": "gram",
    "TNE": "tonne",
    "LBR": "pound",
    "LTR": "litre",
    "HLT": "hectolitre",
    "GLL": "gallon",
    "KWH": "kilowatt-hour",
    "KWT": "kilowatt",
    "MWH": "megawatt-hour",
    "E34": "gigabyte",
    "4L": "megabyte",
    "E35": "terabyte",
    "AD": "byte",
    "SET": "set",
    "PR": "pair",
    "DZN": "dozen",
    "CT": "carton",
    "XCT": "carton",
    "BX": "box",
    "XBX": "box",
    "PK": "pack",
    "XPK": "pack",
    "XPX": "pallet",
    "PF": "pallet",
    "BO": "bottle",
    "XBO": "bottle",
    "CS": "case",
    "XCS": "case",
    "LS": "lump sum",
    "P1": "percent",
    "E48": "service",
    "IE": "person",
    "1N": "count",
    "E54": "trip",
    "E51": "job",
    "ACT": "activity",
}
_PRINTED = {
    "hour": "h hr hrs hours std std. stunde stunden heure heures uur uren hora horas ora ore",
    "day": "d days tag tage jour jours dag dagen día días dia dias giorno giorni pt",
    "week": "weeks wk wks woche wochen semaine semaines weken",
    "month": "mo mo. mt. mts. mth months monat monate mois maand maanden mes meses mese mesi",
    "quarter": "qtr quarters quartal quartale trimestre kwartaal",
    "year": "yr yrs years jahr jahre an ans année jaar año anno",
    "each": "ea ea. each pc pc. pcs pcs. piece pieces stk stk. st st. stück stücke stuk stuks "
    "nos nos. pce pièce pièces unidad unidades ud uds pz pz. pezzo pezzi unit units unité unités",
    "minute": "min mins minutes minuten",
    "carton": "ctn ctns cartons karton kartons",
    "pallet": "plt plts pallets palette paletten",
    "square metre": "m2 m² sqm qm",
    "cubic metre": "m3 m³ cbm",
    "kilovolt ampere": "kva",
    "mile": "mi miles",
    "kilometre": "km kilometer kilometers kilometres",
    "megabyte": "mb megabytes",
    "gigabyte": "gb gigabytes",
    "terabyte": "tb terabytes",
    "kilogram": "kg kgs kilograms kilogramm",
    "gram": "g gr grams",
    "litre": "l ltr liter liters litres",
    "metre": "m meter meters metres",
    "kilowatt-hour": "kwh",
    "user": "users seat seats",
    "word": "words wort wörter mot mots woord woorden palabra palabras parola parole",
    "page": "pages seite seiten pagina pagine página páginas",
    "job": "jobs auftrag aufträge opdracht opdrachten",
    "visit": "visits besuch besuche bezoek bezoeken visite visites",
    "trip": "trips fahrt fahrten rit ritten",
    "lump sum": "pauschal pauschale psch psch. ls lump forfait forfaitaire lumpsum",
}
WORDS = {word: unit for unit, words in _PRINTED.items() for word in (unit, *words.split())}


def unit_of_code(code: str | None) -> str | None:
    """Return the word for a code; a code we do not know stays as it is, in lower case.

    >>> unit_of_code("HUR"), unit_of_code("XYZ"), unit_of_code(None)
    ('hour', 'xyz', None)
    """
    if not code or not code.strip():
        return None
    body = code.strip()
    return CODES.get(body.upper()) or WORDS.get(body.lower()) or body.lower()


def unit_of_word(text: str | None) -> str | None:
    """Return the usual word for a printed unit: "Std." and "hrs" are hours.

    >>> unit_of_word("Std."), unit_of_word("request"), unit_of_word("visits"), unit_of_word("boxes")
    ('hour', 'request', 'visit', 'box')
    """
    if not text or not text.strip():
        return None
    body = " ".join(text.split())
    parts = [WORDS.get(part) for part in body.lower().split("-")]  # "PLT-MO"
    joined = "-".join(part for part in parts if part) if all(parts) else None
    return WORDS.get(body.lower()) or CODES.get(body.upper()) or joined or _singular(body.lower())


def _singular(word: str) -> str:
    """One of several: "visits" is counted in visits, as "visit" is."""
    if not re.fullmatch(r"[a-z -]{2,}[^aious/]s", word):  # "mbit/s" is one
        return word
    return word[:-2] if re.search(r"(?:x|ch|sh|ss)es$", word) else word[:-1]

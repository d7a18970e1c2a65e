"""Units of measure as codes of UN/ECE Recommendation 20."""

ONE = "C62"
"""One of what is sold, whatever it is."""

_WORDS = {
    "HUR": "hour, hours, h, hr, hrs",
    "DAY": "day, days",
    "WEE": "week, weeks",
    "MON": "month, months",
    "QAN": "quarter, quarters",
    "SAN": "half-year, half-years",
    "ANN": "year, years",
    "MIN": "minute, minutes, min",
    "SEC": "second, seconds",
    "H87": "piece, pieces",
    "KMT": "kilometre, kilometres, kilometer, kilometers, km",
    "SMI": "mile, miles",
    "MTR": "metre, metres, meter, meters",
    "CMT": "centimetre, centimetres",
    "MMT": "millimetre, millimetres",
    "MTK": "square metre, square metres",
    "MTQ": "cubic metre, cubic metres",
    "KGM": "kilogram, kilograms, kg",
    "GRM": "gram, grams",
    "TNE": "tonne, tonnes",
    "LBR": "pound, pounds",
    "LTR": "litre, litres, liter, liters",
    "HLT": "hectolitre, hectolitres",
    "GLL": "gallon, gallons",
    "KWH": "kilowatt-hour, kilowatt-hours, kwh",
    "KWT": "kilowatt, kilowatts, kw",
    "MWH": "megawatt-hour, megawatt-hours, mwh",
    "E34": "gigabyte, gigabytes, gb",
    "4L": "megabyte, megabytes, mb",
    "E35": "terabyte, terabytes, tb",
    "AD": "byte, bytes",
    "SET": "set, sets",
    "PR": "pair, pairs",
    "DZN": "dozen, dozens",
    "XCT": "carton, cartons",
    "XBX": "box, boxes",
    "XPK": "pack, packs",
    "XPX": "pallet, pallets",
    "XBO": "bottle, bottles",
    "XCS": "case, cases",
    "LS": "lump sum",
    "P1": "percent",
    "E48": "service, services",
    "IE": "person, persons, people",
    "E54": "trip, trips",
    "E51": "job, jobs",
    "ACT": "activity, activities",
}
_CODES = {word: code for code, words in _WORDS.items() for word in words.split(", ")}


def code_of_unit(unit: str | None) -> str:
    """Return the code of a unit; one of what is sold where it has none.

    >>> code_of_unit("hours"), code_of_unit("API call"), code_of_unit("lump sum"), code_of_unit(None)
    ('HUR', 'C62', 'LS', 'C62')
    """
    return _CODES.get(" ".join((unit or "").casefold().split()), ONE)

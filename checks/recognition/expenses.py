"""Kinds of out-of-pocket expense: one name for each, whatever a line or a receipt calls it.

>>> sorted(categories_of("Reimbursable expense: taxi to the airport, 5 Feb 2026"))
['ground transportation']
>>> sorted(categories_of("Client dinner with wine"))
['alcohol', 'meal']
>>> sorted(categories_of("Parking fines"))
['fine']
"""

from functools import lru_cache
from itertools import pairwise

from checks.recognition.wording import find_word, words_of

# Words, singular and in small letters, that give a category away; words of two parts stand whole.
_CATEGORIES = {
    "hotel": "hotel lodging accommodation motel overnight room übernachtung hotelübernachtung unterkunft hébergement",
    "airfare": "airfare airline flight plane aeroplane air_fare air_travel air_ticket flug flugticket",
    "train": "train rail railway bahn bahnfahrt bahnticket zugfahrt",
    "ground transportation": (
        "taxi taxis cab uber lyft shuttle bus coach metro subway tram parking toll car_hire car_rental "
        "rental_car hire_car ground_transportation ground_transport local_transport"
    ),
    "mileage": "mileage kilometergeld private_vehicle private_car own_car personal_car personal_vehicle",
    "per diem": "per_diem daily_allowance subsistence",
    "meal": "meal lunch dinner breakfast restaurant catering food refreshment verpflegung bewirtung repas",
    "alcohol": "alcohol alcoholic wine beer spirit liquor minibar champagne",
    "entertainment": "entertainment entertaining hospitality theatre theater concert golf",
    "commuting": "commuting commute commuter season_ticket",
    "courier": "courier postage shipping freight delivery mailing",
    "printing": "printing copying photocopy photocopying copy",
    "telephone": "telephone phone roaming mobile data_roaming internet wifi",
    "visa": "visa passport",
    "laundry": "laundry dry_cleaning",
    "fine": "fine penalty parking_fine traffic_fine speeding_fine parking_ticket speeding_ticket",
}
_WORDS = {
    word.replace("_", " "): name for name, words in _CATEGORIES.items() for word in words.split()
}
# Words that name no kind of expense of their own.
_GENERAL = frozenset(
    "reimbursable reimbursement reimbursed out of pocket expense expenses travel travelling "
    "traveling cost disbursement incidental pass through at other various sundry and for the in "
    "to on from per trip total client project receipt attached january february march april may "
    "june july august september october november december jan feb mar apr jun jul aug sep sept "
    "oct nov dec q1 q2 q3 q4 as by and with see report claim claimed".split()
)
_ABSENT = frozenset(("", "no", "none", "n/a", "na", "missing", "false", "lost", "-", "pending"))


@lru_cache(maxsize=65536)
def categories_of(text: str) -> frozenset[str]:
    """Return the kinds of expense a text names; its own words where it names no known kind."""
    words = words_of(text)
    pairs = [f"{one} {other}" for one, other in pairwise(words) if f"{one} {other}" in _WORDS]
    single = [word for word in words if not any(word in pair.split() for pair in pairs)]
    known = frozenset(_WORDS[word] for word in (*single, *pairs) if word in _WORDS)
    return known or frozenset(word for word in words if word not in _GENERAL)


def same_category(one: str, other: str) -> bool:
    """Whether two texts name a kind of expense in common.

    >>> same_category("alcohol", "Minibar: beer"), same_category("hotel", "Hotel Adlon, Berlin")
    (True, True)
    """
    return bool(categories_of(one) & categories_of(other))


def is_said(category: str, text: str) -> bool:
    """Whether a text has the very words of a category.

    >>> is_said("taxis", "Taxi to the depot"), is_said("parking", "Taxi to the depot")
    (True, False)
    """
    words, said = words_of(category), words_of(text)
    return bool(words) and all(find_word(word, said) for word in words)


def is_recorded(value: str | None) -> bool:
    """Whether a file names a receipt or an approval; "none" and "pending" are neither.

    >>> is_recorded("R-17"), is_recorded("none"), is_recorded(None)
    (True, False, False)
    """
    return (value or "").strip().casefold() not in _ABSENT

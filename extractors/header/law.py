"""The place whose law governs the contract."""

import re
from collections.abc import Iterator

from extractors.header.reading import Reading
from extractors.header.wording import Claim
from extractors.wording import phrase
from models.passage import Passage

_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|"
    "Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|"
    "Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Puerto Rico|District of Columbia|Ontario|Quebec|British Columbia|Alberta|Manitoba|Saskatchewan|Nova Scotia|New South Wales|Victoria|Queensland"
)
_COUNTRIES = (
    "England|Wales|Scotland|Ireland|Northern Ireland|United Kingdom|Germany|France|Switzerland|Netherlands|Belgium|Sweden|Denmark|Norway|Finland|Spain|Italy|Portugal|Austria|Poland|Israel|India|China|Japan|Korea|"
    "Singapore|Hong Kong|Australia|New Zealand|Canada|Mexico|Brazil|Argentina|Chile|South Africa|Bermuda|Cayman Islands|British Virgin Islands|Luxembourg|Antigua|Panama|Costa Rica|Malaysia|Thailand|Taiwan|Russia|Turkey|Greece|Kazakhstan|Slovakia|Hungary|Cyprus|Malta|Jersey|Guernsey"
)
_ADJECTIVES = {
    "English": "England and Wales",
    "British": "England and Wales",
    "Scottish": "Scotland",
    "Irish": "Ireland",
    "Swiss": "Switzerland",
    "German": "Germany",
    "French": "France",
    "Dutch": "the Netherlands",
    "Belgian": "Belgium",
    "Swedish": "Sweden",
    "Danish": "Denmark",
    "Norwegian": "Norway",
    "Finnish": "Finland",
    "Italian": "Italy",
    "Spanish": "Spain",
    "Austrian": "Austria",
    "Israeli": "Israel",
    "Indian": "India",
    "Japanese": "Japan",
    "Chinese": "People's Republic of China",
    "PRC": "People's Republic of China",
    "P.R.C.": "People's Republic of China",
    "Canadian": "Canada",
    "Mexican": "Mexico",
    "Australian": "Australia",
    "Hong Kong": "Hong Kong",
}
_KNOWN = phrase(rf"\b(?:{_STATES}|{_COUNTRIES})\b")
_PROPER = r"[A-Z][\w'’-]+"
_MORE = rf"(?:\s+(?:(?i:and\s+wales|and\s+northern\s+ireland|of\s+america|of\s+columbia)|(?!AND\b|THE\b|OF\b|OR\b|IN\b|AS\b|FOR\b|SHALL\b|WHICH\b|WITH\w*\b|EXC\w+\b|REGARDLESS\b|APPLICABLE\b|Without\b|Applicable\b|All\b|Any\b|The\b|Each\b){_PROPER})){{0,3}}"
_LAND = rf"(?:(?i:the\s+)?(?i:state|commonwealth|province|republic|kingdom|canton|country|district|territory|people\s?['’‘]?\s?s\s+republic|grand\s+duchy|federal\s+republic|federation)\s+(?i:of\s+(?:the\s+)?){_PROPER}{_MORE})"
_NAMED = rf"(?:(?i:the\s+)?{_PROPER}{_MORE})"
_PLACE = rf"(?:{_LAND}|{_NAMED})(?:,?\s+(?:Canada|USA|U\.S\.A\.|United\s+States|Australia|Germany|India)\b)?"
_ADJECTIVE = "|".join(re.escape(a) for a in sorted(_ADJECTIVES, key=len, reverse=True))
_ASIDE = r"(?:\s*\([^)]{0,120}\)|,[^.;]{3,70}?,|\s+and\s+(?:[\w]+\s+){0,2}?[\w]+|\s+(?i:and\s+regulations?|rules|applicable|then|in\s+effect))?"
_WORD = phrase(r"\b(?:laws?|statutes)\b", re.NOFLAG)
_OF = re.compile(
    rf"{_ASIDE}\s+(?i:of|(?=state\s+of)|in\s+force\s+in|in\s+effect\s+in|applicable\s+in|in|prevailing\s+in|for)\s*(?i:the\s+courts\s+of\s+)?(?P<place>{_PLACE})"
)
_BEFORE = phrase(
    rf"\b(?P<place>{_ADJECTIVE}|(?i:{_STATES}))\s+(?i:(?:state|substantive|contract|civil)\s+)?$",
    re.NOFLAG,
)
_ALONE = re.compile(
    r"(?:^|[.;:|])\s*(?:\(?\d[\d.]*\)?\s+)?$"
)  # "Delaware law. Notices by e-mail ..."
_TITLE = re.compile(r"(?:governing|applicable|choice\s+of)\s+$")
_FIELD = re.compile(
    rf"(?:\s+(?i:and\s+jurisdiction))?\s*[:|.–-]+\s*(?i:(?:the\s+)?laws?\s+of\s+)?(?P<place>{_PLACE})"
)
_MADE = phrase(
    rf"\b(?i:made\s+in|entered\s+into\s+in)\s+(?P<place>{_LAND})(?i:[^.;]{{0,80}}\blaws\s+(?:thereof|of\s+(?:that|such|said)\s+(?:state|commonwealth|province)))",
    re.NOFLAG,
)
_MADE_GATES = ("laws thereof", "laws of that", "laws of such", "laws of said")
_GOVERNS = phrase(
    r"\b(?:govern(?:ed|ing|s)?|construed|construction|interpreted|interpretation|enforced|controlled|validity|subject\s+to|in\s+accordance\s+with|regulated|(?:made|concluded)\s+under)\b",
    re.NOFLAG,
)
_GOVERNS_AFTER = re.compile(
    r"^[^.;]{0,60}\b(?:shall|will|to)\s+(?:exclusively\s+)?(?:govern|apply|control)|^\s+(?:nevertheless\s+|alone\s+|exclusively\s+|only\s+|also\s+)?(?:appl(?:y|ies)|governs?|controls?)\b|^[^.;]{0,60}\bis\s+(?:applicable|the\s+governing)"
)
_OTHER_LAW = phrase(
    r"\b(?:organi[sz]ed|incorporated|existing|formed|established|registered|good\s+standing|copyright|patent|trademark|securities|export|tax|bankruptcy|privacy|license\s+(?:from|under)|insolvency|qualified|comply|compliance|permitted|required\s+by|mediation|duly)\b",
    re.NOFLAG,
)
_NOT_PLACE = re.compile(
    r"(?i)^(?:the\s+)?(?:agreement|contract|such|any|this|that|jurisdiction|land|united\s+nations|parties|applicable|foregoing|governing|conflicts?|either|all|federal|article|section|copyright|country|the$|in|if|except|it|"
    r"validity|rights|constructions?|state|local|internal|substantive|laws?|and|each|no|common|civil|courts?|international|patent|trademark|securities|bankruptcy|tax|employment|contract|owner|customer|regardless|place|which|notwithstanding|arbitration|plaintiff|defendant|disputes?)\b(?!\s+(?:republic\s+)?of\s+[A-Z])|\b(?:agreement|plaintiff|defendant|arbitration|parties)$"
)
_WIDE = re.compile(
    r"(?i)^(?:the\s+)?united\s+states(?:\s+of(?:\s+america)?)?$|^(?:the\s+)?U\.?S\.?A?\.?$|^(?:the\s+)?federal\b(?!\s+republic)"
)
_STATE_TOO = re.compile(
    rf"^[^.;]{{0,110}}?\b(?:(?i:state|commonwealth|province|laws)\s+(?i:of\s+(?:the\s+)?)(?i:state\s+of\s+|commonwealth\s+of\s+)?)(?P<place>{_PROPER}{_MORE})"
)
_CUT = re.compile(
    r"(?i)\s+(?:without|applicable|excluding|as\s|except|regardless|and\s+(?!wales|northern)|or\s|govern|shall|\bAll\b)|\.(?=\s)|,\s*(?!Canada)"
)


def law_claim(reading: Reading) -> Claim[str] | None:
    """Return the place whose law governs; among several the best said."""
    claims = []
    for passage, low in zip(reading.passages, reading.lowers, strict=True):
        if "law" in low or "statutes" in low:
            claims += list(_claims(passage.text[: len(low)], low, passage.heading or "", passage))
    return max(claims, key=lambda c: c.weight, default=None)


def _places(text: str, low: str) -> Iterator[tuple[re.Match[str], int, int, int, bool]]:
    """Yield each place beside "law": the match, its shift, where the wording begins and ends, a field."""
    for word in _WORD.finditer(low):
        begin = max(0, word.start() - 45)
        before = text[begin : word.start()]
        if match := _OF.match(text, word.end()):
            yield match, 0, word.start(), match.end(), False
        elif match := _BEFORE.search(before):
            alone = _ALONE.search(before[: match.start()]) and text[word.end() :][:1] in ".;"
            yield match, begin, begin + match.start(), word.end(), bool(alone)
        elif _TITLE.search(low, begin, word.start()) and (match := _FIELD.match(text, word.end())):
            yield match, 0, word.start(), match.end(), True
    if any(gate in low for gate in _MADE_GATES) and (match := _MADE.search(text)):
        yield match, 0, match.start(), match.end(), True


def _claims(text: str, low: str, heading: str, passage: Passage) -> Iterator[Claim[str]]:
    for match, shift, begin, finish, field in _places(text, low):
        start, end = match.start("place") + shift, match.end("place") + shift
        before, after = low[max(0, begin - 200) : begin], low[finish : finish + 90]
        before = re.split(r"[.;](?=\s)", before)[-1]
        place = _place(match["place"])
        if _WIDE.match(place) and (state := _STATE_TOO.match(text[finish : finish + 220])):
            place = _place(state["place"])
            start, end = finish + state.start("place"), finish + state.end("place")
        if not place or _NOT_PLACE.search(place):
            continue
        said = bool(_GOVERNS.search(before)) or bool(_GOVERNS_AFTER.match(after)) or field
        titled = "law" in heading.lower() or "governing law" in low
        if not said or (_OTHER_LAW.search(before[-60:]) and not before.rstrip().endswith("the")):
            continue
        weight = (
            2.0
            + 1.5 * bool(re.search(r"govern|constru", before + after))
            + titled
            + 1.5 * bool(_KNOWN.search(place))
        )
        weight -= 3.0 * bool(_WIDE.match(place)) + 1.5 * bool(_OTHER_LAW.search(before))
        if weight > 2.0:  # noqa: PLR2004 (a place nobody knows, in a sentence that does not say so)
            yield Claim(place, passage, start, end, weight)


def _place(text: str) -> str:
    body = " ".join(re.sub(r"\s*[’‘]\s*", "'", text).split())
    if body in _ADJECTIVES:
        return _ADJECTIVES[body]
    body = body.title().replace(" Of ", " of ").replace("'S", "'s") if body.isupper() else body
    body = _CUT.split(body)[0].strip(" ,.")
    return _ADJECTIVES.get(body, body)

"""Which document prevails where two differ: the agreement, or the orders under it.

Reads:  "in the event of a conflict between this Agreement and a Statement of Work, the ... controls".
Yields: a Precedence for each such clause.
Leaves: clauses against purchase orders and their printed terms, or on laws and translations.
"""

from collections.abc import Iterable, Iterator

from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import sentences
from extractors.wording import phrase
from models.clauses import Precedence
from models.passage import Passage

_ORDER = r"(?:statements?\s+of\s+work|SOWs?|order\s+forms?|work\s+orders?|task\s+orders?|order(?!\s+of)s?|schedules?|exhibits?|annex(?:es)?|appendi(?:x|ces)|attachments?|amendments?)"
_ABOVE = r"(?:(?:master|framework|main|services?|this)?\s*agreement|contract|MSA|terms\s+and\s+conditions)"
_CONFLICT = phrase(
    r"\b(?:conflict\w*|inconsisten\w+|discrepanc\w+|contradict\w*|differ\w*|ambigu\w+|precedence|contrary)\b"
)
_WINS = phrase(
    rf"(?:(?P<order>\b{_ORDER})|(?P<above>\b{_ABOVE}))\b[^.;,]{{0,70}}?\b(?:(?:shall|will)\s+)?(?:prevails?|controls?|governs?|takes?\s+precedence|supersedes?)\b"
)
_NAMES_ORDER = phrase(rf"(?<!purchase\s)\b{_ORDER}\b")


def precedence(passages: Iterable[Passage]) -> Iterator[Precedence]:
    """Yield what each clause on conflicts of documents says."""
    for passage in passages:
        if not _CONFLICT.search(passage.text) or not _NAMES_ORDER.search(passage.text):
            continue
        for sentence in sentences(passage.text):
            if not _CONFLICT.search(sentence.text) or not _NAMES_ORDER.search(sentence.text):
                continue
            match = _WINS.search(sentence.text)
            if match is None:
                continue
            start = sentence.start + match.start()
            yield Precedence(
                prevails="order" if match["order"] else "agreement",
                evidence=quote(passage, start, sentence.start + match.end()),
            )

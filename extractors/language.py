"""In which language a document is written, by its letters and its commonest words.

Our grammars read English.  A contract in another language is marked unread rather than misread.
The words are each language's own: "die" and "in" say little, "der" and "nicht" a lot.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.document import Document
from models.passage import Passage

ENGLISH = "English"
_WORDS = {
    ENGLISH: "the of and to in shall by this be or for any as with that is such not which under from are other its will may",
    "German": "der die das und den dem des von zu mit für nicht ist ein eine einer wird werden auf im nach sind oder sich durch bei",
    "French": "le la les de des du et en un une dans pour par que qui est sur au aux ne pas ou sont être cette ce son à chaque",
    "Spanish": "el la los las del de en que se por con para una un no al lo es su como esta este cualquier cada y",
    "Italian": "il lo la gli di del della che per con non una un dei delle dalla al da sono nel alla ogni è entro",
    "Portuguese": "os as do da de dos das em que para com por uma um não ao na no ou se pela pelo ser cada é à",
    "Dutch": "de het een van en te dat die voor met niet op zijn aan door wordt worden of bij deze als is na iedere binnen",
    "Swedish": "och att det som en ett av för med till den på är inte ska eller om vid från har enligt",
    "Danish or Norwegian": "og at det som en et af av for med til den på er ikke skal eller om ved fra har",
    "Polish": "na do się że nie jest oraz lub przez od po dla za umowy które jako jej jego dnia każdą",
    "Czech": "na se že je do za nebo pro podle této být jsou který smlouvy od ke dne každou",
    "Turkish": "ve bir bu ile için olarak veya olan her ise tarafından gibi kadar sözleşme taraf",
}
_STOP = {  # single letters stand in lists and names of every language
    name: frozenset(word for word in words.split() if len(word) > 1 or not word.isascii())
    for name, words in _WORDS.items()
}
_SCRIPTS = (  # a share of these letters says more than any word
    ("Japanese", re.compile(r"[\u3040-\u30ff]")),
    ("Korean", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("Chinese", re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]")),
    ("Russian or another Cyrillic language", re.compile(r"[\u0400-\u04ff]")),
    ("Arabic", re.compile(r"[\u0600-\u06ff]")),
    ("Hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("Greek", re.compile(r"[\u0370-\u03ff]")),
    ("Thai", re.compile(r"[\u0e00-\u0e7f]")),
    ("Hindi", re.compile(r"[\u0900-\u097f]")),
)
_ASCII = [chr(code) for code in range(128)]
_APART = "".join(sign if sign.isalpha() else " " for sign in _ASCII)
_MARKS = dict.fromkeys(map(ord, "“”‘’–—•·…§©®™●"), " ")  # no letters, in most English contracts
_NO_LETTERS = {ord(sign): None for sign in _ASCII if not sign.isalpha()}
_LETTERS = re.compile(r"[^\W\d_]+")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u05ff\u0600-\u06ff\u0900-\u11ff\u3040-\u9fff\uac00-\ud7af]")
_SCRIPT_SHARE = 0.3
_KANA_SHARE = 0.08  # Japanese is written mostly in Chinese characters
_FEWEST_WORDS = 6
_FEWEST_STOP = 3
_STOP_SHARE = 0.15  # of the words: prose holds a third, a list of names few
_CLEARLY = 1.5
_DENSE = 3  # a Chinese character says about as much as three letters
_FOREIGN = 0.6  # of the letters whose language is known: the document is in another language
_MIXED = 0.1
_MIXED_LETTERS = 400


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a document: letters of each, the most used first.

    ``main`` is None where no passage is long enough to tell.
    """

    letters: tuple[tuple[str, int], ...]

    @property
    def main(self) -> str | None:
        """The language of most of the text."""
        return self.letters[0][0] if self.letters else None

    def share(self, name: str) -> float:
        """Return a language's share of the letters whose language is known."""
        total = sum(count for _, count in self.letters)
        return dict(self.letters).get(name, 0) / total if total else 0.0

    @property
    def foreign(self) -> str | None:
        """The language a document is written in where that is not English."""
        away = 1 - self.share(ENGLISH)
        return self.main if self.letters and self.main != ENGLISH and away >= _FOREIGN else None

    @property
    def beside(self) -> str | None:
        """Another language in which much of an English document is written."""
        others = [(name, count) for name, count in self.letters if name != ENGLISH]
        if not others or self.foreign:
            return None
        name, count = others[0]
        return name if count >= _MIXED_LETTERS and self.share(name) >= _MIXED else None


def language_of(text: str) -> str | None:
    """Return the language of a passage, None where it is too short to tell.

    >>> language_of("Der Kunde zahlt die Rechnung nicht vor dem Ende des Monats und der Frist.")
    'German'
    >>> language_of("Net 30"), language_of("客户应在收到发票后三十日内付款。")
    (None, 'Chinese')
    """
    words = _words(text)
    english = sum(map(_STOP[ENGLISH].__contains__, words))
    script = _script(text)
    if script:
        return script if english < _FEWEST_STOP else None
    if len(words) < _FEWEST_WORDS:
        return None
    if english >= _FEWEST_STOP and english >= len(words) * _STOP_SHARE:
        return ENGLISH
    found = {name: [w for w in words if w in stop] for name, stop in _STOP.items()}
    best = max(found, key=lambda name: len(found[name]))
    most = len(found[best])
    if best == ENGLISH or english * _CLEARLY >= most:
        return ENGLISH if english >= _FEWEST_STOP - 1 else None
    sure = most >= max(_FEWEST_STOP, len(words) * _STOP_SHARE)
    return best if sure and len(set(found[best])) >= _FEWEST_STOP else None


def languages_of(passages: Iterable[Passage]) -> Languages:
    """Count the letters of each language over passages."""
    counts: Counter[str] = Counter()
    for passage in passages:
        name = language_of(passage.text)
        if name:
            weight = 1 if name in _STOP else _DENSE
            counts[name] += weight * _letters(passage.text)
    return Languages(tuple(counts.most_common()))


def english_part(document: Document, languages: Languages) -> Document:
    """Return the document without its passages in other languages, which would be misread."""
    if all(name == ENGLISH for name, _ in languages.letters):
        return document
    kept = tuple(p for p in document.passages if language_of(p.text) in (None, ENGLISH))
    return document if len(kept) == len(document.passages) else replace(document, passages=kept)


def _words(text: str) -> list[str]:
    """The runs of letters in lower case."""
    plain = text if text.isascii() else text.translate(_MARKS)
    if plain.isascii():
        return plain.lower().translate(_APART).split()
    return [word.lower() for word in _LETTERS.findall(text)]


def _letters(text: str) -> int:
    """How many letters a text has."""
    plain = text if text.isascii() else text.translate(_MARKS)
    if plain.isascii():
        return len(plain.translate(_NO_LETTERS))
    return sum(map(str.isalpha, text))


def _script(text: str) -> str | None:
    if text.isascii() or not _OTHER_SCRIPT.search(text):
        return None
    letters = sum(map(str.isalpha, text)) or 1
    for name, pattern in _SCRIPTS:
        share = len(pattern.findall(text)) / letters
        if share >= (_KANA_SHARE if name == "Japanese" else _SCRIPT_SHARE):
            return name
    return None

"""What stands around a value, as far as its own sentence reaches."""

from dataclasses import dataclass

from extractors.terms.grammar.sentences import Sentence

REACH = 220


@dataclass(frozen=True, slots=True)
class Window:
    """The words before and after a value, cut at the sentence and at ``REACH`` characters."""

    before: str
    after: str
    sentence: str

    @classmethod
    def around(cls, text: str, sentence: Sentence, start: int, end: int) -> "Window":
        """Cut the window around ``text[start:end]``."""
        first, last = max(sentence.start, start - REACH), min(sentence.end, end + REACH)
        return cls(text[first:start], text[end:last], sentence.text)

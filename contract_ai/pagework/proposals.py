"""What a selection may be as a term: values to put into a form, for a person to decide about."""

from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from models.evidence import Evidence
from models.forms import Form, evidence_form, plain, term_form
from models.terms import TERM, TERM_KINDS, Term

_OWN = ("kind", "evidence", "confidence", "review")


class Proposal(BaseModel):
    """One reading of a selection.

    ``values`` are fields of contract-terms/1 that the words state; what they do not speak of is
    left out.  ``missing`` are fields that the kind must have and a person fills in.  ``evidence``
    names no file: it lies in the document of the selection.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    values: dict[str, bool | int | str | list[str]]
    missing: tuple[str, ...] = ()
    evidence: Evidence

    @model_validator(mode="after")
    def _makes_a_term(self) -> "Proposal":
        fields = TERM_KINDS[self.kind].model_fields.items() if self.kind in TERM_KINDS else ()
        names = {info.alias or name for name, info in fields}
        if not set(self.values) <= names or not set(self.missing) <= names:
            msg = "values of a term of another kind"
            raise ValueError(msg)
        if not self.missing:
            TERM.validate_python(self.form())
        return self

    def form(self, over: Term | None = None) -> Form:
        """Return the term's form, contract-terms/1, as far as it is known.

        ``over`` is a term of the same kind that the selection corrects: what the selection does
        not speak of stays as it is there.
        """
        known: Form = {}
        if over is not None and over.kind == self.kind:
            known = {k: v for k, v in term_form(over, over.evidence.file).items() if k not in _OWN}
        form: Form = {"kind": self.kind, **known}
        form.update((name, plain(value)) for name, value in self.values.items())
        form["evidence"] = evidence_form(self.evidence)
        return form


PROPOSALS: TypeAdapter[tuple[Proposal, ...]] = TypeAdapter(tuple[Proposal, ...])

"""A contract: the document, its header and its terms (contract-terms/1)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.clauses import Exhibit, Precedence, StatedTotal
from models.coverage import Coverage
from models.evidence import Evidence
from models.terms import AnyTerm, Doubt


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Party(_Record):
    """One party; the provider is paid, the customer pays."""

    name: str
    role: Literal["provider", "customer", "other"] = "other"


class ContractHeader(_Record):
    """What a contract says of itself.  Durations are ISO 8601 text ("P3Y")."""

    title: str | None = None
    number: str | None = None
    kind: Literal["agreement", "statement_of_work", "order_form", "amendment", "other"] = (
        "agreement"
    )
    amends: str | None = None
    under: str | None = None
    parties: tuple[Party, ...] = ()
    effective_date: date | None = None
    expiration_date: date | None = None
    initial_term: str | None = None
    auto_renewal: bool | None = None
    renewal_term: str | None = None
    renewal_notice: str | None = None
    currency: str | None = None
    governing_law: str | None = None
    signed: bool | None = None
    signed_on: date | None = None
    purchase_order_required: bool | None = None

    def party(self, role: str) -> Party | None:
        """Return the first party in this role."""
        return next((party for party in self.parties if party.role == role), None)


class DocumentInfo(_Record):
    """The file a contract was read from.

    ``unread_language`` is the language of a document that was not read for that reason.
    """

    file: str
    sha256: str = ""
    pages: int | None = None
    ocr_pages: tuple[int, ...] = ()
    unread_pages: tuple[int, ...] = ()
    unread_language: str | None = None


class Contract(_Record):
    """One contract document with everything read from it: contract-terms/1.

    ``doubts`` are passages a person must read; ``notices`` say what of the document was not
    read and why.  ``coverage`` says of each kind of term whether it was found.  ``exhibits``,
    ``precedence`` and ``totals`` show whether the documents are sound in themselves.
    ``confirmed`` is true where a person confirmed the terms (terms/STEM.json).  ``copy_of`` and
    ``copies`` name other files of the same contract; they are found again in every run and
    stand in no file.
    """

    schema_: Annotated[Literal["contract-terms/1"], Field(alias="schema")] = "contract-terms/1"
    document: DocumentInfo
    contract: ContractHeader = ContractHeader()
    contract_evidence: dict[str, Evidence] = {}
    terms: tuple[AnyTerm, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    precedence: tuple[Precedence, ...] = ()
    totals: tuple[StatedTotal, ...] = ()
    notices: tuple[str, ...] = ()
    confirmed: bool = False
    copy_of: str | None = None
    copies: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The file's name without its ending; findings name a contract by it."""
        name = self.document.file
        return name.rsplit(".", 1)[0] if "." in name else name

    @property
    def takes_effect(self) -> date | None:
        """The day the document takes effect: its effective date, else its signature."""
        return self.contract.effective_date or self.contract.signed_on

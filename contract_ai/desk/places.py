"""Where evidence can be looked at: a term of a contract, a page of it, an invoice."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from sqlalchemy import select
from sqlmodel import Session

from contract_ai.desk.columns import CONTRACT, CONTRACTS, DOCUMENT, TERM, TERMS
from contract_ai.desk.contract_rows import in_use
from contract_ai.desk.finding_detail import FindingDetail
from contract_ai.desk.scope import Scope
from contract_ai.storage.documents import CONTRACT as CONTRACT_FILE
from models.evidence import Evidence
from models.findings import EvidenceRole


@dataclass(frozen=True, slots=True)
class Places:
    """The contracts behind a finding by the hash of their documents, and its invoice.

    ``terms`` are the rows of the terms that the evidence is of, by document and quote.
    """

    stems: Mapping[str, str]
    terms: Mapping[tuple[str, str], int]
    document: str | None
    invoice_id: int | None

    @classmethod
    def of(cls, session: Session, scope: Scope, detail: FindingDetail) -> "Places":
        """Look up what a finding rests on, as far as the user sees it."""
        proofs = detail.finding.finding.proofs
        quoted = [p.evidence for p in proofs if p.role is EvidenceRole.CONTRACT]
        hashes = {one.sha256 for one in quoted if one.sha256}
        if not hashes:
            return cls({}, {}, detail.finding.document, detail.invoice_id)
        these = DOCUMENT.kind == CONTRACT_FILE, DOCUMENT.sha256.in_(hashes)
        contracts = in_use(select(CONTRACT.stem, DOCUMENT.sha256).select_from(CONTRACTS)).where(
            *these, scope.narrow(CONTRACT.stem)
        )
        terms = (
            in_use(select(DOCUMENT.sha256, TERM.quote, TERM.id).select_from(CONTRACTS))
            .join(TERMS, TERM.contract_id == CONTRACT.id)
            .where(
                *these,
                TERM.quote.in_({one.quote for one in quoted}),
                TERM.known_to.is_(None),
            )
        )
        return cls(
            stems={sha256: stem for stem, sha256 in session.execute(contracts)},
            terms={
                (sha256, words): row
                for sha256, words, row in session.execute(terms.order_by(TERM.id.desc()))
            },
            document=detail.finding.document,
            invoice_id=detail.invoice_id,
        )

    def address(self, evidence: Evidence) -> str:
        """Return where a person looks at the words in their document; empty where nowhere."""
        stem = self.stems.get(evidence.sha256)
        if stem is not None:
            return f"/review/{quote(stem, safe='')}{self._within(evidence)}"
        if self.invoice_id is not None and evidence.file == self.document:
            return f"/invoices/{self.invoice_id}"
        return ""

    def _within(self, evidence: Evidence) -> str:
        """Name the term that the words are of, else the page they stand on."""
        term = self.terms.get((evidence.sha256, evidence.quote))
        if term is not None:
            return f"?{urlencode({'term': term})}#term-{term}"
        return f"?{urlencode({'page': evidence.page})}" if evidence.page is not None else ""

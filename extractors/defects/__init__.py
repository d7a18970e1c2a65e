"""Defects of a contract document that no term shows: a missing exhibit, a wrong table total."""

from extractors.defects.exhibits import exhibits_missing
from extractors.defects.totals import totals_wrong

__all__ = ["exhibits_missing", "totals_wrong"]

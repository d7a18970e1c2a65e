"""What a contract document says of itself that no term shows: defects, and which document counts."""

from extractors.defects.exhibits import exhibits_missing
from extractors.defects.precedence import precedence
from extractors.defects.totals import totals_wrong

__all__ = ["exhibits_missing", "precedence", "totals_wrong"]

"""What a contract says besides its terms that shows whether the set of documents is sound."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.evidence import Evidence


class _Clause(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence: Evidence = Evidence(quote="")


class Exhibit(_Clause):
    """A schedule, exhibit or annex that a contract names.

    ``fixes_prices`` is true where prices or payment are said to stand there; the evidence is
    then that clause.  ``present`` is true where the document holds it.  ``of`` names another
    document ("the Master Agreement") that it is said to belong to.
    """

    label: str
    title: str | None = None
    present: bool = False
    fixes_prices: bool = False
    of: str | None = None


class Precedence(_Clause):
    """Which document prevails where two differ: the agreement above, or the order under it."""

    prevails: Literal["agreement", "order"]


class StatedTotal(_Clause):
    """A total that the document prints with the parts that it is the total of.

    Both are sums in ``currency``, or percents where ``currency`` is None and ``percent`` true.
    """

    total: Decimal
    parts: tuple[Decimal, ...] = ()
    currency: str | None = None
    percent: bool = False
    name: str | None = None

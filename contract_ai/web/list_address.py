"""Addresses of a list of contracts, invoices or payments: another order, another page, the same filter.

>>> ListAddress("/contracts", ContractFilter(q="msa")).page(2)
'/contracts?q=msa&page=2'
>>> ListAddress("/contracts", ContractFilter(sort="-name")).sorted_by("name")
'/contracts'
"""

from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import HTTPException, Request

from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.filters import Filter, FilterError
from contract_ai.desk.invoices import InvoiceFilter
from contract_ai.desk.payments import PaymentFilter

F = TypeVar("F", bound=Filter)


def asked(request: Request, kind: type[F]) -> F:
    """Read which of a list an address asks for; its page is a parameter of the route.

    Raises:
        HTTPException: 400, it asks for what there is not.
    """
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "page"]
    try:
        return kind.parse(pairs)
    except FilterError as error:
        raise HTTPException(400, str(error)) from error


@dataclass(frozen=True, slots=True)
class ListAddress:
    """Where a list stands and what it is asked for."""

    path: str
    wanted: ContractFilter | InvoiceFilter | PaymentFilter

    def page(self, number: int) -> str:
        """Return the address of one page, counted from 1."""
        pairs = [*self.wanted.pairs(), *([("page", str(number))] if number > 1 else [])]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def sorted_by(self, key: str) -> str:
        """Return the address of the first page sorted by a key, turned round if it is already."""
        sort = f"-{key}" if self.wanted.sort == key else key
        return ListAddress(self.path, replace(self.wanted, sort=sort)).page(1)

    def only(self, key: str, value: str) -> str:
        """Return the address of the first page where a key has this one value; "" leaves it out."""
        pairs = [pair for pair in self.wanted.pairs() if pair[0] != key]
        wanted = type(self.wanted).parse([*pairs, *([(key, value)] if value else [])])
        return ListAddress(self.path, wanted).page(1)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What a form that searches carries along: all but the words."""
        return [pair for pair in self.wanted.pairs() if pair[0] != "q"]

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """What is asked beside words and order."""
        return [pair for pair in self.carried if pair[0] != "sort"]

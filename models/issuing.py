"""What an invoice of ours needs and its record does not hold: who we are, and who is billed."""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from models.code_lists import (
    ADDRESS_SCHEMES,
    COUNTRIES,
    EXEMPTIONS,
    PAYMENT_MEANS,
    VAT_PREFIXES,
)

_LONG = 200
_RATE = re.compile(r"\d{1,3}(\.\d{1,4})?")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _country(code: str) -> str:
    if code not in COUNTRIES:
        msg = f'"{code}" is no country; write the two letters of ISO 3166, such as DE'
        raise ValueError(msg)
    return code


def _vat_id(text: str) -> str:
    plain = "".join(text.split()).upper()
    if plain[:2] not in VAT_PREFIXES or not plain[2:].isalnum():
        msg = f'"{text}" is no VAT identifier; it begins with its country, such as DE123456789'
        raise ValueError(msg)
    return plain


def _scheme(code: str) -> str:
    if code not in ADDRESS_SCHEMES:
        msg = f'"{code}" is no scheme of electronic addresses (EAS), such as 0088 or EM'
        raise ValueError(msg)
    return code


def _means(code: str) -> str:
    if code not in PAYMENT_MEANS:
        msg = f'"{code}" is no means of payment (UNTDID 4461), such as 30 or 58'
        raise ValueError(msg)
    return code


def _exemption(code: str) -> str:
    if code not in EXEMPTIONS:
        msg = f'"{code}" is no code of an exemption (VATEX), such as VATEX-EU-132'
        raise ValueError(msg)
    return code


def _rate(key: str) -> str:
    """Write a rate the one way that lines are looked up by; a category stays.

    >>> _rate("20.0"), _rate("13.5"), _rate("AE")
    ('20', '13.5', 'AE')
    """
    return f"{Decimal(key).normalize():f}" if _RATE.fullmatch(key) else key


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONG)]
VatId = Annotated[str, AfterValidator(_vat_id)]


class TaxCategory(StrEnum):
    """Codes of UNTDID 5305 that our invoices bear."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    NO_TAX = "O"


class Specification(StrEnum):
    """The rules that an XML invoice says it follows."""

    EN16931 = "en16931"
    PEPPOL = "peppol"


class Address(_Record):
    """A postal address; ``country`` is ISO 3166-1, two letters."""

    lines: Annotated[tuple[Words, ...], Field(min_length=1, max_length=3)]
    city: Words
    postal_code: Words | None = None
    region: Words | None = None
    country: Annotated[str, AfterValidator(_country)]


class Endpoint(_Record):
    """An electronic address: where invoices are delivered, and what kind of address it is."""

    scheme: Annotated[str, AfterValidator(_scheme)]
    id: Words


class _Party(_Record):
    """``names`` are other spellings by which contracts and invoices call the party."""

    name: Words
    names: tuple[Words, ...] = ()
    address: Address
    vat_id: VatId | None = None
    registration: Words | None = None
    endpoint: Endpoint | None = None
    contact: Words | None = None
    phone: Words | None = None
    email: Words | None = None

    def is_called(self, name: str | None) -> bool:
        """Whether a name is this party's, whatever its case, points, commas and spaces."""
        return name is not None and folded(name) in {folded(one) for one in self._all()}

    def _all(self) -> tuple[str, ...]:
        return self.name, *self.names


class Company(_Party):
    """Who issues our invoices.

    ``tax_number`` is what the tax office of the country knows us by, where that is no VAT
    identifier.  ``account`` is the IBAN, or the account's number where there is none.
    """

    tax_number: Words | None = None
    account: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 /-]{4,40}$")] | None = None
    account_name: Words | None = None
    bic: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{8}([A-Z0-9]{3})?$")] | None = None
    payment_means: Annotated[str, AfterValidator(_means)] = "30"


class Customer(_Party):
    """Who is billed.

    ``reference`` is what the customer asks to read on invoices (BT-10).  ``tax_category`` says
    why a line without tax bears none; ``tax_reason`` and ``tax_reason_code`` (VATEX) say it in
    words and as a code.  ``delivery_country`` is where a supply within the European Union goes,
    the address's country unless it is set.
    """

    reference: Words | None = None
    tax_category: TaxCategory | None = None
    tax_reason: Words | None = None
    tax_reason_code: Annotated[str, AfterValidator(_exemption)] | None = None
    delivery_country: Annotated[str, AfterValidator(_country)] | None = None
    specification: Specification = Specification.EN16931


class Names(_Record):
    """How an accounting system calls taxes, and how it reads dates.

    ``taxes`` are by the rate in percent, as "20", or by the category of tax where none is due, as
    "AE".
    """

    dates: Literal["day_first", "month_first"]
    taxes: dict[Annotated[str, AfterValidator(_rate)], Words] = {}


class QuickBooks(Names):
    """``item`` is the product or service that lines are booked on."""

    item: Words


class Xero(Names):
    """``account`` is the code of the revenue account."""

    account: Words


class Issuing(_Record):
    """The file of the company: ourselves, our customers, and the accounting systems."""

    company: Company
    customers: tuple[Customer, ...] = ()
    quickbooks: QuickBooks | None = None
    xero: Xero | None = None

    @model_validator(mode="after")
    def _names_are_of_one(self) -> Self:
        seen: set[str] = set()
        for customer in self.customers:
            names = {folded(one) for one in (customer.name, *customer.names)}
            if names & seen:
                msg = f'two customers are called "{customer.name}"'
                raise ValueError(msg)
            seen |= names
        return self

    def customer(self, name: str | None) -> Customer | None:
        """Return the customer of this name."""
        return next((one for one in self.customers if one.is_called(name)), None)


def folded(name: str) -> str:
    """Return a name by which two spellings are compared.

    >>> folded("Customer, Inc.") == folded("CUSTOMER INC")
    True
    """
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())

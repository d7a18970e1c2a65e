"""A filter is the query of an address and back; what it cannot have is refused in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.filters import FilterError
from contract_ai.desk.finding_filter import AGES, SORTS, FindingFilter
from contract_ai.desk.invoices import InvoiceFilter
from models.findings import Direction, State

WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
SEVERAL = st.lists(WORDS, unique=True, max_size=3).map(tuple)
FILTERS = st.builds(
    FindingFilter,
    state=st.lists(st.sampled_from([s.value for s in State]), unique=True).map(tuple),
    direction=st.lists(st.sampled_from([d.value for d in Direction]), unique=True).map(tuple),
    age=st.lists(st.sampled_from(list(AGES)), unique=True).map(tuple),
    contract=SEVERAL,
    supplier=SEVERAL,
    currency=SEVERAL,
    review=st.sampled_from([None, True, False]),
    q=WORDS.map(str.strip),
    least=st.none() | st.decimals(-1000, 10**9, places=2),
    sort=st.sampled_from([*SORTS, *(f"-{sort}" for sort in SORTS)]),
)
WRONG = {
    "colour=red": "no filter by the name of 'colour'",
    "READERS=1": "no filter by the name of 'READERS'",
    "state=shut": "state is one of open, disputed",
    "review=perhaps": "review is one of yes, no",
    "least=much": "least takes an amount such as 1500.00, not 'much'",
    "least=NaN": "least takes an amount",
    "most=1e30": "most takes an amount",
    "sort=size": "sort is one of amount",
    "sort=age&sort=code": "sort may stand once only",
    "q=" + "x" * 201: "q takes at most 200 characters",
    "q=%00": "q takes at most 200 characters",
}


@given(FILTERS)
def test_a_filter_survives_its_address(wanted: FindingFilter) -> None:
    assert FindingFilter.parse(wanted.query()) == wanted


@pytest.mark.parametrize(("query", "message"), WRONG.items())
def test_what_a_filter_cannot_have_is_refused(query: str, message: str) -> None:
    with pytest.raises(FilterError, match=message):
        FindingFilter.parse(query)


def test_other_lists_have_filters_of_their_own() -> None:
    assert FindingFilter.parse("least=").least is None
    assert FindingFilter.parse("most=10.50").most == Decimal("10.50")
    text = "kind=agreement&expires_by=2026-12-31&waiting=review&sort=-expires"
    assert ContractFilter.parse(text).query() == text
    text = "contract=&issued_from=2026-01-01&findings=yes"
    assert InvoiceFilter.parse(text).query() == text
    with pytest.raises(FilterError, match="takes a day such as 2026-03-31"):
        InvoiceFilter.parse("issued_from=yesterday")

"""Buckets fill evenly and hold a minute's worth."""

from datetime import timedelta

import pytest

from contract_ai.web.buckets import Buckets
from tests.contract_ai.web.sites import NOW


def takes(buckets: Buckets, *seconds: int, key: str = "one", cost: int = 1) -> list[int]:
    return [buckets.take(key, NOW + timedelta(seconds=one), cost) for one in seconds]


@pytest.mark.parametrize(
    ("per_minute", "cost", "at", "waits"),
    [
        pytest.param(2, 1, (0, 0, 0, 29, 30), (0, 0, 30, 1, 0), id="a minute's worth at once"),
        pytest.param(2, 1, (0, 0, 300, 300, 300), (0, 0, 0, 0, 30), id="no more than that"),
        pytest.param(60, 6, (0,) * 11, (0,) * 10 + (6,), id="ten large ones"),
        pytest.param(3, 6, (0, 0, 60), (0, 60, 0), id="one that costs more than there ever is"),
        pytest.param(2, 1, (3600, 3600, 0, 3600), (0, 0, 30, 30), id="a clock that was set back"),
        pytest.param(0, 6, (0,) * 500, (0,) * 500, id="no limit"),
    ],
)
def test_what_is_left(
    per_minute: int, cost: int, at: tuple[int, ...], waits: tuple[int, ...]
) -> None:
    assert takes(Buckets(per_minute), *at, cost=cost) == list(waits)


def test_each_has_a_bucket_and_the_longest_unused_is_forgotten() -> None:
    buckets = Buckets(1)
    assert takes(buckets, 0, 0) == [0, 60]
    assert takes(buckets, 0, key="two") == [0]
    for number in range(10_000):
        buckets.take(str(number), NOW)
    assert takes(buckets, 0) == [0]

"""The collector of garbage is held back for a while and no longer."""

import gc

import pytest

from contract_ai.garbage import held_back


class _Crash(Exception):
    pass


def _crash_within() -> None:
    with held_back():
        gc.freeze()
        assert not gc.isenabled()
        raise _Crash


def test_the_collector_works_again_after_a_crash() -> None:
    with pytest.raises(_Crash):
        _crash_within()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_a_collector_that_rested_before_rests_after() -> None:
    gc.disable()
    try:
        with held_back():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

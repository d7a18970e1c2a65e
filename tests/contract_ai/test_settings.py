"""Settings come from the environment and are checked before anything uses them."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from contract_ai.settings import load_settings
from models.errors import ErrorCode, SettingsError
from models.findings import Severity, Tolerance


def test_nothing_set_means_the_documented_limits() -> None:
    settings = load_settings({})
    assert settings.max_file_bytes == 50 << 20
    assert settings.memory_bytes == 1 << 30
    assert (settings.cpu_seconds, settings.wall_seconds) == (30, 60)
    assert settings.max_answer_bytes == 100 << 20
    assert settings.worker_count == len(os.sched_getaffinity(0))


def test_variables_are_read_and_empty_ones_are_not_set() -> None:
    environment = {
        "CONTRACT_AI_WORKERS": "3",
        "CONTRACT_AI_LOG_FILE": "log.jsonl",
        "CONTRACT_AI_CPU_SECONDS": "",
        "DATABASE_URL": "sqlite:///books.db",
    }
    settings = load_settings(environment)
    assert settings.worker_count == 3
    assert settings.log_file == Path("log.jsonl")
    assert settings.cpu_seconds == 30
    assert settings.database == "sqlite:///books.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "0"),
        ("WORKERS", "many"),
        ("MEMORY_BYTES", "1"),
        ("WALL_SECONDS", "-5"),
        ("SEVERITIES", "PT104=urgent"),
        ("SEVERITIES", "PT999=low"),
        ("SEVERITIES", "PT104"),
        ("TOLERANCES", "PR101=much"),
        ("TOLERANCES", "PR101="),
        ("TOLERANCES", "PR101=5+"),
        ("DATE_ORDER", "european"),
        ("HOLIDAYS", "Atlantis"),
        ("HOLIDAYS", "DE-XX"),
        ("HOLIDAYS", "2026-02-30"),
        ("TIME_ZONE", "Mars/Olympus"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({f"CONTRACT_AI_{name}": value})
    assert caught.value.code is ErrorCode.SETTINGS_INVALID
    assert caught.value.where == f"CONTRACT_AI_{name}"


def test_severities_and_tolerances_are_by_code() -> None:
    environment = {
        "CONTRACT_AI_SEVERITIES": "PT104=info, AU101=high",
        "CONTRACT_AI_TOLERANCES": "PR101=5.00+1%,AR101=0.05,QT101=2%",
    }
    chosen = load_settings(environment).for_checks
    assert chosen.severities == {"PT104": Severity.INFO, "AU101": Severity.HIGH}
    assert chosen.tolerances == {
        "PR101": Tolerance(Decimal("5.00"), Decimal(1)),
        "AR101": Tolerance(Decimal("0.05")),
        "QT101": Tolerance(percent=Decimal(2)),
    }
    assert [str(one) for one in chosen.tolerances.values()] == ["5.00 and 1%", "0.05", "2%"]
    assert str(Tolerance()) == "none"


def test_holidays_are_those_of_places_and_single_days() -> None:
    settings = load_settings({"CONTRACT_AI_HOLIDAYS": "us-MA, DE-BY, 2026-12-24"}).for_checks
    patriots, corpus_christi, own = date(2026, 4, 20), date(2026, 6, 4), date(2026, 12, 24)
    assert {patriots, corpus_christi, own} <= settings.holidays
    assert date(2026, 12, 23) not in settings.holidays
    assert (min(settings.holidays).year, max(settings.holidays).year) == (2000, 2060)
    assert load_settings({}).for_checks.holidays == frozenset()

"""What the program connects to over a network is encrypted, unless a setting of its own says not.

Held elsewhere: PostgreSQL (`storage/test_encryption.py`), the provider of single sign-on
(`accounts/test_single_sign_on.py`), the second reader (`second_reader/test_parts.py`), the
cluster (`engines/test_endings.py`), the store of files (`intake/test_remote.py`), what is told of nights (`batch/test_telling.py`)
and connected systems (`connectors/test_network.py`); docs/security.md lists them all.
"""

import pytest

from contract_ai.settings import load_settings
from contract_ai.tracing import tracing_to
from models.errors import ErrorCode, SettingsError

_PLAIN_MAIL = {"CONTRACT_AI_MAIL_SECURITY": "none", "CONTRACT_AI_MAIL_HOST": "mail.example.com"}


@pytest.mark.parametrize(
    ("environment", "allowance"),
    [
        (_PLAIN_MAIL, "CONTRACT_AI_MAIL_ALLOW_PLAIN"),
        ({"CONTRACT_AI_SCANNER": "clamav.example.com:3310"}, "CONTRACT_AI_SCANNER_ALLOW_PLAIN"),
        ({"CONTRACT_AI_SCANNER": "192.0.2.7:3310"}, "CONTRACT_AI_SCANNER_ALLOW_PLAIN"),
    ],
)
def test_mail_and_files_do_not_leave_in_the_clear(
    environment: dict[str, str], allowance: str
) -> None:
    with pytest.raises(SettingsError, match=f"in the clear.*{allowance}=1") as caught:
        load_settings(environment)
    assert caught.value.code is ErrorCode.SETTINGS_INVALID
    assert load_settings(environment | {allowance: "1"})


@pytest.mark.parametrize(
    "environment",
    [
        _PLAIN_MAIL | {"CONTRACT_AI_MAIL_HOST": "localhost"},
        _PLAIN_MAIL | {"CONTRACT_AI_MAIL_SECURITY": "starttls"},
        {"CONTRACT_AI_SCANNER": "127.0.0.1:3310"},
        {"CONTRACT_AI_SCANNER": "[::1]:3310"},
        {"CONTRACT_AI_SCANNER": "/run/clamav/clamd.ctl"},
    ],
)
def test_what_is_encrypted_or_stays_here_is_taken(environment: dict[str, str]) -> None:
    assert load_settings(environment)


@pytest.mark.parametrize("name", ["ENDPOINT", "TRACES_ENDPOINT"])
def test_traces_do_not_leave_in_the_clear(name: str) -> None:
    here = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
    environment = here | {f"OTEL_EXPORTER_OTLP_{name}": "http://traces.example.com:4318"}
    with pytest.raises(SettingsError, match="in the clear"), tracing_to(environment):
        pass

"""Reads the file of the company: who issues our invoices, who is billed, how systems call taxes."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from models.errors import ErrorCode, SettingsError
from models.issuing import Issuing

SETTING = "CONTRACT_AI_ISSUING"


def load_issuing(path: Path | None) -> Issuing:
    """Read the TOML file of the company.

    Raises:
        SettingsError: ISSUING_UNUSABLE, with the value that is missing or wrong.
    """
    if path is None:
        what = "Nothing says who issues our invoices."
        do = "Write the file of the company (docs/billing.md) and give it with --issuing, or set this variable."
        raise SettingsError(ErrorCode.ISSUING_UNUSABLE, what, where=SETTING, do=do)
    try:
        form = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise _unusable(path, f"It cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _unusable(path, f"It is no TOML: {error}.") from error
    try:
        return Issuing.model_validate(form)
    except ValidationError as error:
        parts = [_said(one["loc"], one["msg"]) for one in error.errors()[:5]]
        raise _unusable(path, f"{'; '.join(parts)}.") from error


def _said(place: tuple[int | str, ...], message: str) -> str:
    """Name a place as a person counts, and what is wrong there.

    >>> _said(("customers", 0, "address", "city"), "Field required")
    'customers 1, address, city: missing'
    >>> _said((), 'Value error, two customers are called "A"')
    'two customers are called "A"'
    """
    words: list[str] = []
    for part in place:
        if isinstance(part, int) and words:
            words[-1] = f"{words[-1]} {part + 1}"
        else:
            words.append(str(part))
    plain = message.removeprefix("Value error, ")
    told = {"Field required": "missing", "Extra inputs are not permitted": "not known"}
    return ": ".join(filter(None, (", ".join(words), told.get(plain, plain))))


def _unusable(path: Path, what: str) -> SettingsError:
    do = "Correct it; docs/billing.md explains each value."
    return SettingsError(ErrorCode.ISSUING_UNUSABLE, what, where=str(path), do=do)

"""A bank's file as it travels between processes, and a movement as it lies in the database."""

from typing import cast

from pydantic import TypeAdapter

from models.forms import Json
from models.payments import BankFile, BankLine

_FILE: TypeAdapter[BankFile] = TypeAdapter(BankFile)
_LINE: TypeAdapter[BankLine] = TypeAdapter(BankLine)


def bank_form(file: BankFile) -> Json:
    """Write a file; amounts are strings."""
    return cast("Json", _FILE.dump_python(file, mode="json"))


def read_bank_form(form: Json) -> BankFile:
    """Read a file.

    Raises:
        pydantic.ValidationError: it is none.
    """
    return _FILE.validate_python(form)


def line_form(line: BankLine) -> dict[str, object]:
    """Write a movement; amounts are strings."""
    return cast("dict[str, object]", _LINE.dump_python(line, mode="json"))


def read_line(form: dict[str, object]) -> BankLine:
    """Read a movement.

    Raises:
        pydantic.ValidationError: it is none.
    """
    return _LINE.validate_python(form)

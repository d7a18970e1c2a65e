"""Puts a payload into every text field of a report's input."""

import dataclasses
from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar

from pydantic import BaseModel

from models.evidence import BBox
from models.findings import Test
from reports.inputs import CropRequest

# Closed lists and dates: the readers refuse any other text there.
CLOSED = frozenset(
    "kind schema_ role timing treatment proration per base day_basis act_before status prevails".split()
)
Value = TypeVar("Value")


def poison(value: Value, payload: str, name: str = "") -> Value:
    """Return the value with every open text replaced by the payload."""
    return _poison(value, payload, name)  # type: ignore[return-value]  # the same type, by walking it


def _poison(value: object, payload: str, name: str) -> object:
    if isinstance(value, Enum | bytes | BBox | CropRequest) or name in CLOSED:
        return value
    if isinstance(value, str):
        return payload
    if isinstance(value, BaseModel):
        return value.model_copy(update=_fields(value, type(value).model_fields, payload))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return dataclasses.replace(value, **_fields(value, names, payload))
    if isinstance(value, Test):
        return value._replace(**_fields(value, Test._fields, payload))
    return _inside(value, payload, name)


def _fields(value: object, names: Iterable[str], payload: str) -> dict[str, Any]:
    return {name: _poison(getattr(value, name), payload, name) for name in names}


def _inside(value: object, payload: str, name: str) -> object:
    if isinstance(value, tuple):
        return tuple(_poison(one, payload, name) for one in value)
    if isinstance(value, dict):
        return {
            key if isinstance(key, CropRequest) else payload: _poison(one, payload, name)
            for key, one in value.items()
        }
    return value

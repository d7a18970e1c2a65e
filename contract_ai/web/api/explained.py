"""The description as a page shows it: subjects, their addresses, and forms as plain tables."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from contract_ai.web.api.examples import EXAMPLES
from contract_ai.web.api.problems import TITLES
from contract_ai.web.api.schema import SCOPE_WORDS, openapi
from models.errors import ErrorCode

_NAMED = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a field: ``kind`` is its type in a few words, ``link`` the form it refers to."""

    name: str
    kind: str
    words: str
    required: bool
    link: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: ``scope`` is what the token must be for, ``example`` an answer as text."""

    name: str
    method: str
    path: str
    words: str
    scope: str
    parameters: tuple[Row, ...]
    body: tuple[Row, ...]
    status: str
    answer: str
    example: str
    files: tuple[str, ...] = ()
    """Media types, where it answers with a file and no form."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One form of the answers; ``words`` are its first sentence and what follows."""

    name: str
    words: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """The whole page."""

    about: tuple[str, ...]
    subjects: tuple[tuple[str, tuple[Operation, ...]], ...]
    shapes: tuple[Shape, ...]
    scopes: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, str], ...]


@cache
def explained() -> Explained:
    """Return what the page shows."""
    form = openapi()
    subjects: dict[str, list[Operation]] = {}
    for path, methods in form["paths"].items():
        for method, operation in methods.items():
            made = _operation(method, path, operation)
            subjects.setdefault(operation["tags"][0], []).append(made)
    shapes = form["components"]["schemas"].items()
    return Explained(
        about=tuple(form["info"]["description"].split("\n\n")),
        subjects=tuple((name, tuple(made)) for name, made in subjects.items()),
        shapes=tuple(_shape(name, one) for name, one in shapes if "properties" in one),
        scopes=tuple((scope.value, words) for scope, words in SCOPE_WORDS.items()),
        problems=tuple((code.value, TITLES[code]) for code in ErrorCode if code in TITLES),
    )


def _operation(method: str, path: str, form: dict[str, Any]) -> Operation:
    status = next(one for one in form["responses"] if one.startswith("2"))
    content = form["responses"][status]["content"]
    answer = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    scopes = form["security"][0]["token"]
    example = EXAMPLES.get(form["operationId"])
    return Operation(
        name=form["operationId"],
        method=method.upper(),
        path=path,
        words=form["summary"],
        scope=scopes[0] if scopes else "",
        parameters=tuple(_parameter(one) for one in form["parameters"]),
        body=tuple(_body(form.get("requestBody", {}))),
        status=status,
        answer=answer.removeprefix(_NAMED),
        files=() if answer else tuple(content),
        example=json.dumps(example, indent=1, ensure_ascii=False) if example else "",
    )


def _parameter(form: dict[str, Any]) -> Row:
    kind, link = _kind(form["schema"])
    where = {"path": "in the path", "header": "header"}.get(form["in"], "")
    told = f"{kind}, {where}" if where else kind
    return Row(form["name"], told, form.get("description", ""), form.get("required", False), link)


def _body(form: dict[str, Any]) -> Iterator[Row]:
    for content in form.get("content", {}).values():
        schema = content["schema"]
        if "$ref" in schema:
            schema = openapi()["components"]["schemas"][schema["$ref"].removeprefix(_NAMED)]
        yield from _rows(schema)


def _shape(name: str, form: dict[str, Any]) -> Shape:
    words = " ".join(form.get("description", "").replace("``", "").split())
    return Shape(name, words, tuple(_rows(form)))


def _rows(form: dict[str, Any]) -> Iterator[Row]:
    for name, one in form["properties"].items():
        kind, link = _kind(one)
        words = one.get("description", "")
        yield Row(name, kind, words, name in form.get("required", ()), link)


def _kind(form: dict[str, Any]) -> tuple[str, str]:
    """Name a type in a few words, and the form that it refers to."""
    if "$ref" in form:
        name = form["$ref"].removeprefix(_NAMED)
        target = openapi()["components"]["schemas"][name]
        if "enum" in target:
            return " | ".join(map(str, target["enum"])), ""
        return name, name if "properties" in target else ""
    if "enum" in form or "const" in form:
        return " | ".join(map(str, form.get("enum", [form.get("const")]))), ""
    if form.get("type") == "array":
        kind, link = _kind(form.get("items", {}))
        return f"list of {kind}", link
    for several in ("anyOf", "oneOf"):
        if several in form:
            kinds = dict.fromkeys(_kind(one)[0] for one in form[several])
            return " | ".join(kinds), ""
    kind = form.get("format") or form.get("type") or "anything"
    return str(kind), ""

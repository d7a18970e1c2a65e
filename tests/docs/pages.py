"""What tests of the documentation share: its pages, their tables and headings, the tests they name."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NODE = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def page(name: str) -> str:
    """Read a page."""
    return (DOCS / name).read_text("utf-8")


def rows(text: str) -> list[list[str]]:
    """Return the rows of all tables, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in cells if not set("".join(row)) <= set("-: |")]


def anchors(name: str) -> set[str]:
    """Return what links into a page may name, as GitHub makes it of headings."""
    found = _HEADING.findall(page(name))
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def missing(text: str) -> list[str]:
    """Return the tests that a page names and that there are not."""
    return [f"{file}::{name}" for file, name in NODE.findall(text) if name not in _tests(file)]


@cache
def _tests(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))

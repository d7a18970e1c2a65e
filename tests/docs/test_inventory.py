"""What the program is made of and what it is not: its inventory, its packages, its habits."""

import ast
import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution

from tests.contract_ai.test_dangerous_calls import files
from tests.docs.pages import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_PINNED = re.compile(r"^([\w.-]+)==(\S+)$", re.MULTILINE)
_LOGS = "contract_ai/logs.py"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _needed() -> set[str]:
    """Return everything that is installed with the program, by following what needs what."""
    found: set[str] = set()
    ahead = list(PROJECT["project"]["dependencies"])
    while ahead:
        requirement = ahead.pop()
        match = _NAME.match(requirement)
        assert match is not None
        name = _plain(match[0])
        if "extra ==" in requirement or name in found:
            continue
        try:
            needs = distribution(name).requires or []
        except PackageNotFoundError:
            continue  # for another system or another Python
        found.add(name)
        ahead += needs
    return found


def test_everything_that_is_installed_with_the_program_is_listed_with_its_version() -> None:
    listed = {_plain(name) for name, _ in _PINNED.findall((ROOT / "constraints.txt").read_text())}
    assert _needed() - listed == set()
    assert len(_needed()) > len(PROJECT["project"]["dependencies"])


def test_only_packages_of_the_program_are_shipped() -> None:
    shipped = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    assert not [name for name in shipped if name.startswith(("tests", "benchmarks"))]


def test_no_client_follows_redirects() -> None:
    asked = 0
    for place, tree in files():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for word in call.keywords:
                if word.arg in {"follow_redirects", "allow_redirects"}:
                    asked += 1
                    assert ast.unparse(word.value) == "False", place
    assert asked


def test_nothing_is_logged_but_through_one_place() -> None:
    for place, tree in files():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = ast.unparse(call.func)
            ours = name not in {"logging.getLogger", "structlog.get_logger", "logging.basicConfig"}
            assert ours or place == _LOGS, place

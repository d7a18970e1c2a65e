"""How another Python of ours is started: with our code, and none of the folder we are called in."""

import os
import sys
from pathlib import Path

import contract_ai


def command(module: str) -> list[str]:
    """Return the beginning of a command that runs a module of ours."""
    return [sys.executable, "-P", "-m", module]


def environment() -> dict[str, str]:
    """Return our environment, in which our own packages are found."""
    home = str(Path(contract_ai.__file__).resolve().parents[1])
    others = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    path = os.pathsep.join([home, *(part for part in others if part != home)])
    return {**os.environ, "PYTHONPATH": path}

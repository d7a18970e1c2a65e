"""The commands' own fixture, for the commands that ask a second reader."""

from tests.contract_ai.cli.conftest import program

__all__ = ["program"]

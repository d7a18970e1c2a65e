from pathlib import Path

import pytest

from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.api.programs import Program, program
from tests.contract_ai.web.sites import Clock, sample_site


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(tmp_path: Path, clock: Clock) -> Site:
    """The sample company, read and checked."""
    return sample_site(tmp_path, clock)


@pytest.fixture
def finance(site: Site) -> Program:
    """A program that may do all that finance may."""
    return program(site, Role.FINANCE)


@pytest.fixture
def auditor(site: Site) -> Program:
    """A program that may do all that an auditor may."""
    return program(site, Role.AUDITOR)

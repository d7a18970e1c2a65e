"""A night in a process of its own, over an inbox with a file that kills its worker; prints what was not read.

    python -m tests.contract_ai.engines.deadly_night FOLDER

A night forks, as ``contract-ai batch`` does from a process without threads.  A process that has
spoken to a cluster before has some, and a child of it may wait for ever for what they held.
"""

import json
import sys
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

from contract_ai.engines import dask_executor
from contract_ai.engines.dask_engine import DaskEngine
from tests.contract_ai import papers
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.engines import deadly
from tests.contract_ai.engines.conftest import SETTINGS


def main() -> None:
    """Do the night."""
    house = House(Path(sys.argv[1]), settings=SETTINGS)
    killer = papers.pdf(*papers.AGREEMENT, "Annex B.")
    house.put({**COMPANY, f"contracts/{deadly.DEADLY}.pdf": killer})
    engine = DaskEngine(SETTINGS)
    house.engine = engine
    with patch.object(dask_executor, "work", deadly.work), closing(engine):
        night = house.night()
    print(json.dumps([[one.code, one.file] for one in night.unread]))  # noqa: T201 (for the test)


if __name__ == "__main__":
    main()

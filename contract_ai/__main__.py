"""``python -m contract_ai`` is ``contract-ai``."""

import sys

from contract_ai.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

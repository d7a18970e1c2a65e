"""Compare the versions of constraints.txt with what is known of their weaknesses (`make advisories`).

    python -m benchmarks.advisories --pip-audit PROGRAM [--if-reachable]

pip-audit asks a database of advisories for every package.  What it could not ask about does not
count as good: it leaves such packages out of its table and ends well all the same.  A weakness
that has no mended version yet, or that cannot be reached here, may stand in advisories.toml beside
this file until a day that is within the times of docs/security.md; after that day it counts again.

Ends with 0 where everything was compared and nothing is known, 1 where something is, and 3 where
nothing, or not all, could be compared (0 with --if-reachable, which says so).
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ACCEPTED = Path(__file__).with_suffix(".toml")
_PATIENCE = 600  # seconds for all packages
WELL, KNOWN, NOT_COMPARED = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Weakness:
    """An advisory about a version that we have; ``mended`` are the versions without it."""

    package: str
    version: str
    names: tuple[str, ...]
    mended: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say it in a line."""
        mended = f"mended in {', '.join(self.mended)}" if self.mended else "not mended yet"
        return f"{self.package} {self.version}: {', '.join(self.names)}, {mended}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What pip-audit says: ``compared`` packages, names of those that were not, and weaknesses."""

    compared: int
    left_out: tuple[str, ...]
    weaknesses: tuple[Weakness, ...]


def main() -> None:
    """Compare, print, and end with what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pip-audit", type=Path, required=True, help="the program")
    parser.add_argument("--if-reachable", action="store_true", help="end well where it is not")
    options = parser.parse_args()
    found = compared(asked(options.pip_audit))
    lines, code = verdict(found, accepted(ACCEPTED.read_text("utf-8")), datetime.now(UTC).date())
    print("\n".join(lines))
    sys.exit(WELL if code == NOT_COMPARED and options.if_reachable else code)


def asked(program: Path) -> str:
    """Return what pip-audit prints: JSON, or nothing where the database cannot be reached."""
    command = [str(program), "--requirement", str(ROOT / "constraints.txt"), "--no-deps"]
    how = ["--disable-pip", "--vulnerability-service", "osv", "--format", "json"]
    quiet = ["--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*command, *how, *quiet], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def compared(said: str) -> Comparison | None:
    """Read what pip-audit prints; None where it came to no end.

    Its form is {"dependencies": [{"name", "version", "vulns"} or {"name", "skip_reason"}]}.
    """
    try:
        packages: list[Mapping[str, Any]] = json.loads(said)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return None
    looked_at = [one for one in packages if "skip_reason" not in one]
    return Comparison(
        compared=len(looked_at),
        left_out=tuple(one["name"] for one in packages if "skip_reason" in one),
        weaknesses=tuple(
            Weakness(
                one["name"],
                one["version"],
                (weak["id"], *weak.get("aliases", ())),
                tuple(weak["fix_versions"]),
            )
            for one in looked_at
            for weak in one["vulns"]
        ),
    )


def accepted(text: str) -> Mapping[str, date]:
    """Read which advisories may wait, and until which day; each says why.

    Raises:
        ValueError: one has no day or no reason.
    """
    found = {}
    for name, told in tomllib.loads(text).items():
        if not isinstance(told.get("until"), date) or not str(told.get("why", "")).strip():
            msg = f"{name} in {ACCEPTED.name} needs a day (until) and a reason (why)"
            raise ValueError(msg)
        found[name] = told["until"]
    return found


def verdict(
    found: Comparison | None, waiting: Mapping[str, date], today: date
) -> tuple[Sequence[str], int]:
    """Say what came of it, in lines and as an exit code."""
    if found is None or not found.compared:
        return ["NOT COMPARED: the database of advisories could not be asked."], NOT_COMPARED
    lines, open_ones = [], 0
    for one in found.weaknesses:
        until = max((waiting[name] for name in one.names if name in waiting), default=None)
        if until is not None and today <= until:
            lines.append(f"waits until {until}: {one.words}")
        else:
            open_ones += 1
            lines.append(f"KNOWN: {one.words}")
    if found.left_out:
        lines.append(f"NOT COMPARED: {', '.join(found.left_out)}")
    lines.append(
        f"{found.compared} packages were compared, {open_ones} weaknesses are to be mended."
    )
    if open_ones:
        return lines, KNOWN
    return lines, NOT_COMPARED if found.left_out else WELL


if __name__ == "__main__":
    main()

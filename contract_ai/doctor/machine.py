"""The machine: Python, packages, what reads scans and lays out PDF files, and the limits of readers."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from contract_ai.doctor.told import Told, limited, well, wrong
from contract_ai.sandbox.limits import can_leave_network
from contract_ai.tesseract import find_tesseract
from contract_ai.workers import perform
from models.errors import DocumentError, SettingsError

OLDEST = (3, 11)
_PROGRAM = "contract-ai"
_PATIENCE = 60  # seconds


def look_at_machine(readers: Executor) -> Iterator[Told]:
    """Look at what the program runs on; ``readers`` are where files are read."""
    yield _python(sys.version_info[:3])
    yield _packages()
    yield _readers(readers)
    yield _network()
    yield _scans()
    yield _paper()


def _python(found: tuple[int, ...]) -> Told:
    text = ".".join(map(str, found))
    if found < OLDEST:
        return wrong("python", f"This is Python {text}.", "Install Python 3.11 or newer.")
    return well("python", f"Python {text}, {os.cpu_count()} cores.")


def _packages() -> Told:
    try:
        needed = [Requirement(text) for text in requires(_PROGRAM) or ()]
    except PackageNotFoundError:
        do = "Install it (pip install contract-ai), so that what it needs is known."
        return limited("packages", "The program runs from a folder and is not installed.", do)
    always = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    missing = sorted(filter(None, map(_misfit, always)))
    if missing:
        do = "Install the program again: pip install --upgrade contract-ai."
        return wrong("packages", f"Not as needed: {', '.join(missing)}.", do)
    return well("packages", f"contract-ai {version(_PROGRAM)} and the {len(always)} it needs.")


def _misfit(needed: Requirement) -> str:
    """Say what is wrong with a package; empty where nothing is."""
    try:
        found = version(needed.name)
    except PackageNotFoundError:
        return f"{needed.name} (not installed)"
    fits = needed.specifier.contains(found, prereleases=True)
    return "" if fits else f"{needed.name} {found} (needed: {needed.specifier})"


def _readers(readers: Executor) -> Told:
    """Have a child process work, as it does for every file."""
    try:
        readers.submit(perform, "kind", b"invoice,total\n1,2\n", "doctor.csv", "").result(_PATIENCE)
    except (DocumentError, OSError, TimeoutError) as error:
        do = "Look at the limits (CONTRACT_AI_MEMORY_BYTES) and at what the system allows."
        return wrong("readers", f"A child process that reads does not work: {error}", do)
    return well("readers", "Child processes that read files start, with their limits.")


def _network() -> Told:
    if can_leave_network():
        return well("sandbox", "full: readers have no network, and limits of memory and time.")
    do = "Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1), or accept it."
    return limited("sandbox", "limits only: readers can reach the network.", do)


def _scans() -> Told:
    found = find_tesseract()
    if found is None:
        do = "Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd"
        return limited("scans", "tesseract is not installed: scanned pages are not read.", do)
    lacking = {"eng", "osd"} - found.languages()
    if lacking:
        do = f"Debian, Ubuntu: apt-get install {' '.join(f'tesseract-ocr-{one}' for one in sorted(lacking))}"
        what = f"{found.version()} has no data for {' and '.join(sorted(lacking))}."
        return limited("scans", what, do)
    return well("scans", f"{found.version()} reads scanned pages.")


def _paper() -> Told:
    from reports.paper.sheets import can_write  # noqa: PLC0415 (its libraries take a second)

    try:
        can_write()
    except SettingsError as error:
        return limited("pdf reports", error.what, error.do)
    return well("pdf reports", "Reports and letters can be written as PDF.")

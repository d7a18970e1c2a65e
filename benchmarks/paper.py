"""A PDF report of many findings: seconds, memory, pages and size.

    python -m benchmarks.paper [FINDINGS ...]

Each size has a process of its own, so that its memory is its own.  The findings are those of the
sample audit of the tests, over and over, each with its pictures.
"""

import resource
import subprocess
import sys
import time
from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader

from reports.report_pdf import report_pdf
from tests.reports import sample

_SIZES = ("9", "200", "2000")
_ONE = "--one"


def main(sizes: list[str]) -> None:
    """Measure each size and print a table."""
    print("| findings | seconds | core seconds | memory, MB | pages | size, KB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in sizes or _SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.paper", _ONE, size], check=True)


def one(size: int) -> None:
    """Lay one report out and print its row."""
    data = sample.for_paper()
    found = data.audit.findings
    many = tuple(found[number % len(found)] for number in range(size))
    data = replace(data, audit=replace(data.audit, findings=many))
    began, core = time.perf_counter(), time.process_time()
    made = report_pdf(data)
    took, used = time.perf_counter() - began, time.process_time() - core
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    pages = len(PdfReader(BytesIO(made)).pages)
    print(f"| {size:,} | {took:.1f} | {used:.1f} | {memory} | {pages} | {len(made) // 1024:,} |")


if __name__ == "__main__":
    if sys.argv[1:2] == [_ONE]:
        one(int(sys.argv[2]))
    else:
        main(sys.argv[1:])

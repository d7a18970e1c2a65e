"""What processes hold, read from /proc."""

from pathlib import Path


def tree(pid: int) -> list[int]:
    """Return a process and all that it started and they started, as far as they live."""
    found = [pid]
    for one in found:
        try:
            threads = list(Path(f"/proc/{one}/task").iterdir())
            found += [int(child) for thread in threads for child in _children(thread)]
        except OSError:
            continue  # it ended meanwhile
    return found


def megabytes(pid: int) -> float:
    """Return the memory of a process, pages that it shares counted in part; 0 when it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    pss = next((line for line in text.splitlines() if line.startswith("Pss:")), "Pss: 0")
    return int(pss.split()[1]) / 1024


def handles(pid: int) -> int:
    """Return how many files, pipes and sockets a process holds open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _children(thread: Path) -> list[str]:
    return (thread / "children").read_text(encoding="ascii").split()

"""The cache keeps what is looked at, within its size, and makes a thing once."""

import os
import threading
import time
from pathlib import Path

import pytest

from contract_ai.pagework.cache import DiskCache

A, B = "a" * 64, "b" * 64


def _age(cache: DiskCache, sha256: str, name: str, seconds: int) -> None:
    then = time.time() - seconds
    os.utime(cache.folder / sha256[:2] / sha256 / name, (then, then))


def test_what_was_put_is_got_and_can_be_forgotten(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    assert cache.get(A, "page-1.webp") is None
    cache.put(A, "page-1.webp", b"picture")
    cache.put(B, "page-1.webp", b"other")
    assert cache.get(A, "page-1.webp") == b"picture"
    cache.forget(A)
    assert cache.get(A, "page-1.webp") is None
    assert cache.get(B, "page-1.webp") == b"other"


def test_what_was_looked_at_least_recently_goes_first(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, max_bytes=1000)
    for age, name in ((30, "first"), (20, "second"), (10, "third")):
        cache.put(A, name, b"x" * 300)
        _age(cache, A, name, age)
    assert cache.get(A, "first") is not None  # which makes it the newest
    cache.put(B, "fourth", b"x" * 300)
    kept = [name for name in ("first", "second", "third") if cache.get(A, name)]
    assert kept == ["first", "third"]
    assert cache.size <= 900


def test_the_size_holds_when_several_processes_write(tmp_path: Path) -> None:
    caches = [DiskCache(tmp_path, max_bytes=10_000) for _ in range(3)]
    for number in range(90):
        caches[number % 3].put(A, f"page-{number}", b"x" * 500)
    # Each may write a tenth of the limit before it looks at what the others wrote.
    assert 0 < caches[0].size <= 13_000


def test_two_that_want_one_thing_make_it_once(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(threading.get_ident())
        time.sleep(0.05)
        return b"picture"

    found: list[bytes] = []

    def want() -> None:
        found.append(DiskCache(tmp_path).once(A, "page-1", make))

    threads = [threading.Thread(target=want) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [b"picture"] * 5
    assert len(made) == 1


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = DiskCache(tmp_path / "file")
    assert cache.once(A, "page-1", lambda: b"picture") == b"picture"
    assert cache.get(A, "page-1") is None
    assert cache.size == 0


@pytest.mark.parametrize(
    ("sha256", "name"),
    [("../../etc", "passwd"), (A, "../passwd"), (A, ""), (A.upper(), "x"), (A, "a/b"), (A, ".x")],
)
def test_names_lead_nowhere_else(tmp_path: Path, sha256: str, name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        DiskCache(tmp_path).get(sha256, name)

"""The calls of SQLite that write, let fail by the seam that it keeps for tests of its own.

Source: https://www.sqlite.org/c3ref/vfs.html, xSetSystemCall; the names and arguments of the calls
are those of ``aSyscall`` in os_unix.c.
"""

import _sqlite3
import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char_p,
    c_int,
    c_int64,
    c_size_t,
    c_ssize_t,
    c_void_p,
)
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR
_SIGNATURES = {
    "open": (c_int, c_char_p, c_int, c_int),
    "write": (c_ssize_t, c_int, c_void_p, c_size_t),
    "pwrite": (c_ssize_t, c_int, c_void_p, c_size_t, c_int64),
    "pwrite64": (c_ssize_t, c_int, c_void_p, c_size_t, c_int64),
    "ftruncate": (c_int, c_int, c_int64),
    "unlink": (c_int, c_char_p),
}


class _Vfs(Structure):
    """The head of ``sqlite3_vfs``, up to what is used; all between are pointers."""


_SET = CFUNCTYPE(c_int, POINTER(_Vfs), c_char_p, c_void_p)
_GET = CFUNCTYPE(c_void_p, POINTER(_Vfs), c_char_p)
# ctypes wants it so where a structure points to itself
_Vfs._fields_ = [
    ("version", c_int),
    ("file_size", c_int),
    ("longest_path", c_int),
    ("next", c_void_p),
    ("name", c_char_p),
    ("data", c_void_p),
    ("calls", c_void_p * 13),
    ("set_call", _SET),
    ("get_call", _GET),
]


@contextmanager
def failing_sqlite(turn: Callable[[], int]) -> Iterator[None]:
    """Ask before each call that writes; it fails where the answer is a number of an error."""
    library = ctypes.CDLL(_sqlite3.__file__)  # finds what the module is linked with, or holds
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None)
    kept = []
    for name, (gives, *takes) in _SIGNATURES.items():
        address = vfs.contents.get_call(vfs, name.encode())
        if not address:
            continue  # this SQLite was built to write by another one of them
        kind = CFUNCTYPE(gives, *takes, use_errno=True)
        kept.append(wrapped := kind(_around(name, kind(address), turn)))
        vfs.contents.set_call(vfs, name.encode(), ctypes.cast(wrapped, c_void_p))
    try:
        yield
    finally:
        for name in _SIGNATURES:
            vfs.contents.set_call(vfs, name.encode(), None)  # the system's own again


def _around(name: str, call: Any, turn: Callable[[], int]) -> Callable[..., int]:  # noqa: ANN401 (a function of C)
    def wrapped(*given: Any) -> int:  # noqa: ANN401
        counts = name != "open" or given[1] & _WRITING
        if counts and (reason := turn()):
            ctypes.set_errno(reason)
            return -1
        return int(call(*given))

    return wrapped

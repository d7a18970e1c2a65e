"""Asking a virus scanner about a file before it is kept: ClamAV's daemon, where one is set up.

A file that could not be looked at is not kept: whoever sets a scanner up wants no way around it.
Source: clamd(8), the command INSTREAM: pieces with their length before them, an empty one at the
end, and one line as the answer.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract_ai.names import printable
from models.errors import DocumentError, ErrorCode, SettingsError

PATIENCE = 60.0  # seconds for each step
_CHUNK = 1 << 16
_LONGEST = 4096  # bytes of an answer
_CLEAN, _FOUND = b"stream: OK", b" FOUND"
_SHOWN = 80  # characters of what it is called


def scan(path: Path, name: str, scanner: str) -> None:
    """Ask about a file; ``scanner`` is ``host:port`` or the path of a socket, empty for none.

    Raises:
        DocumentError: FILE_HARMFUL.
        SettingsError: SCANNER_FAILED, it does not answer or could not look at the file.
    """
    if not scanner:
        return
    said = _asked(path, scanner)
    if said == _CLEAN:
        return
    if said.endswith(_FOUND):
        called = printable(
            said.removeprefix(b"stream: ").removesuffix(_FOUND).decode("utf-8", "replace")
        )
        what = f"The virus scanner knows this file as harmful: {called[:_SHOWN]}."
        do = "Do not open it. Delete it, and tell whoever sent it and your administrator."
        raise DocumentError(ErrorCode.FILE_HARMFUL, what, where=name, do=do)
    raise _failed(scanner)


def _asked(path: Path, scanner: str) -> bytes:
    try:
        with _connected(scanner) as line, path.open("rb") as file:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(_CHUNK):
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
            said = b""
            while len(said) < _LONGEST and (more := line.recv(_LONGEST)):
                said += more
    except OSError as error:
        raise _failed(scanner) from error
    return said.rstrip(b"\0\n")


@contextmanager
def _connected(scanner: str) -> Iterator[socket.socket]:
    host, _, port = scanner.rpartition(":")
    if scanner.startswith("/"):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(PATIENCE)
            line.connect(scanner)
            yield line
    else:
        with socket.create_connection((host.strip("[]"), int(port)), PATIENCE) as line:
            yield line


def _failed(scanner: str) -> SettingsError:
    what = "The virus scanner did not look at the file, so it is not kept."
    do = "Send it again later, or ask an administrator: CONTRACT_AI_SCANNER, clamd's StreamMaxLength."
    return SettingsError(ErrorCode.SCANNER_FAILED, what, where=scanner, do=do)

"""Asking a virus scanner: what it knows is refused, what it could not look at is not kept."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contract_ai.intake.batches import ItemState
from contract_ai.intake.scanner import scan
from contract_ai.settings import load_settings
from models.errors import DocumentError, ErrorCode, SettingsError
from tests.contract_ai import papers
from tests.contract_ai.intake.desk import FrontDesk

PAYMENTS = papers.PAYMENTS_CSV.encode()
HARMFUL = b"a,b\r\nX5O!P%@AP,test\r\n"


class Daemon:
    """A clamd that knows one file as harmful and keeps what it was sent."""

    def __init__(self, answer: bytes = b"") -> None:
        self.sent: list[bytes] = []
        self._answer = answer

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:  # the test is over
                return
            with line, line.makefile("rb") as file:
                assert file.read(10) == b"zINSTREAM\0"
                data = b""
                while length := int.from_bytes(file.read(4), "big"):
                    data += file.read(length)
                self.sent.append(data)
                found = b"Test-Signature\x1b[31m FOUND" if data == HARMFUL else b"OK"
                line.sendall(self._answer or b"stream: " + found + b"\0")


@contextmanager
def listening(daemon: Daemon, listener: socket.socket) -> Iterator[None]:
    listener.listen()
    thread = threading.Thread(target=daemon.serve, args=(listener,))
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@contextmanager
def over_tcp(daemon: Daemon) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    with listening(daemon, listener):
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def scanning(desk: FrontDesk, scanner: str) -> FrontDesk:
    settings = desk.settings.model_copy(update={"scanner": scanner})
    return FrontDesk(desk.database, desk.root, desk.reader, settings)


def test_a_file_that_the_scanner_knows_is_refused_and_not_kept(desk: FrontDesk) -> None:
    daemon = Daemon()
    with over_tcp(daemon) as place:
        wary = scanning(desk, place)
        refused = wary.give("a.csv", HARMFUL)
        taken = wary.give("b.csv", PAYMENTS)
    assert (refused.item.state, refused.item.code) == (ItemState.REFUSED, ErrorCode.FILE_HARMFUL)
    assert "Test-Signature" in refused.item.what
    assert refused.item.what.isprintable()
    assert taken.item.state is ItemState.WAITING
    assert daemon.sent == [HARMFUL, PAYMENTS]
    kept = [path for path in wary.vault.root.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [PAYMENTS]


def test_it_is_asked_over_a_socket_of_this_machine_as_well(tmp_path: Path) -> None:
    harmful = tmp_path / "harmful"
    harmful.write_bytes(HARMFUL)
    listener = socket.socket(socket.AF_UNIX)
    place = str(tmp_path / "s")
    listener.bind(place)
    with listening(Daemon(), listener), pytest.raises(DocumentError, match="knows this file"):
        scan(harmful, "harmful.csv", place)


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: O"])
def test_a_file_that_it_could_not_look_at_is_not_kept(desk: FrontDesk, answer: bytes) -> None:
    with over_tcp(Daemon(answer)) as place:
        wary = scanning(desk, place)
        with pytest.raises(SettingsError) as caught:
            wary.give("a.csv", PAYMENTS)
    assert caught.value.code is ErrorCode.SCANNER_FAILED
    assert not [path for path in wary.vault.root.rglob("*") if path.is_file()]


def test_without_an_answer_nothing_is_kept(desk: FrontDesk) -> None:
    with over_tcp(Daemon()) as place:
        pass  # it is gone now
    with pytest.raises(SettingsError, match="did not look at the file"):
        scanning(desk, place).give("a.csv", PAYMENTS)


@pytest.mark.parametrize("place", ["clamd", "host:", "host:port"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(SettingsError, match="is no place of a scanner"):
        load_settings({"CONTRACT_AI_SCANNER": place})

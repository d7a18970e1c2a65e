"""What a server that takes in document after document leaves behind: memory, processes, handles, files.

    python -m benchmarks.endurance [--documents 10000] [--port 8391]

Starts ``contract-ai serve`` as a process of its own on an empty database and uploads contracts and
invoices (one in ten is a contract, one in fifty is broken) through its interface for programs,
fifty at a time, waiting until all are read and checked.  After each tenth of them it looks at the
server.  Growth is counted from the second tenth on, when everything that is loaded once is loaded.

The server keeps its limit of requests a minute, and the program waits as long as it is told to
(429, ``Retry-After``), as any program must: what a refused request leaves behind counts as well.
What one user may upload in a day is set to what is uploaded here, which is that of several days
(``CONTRACT_AI_UPLOADS_PER_DAY``, ``CONTRACT_AI_UPLOAD_BYTES_PER_DAY``): with the defaults all
documents after the first 5,000 would be refused, and the rest would measure refusals.  A document
that is refused for another reason than that it cannot be read ends the benchmark.
Prints markdown.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any

import httpx2 as httpx

from benchmarks.night_papers import Trade
from benchmarks.processes import handles, megabytes, tree
from contract_ai.accounts.means import Means
from contract_ai.accounts.tokens import Grant, issue
from contract_ai.settings import Settings
from contract_ai.storage.upgrade import open_database
from contract_ai.web import demo
from contract_ai.web.serving import make_site
from models.accounts import Scope
from models.errors import ErrorCode

_TOGETHER, _LOOKS, _STARTED_WITHIN = 50, 10, 60
_CONTRACT_EVERY, _BROKEN_EVERY = 10, 50
_MOST_BYTES = 1 << 20  # of one of these documents


@dataclass(frozen=True, slots=True)
class Look:
    """What a server holds after so many documents; its memory in MB."""

    documents: int
    refused: int
    seconds: float
    memory: float
    children: int
    handles: int
    files: int


def main() -> None:
    """Upload and look, by turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--port", type=int, default=8391)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        looks = list(_endure(Path(folder), options.port, options.documents))
    before, after = looks[1], looks[-1]
    print(f"\nFrom {before.documents:,} to {after.documents:,} documents: ", end="")
    print(
        f"{after.memory - before.memory:+.1f} MB, {after.children - before.children:+} processes, ",
        end="",
    )
    print(f"{after.handles - before.handles:+} handles, {after.files - before.files:+} files.")


def _endure(home: Path, port: int, documents: int) -> Iterator[Look]:
    token = _program(home / "books.db", port)
    scratch = home / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "contract_ai", "serve", "--port", str(port)]
    command += ["--database", str(home / "books.db")]
    started, refused, done = time.monotonic(), 0, 0
    print("| documents | refused | seconds | memory, MB | processes | handles | temporary files |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    papers = _papers(-(-documents // _TOGETHER) * _TOGETHER)
    headers = {"Authorization": f"Bearer {token}"}
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "TMPDIR": str(scratch),
        "CONTRACT_AI_UPLOADS_PER_DAY": str(documents + _TOGETHER),
        "CONTRACT_AI_UPLOAD_BYTES_PER_DAY": str((documents + _TOGETHER) * _MOST_BYTES),
    }
    with (
        subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server,
        httpx.Client(base_url=address, headers=headers, timeout=120) as client,
    ):
        program = _Program(client)
        try:
            _wait(client)
            while done < documents:
                refused += _give(program, done, islice(papers, _TOGETHER))
                done += _TOGETHER
                if done % max(documents // _LOOKS, _TOGETHER) < _TOGETHER:
                    seconds = time.monotonic() - started
                    yield _look(server.pid, scratch, done, refused, seconds)
            print(f"\nThe program was told to wait {program.told_to_wait:,} times.")
        finally:
            server.terminate()


def _program(place: Path, port: int) -> str:
    """Make an empty database with people, and a token of one of them."""
    database = open_database(place)
    site = make_site(Settings(), database, f"http://127.0.0.1:{port}")
    person = next(user for user, _ in demo.people(site) if user.name == "finance")
    grant = Grant("endurance", frozenset({Scope.UPLOADS_WRITE}), timedelta(days=30))
    with database.write(person.actor) as session:
        token = issue(session, person, grant, Means(site.clock(), site.vault))
    database.close()
    return token


def _papers(documents: int) -> Iterator[tuple[str, bytes]]:
    few = documents // _CONTRACT_EVERY + 1
    trade = Trade(few, documents)
    contracts, invoices = trade.contracts(0, few), trade.invoices(0, documents)
    for number in range(1, documents + 1):
        name, data = next(contracts if number % _CONTRACT_EVERY == 1 else invoices)
        yield name, data[: len(data) // 2] if number % _BROKEN_EVERY == 0 else data


def _give(program: "_Program", first: int, papers: Iterator[tuple[str, bytes]]) -> int:
    """Upload files and wait until all are read and checked; return how many were refused."""
    batches = []
    for number, (name, data) in enumerate(papers, first):
        answer = program.ask(
            "POST",
            "/api/v1/uploads",
            files={"file": (name, data)},
            headers={"Idempotency-Key": f"document {number}"},
        )
        batches.append(answer["upload"])
    return sum(_ended(program, batch) for batch in batches)


def _ended(program: "_Program", batch: int) -> int:
    """Wait until an upload is read and checked; return how many of its files cannot be read."""
    while not (form := program.ask("GET", f"/api/v1/uploads/{batch}"))["finished"]:
        time.sleep(1)
    codes = [file["code"] for file in form["files"] if "code" in file]
    if ErrorCode.UPLOAD_QUOTA in codes:
        msg = f"upload {batch} was refused, as too much was uploaded: nothing would be measured"
        raise SystemExit(msg)
    return len(codes)


class _Program:
    """A program with a token, which waits where it is told to."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.told_to_wait = 0

    def ask(self, method: str, path: str, **given: Any) -> Any:  # noqa: ANN401 (what httpx takes, and any JSON)
        """Ask until there is an answer.

        Raises:
            HTTPStatusError: the server refuses, and not because it was asked too often.
        """
        while True:
            answer = self._client.request(method, path, **given)
            if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                answer.raise_for_status()
                return answer.json()
            self.told_to_wait += 1
            time.sleep(int(answer.headers["Retry-After"]))


def _wait(client: httpx.Client) -> None:
    for _ in range(_STARTED_WITHIN * 10):
        try:
            client.get("/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    msg = "the server did not start"
    raise SystemExit(msg)


def _look(pid: int, scratch: Path, done: int, refused: int, seconds: float) -> Look:
    children = len(tree(pid)) - 1
    files = sum(path.is_file() for path in scratch.rglob("*"))
    found = Look(done, refused, seconds, megabytes(pid), children, handles(pid), files)
    print(
        f"| {done:,} | {refused} | {seconds:.0f} | {found.memory:.0f} | {children} "
        f"| {found.handles} | {files} |",
        flush=True,
    )
    return found


if __name__ == "__main__":
    main()

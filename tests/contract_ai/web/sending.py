"""Uploading as our page does, and reading what came when the test says so."""

import json
from dataclasses import dataclass

from httpx2 import Response

from contract_ai.web.work import worker_of
from tests.contract_ai.web.sites import Browser


@dataclass
class Told:
    """One server-sent event."""

    number: int
    name: str
    data: dict[str, object]


class Sender:
    """Somebody who uploads."""

    def __init__(self, who: Browser) -> None:
        self.who, self.token = who, who.csrf()

    def begin(self, files: int = 1, size: int = 1) -> int:
        """Begin a batch."""
        answer = self.who.change("/uploads", {"files": files, "size": size})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["batch"])

    def send(self, batch: int, name: str, data: bytes, kind: str = "") -> Response:
        """Send one file."""
        headers = {"X-CSRF-Token": self.token, "Content-Type": "application/octet-stream"}
        query = {"batch": str(batch), "name": name, "as": kind}
        return self.who.post("/uploads/files", params=query, content=data, headers=headers)

    def close(self, batch: int) -> None:
        """Say that all were sent."""
        answer = self.who.submit(f"/uploads/{batch}/close")
        assert answer.status_code == 303, answer.text

    def all(self, files: dict[str, bytes]) -> int:
        """Send files as one batch, read them, and return its number."""
        batch = self.begin(len(files), sum(map(len, files.values())))
        for name, data in files.items():
            answer = self.send(batch, name, data)
            assert answer.status_code == 200, answer.text
        self.close(batch)
        self.work()
        return batch

    def work(self) -> int:
        """Read what waits, here and now."""
        app = self.who.app
        return worker_of(self.who.site, app.state.intake).work()  # type: ignore[attr-defined]  # a FastAPI

    def events(self, batch: int, last: int | None = None) -> list[Told]:
        """Listen to a batch until it ends."""
        headers = {} if last is None else {"Last-Event-ID": str(last)}
        answer = self.who.get(f"/uploads/{batch}/events", headers=headers)
        assert answer.headers["content-type"].startswith("text/event-stream")
        return read_events(answer.text)


def read_events(text: str) -> list[Told]:
    """Read server-sent events the way a browser does."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if "event" in fields:
            data = json.loads(fields["data"])
            found.append(Told(int(fields["id"]), fields["event"], data))
    return found

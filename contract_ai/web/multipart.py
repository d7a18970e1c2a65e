"""Forms with files (multipart/form-data), part by part as they come in: no file is in memory.

Parts must be taken in their order; what is left of one is passed over when the next is asked for.
Source: RFC 7578.
"""

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from contract_ai.intake.limits import Readable

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS = 2000
_CHUNK = 1 << 16
_LONGEST_FIELD = 4096  # bytes of a field that is no file


class NotAForm(ValueError):
    """The body is no form with files, or is cut off."""


class Part:
    """A field of the form; ``file`` is the name of a file, None where it is none."""

    def __init__(self, form: "Form", name: str, file: str | None) -> None:
        self._form, self.name, self.file = form, name, file

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes; none at the end of the part.

        Raises:
            NotAForm: it is cut off.
        """
        return self._form.piece(size)

    def text(self) -> str:
        """Return a short field as text.

        Raises:
            NotAForm: it is long, or no text.
        """
        read = b""
        while piece := self.read(_LONGEST_FIELD):
            read += piece
            if len(read) > _LONGEST_FIELD:
                raise NotAForm(self.name)
        try:
            return read.decode()
        except UnicodeDecodeError as error:
            raise NotAForm(self.name) from error


class Form:
    """A form that comes in."""

    def __init__(self, body: Readable, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            msg = "no boundary"
            raise NotAForm(msg)
        self._body = body
        self._events: deque[tuple[str, bytes]] = deque()
        self._field, self._value, self._disposition = b"", b"", b""
        try:
            self._parser = MultipartParser(boundary, self._callbacks())
        except FormParserError as error:
            msg = "no boundary"
            raise NotAForm(msg) from error

    def _callbacks(self) -> "MultipartCallbacks":
        def data(piece: bytes, start: int, end: int) -> None:
            self._events.append(("data", piece[start:end]))

        return {
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_headers,
            "on_part_data": data,
            "on_part_end": lambda: self._events.append(("end", b"")),
            "on_end": lambda: self._events.append(("over", b"")),
        }

    def parts(self) -> Iterator[Part]:
        """Go through the fields.

        Raises:
            NotAForm: the body is no form, is cut off, or has too many fields.
        """
        for _ in range(MOST_PARTS):
            kind = "end"
            while kind in {"end", "data"}:
                kind, disposition = self._next()
            if kind == "over":
                return
            options = parse_options_header(disposition)[1]
            file = options.get(b"filename")
            name = options.get(b"name", b"").decode("utf-8", "replace")
            yield Part(self, name, None if file is None else file.decode("utf-8", "replace"))
        msg = "too many fields"
        raise NotAForm(msg)

    def piece(self, size: int) -> bytes:
        """Return up to so many bytes of the part that is being read; none at its end."""
        kind, data = self._next()
        if kind != "data":
            self._events.appendleft((kind, data))
            return b""
        if len(data) > size:
            self._events.appendleft(("data", data[size:]))
        return data[:size]

    def _next(self) -> tuple[str, bytes]:
        while not self._events:
            chunk = self._body.read(_CHUNK)
            try:
                if not chunk:
                    msg = "cut off"
                    raise NotAForm(msg)
                self._parser.write(chunk)
            except FormParserError as error:
                msg = "no form"
                raise NotAForm(msg) from error
        return self._events.popleft()

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field = self._value = b""

    def _on_headers(self) -> None:
        """Keep what the next part is called with it: several small parts may come at once."""
        self._events.append(("part", self._disposition))
        self._disposition = b""

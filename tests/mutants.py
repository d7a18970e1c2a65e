"""Sound files broken in many small ways, as a hostile or a failing sender would have them.

    python -m tests.mutants FOLDER OUT [--count 2000] [--seed 1]

Each file of OUT is a file of FOLDER with one to four things done to it: bytes turned, cut out, doubled
or put in from another file, numbers made absurd, and, within the parts of a DOCX or XLSX and the
streams of a PDF, the same again below the compression, so that a reader gets past the first door.
The same seed and folder give the same bytes.
"""

import argparse
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

KINDS = {".pdf", ".docx", ".xlsx", ".xml", ".csv", ".json", ".sta", ".ofx", ".txt"}
_ABSURD = (b"0", b"-1", b"2147483648", b"99999999999999999999", b"1e309", b"NaN", b"")
_NUMBER = re.compile(rb"\d{1,12}")
_WORD = re.compile(rb"[/<][A-Za-z:]{2,20}")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_MOST_PARTS = 20_000_000


def main() -> None:
    """Write broken files into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    files = sorted(one for one in options.folder.rglob("*") if one.suffix.lower() in KINDS)
    for number in range(options.count):
        random = Random(f"{options.seed}/{number}")  # noqa: S311 (made data, no secret)
        file, other = random.choice(files), random.choice(files)
        name = f"{number:05}_{file.stem[:40]}{file.suffix}"
        (options.out / name).write_bytes(mutant(file.read_bytes(), other.read_bytes(), random))


def mutant(data: bytes, other: bytes, random: Random) -> bytes:
    """Break ``data``, sometimes with a piece of ``other``."""
    for _ in range(random.randint(1, 4)):
        way = random.choice(_INNER if random.random() < 0.6 else _OUTER)
        data = way(data, other, random)
    return data


def _turned(data: bytes, _other: bytes, random: Random) -> bytes:
    out = bytearray(data)
    for _ in range(random.choice((1, 8, 64))):
        if out:
            out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def _cut(data: bytes, _other: bytes, random: Random) -> bytes:
    start = random.randint(0, len(data))
    return data[:start] + data[start + random.choice((1, 100, 10_000, len(data))) :]


def _doubled(data: bytes, _other: bytes, random: Random) -> bytes:
    start = random.randint(0, len(data))
    piece = data[start : start + random.choice((1, 40, 2_000))]
    return data[:start] + piece * random.choice((2, 50)) + data[start:]


def _spliced(data: bytes, other: bytes, random: Random) -> bytes:
    start, at = random.randint(0, len(other)), random.randint(0, len(data))
    return data[:at] + other[start : start + random.choice((10, 1_000, 50_000))] + data[at:]


def _blanked(data: bytes, _other: bytes, random: Random) -> bytes:
    start = random.randint(0, len(data))
    length = min(random.choice((4, 512)), len(data) - start)
    return data[:start] + random.choice((b"\0", b"\xff", b" ")) * length + data[start + length :]


def _absurd(data: bytes, _other: bytes, random: Random) -> bytes:
    return _one_match(_NUMBER, data, random, lambda _: random.choice(_ABSURD))


def _renamed(data: bytes, _other: bytes, random: Random) -> bytes:
    """Give one name of a PDF or element of XML that of another."""
    found = _WORD.findall(data)
    return _one_match(_WORD, data, random, lambda _: random.choice(found))


def _nested(data: bytes, _other: bytes, random: Random) -> bytes:
    """Open one bracket or element a thousand times."""
    return _one_match(_WORD, data, random, lambda word: (word + b" [ << >") * 1_000)


def _one_match(
    pattern: re.Pattern[bytes], data: bytes, random: Random, made: Callable[[bytes], bytes]
) -> bytes:
    spans = [match.span() for match in pattern.finditer(data)]
    if not spans:
        return data
    start, end = random.choice(spans)
    return data[:start] + made(data[start:end]) + data[end:]


def _inside(data: bytes, other: bytes, random: Random) -> bytes:
    """Break one part below its compression; the file around it stays sound."""
    way = random.choice(_OUTER)
    if data[:2] == b"PK":
        return _part_broken(data, other, random, way)
    if data[:5] == b"%PDF-":
        return _stream_broken(data, other, random, way)
    return way(data, other, random)


_Way = Callable[[bytes, bytes, Random], bytes]


def _part_broken(data: bytes, other: bytes, random: Random, way: _Way) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if sum(one.file_size for one in file.infolist()) > _MOST_PARTS:
                return data
            parts = [(one.filename, file.read(one)) for one in file.infolist()]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return way(data, other, random)  # broken already
    if not parts:
        return data
    chosen = random.randrange(len(parts))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for number, (name, part) in enumerate(parts):
            broken = way(part, other, random) if number == chosen else part
            file.writestr(zipfile.ZipInfo(name), broken, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _stream_broken(data: bytes, other: bytes, random: Random, way: _Way) -> bytes:
    spans = [match.span(1) for match in _STREAM.finditer(data)]
    if not spans:
        return way(data, other, random)
    start, end = random.choice(spans)
    try:
        plain = zlib.decompressobj().decompress(data[start:end], _MOST_PARTS)
    except zlib.error:
        return data[:start] + way(data[start:end], other, random) + data[end:]
    return data[:start] + zlib.compress(way(plain, other, random)) + data[end:]


_OUTER: Sequence[_Way] = (
    _turned,
    _cut,
    _doubled,
    _spliced,
    _blanked,
    _absurd,
    _renamed,
    _nested,
)
_INNER: Sequence[_Way] = (_inside, _absurd, _renamed)

if __name__ == "__main__":
    main()

"""Tesseract, as the system has it: a program that is given a picture and prints words."""

import io
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import DocumentError, ErrorCode

if TYPE_CHECKING:
    from PIL import Image

_NAME = "tesseract"
_LANGUAGE = "eng"
_DPI = "300"
_SECONDS = 20  # for saying its version
_TURN = re.compile(r"Rotate: (\d+)[\s\S]*?Orientation confidence: ([\d.]+)")
_SURE = 1.0  # tesseract's own measure; below it the direction is a guess
# More threads than one make a page five times slower where several pages are read at once.
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program at ``path``."""

    path: str

    def words(self, picture: "Image.Image", layout: str) -> str:
        """Read a grey picture; gives TSV.

        Raises:
            DocumentError: OCR_FAILED.
        """
        return self._run(picture, "-l", _LANGUAGE, "--psm", layout, "tsv")

    def direction(self, picture: "Image.Image") -> int:
        """Return by how many degrees, clockwise, a picture must be turned; 0 where unsure."""
        try:
            told = self._run(picture, "--psm", "0")
        except DocumentError:
            return 0  # it says so when a page has too few letters
        found = _TURN.search(told)
        return int(found[1]) if found and float(found[2]) >= _SURE else 0

    def languages(self) -> frozenset[str]:
        """Return the names of the data that it has; none where it does not run."""
        return frozenset(self._says("--list-langs").splitlines()[1:])

    def version(self) -> str:
        """Return the first line of what it says of itself; empty where it does not run."""
        return self._says("--version").split("\n", 1)[0].strip()

    def _says(self, about: str) -> str:
        """Return what it says about itself; empty where it does not run."""
        try:
            done = subprocess.run(  # noqa: S603 (a program of the system, found by its name)
                [self.path, about],
                capture_output=True,
                timeout=_SECONDS,
                check=True,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        return done.stdout.decode("utf-8", "replace")

    def _run(self, picture: "Image.Image", *options: str) -> str:
        raw = io.BytesIO()
        picture.save(raw, "PPM")
        try:
            done = subprocess.run(  # noqa: S603 (a program of the system, found by its name)
                [self.path, "stdin", "stdout", "--dpi", _DPI, *options],
                input=raw.getvalue(),
                capture_output=True,
                check=True,
                env=os.environ | _ONE_THREAD,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise DocumentError(
                ErrorCode.OCR_FAILED,
                "Text recognition failed on this page.",
                where="the page",
                do="Check that tesseract and its English data (tesseract-ocr-eng) are installed.",
            ) from error
        return done.stdout.decode("utf-8", "replace")


def find_tesseract() -> Tesseract | None:
    """Find the program; None where it is not installed."""
    path = shutil.which(_NAME)
    return Tesseract(path) if path else None

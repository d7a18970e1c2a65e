"""A second reader of figures, where the extra ``ocr-second`` is installed (rapidocr).

It reads small pictures of single words; its models come with the package, nothing is downloaded.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

    from extractors.readers.scan import SecondReader

_PACKAGES = ("rapidocr", "onnxruntime")


def second_reader_version() -> str:
    """Name the second reader; empty where there is none."""
    try:
        return " ".join(f"{name} {version(name)}" for name in _PACKAGES)
    except PackageNotFoundError:
        return ""


def second_reader() -> "SecondReader | None":
    """Load the second reader; None where it is not installed."""
    if any(find_spec(name) is None for name in _PACKAGES):
        return None
    numpy = import_module("numpy")
    engine = import_module("rapidocr").RapidOCR(
        params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    )

    def read(pictures: "Sequence[Image.Image]") -> list[str]:
        texts = []
        for picture in pictures:
            answer = engine(
                numpy.asarray(picture.convert("RGB")), use_det=False, use_cls=False, use_rec=True
            )
            texts.append(answer.txts[0].strip() if answer.txts else "")
        return texts

    return read

"""A small PDF that unpacks to very much costs itself, and nothing else."""

import pytest

from contract_ai.sandbox import Limits, SupervisedPool
from extractors.readers.pdf import read_pdf
from models.errors import DocumentError, ErrorCode
from tests.extractors.readers.pdfs import bomb, made, prose

LIMITS = Limits(memory_bytes=100 << 20, cpu_seconds=20, wall_seconds=20.0)


def text_of(data: bytes) -> bytes:
    return " ".join(passage.text for passage in read_pdf(data, "a.pdf").passages).encode()


def test_a_flate_bomb_is_stopped_and_the_next_file_is_read() -> None:
    with SupervisedPool(1, LIMITS) as pool:
        bad = pool.submit(text_of, bomb(2, 256 << 20))
        good = pool.submit(text_of, made(prose("Payment is due in thirty days.")))
        with pytest.raises(DocumentError) as caught:
            bad.result()
        assert caught.value.code in (ErrorCode.READER_DIED, ErrorCode.LIMIT_MEMORY)
        assert good.result() == b"Payment is due in thirty days."

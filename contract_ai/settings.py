"""What a user can set: options of the command line, CONTRACT_AI_* variables, DATABASE_URL."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from models.errors import ErrorCode, SettingsError

PREFIX = "CONTRACT_AI_"
MEGABYTE = 1 << 20
Protocol = Literal["openai", "anthropic"]


class Settings(BaseModel):
    """Settings of one program run.

    Sizes are in bytes and times in seconds, for one file.  ``workers`` None means one a core.
    ``database`` None means the file ``contract-ai.db`` in the current folder.  ``ocr`` off leaves
    scanned pages unread; ``ocr_cache`` None means a folder in the user's cache, for commands
    without a database.  The limits hold for each scanned page alone.

    The second reader (docs/second-reader.md) is off unless ``second_reader`` or the command's
    option says so.  ``second_reader_contracts`` names the contracts that may be sent to it: file
    names or paths with * and ?, separated by commas; empty means none.  Budgets are for one run;
    ``second_reader_per_minute`` counts requests, ``second_reader_max_characters`` what is sent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str | None = None
    workers: Annotated[int, Field(ge=1, le=256)] | None = None
    max_file_bytes: Annotated[int, Field(ge=1)] = 50 * MEGABYTE
    memory_bytes: Annotated[int, Field(ge=64 * MEGABYTE)] = 1024 * MEGABYTE
    cpu_seconds: Annotated[int, Field(ge=1)] = 30
    wall_seconds: Annotated[int, Field(ge=1)] = 60
    max_answer_bytes: Annotated[int, Field(ge=1024)] = 100 * MEGABYTE
    log_file: Path | None = None
    ocr: Literal["auto", "off"] = "auto"
    ocr_cache: Path | None = None
    second_reader: bool = False
    second_reader_url: str | None = None
    second_reader_protocol: Protocol = "openai"
    second_reader_model: str | None = None
    second_reader_key: SecretStr | None = None
    second_reader_contracts: str = ""
    second_reader_allow_http: bool = False
    second_reader_timeout: Annotated[float, Field(gt=0, le=3600)] = 180.0
    second_reader_retries: Annotated[int, Field(ge=0, le=20)] = 4
    second_reader_per_minute: Annotated[int, Field(ge=1)] = 120
    second_reader_max_requests: Annotated[int, Field(ge=1)] = 1000
    second_reader_max_characters: Annotated[int, Field(ge=1)] = 50_000_000
    second_reader_chunk_characters: Annotated[int, Field(ge=2000)] = 400_000
    second_reader_answer_tokens: Annotated[int, Field(ge=256)] = 16_000
    second_reader_cache: Path | None = None
    second_reader_record: Path | None = None

    @property
    def worker_count(self) -> int:
        """How many children read at once."""
        return self.workers or len(os.sched_getaffinity(0))


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read settings from environment variables.

    Raises:
        SettingsError: a variable has a name or a value that is no setting.
    """
    found = {
        name: environment[PREFIX + name.upper()]
        for name in Settings.model_fields
        if environment.get(PREFIX + name.upper())
    }
    if environment.get("DATABASE_URL"):
        found["database"] = environment["DATABASE_URL"]
    try:
        return Settings.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        where = PREFIX + str(first["loc"][0]).upper()
        do = "Correct or unset this environment variable."
        raise SettingsError(ErrorCode.SETTINGS_INVALID, first["msg"], where=where, do=do) from error

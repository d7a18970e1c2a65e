"""What a user can set: options of the command line, CONTRACT_AI_* variables, DATABASE_URL."""

import os
import re
from collections.abc import Mapping
from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from contract_ai.batch.receivers import Mailer, Security, Webhook
from contract_ai.loopback import is_loopback
from contract_ai.public_holidays import public_holidays
from contract_ai.secret_files import secrets_in
from models.cases import CheckSettings
from models.customs import Customs
from models.errors import ErrorCode, SettingsError
from models.findings import Severity, Tolerance

if TYPE_CHECKING:
    from reports.packet.letter import Party

PREFIX = "CONTRACT_AI_"
MEGABYTE = 1 << 20
Protocol = Literal["openai", "anthropic"]
_TOLERANCE = re.compile(
    r"(?P<absolute>\d+(?:\.\d+)?)?(?:(?(absolute)\s*\+\s*)(?P<percent>\d+(?:\.\d+)?)\s*%)?(?<=.)"
)


class Settings(BaseModel):
    """Settings of one program run.

    Sizes are in bytes and times in seconds, for one file.  ``workers`` None means one a core.
    ``database`` None means the file ``contract-ai.db`` in the current folder; what goes to a server
    on another host must be encrypted unless ``database_allow_plain`` (``mail_allow_plain``,
    ``scanner_allow_plain``, ``serve_allow_plain`` of what they name).  ``severities``
    and ``tolerances`` are by the code of a check: "PT104=info", "PR101=5.00+1%, AR101=0.05".

    ``holidays`` are the company's: codes of countries and regions and single days, separated by
    commas, "US-MA, 2026-12-24"; business days leave them out (docs/operations.md).

    ``engine`` is where commands read files; dask uses the scheduler at ``scheduler`` (tls://host:port,
    with the files of its certificates), or one of its own where that is None.
    ``scheduler_allow_plain`` lets documents go to tcp:// on another host, in the clear.

    ``data`` is the folder for files that were uploaded; None means a folder beside the database
    file.  ``files`` is where originals lie instead, s3://bucket/prefix; the data folder then holds
    copies.  ``files_endpoint`` is the server of the store, None for AWS; ``files_encryption`` what
    the store encrypts with: AES256, aws:kms or aws:kms#KEY.  ``scanner`` is where ClamAV's daemon is asked about them (``host:port`` or the path of a
    socket); empty means nobody is.  ``uploads_per_day`` and ``upload_bytes_per_day`` are for one
    user in any 24 hours, ``api_requests_per_minute`` for one token and process of the server.
    ``page_requests_per_minute`` are of one person, or of one address where nobody is signed in,
    ``exports_per_minute`` of one person or token, each for one process; 0 means no limit.

    ``ocr`` off leaves scanned pages unread; ``ocr_cache`` None means a folder in the user's cache,
    for commands without a database.  The limits hold for each scanned page alone.

    ``date_order`` answers for every table whose dates in figures do not show whether the day or
    the month comes first; without it such dates are left to a person.  ``time_zone`` (an IANA name
    such as Europe/Berlin) is where moments with an offset are counted as days; without it each
    counts on the day of the zone it is written in.

    ``user`` is who decides about findings; None means the name of the login.
    ``company`` is the letterhead: name and address, its lines separated by semicolons.
    ``issuing`` is the file that says who issues our invoices, and who is billed (docs/billing.md).

    ``invoice_numbers`` is what numbers of approved drafts begin with; {year} stands for the year of
    the invoice, and each year counts from 0001 (docs/billing.md).

    ``secret_key`` (32 bytes in base64) encrypts and signs what accounts need; without it
    ``secret_key_file`` does, which is made at the first start; None means ``contract-ai.key``
    beside the database file.  ``old_secret_keys``, separated by commas, open what was sealed under
    them (docs/security.md).  ``public_url`` is the address people open the program at;
    ``proxies`` are the addresses and networks, separated by commas, of servers in front of it that
    are believed when they say whom they speak for.  ``second_factor`` required lets nobody who has
    a password do anything before they set an authenticator up.  Single sign-on (docs/security.md) is on where
    ``oidc_issuer`` is set; ``oidc_rsa_bits`` is how long a provider's keys of RSA must be.

    ``audit_anchors`` and ``audit_public_key`` are files kept outside the database
    (docs/audit-trail.md): the auditor's pages verify against them and put them into evidence.

    ``closing_key`` is the file of the private key that signs the statements of closed periods
    (docs/reconciliation.md); without it periods are closed on the command line only.

    ``metrics`` says who may read the figures of a server: nobody, or who asks from this machine; with
    ``metrics_token`` those who send it, wherever they are (docs/operations.md).

    ``rederive`` says what becomes of documents that newer extractors read in another way and about
    which nobody decided: a person is asked, or the new reading counts.  ``rederive_per_night`` is
    how many documents a night reads again at most.

    ``likely_payments`` says what becomes of payments that are likely for an invoice: a person is
    asked, or they are applied (docs/guide-payments.md).

    ``webhook_url`` and ``mail_host`` name whom the batch job tells when it ended; ``mail_to`` may
    name several, separated by commas (docs/operations.md).

    The second reader (docs/second-reader.md) is off unless ``second_reader`` or the command's
    option says so.  ``second_reader_contracts`` names the contracts that may be sent to it: file
    names or paths with * and ?, separated by commas; empty means none.  Budgets are for one run;
    ``second_reader_per_minute`` counts requests, ``second_reader_max_characters`` what is sent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str | None = None
    database_allow_plain: bool = False
    data: Path | None = None
    files: str | None = None
    files_endpoint: str | None = None
    files_encryption: Annotated[str, Field(pattern=r"^(|AES256|aws:kms(#.+)?)$")] = ""
    files_allow_http: bool = False
    scanner_allow_plain: bool = False
    scanner: str = ""
    uploads_per_day: Annotated[int, Field(ge=1)] = 5000
    upload_bytes_per_day: Annotated[int, Field(ge=1)] = 5000 * MEGABYTE
    api_requests_per_minute: Annotated[int, Field(ge=1)] = 600
    page_requests_per_minute: Annotated[int, Field(ge=0)] = 3000
    exports_per_minute: Annotated[int, Field(ge=0)] = 60
    workers: Annotated[int, Field(ge=1, le=256)] | None = None
    engine: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    scheduler_ca: Path | None = None
    scheduler_cert: Path | None = None
    scheduler_key: Path | None = None
    scheduler_allow_plain: bool = False
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
    severities: str = ""
    tolerances: str = ""
    holidays: str = ""
    date_order: Literal["day_first", "month_first"] | None = None
    time_zone: str | None = None
    user: str | None = None
    company: str | None = None
    invoice_numbers: str = "{year}-"
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    old_secret_keys: SecretStr = SecretStr("")
    public_url: str = "http://127.0.0.1:8000"
    proxies: str = ""
    serve_allow_plain: bool = False
    second_factor: Literal["optional", "required"] = "optional"
    audit_anchors: Path | None = None
    audit_public_key: Path | None = None
    issuing: Path | None = None
    closing_key: Path | None = None
    metrics: Literal["off", "loopback"] = "off"
    metrics_token: Annotated[SecretStr, Field(min_length=32)] | None = None
    rederive: Literal["ask", "automatic"] = "ask"
    likely_payments: Literal["ask", "apply"] = "ask"
    rederive_per_night: Annotated[int, Field(ge=0)] = 200
    webhook_url: str | None = None
    webhook_secret: SecretStr = SecretStr("")
    webhook_timeout: Annotated[float, Field(gt=0, le=120)] = 10.0
    webhook_retries: Annotated[int, Field(ge=0, le=10)] = 2
    webhook_allow_http: bool = False
    mail_host: str | None = None
    mail_port: Annotated[int, Field(ge=1, le=65535)] = 587
    mail_allow_plain: bool = False
    mail_security: Security = "starttls"
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_from: str = ""
    mail_to: str = ""
    oidc_issuer: str | None = None
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = "single sign-on"
    oidc_rsa_bits: Annotated[int, Field(ge=2048, le=16384)] = 2048

    @field_validator("severities", "tolerances")
    @classmethod
    def _is_a_list(cls, value: str, info: ValidationInfo) -> str:
        read = _severity if info.field_name == "severities" else _tolerance
        for _, given in _pairs(value):
            read(given)
        return value

    @field_validator("holidays")
    @classmethod
    def _are_holidays(cls, value: str) -> str:
        public_holidays(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            msg = f'"{value}" is no address; write one such as https://contracts.example.com'
            raise ValueError(msg)
        return value.rstrip("/")

    @field_validator("scanner")
    @classmethod
    def _is_a_place(cls, value: str, info: ValidationInfo) -> str:
        if value and not value.startswith("/") and not re.fullmatch(r".+:\d{1,5}", value):
            msg = f'"{value}" is no place of a scanner; write /run/clamav/clamd.ctl or host:3310'
            raise ValueError(msg)
        far = value and not value.startswith("/") and not is_loopback(value.rpartition(":")[0])
        if far and not info.data.get("scanner_allow_plain"):
            msg = (
                "files would go to the scanner in the clear; have it on this machine, or set "
                f"{PREFIX}SCANNER_ALLOW_PLAIN=1 if the network between is yours alone"
            )
            raise ValueError(msg)
        return value

    @field_validator("mail_security")
    @classmethod
    def _is_encrypted(cls, value: Security, info: ValidationInfo) -> Security:
        allowed = info.data.get("mail_allow_plain") or is_loopback(info.data.get("mail_host") or "")
        if value == "none" and not allowed:
            msg = (
                "mail would go over the network in the clear; use starttls or tls, or set "
                f"{PREFIX}MAIL_ALLOW_PLAIN=1 if the network between is yours alone"
            )
            raise ValueError(msg)
        return value

    @field_validator("proxies")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        return checked_proxies(value)

    @field_validator("invoice_numbers")
    @classmethod
    def _is_a_series(cls, value: str) -> str:
        if not re.fullmatch(r"[\w./-]{0,30}\{year\}[\w./-]{0,6}", value):
            msg = f'"{value}" is no beginning of numbers; write one such as {{year}}- or INV-{{year}}-'
            raise ValueError(msg)
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError) as error:
                msg = f'"{value}" is no time zone; write one such as Europe/Berlin or UTC'
                raise ValueError(msg) from error
        return value

    @property
    def customs(self) -> Customs:
        """What a person answered about tables."""
        order = None if self.date_order is None else self.date_order == "day_first"
        return Customs(day_first=order, zone=self.time_zone)

    @property
    def for_checks(self) -> CheckSettings:
        """What the checks go by."""
        return CheckSettings(
            severities={code: _severity(given) for code, given in _pairs(self.severities)},
            tolerances={code: _tolerance(given) for code, given in _pairs(self.tolerances)},
            holidays=public_holidays(self.holidays),
            holidays_of=self.holidays,
        )

    @property
    def letterhead(self) -> "Party | None":
        """Our own name and address; None where it is not set."""
        from reports.packet.letter import Party  # noqa: PLC0415 (only who writes letters pays for it)

        lines = [line.strip() for line in (self.company or "").split(";")]
        return Party(lines[0], tuple(lines[1:])) if lines[0] else None

    @property
    def webhook(self) -> Webhook | None:
        """Which program is told when a night ended.

        Raises:
            SettingsError: the address is not https, or nothing signs what is sent.
        """
        if self.webhook_url is None:
            return None
        schemes = {"https", "http"} if self.webhook_allow_http else {"https"}
        if urlsplit(self.webhook_url).scheme not in schemes:
            name, what = "WEBHOOK_URL", "The address must begin with https://."
            raise _wrong(name, what)
        secret = self.webhook_secret.get_secret_value().encode()
        if not secret:
            name, what = "WEBHOOK_SECRET", "Without a secret nothing can be signed."
            raise _wrong(name, what)
        return Webhook(self.webhook_url, secret, self.webhook_timeout, self.webhook_retries)

    @property
    def mailer(self) -> Mailer | None:
        """To whom a mail goes when a night ended.

        Raises:
            SettingsError: nobody is named as sender or receiver.
        """
        if self.mail_host is None:
            return None
        receivers = tuple(filter(None, (one.strip() for one in self.mail_to.split(","))))
        if not self.mail_from or not receivers:
            name = "MAIL_TO" if self.mail_from else "MAIL_FROM"
            what = "A mail needs a sender and a receiver."
            raise _wrong(name, what)
        return Mailer(
            host=self.mail_host,
            port=self.mail_port,
            sender=self.mail_from,
            receivers=receivers,
            security=self.mail_security,
            user=self.mail_user,
            password=self.mail_password.get_secret_value(),
        )

    @property
    def outbox(self) -> Mailer | None:
        """Through whom reminders are mailed; it names no receivers.

        Raises:
            SettingsError: nobody is named as sender.
        """
        if self.mail_host is None:
            return None
        if not self.mail_from:
            name, what = "MAIL_FROM", "A mail needs a sender."
            raise _wrong(name, what)
        return Mailer(
            host=self.mail_host,
            port=self.mail_port,
            sender=self.mail_from,
            receivers=(),
            security=self.mail_security,
            user=self.mail_user,
            password=self.mail_password.get_secret_value(),
        )

    @property
    def worker_count(self) -> int:
        """How many children read at once."""
        return self.workers or len(os.sched_getaffinity(0))


def checked_proxies(text: str) -> str:
    """Return addresses and networks, separated by commas, the way they are kept.

    >>> checked_proxies("10.0.0.7, 192.0.2.0/24")
    '10.0.0.7,192.0.2.0/24'

    Raises:
        ValueError: one is none.
    """
    parts = [part for part in (part.strip() for part in text.split(",")) if part]
    for part in parts:
        try:
            ip_network(part)
        except ValueError as error:
            msg = f'"{part}" is no address of a server; write one such as 10.0.0.7 or 192.0.2.0/24'
            raise ValueError(msg) from error
    return ",".join(parts)


def _wrong(name: str, what: str) -> SettingsError:
    do = "Correct this environment variable."
    return SettingsError(ErrorCode.SETTINGS_INVALID, what, where=PREFIX + name, do=do)


def _pairs(text: str) -> list[tuple[str, str]]:
    """Split "PT104=info, AU101=high"; the code must be one of the catalogue."""
    if not text.strip():
        return []
    from checks.catalogue import all_checks  # noqa: PLC0415 (only who sets something pays for it)

    pairs = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        code, equals, given = (side.strip() for side in part.partition("="))
        if not equals or code not in all_checks():
            msg = f'"{part}" is not of the form CODE=value with a code of the catalogue'
            raise ValueError(msg)
        pairs.append((code, given))
    return pairs


def _severity(text: str) -> Severity:
    try:
        return Severity(text)
    except ValueError as error:
        msg = f'"{text}" is none of {", ".join(Severity)}'
        raise ValueError(msg) from error


def _tolerance(text: str) -> Tolerance:
    """Read "5.00", "1%" or "5.00+1%": both limits must hold."""
    match = _TOLERANCE.fullmatch(text)
    if match is None:
        msg = f'"{text}" is no tolerance; write 5.00, 1% or 5.00+1%'
        raise ValueError(msg)
    absolute, percent = match["absolute"], match["percent"]
    return Tolerance(
        None if absolute is None else Decimal(absolute),
        None if percent is None else Decimal(percent),
    )


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read settings from environment variables, and what they leave out from a folder of secrets.

    ``CONTRACT_AI_SECRETS`` names that folder: one file a setting, named like it, as the agents of
    secret stores write them.

    Raises:
        SettingsError: a variable has a name or a value that is no setting, or a file of the folder
            cannot be used.
    """
    folder = environment.get(PREFIX + "SECRETS")
    found = secrets_in(Path(folder), Settings.model_fields) if folder else {}
    found |= {
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

"""Everything this application raises on purpose.

* ContractAIError
  + DocumentError          one document cannot be used; the batch goes on
  + SettingsError          the run cannot start
  + AccountError           a person's account, link or code cannot be used so
  + RequestError           what a program asked for cannot be done
  + ServiceError           another system cannot be read now

Each error holds ``code`` (one of `ErrorCode`, a closed list that is never renamed), ``what``
happened, ``where``, and what to ``do`` next.  The command line, the pages and the log each
print them their own way.
"""

from enum import StrEnum


class ErrorCode(StrEnum):
    """The closed list of error codes; docs/errors.md explains each to a clerk."""

    FILE_NOT_FOUND = "FILE_NOT_FOUND"
    FILE_NOT_REGULAR = "FILE_NOT_REGULAR"
    FILE_EMPTY = "FILE_EMPTY"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_HARMFUL = "FILE_HARMFUL"
    FILE_UNREADABLE = "FILE_UNREADABLE"
    KIND_UNKNOWN = "KIND_UNKNOWN"
    KIND_MISMATCH = "KIND_MISMATCH"
    PDF_DAMAGED = "PDF_DAMAGED"
    PDF_ENCRYPTED = "PDF_ENCRYPTED"
    PDF_NO_PAGES = "PDF_NO_PAGES"
    PDF_TOO_MANY_PAGES = "PDF_TOO_MANY_PAGES"
    PAGE_NOT_FOUND = "PAGE_NOT_FOUND"
    SELECTION_EMPTY = "SELECTION_EMPTY"
    PDF_NO_TEXT = "PDF_NO_TEXT"
    DOCX_DAMAGED = "DOCX_DAMAGED"
    DOCX_ENCRYPTED = "DOCX_ENCRYPTED"
    XLSX_DAMAGED = "XLSX_DAMAGED"
    ZIP_TOO_LARGE = "ZIP_TOO_LARGE"
    ZIP_UNSAFE = "ZIP_UNSAFE"
    XML_DAMAGED = "XML_DAMAGED"
    XML_DOCTYPE = "XML_DOCTYPE"
    XML_NOT_INVOICE = "XML_NOT_INVOICE"
    JSON_DAMAGED = "JSON_DAMAGED"
    TABLE_DAMAGED = "TABLE_DAMAGED"
    TABLE_NO_HEADER = "TABLE_NO_HEADER"
    TABLE_TOO_LARGE = "TABLE_TOO_LARGE"
    BANK_FILE_DAMAGED = "BANK_FILE_DAMAGED"
    BANK_FILE_UNKNOWN = "BANK_FILE_UNKNOWN"
    INVOICE_NOT_FOUND = "INVOICE_NOT_FOUND"
    LESSON_UNUSABLE = "LESSON_UNUSABLE"
    TERMS_INVALID = "TERMS_INVALID"
    LIMIT_MEMORY = "LIMIT_MEMORY"
    LIMIT_TIME = "LIMIT_TIME"
    LIMIT_OUTPUT = "LIMIT_OUTPUT"
    IMAGE_TOO_LARGE = "IMAGE_TOO_LARGE"
    OCR_FAILED = "OCR_FAILED"
    READER_DIED = "READER_DIED"
    READER_FAILED = "READER_FAILED"
    READER_KILLED = "READER_KILLED"
    UPLOAD_QUOTA = "UPLOAD_QUOTA"
    NAME_TAKEN = "NAME_TAKEN"
    BATCH_RUNNING = "BATCH_RUNNING"
    CHECKS_KILLED = "CHECKS_KILLED"
    ENGINE_MISSING = "ENGINE_MISSING"
    ENGINE_UNREACHABLE = "ENGINE_UNREACHABLE"
    ENGINE_VERSION = "ENGINE_VERSION"
    FILES_UNREACHABLE = "FILES_UNREACHABLE"
    ORIGINAL_MISSING = "ORIGINAL_MISSING"
    SCANNER_FAILED = "SCANNER_FAILED"
    SETTINGS_INVALID = "SETTINGS_INVALID"
    DATABASE_UNUSABLE = "DATABASE_UNUSABLE"
    DATABASE_IN_THE_CLEAR = "DATABASE_IN_THE_CLEAR"
    BACKUP_DAMAGED = "BACKUP_DAMAGED"
    PLACE_NOT_EMPTY = "PLACE_NOT_EMPTY"
    PDF_LIBRARY_MISSING = "PDF_LIBRARY_MISSING"
    OUTPUT_UNWRITABLE = "OUTPUT_UNWRITABLE"
    ANCHORS_UNUSABLE = "ANCHORS_UNUSABLE"
    AUDIT_KEY_UNUSABLE = "AUDIT_KEY_UNUSABLE"
    AUDIT_BROKEN = "AUDIT_BROKEN"
    SECOND_READER_MISSING = "SECOND_READER_MISSING"
    SECOND_READER_NOT_ALLOWED = "SECOND_READER_NOT_ALLOWED"
    SECOND_READER_UNREACHABLE = "SECOND_READER_UNREACHABLE"
    SECOND_READER_REFUSED = "SECOND_READER_REFUSED"
    SECOND_READER_BUSY = "SECOND_READER_BUSY"
    SECOND_READER_TIMEOUT = "SECOND_READER_TIMEOUT"
    SECOND_READER_ANSWER = "SECOND_READER_ANSWER"
    SECOND_READER_BUDGET = "SECOND_READER_BUDGET"
    SECOND_READER_RECORD = "SECOND_READER_RECORD"
    SECRET_KEY_UNUSABLE = "SECRET_KEY_UNUSABLE"  # noqa: S105 (the name of an error)
    ACCOUNT_REFUSED = "ACCOUNT_REFUSED"
    PASSWORD_WEAK = "PASSWORD_WEAK"  # noqa: S105 (the name of an error)
    CODE_WRONG = "CODE_WRONG"
    LINK_INVALID = "LINK_INVALID"
    SIGN_ON_FAILED = "SIGN_ON_FAILED"
    TOKEN_INVALID = "TOKEN_INVALID"  # noqa: S105 (the name of an error)
    SCOPE_MISSING = "SCOPE_MISSING"
    REQUEST_INVALID = "REQUEST_INVALID"
    REQUEST_TOO_LARGE = "REQUEST_TOO_LARGE"
    NOT_THERE = "NOT_THERE"
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    KEY_MISSING = "KEY_MISSING"
    KEY_USED = "KEY_USED"
    KEY_BUSY = "KEY_BUSY"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    USAGE_EVENT_INVALID = "USAGE_EVENT_INVALID"
    USAGE_EVENT_DIFFERS = "USAGE_EVENT_DIFFERS"
    USAGE_RULE_INVALID = "USAGE_RULE_INVALID"
    REMINDER_NOT_SO = "REMINDER_NOT_SO"
    DRAFT_NOT_SO = "DRAFT_NOT_SO"
    DRAFT_CHANGED = "DRAFT_CHANGED"
    NUMBER_TAKEN = "NUMBER_TAKEN"
    PERIOD_NOT_SO = "PERIOD_NOT_SO"
    STATEMENT_UNUSABLE = "STATEMENT_UNUSABLE"
    FAULT = "FAULT"
    SERVICE_NOT_CONNECTED = "SERVICE_NOT_CONNECTED"
    SERVICE_UNREACHABLE = "SERVICE_UNREACHABLE"
    SERVICE_BUSY = "SERVICE_BUSY"
    SERVICE_REFUSED = "SERVICE_REFUSED"
    SERVICE_ANSWER = "SERVICE_ANSWER"
    SYNC_RUNNING = "SYNC_RUNNING"
    NOTICE_FORGED = "NOTICE_FORGED"
    INVOICE_INCOMPLETE = "INVOICE_INCOMPLETE"
    INVOICE_UNSOUND = "INVOICE_UNSOUND"
    ISSUING_UNUSABLE = "ISSUING_UNUSABLE"


class ContractAIError(Exception):
    """Base class: ``what`` happened, ``where``, and what to ``do`` next."""

    def __init__(self, code: ErrorCode, what: str, *, where: str, do: str) -> None:
        super().__init__(code, what, where, do)
        self.code = code
        self.what = what
        self.where = where
        self.do = do

    def __reduce__(self) -> tuple[object, ...]:
        """Keep keyword arguments when an error travels between processes."""
        return (_rebuild, (type(self), self.code, self.what, self.where, self.do))

    def __str__(self) -> str:
        return f"{self.where}: [{self.code}] {self.what} {self.do}"


def _rebuild(
    kind: type[ContractAIError], code: ErrorCode, what: str, where: str, do: str
) -> ContractAIError:
    return kind(code, what, where=where, do=do)


class DocumentError(ContractAIError):
    """One document cannot be used; the rest of the batch goes on."""


class SettingsError(ContractAIError):
    """The run cannot start."""


class AccountError(ContractAIError):
    """A person's account, link or code cannot be used or changed so."""


class RequestError(ContractAIError):
    """What a program asked for cannot be done."""


class ServiceError(ContractAIError):
    """Another system cannot be read now; what was read before stays."""

"""Read terms that a person confirmed: bytes to contract-terms/1."""

import json

from pydantic import ValidationError

from models.errors import DocumentError, ErrorCode
from models.forms import Json, contract_form, read_contract_form
from models.scans import NO_SCANS, Scans


def run(data: bytes, file: str, _extra: str, _scans: Scans = NO_SCANS) -> Json:
    """Read one file of terms/.

    Raises:
        DocumentError: it is no JSON, or not contract-terms/1.
    """
    do = "Correct it, or take it away so that the contract itself is read."
    try:
        contract = read_contract_form(json.loads(data))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        what = f"This is not contract-terms/1: {place}: {first['msg']}."
        raise DocumentError(ErrorCode.TERMS_INVALID, what, where=file, do=do) from error
    except (ValueError, RecursionError) as error:
        what = "This is no JSON that can be read."
        raise DocumentError(ErrorCode.TERMS_INVALID, what, where=file, do=do) from error
    return contract_form(contract)

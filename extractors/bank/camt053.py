"""CAMT.053, ISO 20022 bank-to-customer statement, versions 001.02 to 001.13.

Reads:  each ``Stmt``: booked entries (status BOOK or none), split into their transactions where
        the transactions have amounts that add up to the entry.
Leaves: pending and information entries; they are not booked yet.
Source: ISO 20022 message definition "BankToCustomerStatement"; names are read without their
        namespace, so that a new version needs no change.
"""

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from extractors.bank.parts import MOST_LINES, amount_in, damaged, day_in, plain, quoted
from extractors.readers.xmltree import parse_xml
from models.errors import DocumentError, ErrorCode
from models.payments import BankFile, BankLine, BankStatement

_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read_camt053(data: bytes, file: str) -> BankFile:
    """Read a statement in XML.

    Raises:
        DocumentError: XML_DAMAGED, XML_DOCTYPE, BANK_FILE_UNKNOWN, BANK_FILE_DAMAGED.
    """
    root = parse_xml(data, file)
    report = root if _name(root) == "BkToCstmrStmt" else _first(root, "BkToCstmrStmt")
    if report is None:
        raise DocumentError(
            ErrorCode.BANK_FILE_UNKNOWN,
            "the XML is no bank statement (CAMT.053).",
            where=file,
            do="Download the statement as CAMT.053; reports of the day (CAMT.052, CAMT.054) are not booked yet.",
        )
    statements = tuple(_statement(one, file) for one in _all(report, "Stmt"))
    if not statements:
        raise damaged(file, "the file holds no statement.")
    return BankFile("CAMT.053", statements)


def _statement(node: etree._Element, file: str) -> BankStatement:
    account = _text(node, "Acct/Id/IBAN") or _text(node, "Acct/Id/Othr/Id")
    lines: list[BankLine] = []
    warnings: list[str] = []
    for number, entry in enumerate(_all(node, "Ntry"), start=1):
        lines += _entry(entry, f"Stmt/Ntry[{number}]", file, warnings)
        if len(lines) > MOST_LINES:
            raise damaged(file, f"the statement holds more than {MOST_LINES} movements.")
    currency = _text(node, "Acct/Ccy") or next((line.currency for line in lines), None)
    return BankStatement(
        account=account,
        number=_text(node, "ElctrncSeqNb") or _text(node, "LglSeqNb") or _text(node, "Id"),
        currency=currency,
        lines=tuple(lines),
        opening=_balance(node, _OPENING, file),
        closing=_balance(node, _CLOSING, file),
        warnings=tuple(warnings),
    ).checked()


def _balance(node: etree._Element, codes: tuple[str, ...], file: str) -> Decimal | None:
    for code in codes:
        found = [b for b in _all(node, "Bal") if _text(b, "Tp/CdOrPrtry/Cd") == code]
        if found:  # several of one kind: the first opens, the last closes
            return _signed(found[0 if codes is _OPENING else -1], file, f"Bal {code}")
    return None


def _entry(entry: etree._Element, place: str, file: str, warnings: list[str]) -> Iterator[BankLine]:
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts") or "BOOK"
    if status != "BOOK":
        return
    parts = [part for details in _all(entry, "NtryDtls") for part in _all(details, "TxDtls")]
    whole = _signed(entry, file, place)
    if len(parts) > 1:
        amounts = [_part_amount(part, whole, file, place) for part in parts]
        known = [amount for amount in amounts if amount is not None]
        if len(known) == len(parts) and sum(known, Decimal(0)) == whole:
            for number, (part, amount) in enumerate(zip(parts, known, strict=True), start=1):
                yield _line(entry, part, amount, f"{place}/TxDtls[{number}]", file)
            return
        warnings.append(
            f"{place}: the {len(parts)} transactions of an entry of {whole} do not add up to it; "
            "the entry is kept as one movement."
        )
        yield _line(entry, entry, whole, place, file)
        return
    yield _line(entry, parts[0] if parts else entry, whole, place, file)


def _part_amount(part: etree._Element, whole: Decimal, file: str, place: str) -> Decimal | None:
    node = _first(part, "Amt")
    if node is None:
        node = _first(part, "AmtDtls/TxAmt/Amt")
    if node is None:
        return None
    sign = _text(part, "CdtDbtInd")
    amount = amount_in(node.text or "", file, place)
    return -amount if (sign == "DBIT" if sign else whole < 0) else amount


def _line(
    entry: etree._Element, part: etree._Element, amount: Decimal, place: str, file: str
) -> BankLine:
    booked = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")
    valued = _text(entry, "ValDt/Dt") or _text(entry, "ValDt/DtTm")
    day = booked or valued
    if day is None:
        raise damaged(file, f"{place} holds no date.")
    side = "Dbtr" if amount > 0 else "Cdtr"
    parties = f"RltdPties/{side}"
    remitted = [plain(node.text) or "" for node in _all(part, "RmtInf/Ustrd")]
    split = "TxDtls" in place  # the entry's reference is then not the movement's own
    sent = _first(part, "AmtDtls/InstdAmt/Amt")
    text = plain(" ".join(remitted)) or _text(part, "AddtlTxInf") or _text(entry, "AddtlNtryInf")
    words = " ".join(str(piece) for piece in part.itertext())
    amount_node = _first(entry, "Amt")
    return BankLine(
        booked_on=day_in(day[:10], file, place),
        amount=amount,
        currency=amount_node.get("Ccy") if amount_node is not None else None,
        valued_on=day_in(valued[:10], file, place) if valued else None,
        counterparty=_text(part, f"{parties}/Nm") or _text(part, f"{parties}/Pty/Nm"),
        counterparty_account=_text(part, f"RltdPties/{side}Acct/Id/IBAN")
        or _text(part, f"RltdPties/{side}Acct/Id/Othr/Id"),
        text=text or "",
        reference=_text(part, "RmtInf/Strd/CdtrRefInf/Ref")
        or _text(part, "RmtInf/Strd/RfrdDocInf/Nb"),
        end_to_end_id=_given(_text(part, "Refs/EndToEndId")),
        bank_id=_text(part, "Refs/AcctSvcrRef") or (None if split else _text(entry, "AcctSvcrRef")),
        instructed=amount_in(sent.text or "", file, place) if sent is not None else None,
        instructed_currency=sent.get("Ccy") if sent is not None else None,
        fees=_fees(part, file, place),
        reversal=_text(entry, "RvslInd") == "true",
        evidence=quoted(words, file, place),
    )


def _fees(part: etree._Element, file: str, place: str) -> Decimal | None:
    found = [*_all(part, "Chrgs/Rcrd/Amt"), *_all(part, "Chrgs/Amt")]
    total = sum((amount_in(node.text or "", file, place) for node in found), Decimal(0))
    return total or None


def _given(text: str | None) -> str | None:
    return None if text in (None, "NOTPROVIDED", "NOT PROVIDED") else text


def _signed(node: etree._Element, file: str, place: str) -> Decimal:
    amount = amount_in(_text(node, "Amt") or "", file, place)
    sign = _text(node, "CdtDbtInd")
    if sign not in ("CRDT", "DBIT"):
        raise damaged(file, f"{place} says neither credit nor debit.")
    return -amount if sign == "DBIT" else amount


def _name(node: etree._Element) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def _all(node: etree._Element, path: str) -> Iterator[etree._Element]:
    first, _, rest = path.partition("/")
    for child in node:
        if _name(child) == first:
            if rest:
                yield from _all(child, rest)
            else:
                yield child


def _first(node: etree._Element, path: str) -> etree._Element | None:
    return next(_all(node, path), None)


def _text(node: etree._Element, path: str) -> str | None:
    return next((text for one in _all(node, path) if (text := plain(one.text))), None)

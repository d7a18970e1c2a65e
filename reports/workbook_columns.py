"""The columns of each sheet of the workbook."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading and its width in letters."""

    heading: str
    width: int


_WHAT = (
    Column("Code", 8),
    Column("Check", 26),
    Column("Severity", 9),
    Column("Direction", 12),
    Column("Finding", 70),
    Column("Amount at stake", 16),
    Column("Currency", 9),
    Column("Contract", 26),
    Column("Invoice", 16),
    Column("Line", 6),
)
"""What every list of findings begins with."""

FINDINGS = (
    *_WHAT,
    Column("Expected", 16),
    Column("Actual", 16),
    Column("Working", 40),
    Column("Act before", 11),
    Column("State", 9),
    Column("Decision", 40),
    Column("Review", 8),
    Column("The contract's words", 60),
    Column("Where", 30),
    Column("Invoice file", 26),
    Column("Fingerprint", 18),
)
CHANGES = (
    Column("Change", 14),
    Column("Code", 8),
    Column("Finding", 70),
    Column("Direction", 12),
    Column("Amount before", 16),
    Column("Amount", 16),
    Column("Currency", 9),
    Column("Contract", 26),
    Column("Invoice", 16),
    Column("Why", 60),
    Column("First found", 11),
    Column("Fingerprint", 18),
)
TESTS = (
    Column("Code", 8),
    Column("Check", 28),
    Column("Result", 15),
    Column("Contract", 26),
    Column("Invoice", 16),
    Column("File", 26),
    Column("Reason or reading used", 70),
)
NOT_APPLIED = (
    Column("Code", 8),
    Column("Check", 28),
    Column("Reason", 70),
    Column("Tests", 10),
)
MISSING = (
    Column("What is missing", 70),
    Column("Tests waiting", 14),
    Column("Checks", 30),
    Column("Invoices", 40),
    Column("Contracts", 30),
    Column("Invoice value concerned", 24),
    Column("Currency", 9),
)
TERMS = (
    Column("Contract", 26),
    Column("Title", 36),
    Column("Term", 22),
    Column("As read", 50),
    Column("The document's words", 70),
    Column("Where", 26),
    Column("Confidence", 11),
    Column("Review", 8),
    Column("Confirmed", 10),
)
INVOICES = (
    Column("Invoice", 16),
    Column("Kind", 12),
    Column("Issued", 11),
    Column("Received", 11),
    Column("Due", 11),
    Column("Supplier", 30),
    Column("Customer", 30),
    Column("Currency", 9),
    Column("Net", 14),
    Column("Tax", 14),
    Column("Total", 14),
    Column("Purchase order", 16),
    Column("Contract reference", 22),
    Column("Lines", 7),
    Column("File", 30),
)
LISTED = (
    *_WHAT,
    Column("Supplier", 30),
    Column("Customer", 30),
    Column("Act before", 11),
    Column("Found", 11),
    Column("State", 9),
    Column("Review", 8),
    Column("Fingerprint", 18),
)

"""A bank's file for the sample company: one payment of each kind of answer."""

HEAD = "Booking date,Amount,Currency,Payer,Description,Transaction ID\n"
BANK = (
    HEAD + "2026-06-20,2880.00,GBP,Quillfeather Publishing,Invoice TA-2011,B1\n"
    "2026-06-21,8883.00,USD,Palisade Payments Inc,thanks,B2\n"
    "2026-06-22,55.00,USD,City Bank,interest,B3\n"
    "2026-06-23,-100.00,USD,Landlord,rent of June,B4\n"
)
"""TA-2011 exactly, probably TA-3007, nothing on file, and money that went out."""
EXACT, LIKELY, UNKNOWN, OUT = 1, 2, 3, 4
"""The numbers that they have in an empty ledger."""

"""A deal in words, for messages."""

from models.facts import Deal


def called(deal: Deal) -> str:
    """Name a deal: "Deal 77 (Juniper platform)"."""
    return f"Deal {deal.deal} ({deal.name})" if deal.name else f"Deal {deal.deal}"

"""What became of a night, as it is printed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contract_ai.batch.figures import Figures, Slow, Unread
from contract_ai.batch.inbox import Left
from models.findings import Audit

if TYPE_CHECKING:
    from contract_ai.pipeline import Outputs


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a night; ``outputs`` and ``audit`` are None where nothing was checked."""

    figures: Figures
    unread: tuple[Unread, ...]
    slowest: tuple[Slow, ...]
    left: tuple[Left, ...]
    notices: tuple[str, ...]
    outputs: "Outputs | None"
    audit: Audit | None

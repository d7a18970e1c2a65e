"""Child processes with limits, in which strangers' files are read."""

from contract_ai.sandbox.limits import Limits
from contract_ai.sandbox.pool import SupervisedPool

__all__ = ["Limits", "SupervisedPool"]

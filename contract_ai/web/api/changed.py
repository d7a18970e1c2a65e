"""Somebody was faster: what was named is another thing now."""

from models.errors import ErrorCode, RequestError


class ChangedMeanwhile(RequestError):
    """What was to be changed is no longer as the caller saw it; ``current`` is its version now."""

    def __init__(self, what: str, where: str, current: str) -> None:
        do = "Read it again, and decide anew."
        super().__init__(ErrorCode.CHANGED_MEANWHILE, what, where=where, do=do)
        self.current = current

"""Why a notice was not told."""

from datetime import timedelta

from tui.domain.text import MAX_ERROR_LENGTH, CleanText, sanitize_line


class NotToldError(Exception):
    """A notice was not told, or nobody knows whether it was; the reason has no secret in it.

    Args:
        reason: in a few words.
        may_retry: whether telling it again can help, and tells nothing twice.
        after: the least wait before that, where a server requests one.
    """

    def __init__(self, reason: str, *, may_retry: bool = False, after: timedelta | None = None) -> None:
        self.reason: CleanText = sanitize_line(reason, MAX_ERROR_LENGTH)
        self.may_retry = may_retry
        self.after = after
        super().__init__(self.reason)

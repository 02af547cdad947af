"""How far the terminal has read: asked of the terminal itself, for a line's buffers hide it."""

from typing import Final

CURSOR_POSITION_REQUEST: Final = "\x1b[6n"
"""Where is the cursor? Every terminal answers it, in its turn, once it has read everything before it."""
EVERY: Final = 1024
"""Bytes sent for each question."""
MAX_UNACKED: Final = 4096
"""Bytes that may be sent beyond a question before its answer is awaited."""
PROMPT_REPLY: Final = 0.25
"""Seconds within which an answer holds nothing up."""
REPLY_TIMEOUT: Final = 15.0
"""Seconds after which an answer is not awaited any more: it may be lost where sessions are detached and taken up."""


class FlowControl:
    """Asks now and then, and holds frames back while the answer shows that the terminal is behind.

    That the kernel takes more only says that the nearest buffer has room: some 20 kB in a pseudo-terminal, hundreds
    over ssh. On a slow line these are many seconds, and each key would be painted behind them. This bounds what is on
    the way to about one frame. Where answers come promptly it holds nothing up, and where none ever came it never will.
    """

    def __init__(self) -> None:
        self._beyond = 0
        self._asked: float | None = None
        self._was_answered = False

    def sent(self, count: int) -> None:
        """Note so many bytes sent."""
        self._beyond += count

    def should_probe(self) -> bool:
        """Whether it is time to ask."""
        return self._asked is None and self._beyond >= EVERY

    def note_probe(self, now: float) -> None:
        """Note that the question was sent at this monotonic time."""
        self._asked = now
        self._beyond = 0

    def note_reply(self) -> None:
        """Note that the terminal has answered."""
        self._asked = None
        self._was_answered = True

    def is_pending(self, now: float) -> bool:
        """Whether an answer is still to come, as far as one can tell."""
        return self._was_answered and self._asked is not None and now - self._asked < REPLY_TIMEOUT

    def can_send(self, now: float) -> bool:
        """Whether the terminal is near enough behind to be sent another frame."""
        if self._asked is None or not self._was_answered:
            return True
        waited = now - self._asked
        if waited >= REPLY_TIMEOUT:
            self._asked = None
            return True
        return waited <= PROMPT_REPLY and self._beyond < MAX_UNACKED

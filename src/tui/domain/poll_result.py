"""The results of a poll, which are events, by their earlier address."""

from tui.domain.events import Failure, NotModified, PollResult, Snapshot

__all__ = ["Failure", "NotModified", "PollResult", "Snapshot"]

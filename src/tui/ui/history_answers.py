"""Answers of the history to one kind of question, asked again when they grow old."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from tui.storage.history.errors import HistoryError

if TYPE_CHECKING:
    from tui.storage.history.reader import HistoryReader
    from tui.ui.history_access import HistoryAccess

T = TypeVar("T")
_MAX_ANSWERS: Final = 8
"""Answers that are remembered, those to the latest questions: each may be thousands of bars."""


class Answer(NamedTuple, Generic[T]):
    """What the history answered, and when it was asked (aware)."""

    value: T | HistoryError
    asked_at: datetime


class HistoryAnswers(Generic[T]):
    """Asks one question at a time; the last answer is there at once, while a newer one is waited for.

    Args:
        access: the history.
        answered: called in the event loop when an answer has come.
    """

    def __init__(self, access: "HistoryAccess", answered: Callable[[], object]) -> None:
        self._access = access
        self._answered = answered
        self._answers: dict[Hashable, Answer[T]] = {}
        self._is_waiting = False

    def get(
        self, question: Hashable, now: datetime, max_age: timedelta, query: "Callable[[HistoryReader], T]"
    ) -> Answer[T] | None:
        """Return the last answer to a question; None until there is one. Ask where it is older than `max_age`.

        Args:
            question: what tells it from others.
            now: aware.
            max_age: of an answer that need not be asked for again.
            query: reads it, on the thread of the history.
        """
        known = self._answers.get(question)
        if known is not None and known.asked_at > now:
            # recorded time went back: what came since is not to be seen
            known = None
        if not self._is_waiting and (known is None or now - known.asked_at >= max_age):
            self._is_waiting = True
            self._access.ask(query, lambda value: self._receive(question, Answer(value, now)))
        return known

    def _receive(self, question: Hashable, answer: Answer[T]) -> None:
        self._is_waiting = False
        self._answers.pop(question, None)
        self._answers[question] = answer
        while len(self._answers) > _MAX_ANSWERS:
            del self._answers[next(iter(self._answers))]
        self._answered()

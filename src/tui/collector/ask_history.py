"""The history of a collector, for a command that prints it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from tui.collector.connect import open_link
from tui.collector.history_requests import (
    HISTORY,
    HistoryEnd,
    HistoryRequest,
    decode_answer,
    encode_history_request,
)
from tui.collector.link_errors import LinkError
from tui.collector.names import BoardNames
from tui.config.collect import CollectSettings
from tui.domain.text import CleanText
from tui.storage.history.records import columns_of
from tui.view.records import Record


class RemoteHistory:
    """One question to the history of a collector.

    Args:
        settings: where the collector publishes.
        request: what is asked.
    """

    def __init__(self, settings: CollectSettings, request: HistoryRequest) -> None:
        self._settings, self._request = settings, request
        self.end = HistoryEnd()
        """How the answer ended, once all records are taken."""

    def records(self) -> Iterator[Record]:
        """Yield the records of the answer, as they come.

        Raises:
            LinkError: there is no collector, or it cannot be understood.
        """
        with asyncio.Runner() as runner:
            messages = self._messages()
            while (records := runner.run(_next(messages))) is not None:
                yield from records

    async def _messages(self) -> AsyncIterator[list[Record]]:
        link = await open_link(self._settings)
        count = 0
        try:
            subject = BoardNames(self._settings.board).request(HISTORY)
            async for message in link.ask_for_many(subject, encode_history_request(self._request)):
                try:
                    answer = decode_answer(message, columns_of(self._request.every))
                except ValueError as error:
                    raise LinkError(str(error)) from None
                if isinstance(answer, HistoryEnd):
                    self.end = answer if answer.problem else answer._replace(problem=_problem_of(count, answer.records))
                    return
                count += len(answer)
                yield answer
        finally:
            await link.close()


def _problem_of(count: int, sent: int) -> CleanText:
    """Return what is wrong with an answer of which so many records came, and so many were sent by who ended it."""
    if count > sent:
        return CleanText("several collectors answered; ask for the symbols of one at a time")
    return CleanText(f"{sent - count:,} of {sent:,} records were lost on the way" if count < sent else "")


async def _next(messages: AsyncIterator[list[Record]]) -> list[Record] | None:
    return await anext(messages, None)

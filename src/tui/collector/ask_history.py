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
from tui.collector.link import Link
from tui.collector.link_errors import LinkError
from tui.collector.names import BoardNames
from tui.collector.state import groups_of
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
        """Yield the records of each group of sources, one group after the other."""
        link = await open_link(self._settings)
        ends: list[HistoryEnd] = []
        try:
            for group in await groups_of(link) or ("",):
                async for records in self._records_of(link, self._request._replace(group=group), ends):
                    yield records
        finally:
            await link.close()
        absent = [name for name in ends[0].absent if all(name in end.absent for end in ends)]
        problem = next((end.problem for end in ends if end.problem), CleanText(""))
        self.end = HistoryEnd(sum(end.records for end in ends), tuple(absent), problem)

    async def _records_of(
        self, link: Link, request: HistoryRequest, ends: list[HistoryEnd]
    ) -> AsyncIterator[list[Record]]:
        """Yield the records of a group, and add how its answer ended."""
        subject, count = BoardNames(self._settings.board).request(HISTORY), 0
        try:
            async for message in link.ask_for_many(subject, encode_history_request(request)):
                answer = decode_answer(message, columns_of(request.every))
                if isinstance(answer, HistoryEnd):
                    ends.append(answer if answer.problem else answer._replace(problem=_problem_of(count, answer)))
                    return
                count += len(answer)
                yield answer
        except ValueError as error:
            raise LinkError(str(error)) from None
        except LinkError as error:
            if not request.group:
                raise
            # the others may have what is asked
            ends.append(
                HistoryEnd(
                    count, tuple(map(CleanText, request.symbols)), CleanText(f"of group {request.group}: {error}")
                )
            )


def _problem_of(count: int, end: HistoryEnd) -> CleanText:
    """Return what is wrong with an answer of which so many records came."""
    if count == end.records:
        return CleanText("")
    return CleanText(f"{abs(end.records - count):,} of {end.records:,} records were lost on the way, or came twice")


async def _next(messages: AsyncIterator[list[Record]]) -> list[Record] | None:
    return await anext(messages, None)

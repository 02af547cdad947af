"""Answers what viewers ask of the history: read on a thread of its own, one answer at a time."""

import asyncio
import logging
from collections.abc import Callable, Generator
from concurrent.futures import Executor
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from tui.collector.history_requests import (
    MAX_RECORDS,
    HistoryEnd,
    HistoryRequest,
    decode_history_request,
    encode_answer,
    encode_end,
)
from tui.collector.link import Request
from tui.collector.link_errors import LinkError
from tui.domain.text import CleanText
from tui.storage.history.errors import HistoryError
from tui.storage.history.reader import HistoryReader
from tui.storage.history.records import columns_of, history_records, named_instruments

_log = logging.getLogger(__name__)

MAX_WAITING: Final = 4
"""Requests that may wait for the one before them."""
_BUSY: Final = HistoryEnd(problem=CleanText("the collector answers others; try again"))


class HistoryAnswers:
    """Answers from one history.

    Args:
        file: returns its path; None where nothing is kept.
        executor: a thread that reads the file.
        group: of the sources whose history it is.
    """

    def __init__(self, file: Callable[[], Path | None], executor: Executor, group: str) -> None:
        self._file, self._executor, self._group = file, executor, group
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def answer(self, request: Request) -> None:
        """Answer a request; one that is malformed is left, and one too many is refused."""
        try:
            asked = decode_history_request(request.body)
        except ValueError as error:
            _log.info("a request for the history is refused: %s", error)
            return
        if asked.group not in ("", self._group):
            return
        if self._waiting >= MAX_WAITING:
            await _send(request, encode_end(_BUSY))
            return
        self._waiting += 1
        try:
            async with self._turn:
                await self._answer(request, asked)
        finally:
            self._waiting -= 1

    async def _answer(self, request: Request, asked: HistoryRequest) -> None:
        loop, file = asyncio.get_running_loop(), self._file()
        messages = _messages(file, asked)
        while (message := await loop.run_in_executor(self._executor, next, messages, None)) is not None:
            if not await _send(request, message):
                await loop.run_in_executor(self._executor, messages.close)
                return


async def _send(request: Request, message: bytes) -> bool:
    try:
        await request.answer(message)
    except LinkError as error:
        _log.info("the history was not sent: %s", error)
        return False
    return True


def _messages(file: Path | None, asked: HistoryRequest) -> Generator[bytes]:
    """Yield the messages of an answer."""
    if file is None or not file.exists():
        yield encode_end(HistoryEnd(problem=CleanText("the collector keeps no history")))
        return
    columns = columns_of(asked.every)
    try:
        with closing(HistoryReader(file)) as reader:
            keys, absent = named_instruments(asked.symbols, reader.instruments())
            records = history_records(reader, keys, asked.since, asked.until, asked.every)
            count = yield from encode_answer(islice(records, MAX_RECORDS), columns)
            is_whole = next(records, None) is None
    except HistoryError as error:
        yield encode_end(HistoryEnd(problem=CleanText(f"the history cannot be read: {error}")))
        return
    problem = CleanText("" if is_whole else f"only the first {MAX_RECORDS:,} records were sent; ask for less")
    yield encode_end(HistoryEnd(count, tuple(map(CleanText, absent)), problem))

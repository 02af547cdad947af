"""Sends the requests of one viewer to the collectors."""

import logging
import uuid
from collections.abc import Callable
from typing import Final

from tui.collector.background_tasks import BackgroundTasks
from tui.collector.link import Link
from tui.collector.link_errors import LinkError
from tui.collector.names import BoardNames
from tui.collector.requests import HERE, STATE, ViewerRequest, encode_request
from tui.domain.text import CleanText, sanitize_line

_log = logging.getLogger(__name__)

_MAX_SAID: Final = 400
"""Bytes of an answer."""


class Asker:
    """Sends requests in the background, on the loop that it is used on.

    Args:
        names: of the board.
        announce: called with what the user should know; must neither block nor raise.
    """

    def __init__(self, names: BoardNames, announce: Callable[[str], object]) -> None:
        self._names, self._announce = names, announce
        self._viewer = uuid.uuid4().hex
        self._tasks = BackgroundTasks()

    def ask(self, link: Link | None, kind: str, about: str = "") -> None:
        """Ask the collector for something; what it says to that is announced.

        Args:
            link: None where there is no line, which is announced.
            kind: of `requests.KINDS`.
            about: the name of a source, the id of an article, or `PSX:OGDC`; empty for all.
        """
        if link is None:
            self._announce("not asked: there is no line to the collector")
        else:
            self._tasks.start(self._ask(link, ViewerRequest(kind, self._viewer, CleanText(about))))

    def say_here(self, link: Link | None, *, is_attended: bool) -> None:
        """Tell the collectors that a viewer is there, and whether somebody looks; nothing without a line."""
        if link is not None:
            self._tasks.start(self._say(link, ViewerRequest(HERE, self._viewer, is_attended=is_attended)))

    def want_state(self, link: Link, group: str) -> None:
        """Ask the collector of a group to write its state soon; it says nothing to that."""
        self._tasks.start(self._say(link, ViewerRequest(STATE, self._viewer, CleanText(group))))

    async def _ask(self, link: Link, request: ViewerRequest) -> None:
        try:
            answer = await link.ask(self._names.request(request.kind), encode_request(request))
        except LinkError as error:
            self._announce(str(error))
            return
        if said := sanitize_line(answer[:_MAX_SAID].decode("utf-8", "replace")):
            self._announce(said)

    async def _say(self, link: Link, request: ViewerRequest) -> None:
        try:
            await link.say(self._names.request(request.kind), encode_request(request))
        except LinkError as error:
            _log.info("the collector was not told %s: %s", request.kind, error)

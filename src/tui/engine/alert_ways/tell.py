"""Tells one notice by one way, once."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from tui.config.alert_ways import Way, WayKind
from tui.domain.alerts.way import Notice
from tui.engine.alert_ways.errors import NotToldError

if TYPE_CHECKING:
    from tui.engine.http.errors import FetcherProtocol

TellTerminal = Callable[[str, str, str], str | None]
"""Has the terminal show a notice, given the form of the sequence, a title and a text; returns why it cannot."""

_TERMINAL_LINES = 3


def no_terminal(_form: str, _title: str, _text: str) -> str:
    """Return that there is no terminal."""
    return "no terminal here"


class Means(NamedTuple):
    """What notices are told by."""

    fetcher: "FetcherProtocol"
    tell_terminal: TellTerminal = no_terminal


async def tell(way: Way, notice: Notice, means: Means) -> None:
    """Tell a notice by a way, once.

    Raises:
        NotToldError: it was not told.
    """
    if way.destination.off_reason is not None:
        raise NotToldError(way.destination.off_reason)
    match way.kind:
        case WayKind.TERMINAL:
            await _tell_terminal(way, notice, means.tell_terminal)
        case WayKind.DESKTOP:
            from tui.engine.alert_ways.command import show_on_desktop  # noqa: PLC0415 - once something is told

            await show_on_desktop(way, notice)
        case WayKind.COMMAND:
            from tui.engine.alert_ways.command import run_command  # noqa: PLC0415 - as above

            await run_command(way, notice)
        case WayKind.WEBHOOK | WayKind.NTFY:
            from tui.engine.alert_ways.webhook import send_notice  # noqa: PLC0415 - as above

            await send_notice(way, notice, means.fetcher)
        case WayKind.MAIL:
            from tui.engine.alert_ways.mail import send_mail  # noqa: PLC0415 - as above

            await send_mail(way, notice)


async def _tell_terminal(way: Way, notice: Notice, tell_terminal: TellTerminal) -> None:
    from tui.view.alert_notice import notice_text, notice_title  # noqa: PLC0415 - as above

    title, text = notice_title(notice), notice_text(notice, lines=_TERMINAL_LINES)
    # what is around the terminal may have to be asked
    problem = await asyncio.get_running_loop().run_in_executor(None, tell_terminal, way.form, title, text)
    if problem is not None:
        raise NotToldError(problem)

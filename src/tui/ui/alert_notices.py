"""Tells on the board that alerts rang: by a toast, on the bottom line, and with the bell where a rule wants it."""

from typing import TYPE_CHECKING

from tui.domain.alerts.rule import BELL
from tui.domain.market import Market
from tui.domain.tape import new_alerts
from tui.ui.terminal.notices import TerminalNotices
from tui.view.alerts import summary

if TYPE_CHECKING:
    from tui.ui.market_app import MarketApp


def terminal_notices(app: "MarketApp") -> TerminalNotices:
    """Return what has the terminal of the board show notices, from any thread."""

    def write(text: str) -> None:
        terminal = app.terminal
        if terminal is not None:
            app.call_soon(lambda: terminal.write(text))

    return TerminalNotices(write)


def show_alerts(app: "MarketApp", before: Market, market: Market, *, is_live: bool) -> None:
    """Tell what rang between two markets: one alert in full, several as a list.

    Args:
        app: the board.
        before: the market before.
        market: the market now.
        is_live: whether rules are judged here; in a replay nothing rings, since it rang when it was recorded.
    """
    alerts = new_alerts(before, market)
    if alerts:
        app.announce_news(summary(alerts, app.state.now))
        if not is_live:
            return
        app.board.show_toast(alerts)
        if any(BELL in alert.ways for alert in alerts):
            app.bell()

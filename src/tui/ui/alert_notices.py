"""Tells on the board that alerts rang: by a toast, on the bottom line, and with the bell where a rule wants it."""

from typing import TYPE_CHECKING

from tui.domain.alerts.rule import BELL
from tui.domain.market import Market
from tui.domain.tape import new_alerts
from tui.ui.terminal.notices import TerminalNotices
from tui.view.alerts import summary

if TYPE_CHECKING:
    from tui.ui.history_app import HistoryApp
    from tui.ui.market_app import MarketApp


def terminal_notices(app: "MarketApp") -> TerminalNotices:
    """Return what has the terminal of the board show notices, from any thread."""

    def write(text: str) -> None:
        terminal = app.terminal
        if terminal is not None:
            app.call_soon(lambda: terminal.write(text))

    return TerminalNotices(write)


def show_alerts(app: "HistoryApp", before: Market, market: Market) -> None:
    """Tell what rang between two markets: one alert in full, several as a list."""
    alerts = new_alerts(before, market)
    if alerts:
        app.announce_news(summary(alerts, app.state.now))
        # in a replay nothing rings: it rang when it was recorded
        if app.alerts is None:
            return
        app.board.show_toast(alerts)
        if any(BELL in alert.ways for alert in alerts):
            app.bell()

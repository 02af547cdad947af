"""The settings that take effect at once when the user changes them, and how."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from tui.config.board_values import parse_disagree, parse_flush, parse_idle_after
from tui.ui.board_state import BoardStateBuilder
from tui.ui.market_app import MarketApp
from tui.view.settings import OptionValue

_OF_SETTINGS: Final = frozenset(
    f"board.{name}" for name in ("theme", "up", "figures", "currency", "drop_columns", "tabs")
)
"""Those that are part of the board's settings, which every panel reads."""
LIVE_KEYS: Final = _OF_SETTINGS | {"board.flash", "board.mouse", "board.flush", "board.disagree", "board.idle_after"}
"""Of the settings that take effect at once; any other one does when the configuration is read again."""


class LiveOptions:
    """Gives the board the values of the settings that the user has changed, and back those of the start.

    Args:
        app: the board.
        builder: makes its states.
    """

    def __init__(self, app: MarketApp, builder: BoardStateBuilder) -> None:
        self._app = app
        self._builder = builder
        self._at_start: dict[str, OptionValue] = {}
        self._apply: Mapping[str, Callable[[OptionValue], OptionValue]] = MappingProxyType(
            {
                "board.flash": lambda value: app.board.set_flash(value is True),
                "board.mouse": lambda value: app.use_mouse(is_wanted=value is True),
                "board.flush": self._use_flush,
                "board.disagree": self._use_disagree,
                "board.idle_after": self._use_idle_after,
            }
        )

    def apply(self, before: Mapping[str, OptionValue], now: Mapping[str, OptionValue]) -> None:
        """Apply what differs between two sets of changed settings; one that is changed no more is as at the start."""
        for key in before.keys() | now.keys():
            if key not in self._apply or (key in before and key in now and before[key] == now[key]):
                continue
            was = self._apply[key](now[key] if key in now else self._at_start[key])
            self._at_start.setdefault(key, was)

    def _use_flush(self, value: OptionValue) -> str:
        return f"{self._app.use_flush(None if value is None else parse_flush(str(value)))}s"

    def _use_disagree(self, value: OptionValue) -> str:
        before = self._builder.disagree_percent
        self._app.set_limits(parse_disagree(str(value)), self._builder.idle_after)
        return f"{before:f}%"

    def _use_idle_after(self, value: OptionValue) -> str:
        builder = self._builder
        before, builder.idle_after = builder.idle_after, parse_idle_after(str(value))
        return f"{int(before.total_seconds())}s" if before else "never"

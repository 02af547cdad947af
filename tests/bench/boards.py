"""Boards of any size with a market that moves on request, and a terminal that only counts."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from rich.console import Console
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from tests.kit.markets import a_market
from tui.domain.events import Snapshot
from tui.domain.market import Market, apply
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.ui.app import BoardApp
from tui.view.sorting import Sort
from tui.view.terminal_profile import TerminalProfile

START = datetime(2026, 11, 23, 9, 18, tzinfo=UTC)
EVERY = timedelta(seconds=15)
_CENT = Decimal("0.01")


class TapDriver(HeadlessDriver):
    """A terminal that takes everything and keeps it, so that bytes are counted as they would be sent."""

    sent: ClassVar[list[str]] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.sent.append(data)


def tapped(app: App[Any], colours: str) -> None:
    """Let the application write to the tap, in these colours, to a terminal that knows synchronized output."""
    app.driver_class = TapDriver
    app.console = Console(color_system=colours, force_terminal=True, legacy_windows=False)  # type: ignore[arg-type]
    app._sync_available = True
    TapDriver.sent.clear()


def taken() -> int:
    """Bytes since the last time."""
    count = len("".join(TapDriver.sent).encode())
    TapDriver.sent.clear()
    return count


class MovingMarket:
    """A market of so many quotes and four indices; `move` makes the next one."""

    def __init__(self, count: int) -> None:
        self.at = START
        self._prices = {
            InstrumentId("PSX", _symbol(n)): Decimal(1000 + (n * 7919) % 30_000).scaleb(-2) for n in range(count)
        }
        self._closes = {key: price - _CENT * (n % 9 - 4) for n, (key, price) in enumerate(self._prices.items())}
        self._levels = {
            InstrumentId("PSX", name): Decimal(level)
            for name, level in (("KSE100", 82074), ("KSE30", 26034), ("BR100", 8615), ("BR30", 26900))
        }
        self._quotes = {key: self._quote(key) for key in self._prices}
        self.market = a_market(self.snapshot())

    @property
    def keys(self) -> list[InstrumentId]:
        return list(self._prices)

    def snapshot(self) -> Snapshot:
        indices = tuple(
            Quote(
                id=key,
                kind=InstrumentKind.INDEX,
                price=level,
                change=Decimal("61.5"),
                percent=Decimal("0.76"),
                direction=Direction.UP,
                polled_at=self.at,
                source="br",
            )
            for key, level in self._levels.items()
        )
        quotes = (*self._quotes.values(), *indices)
        return Snapshot(source="br", at=self.at, quotes=quotes, http_status=200)

    def move(self, keys: Iterable[InstrumentId], cents: int = 1, seconds: float = 15) -> Market:
        """The market after these prices rose by so many cents."""
        self.at += timedelta(seconds=seconds)
        for key in keys:
            self._prices[key] += cents * _CENT
            self._quotes[key] = self._quote(key)
        self.market = apply(self.market, self.snapshot())
        return self.market

    def restate(self, keys: Iterable[InstrumentId], seconds: float = 15) -> Market:
        """The market after one figure alone of each of these rows changed, in three of its digits: one cell a row."""
        self.at += timedelta(seconds=seconds)
        for key in keys:
            quote = self._quotes[key]
            self._quotes[key] = quote._replace(percent=(quote.percent or Decimal(0)) + 111 * _CENT)
        self.market = apply(self.market, self.snapshot())
        return self.market

    def _quote(self, key: InstrumentId) -> Quote:
        price, close = self._prices[key], self._closes[key]
        change = price - close
        direction = Direction.UP if change > 0 else Direction.DOWN if change < 0 else Direction.UNCHANGED
        percent = (change * 100 / close).quantize(_CENT)
        return Quote(
            id=key, price=price, change=change, percent=percent, direction=direction, polled_at=self.at, source="br"
        )


def _symbol(n: int) -> str:
    letters = ""
    for _ in range(4):
        n, letter = divmod(n, 26)
        letters = chr(65 + letter) + letters
    return letters


class BenchBoard(BoardApp):
    """The real board at a time that is set by hand."""

    def __init__(self, colours: str = "truecolor", **settings: Any) -> None:  # noqa: ANN401
        self.time = START
        link = TerminalProfile(color_depth="16" if colours == "standard" else "true")
        # by symbol: rows of which the percent changes stay where they are, so that the bytes are those of the change
        super().__init__(
            clock=lambda: self.time, flushing=False, terminal_profile=link, sort=Sort("symbol"), **settings
        )
        tapped(self, colours)

    async def show(self, market: Market, at: datetime) -> int:
        """Bytes of showing this market at this time."""
        self.time = at
        self.post_market(market)
        self.show_latest()
        return await self.settled()

    async def settled(self) -> int:
        """Bytes until nothing more is painted."""
        count = taken()
        quiet = 0
        while quiet < 3:
            await asyncio.sleep(0.02)
            more = taken()
            count += more
            quiet = 0 if more else quiet + 1
        return count

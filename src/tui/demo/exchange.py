"""A simulated stock exchange, the same for the same seed and the same time since its opening."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Final

from tui.demo import MAX_RATE
from tui.demo.index_basket import index_baskets
from tui.demo.listings import generate_listings
from tui.demo.market_figures import IndexFigures, MarketFigures, StockFigures
from tui.demo.past import ExchangePast
from tui.demo.prices import TICKS_PER_SECOND, MarketDrift, PriceProcess
from tui.demo.reports import Report, write_report

TICK: Final = timedelta(seconds=1) / TICKS_PER_SECOND
"""The step of the simulation: the state depends on the number of ticks, never on the number of calls."""
REPORT_INTERVAL: Final = timedelta(minutes=4)
MAX_REPORTS: Final = 50

_RUSH_TRADES_PER_SECOND: Final = 1.5
_TICKS_PER_REPORT: Final = REPORT_INTERVAL // TICK


class Exchange:
    """Thirty symbols, or up to ten thousand, and four indices of them; it opens with the figures of the seed page.

    Times are aware. Not thread-safe.
    """

    def __init__(self, seed: int, symbols: int = 30, rate: float = 2.0, *, opened_at: datetime) -> None:
        """Open the exchange.

        Args:
            seed: of all random numbers.
            symbols: the number of listings, from 10 to 10,000.
            rate: expected price changes a second over the whole market; 0 for none.
            opened_at: the time of the opening, aware.

        Raises:
            ValueError: the number of symbols or the rate is out of bounds.
        """
        if not 0 <= rate <= MAX_RATE:
            raise ValueError(f"from 0 to {MAX_RATE:,} changes a second, not {rate:g}")
        self.rate = rate
        self.listings = generate_listings(seed, symbols)
        self.baskets = index_baskets(self.listings)
        self.opened_at = opened_at
        self.changed_at = opened_at
        """When a price last changed or a report was published."""
        self.revision = 0
        """Grows whenever a price changes or a report is published."""
        self._seed = seed
        self._random = Random(f"{seed}/trading")  # noqa: S311 a simulation, not a secret
        self._prices = PriceProcess(
            self.listings,
            self.baskets,
            self._random,
            rush_share=_RUSH_TRADES_PER_SECOND / max(rate, 2 * _RUSH_TRADES_PER_SECOND),
        )
        self._drift = MarketDrift(self._random)
        self._trades_per_tick = rate / TICKS_PER_SECOND
        self._ticks = 0
        self._skipped = timedelta(0)
        self._lows = [basket.opening_level for basket in self.baskets]
        self._highs = [basket.opening_level for basket in self.baskets]
        self._last_figures: MarketFigures | None = None
        self._reports: list[Report] = []
        self._publish()

    @cached_property
    def past(self) -> ExchangePast:
        """The time before it opened."""
        return ExchangePast(self.listings, self.baskets, seed=self._seed, opened_at=self.opened_at)

    @property
    def now(self) -> datetime:
        """The time of the latest tick."""
        return self.opened_at + self._skipped + self._ticks * TICK

    @property
    def prices(self) -> Sequence[int]:
        """The last prices in paisa, in the order of the listings; read only."""
        return self._prices.prices

    @property
    def volumes(self) -> Sequence[int]:
        """Shares traded this session, in the order of the listings; read only."""
        return self._prices.volumes

    @property
    def reports(self) -> Sequence[Report]:
        """The latest market reports, oldest first; at least one."""
        return self._reports

    def advance(self, to: datetime) -> None:
        """Trade until that time (aware); a time in the past changes nothing."""
        for _ in range((to - self.now) // TICK):
            self._tick()

    def skip_to(self, at: datetime) -> None:
        """Make that time (aware) the present without trading in between: the clock was set, or the machine slept."""
        self._skipped += at - self.now

    def index_figures(self) -> tuple[IndexFigures, ...]:
        """Return the figures of each index, in the order of the page."""
        return tuple(
            IndexFigures(name=basket.name, level=basket.level(value), previous=basket.previous, low=low, high=high)
            for basket, value, low, high in zip(
                self.baskets, self._prices.basket_values, self._lows, self._highs, strict=True
            )
        )

    def snapshot(self) -> MarketFigures:
        """Return all current figures as one value."""
        main = next(basket for basket in self.baskets if basket.name == "KSE100")
        stocks = tuple(
            StockFigures(
                symbol=listing.symbol,
                sector=listing.sector,
                price=price,
                previous=listing.previous,
                volume=volume,
                points=main.contribution(position, price - listing.previous),
                floor=listing.floor,
                ceiling=listing.ceiling,
            )
            for position, (listing, price, volume) in enumerate(
                zip(self.listings, self.prices, self.volumes, strict=True)
            )
        )
        return MarketFigures(at=self.now, stocks=stocks, indices=self.index_figures())

    def _tick(self) -> None:
        self._ticks += 1
        shock = self._drift.step(len(self.listings))
        if shock and self._drift.rush is not None:
            self._prices.shock(self._drift.rush, shock)
        trades = int(2.0 * self._trades_per_tick * self._random.random() + self._random.random())
        for _ in range(trades):
            self._prices.trade(self._drift)
        if trades:
            self._update_ranges()
            self._mark_changed()
        if self._ticks % _TICKS_PER_REPORT == 0:
            self._publish()

    def _update_ranges(self) -> None:
        for number, (basket, value) in enumerate(zip(self.baskets, self._prices.basket_values, strict=True)):
            level = basket.level(value)
            if level < self._lows[number]:
                self._lows[number] = level
            elif level > self._highs[number]:
                self._highs[number] = level

    def _publish(self) -> None:
        figures = self.snapshot()
        number = self._ticks // _TICKS_PER_REPORT
        self._reports = [
            *self._reports[1 - MAX_REPORTS :],
            write_report(figures, self._last_figures, seed=self._seed, number=number),
        ]
        self._last_figures = figures
        self._mark_changed()

    def _mark_changed(self) -> None:
        self.changed_at = self.now
        self.revision += 1

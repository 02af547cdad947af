"""A simulated stock exchange, the same for the same seed and the same time since its opening."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from tui.demo import MAX_RATE
from tui.demo.index_basket import index_baskets
from tui.demo.listings import generate_listings
from tui.demo.market_figures import IndexFigures, MarketFigures, StockFigures
from tui.demo.prices import TICKS_PER_SECOND, MarketDrift, PriceProcess
from tui.demo.reports import Report, write_report

TICK: Final = timedelta(seconds=1) / TICKS_PER_SECOND
"""The step of the simulation: the state depends on how many have passed, never on how often it was asked."""
REPORT_INTERVAL: Final = timedelta(minutes=4)
MAX_REPORTS: Final = 50

_RUSH_RATE: Final = 1.5
_BEATS_A_STORY: Final = REPORT_INTERVAL // TICK


class Exchange:
    """Thirty symbols, or up to ten thousand, and four indices computed from them, opened at the seed page's figures.

    Times are aware. Not safe for use by two threads at once.
    """

    def __init__(self, seed: int, symbols: int = 30, rate: float = 2.0, *, opened_at: datetime) -> None:
        """Open the exchange.

        Args:
            seed: all of chance.
            symbols: how many are listed, from 10 to 10,000.
            rate: price changes a second to expect over the whole market; 0 for none.
            opened_at: the moment of the opening, aware.

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
        """When a price last moved or a story came out."""
        self.revision = 0
        """Grows whenever a price moves or a story comes out."""
        self._seed = seed
        self._random = Random(f"{seed}/trading")  # noqa: S311 a game of chance, not a secret
        self._tape = PriceProcess(
            self.listings, self.baskets, self._random, rush_share=_RUSH_RATE / max(rate, 2 * _RUSH_RATE)
        )
        self._mood = MarketDrift(self._random)
        self._trades_a_beat = rate / TICKS_PER_SECOND
        self._beats = 0
        self._lag = timedelta(0)
        self._lows = [basket.start for basket in self.baskets]
        self._highs = [basket.start for basket in self.baskets]
        self._told: MarketFigures | None = None
        self._stories: list[Report] = []
        self._publish()

    @property
    def now(self) -> datetime:
        """The moment of its latest step."""
        return self.opened_at + self._lag + self._beats * TICK

    @property
    def prices(self) -> Sequence[int]:
        """The last prices in paisa, in the order of the listings; not to be changed."""
        return self._tape.prices

    @property
    def volumes(self) -> Sequence[int]:
        """Shares traded this session, in the order of the listings; not to be changed."""
        return self._tape.volumes

    @property
    def reports(self) -> Sequence[Report]:
        """The latest market reports, oldest first; at least one."""
        return self._stories

    def advance(self, to: datetime) -> None:
        """Let trading go on until that moment (aware); nothing happens if it has passed already."""
        for _ in range((to - self.now) // TICK):
            self._beat()

    def skip_to(self, at: datetime) -> None:
        """Take that moment (aware) as now, without trading in between: the clock was set, or the machine slept."""
        self._lag += at - self.now

    def index_lines(self) -> tuple[IndexFigures, ...]:
        """Where each index stands, in the order of the page."""
        return tuple(
            IndexFigures(name=basket.name, level=basket.level(worth), previous=basket.previous, low=low, high=high)
            for basket, worth, low, high in zip(self.baskets, self._tape.worths, self._lows, self._highs, strict=True)
        )

    def snapshot(self) -> MarketFigures:
        """All figures as they are now, as one value."""
        main = next(basket for basket in self.baskets if basket.name == "KSE100")
        lines = tuple(
            StockFigures(
                symbol=one.symbol,
                sector=one.sector,
                price=price,
                previous=one.previous,
                volume=volume,
                points=main.contribution(position, price - one.previous),
                floor=one.floor,
                ceiling=one.ceiling,
            )
            for position, (one, price, volume) in enumerate(zip(self.listings, self.prices, self.volumes, strict=True))
        )
        return MarketFigures(at=self.now, lines=lines, indices=self.index_lines())

    def _beat(self) -> None:
        self._beats += 1
        jolt = self._mood.step(len(self.listings))
        if jolt and self._mood.rush is not None:
            self._tape.shock(self._mood.rush, jolt)
        trades = int(2.0 * self._trades_a_beat * self._random.random() + self._random.random())
        for _ in range(trades):
            self._tape.trade(self._mood)
        if trades:
            self._note_extremes()
            self._mark()
        if self._beats % _BEATS_A_STORY == 0:
            self._publish()

    def _note_extremes(self) -> None:
        for number, (basket, worth) in enumerate(zip(self.baskets, self._tape.worths, strict=True)):
            level = basket.level(worth)
            if level < self._lows[number]:
                self._lows[number] = level
            elif level > self._highs[number]:
                self._highs[number] = level

    def _publish(self) -> None:
        standing = self.snapshot()
        number = self._beats // _BEATS_A_STORY
        self._stories = [
            *self._stories[1 - MAX_REPORTS :],
            write_report(standing, self._told, seed=self._seed, number=number),
        ]
        self._told = standing
        self._mark()

    def _mark(self) -> None:
        self.changed_at = self.now
        self.revision += 1

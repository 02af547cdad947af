"""The time before the demo's exchange opened: invented prices that end where its trading begins."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from math import sqrt
from random import Random
from typing import Final, NamedTuple

from tui.demo.format import KARACHI, rounded, rupees
from tui.demo.index_basket import IndexBasket
from tui.demo.listings import Listing

BAR: Final = timedelta(minutes=5)
MAX_BARS: Final = 78
"""Of a day: those of six hours and a half."""
MAX_ROWS: Final = 12_000
DAYS: Final = 500

EARLIER_DAYS: Final = 4
"""Before today, of which there are bars of half an hour too."""
_HALF_HOUR: Final = timedelta(minutes=30)
_HALF_HOURS: Final = 48
_STEPS: Final = 4
"""Prices in a bar."""
_DAY_SPREAD: Final = 0.011
"""How far a price strays within the day, as a share of it."""
_DAILY_MOVE: Final = 0.013
_MIN_PRICE: Final = 20
_DAY: Final = timedelta(days=1)


class _Instrument(NamedTuple):
    """What has prices: paisa of a listing, tenths of a point of an index."""

    symbol: str
    previous: int
    start: int
    volatility: float
    is_index: bool

    def text(self, price: int) -> str:
        """Return a price as the pages print it."""
        return str(rounded(price)) if self.is_index else rupees(price)


class ExchangePast:
    """Prices of the day so far and of the days before, the same for the same seed and opening.

    Args:
        listings: of the exchange.
        baskets: its indices.
        seed: of all random numbers.
        opened_at: when its own trading begins, aware.
    """

    def __init__(
        self, listings: Sequence[Listing], baskets: Sequence[IndexBasket], *, seed: int, opened_at: datetime
    ) -> None:
        shares = [_Instrument(each.symbol, each.previous, each.start, each.volatility, False) for each in listings]  # noqa: FBT003 - of a tuple
        indices = [_Instrument(each.name, each.previous, each.opening_level, 0.6, True) for each in baskets]  # noqa: FBT003 - likewise
        self._by_symbol = {each.symbol: each for each in (*shares, *indices)}
        self._seed = seed
        self._opened_at = opened_at

    def minutes(self) -> str:
        """Return the bars of today until the opening, of every instrument, as CSV; fewer of each where there are many.

        A day begins at midnight; once it is older than six hours and a half, the bars before are of half an hour, and
        so are those of the four days before, where there is room for all of them.
        """
        return self._minutes

    @cached_property
    def _minutes(self) -> str:
        # it takes a third of a second, and a board that had no time for that asks again
        midnight = datetime.combine(self._opened_at.astimezone(KARACHI), time(), KARACHI)
        count = min(MAX_BARS, MAX_ROWS // len(self._by_symbol), (self._opened_at - midnight) // BAR)
        begin = midnight + ((self._opened_at - midnight) // BAR - count) * BAR
        lines = ["symbol,time,open,high,low,close,volume"]
        has_earlier = (count + (EARLIER_DAYS + 1) * _HALF_HOURS) * len(self._by_symbol) <= MAX_ROWS
        for each in self._by_symbol.values():
            if has_earlier:
                lines += self._earlier(each, midnight)
                lines += self._night(each, midnight, begin)
            random = self._random(each, "minutes")
            path = _bridge(random, each.previous, each.start, count * _STEPS, each.volatility)
            for number, bar in enumerate(_bars(path)):
                at = int((begin + number * BAR).timestamp())
                lines.append(f"{each.symbol},{at},{','.join(map(each.text, bar))},{_volume(random, 1_000)}")
        return "\n".join((*lines, ""))

    def _earlier(self, each: _Instrument, midnight: datetime) -> Iterator[str]:
        """Yield the half hours of the last days before today, within what `days` has of them."""
        random = self._random(each, "half hours")
        for ago, (opened, high, low, close) in enumerate(reversed(self._day_bars(each)[-EARLIER_DAYS:]), 1):
            path = _bridge(random, opened, close, _HALF_HOURS * _STEPS, each.volatility)
            path = [min(max(price, low), high) for price in path]
            for number, bar in enumerate(_bars(path)):
                at = int((midnight - ago * _DAY + number * _HALF_HOUR).timestamp())
                yield f"{each.symbol},{at},{','.join(map(each.text, bar))},{_volume(random, 3_000)}"

    def _night(self, each: _Instrument, midnight: datetime, until: datetime) -> Iterator[str]:
        """Yield the half hours of today before its first short bar, which begins at the previous close."""
        random, count = self._random(each, "night"), (until - midnight) // _HALF_HOUR
        path = _bridge(random, each.previous, each.previous, count * _STEPS, each.volatility)
        for number, bar in enumerate(_bars(path)):
            at = int((midnight + number * _HALF_HOUR).timestamp())
            yield f"{each.symbol},{at},{','.join(map(each.text, bar))},{_volume(random, 1_000)}"

    def days(self, symbol: str) -> str | None:
        """Return the bars of the days before today as CSV; None for a symbol that is not listed."""
        each = self._by_symbol.get(symbol)
        if each is None:
            return None
        random = self._random(each, "volumes")
        today = self._opened_at.astimezone(KARACHI).date()
        lines = ["date,open,high,low,close,volume"]
        for number, bar in enumerate(self._day_bars(each)):
            day = today - (DAYS - number) * _DAY
            lines.append(f"{day},{','.join(map(each.text, bar))},{_volume(random, 40_000)}")
        return "\n".join((*lines, ""))

    def _day_bars(self, each: _Instrument) -> list[tuple[int, int, int, int]]:
        """Return open, high, low and close of each day before today, oldest first."""
        random = self._random(each, "days")
        closes = [each.previous]
        for _ in range(DAYS):
            move = 1 + random.gauss(0.0004, _DAILY_MOVE * each.volatility)
            closes.append(max(round(closes[-1] / max(move, 0.8)), _MIN_PRICE))
        closes.reverse()
        bars: list[tuple[int, int, int, int]] = []
        for before, close in pairwise(closes):
            opened = round(before + (close - before) * random.uniform(-0.2, 0.5))
            spread = close * _DAILY_MOVE * each.volatility * random.random() / 2
            bars.append((opened, round(max(opened, close) + spread), round(min(opened, close) - spread) or 1, close))
        return bars

    def _random(self, each: _Instrument, what: str) -> Random:
        return Random(f"{self._seed}/{what}/{each.symbol}")  # noqa: S311 a simulation, not a secret


def _bridge(random: Random, begin: int, end: int, steps: int, volatility: float) -> list[int]:
    """Return a random path between two prices, both included."""
    walk = [0.0]
    for _ in range(steps):
        walk.append(walk[-1] + random.gauss(0.0, 1.0))
    size = begin * _DAY_SPREAD * volatility / sqrt(max(steps, 1))
    shares = [number / max(steps, 1) for number in range(steps + 1)]
    return [
        max(round(begin + (end - begin) * share + size * (each - walk[-1] * share)), 1)
        for each, share in zip(walk, shares, strict=True)
    ]


def _bars(path: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """Yield open, high, low and close of each bar of a path."""
    for first in range(0, len(path) - _STEPS, _STEPS):
        within = path[first : first + _STEPS + 1]
        yield within[0], max(within), min(within), within[-1]


def _volume(random: Random, mean: int) -> int:
    return 100 * int(random.expovariate(1 / mean))

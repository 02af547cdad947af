"""The random process of the prices: the drift of the market and its sectors, and single trades."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Final

from tui.demo.index_basket import IndexBasket
from tui.demo.listings import Listing, Sector, gaussian_like

TICKS_PER_SECOND: Final = 5

# each drift is a random walk that reverts to zero; the reversion sets how long it lasts, the step how far it goes
_MARKET_REVERSION: Final = 1 / (15 * 60 * TICKS_PER_SECOND)
_MARKET_STEP: Final = 0.010
_SECTOR_REVERSION: Final = len(Sector) / (7 * 60 * TICKS_PER_SECOND)
_SECTOR_STEP: Final = 0.110
_SURPRISE_CHANCE: Final = 1 / (90 * TICKS_PER_SECOND)
_SURPRISE_SIZE: Final = 0.5
_RUSH_CHANCE: Final = 1 / (45 * TICKS_PER_SECOND)
_RUSH_TICKS: Final = 6 * TICKS_PER_SECOND


class MarketDrift:
    """The drift of the market and of each sector, in percent of the previous close; `step` moves it by one tick."""

    __slots__ = ("_next_sector", "_random", "_rush_left", "_sectors", "market", "rush", "sectors")

    def __init__(self, random: Random) -> None:
        self._random = random
        self._sectors = tuple(Sector)
        self._next_sector = 0
        self._rush_left = 0
        self.market = 0.0
        self.sectors = dict.fromkeys(Sector, 0.0)
        self.rush: int | None = None
        """The position of the listing that draws most trades just now."""

    def step(self, listings: int) -> float:
        """Move by one tick; return the shock in percent that a rush that began in it gives, else 0."""
        random = self._random
        self.market += _MARKET_STEP * gaussian_like(random) - _MARKET_REVERSION * self.market
        # one sector per tick, in turns
        sector = self._sectors[self._next_sector]
        self._next_sector = (self._next_sector + 1) % len(self._sectors)
        drift = self.sectors[sector]
        surprise = (
            _SURPRISE_SIZE * gaussian_like(random)
            if random.random() < _SURPRISE_CHANCE * len(self._sectors) / 4
            else 0.0
        )
        self.sectors[sector] = drift + _SECTOR_STEP * gaussian_like(random) - _SECTOR_REVERSION * drift + surprise
        return self._step_rush(listings)

    def _step_rush(self, listings: int) -> float:
        if self._rush_left:
            self._rush_left -= 1
            if not self._rush_left:
                self.rush = None
        elif self._random.random() < _RUSH_CHANCE:
            self.rush = int(self._random.random() * listings)
            self._rush_left = _RUSH_TICKS
            return 1.2 * gaussian_like(self._random)
        return 0.0


_MEAN_SHARE: Final = 0.6
"""The share of its opening change that the drift of a symbol reverts to."""
_OWN_REVERSION: Final = 0.03
_OWN_STEP: Final = 0.14
_APPROACH: Final = 0.4
_JITTER: Final = 0.0007


class PriceProcess:
    """Prices, volumes and the value of each basket. Every trade changes one price by at least one paisa.

    A price follows the fair value of its symbol: its own drift and those of its sector and the market. It stays a whole
    number of paisa and within the limits of the day.
    """

    __slots__ = (
        "_activity_sums",
        "_limits",
        "_listings",
        "_mean_drifts",
        "_own_drifts",
        "_random",
        "_rush_share",
        "_weights",
        "basket_values",
        "prices",
        "volumes",
    )

    def __init__(
        self, listings: Sequence[Listing], baskets: Sequence[IndexBasket], random: Random, *, rush_share: float
    ) -> None:
        """Set every price to its opening; `rush_share` is the share of trades that a rush draws to one symbol."""
        self._listings = listings
        self._random = random
        self._rush_share = rush_share
        self._limits = [(listing.floor, listing.ceiling) for listing in listings]
        self._activity_sums = list(accumulate(listing.activity for listing in listings))
        self._weights = list(zip(*(basket.weights for basket in baskets), strict=True))
        self._own_drifts = [100.0 * (listing.start - listing.previous) / listing.previous for listing in listings]
        self._mean_drifts = [drift * _MEAN_SHARE for drift in self._own_drifts]
        self.prices = [listing.start for listing in listings]
        """In paisa, in the order of the listings."""
        self.volumes = [_opening_volume(listing, random) for listing in listings]
        """Shares traded this session."""
        self.basket_values = [basket.opening_value for basket in baskets]
        """The value of each basket's holdings."""

    def shock(self, position: int, by: float) -> None:
        """Change a symbol's fair value by so many percent; its next trades move the price there."""
        self._own_drifts[position] += by

    def trade(self, drift: MarketDrift) -> None:
        """Trade once at a new price, in a random symbol or the one of a rush."""
        random = self._random
        chance = random.random()
        if drift.rush is not None and random.random() < self._rush_share:
            position = drift.rush
        else:
            position = bisect_right(
                self._activity_sums, chance * self._activity_sums[-1], 0, len(self._activity_sums) - 1
            )
        before = self.prices[position]
        after = self._next_price(position, before, drift)
        self.prices[position] = after
        self.volumes[position] += _lot(after, random.random())
        basket_values = self.basket_values
        for number, weight in enumerate(self._weights[position]):
            basket_values[number] += weight * (after - before)

    def _next_price(self, position: int, price: int, drift: MarketDrift) -> int:
        listing = self._listings[position]
        own = self._own_drifts[position]
        own += _OWN_STEP * listing.volatility * gaussian_like(self._random) - _OWN_REVERSION * (
            own - self._mean_drifts[position]
        )
        self._own_drifts[position] = own
        total = own + listing.beta * drift.market + drift.sectors[listing.sector]
        fair_value = listing.previous * (1.0 + total / 100.0)
        move = _APPROACH * (fair_value - price) + price * _JITTER * listing.volatility * gaussian_like(self._random)
        ticks = round(move) or (1 if move > 0 else -1)
        floor, ceiling = self._limits[position]
        moved = min(max(price + ticks, floor), ceiling)
        if moved != price:
            return moved
        return price - 1 if price == ceiling else price + 1


def _lot(price: int, chance: float) -> int:
    # cheap shares trade in larger lots
    return 100 + 100 * int(60_000.0 * chance * chance * chance / (price + 400.0) * 10.0)


def _opening_volume(listing: Listing, random: Random) -> int:
    return 100 * int(listing.activity * (0.4 + random.random()) * 120_000_000.0 / (listing.start + 900.0))

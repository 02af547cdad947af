"""Every price of the simulated exchange, and the law by which one trade moves one of them."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Final

from tui.demo.index_basket import IndexBasket
from tui.demo.listings import Listing, Sector, gaussian_like

TICKS_PER_SECOND: Final = 5

# each mood drifts and is drawn back to nothing; the pull sets how long it lasts, the push how far it goes
_MARKET_PULL: Final = 1 / (15 * 60 * TICKS_PER_SECOND)
_MARKET_PUSH: Final = 0.010
_SECTOR_PULL: Final = len(Sector) / (7 * 60 * TICKS_PER_SECOND)
_SECTOR_PUSH: Final = 0.110
_SURPRISE: Final = 1 / (90 * TICKS_PER_SECOND)
_SURPRISE_SIZE: Final = 0.5
_RUSH: Final = 1 / (45 * TICKS_PER_SECOND)
_RUSH_BEATS: Final = 6 * TICKS_PER_SECOND


class MarketDrift:
    """The forces of one moment, in percent of the previous close; `drift` brings the next moment."""

    __slots__ = ("_random", "_rush_left", "_sectors", "_turn", "market", "rush", "sectors")

    def __init__(self, random: Random) -> None:
        self._random = random
        self._sectors = tuple(Sector)
        self._turn = 0
        self._rush_left = 0
        self.market = 0.0
        self.sectors = dict.fromkeys(Sector, 0.0)
        self.rush: int | None = None
        """The position of the listing that everybody wants or wants out of just now."""

    def step(self, listings: int) -> float:
        """Bring on the next beat; returns the jolt in percent that a rush begun in this beat gives, else 0."""
        random = self._random
        self.market += _MARKET_PUSH * gaussian_like(random) - _MARKET_PULL * self.market
        # one sector a beat: they take turns
        sector = self._sectors[self._turn]
        self._turn = (self._turn + 1) % len(self._sectors)
        mood = self.sectors[sector]
        surprise = (
            _SURPRISE_SIZE * gaussian_like(random) if random.random() < _SURPRISE * len(self._sectors) / 4 else 0.0
        )
        self.sectors[sector] = mood + _SECTOR_PUSH * gaussian_like(random) - _SECTOR_PULL * mood + surprise
        return self._rushed(listings)

    def _rushed(self, listings: int) -> float:
        if self._rush_left:
            self._rush_left -= 1
            if not self._rush_left:
                self.rush = None
        elif self._random.random() < _RUSH:
            self.rush = int(self._random.random() * listings)
            self._rush_left = _RUSH_BEATS
            return 1.2 * gaussian_like(self._random)
        return 0.0


_KEPT: Final = 0.6
"""How much of its opening change a symbol is drawn back to."""
_RETURN: Final = 0.03
_OWN_WAY: Final = 0.14
_REACH: Final = 0.4
_JITTER: Final = 0.0007


class PriceProcess:
    """Prices, volumes and the worth of each basket. Every trade changes one price by at least one paisa.

    A price follows what its symbol should be worth: its own way, the mood of its sector and of the market. It stays on
    the tick grid of one paisa and within its day band.
    """

    __slots__ = (
        "_baskets",
        "_bounds",
        "_edges",
        "_homes",
        "_listings",
        "_random",
        "_rush_share",
        "_units",
        "_ways",
        "prices",
        "volumes",
        "worths",
    )

    def __init__(
        self, listings: Sequence[Listing], baskets: Sequence[IndexBasket], random: Random, *, rush_share: float
    ) -> None:
        """Set every price to its opening; `rush_share` is how much of the trading a rush draws to one symbol."""
        self._listings = listings
        self._baskets = baskets
        self._random = random
        self._rush_share = rush_share
        self._bounds = [(one.floor, one.ceiling) for one in listings]
        self._edges = list(accumulate(one.activity for one in listings))
        self._units = list(zip(*(basket.weights for basket in baskets), strict=True))
        self._ways = [100.0 * (one.start - one.previous) / one.previous for one in listings]
        self._homes = [way * _KEPT for way in self._ways]
        self.prices = [one.start for one in listings]
        """In paisa, in the order of the listings."""
        self.volumes = [_opening_volume(one, random) for one in listings]
        """Shares traded this session."""
        self.worths = [basket.worth for basket in baskets]
        """What each basket's holdings are worth."""

    def shock(self, position: int, by: float) -> None:
        """Let a symbol's worth jump by so many percent; its next trades will take the price there."""
        self._ways[position] += by

    def trade(self, mood: MarketDrift) -> None:
        """One trade at a new price, in a symbol that chance and the mood choose."""
        random = self._random
        chance = random.random()
        if mood.rush is not None and random.random() < self._rush_share:
            position = mood.rush
        else:
            position = bisect_right(self._edges, chance * self._edges[-1], 0, len(self._edges) - 1)
        before = self.prices[position]
        after = self._next_price(position, before, mood)
        self.prices[position] = after
        self.volumes[position] += _lot(after, random.random())
        worths = self.worths
        for number, units in enumerate(self._units[position]):
            worths[number] += units * (after - before)

    def _next_price(self, position: int, price: int, mood: MarketDrift) -> int:
        listing = self._listings[position]
        way = self._ways[position]
        way += _OWN_WAY * listing.temper * gaussian_like(self._random) - _RETURN * (way - self._homes[position])
        self._ways[position] = way
        drawn = way + listing.beta * mood.market + mood.sectors[listing.sector]
        worth = listing.previous * (1.0 + drawn / 100.0)
        move = _REACH * (worth - price) + price * _JITTER * listing.temper * gaussian_like(self._random)
        ticks = round(move) or (1 if move > 0 else -1)
        floor, ceiling = self._bounds[position]
        moved = min(max(price + ticks, floor), ceiling)
        if moved != price:
            return moved
        return price - 1 if price == ceiling else price + 1


def _lot(price: int, chance: float) -> int:
    # the cheaper the share, the more of them change hands
    return 100 + 100 * int(60_000.0 * chance * chance * chance / (price + 400.0) * 10.0)


def _opening_volume(listing: Listing, random: Random) -> int:
    return 100 * int(listing.activity * (0.4 + random.random()) * 120_000_000.0 / (listing.start + 900.0))

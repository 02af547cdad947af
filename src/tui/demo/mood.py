"""What moves prices on the simulated exchange: the mood of the market, of each sector, and rushes into one symbol."""

from random import Random
from typing import Final

from tui.demo.chance import gaussian_like
from tui.demo.listing import Sector

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

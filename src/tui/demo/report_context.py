"""What one market report is written from: the figures, and phrases of which none comes twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Self

from tui.demo.market_figures import IndexFigures, MarketFigures, SectorChange, StockFigures
from tui.demo.report_phrases import BIG_FALLS, BIG_RISES, FALLS, RISES, SMALL_FALLS, SMALL_RISES, Phrases

_SMALL = 40
_BIG = 250


class PhrasePicker:
    """Draws from pools of phrases in turn, so that two reports in a row differ; used for one report and thrown away."""

    def __init__(self, seed: int, number: int) -> None:
        self._seed = seed
        self._number = number
        self._used: set[str] = set()

    def pick(self, pool: Phrases, /, **known: str | None) -> str:
        """A phrase of the pool, filled; one that asks for something unknown (None) is passed over."""
        unknown = [f"{{{name}}}" for name, value in known.items() if value is None]
        fit = tuple(phrase for phrase in pool if not any(name in phrase for name in unknown))
        return self._next(fit or pool).format(**known)

    def verb(self, hundredths: int) -> str:
        """How a move of so many hundredths of a percent, not 0, is told in one word or two."""
        size = abs(hundredths)
        if hundredths > 0:
            return self._next(SMALL_RISES if size < _SMALL else RISES if size < _BIG else BIG_RISES)
        return self._next(SMALL_FALLS if size < _SMALL else FALLS if size < _BIG else BIG_FALLS)

    def _next(self, pool: Phrases) -> str:
        start = Random(f"{self._seed}/{pool[0]}").randrange(len(pool)) + self._number  # noqa: S311 style, not a secret
        turns = [pool[(start + step) % len(pool)] for step in range(len(pool))]
        chosen = next((phrase for phrase in turns if phrase not in self._used), turns[0])
        self._used.add(chosen)
        return chosen


_FLAT: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """What a report is written from: the market now, the market at the last report, and the words at hand."""

    now: MarketFigures
    before: MarketFigures | None
    words: PhrasePicker
    sectors: Sequence[SectorChange]
    """Of the market now, the best first."""
    gainers: Sequence[StockFigures]
    """The three best, of those that rose."""
    losers: Sequence[StockFigures]
    """The three worst, of those that fell."""

    @classmethod
    def from_market(cls, now: MarketFigures, before: MarketFigures | None, words: PhrasePicker) -> Self:
        """The scene of one report; what several paragraphs need is read out of the market once."""
        return cls(
            now=now,
            before=before,
            words=words,
            sectors=now.sectors(),
            gainers=now.gainers(3),
            losers=now.losers(3),
        )

    @property
    def main(self) -> IndexFigures:
        """The index that everybody asks for first."""
        return self.now.index("KSE100")

    @property
    def tone(self) -> str:
        """Which way the market went, and whether the board agrees with the index."""
        if abs(self.main.percent) < _FLAT:
            return "flat"
        spread = self.now.up - self.now.down
        if self.main.change > 0:
            return "up" if spread >= 0 else "up, narrowly"
        return "down" if spread <= 0 else "down, narrowly"

    @property
    def named_symbols(self) -> frozenset[str]:
        """The symbols that the lists of gainers and losers name, which no other paragraph needs to repeat."""
        return frozenset(line.symbol for line in (*self.gainers, *self.losers))

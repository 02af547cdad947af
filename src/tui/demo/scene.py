"""What one market report is written from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from tui.demo.standing import IndexFigures, MarketFigures, SectorChange, StockFigures
from tui.demo.words import PhrasePicker

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

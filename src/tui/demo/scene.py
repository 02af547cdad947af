"""What one market report is written from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from tui.demo.standing import IndexLine, Line, SectorMove, Standing
from tui.demo.words import Words

_FLAT: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a report is written from: the market now, the market at the last report, and the words at hand."""

    now: Standing
    before: Standing | None
    words: Words
    sectors: Sequence[SectorMove]
    """Of the market now, the best first."""
    gainers: Sequence[Line]
    """The three best, of those that rose."""
    losers: Sequence[Line]
    """The three worst, of those that fell."""

    @classmethod
    def of(cls, now: Standing, before: Standing | None, words: Words) -> Self:
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
    def main(self) -> IndexLine:
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
    def leaders(self) -> frozenset[str]:
        """The symbols that the lists of gainers and losers name, which no other paragraph needs to repeat."""
        return frozenset(line.symbol for line in (*self.gainers, *self.losers))

"""All the figures of the simulated exchange at one moment, and what a reporter would read out of them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from tui.demo.format import hundredths_of_percent
from tui.demo.listings import Sector


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFigures:
    """One symbol's figures. Prices are whole paisa."""

    symbol: str
    sector: Sector
    price: int
    previous: int
    volume: int
    points: int
    """What its change gave the KSE100 or took from it, in tenths of a point."""
    floor: int
    ceiling: int

    @property
    def change(self) -> int:
        """In paisa, against the previous close."""
        return self.price - self.previous

    @property
    def percent(self) -> int:
        """The change in hundredths of a percent."""
        return hundredths_of_percent(self.change, self.previous)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFigures:
    """One index's figures, in tenths of a point."""

    name: str
    level: int
    previous: int
    low: int
    """Since the exchange opened."""
    high: int

    @property
    def change(self) -> int:
        """Against the previous close."""
        return self.level - self.previous

    @property
    def percent(self) -> int:
        """The change in hundredths of a percent."""
        return hundredths_of_percent(self.change, self.previous)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorChange:
    """How the symbols of one sector fared on average."""

    sector: Sector
    percent: int
    """The plain mean of their changes, in hundredths of a percent, halves away from zero."""
    lines: tuple[StockFigures, ...]
    """Its symbols, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketFigures:
    """The market at one moment."""

    at: datetime
    lines: tuple[StockFigures, ...]
    """In alphabetical order."""
    indices: tuple[IndexFigures, ...]

    @property
    def up(self) -> int:
        """How many symbols stand above their previous close."""
        return sum(line.change > 0 for line in self.lines)

    @property
    def down(self) -> int:
        """How many stand below it."""
        return sum(line.change < 0 for line in self.lines)

    @property
    def unchanged(self) -> int:
        """How many stand at it."""
        return len(self.lines) - self.up - self.down

    @property
    def volume(self) -> int:
        """Shares traded in all symbols."""
        return sum(line.volume for line in self.lines)

    def index(self, name: str) -> IndexFigures:
        """The index of that name."""
        return next(one for one in self.indices if one.name == name)

    def line(self, symbol: str) -> StockFigures:
        """The figures of that symbol."""
        return next(one for one in self.lines if one.symbol == symbol)

    def gainers(self, count: int) -> list[StockFigures]:
        """The best in percent, of those that rose."""
        return _most(count, [one for one in self.lines if one.change > 0], lambda one: one.change / one.previous)

    def losers(self, count: int) -> list[StockFigures]:
        """The worst in percent, of those that fell."""
        return _most(count, [one for one in self.lines if one.change < 0], lambda one: -one.change / one.previous)

    def most_traded(self, count: int) -> list[StockFigures]:
        """Those with most shares traded."""
        return _most(count, self.lines, lambda one: one.volume)

    def top_contributors(self, count: int) -> list[StockFigures]:
        """Those that gave the KSE100 most points."""
        return _most(count, [one for one in self.lines if one.points > 0], lambda one: one.points)

    def worst_contributors(self, count: int) -> list[StockFigures]:
        """Those that took most points from the KSE100."""
        return _most(count, [one for one in self.lines if one.points < 0], lambda one: -one.points)

    def sectors(self) -> list[SectorChange]:
        """Every sector with two symbols or more, the best first."""
        members: defaultdict[Sector, list[StockFigures]] = defaultdict(list)
        for line in self.lines:
            members[line.sector].append(line)
        moves = [_sector_move(sector, lines) for sector, lines in members.items() if len(lines) > 1]
        return sorted(moves, key=lambda one: (-one.percent, one.sector))


def _most(
    count: int, lines: "list[StockFigures] | tuple[StockFigures, ...]", measure: Callable[[StockFigures], float]
) -> list[StockFigures]:
    return nlargest(count, lines, key=measure)


def _sector_move(sector: Sector, lines: list[StockFigures]) -> SectorChange:
    total = sum(line.percent for line in lines)
    size = (2 * abs(total) + len(lines)) // (2 * len(lines))
    best_first = sorted(lines, key=lambda one: (-one.percent, one.symbol))
    return SectorChange(sector=sector, percent=-size if total < 0 else size, lines=tuple(best_first))

"""The figures of the simulated exchange at one time, and the rankings that its reports name."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import NamedTuple

from tui.demo.format import hundredths_of_percent
from tui.demo.listings import Sector


class StockFigures(NamedTuple):
    """One symbol's figures. Prices are whole paisa."""

    symbol: str
    sector: Sector
    price: int
    previous: int
    volume: int
    points: int
    """Its contribution to the change of the KSE100, in tenths of a point."""
    floor: int
    """The lower limit of the day."""
    ceiling: int
    """The upper limit of the day."""

    @property
    def change(self) -> int:
        """In paisa, against the previous close."""
        return self.price - self.previous

    @property
    def percent(self) -> int:
        """The change in hundredths of a percent."""
        return hundredths_of_percent(self.change, self.previous)


class IndexFigures(NamedTuple):
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


class SectorChange(NamedTuple):
    """The average change of the symbols of one sector."""

    sector: Sector
    percent: int
    """The plain mean of their changes, in hundredths of a percent, halves away from zero."""
    stocks: tuple[StockFigures, ...]
    """The best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketFigures:
    """The market at one time."""

    at: datetime
    stocks: tuple[StockFigures, ...]
    """In alphabetical order."""
    indices: tuple[IndexFigures, ...]

    @property
    def up(self) -> int:
        """The number of symbols above their previous close."""
        return sum(stock.change > 0 for stock in self.stocks)

    @property
    def down(self) -> int:
        """The number of symbols below it."""
        return sum(stock.change < 0 for stock in self.stocks)

    @property
    def unchanged(self) -> int:
        """The number of symbols at it."""
        return len(self.stocks) - self.up - self.down

    @property
    def volume(self) -> int:
        """Shares traded in all symbols."""
        return sum(stock.volume for stock in self.stocks)

    def index(self, name: str) -> IndexFigures:
        """Return the index of that name."""
        return next(index for index in self.indices if index.name == name)

    def gainers(self, count: int) -> list[StockFigures]:
        """Return the best in percent, of those that rose."""
        return _top(
            count, [stock for stock in self.stocks if stock.change > 0], lambda stock: stock.change / stock.previous
        )

    def losers(self, count: int) -> list[StockFigures]:
        """Return the worst in percent, of those that fell."""
        return _top(
            count, [stock for stock in self.stocks if stock.change < 0], lambda stock: -stock.change / stock.previous
        )

    def most_traded(self, count: int) -> list[StockFigures]:
        """Return those with the highest volume."""
        return _top(count, self.stocks, lambda stock: stock.volume)

    def top_contributors(self, count: int) -> list[StockFigures]:
        """Return those that contributed most points to the KSE100."""
        return _top(count, [stock for stock in self.stocks if stock.points > 0], lambda stock: stock.points)

    def worst_contributors(self, count: int) -> list[StockFigures]:
        """Return those that cost the KSE100 most points."""
        return _top(count, [stock for stock in self.stocks if stock.points < 0], lambda stock: -stock.points)

    def sectors(self) -> list[SectorChange]:
        """Return every sector with at least two symbols, the best first."""
        members: defaultdict[Sector, list[StockFigures]] = defaultdict(list)
        for stock in self.stocks:
            members[stock.sector].append(stock)
        changes = [_sector_change(sector, stocks) for sector, stocks in members.items() if len(stocks) > 1]
        return sorted(changes, key=lambda change: (-change.percent, change.sector))


def _top(count: int, stocks: Sequence[StockFigures], key: Callable[[StockFigures], float]) -> list[StockFigures]:
    return nlargest(count, stocks, key=key)


def _sector_change(sector: Sector, stocks: list[StockFigures]) -> SectorChange:
    total = sum(stock.percent for stock in stocks)
    size = (2 * abs(total) + len(stocks)) // (2 * len(stocks))
    best_first = sorted(stocks, key=lambda stock: (-stock.percent, stock.symbol))
    return SectorChange(sector=sector, percent=-size if total < 0 else size, stocks=tuple(best_first))

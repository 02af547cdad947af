"""Finds the columns of all other fields of a table whose symbol and price are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from tui.sources.tables.agreement import are_products, is_between
from tui.sources.tables.column_profiles import MIN_DISTINCT_SHARE, MIN_SHARE, Column
from tui.sources.tables.date_formats import DateFormat, find_zone, settle_by_today
from tui.sources.tables.move_columns import Doubts, MoveFinder
from tui.sources.tables.title_words import Concept
from tui.sources.tables.titles import (
    is_title_of_indices,
    is_title_of_market_cap,
    is_title_of_other_time,
    is_title_of_start,
    is_title_of_supply,
    words_of,
)
from tui.sources.tables.untitled import is_untitled

_MIN_DISTINCT_NAMES = 0.5
_UNTITLED_UNITS: Final = (Concept.UNKNOWN, Concept.OTHER, Concept.VOLUME)
"""Of columns that may state the units of currencies, whatever their titles say: `Scale`, `Per`, `Quantity`."""
_COUNTS: Final = (Concept.VOLUME, Concept.OTHER)
_MAX_COMPARED: Final = 8
_OF_A_DAY: Final = ("open", "high", "low", "volume")
_A_DAY: Final = timedelta(days=1)
_MAX_AGE: Final = timedelta(days=370)
_MOVES: Final = frozenset({"previous_close", "change", "percent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a table."""

    columns: Mapping[str, int]
    """The column of each field; without `symbol` all rows are of one instrument, which the table does not name."""
    decimal_comma: bool = False
    index: bool = False
    dates: str = ""
    zone: str | None = None
    """The zone that the table states."""
    currency: str | None = None
    percent_as_fraction: bool = False
    by_number: bool = False
    """Whether its columns are named by number: their titles are days, and change."""
    wide: bool = False
    """Whether rows are days and columns instruments."""
    previous_row: bool = False
    """Whether there are rows of several days, and none states its move."""
    omissions: tuple[str, ...] = ()
    """What was left out, and why."""
    is_move_doubtful: bool = False
    """Whether a change may as well be a percentage, or a percentage a fraction."""


class FieldColumns:
    """The fields of a table whose symbol and price are chosen."""

    def __init__(
        self,
        columns: Sequence[Column],
        price: Column,
        symbol: Column | None,
        at: datetime,
        doubts: Doubts = "omit",
    ) -> None:
        self._columns = columns
        self._doubts = doubts
        self._is_doubtful = False
        self._price = price
        self._today = at.date()
        self._taken = {"price": price} | ({"symbol": symbol} if symbol else {})
        self._omissions: list[str] = []

    def reading(self) -> Reading:
        """Return the reading, with every other field that the table has."""
        self._take_prices()
        percent_as_fraction = self._take_moves()
        dates, zone = self._take_time()
        self._leave_out_parts_of_day()
        currency = self._take_units()
        self._take_name()
        symbol = self._taken.get("symbol")
        if is_untitled([each.title for each in self._columns]):
            self._omissions.append(
                f"Its columns have no titles, and are taken for what they are by their cells. {self._question(symbol)}"
            )
        elif self._price.concept is Concept.UNKNOWN and not self._price.is_money:
            self._omissions.append(
                f'The title "{self._price.title}" does not say that it is a price. {self._question(symbol)}'
            )
        return Reading(
            columns={name: column.index for name, column in self._taken.items()},
            decimal_comma=self._price.decimal_comma,
            index=symbol is not None and is_title_of_indices(symbol.title),
            dates=dates,
            zone=zone,
            currency=currency,
            percent_as_fraction=percent_as_fraction,
            previous_row=self._is_history(),
            omissions=tuple(self._omissions),
            is_move_doubtful=self._is_doubtful,
        )

    def _question(self, symbol: Column | None) -> str:
        """Return what is asked of a price that no title names."""
        row = next((at for at, figure in enumerate(self._price.figures) if figure is not None), 0)
        of_symbol = f" of {symbol.cells[row]}" if symbol else ""
        return f"Is {self._price.cells[row]} the price{of_symbol}? Compare the rows below with the page."

    def _leave_out_parts_of_day(self) -> None:
        """Leave out the range and the volume of rows that are trades or hours of one instrument."""
        as_of = self._taken.get("as_of")
        if "symbol" in self._taken or as_of is None or len(as_of.cells) == 1:
            return
        days = [day for day in as_of.days if day is not None]
        if len(set(days)) < len(days) or not days:
            for name in [each for each in _OF_A_DAY if each in self._taken]:
                self._leave_out(self._taken.pop(name), "it is of a part of a day")

    def _is_history(self) -> bool:
        symbol = self._taken.get("symbol")
        has_several = len(self._price.cells) > 1 if symbol is None else symbol.distinct_share < MIN_DISTINCT_SHARE
        if not has_several or "as_of" not in self._taken or self._taken.keys() & _MOVES:
            return False
        # of trades or hours of one day the row before states no previous close
        symbols = symbol.cells if symbol else ("",) * len(self._price.cells)
        rows = [row for row in zip(symbols, self._taken["as_of"].days, strict=True) if row[1] is not None]
        return len(rows) > 1 and len(set(rows)) == len(rows)

    def _free(self, concept: Concept) -> list[Column]:
        """Return the columns of a concept that no field has, the likeliest first."""
        found = [each for each in self._columns if each.concept is concept and each not in self._taken.values()]
        return sorted((each for each in found if each.stated), key=lambda each: (each.rank, each.index))

    def _take_prices(self) -> None:
        sides = {Concept.PREVIOUS_CLOSE, Concept.OPEN, Concept.HIGH, Concept.LOW, Concept.BID, Concept.ASK}
        sides |= {Concept.YEAR_HIGH, Concept.YEAR_LOW}
        words = set(words_of(self._price.path or self._price.title).split())
        sides.discard(self._price.concept)  # the price is the bid or the ask: another one is of another kind
        for concept in (each for each in Concept if each in sides):
            figures = [each for each in self._free(concept) if each.is_figures and not each.is_serial]
            if figures:  # of several the one of the same kind, as its title says: `TT Buying` beside `TT Selling`
                self._taken[concept.value] = max(
                    figures, key=lambda each: len(words & set(words_of(each.path or each.title).split()))
                )
        self._check_range("high", "low")
        self._check_range("year_high", "year_low")
        bid, ask = self._taken.get("bid"), self._taken.get("ask")
        if bid and ask and is_between(bid.figures, bid.figures, ask.figures) is False:
            del self._taken["bid"], self._taken["ask"]
            self._omissions.append("bid and ask are left out: the bid is above the ask")
        volumes = (each for each in self._free(Concept.VOLUME) if any(each.counts) and not self._is_unit(each))
        volume = next((each for each in volumes if not each.is_constant), None)
        if volume is not None and self._is_turnover(volume):
            self._leave_out(volume, "its figures are of money")
        elif volume is not None:
            self._taken["volume"] = volume

    def _is_turnover(self, volume: Column) -> bool:
        """Return whether a volume is another one times the price, or more than twice all that there is."""
        others = (each for each in self._columns if each.concept in _COUNTS and each is not volume and each.is_figures)
        if any(
            are_products(volume.figures, self._price.figures, each.figures) for each in islice(others, _MAX_COMPARED)
        ):
            return True
        for total in self._columns:
            is_supply = is_title_of_supply(total.title)
            if is_supply or is_title_of_market_cap(total.title):
                rows = zip(self._price.figures, volume.counts, total.counts, strict=True)
                stated = [
                    (each if is_supply else each * price, of) for price, each, of in rows if price and each and of
                ]
                return bool(stated) and sum(one > 2 * of for one, of in stated) >= MIN_SHARE * len(stated)
        return False

    def _check_range(self, of_high: str, of_low: str) -> None:
        """Leave out two fields between which the price is not."""
        low, high = self._taken.get(of_low), self._taken.get(of_high)
        if low and high and is_between(low.figures, self._price.figures, high.figures) is False:
            del self._taken[of_low], self._taken[of_high]
            names = f"{of_high} and {of_low}".replace("_", " ")
            self._omissions.append(f"{names} are left out: the price is not between them")

    def _take_moves(self) -> bool:
        """Take the change and the percentage; return whether percentages are written as fractions."""
        finder = MoveFinder(
            price=self._price,
            previous=self._taken.get("previous_close"),
            open=self._taken.get("open"),
            doubts=self._doubts,
        )
        found = finder.find(self._free(Concept.CHANGE), self._free(Concept.PERCENT))
        self._taken |= {"change": found.change} if found.change else {}
        self._taken |= {"percent": found.percent} if found.percent else {}
        self._omissions += found.omissions
        self._is_doubtful = found.is_doubtful
        return found.percent_as_fraction

    def _leave_out(self, column: Column, problem: str) -> None:
        self._omissions.append(f'"{column.title}" is left out: {problem}')

    def _take_time(self) -> tuple[str, str | None]:
        """Take the time; return the pattern of its dates, and the zone that the table states."""
        columns = self._free(Concept.AS_OF) + [each for each in self._free(Concept.UNKNOWN) if each.date_format]
        columns = [each for each in columns if not is_title_of_other_time(each.title)]
        columns.sort(
            key=lambda each: (
                is_title_of_start(each.title),
                not (each.is_epoch or (each.date_format is not None and each.date_format.has_day)),
            )
        )
        for column in columns:
            date_format = column.date_format
            if date_format is not None and column.concept is Concept.AS_OF:
                date_format = settle_by_today(date_format, column.stated, self._today)
            if date_format is not None and not date_format.is_certain:
                self._leave_out(column, "nothing tells its days from its months")
            elif column.is_epoch:
                self._taken["as_of"] = column
                return "", None
            elif date_format is not None and self._is_recent(column, date_format):
                self._taken["as_of"] = column
                self._leave_out_time_of(date_format)
                return date_format.pattern, find_zone(column.title, *column.stated[:1]) or self._named_zone()
        return "", None

    def _leave_out_time_of(self, date_format: DateFormat) -> None:
        """Note that the time of a day is in a column of its own, which a source has no field for."""
        times = (each for each in self._free(Concept.AS_OF) if each.date_format and not each.date_format.has_day)
        time = next(times, None) if date_format.has_day else None
        if time is not None:
            self._leave_out(time, "a time in a column of its own is not used, and the day begins at midnight")

    def _named_zone(self) -> str | None:
        """Return the zone that a column of its own names, the same in every row."""
        zones = [each.stated[0] for each in self._columns if each.stated and len(set(each.stated)) == 1]
        return next((zone for zone in zones if zone == find_zone(zone)), None)

    def _is_recent(self, column: Column, date_format: DateFormat) -> bool:
        """Return whether no day is ahead, as maturities are; or long ago, unless the title is that of a time."""
        days = [day for cell in column.stated if (day := date_format.day(cell))] if date_format.has_year else []
        if not days:
            return True
        is_titled = column.concept is Concept.AS_OF
        return max(days) <= self._today + _A_DAY and (is_titled or max(days) >= self._today - _MAX_AGE)

    def _take_units(self) -> str | None:
        """Take the unit, and the currency where it differs by row; return that of all rows."""
        units = (*self._free(Concept.UNIT), *(each for concept in _UNTITLED_UNITS for each in self._free(concept)))
        unit = next((each for each in units if self._is_unit(each)), None)
        if unit is not None:
            self._taken["unit"] = unit
        currency = next((each for each in self._free(Concept.CURRENCY) if each.currency_share >= MIN_SHARE), None)
        if currency is None or self._price.currency:
            return self._price.currency
        if len(set(currency.stated)) == 1 and len(currency.stated) == len(currency.cells):
            return currency.stated[0]
        self._taken["currency"] = currency
        return None

    def _is_unit(self, column: Column) -> bool:
        """Return whether a column states for how many units prices are: by its title, or beside currencies."""
        symbol = self._taken.get("symbol")
        may_be = column.concept is Concept.UNIT or (symbol is not None and symbol.currency_share >= MIN_SHARE)
        return may_be and column.is_units and any(figure > 1 for figure in column.stated_figures)

    def _take_name(self) -> None:
        symbol = self._taken.get("symbol")
        if symbol is None or symbol.concept is Concept.NAME:
            return
        concepts = (Concept.NAME, Concept.INSTRUMENT, Concept.CURRENCY)
        for column in (each for concept in concepts for each in self._free(concept)):
            is_name = column.word_share >= MIN_SHARE and (
                column.distinct_share > _MIN_DISTINCT_NAMES or len(column.cells) == 1
            )
            if is_name and (column.concept is Concept.NAME or column.code_share < MIN_SHARE):
                self._taken["name"] = column
                return

"""What the user owns, as records for scripts and as a table: printed only where it is asked for."""

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from tui.cli.table import TableColumn, TableRow, format_table
from tui.domain.quote import Direction, InstrumentId
from tui.view.formatting import ABSENT, format_change, format_percent, format_price, format_share
from tui.view.portfolio import Holding, Portfolio
from tui.view.records import Record, SymbolFilter

_CENT: Final = Decimal("0.01")

POSITION_FIGURES: Final[Mapping[str, Callable[[Holding], Decimal | None]]] = MappingProxyType(
    {
        "cost": lambda holding: holding.position.cost,
        "value": lambda holding: holding.position.value,
        "day_gain": lambda holding: holding.position.day_gain,
        "gain": lambda holding: holding.position.total_gain,
        "gain_percent": lambda holding: holding.position.gain_percent,
        "weight": lambda holding: holding.weight,
    }
)
"""The amounts of a position, computed and rounded to hundredths."""
POSITION_NAMES: Final = ("quantity", *POSITION_FIGURES)
"""Of a position in JSON; in CSV each after `position_`."""


def position_record(portfolio: Portfolio, key: InstrumentId) -> Record | None:
    """Return the record of what the user owns of an instrument; None for nothing."""
    owned = portfolio.holdings.get(key)
    if owned is None:
        return None
    return {
        "quantity": owned.position.quantity,
        **{name: _rounded(value(owned)) for name, value in POSITION_FIGURES.items()},
        "currency": portfolio.currency or None,
    }


def totals_record(portfolio: Portfolio) -> Record:
    """Return the record of all that the user owns; the sums are null where they would be of several currencies."""
    sums = portfolio.totals
    has_sum = portfolio.currency is not None
    return {
        "currency": portfolio.currency or None,
        "cost": _rounded(sums.cost) if has_sum else None,
        "value": _rounded(sums.value) if has_sum else None,
        "day_gain": _rounded(sums.day_gain) if has_sum else None,
        "gain": _rounded(sums.total_gain) if has_sum else None,
        "not_counted": [str(each) for each in sums.missing],
    }


def csv_cells(portfolio: Portfolio, key: InstrumentId) -> Record:
    """Return the cells that a row of CSV has more; none where the user owns nothing of the instrument."""
    record = position_record(portfolio, key) or {}
    return {f"position_{name}": record.get(name) for name in POSITION_NAMES}


_COLUMNS: Final = (
    TableColumn("POSITION"),
    TableColumn("QTY", is_figure=True),
    TableColumn("COST", is_figure=True),
    TableColumn("VALUE", is_figure=True),
    TableColumn("DAY", is_figure=True),
    TableColumn("GAIN", is_figure=True, has_tone=True),
    TableColumn("GAIN%", is_figure=True, has_tone=True),
    TableColumn("WEIGHT", is_figure=True),
)


def format_positions(portfolio: Portfolio, symbols: SymbolFilter, *, coloured: bool) -> Iterator[str]:
    """Yield the table of what the user owns, its sums, and what they leave out."""
    owned = {key: each for key, each in portfolio.holdings.items() if symbols.matches(key)}
    rows = [_row(key.symbol, position_record(portfolio, key) or {}) for key in owned]
    if symbols.is_all and portfolio.currency is not None:
        rows.append(_row(f"total {portfolio.currency}".rstrip(), totals_record(portfolio)))
    yield from format_table(_COLUMNS, rows, coloured=coloured)
    if symbols.is_all and portfolio.totals.missing:
        yield f"not counted: {', '.join(map(str, portfolio.totals.missing))}"
    yield ""


def _row(name: str, record: Record) -> TableRow:
    figures = {key: value for key, value in record.items() if isinstance(value, Decimal)}
    gain = figures.get("gain")
    cells = [
        format_price(figures["quantity"]) if "quantity" in figures else "",
        *(_cell(figures, key, format_price) for key in ("cost", "value")),
        *(_cell(figures, key, format_change) for key in ("day_gain", "gain")),
        _cell(figures, "gain_percent", format_percent) if "gain_percent" in record else "",
        _cell(figures, "weight", format_share) if "weight" in record else "",
    ]
    direction = None if not gain else Direction.UP if gain > 0 else Direction.DOWN
    return TableRow((name, *cells), direction)


def _cell(figures: Mapping[str, Decimal], key: str, form: Callable[[Decimal], str]) -> str:
    return form(figures[key]) if key in figures else ABSENT


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_CENT, rounding=ROUND_HALF_UP)

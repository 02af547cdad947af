"""The layout of the grid's columns: which of them fit, where each begins and how wide it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Final, NamedTuple

from tui.domain.quote import Quote
from tui.domain.text import width as width_of
from tui.view.column import LAST_RESORT, Column
from tui.view.columns import USUAL_COLUMNS
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import RowContext

MIN_COLUMN_WIDTH: Final = 3
MAX_COLUMN_WIDTH: Final = 60
"""Cells that the user can give to a column."""

MIN_WIDE: Final = 140
"""Cells from which a grid shows more than the usual columns."""
WIDE_KEYS: Final = (
    *("symbol", "name", "market", "last", "direction", "change", "percent", "volume", "turnover", "trend", "range"),
    *("open", "prev", "bid", "ask", "market_cap", "age", "source"),
)
"""The columns of a wide grid, as far as rows have them."""

_USUAL: Final = {column.key: column for column in USUAL_COLUMNS}
_NO_CONTEXT: Final = RowContext()
_UNMEASURED: Final = DecimalAlignment()
_DIGITS_AS_NINE: Final = str.maketrans("012345678", "9" * 9)


class PlacedColumn(NamedTuple):
    """A column with its position in the grid."""

    column: Column
    x: int
    width: int


class ChosenColumn(NamedTuple):
    """A column that the user chose, and the width that the user gave it: `name` or `name:24`."""

    key: str
    width: int | None = None
    """In cells; None for as wide as its content needs."""

    @classmethod
    def parse(cls, text: str) -> "ChosenColumn":
        """Return the choice of a text; what is no width is left out."""
        key, _, width = text.partition(":")
        if not width.isascii() or not width.isdecimal():
            return cls(key)
        return cls(key, min(max(int(width[:3]), MIN_COLUMN_WIDTH), MAX_COLUMN_WIDTH))

    def __str__(self) -> str:
        return self.key if self.width is None else f"{self.key}:{self.width}"


class ColumnChoice(NamedTuple):
    """Which columns a grid may show, and which leave it first."""

    chosen: tuple[str, ...] = ()
    """Those of the user, in order, as `ChosenColumn` writes them; empty for the usual ones."""
    drop: tuple[str, ...] = ()
    """Keys of the columns that leave first where there is no room, in this order."""

    sorted_by: str = ""
    """The key of the column that rows are sorted by, which is shown wherever it has anything to show."""

    is_wide: bool = False
    """Whether the grid has room for more than the usual columns."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, left to right; a key that no column has is left out."""
        keys = [ChosenColumn.parse(each).key for each in self.chosen] or (WIDE_KEYS if self.is_wide else ())
        found = [column for column in map(find_column, keys) if column is not None]
        columns: Sequence[Column] = found or USUAL_COLUMNS
        further = find_column(self.sorted_by) if self.sorted_by else None
        return columns if further is None or further in columns else [*columns, further]


_USUAL_CHOICE: Final = ColumnChoice()


@lru_cache(maxsize=256)
def find_column(key: str) -> Column | None:
    """Return the column of this key; None where none has it."""
    if key in _USUAL:
        return _USUAL[key]
    from tui.view.all_columns import COLUMNS_BY_KEY  # noqa: PLC0415 - most boards show none of the others

    return COLUMNS_BY_KEY.get(key)


def measure_columns(
    alignments: Mapping[str, DecimalAlignment],
    quotes: Iterable[Quote],
    columns: Iterable[Column] = USUAL_COLUMNS,
    context: RowContext = _NO_CONTEXT,
) -> Mapping[str, DecimalAlignment]:
    """Return the alignments of the columns, wider where these quotes need it; the same object where they fit.

    Args:
        alignments: as they are; a column that has had no value has none.
        quotes: those to make room for.
        columns: those to measure.
        context: how figures are written, and what the user owns.
    """
    measured = list(quotes)
    grown = dict(alignments)
    for column in columns:
        before = grown.get(column.key, _UNMEASURED)
        if column.text_value is not None:
            widest = max(map(width_of, {text for text in map(column.text_value, measured) if text}), default=0)
            if widest:
                grown[column.key] = before.widened_for(widest)
        elif column.is_count and column.figure_value is not None:
            counts = _one_of_each_shape([count for count in map(column.figure_value, measured) if count])
            if counts:
                texts = (column.text_of(count, context.figures) for count in counts)
                grown[column.key] = before.widened_for(max(map(len, texts)))
        elif column.figure_value is not None or column.position_value is not None:
            grown |= _measured_figures(column, measured, before, context)
    return grown if grown != alignments else alignments


def _measured_figures(
    column: Column, quotes: Sequence[Quote], before: DecimalAlignment, context: RowContext
) -> Mapping[str, DecimalAlignment]:
    """Return the alignment of a column of figures that line up on the decimal point; nothing where there is none."""
    if column.position_value is not None:
        holdings = [context.holdings[quote.id] for quote in quotes if quote.id in context.holdings]
        values: Iterable[Decimal | int | None] = map(column.position_value, holdings)
    else:
        values = map(column.figure_value, quotes) if column.figure_value else ()
    amounts = _one_of_each_shape([amount for amount in values if amount is not None])
    after = before
    for amount in amounts:
        text = column.format(Decimal(amount))
        after = after.expanded_for(text) if column.is_aligned else after.widened_for(len(text))
    return {column.key: after} if amounts else {}


def _one_of_each_shape(amounts: Sequence[Decimal | int]) -> Sequence[Decimal | int]:
    """Return those of the amounts whose figures take the room that all of them need, so that few need be formatted."""
    if not amounts:
        return ()
    # all of them as one text takes a third of the time
    shapes = "\n".join(map(str, amounts)).translate(_DIGITS_AS_NINE).split("\n")
    # a zero has no sign, so it does not stand for the others of its shape
    by_shape = {shape: amount for shape, amount in zip(shapes, amounts, strict=True) if amount}
    # beyond two decimals, the number of decimals shown depends on the amount itself
    long = {shape for shape in by_shape if "E" in shape or 0 <= shape.find(".") < len(shape) - 3}
    others = {str(amount): amount for amount, shape in zip(amounts, shapes, strict=True) if shape in long or not amount}
    return [*by_shape.values(), *others.values()]


def layout_columns(
    cells: int,
    alignments: Mapping[str, DecimalAlignment],
    choice: ColumnChoice = _USUAL_CHOICE,
    *,
    has_several_markets: bool = False,
) -> tuple[PlacedColumn, ...]:
    """Return the columns that fit into so many cells, left to right, with their positions.

    Where there is no room, columns leave: first those that the user named for it, then the usual ones by their drop
    rank, and of those that the user chose the texts before the figures, each from the right, and never the first. Then
    the figures give up their alignment; then the columns of last resort leave, and what remains is squeezed, or leaves
    where its figures would be cut.
    The column that rows are sorted by stays.

    Args:
        cells: the width of the grid.
        alignments: the alignment of each column that has values.
        choice: the columns.
        has_several_markets: whether there are rows of several markets.
    """
    columns = [column for column in choice.columns if choice.chosen or _shows(column, alignments, has_several_markets)]
    given = {each.key: each.width for each in map(ChosenColumn.parse, choice.chosen) if each.width is not None}
    widths = {column.key: _min_width(column, alignments) for column in columns} | given
    leaving = _leaving(columns, choice)

    def room() -> int:
        return cells - 1 - sum(widths[column.key] + column.gap for column in columns)

    for column in leaving:
        if room() < 0 and column.drop_rank != LAST_RESORT:
            columns.remove(column)
    if room() < 0:
        widths |= {column.key: _min_width(column, alignments, aligned=False) for column in columns}
    for column in leaving:
        if room() < 0 and column.drop_rank == LAST_RESORT and column in columns:
            columns.remove(column)
    squeezed = widths | _squeezed(columns, widths, room())
    for column in [each for each in columns if each.leaves_when_squeezed and each.key != choice.sorted_by]:
        if squeezed[column.key] < widths[column.key]:
            columns.remove(column)
            squeezed = widths | _squeezed(columns, widths, room())
    widths = squeezed
    spare = max(0, room())
    for column in _ranked([each for each in columns if each.key not in given], attrgetter("grow_rank")):
        grown = max(0, min(spare, _max_width(column, alignments) - widths[column.key]))
        widths[column.key] += grown
        spare -= grown
    return _placed(columns, widths, min(2, spare // max(1, sum(column.gap > 1 for column in columns))))


def _squeezed(columns: Sequence[Column], widths: Mapping[str, int], room: int) -> dict[str, int]:
    """Return the widths of the columns that become narrower than their content where there is so little room."""
    squeezed: dict[str, int] = {}
    for column in _ranked(columns, attrgetter("squeeze_rank")):
        width = widths[column.key]
        squeezed[column.key] = max(min(column.squeezed_width, width), width + min(0, room))
        room += width - squeezed[column.key]
    return squeezed


def _shows(column: Column, alignments: Mapping[str, DecimalAlignment], has_several_markets: bool) -> bool:
    """Return whether a usual column has anything to show."""
    if column.needs_values or column.key not in _USUAL:
        return column.key in alignments
    return not column.needs_markets or has_several_markets


def _leaving(columns: Sequence[Column], choice: ColumnChoice) -> list[Column]:
    """Return the columns that may leave a grid that gets narrow, the first to leave first."""
    may_leave = [column for column in columns[1:] if column.key != choice.sorted_by]
    named = [column for key in choice.drop for column in may_leave if column.key == key]
    others = [column for column in may_leave if column not in named]
    if choice.chosen:
        return named + sorted(reversed(others), key=lambda column: not column.is_text)  # noqa: C414 - not the same
    further = [column for column in reversed(others) if column.key not in _USUAL]
    return named + further + _ranked([column for column in others if column.key in _USUAL], attrgetter("drop_rank"))


def _ranked(columns: Iterable[Column], rank: Callable[[Column], int | None]) -> list[Column]:
    """Return the columns that have this rank, lowest first."""
    return sorted((column for column in columns if rank(column)), key=lambda column: rank(column) or 0)


def _min_width(column: Column, alignments: Mapping[str, DecimalAlignment], *, aligned: bool = True) -> int:
    alignment = alignments.get(column.key, _UNMEASURED)
    # one cell more than the title, for the mark of the sort
    titled = len(column.title) + 1
    if column.text_value is not None:
        return max(min(alignment.width, column.min_width), titled)
    if column.figure_value is None and column.position_value is None:
        return column.min_width
    figures = column.mark_width + (alignment.width if aligned else alignment.max_width)
    return max(figures, titled)


def _max_width(column: Column, alignments: Mapping[str, DecimalAlignment]) -> int:
    if column.text_value is None:
        return column.max_width
    return min(column.max_width, alignments.get(column.key, _UNMEASURED).width)


def _placed(columns: list[Column], widths: Mapping[str, int], extra: int) -> tuple[PlacedColumn, ...]:
    x = 0
    placed: list[PlacedColumn] = []
    for column in columns:
        x += column.gap + (extra if column.gap > 1 else 0)
        placed.append(PlacedColumn(column, x, widths[column.key]))
        x += widths[column.key]
    return tuple(placed)

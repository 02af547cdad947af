"""Finds the columns of the change and the percentage, by their titles and by the arithmetic of their cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from tui.sources.tables.agreement import are_equal, is_difference, percent_of_moves
from tui.sources.tables.column_profiles import Column
from tui.sources.tables.titles import is_title_of_percent_of_day, may_be_title_of_percent

_HUNDRED: Final = Decimal(100)
_LEAST_PERCENT: Final = Decimal(-100)
_MORE_THAN_PRICE: Final = "it is more than the price of some rows"
_MIN_PLACES_OF_FRACTIONS: Final = 4
_MAX_FRACTION: Final = Decimal("0.5")
_IN_DOUBT: Final = "nothing shows whether it is a change or a percentage"


Doubts: TypeAlias = Literal["likely", "unlikely", "omit"]
"""What a column is that may be two things: the likelier, the other, or left out."""


@dataclass(slots=True)
class MoveColumns:
    """The columns of the move of a price."""

    change: Column | None = None
    percent: Column | None = None
    percent_as_fraction: bool = False
    """Whether percentages are written as fractions."""
    is_doubtful: bool = False
    """Whether a change may as well be a percentage, or a percentage a fraction."""
    omissions: list[str] = field(default_factory=list)
    """What was left out, and why."""

    def leave_out(self, column: Column, problem: str) -> None:
        """Note that a column is left out."""
        self.omissions.append(f'"{column.title}" is left out: {problem}')


def percent_moves(price: Column, previous: Column | None, change: Column | None) -> list[Decimal | None]:
    """Return the percentage of each row's move, from its previous close or else from its change."""
    nothing = [None] * len(price.figures)
    return percent_of_moves(
        price.figures, previous.figures if previous else nothing, change.figures if change else nothing
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFinder:
    """Finds the columns of a move among those that are titled so."""

    price: Column
    previous: Column | None
    open: Column | None
    doubts: Doubts

    def find(self, changes: Sequence[Column], percents: Sequence[Column]) -> MoveColumns:
        """Return the columns of the move.

        Args:
            changes: the columns that are titled as changes, the likeliest first.
            percents: likewise.
        """
        found, others = MoveColumns(), list[Column]()
        rest = [each for each in changes if not self._take_change(each, found, others)]
        if found.change is None and self.previous is not None:
            found.change = next((each for each in percents if self._is_change_by_arithmetic(each)), None)
        moves = self._moves(found.change)
        others += [each for each in rest if any(moves) and _fits(each, moves)]
        for each in (*percents, *others):
            if each is not found.change and self._take_percent(each, found, moves):
                break
        return found

    def _take_change(self, column: Column, found: MoveColumns, percents: list[Column]) -> bool:
        """Take a column as the change, among the percentages or not at all; return False where it remains."""
        if self._is_percent_by_arithmetic(column):
            percents.append(column)
            return True
        problem = self._problem_of_change(column)
        may_be_percent = may_be_title_of_percent(column.title) and problem in (None, _MORE_THAN_PRICE)
        if may_be_percent and self._is_proved(column):
            may_be_percent = False
        if may_be_percent and min(column.stated_figures) > _LEAST_PERCENT:
            return self._take_doubtful(column, problem, found, percents)
        if problem is not None:
            found.leave_out(column, problem)
            return True
        if found.change is not None:
            return False
        found.change = column
        return True

    def _take_doubtful(self, column: Column, problem: str | None, found: MoveColumns, percents: list[Column]) -> bool:
        """Take a column titled `24h change`, which may be a percentage: it is one where it is no change."""
        if problem is not None or is_title_of_percent_of_day(column.title):
            percents.append(column)
            return True
        found.is_doubtful = True
        if self.doubts == "likely":
            percents.append(column)
        elif self.doubts == "unlikely" and found.change is None:
            found.change = column
        else:
            found.leave_out(column, _IN_DOUBT)
        return True

    def _problem_of_change(self, change: Column) -> str | None:
        """Return why a column is not the change of the price; None where it may be."""
        if not change.is_figures:
            return "most of its cells are no figures"
        is_right = self._is_difference(change, self.previous)
        if is_right is False:
            return "it is not the price less the previous close"
        pairs = zip(self.price.figures, change.figures, strict=True)
        if is_right is None and any(now is not None and moved is not None and 0 < now <= moved for now, moved in pairs):
            return _MORE_THAN_PRICE
        return None

    def _is_proved(self, change: Column) -> bool:
        return bool(self._is_difference(change, self.previous) or self._is_difference(change, self.open))

    def _is_difference(self, change: Column, before: Column | None) -> bool | None:
        return is_difference(self.price.figures, before.figures, change.figures) if before else None

    def _is_percent_by_arithmetic(self, column: Column) -> bool:
        moves = self._moves(None)
        return any(moves) and _fits(column, moves) and not self._is_proved(column)

    def _is_change_by_arithmetic(self, column: Column) -> bool:
        has_sign = any("%" in cell for cell in column.cells)
        is_percent = _fits(column, self._moves(None))
        return (
            column.is_figures and not has_sign and not is_percent and bool(self._is_difference(column, self.previous))
        )

    def _moves(self, change: Column | None) -> list[Decimal | None]:
        """Return the percentage of each row, by the previous close, else the change, else the open."""
        moves = percent_moves(self.price, self.previous, change)
        return moves if any(moves) else percent_moves(self.price, self.open, None)

    def _take_percent(self, percent: Column, found: MoveColumns, moves: Sequence[Decimal | None]) -> bool:
        """Take a column as the percentage, or leave it out; return whether it is taken."""
        stated = percent.percents
        has_sign = any("%" in cell for cell in percent.cells)
        is_equal = are_equal(stated, moves)
        is_fraction = not has_sign and not is_equal and bool(are_equal(stated, moves, _HUNDRED))
        if 2 * sum(each is not None for each in stated) < len(percent.stated):
            found.leave_out(percent, "most of its cells are no percentages")
        elif not is_fraction and self.previous is not None and is_equal is False:
            found.leave_out(percent, "it does not fit the price and the previous close")
        elif not is_fraction and percent.rank > 0 and not has_sign and not is_equal:
            found.leave_out(percent, "nothing shows that it is a percentage")
        elif not has_sign and not any(moves) and _may_be_fractions(stated):
            found.is_doubtful = True
            if self.doubts == "omit":
                found.leave_out(percent, "nothing shows whether it is a percentage or a fraction")
            else:
                found.percent, found.percent_as_fraction = percent, self.doubts == "unlikely"
        else:
            found.percent, found.percent_as_fraction = percent, is_fraction
        return found.percent is not None


def _may_be_fractions(stated: Sequence[Decimal | None]) -> bool:
    """Return whether percentages have as many places as fractions, and are as small."""
    figures = [each for each in stated if each]
    places = max((-int(each.as_tuple().exponent) for each in figures), default=0)
    return places >= _MIN_PLACES_OF_FRACTIONS and all(abs(each) < _MAX_FRACTION for each in figures)


def _fits(column: Column, moves: Sequence[Decimal | None]) -> bool:
    """Return whether a column states these percentages, or states them as fractions."""
    return bool(are_equal(column.percents, moves) or are_equal(column.percents, moves, _HUNDRED))

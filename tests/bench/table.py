"""One measured thing beside its budget, and the table they make."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A figure, what it may be at most, and what it is compared with."""

    what: str
    measured: float
    unit: str
    budget: float | None = None
    floor: float | None = None
    """The least that is possible at all, where that is known."""
    stock: float | None = None
    """The same done with Textual's own widgets, in the same run."""
    exact: bool = False
    """Whether it is a count that repeats, and so may decide whether a change lands."""

    @property
    def holds(self) -> bool:
        """Whether it is within its budget; without one it cannot fail."""
        return self.budget is None or self.measured <= self.budget


def shown(results: Iterable[Result]) -> str:
    """The results as a table for people."""
    rows = [("", "budget", "measured", "floor", "stock", "")]
    for result in results:
        verdict = "" if result.budget is None else "ok" if result.holds else "OVER"
        rows.append(
            (
                result.what,
                _figure(result.budget, result.unit),
                _figure(result.measured, result.unit),
                _figure(result.floor, result.unit),
                _figure(result.stock, result.unit),
                verdict + (" gated" if result.exact and verdict else ""),
            )
        )
    widths = [max(len(row[n]) for row in rows) for n in range(6)]
    return "\n".join(
        f"{row[0]:<{widths[0]}}  " + "  ".join(f"{row[n]:>{widths[n]}}" for n in range(1, 5)) + f"  {row[5]}"
        for row in rows
    )


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"
    return f"{digits} {unit}"

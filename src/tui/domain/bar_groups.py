"""Bars with the volume of their own span, and longer bars made of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from tui.domain.bars import Bar


def with_own_volumes(bars: Iterable[Bar], day_of: Callable[[datetime], date]) -> Iterator[Bar]:
    """Yield bars by the minute, each with the volume traded within it in place of that since the day began.

    None where that is not known: of the first bar of a day, which may follow hours in which nobody looked, and where
    the volume of the day fell, as that of the last 24 hours does.

    Args:
        bars: as they were seen or back-filled, oldest first.
        day_of: the trading day that a time belongs to.
    """
    before: tuple[date, int] | None = None
    for bar in bars:
        if bar.is_filled:
            yield bar
            continue
        day, total = day_of(bar.at), bar.volume
        is_known = total is not None and before is not None and before[0] == day and total >= before[1]
        yield bar._replace(volume=total - before[1] if is_known and total is not None and before else None)
        if total is not None:
            before = day, total


def joined(bars: Sequence[Bar]) -> Bar:
    """Return one bar for several that follow each other, each with the volume of its own span."""
    volumes = [bar.volume for bar in bars if bar.volume is not None]
    return Bar(
        at=bars[0].at,
        open=bars[0].open,
        high=max(bar.high for bar in bars),
        low=min(bar.low for bar in bars),
        close=bars[-1].close,
        volume=sum(volumes) if volumes else None,
        is_filled=all(bar.is_filled for bar in bars),
    )


def group_bars(bars: Iterable[Bar], group_of: Callable[[Bar], object]) -> list[Bar]:
    """Return one bar for each run of bars of the same group; it begins where its first one does."""
    runs = (list(run) for _, run in groupby(bars, key=group_of))
    return [joined(run) if len(run) > 1 else run[0] for run in runs]

"""What has just moved, and for how long that is news."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from tui.domain.change import Change
from tui.domain.quote import Direction, IndexLevel, InstrumentId, Quote

NEWS: Final = timedelta(seconds=0.9)


class Ticks:
    """Which values moved a moment ago, and which way.

    Ended ones leave with the next paint, never by a timer of their own.
    """

    def __init__(self) -> None:
        self._until: dict[InstrumentId, tuple[datetime, Direction]] = {}

    def note(
        self, changes: Iterable[Change[InstrumentId, Quote] | Change[InstrumentId, IndexLevel]], now: datetime
    ) -> None:
        """Remember every value that moved; what is new or gone is no move."""
        for change in changes:
            if change.old is None or change.new is None:
                continue
            was, value = change.old.value, change.new.value
            if was is None or value is None or was == value:
                continue
            self._until[change.key] = (now + NEWS, Direction.UP if value > was else Direction.DOWN)

    def current(self, now: datetime) -> Mapping[InstrumentId, Direction]:
        """What is still news at this moment; the rest is forgotten."""
        if self._until:
            self._until = {key: tick for key, tick in self._until.items() if tick[0] > now}
        return {key: direction for key, (_, direction) in self._until.items()}

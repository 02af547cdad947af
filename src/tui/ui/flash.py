"""What has just moved, and for how long that is news."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from tui.domain.diff import Change
from tui.domain.quote import Direction, IndexLevel, InstrumentId, Quote

FLASH_DURATION: Final = timedelta(seconds=0.9)


class FlashState:
    """Which values moved a moment ago, and which way.

    Ended ones leave with the next paint, never by a timer of their own.
    """

    def __init__(self) -> None:
        self._told: list[tuple[datetime, dict[InstrumentId, Direction]]] = []
        """Until when, and what moved; newest first."""

    def record(
        self, changes: Iterable[Change[InstrumentId, Quote] | Change[InstrumentId, IndexLevel]], now: datetime
    ) -> None:
        """Remember every value that moved; what is new or gone is no move."""
        moved: dict[InstrumentId, Direction] = {}
        for key, old, new in changes:
            if old is None or new is None:
                continue
            was, value = old.value, new.value
            if was is None or value is None or was == value:
                continue
            moved[key] = Direction.UP if value > was else Direction.DOWN
        if moved:
            self._told.insert(0, (now + FLASH_DURATION, moved))

    def current(self, now: datetime) -> Mapping[InstrumentId, Direction]:
        """What is still news at this moment; the rest is forgotten."""
        self._told = [(until, moved) for until, moved in self._told if until > now]
        return ChainMap(*(moved for _, moved in self._told))

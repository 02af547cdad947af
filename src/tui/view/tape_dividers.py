"""The lines between the entries of the tape: days, where the user looked last, the mark, and the end."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta

from tui.domain.tape import TapeEntry
from tui.view.entry_lines import Divider, day_words
from tui.view.spans import Tone
from tui.view.view_state import Look


def index_at(entries: Sequence[TapeEntry], at: datetime) -> int:
    """Return how many entries, newest first, are later than a time (aware)."""
    return bisect_left(entries, -at.timestamp(), key=lambda entry: -entry.at.timestamp())


def day_dividers(entries: Sequence[TapeEntry], today: datetime) -> list[Divider]:
    """Return a line above the first entry, newest first, of each day before the one of `today`, which has the zone."""
    dividers: list[Divider] = []
    day = today.date()
    at = 0
    while at < len(entries):
        local = entries[at].at.astimezone(today.tzinfo)
        if local.date() != day:
            day = local.date()
            dividers.append(Divider(at, day_words(day, today.date())))
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        # the next entry of an earlier day; at least one further, whatever the clock did
        at = max(at + 1, index_at(entries, midnight - timedelta(microseconds=1)))
    return dividers


def tape_dividers(entries: Sequence[TapeEntry], look: Look, now: datetime, end: str, reading: str) -> list[Divider]:
    """Return the lines between entries, in their order.

    Args:
        entries: newest first.
        look: when the user looked last, and the mark.
        now: aware, in the zone that times are shown in.
        end: why there are no older entries; empty while there may be.
        reading: what is said below the last entry until then; empty for nothing.
    """
    dividers = day_dividers(entries, now)
    for at, words in look.lines():
        index = index_at(entries, at)
        if index < len(entries) or end:
            local = at.astimezone(now.tzinfo)
            time = f"{local:%H:%M}" if local.date() == now.date() else f"{local:%a %H:%M}"
            dividers.append(Divider(index, f"{words} {time}", Tone.WARN))
    dividers.sort(key=lambda divider: divider.above)
    words = end or reading
    return [*dividers, Divider(len(entries), words)] if words else dividers

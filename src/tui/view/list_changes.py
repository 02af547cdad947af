"""What the keys of lists change: which list, its entries after the change, and the words for it."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.view.settings import BoardSettings
from tui.view.sorting import LIST_ORDER, Sort
from tui.view.tabs import MAX_LIST_ENTRIES, MINE, PINNED, ListEntry, Tab, moved, resolve

ListAction = Literal["mark", "remove", "down", "up", "pin"]


class ListChange(NamedTuple):
    """A list as it is after a change."""

    name: str
    entries: tuple[ListEntry, ...]
    about: str
    """What changed, for the message and for undoing it: `OGDC into Mine`."""


def list_of(tab: Tab) -> str:
    """Return the name of the list that a tab shows, else that of the marked instruments."""
    return tab.list_name if tab.symbols is not None and tab.list_name else MINE


class ShownRow(NamedTuple):
    """The row that a key is about, and where it is shown."""

    key: InstrumentId
    tab: Tab
    sort: Sort


def change_list(action: ListAction, row: ShownRow, settings: BoardSettings, market: Market) -> ListChange | str:
    """Return the change that a key asks for, or why there is none.

    Args:
        action: `mark` puts the instrument into Mine or takes it out, `remove` takes it out of the list shown, `down`
            and `up` move it by a line, `pin` lets it stand first in every tab, or not any more.
        row: the row under the cursor.
        settings: what the user has arranged.
        market: the market shown.
    """
    if action in {"mark", "pin"}:
        return _toggled(MINE if action == "mark" else PINNED, row.key, settings, market)
    name = list_of(row.tab)
    entries = settings.lists.get(name, ())
    position = position_in(entries, row.key, market)
    if position is None:
        return f"{row.key.symbol} is not in {name}"
    if action == "remove":
        return _removed(name, entries[position], settings)
    if row.tab.symbols is None or row.tab.list_name != name:
        return f"rows move by hand in the tab of a list, such as {MINE}"
    if row.sort.key != LIST_ORDER:
        return f"rows move by hand where {name} is in its own order"
    return _moved(name, entries, position, 1 if action == "down" else -1)


def added(name: str, entry: ListEntry, settings: BoardSettings, after: int | None = None) -> ListChange | str:
    """Return the change that adds an entry to a list: below a line of it, else at its end; or why there is none."""
    entries = settings.lists.get(name, ())
    if entry.symbol and entry in entries:
        return f"{entry.instrument.symbol} is in {name} already"
    if len(entries) >= MAX_LIST_ENTRIES:
        return f"{name} is full: it has {MAX_LIST_ENTRIES} entries"
    at = len(entries) if after is None else after + 1
    return ListChange(name, (*entries[:at], entry, *entries[at:]), f"{_entry_label(entry)} into {name}")


def toggled_title(
    name: str, title: ListEntry, before: InstrumentId | None, settings: BoardSettings, market: Market
) -> ListChange | str:
    """Return the change that puts a title into a list, or takes it out where it is in it; or why there is none.

    Args:
        name: of the list.
        title: the entry.
        before: the instrument above which the title is put; None puts it at the end.
        settings: what the user has arranged.
        market: the market shown.
    """
    entries = settings.lists.get(name, ())
    if title in entries:
        return _removed(name, title, settings)
    position = None if before is None else position_in(entries, before, market)
    return added(name, title, settings, None if position is None else position - 1)


def _removed(name: str, entry: ListEntry, settings: BoardSettings) -> ListChange:
    """Return the change that takes an entry out of a list, however often and in whatever spelling it is in it."""
    key = entry.instrument
    rest = (each for each in settings.lists[name] if each != entry and not (entry.symbol and each.names(key)))
    return ListChange(name, tuple(rest), f"{_entry_label(entry)} out of {name}")


def _entry_label(entry: ListEntry) -> str:
    return entry.instrument.symbol if entry.symbol else f"“{entry.title}”"


def position_in(entries: Sequence[ListEntry], key: InstrumentId, market: Market) -> int | None:
    """Return the line of a list that an instrument is on, from 0; None where it is not in it."""
    resolved = resolve(entries, market.quotes)
    if key in resolved:
        return resolved.index(key)
    return next((at for at, entry in enumerate(entries) if entry.symbol and entry.instrument == key), None)


def _toggled(name: str, key: InstrumentId, settings: BoardSettings, market: Market) -> ListChange | str:
    entries = settings.lists.get(name, ())
    position = position_in(entries, key, market)
    if position is not None:
        return _removed(name, entries[position], settings)
    return added(name, ListEntry.of(key), settings)


def _moved(name: str, entries: tuple[ListEntry, ...], position: int, step: int) -> ListChange | str:
    """Return the list with an entry moved by a line; a title is a line that it is moved across."""
    if not 0 <= position + step < len(entries):
        return f"it is the {'last' if step > 0 else 'first'} of {name}"
    words = f"{_entry_label(entries[position])} {'down' if step > 0 else 'up'} in {name}"
    return ListChange(name, moved(entries, position, step), words)

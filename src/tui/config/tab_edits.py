"""The changes of the configuration file that bring tabs about which the user made in the program."""

from collections.abc import Iterator, Mapping, Sequence

from tui.config.edits import Edit
from tui.view.sorting import LIST_ORDER, Sort
from tui.view.tabs import Tab

_Values = Mapping[str, str | bool | Sequence[str] | None]


def edits_of_tabs(before: Sequence[Tab], after: Sequence[Tab], about: str) -> tuple[Edit, ...]:
    """Return the edits after which the file has other `[[tabs]]`; those that stay keep their place and comments.

    Args:
        before: the tabs as the file has them, in its order.
        after: the tabs wanted; those of `before` in the same order, new ones at the end.
        about: what it does, for the message of undoing it.
    """
    wanted = {tab.name: tab for tab in after}
    known = {tab.name: tab for tab in before}
    seen = tuple(tab.name for tab in before)
    gone = [number for number, tab in enumerate(before) if tab.name not in wanted]
    edits = [Edit(path=("tabs", number), value=None, about=about, seen=seen) for number in reversed(gone)]
    for number, tab in enumerate(after):
        old = _values(known[tab.name]) if tab.name in known else {}
        for key, value in _values(tab).items():
            if value != old.get(key):
                edits.append(Edit(path=("tabs", number, key), value=value, about=about, seen=seen))
    return tuple(edits)


def edit_of_order(names: Sequence[str], about: str) -> Edit:
    """Return the edit that sets which tabs are shown, in order."""
    return Edit(path=("board", "tabs"), value=tuple(names) or None, about=about)


def _values(tab: Tab) -> _Values:
    """Return the keys of a `[[tabs]]` table; None for those that it does not have."""
    symbols = None if tab.symbols is None or tab.list_name else tuple(map(str, tab.symbols))
    return {
        "name": tab.name,
        "list": tab.list_name or None,
        "symbols": symbols,
        "markets": _names(tab.markets),
        "kinds": _names(tab.kinds),
        "sources": _names(tab.sources),
        "filter": tab.filter_text or None,
        "columns": tab.columns or None,
        **dict(_sort_values(tab.sort)),
    }


def _names(names: frozenset[str]) -> Sequence[str] | None:
    return tuple(sorted(map(str, names))) or None


def _sort_values(sort: Sort | None) -> Iterator[tuple[str, str | bool | None]]:
    yield "sort", None if sort is None else sort.key
    is_usual = sort is None or sort.key == LIST_ORDER or sort == Sort.by(sort.key)
    yield "reverse", None if is_usual else True

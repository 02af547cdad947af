"""What the user has arranged: tabs and lists, as one value that every panel of the board reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.view.tabs import ListEntry, Lists, Tab, arrange_tabs, built_in_tabs


def _no_lists() -> Lists:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSettings:
    """The arrangement of the board: from the configuration, and as the user changes it while the program runs."""

    tabs: tuple[Tab, ...] = ()
    """Those that the user defined, in addition to the built-in ones or in place of them."""
    tab_order: tuple[str, ...] = ()
    """The names of the tabs to show, in order; empty for all."""
    lists: Lists = field(default_factory=_no_lists)
    """By name; `Mine` holds the marked instruments, `Pinned` those that stand first."""
    list_files: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    """The text files of the lists that are no part of the configuration, by the name of the list."""

    def with_list(self, name: str, entries: Sequence[ListEntry]) -> "BoardSettings":
        """Return the settings with other entries of a list, in the tabs that show it too."""
        lists = MappingProxyType({**self.lists, name: tuple(entries)})
        tabs = tuple(replace(tab, symbols=tuple(entries)) if tab.list_name == name else tab for tab in self.tabs)
        return replace(self, tabs=tabs, lists=lists)

    def is_in(self, name: str, key: InstrumentId) -> bool:
        """Return whether an instrument is in a list."""
        return any(entry.names(key) for entry in self.lists.get(name, ()))

    def tabs_for(self, market: Market) -> tuple[Tab, ...]:
        """Return the tabs to show for a market."""
        return arrange_tabs(built_in_tabs(market, self.lists), self.tabs, self.tab_order)

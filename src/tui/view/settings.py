"""What the user has arranged: tabs and lists, as one value that every panel of the board reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.view.tabs import ListEntry, Lists, Tab, built_in_tabs


def _no_lists() -> Lists:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSettings:
    """The arrangement of the board: from the configuration, and as the user changes it while the program runs."""

    tabs: tuple[Tab, ...] = ()
    """Those that the user defined; empty for the built-in ones."""
    lists: Lists = field(default_factory=_no_lists)
    """By name; `Mine` holds the marked instruments, `Pinned` those that stand first."""
    indices: tuple[ListEntry, ...] = ()
    """The indices that are shown first, in order; the others come after them."""
    indices_rotate: bool = False
    """Whether those that have no room take turns."""

    def with_list(self, name: str, entries: Sequence[ListEntry]) -> "BoardSettings":
        """Return the settings with other entries of a list, in the tabs that show it too."""
        lists = MappingProxyType({**self.lists, name: tuple(entries)})
        tabs = tuple(replace(tab, symbols=tuple(entries)) if tab.list_name == name else tab for tab in self.tabs)
        return replace(self, tabs=tabs, lists=lists)

    def is_in(self, name: str, key: InstrumentId) -> bool:
        """Return whether an instrument is in a list."""
        return any(entry.names(key) for entry in self.lists.get(name, ()))

    def tabs_for(self, market: Market) -> tuple[Tab, ...]:
        """Return the tabs to show for a market: those of the user, else one for each market that has quotes."""
        return self.tabs or built_in_tabs(market, self.lists)

"""What the user has arranged: tabs and lists, as one value that every panel of the board reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.view.formatting import FigureStyle
from tui.view.tabs import POSITIONS, ListEntry, Lists, Tab, built_in_tabs, positions_tab

if TYPE_CHECKING:
    from tui.domain.positions import Lot

_NO_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


def _no_lists() -> Lists:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSettings:
    """The arrangement of the board: from the configuration, and as the user changes it while the program runs."""

    tabs: tuple[Tab, ...] = ()
    """Those that the user defined; empty for the built-in ones."""
    lists: Lists = field(default_factory=_no_lists)
    """By name; `Mine` holds the marked instruments, `Pinned` those that stand first."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_COLUMNS)
    """The columns of tabs by name, of those that have none of their own; as `ChosenColumn` writes them."""
    drop_columns: tuple[str, ...] = ()
    """Keys of the columns that leave first where there is no room, in this order."""
    figures: FigureStyle = "short"
    """How large counts are written."""
    lots: tuple["Lot", ...] = ()
    """What the user owns."""
    currency: str = ""
    """To express what the user owns in; empty for that of its instruments."""

    def with_list(self, name: str, entries: Sequence[ListEntry]) -> "BoardSettings":
        """Return the settings with other entries of a list, in the tabs that show it too."""
        lists = MappingProxyType({**self.lists, name: tuple(entries)})
        tabs = tuple(replace(tab, symbols=tuple(entries)) if tab.list_name == name else tab for tab in self.tabs)
        return replace(self, tabs=tabs, lists=lists)

    def with_columns(self, tab_name: str, columns: Sequence[str]) -> "BoardSettings":
        """Return the settings with other columns of a tab; none are the usual ones."""
        chosen = tuple(columns)
        others = {name: each for name, each in self.columns.items() if name != tab_name}
        if any(tab.name == tab_name for tab in self.tabs):
            tabs = tuple(replace(tab, columns=chosen) if tab.name == tab_name else tab for tab in self.tabs)
            return replace(self, tabs=tabs, columns=MappingProxyType(others))
        return replace(self, columns=MappingProxyType({**others, tab_name: chosen} if chosen else others))

    def is_in(self, name: str, key: InstrumentId) -> bool:
        """Return whether an instrument is in a list."""
        return any(entry.names(key) for entry in self.lists.get(name, ()))

    def tabs_for(self, market: Market) -> tuple[Tab, ...]:
        """Return the tabs to show for a market: those of the user, else one for each market that has quotes.

        What the user owns is a tab of its own, unless the user has defined one of that name.
        """
        tabs = self.tabs or built_in_tabs(market, self.lists)
        if self.lots and all(tab.name != POSITIONS for tab in tabs):
            tabs = (*tabs, positions_tab(lot.symbol for lot in self.lots))
        return tuple(map(self._with_chosen_columns, tabs)) if self.columns else tabs

    def _with_chosen_columns(self, tab: Tab) -> Tab:
        chosen = self.columns.get(tab.name, ())
        if not chosen or (tab.columns and tab in self.tabs):
            return tab
        return replace(tab, columns=chosen)

"""What the user has arranged: tabs, lists and the theme, as one value that every panel of the board reads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.article import DEFAULT_CAPACITY
from tui.domain.market import Market
from tui.view.formatting import FigureStyle
from tui.view.tabs import GIVEN, ListEntry, Lists, Tab, arrange_tabs, built_in_tabs, list_tab
from tui.view.themes import DARK, Theme, UpColour

if TYPE_CHECKING:
    from tui.domain.alerts.rule import BrokenRule, Rule
    from tui.domain.positions import Lot

OptionValue = str | int | bool | tuple[str, ...] | None
"""The value of a setting; None where it has none."""
_KEYS: Final = "keys."
DEFAULT_ARTICLE_WIDTH: Final = 76
"""Cells of a line of an article that is comfortable to read."""


class NewsSettings(NamedTuple):
    """How articles are kept, listed, read, opened and saved."""

    capacity: int = DEFAULT_CAPACITY
    """Articles of all sources together; each source may have 20, whatever it is."""
    highlight: tuple[str, ...] = ()
    """Words: articles with one of them stand out in the list."""
    hide: tuple[str, ...] = ()
    """Words: articles with one of them are neither listed nor announced."""
    aliases: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Names of instruments beside those that are known, by symbol, or by market and symbol: `PSX:OGDC`."""
    ring: bool = False
    """Whether the bell of the terminal rings for a new article that stands out."""
    width: int = DEFAULT_ARTICLE_WIDTH
    """Cells of a line of an article, where there is room for so many."""
    orders_right_to_left: bool = False
    """Whether the board puts Urdu, Arabic and Hebrew into the order in which they are read; else the terminal does."""
    browser: tuple[str, ...] = ()
    """The command that opens links, in which `%u` is the link; empty for the browser that is found."""
    save_folder: Path | None = None
    """Where articles are saved; None for the usual folder."""


class BoardSettings(NamedTuple):
    """The arrangement of the board: from the configuration, and as the user changes it while the program runs."""

    tabs: tuple[Tab, ...] = ()
    """Those that the user defined, in addition to the built-in ones or in place of them."""
    tab_order: tuple[str, ...] = ()
    """The names of the tabs to show, in order; empty for all."""
    lists: Lists = MappingProxyType({})
    """By name; `Mine` holds the marked instruments, `Pinned` those that stand first."""
    list_files: Mapping[str, Path] = MappingProxyType({})
    """The text files of the lists that are no part of the configuration, by the name of the list."""
    given_columns: tuple[str, ...] = ()
    """The columns of the tab of the command line's list, which is of this run alone; empty for the usual ones."""
    drop_columns: tuple[str, ...] = ()
    """Keys of the columns that leave first where there is no room, in this order."""
    figures: FigureStyle = "short"
    """How large counts are written."""
    lots: tuple["Lot", ...] = ()
    """What the user owns."""
    currency: str = ""
    """To express what the user owns in; empty for that of its instruments."""
    theme: Theme = DARK
    up: UpColour = "green"
    """The colour of a rise; a theme without green and red exchanges its own two for "red"."""
    indices: tuple[ListEntry, ...] = ()
    """The indices that are shown first, in order; the others come after them."""
    indices_rotate: bool = False
    """Whether those that have no room take turns."""
    news: NewsSettings = NewsSettings()
    rules: "tuple[Rule, ...]" = ()
    """What rings, each of a name of its own."""
    broken_rules: "tuple[BrokenRule, ...]" = ()
    """What cannot ring as it is written."""
    rule_ways: tuple[str, ...] = ()
    """How a rule is told that names no way."""
    options: Mapping[str, OptionValue] = MappingProxyType({})
    """Settings of the configuration that the user has changed since the start, by key: `board.flash`."""

    @property
    def chosen_keys(self) -> Mapping[str, str]:
        """The keys that the user has chosen since the start, by binding id."""
        return {key.removeprefix(_KEYS): str(value) for key, value in self.options.items() if key.startswith(_KEYS)}

    def with_option(self, key: str, value: OptionValue) -> "BoardSettings":
        """Return the settings with another value of one of the configuration."""
        return self._replace(options=MappingProxyType({**self.options, key: value}))

    def with_list(self, name: str, entries: Sequence[ListEntry]) -> "BoardSettings":
        """Return the settings with other entries of a list, in the tabs that show it too."""
        lists = MappingProxyType({**self.lists, name: tuple(entries)})
        tabs = tuple(tab._replace(symbols=tuple(entries)) if tab.list_name == name else tab for tab in self.tabs)
        return self._replace(tabs=tabs, lists=lists)

    def with_columns(self, tab_name: str, columns: Sequence[str]) -> "BoardSettings":
        """Return the settings with other columns of a tab; none are the usual ones."""
        chosen = tuple(columns)
        if tab_name == GIVEN and GIVEN in self.lists:
            return self._replace(given_columns=chosen)
        own = self.tabs if any(tab.name == tab_name for tab in self.tabs) else (*self.tabs, Tab(name=tab_name))
        tabs = tuple(tab._replace(columns=chosen) if tab.name == tab_name else tab for tab in own)
        return self._replace(tabs=tabs)

    def tabs_for(self, market: Market) -> tuple[Tab, ...]:
        """Return the tabs to show for a market; first that of the symbols which the command line gives."""
        owned = dict.fromkeys(lot.symbol for lot in self.lots)
        tabs = arrange_tabs(built_in_tabs(market, self.lists, tuple(owned)), self.tabs, self.tab_order)
        if GIVEN not in self.lists:
            return tabs
        given = list_tab(GIVEN, self.lists)._replace(columns=self.given_columns)
        return (given, *(tab for tab in tabs if tab.name != GIVEN))


def broken_rules_text(settings: BoardSettings) -> str:
    """Return what is to be said of rules that cannot ring as they are written; empty where there are none."""
    count = len(settings.broken_rules)
    if not count:
        return ""
    return (
        f"{'an alert is' if count == 1 else f'{count} alerts are'} wrong and cannot ring: the list of alerts says why"
    )

"""The tabs of the grid: named views of the market, built in or of the user's own, and the lists of instruments."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from tui.domain.market import Market
from tui.domain.quote import InstrumentId, InstrumentKind, Quote
from tui.view.sorting import DEFAULT_SORT, LIST_SORT, Sort

_Entry = TypeVar("_Entry")

ALL: Final = "All"
"""The name of the tab of every instrument."""
MINE: Final = "Mine"
"""The name of the list of the instruments that the user marks, and of its tab."""
GIVEN: Final = "Given"
"""The name of the list that the command line gives, and of its tab."""
PINNED: Final = "Pinned"
"""The name of the list of the instruments that stand first in every tab they are in."""

POSITIONS: Final = "Positions"
"""The name of the tab of what the user owns."""
POSITION_KEYS: Final = (
    *("symbol", "name", "worth", "day_gain", "gain", "gain_percent"),
    *("last", "percent", "quantity", "weight", "cost"),
)
"""The columns of that tab; where there is no room, those on the right leave first."""

MARKET_TITLES: Final[Mapping[str, str]] = {"INDEX": "World", "CRYPTO": "Coins", "FUT": "Futures"}
"""What the tab of a market is called, where that is not its code."""

MAX_ENTRY: Final = 80
"""Characters of an entry of a list."""
MAX_LIST_ENTRIES: Final = 10_000
"""Entries of a list."""
MAX_TABS: Final = 50
TITLE_MARK: Final = "#"
"""What a line of a list begins with that is the title of those below it."""


class ListEntry(NamedTuple):
    """An entry of a list: an instrument, or the title of those that follow."""

    symbol: str = ""
    """`PSX:OGDC`, or `OGDC` of any market; empty for a title."""
    title: str = ""

    @classmethod
    def parse(cls, text: str) -> "ListEntry":
        """Return the entry of a line: one that begins with `#` is a title."""
        stripped = text.strip()
        if stripped.startswith(TITLE_MARK):
            return cls(title=stripped.lstrip(TITLE_MARK).strip())
        return cls(symbol=stripped.upper())

    @classmethod
    def of(cls, key: InstrumentId) -> "ListEntry":
        """Return the entry of an instrument."""
        return cls(symbol=str(key).removeprefix(":"))

    @property
    def instrument(self) -> InstrumentId:
        """What it names: without a market where it names none."""
        market, _, symbol = self.symbol.rpartition(":")
        return InstrumentId(market, symbol)

    def names(self, key: InstrumentId) -> bool:
        """Return whether the entry is this instrument, with or without its market."""
        return bool(self.symbol) and self.symbol in {str(key), key.symbol}

    def __str__(self) -> str:
        return self.symbol or f"{TITLE_MARK} {self.title}"


Lists = Mapping[str, tuple[ListEntry, ...]]
"""The user's lists by name, each in the order that the user gave it."""


class Tab(NamedTuple):
    """A named view of the market: an instrument is in it that matches every condition which is set."""

    name: str
    symbols: tuple[ListEntry, ...] | None = None
    """Those of a list, in its order; None for any."""
    list_name: str = ""
    """The list that `symbols` come from, for those who add to it; empty where the tab has none."""
    markets: frozenset[str] = frozenset()
    kinds: frozenset[InstrumentKind] = frozenset()
    sources: frozenset[str] = frozenset()
    filter_text: str = ""
    """What the rows of the tab pass, before any filter that is typed; a valid one."""
    columns: tuple[str, ...] = ()
    """The keys of its columns, in order; empty for those that the width has room for."""
    sort: Sort | None = None
    """The sort it begins with; None for the usual one."""

    @property
    def initial_sort(self) -> Sort:
        """The sort it begins with: that of the user, else the order of its list, else what rose most first."""
        return self.sort or (DEFAULT_SORT if self.symbols is None else LIST_SORT)

    @property
    def selects_all(self) -> bool:
        """Whether no condition is set."""
        conditions = (self.markets, self.kinds, self.sources, self.filter_text)
        return self.symbols is None and not any(conditions)

    def select(self, market: Market) -> Sequence[InstrumentId]:
        """Return the instruments of the tab that the market has quotes of: those of a list in its order."""
        quotes = market.quotes
        keys = quotes if self.symbols is None else [key for key in resolve(self.symbols, quotes) if key is not None]
        if self.markets or self.kinds or self.sources:
            keys = [key for key in keys if self._admits(quotes[key])]
        if not self.filter_text:
            return list(keys)
        from tui.view.filtering import filter_rows, parse_filter  # noqa: PLC0415 - the built-in tabs filter nothing

        return filter_rows(market, keys, parse_filter(self.filter_text))

    def lines(self, market: Market) -> list[InstrumentId | ListEntry]:
        """Return the lines of its list: its instruments, its titles, and what the market has no quote of.

        Empty for a tab without a list.
        """
        entries = self.symbols or ()
        if not entries:
            return []
        selected = set(self.select(market))
        known = {key.symbol for key in market.quotes} | {str(key) for key in market.quotes}
        absent: set[str] = set()
        lines: list[InstrumentId | ListEntry] = []
        for entry, key in zip(entries, resolve(entries, market.quotes), strict=True):
            if key is not None and key in selected:
                lines.append(key)
            elif not entry.symbol:
                lines.append(entry)
            elif entry.symbol not in known and entry.symbol not in absent:
                absent.add(entry.symbol)
                lines.append(entry.instrument)
        return lines

    def absent(self, market: Market) -> list[InstrumentId]:
        """Return what is in its list and the market has no quote of, in its order."""
        return [line for line in self.lines(market) if isinstance(line, InstrumentId) and line not in market.quotes]

    def _admits(self, quote: Quote) -> bool:
        return (
            (not self.markets or quote.id.market in self.markets)
            and (not self.kinds or quote.kind in self.kinds)
            and (not self.sources or quote.source in self.sources)
        )


def resolve(entries: Sequence[ListEntry], known: Iterable[InstrumentId]) -> list[InstrumentId | None]:
    """Return the instrument of each entry, in order, each once; None for a title, and where none is known.

    A symbol without a market is that of the first market that has it.
    """
    if not entries:
        return []
    by_text: dict[str, InstrumentId] = {}
    for key in known:
        by_text.setdefault(key.symbol, key)
        by_text[str(key)] = key
    seen: set[InstrumentId] = set()
    found: list[InstrumentId | None] = []
    for entry in entries:
        instrument = by_text.get(entry.symbol)
        found.append(None if instrument in seen else instrument)
        if instrument is not None:
            seen.add(instrument)
    return found


def moved(entries: Sequence[_Entry], at: int, step: int) -> tuple[_Entry, ...]:
    """Return entries with the one at a place, from 0, so many places further on, or back where that is negative.

    At either end it goes no further.
    """
    changed = list(entries)
    changed.insert(max(0, at + step), changed.pop(at))
    return tuple(changed)


def renamed_tabs(old: Sequence[Tab], new: Sequence[Tab]) -> dict[str, str]:
    """Return the new name, by the old one, of each tab that is in the same place and differs by its name alone."""
    if len(old) != len(new):
        return {}
    before, after = {tab.name for tab in old}, {tab.name for tab in new}
    return {
        was.name: now.name
        for was, now in zip(old, new, strict=True)
        if was.name not in after and now.name not in before and was._replace(name=now.name) == now
    }


def built_in_tabs(market: Market, lists: Lists, owned: Sequence[str] = ()) -> tuple[Tab, ...]:
    """Return the tabs of a user who has defined none: all, one for each market with quotes, what is owned and marked.

    Args:
        market: with the quotes.
        lists: of the user.
        owned: the symbols of what the user owns; without any there is no tab of it.
    """
    rows = (market.quotes_by_source[name].rows for name in market.health if name in market.quotes_by_source)
    # in the order of the sources, which is that of the configuration and not that of their first responses
    by_source = dict.fromkeys(key.market for each in rows for key in each)
    known = {key.market for key in market.quotes}
    markets = [code for code in by_source if code in known]
    return (
        Tab(name=ALL),
        *(Tab(name=MARKET_TITLES.get(code, code), markets=frozenset({code})) for code in markets),
        *([positions_tab(owned)] if owned else ()),
        list_tab(MINE, lists),
    )


def arrange_tabs(built_in: Sequence[Tab], own: Sequence[Tab], order: Sequence[str]) -> tuple[Tab, ...]:
    """Return the tabs to show: the built-in ones and the user's own before the last, which is that of the marked.

    One of the user's with the name of a built-in one takes its place; without conditions it has those of the built-in.

    Args:
        built_in: the built-in tabs.
        own: those of the user.
        order: the names of those to show, in order; empty for all. Those that there are none of are left out.
    """
    further = {tab.name: tab for tab in own}
    *usual, last = [_changed(tab, further.pop(tab.name, None)) for tab in built_in]
    tabs = {tab.name: tab for tab in (*usual, *further.values(), last)}
    chosen = [tabs[name] for name in order if name in tabs]
    return tuple(chosen or tabs.values())


def _changed(built_in: Tab, own: Tab | None) -> Tab:
    if own is not None and own.selects_all:
        return built_in._replace(columns=own.columns or built_in.columns, sort=own.sort or built_in.sort)
    return own or built_in


def list_tab(name: str, lists: Lists) -> Tab:
    """Return the tab of a list, in the order that the user gave it."""
    return Tab(name=name, symbols=lists.get(name, ()), list_name=name)


def positions_tab(symbols: Iterable[str]) -> Tab:
    """Return the tab of what the user owns, the greatest position first."""
    entries = tuple(ListEntry(symbol=symbol) for symbol in symbols)
    return Tab(name=POSITIONS, symbols=entries, columns=POSITION_KEYS, sort=Sort("worth", descending=True))

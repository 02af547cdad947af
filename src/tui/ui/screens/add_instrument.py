"""The dialog that adds instruments and titles to a list."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from textual.geometry import Size
from textual.message import Message

from tui.config.additions import Addition, listing_as_typed, plan_addition, without_source
from tui.config.edits import Edit
from tui.domain.listing import Listing
from tui.domain.quote import InstrumentId
from tui.engine.symbol_search import MAX_TYPED
from tui.sources.adapter import SourceConfig
from tui.sources.spelling import asked_source, find_source
from tui.ui.board_screen import BoardScreen
from tui.ui.rendering.line_widget import DOUBLE_CLICK
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.widgets.typed_list import TypedList
from tui.view import add_dialog
from tui.view.add_dialog import Candidate
from tui.view.board_state import BoardState
from tui.view.instrument_search import find_instruments, listings_of, merge_listings
from tui.view.list_changes import ListChange, added, position_in, toggled_title
from tui.view.spans import BLANK, Line, Span, Tone, justify
from tui.view.tabs import TITLE_MARK, ListEntry
from tui.view.typed_line import TypedLine

MAX_FOUND: Final = 60
"""Instruments that sources found by their own search, the latest first."""
_WIDE: Final = 60
"""Cells of a screen that has room for whole paths."""
_SEARCHES: Final = {"yahoo": "Yahoo", "coingecko": "CoinGecko", "finnhub": "Finnhub"}


class AddTarget(NamedTuple):
    """The list that is added to, and what can be written."""

    name: str
    before: InstrumentId | None
    """The row above which a title is put; None puts it at the end."""
    directory: Sequence[Listing]
    """Instruments that can be found beside those on the board."""
    sources: Sequence[SourceConfig]
    config_file: Path | None
    """The configuration that is written; None where changes hold for this run alone."""


class AddPane(TypedList):
    """One input line, and below it the instruments that match; enter adds, and the next can be typed."""

    LINES_ABOVE = 4
    """The title, a blank, the input and a rule."""
    LINES_BELOW = 1
    MAX_TYPED = MAX_TYPED
    CLICKS = DOUBLE_CLICK

    class SearchAsked(Message):
        """The sources that can search are to be asked."""

        def __init__(self, typed: str) -> None:
            super().__init__()
            self.typed = typed

    def __init__(self, target: AddTarget) -> None:
        super().__init__(id="add")
        self._target = target
        self._found: tuple[Listing, ...] = ()
        """What sources found by their own search."""
        self._matches: Sequence[Listing] = ()
        self._planned: Addition | None = None
        self._message = ""

    @property
    def choices(self) -> Sequence[Listing]:
        """The instruments that enter can add."""
        return () if self._planned is not None or self._is_title else self._matches

    @property
    def _searches(self) -> list[str]:
        kinds = (source.kind for source in self._target.sources if source.off_reason is None)
        return [_SEARCHES[kind] for kind in dict.fromkeys(kinds) if kind in _SEARCHES]

    @property
    def _is_title(self) -> bool:
        """Whether a title is typed, and no instrument."""
        return self._typed.text.startswith(TITLE_MARK)

    def update(self, old: BoardState, new: BoardState) -> None:
        """Search again where rows came or went."""
        if new.market.quotes.keys() != old.market.quotes.keys():
            self._search()

    def announce(self, text: str) -> None:
        """Show a message until the next key."""
        self._message = text
        self.update_lines()

    def show_found(self, found: Sequence[Listing], message: str) -> None:
        """Take over what sources found, and say how it went."""
        self._found = merge_listings(found, self._found)[:MAX_FOUND]
        self._search()
        self.announce(message)

    def _search(self) -> None:
        quotes = self.state.market.quotes
        listings = merge_listings(listings_of(self.state.market), self._target.directory, self._found)
        self._matches = find_instruments(listings, self._typed.text, quotes)
        self._cursor = min(self._cursor, max(0, len(self._matches) - 1))

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the input, and the matches or what would be written."""
        esc = "esc back" if self._planned else "esc done"
        name = self._target.name
        title = justify((Span(f" ADD TO {name}", Tone.TITLE), Span(f"   {esc}", Tone.QUIET)), BLANK, size.width)
        count = f"{len(self._matches)} found" if self._matches else ""
        lines = [
            title,
            BLANK,
            add_dialog.input_line(self._typed, count, size.width),
            (Span("─" * size.width, Tone.RULE),),
            *self._body(size)[: self.visible_rows],
        ]
        lines += [BLANK] * (size.height - 1 - len(lines))
        return [*lines, add_dialog.hint_line(self._message, self._hints(), size.width)]

    def _body(self, size: Size) -> list[Line]:
        if self._planned is not None:
            lines = add_dialog.proposal_lines(self._planned.proposal, size.width)
            return lines if len(lines) <= self.visible_rows else [line for line in lines if line]
        if self._is_title:
            return [(Span(" enter adds the title above the row under the cursor; twice takes it out.", Tone.QUIET),)]
        if not self._matches:
            return add_dialog.nothing_found_lines(self._typed.text, self._searches, size.width)
        shown = self.in_view(self._matches)
        return [add_dialog.candidate_line(self._candidate(listing), size.width) for listing in shown]

    def _candidate(self, listing: Listing) -> Candidate:
        market = self.state.market
        is_on_board = listing.id in market.quotes
        entries = self.state.settings.lists.get(self._target.name, ())
        if position_in(entries, listing.id, market) is not None:
            return Candidate(listing, f"in {self._target.name}", is_on_board)
        if is_on_board:
            return Candidate(listing, "on the board", is_on_board)
        asked = asked_source(listing, self._target.sources)
        new = find_source(listing, self._target.sources)
        where = f"{asked.name} has none yet" if asked else f"{new.source.name} {new.symbol}" if new else "no source"
        return Candidate(listing, where, is_on_board)

    def _hints(self) -> tuple[tuple[str, str], ...]:
        if self._planned is not None:
            return (("enter", "writes"), ("esc", "back"))
        search = (("ctrl+s", "asks " + ", ".join(self._searches)),) if self._searches else ()
        return (("enter", "adds"), ("↑ ↓", "choose"), ("#", "a title"), *search)

    def press(self, key: str, character: str | None) -> None:
        """Ask the sources by a key too; each key hides the message."""
        self._message = ""
        if key == "ctrl+s":
            self._ask()
        else:
            super().press(key, character)

    def find(self) -> None:
        """Search again, in place of what would be written."""
        self._planned = None
        self._search()

    def leave(self) -> None:
        """Go back to the matches, or to the board."""
        if self._planned is None:
            super().leave()
        self._planned = None

    def _ask(self) -> None:
        if not self._searches:
            self._message = "no source here can search"
        elif typed := self._typed.text.strip():
            self._message = f"asking {', '.join(self._searches)} …"
            self.post_message(self.SearchAsked(typed))

    def enter(self) -> None:
        """Add what is chosen or typed, or say what that would write."""
        if self._planned is not None:
            self._post(self._planned.change, self._planned.edits)
        elif self._is_title:
            self._toggle_title(ListEntry.parse(self._typed.text))
        elif self._typed.text.strip():
            listing = self._matches[self._cursor] if self._matches else listing_as_typed(self._typed.text)
            if listing is None:
                self._message = "that is no symbol: letters, digits and . - ^ = such as PSX:OGDC"
            else:
                self._add(listing)

    def _toggle_title(self, title: ListEntry) -> None:
        if not title.title:
            return
        target = self._target
        change = toggled_title(target.name, title, target.before, self.state.settings, self.state.market)
        if isinstance(change, ListChange):
            self._post(change)
        else:
            self._message = change

    def _add(self, listing: Listing) -> None:
        market, name = self.state.market, self._target.name
        entries = self.state.settings.lists.get(name, ())
        new = None if listing.id in market.quotes else find_source(listing, self._target.sources)
        instrument = new.instrument if new else listing.id
        if position_in(entries, instrument, market) is not None:
            self._message = f"{instrument.symbol} is in {name} already"
            return
        change = added(name, ListEntry.of(instrument), self.state.settings)
        if not isinstance(change, ListChange):
            self._message = change
        elif instrument in market.quotes or asked_source(listing, self._target.sources) is not None:
            self._post(change)
        elif new is not None:
            target, settings = self._target, self.state.settings
            is_wide = self.size.width >= _WIDE
            self._planned = plan_addition(new, change, settings, target.sources, target.config_file, is_wide=is_wide)
        else:
            self._planned = without_source(listing, change)

    def _post(self, change: ListChange, edits: tuple[Edit, ...] = ()) -> None:
        self.post_message(BoardScreen.ListChanged(change, edits))
        self._planned = None
        self.edit(TypedLine())


class AddScreen(OverlayScreen):
    """The dialog over the board."""

    has_input = True

    def __init__(self, target: AddTarget) -> None:
        super().__init__()
        self._target = target

    def pane(self) -> AddPane:
        """Return the pane of the dialog."""
        return AddPane(self._target)

    def announce(self, text: str) -> None:
        """Show a message on the bottom line."""
        self.query_one(AddPane).announce(text)

    def show_found(self, found: Sequence[Listing], message: str) -> None:
        """Show what sources found by their own search."""
        self.query_one(AddPane).show_found(found, message)

"""The tape: every move, article and change of a source's state, newest first, as they come and as far back as kept."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui.domain.quote import InstrumentId
from tui.ui.widgets.scroll_view import EntryPane
from tui.view.board_state import BoardState
from tui.view.footer import GridStatus
from tui.view.spans import BLANK, Line, Span, Tone, justify, width

if TYPE_CHECKING:
    from tui.domain.live_tape import LiveTape
    from tui.domain.tape import TapeEntry
    from tui.storage.history.tape import TapePage
    from tui.ui.widgets.tape_list import PageRequest, TapeList
    from tui.view.tape import TapeFigures
    from tui.view.tape_filter import TapeFilter

MIN_INTERVAL: Final = timedelta(seconds=1)
"""Between two paints of what comes."""
_KINDS: Final = ("", "moves", "news", "sources", "sessions")


class PageReceiver(Protocol):
    """A pane that asks for older entries."""

    def add_page(self, request: "PageRequest", page: "TapePage") -> None:
        """Take over older entries."""

    def fail(self, request: "PageRequest", reason: str) -> None:
        """Take that there are none, and why."""


class TapePane(EntryPane):
    """Entries with a cursor on one of them: at the top it follows what comes, further down it stays where it is."""

    takes_filter = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "kind(-1)", "Previous kind of entries", id="tape.previous-kind"),
        Binding("right", "kind(1)", "Next kind: moves, news, sources", id="tape.next-kind"),
    ]

    class PageAsked(Message):
        """Entries of the history are asked for; `add_page` or `fail` of the pane receives them."""

        def __init__(self, pane: "PageReceiver", request: "PageRequest") -> None:
            super().__init__()
            self.pane = pane
            self.request = request

    class SourceChosen(Message):
        """A source was chosen: its health is to be shown."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._filter_error = ""
        self._kind = 0
        self._list: TapeList | None = None
        """None until the pane is seen."""
        self._taken: LiveTape | None = None
        self._taken_at = datetime.min.replace(tzinfo=UTC)
        self._is_live = True
        """Whether what comes is shown at the top, which is in view."""
        self._figures: TapeFigures | None = None
        self._composed: tuple[object, ...] = ()
        """What the lines were composed of."""

    # --- what is listed

    @property
    def filter(self) -> "TapeFilter":
        """The filter in force."""
        from tui.view.tape_filter import parse_tape_filter  # noqa: PLC0415 - no tape is open at the start

        return parse_tape_filter(f"{self.filter_text} {_KINDS[self._kind]}")

    def set_filter(self, text: str) -> None:
        """Show the entries that a filter accepts; while it is wrong, those of the last one that was right."""
        from tui.domain.expressions.tokens import ExpressionError  # noqa: PLC0415 - no tape is open at the start
        from tui.view.tape_filter import parse_tape_filter  # noqa: PLC0415 - as above

        try:
            parse_tape_filter(text)
        except ExpressionError as error:
            self._filter_error = str(error)
            return
        self._filter_error, self.filter_text = "", text
        self._begin()

    @property
    def filter_status(self) -> GridStatus:
        """How many entries the filter leaves, and what is wrong with it."""
        count = len(self._list.entries) if self._list else 0
        total = max(count, self.state.tape.total if self.state.tape else 0)
        return GridStatus(shown=count, total=total, filter_error=self._filter_error)

    def action_kind(self, step: int) -> None:
        """Show another kind of entries alone, or all again."""
        self._kind = (self._kind + step) % len(_KINDS)
        self._begin()

    def _begin(self) -> None:
        """List what the filter accepts, from the newest on."""
        self._cursor = self._top = 0
        self._is_live, self._list, self._figures = True, None, None
        self.invalidate()
        self.update_lines()

    def watch_tab(self) -> None:
        """Show the moves of another tab, where the filter is by the tab."""
        if self._list is not None and self.filter.in_tab:
            self._begin()

    def update(self, old: BoardState, new: BoardState) -> None:
        """Take over what came, once a second at most, and not while the screen is paused."""
        if not self.display:
            return
        if new.now < old.now:
            # recorded time went back: what came since is not to be seen
            self._begin()
        is_due = new.shown_at - self._taken_at >= MIN_INTERVAL or new.shown_at < self._taken_at
        if is_due and not new.paused and new.tape is not self._taken:
            self._take(new)
        local = new.time_of_day
        if (new.look, local.tzinfo, local.date()) != (old.look, old.time_of_day.tzinfo, old.time_of_day.date()):
            self.invalidate()

    def _take(self, state: BoardState) -> "TapeList":
        from tui.ui.widgets.tape_list import TapeList  # noqa: PLC0415 - no tape is open at the start

        self._taken, self._taken_at = state.tape, state.shown_at
        accepts = self.filter.bound(state.market.quotes, self.tab.select(state.market))
        self._list = self._list or TapeList()
        if state.tape is not None and not self._list.has_begun:
            self._list.begin(state.tape, accepts)
        elif state.tape is not None:
            version = self._list.version
            self._list.take(state.tape, accepts, is_live=self._is_live)
            if self._list.version == version:
                return self._list
        self.invalidate()
        return self._list

    def add_page(self, request: "PageRequest", page: "TapePage") -> None:
        """Show older entries."""
        if self._list is not None:
            self._list.add_page(request, page)
            self.invalidate()
            self.update_lines()

    def fail(self, request: "PageRequest", reason: str) -> None:
        """Show why there are no older entries."""
        if self._list is not None:
            self._list.fail(request, reason)
            self.invalidate()
            self.update_lines()

    # --- what is shown

    def title(self, size: Size) -> Line:
        """Return the title, what it is filtered by, and how much has come above."""
        shown = " · ".join(filter(None, (_KINDS[self._kind], self.filter_text)))
        in_tab = f" of {self.tab.name}" if self._list is not None and self.filter.in_tab else ""
        left = (Span(" TAPE", self.title_tone), Span(f"  {shown or 'all'}{in_tab}", Tone.QUIET))
        unseen = self._list.unseen if self._list is not None else 0
        if unseen:
            return justify(left, (Span(f"{unseen:,} new above, g ", Tone.WARN),), size.width)
        place = self.progress if not self._is_live else "live" if self.state.replay is None else "newest"
        if self.filter_text and self._list is not None and not self._list.entries and not self._list.is_reading:
            place = "no entry matches"
        right: Line = (Span(f"{place} ", Tone.QUIET),)
        return justify(left, right if width(left) + width(right) < size.width else BLANK, size.width)

    def content(self, cells: int) -> Sequence[Line]:
        """Return the lines, each of which is composed once it is in view."""
        from tui.view.tape import TapeContext, TapeFigures, TapeLines  # noqa: PLC0415 - no tape is open at the start
        from tui.view.tape_dividers import tape_dividers  # noqa: PLC0415 - as above

        state, listed = self.state, self._list or self._take(self.state)
        self._limit_cursor()
        now = state.time_of_day
        zone = now.tzinfo or UTC
        reading = "reading what is older" if listed.is_reading else ""
        return TapeLines(
            listed.entries,
            tape_dividers(listed.entries, state.look, now, listed.end, reading),
            self._figures or TapeFigures(),
            TapeContext(zone, state.market.quotes, cells, self._cursor if self.has_focus else None),
        )

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the title and what is in view; ask for older entries where the end is near."""
        lines = super().render_content(size)
        content = self._content
        self._figures = getattr(content, "figures", None)
        is_near = self._top + 2 * self.visible_rows >= len(content)
        if is_near and self._list is not None and (request := self._list.next_page()) is not None:
            # as its own message: one that is made while the screen paints goes no further than the screen
            self.call_later(self._ask, request)
        return lines

    def _ask(self, request: "PageRequest") -> None:
        self.post_message(self.PageAsked(self, request))

    def kept_lines(self) -> Sequence[Line]:
        """Return the title alone: the next start begins with what came since."""
        return super().kept_lines()[:1]

    # --- the keys

    @property
    def entry_count(self) -> int:
        """The number of entries that are listed."""
        return len(self._list.entries) if self._list else 0

    @property
    def chosen_entry(self) -> "TapeEntry | None":
        """The entry that the keys are on."""
        entries = self._list.entries if self._list is not None else ()
        return entries[self._cursor] if self.has_focus and self._cursor < len(entries) else None

    @property
    def chosen_instrument(self) -> InstrumentId | None:
        """The instrument of that entry; None where it is about none."""
        return getattr(self.chosen_entry, "key", None)

    @property
    def text_to_copy(self) -> str | None:
        """That entry as text."""
        from tui.view.tape import entry_text  # noqa: PLC0415 - no tape is open at the start

        entry = self.chosen_entry
        return entry_text(entry, self.state.time_of_day.tzinfo or UTC) if entry is not None else None

    def choose(self) -> bool:
        """Open the article or the source that the keys are on; return whether they are on one."""
        from tui.domain.tape import ArticleSeen, SourceChange  # noqa: PLC0415 - no tape is open at the start

        match self.chosen_entry:
            case ArticleSeen() as article:
                self.post_message(self.ArticleChosen(article.id))
            case SourceChange():
                self.post_message(self.SourceChosen())
            case _:
                return False
        return True

    def before_move(self, index: int) -> int:
        """Take over what has come since above the first entry, and read on below the last one."""
        listed = self._list
        if listed is None:
            return index
        if index < 0 and listed.unseen and self.state.tape is not None:
            index += listed.absorb(self.state.tape)
            self._top = index
            self.invalidate()
        if index >= len(listed.entries):
            listed.read_on()
        return index

    def after_move(self) -> None:
        """Follow what comes while the cursor is on the newest entry."""
        self._is_live = self._cursor == 0 and self._list is not None and not self._list.unseen

    def go_live(self) -> None:
        """Take over what has come since."""
        if self._list is not None and self.state.tape is not None:
            self._list.absorb(self.state.tape)

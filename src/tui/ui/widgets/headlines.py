"""The headlines: a list of stories that follows the newest until the user touches it, and then holds."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui.domain.article import Article
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.ui.widgets.scroll_view import EntryPane
from tui.view.board_state import BoardState
from tui.view.footer import GridStatus
from tui.view.spans import BLANK, Line, Span, Tone, justify, width
from tui.view.view_state import ViewState

if TYPE_CHECKING:
    from tui.view.headlines import Headline
    from tui.view.news_filter import NewsFilter


class Headlines(EntryPane):
    """The stories of all sources. What comes while the list is held is only counted."""

    takes_filter = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "mark", "Bookmark the article, or no longer", id="news.mark"),
    ]

    class StoryChosen(Message):
        """A story was chosen: the reader is to open it."""

        def __init__(self, article: Article, others: tuple[Article, ...], *, takes_keys: bool) -> None:
            super().__init__()
            self.article = article
            self.others = others
            self.takes_keys = takes_keys
            """Whether the reader is to have the keys as well."""

    class Read(Message):
        """The user has read these articles, or wants them to count as read."""

        def __init__(self, ids: tuple[str, ...]) -> None:
            super().__init__()
            self.ids = ids

    class MarkToggled(Message):
        """The user marks an article, or marks it no longer."""

        def __init__(self, article_id: str) -> None:
            super().__init__()
            self.article_id = article_id

    class BellRequested(Message):
        """A new article stands out, and the user wants the bell for it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._entries: Sequence[Headline] = ()
        self._sorted: Sequence[Headline] = ()
        """All stories whatever the filter, which is typed letter by letter."""
        self._sorted_of: tuple[object, ...] = (None,) * 4
        """The articles, their versions, the settings and the zone that they are of."""
        self._counted: tuple[object, object, int] = (None, None, 0)
        """The entries and the marks of which the unread stories were counted, and how many there are."""
        self._listed: Market | None = None
        """The market of which the stories are listed or counted; None before they are."""
        self._listed_as: tuple[object, ...] = ()
        """What else they depend on."""
        self._is_live = True
        """Whether what comes is shown at the top, which is in view."""
        self._is_touched = False
        """Whether the user has moved in the list, or read from it."""
        self._opened = ""
        """The id of the article that was opened last, here or elsewhere."""
        self._left_on = ""
        """The article that the keys were on when the last run ended, until it is listed."""
        self._unseen = 0
        """Stories that have come since, and are not listed."""
        self._since: datetime | None = None
        """When this run began, aware."""
        self._good_at_start: dict[str, datetime | None] = {}
        """When each source had last given a good response before its first poll."""

    # --- what is listed

    @property
    def filter(self) -> "NewsFilter":
        """The filter in force."""
        from tui.view.news_filter import parse_news_filter  # noqa: PLC0415 - nothing is listed at the start

        return parse_news_filter(self.filter_text)

    def set_filter(self, text: str) -> None:
        """List the articles that a filter accepts."""
        self.filter_text = text
        self._restart()

    @property
    def filter_status(self) -> GridStatus:
        """How many stories the filter leaves."""
        return GridStatus(shown=len(self._list()), total=max(len(self._entries), len(self.state.market.articles)))

    @property
    def entry_count(self) -> int:
        """The number of stories that are listed."""
        return len(self._entries)

    def _restart(self) -> None:
        """List what the filter accepts, from the newest on."""
        self._cursor = self._top = 0
        self._is_live, self._is_touched, self._listed = True, False, None
        self.invalidate()
        self.update_lines()

    def watch_tab(self) -> None:
        """List the articles of another tab, where the filter is by the tab."""
        if self.filter_text and self._listed is not None and self.filter.in_tab:
            self._restart()

    def _accepted(self) -> "list[Headline]":
        """Return all stories that the filter accepts now."""
        if not self.state.market.articles:
            return []
        from tui.view.headlines import all_headlines, filter_headlines  # noqa: PLC0415 - nothing is listed at the start

        state = self.state
        market, settings, zone = state.market, state.settings.news, state.time_of_day.tzinfo or UTC
        made_of = (market.articles, market.versions, settings, zone)
        if any(now is not before for now, before in zip(made_of, self._sorted_of, strict=True)):
            self._sorted_of, self._sorted = made_of, all_headlines(market, settings, zone)
        tab = self.tab.select(state.market) if self.filter.in_tab else ()
        accepts = self.filter.bound(state.news_marks, state.mentions.instruments_in, frozenset(tab))
        return filter_headlines(self._sorted, accepts)

    def _list(self) -> "Sequence[Headline]":
        """Return the stories that are listed, where the list is live with what has come."""
        before, market = self._listed, self.state.market
        mentioned = self.state.mentions.by_article if self.filter_text else None
        listed_as = (self.state.time_of_day.tzinfo, self.state.settings.news, mentioned)
        is_same = before is not None and before.articles is market.articles and before.versions is market.versions
        if not is_same or listed_as != self._listed_as:
            self._listed, self._listed_as = market, listed_as
            current = self._accepted()
            if self._is_live or before is None:
                self._entries, self._unseen = current, 0
            else:
                known = {key for each in self._entries for key in each.story.ids}
                self._unseen = sum(known.isdisjoint(each.story.ids) for each in current)
            self.invalidate()
        return self._entries

    def _list_unseen(self) -> int:
        """List what has come since as well; return how many stories that was above the first one."""
        first = self._entries[0].article.id if self._entries else None
        self._entries, self._unseen = self._accepted(), 0
        self.invalidate()
        return next((n for n, each in enumerate(self._entries) if first in each.story.ids), 0)

    def update(self, old: BoardState, new: BoardState) -> None:
        """Announce what is new; list it where the list is live, else count it."""
        if self._since is None and new.market.health:
            self._since = new.time_of_day
        for name, health in old.market.health.items():
            if health.state is SourceState.WAITING:
                self._good_at_start[name] = health.last_good
        if new.market.articles is not old.market.articles:
            self._announce_news(old, new)
            if new.now < old.now:
                # recorded time went back: what came since is not to be seen
                self._restart()
        if self.display and self.size:
            # before the first layout it is not known whether it is shown
            self._list()
            self.invalidate()

    def restore(self, remembered: ViewState, top: int) -> None:
        """Begin as it was left, with the keys on the story that was read from the list last."""
        super().restore(remembered, top)
        self._left_on = remembered.article if remembered.focus == self.id else ""

    def _restore_cursor(self) -> None:
        if not self._left_on:
            return
        place = next((n for n, each in enumerate(self._entries) if self._left_on in each.story.ids), None)
        if place is not None:
            self._left_on = ""
            if place and not self._is_touched:
                self._is_touched, self._is_live, self._cursor = True, False, place

    def _announce_news(self, old: BoardState, new: BoardState) -> None:
        """Announce articles that are news, unless they are hidden."""
        if not old.market.articles:
            return
        from tui.domain.news import news_between  # noqa: PLC0415 - needed for news
        from tui.view.news_filter import has_keyword  # noqa: PLC0415 - as above

        settings = new.settings.news
        for article in news_between(old.market, new.market, self._good_at_start, self._since):
            if has_keyword(article, settings.hide):
                continue
            self.announce(f"new: {article.title or 'a new article'}", is_news=True)
            if settings.ring and has_keyword(article, settings.highlight):
                self.post_message(self.BellRequested())

    # --- what is shown

    @property
    def unread(self) -> int:
        """The number of listed stories that were not read."""
        entries, marks = self._list(), self.state.news_marks
        counted, read, _ = self._counted
        if counted is not entries or read is not marks.read:
            self._counted = (entries, marks.read, sum(not each.is_read(marks) for each in entries))
        return self._counted[2]

    def title(self, size: Size) -> Line:
        """Return how many stories there are and how many are unread, what is filtered, and what has come above."""
        count, unread = len(self._entries), self.unread
        said = f"  {count:,}" if count else ""
        left = [Span(" NEWS", self.title_tone), Span(said, Tone.QUIET)]
        if unread:
            left.append(Span(f" · {unread:,} unread", Tone.QUIET))
        if self.filter_text:
            in_tab = f" of {self.tab.name}" if self.filter.in_tab else ""
            left.append(Span(f" · {self.filter_text}{in_tab}", Tone.QUIET))
        if self._unseen:
            return justify(tuple(left), (Span(f"{self._unseen:,} new above, g ", Tone.WARN),), size.width)
        right: Line = (Span(f"{self.progress} ", Tone.QUIET),) if self.progress else BLANK
        return justify(tuple(left), right if width(tuple(left)) + width(right) < size.width else BLANK, size.width)

    def content(self, cells: int) -> Sequence[Line]:
        """Return the lines, each of which is composed once it is in view."""
        entries = self._list()
        self._restore_cursor()
        if not entries:
            return [(Span(" No article yet." if not self.filter_text else " No article matches.", Tone.QUIET),)]
        from tui.view.headlines import (  # noqa: PLC0415 - nothing is listed at the start
            HeadlineContext,
            HeadlineLines,
            day_dividers,
            source_cells,
        )

        self._limit_cursor()
        state = self.state
        context = HeadlineContext(
            state.news_marks,
            state.settings.news,
            state.market.quotes,
            state.mentions.instruments_in,
            max(1, cells - 1),
            source_cells(entries, cells),
            self._current_index,
        )
        return HeadlineLines(entries, day_dividers(entries, state.time_of_day.date()), context)

    # --- the keys

    @property
    def _chosen(self) -> "Headline | None":
        """The story that the keys are on."""
        return self._entries[self._cursor] if self._cursor < len(self._entries) else None

    @property
    def text_to_copy(self) -> str | None:
        """The link of the story, else its headline."""
        chosen = self._chosen
        return None if chosen is None else chosen.article.link or chosen.article.headline

    def choose(self) -> bool:
        """Open the story that the keys are on; return whether there is one."""
        if self._chosen is not None:
            self._open(self._cursor, takes_keys=True)
        return self._chosen is not None

    def _open(self, index: int, *, takes_keys: bool) -> None:
        self._is_touched = True
        self._move_to(index)
        chosen = self._chosen
        if chosen is not None:
            self._is_live, self._opened = False, chosen.article.id
            self.post_message(self.Read(chosen.story.ids))
            self.post_message(self.StoryChosen(chosen.article, chosen.story.others, takes_keys=takes_keys))

    def before_move(self, index: int) -> int:
        """Take over what has come since above the first story."""
        self._is_touched = True
        if index < 0 and self._unseen:
            index += self._list_unseen()
            self._top = index
        return index

    def after_move(self) -> None:
        """Follow what comes while the cursor is on the newest story."""
        self._is_live = self._cursor == 0 and not self._unseen

    def go_live(self) -> None:
        """Take over what has come since."""
        if self._listed is not None:
            self._list_unseen()

    def follow(self, article_id: str) -> None:
        """Put the cursor on the story that was opened elsewhere, where the keys are not here."""
        if article_id != self._opened:
            self._opened = article_id
            self.invalidate()
            self.update_lines()
        if self.has_focus or not self._is_touched:
            return
        found = next((n for n, each in enumerate(self._entries) if article_id in each.story.ids), None)
        if found is not None and found != self._cursor:
            self._move_to(found)

    def action_unread(self, step: int) -> None:
        """Open the next unread story, or the one before; where all are read, the next one whatever it is."""
        entries, marks = self._list(), self.state.news_marks
        at = self._current_index
        found = self._next_unread(at, step)
        if found is None and self._unseen:
            at += self._list_unseen()
            entries = self._entries
            found = self._next_unread(at, step)
        if found is None:
            found = at + step
        if 0 <= found < len(entries):
            is_last = entries[found].is_read(marks)
            self.announce("no article is unread" if is_last else "")
            self._open(found, takes_keys=False)
        else:
            self.announce("no article is unread, and this is the last one" if entries else "no article yet")

    @property
    def _current_index(self) -> int:
        """The story from which the next one is counted: the one with the keys, else the open one; -1 for none."""
        if self.has_focus:
            return self._cursor
        return next((n for n, each in enumerate(self._entries) if self._opened in each.story.ids), -1)

    def _next_unread(self, at: int, step: int) -> int | None:
        """Return the next unread story from a place on, beyond the end from the other one; None where none is."""
        count, marks = len(self._entries), self.state.news_marks
        places = ((at + step * n) % count for n in range(1, count + 1))
        return next((n for n in places if n != at and not self._entries[n].is_read(marks)), None)

    def action_newest(self) -> None:
        """Open the newest story."""
        self._list()
        self._list_unseen()
        if self._entries:
            is_open = self._opened in self._entries[0].story.ids
            self._open(0, takes_keys=False)
            self._is_live = True
            self.announce("the newest article is open" if is_open else "")
        else:
            self.announce("no article yet")

    def action_all_read(self) -> None:
        """Count all that is listed as read, with what has come since."""
        self._list()
        self._list_unseen()
        marks = self.state.news_marks
        ids = tuple(key for each in self._entries if not each.is_read(marks) for key in each.story.ids)
        self.post_message(self.Read(ids))
        what = "all articles" if not self.filter_text else "all that the filter shows"
        self.announce(f"{what} are read: {len(ids):,}" if ids else "no article is unread")

    def action_mark(self) -> None:
        """Mark the story that the keys are on, or mark it no longer."""
        if self._chosen is not None:
            self.post_message(self.MarkToggled(self._chosen.article.id))

"""An article as a pane shows it: it stays as it is, and where it is, until a key changes it."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual import events

from tui.domain.article import Article
from tui.ui.key_hints import with_keys
from tui.ui.widgets.scroll_view import SidePane
from tui.view.board_state import NO_MENTIONS, BoardState
from tui.view.spans import Line, Span, Tone
from tui.view.view_state import MAX_PLACES, ArticlePlace, ViewState

if TYPE_CHECKING:
    from tui.domain.quote import InstrumentId
    from tui.ui.mention_walk import MentionWalk
    from tui.view.article_blocks import Additions, BlockLine, WrappedBlocks

WIDE_TITLE: Final = 60
"""Cells from which the title has room for the time that is left."""


class ArticleView(SidePane):
    """One article, wrapped to a width that is comfortable to read; each article is left and found at its place."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.open_article: Article | None = None
        self._places: dict[str, ArticlePlace] = {}
        """Where each article was left, by its id, the one left last at the end."""
        self._place: ArticlePlace | None = None
        """The place of the first line in view; None for the top. Keys alone change it."""
        self._wrapped: Article | None = None
        """The article that was wrapped last, into `_page`."""
        self._made_of: tuple[object, ...] = ()
        """What else that was made of."""
        self._wrapped_blocks: WrappedBlocks = {}
        self._page: Sequence[BlockLine] = ()
        self._page_places: Sequence[ArticlePlace] = ()
        self._minutes: Sequence[float] = ()

    def restore(self, remembered: ViewState, top: int) -> None:  # noqa: ARG002 - each article has its place
        """Begin with the places of earlier runs."""
        self._places = dict(remembered.places)

    @property
    def top(self) -> int:
        """No line: the place of the article says where it is."""
        return 0

    @property
    def measure(self) -> int:
        """The width of a line: as the user set it."""
        return self.state.settings.news.width

    def show(self, article: Article | None) -> None:
        """Show an article from where it was left, or none."""
        self.note_place()
        self.open_article = article
        self._place = self._places.get(article.id) if article is not None else None
        self._top = 0
        self.invalidate()

    def note_place(self) -> None:
        """Remember where the open article is, and forget the oldest such place where there are too many."""
        if self.open_article is None:
            return
        self._places.pop(self.open_article.id, None)
        if self._place is not None:
            self._places[self.open_article.id] = self._place
            while len(self._places) > MAX_PLACES:
                del self._places[next(iter(self._places))]

    @property
    def places(self) -> "dict[str, ArticlePlace]":
        """Where each article was left, by its id."""
        self.note_place()
        return dict(self._places)

    def update(self, old: BoardState, new: BoardState) -> None:
        """Follow the state."""
        self.follow(old, new)

    def follow(self, old: BoardState, new: BoardState) -> None:
        """Show the age of the article, and the width that is set."""
        if self.open_article is not None and self.open_article.published is not None:
            self.invalidate()
        if new.settings.news is not old.settings.news:
            self.invalidate()
        if new.market.quotes is not old.market.quotes or new.mentions is not old.mentions:
            self.invalidate()

    # --- what is shown

    def content(self, cells: int) -> Sequence[Line]:
        """Return the article, wrapped to the width, and have its place in view."""
        article = self.open_article
        if article is None:
            return [(Span("No article yet.", Tone.QUIET),)]
        from tui.view.article_page import article_head, article_page  # noqa: PLC0415 - at the start there is no article
        from tui.view.reading import places_of, reading_minutes  # noqa: PLC0415 - as above

        additions, closing = self.additions(), self.closing_lines(cells)
        made_of = (article_head(article, self.state.time_of_day, cells), cells, additions, closing)
        # an article may be long, and its age is shown anew each second
        if article is not self._wrapped or made_of != self._made_of:
            if article is not self._wrapped:
                self._wrapped_blocks.clear()
            self._wrapped, self._made_of = article, made_of
            page = article_page(article, self.state.time_of_day, cells, additions, self._wrapped_blocks)
            self._page = [*page, *closing]
            self._page_places = places_of(self._page)
            self._minutes = reading_minutes(self._page, len(article.blocks))
        self._return_to_place()
        if self.state.settings.news.orders_right_to_left:
            from tui.view.right_to_left import VisualLines  # noqa: PLC0415 - for those who chose it

            return VisualLines(self._page, article, cells)
        return [line.spans for line in self._page]

    def _return_to_place(self) -> None:
        """Have the line in view first that the place is in."""
        from tui.view.reading import line_at  # noqa: PLC0415 - at the start there is no article

        self._top = 0 if self._place is None else line_at(self._page_places, self._place)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the place where more or fewer lines are in view."""
        if self.open_article is not None:
            self.invalidate()
        super().on_resize(event)

    @property
    def progress(self) -> str:
        """How much of the article has been in view and how long the rest takes; empty where all is in view."""
        if len(self._content) <= self.visible_rows or self.open_article is None:
            return ""
        from tui.view.reading import progress_text  # noqa: PLC0415 - at the start there is no article

        return progress_text(self._minutes, self._top + self.visible_rows, is_short=self.size.width < WIDE_TITLE)

    def subject_spans(self) -> list[Span]:
        """Return what the title says of the article: its source, or its headline where that is out of view."""
        if self.open_article is None:
            return []
        subject = self.open_article.source if self._place is None else self.open_article.headline
        return [Span(f" · {subject}", Tone.QUIET)]

    def additions(self) -> "Additions":
        """Return what is marked in the text, or stands in it: how the instruments that it mentions stand."""
        from tui.view.article_blocks import NO_ADDITIONS  # noqa: PLC0415 - at the start there is no article

        article = self.open_article
        if article is None or not self._may_mention:
            return NO_ADDITIONS
        return self._mentions.additions(article, self.state)

    @property
    def _may_mention(self) -> bool:
        """Whether anything is known of what articles mention; at the start nothing is."""
        return self.state.mentions is not NO_MENTIONS or "_mentions" in self.__dict__

    @cached_property
    def _mentions(self) -> "MentionWalk":
        from tui.ui.mention_walk import MentionWalk  # noqa: PLC0415 - at the start no mention is known

        return MentionWalk()

    def closing_lines(self, cells: int) -> "Sequence[BlockLine]":  # noqa: ARG002 - it has none
        """Return what stands under the article."""
        return ()

    # --- the keys

    @property
    def chosen_instrument(self) -> "InstrumentId | None":
        """The instrument of the mention that the keys are on."""
        is_known = self.open_article is not None and self._may_mention
        return self._mentions.instrument if is_known else None

    @property
    def walked(self) -> str:
        """The word for what the article mentions."""
        is_known = self.open_article is not None and self._may_mention
        return "symbols" if is_known and self._mentions.has_any else ""

    def walk(self, step: int) -> bool:
        """Go to the next mention, or the one before, and have it in view; return whether there is one."""
        if self.open_article is None:
            return False
        was = self._mentions.chosen
        mention = self._mentions.step(step, self._place)
        if mention is not was:
            self.show_again()
        if mention is not None:
            ((key, _),) = with_keys((("board.detail", ""),), self.app, self.screen.BINDINGS)
            self.announce(f"{mention.instrument.symbol}: {key} goes to its row")
            self.have_in_view(ArticlePlace(mention.block, mention.end))
        return mention is not None

    def close_one(self) -> bool:
        """Have the keys on no mention."""
        if self.chosen_instrument is None:
            return False
        self._mentions.chosen = None
        self.show_again()
        return True

    def show_again(self) -> None:
        """Show what is marked in the text as it is now."""
        self.invalidate()
        self.update_lines()

    def have_in_view(self, place: ArticlePlace) -> None:
        """Scroll where a place is out of view, so that a third of the lines is above it."""
        from tui.view.reading import line_at  # noqa: PLC0415 - at the start there is no article

        line = line_at(self._page_places, place)
        if not self._top <= line < self._top + self.visible_rows:
            self._scroll_by(line - self.visible_rows // 3 - self._top)

    def _scroll_by(self, lines: int) -> None:
        """Scroll, and be at the place that is in view first then."""
        self._top += lines
        self._limit_top()
        self._place = self._page_places[self._top] if 0 < self._top < len(self._page_places) else None
        self.update_lines()

    def on_click(self, _event: events.Click) -> None:
        """Take the focus."""
        self.focus()

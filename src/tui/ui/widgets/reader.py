"""The article reader: the open article, as its source or as its page has it, stays as it is until a key changes it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.message import Message

from tui.domain.article import Article, newest_first
from tui.ui.widgets.article_actions import ArticleActions
from tui.ui.widgets.article_view import WIDE_TITLE
from tui.view.board_state import BoardState
from tui.view.spans import BLANK, Line, Span, Tone
from tui.view.view_state import ViewState

if TYPE_CHECKING:
    from tui.domain.article_page import ArticlePage
    from tui.view.article_blocks import BlockLine


class PagedArticle(ArticleActions):
    """An article, or its page where that is there; a page that comes of itself never takes the place of a text."""

    class PageWanted(Message):
        """The page of an article is to be fetched, or awaited no longer."""

        def __init__(self, article_id: str, *, is_wanted: bool) -> None:
            super().__init__()
            self.article_id = article_id
            self.is_wanted = is_wanted

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.listed: Article | None = None
        """The open article as its source has it, whatever is shown of it."""
        self._wanted = ""
        """The id of the article whose page was asked for by the key."""

    @property
    def is_page_shown(self) -> bool:
        """Whether the open article is shown as its page has it."""
        return self.open_article is not self.listed

    @property
    def known_page(self) -> "ArticlePage | None":
        """What is known of the page of the open article."""
        return self.state.market.pages.get(self.listed.id) if self.listed is not None else None

    def show(self, article: Article | None) -> None:
        """Show an article from where it was left, as its page has it where that is known."""
        self.listed = article
        page = self.known_page
        super().show(article if page is None or page.article is None else page.article)

    def follow(self, old: BoardState, new: BoardState) -> None:
        """Show the page that a key asked for when it is there."""
        if new.market.pages is not old.market.pages and self.listed is not None:
            page = self.known_page
            has_come = self._wanted == self.listed.id and page is not None and not page.is_requested
            # where recorded time went back it is not known yet
            if has_come or (self.is_page_shown and page is None):
                self._wanted = ""
                self.show(self.listed)
            self.invalidate()
        super().follow(old, new)

    def show_version(self, article: Article) -> None:
        """Show another version of the open article as its source has it."""
        self.listed = article
        super().show_version(article)

    def choose(self) -> bool:
        """Fetch the page of the open article, stop fetching it, or show it; whatever fits."""
        from tui.view.full_text import PageAction, page_action  # noqa: PLC0415 - no key is pressed at the start

        if self.listed is None or self.chosen_instrument is not None:
            return False
        action = page_action(self.listed, self.known_page, is_page_shown=self.is_page_shown)
        if action is PageAction.SHOW:
            self.show(self.listed)
            self.update_lines()
        elif action is PageAction.NOTHING:
            self.announce("the whole article is shown" if self.listed.link else "it has no link to a page")
        else:
            self.ask_for_page(is_wanted=action is PageAction.FETCH)
        return True

    def ask_for_page(self, *, is_wanted: bool = True) -> None:
        """Have the page of the open article fetched, or await it no longer."""
        if self.listed is None:
            return
        if self.state.replay is not None:
            self.announce("a replay fetches nothing")
            return
        self._wanted = self.listed.id if is_wanted else ""
        self.announce("")
        self.post_message(self.PageWanted(self.listed.id, is_wanted=is_wanted))

    def page_spans(self, size: Size) -> list[Span]:
        """Return what the title of the pane says of the page."""
        if self.listed is None:
            return []
        from tui.view.full_text import page_status  # noqa: PLC0415 - at the start there is no article

        span = page_status(
            self.listed,
            self.known_page,
            self.state.now,
            is_page_shown=self.is_page_shown,
            can_fetch=self.state.replay is None,
            is_short=size.width < WIDE_TITLE,
        )
        return [] if span is None else [Span("   "), span]

    def closing_lines(self, cells: int) -> "Sequence[BlockLine]":
        """Return why the article is not all there."""
        page = self.known_page
        if page is None or page.reason is None or self.open_article is None:
            return ()
        from tui.view.article_blocks import BlockLine  # noqa: PLC0415 - at the start there is no article
        from tui.view.full_text import page_sentence  # noqa: PLC0415 - as above
        from tui.view.wrapping import wrap  # noqa: PLC0415 - as above

        sentence = page_sentence(page, is_page_shown=self.is_page_shown, can_fetch=self.state.replay is None)
        if not sentence:
            return ()
        lines = (BLANK, *((Span(line, Tone.WARN),) for line in wrap(sentence, cells)))
        return [BlockLine(line, len(self.open_article.blocks), 0) for line in lines]


class Reader(PagedArticle):
    """One article. A poll only announces a newer version; a key opens another article."""

    class Opened(Message):
        """An article is open where it can be seen: it counts as read."""

        def __init__(self, article_id: str) -> None:
            super().__init__()
            self.article_id = article_id

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.others: tuple[Article, ...] = ()
        """Other versions of its story: of other sources, and earlier ones."""
        self._noted = ""
        """The id of the article that was last said to be open."""
        self._left_open = ""
        """The article that was open when the last run ended, until one is opened in this run."""

    def restore(self, remembered: ViewState, top: int) -> None:
        """Begin with the article that was open."""
        super().restore(remembered, top)
        self._left_open = remembered.article

    def update(self, old: BoardState, new: BoardState) -> None:
        """Announce a newer version; open the newest article only where none is open, or the one that was left open."""
        if new.market.articles is not old.market.articles:
            if new.now < old.now and self.open_article and self.open_article.id not in new.market.articles:
                # recorded time went back: what came since is not to be seen
                self.show(None)
            if self.open_article is None and new.market.articles:
                self._open_first(new.market.articles)
            self._announce_newer_version(old)
        self._note_open()
        self.follow(old, new)

    def _open_first(self, articles: Mapping[str, Article]) -> None:
        """Open the article that was left open, else the newest that is not hidden."""
        first = articles.get(self._left_open)
        if first is None:
            first = next((each for each in newest_first(articles.values()) if not self._is_hidden(each)), None)
        if first is not None:
            self._open(first)

    def _is_hidden(self, article: Article) -> bool:
        """Return whether the user wants no such article to be listed."""
        words = self.state.settings.news.hide
        if not words:
            return False
        from tui.view.news_filter import has_keyword  # noqa: PLC0415 - most users hide nothing

        return has_keyword(article, words)

    def _announce_newer_version(self, old: BoardState) -> None:
        key = self.open_article.id if self.open_article is not None else ""
        was, now = old.market.articles.get(key), self.state.market.articles.get(key)
        if was is not None and now is not None and was != now:
            self.announce("a newer version is there, u takes it", is_news=True)

    def _note_open(self) -> None:
        """Say which article is open, once it can be seen."""
        key = self.open_article.id if self.open_article is not None else ""
        if self.display and key and key != self._noted:
            self._noted = key
            self.post_message(self.Opened(key))

    @property
    def has_newer_version(self) -> bool:
        """Whether the open article has a newer version."""
        latest = self.state.market.articles.get(self.open_article.id) if self.open_article else None
        return latest is not None and latest != self.listed

    def _open(self, article: Article, others: tuple[Article, ...] = ()) -> None:
        self.others = others
        self.show(article)

    def open_story(self, article: Article, others: tuple[Article, ...] = ()) -> None:
        """Open an article with the other versions of its story; one that is open already stays as it is."""
        if self.open_article is None or self.open_article.id != article.id:
            self._open(article, others)
        self._note_open()
        self.update_lines()

    def show_article(self, article_id: str) -> bool:
        """Open an article, and have it seen; return whether it is still there."""
        article = self.state.market.articles.get(article_id)
        if article is not None:
            self.announce("")
            self.open_story(article, self.state.market.versions.get(article_id, ()))
            self.post_message(self.Revealed(self))
        return article is not None

    def action_newer_version(self) -> None:
        """Show the newer version of the open article where it was, with what has changed marked."""
        self.announce("")
        if self.open_article is not None and self.has_newer_version:
            latest = self.state.market.articles[self.open_article.id]
            if self.is_page_shown:
                self.listed = latest
                self.ask_for_page()
            else:
                self.show_version(latest)

    def title(self, size: Size) -> Line:
        """Return whether there is a newer version, what the article is, and how far down it is."""
        left = [Span("ARTICLE", self.title_tone)]
        if self.has_newer_version:
            left.append(Span("   newer version, u", Tone.WARN))
        left += self.page_spans(size)
        left += self.subject_spans()
        return self.title_line(tuple(left), size)

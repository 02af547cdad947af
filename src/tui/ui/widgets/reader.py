"""The article reader: the open article stays as it is until a key changes it."""

from collections.abc import Mapping

from textual.geometry import Size
from textual.message import Message

from tui.domain.article import Article, newest_first
from tui.ui.widgets.article_actions import ArticleActions
from tui.view.board_state import BoardState
from tui.view.spans import Line, Span, Tone
from tui.view.view_state import ViewState


class Reader(ArticleActions):
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

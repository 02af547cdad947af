"""The article reader: the open article stays as it is until a key changes it."""

from datetime import datetime

from textual.geometry import Size

from tui.domain.article import Article, is_news, newest_first
from tui.domain.source_health import SourceState
from tui.ui.widgets.article_actions import ArticleActions
from tui.view.board_state import BoardState
from tui.view.spans import Line, Span, Tone
from tui.view.view_state import ViewState


class Reader(ArticleActions):
    """Articles in order of time. A poll only announces a new one; a key opens it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._articles: list[Article] = []
        self._seen: set[str] = set()
        self._read_before: frozenset[str] = frozenset()
        """The articles that were opened in earlier runs."""
        self._left_open = ""
        """The article that was open when the last run ended, until one is opened in this run."""
        self._is_first_run = True
        self._good_at_start: dict[str, datetime | None] = {}
        """When each source had last given a good response before its first poll."""

    def restore(self, remembered: ViewState, top: int) -> None:
        """Begin with the read marks of earlier runs, and with the article that was open."""
        super().restore(remembered, top)
        self._is_first_run = remembered.read is None
        self._read_before = frozenset(remembered.read or ())
        self._left_open = remembered.article

    @property
    def read_marks(self) -> tuple[str, ...] | None:
        """The ids of the articles that were opened, the newest at the end; None where none was there to be opened."""
        if not self._articles and self._is_first_run:
            return None
        known = [each.id for each in self._articles if self._is_read(each)]
        return (*sorted(self._read_before.difference(known)), *known)

    def _is_read(self, article: Article) -> bool:
        return article.id in self._seen or article.id in self._read_before

    def update(self, old: BoardState, new: BoardState) -> None:
        """Announce new articles; open the newest article only where none is open, or the one that was left open."""
        for name, health in old.market.health.items():
            if health.state is SourceState.WAITING:
                self._good_at_start[name] = health.last_good
        if new.market.articles is not old.market.articles:
            self._seen &= new.market.articles.keys()
            self._articles = newest_first(new.market.articles.values())[::-1]
            if new.now < old.now and self.open_article and self.open_article.id not in new.market.articles:
                # recorded time went back: what came since is not to be seen
                self.show(None)
            if self.open_article is None and self._articles:
                self._open_first(new.market.articles.get(self._left_open))
            self._announce_news(old, new)
        self.follow(old, new)

    def _open_first(self, left_open: Article | None) -> None:
        """Open the article that was left open, else the newest; at a first start none is new."""
        if left_open is not None:
            self._open(left_open)
        else:
            self._open(self._articles[-1])
        if self._is_first_run:
            self._seen.update(article.id for article in self._articles)

    def _announce_news(self, old: BoardState, new: BoardState) -> None:
        if not old.market.articles:
            return
        for key, article in new.market.articles.items():
            was = old.market.articles.get(key)
            if was is None:
                if is_news(
                    article, old.market.articles.values(), is_first_poll=self._is_first_poll(old, article.source)
                ):
                    self.announce(f"new: {article.title or 'a new article'}", is_news=True)
                else:
                    self._seen.add(key)
            elif was != article and self.open_article is not None and self.open_article.id == key:
                self.announce("a newer version is there, u takes it", is_news=True)

    def _is_first_poll(self, old: BoardState, source: str) -> bool:
        """Return whether a source had not given a good response since the start."""
        health = old.market.health.get(source)
        return health is None or health.last_good == self._good_at_start.get(source)

    @property
    def unseen(self) -> int:
        """The number of articles that have not been opened yet."""
        return sum(not self._is_read(article) for article in self._articles)

    @property
    def has_newer_version(self) -> bool:
        """Whether the open article has a newer version."""
        latest = self.state.market.articles.get(self.open_article.id) if self.open_article else None
        return latest is not None and latest != self.listed

    def _open(self, article: Article) -> None:
        self.show(article)
        self._seen.add(article.id)

    def action_turn(self, step: int) -> None:
        """Open the next newer article, or the next older one."""
        if self._articles:
            at = self._index()
            after = len(self._articles) - 1 if at is None else max(0, min(at + step, len(self._articles) - 1))
            if after != at:
                self._open(self._articles[after])
                self.update_lines()
        self.announce("")
        self.post_message(self.Revealed(self))

    def show_article(self, article_id: str) -> bool:
        """Open an article, and have it seen; return whether it is still there."""
        article = self.state.market.articles.get(article_id)
        if article is not None:
            self._open(article)
            self.update_lines()
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

    def _index(self) -> int | None:
        if self.open_article is None:
            return None
        return next((n for n, article in enumerate(self._articles) if article.id == self.open_article.id), None)

    def title(self, size: Size) -> Line:
        """Return which article of how many, what is new, and how far down."""
        at = self._index()
        if at is None or self.open_article is None:
            return self.title_line((Span("NEWS", self.title_tone),), size)
        left = [Span("NEWS", self.title_tone), Span(f"  {at + 1} of {len(self._articles)}", Tone.QUIET)]
        if self.unseen:
            left.append(Span(f"   {self.unseen} new, n", Tone.WARN))
        if self.has_newer_version:
            left.append(Span("   newer version, u", Tone.WARN))
        left += self.page_spans(size)
        left += self.subject_spans()
        return self.title_line(tuple(left), size)

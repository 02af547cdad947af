"""An article of `bigboard news` by its number: the page that was read of it, else its text in the feed."""

from contextlib import closing
from datetime import datetime

from tui.cli.history_file import NO_HISTORY
from tui.cli.news import USUAL_SPAN, list_seen
from tui.cli.parser import Arguments
from tui.config.loader import Config
from tui.domain.article import Article
from tui.domain.text import CleanText, count_of
from tui.storage.history.articles import ArticleReader, pages_to_restore, read_articles
from tui.storage.history.errors import HistoryError
from tui.storage.paths import state_dir, state_path
from tui.storage.view_state import stored_marks
from tui.wiring import history_file


class NotSeenError(Exception):
    """There is no such article; its text says why."""


def seen_article(number: int, config: Config, now: datetime) -> tuple[Article, CleanText]:
    """Return an article, and why it is not all there; empty where it is, or where that is not known.

    Args:
        number: of its line in `bigboard news`.
        config: of the user.
        now: aware.

    Raises:
        NotSeenError: there is none, or no history.
    """
    file = history_file(config.history, state_path())
    if file is None or not file.exists():
        raise NotSeenError(NO_HISTORY)
    try:
        with closing(ArticleReader(file)) as reader:
            seen = read_articles(reader, now - USUAL_SPAN, now)
        pages = pages_to_restore(file, now, {each.article.source for each in seen})
    except HistoryError as error:
        raise NotSeenError(f"the history cannot be read: {error}") from None
    headlines = list_seen(seen, config, Arguments(), stored_marks(state_dir()))
    if not 1 <= number <= len(headlines):
        raise NotSeenError(f"there is no article {number}: `bigboard news` has {count_of(len(headlines), 'article')}")
    article = headlines[number - 1].article
    page = next((each for each in pages if each.id == article.id), None)
    if page is None:
        return article, CleanText("")
    return page.article or article, page.reason or CleanText("")

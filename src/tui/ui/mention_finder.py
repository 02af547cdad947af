"""Looks for the instruments of the board in its articles, a little with each state of the board."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.article import Article, article_time
from tui.domain.listing import Listing
from tui.domain.market import Market
from tui.domain.mention_names import NameDirectory
from tui.domain.mentions import Mention, MentionIndex, texts_of
from tui.domain.quote import InstrumentId, Quote
from tui.view.board_state import NO_MENTIONS, Mentions

MAX_WORK: Final = 8_000
"""Characters of articles that are looked into for one state: some eight milliseconds."""
_LISTING_WORK: Final = 30
"""What the names of one instrument cost, in such characters."""
_ARTICLE_WORK: Final = 100
"""What an article costs besides its characters."""

LoadNames = Callable[[], NameDirectory]
Aliases = Mapping[str, Sequence[str]]


class _Known(NamedTuple):
    """What was found in an article."""

    article: Article
    mentions: tuple[Mention, ...]
    round: int
    """How often instruments had come to the board then."""


class MentionFinder:
    """The mentions in all articles of the board, each looked for once, the newest first.

    Articles are looked into again when instruments come to the board that were not there. Nothing runs, and nothing is
    loaded, as long as there is no article.

    Args:
        load_names: returns what is known of names; called once, when there is an article.
    """

    def __init__(self, load_names: LoadNames) -> None:
        self._load_names = load_names
        self._aliases: Aliases = MappingProxyType({})
        self._reset()

    def _reset(self) -> None:
        self._index = MentionIndex()
        self._has_names = False
        self._added: set[InstrumentId] = set()
        self._to_add: deque[tuple[Listing, bool]] = deque()
        """With whether each is on the board."""
        self._quotes: Mapping[InstrumentId, Quote] | None = None
        self._listed: tuple[object, object] | None = None
        """The articles and the pages of the market that were looked at last."""
        self._articles: Mapping[str, Article] = {}
        """Each as whole as it is known: from its page where that was read."""
        self._round = 0
        self._known: dict[str, _Known] = {}
        self._to_read: deque[str] = deque()
        self._latest = NO_MENTIONS
        self._day: date | None = None

    @property
    def is_done(self) -> bool:
        """Whether all has been looked into."""
        return not self._to_add and not self._to_read

    def advance(self, market: Market, now: datetime, aliases: Aliases) -> Mentions:
        """Do some of the work that is left, and return what is known.

        Args:
            market: with the articles and the instruments.
            now: aware, in the zone whose day counts.
            aliases: the user's names of instruments, by symbol, or by market and symbol.
        """
        if aliases != self._aliases:
            self._aliases = aliases
            self._reset()
        if not market.articles:
            return self._latest
        if market.quotes is not self._quotes:
            self._quotes = market.quotes
            self._note_instruments(market.quotes)
        if self._listed is None or self._listed[0] is not market.articles or self._listed[1] is not market.pages:
            self._listed = market.articles, market.pages
            self._articles = {key: _whole(key, market) for key in market.articles}
            self._known = {key: each for key, each in self._known.items() if key in market.articles}
            self._note_articles()
        if self._work() or (self._known and now.date() != self._day):
            self._day = now.date()
            self._latest = self._summary(market.articles, now)
        return self._latest

    def _note_instruments(self, quotes: Mapping[InstrumentId, Quote]) -> None:
        new = [quotes[key] for key in quotes.keys() - self._added]
        if not new:
            return
        self._added.update(quote.id for quote in new)
        # those of the board come first: of two with one name in a market the first has it
        self._to_add.extendleft((Listing(quote.id, quote.kind, quote.name or ""), True) for quote in new)
        if not self._has_names:
            self._has_names = True
            directory = self._load_names()
            self._index = MentionIndex(directory)
            self._to_add.extend((listing, False) for listing in directory.listings)
        self._round += 1
        self._note_articles()

    def _note_articles(self) -> None:
        due = filter(self._is_due, self._articles)
        self._to_read = deque(sorted(due, key=lambda key: article_time(self._articles[key]), reverse=True))

    def _is_due(self, key: str) -> bool:
        known = self._known.get(key)
        return known is None or known.round != self._round or known.article is not self._articles[key]

    def _work(self) -> bool:
        """Do as much as one state may take; return whether anything was found out."""
        left = MAX_WORK
        while self._to_add and left > 0:
            listing, is_on_board = self._to_add.popleft()
            names = (*self._aliases.get(listing.id.symbol, ()), *self._aliases.get(str(listing.id), ()))
            self._index.add(listing, names if is_on_board else (), is_on_board=is_on_board)
            left -= _LISTING_WORK
        if self._to_add:
            return False
        has_read = False
        while self._to_read and left > 0:
            key = self._to_read.popleft()
            article = self._articles[key]
            texts = texts_of(article)
            left -= sum(map(len, texts)) + _ARTICLE_WORK
            self._known[key] = _Known(article, self._index.find(texts), self._round)
            has_read = True
        return has_read

    def find(self, article: Article) -> Sequence[Mention]:
        """Return the mentions in an article, which is looked into now if it was not yet."""
        known = self._known.get(article.id)
        if known is not None and known.article == article:
            return known.mentions
        return () if self._to_add or not self._has_names else self._index.find(texts_of(article))

    def _summary(self, listed: Mapping[str, Article], now: datetime) -> Mentions:
        by_article = {key: _instruments(each.mentions) for key, each in self._known.items()}
        today = now.date()
        in_news = frozenset(
            instrument
            for key in self._known
            if article_time(listed[key]).astimezone(now.tzinfo).date() == today
            for instrument in by_article[key]
        )
        return Mentions(MappingProxyType(by_article), in_news, self.find)


def _whole(key: str, market: Market) -> Article:
    page = market.pages.get(key)
    return market.articles[key] if page is None or page.article is None else page.article


def _instruments(mentions: Iterable[Mention]) -> tuple[InstrumentId, ...]:
    return tuple(dict.fromkeys(mention.instrument for mention in mentions))

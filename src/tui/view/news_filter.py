"""The filter of the headlines, and the words that make articles stand out or hide them."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from tui.domain.article import Article
from tui.domain.quote import InstrumentId
from tui.view.board_state import InstrumentsIn
from tui.view.view_state import NewsMarks

_TAB: Final = "tab"
_UNREAD: Final = "unread"
_MARKED: Final = "marked"
_SPECIAL: Final = frozenset({_TAB, _UNREAD, _MARKED})

AcceptsArticle = Callable[[Article], bool]


class NewsFilter(NamedTuple):
    """Which articles are listed."""

    words: tuple[str, ...] = ()
    """Folded; each is in the headline, the source, the author or the category, begins a word of the text, or is the
    symbol of an instrument that the article names."""
    in_tab: bool = False
    """Whether it must name an instrument of the tab shown."""
    is_unread: bool = False
    is_marked: bool = False

    def bound(self, marks: NewsMarks, instruments_in: InstrumentsIn, tab: Collection[InstrumentId]) -> AcceptsArticle:
        """Return the function that accepts articles.

        Args:
            marks: what was read and marked.
            instruments_in: returns the instruments that an article names.
            tab: the instruments of the tab shown.
        """
        begins = [re.compile(rf"\b{re.escape(word)}") for word in self.words]

        def accepts(article: Article) -> bool:
            if (self.is_unread and article.id in marks.read) or (self.is_marked and article.id not in marks.marked):
                return False
            if not self.words and not self.in_tab:
                return True
            named = instruments_in(article.id)
            if self.in_tab and not any(key in tab for key in named):
                return False
            head = _head(article)
            symbols = {key.symbol.casefold() for key in named}
            remaining = [
                (word, begin)
                for word, begin in zip(self.words, begins, strict=True)
                if word not in head and word not in symbols
            ]
            if not remaining:
                return True
            text = _text(article)
            # most articles do not have the word at all, which takes a tenth of the time to see
            return all(word in text and begin.search(text) for word, begin in remaining)

        return accepts


def parse_news_filter(text: str) -> NewsFilter:
    """Return the filter of a text as it is typed: words, and `tab`, `unread` and `marked`; all must hold."""
    words = [word.casefold() for word in text.strip().lstrip("/").split()]
    return NewsFilter(
        tuple(word for word in words if word not in _SPECIAL),
        in_tab=_TAB in words,
        is_unread=_UNREAD in words,
        is_marked=_MARKED in words,
    )


def _head(article: Article) -> str:
    parts = (article.headline, article.source, article.byline, article.category)
    return "\n".join(filter(None, parts)).casefold()


def _text(article: Article) -> str:
    return "\n".join([block.text for block in article.blocks]).casefold()


def has_keyword(article: Article, words: Sequence[str]) -> bool:
    """Return whether one of the words, as a whole word in any case of letters, is in the headline or the category."""
    pattern = _keywords(tuple(words))
    return pattern is not None and pattern.search(f"{article.headline}\n{article.category or ''}") is not None


@lru_cache(maxsize=8)
def _keywords(words: tuple[str, ...]) -> re.Pattern[str] | None:
    found = [re.escape(word) for word in words if word]
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE) if found else None

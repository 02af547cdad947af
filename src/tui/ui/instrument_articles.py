"""The articles that mention an instrument with what its price did since: today from memory, before from the history."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tui.domain.quote import InstrumentId, Quote
from tui.ui.history_answers import HistoryAnswers
from tui.view.board_state import BoardState
from tui.view.instrument_articles import (
    InstrumentArticle,
    articles_mentioning,
    move_since,
    price_before,
    publication_time,
)

if TYPE_CHECKING:
    from tui.storage.history.reader import HistoryReader
    from tui.ui.history_access import HistoryAccess

_OLDEST_PRICE: Final = timedelta(days=7)
"""The age of a price at the time of an article, beyond which it says nothing of what the price did since."""
_MAX_AGE: Final = timedelta(minutes=5)
"""Of an answer of the history; sources may have given it more of the past since."""


class InstrumentArticles:
    """The articles that mention the instrument that is looked at.

    Args:
        history: which is asked for prices before the day's.
        changed: called in the event loop when it has answered.
    """

    def __init__(self, history: "HistoryAccess", changed: Callable[[], object]) -> None:
        self._answers: HistoryAnswers[Mapping[datetime, Decimal | None]] = HistoryAnswers(history, changed)

    def of(self, state: BoardState, quote: Quote) -> Sequence[InstrumentArticle]:
        """Return the articles that mention an instrument, newest first."""
        articles = articles_mentioning(quote.id, state.market.articles, state.mentions.by_article)
        series = state.market.series.get(quote.id)
        times = [publication_time(article) for article in articles]
        before = {at: price_before(series, at) for at in times if at is not None}
        unknown = tuple(at for at, price in before.items() if price is None)
        if unknown:
            before |= self._prices_before(quote.id, unknown, state.time_of_day)
        moves = (None if at is None else move_since(quote, before[at]) for at in times)
        return list(map(InstrumentArticle, articles, moves))

    def _prices_before(
        self, key: InstrumentId, times: Sequence[datetime], now: datetime
    ) -> Mapping[datetime, Decimal | None]:
        """Return the last price before each of these times that the history has, once it has answered."""

        def read(reader: "HistoryReader") -> Mapping[datetime, Decimal | None]:
            return {at: reader.price_before(key, at, since=at - _OLDEST_PRICE) for at in times}

        answer = self._answers.get((key, times), now, _MAX_AGE, read)
        return {} if answer is None or isinstance(answer.value, Exception) else answer.value

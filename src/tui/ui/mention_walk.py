"""The mentions in the open article: their moves beside them, and the one that the keys are on."""

from typing import Final

from tui.domain.article import Article
from tui.domain.quote import InstrumentId
from tui.view.article_blocks import NO_ADDITIONS, Additions
from tui.view.article_mentions import ShownMention, ShownMove, mention_additions, move_of, next_mention, shown_mentions
from tui.view.board_state import NO_MENTIONS, BoardState
from tui.view.spans import AgeLevel
from tui.view.view_state import ArticlePlace

_TOP: Final = ArticlePlace(0, 0)


class MentionWalk:
    """The mentions of one article at a time.

    Which they are is found out once: what comes to the board later does not move the words under the eye.
    """

    def __init__(self) -> None:
        self._article: Article | None = None
        self._shown: tuple[ShownMention, ...] | None = None
        """None as long as the names are not known."""
        self.chosen: ShownMention | None = None

    @property
    def instrument(self) -> InstrumentId | None:
        """The instrument that the keys are on."""
        return self.chosen.instrument if self.chosen is not None else None

    @property
    def has_any(self) -> bool:
        """Whether the article mentions any instrument, as far as is known."""
        return bool(self._shown)

    def additions(self, article: Article, state: BoardState) -> Additions:
        """Return what is shown in the text of an article beyond its words."""
        if article is not self._article:
            self._article, self._shown, self.chosen = article, None, None
        if self._shown is None and state.mentions is not NO_MENTIONS:
            self._shown = shown_mentions(article, state.mentions.find(article))
        if not self._shown:
            return NO_ADDITIONS

        def move(key: InstrumentId) -> ShownMove:
            quote = state.market.quotes.get(key)
            return move_of(quote, AgeLevel.STALE if quote is None else state.age_of(quote).level)

        return mention_additions(article, self._shown, move, self.chosen)

    def step(self, step: int, top: ArticlePlace | None) -> ShownMention | None:
        """Have the keys on the next mention, or the one before; None beyond them, and the keys are on none then.

        Args:
            step: 1 or -1; without a mention that the keys are on, -1 goes to none.
            top: what is in view first; None for the top.
        """
        if step < 0 and self.chosen is None:
            return None
        block, at, _ = top or _TOP
        self.chosen = next_mention(self._shown or (), self.chosen, step, (block, at))
        return self.chosen

"""The instruments that an article mentions, with their moves beside them; the words of the article stay as they are."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.article import Article
from tui.domain.blocks import BlockKind
from tui.domain.numbers import percent_change, round_half_up
from tui.domain.quote import InstrumentId, Quote
from tui.view.article_blocks import Additions
from tui.view.columns import DIRECTION_TONES
from tui.view.inline_text import Insert, Mark
from tui.view.spans import AgeLevel, Tone
from tui.view.wrapping import NO_BREAK

if TYPE_CHECKING:
    from tui.domain.mentions import Mention

MOVE_CELLS: Final = 5
"""Cells that a move has whatever it is, so that no other one moves the words behind it: `-1.2%`, ` -12%`."""
_MAX_PERCENT: Final = Decimal(999)
"""A greater move is shown as this one."""
_UNKNOWN: Final = "–"
_WITHOUT: Final = frozenset({BlockKind.TABLE, BlockKind.CODE})
"""Blocks whose columns would not be aligned any more."""


class ShownMention(NamedTuple):
    """A mention in a block of an article that has its move beside it."""

    instrument: InstrumentId
    block: int
    """The index of the block."""
    start: int
    """The index in its text of the first character."""
    end: int
    """The index after the last one."""


class ShownMove(NamedTuple):
    """How an instrument stands, as it is shown beside its name."""

    text: str
    tone: Tone
    age_level: AgeLevel


MoveOf = Callable[[InstrumentId], ShownMove]


def shown_mentions(article: Article, mentions: "Iterable[Mention]") -> tuple[ShownMention, ...]:
    """Return the mentions that have a move beside them: of each instrument the first one in a block."""
    shown: dict[tuple[int, InstrumentId], ShownMention] = {}
    for mention in mentions:
        block = mention.text_index - 1  # the first text is the headline
        if 0 <= block < len(article.blocks) and article.blocks[block].kind not in _WITHOUT:
            shown.setdefault(
                (block, mention.instrument), ShownMention(mention.instrument, block, mention.start, mention.end)
            )
    return tuple(shown.values())


def move_of(quote: Quote | None, age_level: AgeLevel) -> ShownMove:
    """Return how a quote stands against its previous close, always in as many cells.

    One that is stale has no colour of a direction; what is not known is a dash.
    """
    percent = quote.percent if quote is not None else None
    if quote is not None and percent is None and quote.change is not None and quote.price is not None:
        percent = percent_change(quote.change, quote.price)
    if quote is None or percent is None:
        return ShownMove(_UNKNOWN.rjust(MOVE_CELLS), Tone.QUIET, age_level)
    rounded = round_half_up(max(-_MAX_PERCENT, min(percent, _MAX_PERCENT)), 1)
    text = f"{rounded:+.1f}%" if abs(rounded) < 10 else f"{rounded:+.0f}%"
    tone = DIRECTION_TONES[quote.direction] if age_level is not AgeLevel.STALE else Tone.QUIET
    return ShownMove((text if rounded else text[1:]).rjust(MOVE_CELLS), tone, age_level)


def mention_additions(
    article: Article, mentions: Sequence[ShownMention], move_of: MoveOf, chosen: ShownMention | None = None
) -> Additions:
    """Return what is shown of mentions in the text: `[+1.2%]` behind a symbol, `[OGDC +1.2%]` behind a name.

    Args:
        article: that they are in.
        mentions: in the order of the text.
        move_of: returns how an instrument stands now.
        chosen: the mention that the keys are on.
    """
    inserts: dict[int, list[Insert]] = {}
    for mention in mentions:
        written = article.blocks[mention.block].text[mention.start : mention.end]
        symbol = mention.instrument.symbol
        move = move_of(mention.instrument)
        opening = f"{NO_BREAK}[" if written.lstrip("$") == symbol else f"{NO_BREAK}[{symbol}{NO_BREAK}"
        inserts.setdefault(mention.block, []).extend(
            (
                Insert(mention.end, opening, Tone.QUIET),
                Insert(mention.end, move.text.replace(" ", NO_BREAK), move.tone, move.age_level),
                Insert(mention.end, "]", Tone.QUIET),
            )
        )
    marks = {} if chosen is None else {chosen.block: (Mark(chosen.start, chosen.end, Tone.CURRENT),)}
    return Additions(marks, inserts)


def next_mention(
    mentions: Sequence[ShownMention], chosen: ShownMention | None, step: int, top: tuple[int, int]
) -> ShownMention | None:
    """Return the mention after the chosen one, or before it; None beyond the last, and before the first.

    Args:
        mentions: in the order of the text.
        chosen: the one that the keys are on; None for none: then the first from `top` on, or the last before the end.
        step: 1 or -1.
        top: the block and the index in its text of what is in view first.
    """
    if chosen in mentions:
        at = mentions.index(chosen) + step
    elif step > 0:
        at = next((n for n, each in enumerate(mentions) if (each.block, each.start) >= top), 0)
    else:
        at = len(mentions) - 1
    return mentions[at] if 0 <= at < len(mentions) else None

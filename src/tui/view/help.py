"""Keys by topic, and what the board's signs mean, in as many columns as there is room for."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.domain.health import SourceState
from tui.domain.text import pad, width
from tui.view.columns import COLUMNS
from tui.view.health import LAMPS
from tui.view.tone import Line, Span, Tone, filled

_COLUMN: Final = 54


class Topic(NamedTuple):
    """One part of the help: its name, and each key with what it does."""

    name: str
    keys: tuple[tuple[str, str], ...]


_STATES: Final = {
    SourceState.LIVE: "it answers, and something moved",
    SourceState.UNCHANGED: "it answers and says what it said before",
    SourceState.CLOSED: "unchanged while its market is closed",
    SourceState.STALE: "nothing good for two intervals and 30 s",
    SourceState.FAILING: "the last poll failed, for the reason shown",
    SourceState.WAITING: "not heard from yet",
}


def lines(topics: Sequence[Topic], cells: int) -> list[Line]:
    """The whole help for a screen so many cells wide."""
    blocks = [_topic(topic) for topic in topics]
    blocks += [_signs(), _columns()]
    if cells < 2 * _COLUMN:
        return [line for block in blocks for line in (*block, ())]
    half = sum(map(len, blocks)) // 2
    left: list[Line] = []
    right: list[Line] = []
    for block in blocks:
        side = left if len(left) < half else right
        side += [*block, ()]
    height = max(len(left), len(right))
    left += [()] * (height - len(left))
    right += [()] * (height - len(right))
    return [(*filled(one, cells // 2), *other) for one, other in zip(left, right, strict=True)]


def _topic(topic: Topic) -> list[Line]:
    room = max((width(keys) for keys, _ in topic.keys), default=0) + 2
    return [
        (Span(topic.name, Tone.TITLE),),
        *((Span("  " + pad(keys, room), Tone.ACCENT), Span(about)) for keys, about in topic.keys),
    ]


def _signs() -> list[Line]:
    shown: list[Line] = [(Span("Lamps", Tone.TITLE),)]
    for state, about in _STATES.items():
        lamp = LAMPS[state]
        shown.append((Span(f"  {lamp.glyph} {pad(state.value, 11)}", lamp.tone), Span(about)))
    shown.append((Span("  !            ", Tone.WARN), Span("a row whose figures disagree; enter says how")))
    return shown


def _columns() -> list[Line]:
    return [
        (Span("Columns", Tone.TITLE),),
        *((Span("  " + pad(column.title or "▲▼=", 12), Tone.QUIET), Span(column.about)) for column in COLUMNS),
    ]

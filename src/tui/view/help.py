"""The help: keys by topic, status glyphs and columns, in one or two columns of text."""

from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple

from tui.domain.source_health import SourceState
from tui.domain.text import pad, truncate, width
from tui.view.all_columns import COLUMNS
from tui.view.article_page import wrap
from tui.view.source_health import STATUS_GLYPHS
from tui.view.spans import Line, Span, Tone, fit_line

_MIN_COLUMN_WIDTH: Final = 54
_MIN_TEXT_WIDTH: Final = 16


class HelpSection(NamedTuple):
    """A section of the help: its name, and each key with what it does."""

    name: str
    keys: tuple[tuple[str, str], ...]


_STATES: Final = {
    SourceState.LIVE: "it responds",
    SourceState.UNCHANGED: "in source health: it responds with the same values as before",
    SourceState.CLOSED: "unchanged while its market is closed",
    SourceState.STALE: "no valid response for two intervals and half a minute",
    SourceState.FAILING: "the last poll failed, for the reason shown",
    SourceState.PAUSED: "refused for good: not polled until you poll now",
    SourceState.WAITING: "waiting for the first response",
}


_FILTERS: Final = (
    ("/cem", "part of a symbol or a name; of several words a row must match each"),
    ("/index", "all indices as rows, with their detail; /kse100 finds one"),
    ("/currency", "a kind: share, index, fund, currency, coin, future, rate"),
    ("/psx", "a market or a source, by its complete name"),
    ("/pct > 2", "figures: last chg pct open high low prev vol value cap bid ask"),
    ("/a or b", "and, or, not, ( ), + - * /; texts with = != ~; vol > 1m, 5 lakh, 2bn"),
)
_MARKS: Final = (
    ("▲ ▼ =", "up, down or unchanged against the previous close"),
    ("▴ ▾", "the price has just risen or fallen; grey where that is against the day"),
    ("+6 more", "indices that have no room: /index shows all"),
    ("≤20s", "so old at most; without ≤ so old at least"),
    ("◦20s", "the last figure before its market opens again"),
    ("!", "a row whose figures disagree; its detail says why"),
    ("?", "a figure that could not be read"),
    ("–", "a figure that the source does not give"),
    ("##", "a figure that has no room"),
    ("≈", "hours worked out from the usual ones"),
)


def help_lines(topics: Sequence[HelpSection], cells: int) -> list[Line]:
    """Return the help for a screen of this width."""
    across = 2 if cells >= 2 * _MIN_COLUMN_WIDTH else 1
    each = cells // across - (across - 1)
    blocks = [_topic(topic, each) for topic in topics]
    blocks += [_table("Filter", _FILTERS, each), _table("Marks", _MARKS, each), _status_glyphs(each), _columns(each)]
    if across == 1:
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
    return [(*fit_line(one, each + 1), *other) for one, other in zip(left, right, strict=True)]


def _entry(label: str, tone: Tone, about: str, cells: int) -> list[Line]:
    """Return a label and its meaning; where the line is too short, the meaning is wrapped below the label."""
    room = cells - width(label)
    if room < _MIN_TEXT_WIDTH:
        return [
            (Span(truncate(label.rstrip(), cells), tone),),
            *((Span("    " + words),) for words in wrap(about, cells - 4)),
        ]
    first, *rest = wrap(about, room) or [""]
    return [(Span(label, tone), Span(first)), *((Span(" " * width(label) + words),) for words in rest)]


def _topic(topic: HelpSection, cells: int) -> list[Line]:
    room = max((width(keys) for keys, _ in topic.keys), default=0) + 2
    entries = [_entry("  " + pad(keys, room), Tone.ACCENT, about, cells) for keys, about in topic.keys]
    return [(Span(topic.name, Tone.TITLE),), *chain.from_iterable(entries)]


def _status_glyphs(cells: int) -> list[Line]:
    lines: list[Line] = [(Span("Source status", Tone.TITLE),)]
    for state, about in _STATES.items():
        status = STATUS_GLYPHS[state]
        lines += _entry(f"  {status.glyph} {pad(state.value, 11)}", status.tone, about, cells)
    return lines


def _table(title: str, entries: Sequence[tuple[str, str]], cells: int) -> list[Line]:
    lines = (_entry("  " + pad(label, 12), Tone.ACCENT, about, cells) for label, about in entries)
    return [(Span(title, Tone.TITLE),), *chain.from_iterable(lines)]


def _columns(cells: int) -> list[Line]:
    entries = [
        _entry("  " + pad(column.title or "▲▼=", 12), Tone.QUIET, column.description, cells) for column in COLUMNS
    ]
    return [(Span("Columns", Tone.TITLE),), *chain.from_iterable(entries)]

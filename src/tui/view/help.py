"""The help: keys by topic, status glyphs and columns, in one or two columns of text."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from tui.domain.source_health import SourceState
from tui.domain.text import pad, truncate, width
from tui.view.all_columns import COLUMNS
from tui.view.source_health import STATUS_GLYPHS
from tui.view.spans import Line, Span, Tone, fit_line
from tui.view.wrapping import wrap

_MIN_KEYS_WIDTH: Final = 74
"""Cells that a line with keys, words and id needs."""
_MIN_LEGEND_WIDTH: Final = 52
_MAX_KEYS_WIDTH: Final = 18
_MAX_LINE_WIDTH: Final = 90
"""Cells beyond which an id would be too far from what it is about."""
_MIN_TEXT_WIDTH: Final = 16


class HelpKey(NamedTuple):
    """The keys of an action, what it does, and the id by which other keys are given to it."""

    keys: str
    about: str
    id: str = ""
    words: str = ""
    """What else it is found by: the other ids of the same action."""


class HelpSection(NamedTuple):
    """A section of the help: its name, and each action."""

    name: str
    keys: tuple[HelpKey, ...]


class HelpLine(NamedTuple):
    """A line of the help, and the id of the key that it is about; empty for any other."""

    line: Line
    key_id: str = ""


_STATES: Final = {
    SourceState.LIVE: "it responds",
    SourceState.UNCHANGED: "in source health: it responds with the same values as before",
    SourceState.CLOSED: "unchanged while its market is closed",
    SourceState.STALE: "no valid response for two intervals and half a minute",
    SourceState.FAILING: "the last poll failed, for the reason shown",
    SourceState.PAUSED: "by you, or refused for good: not polled until you poll now",
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
    ("◆", "before a row, after a tab: an alert that was not acknowledged; L lists it"),
    ("?", "a figure that could not be read"),
    ("–", "a figure that the source does not give"),
    ("##", "a figure that has no room"),
    ("≈", "hours worked out from the usual ones"),
)


_MOUSE: Final = (
    ("click", "on a row: move to it; on a title: sort by it, again turns it round"),
    ("double", "on a row: its detail"),
    ("click", "on a tab, an index, +6 more, or a key of the bottom line: what it says"),
    ("click", "in this list: move to a line; double: do what it says"),
    ("drag", "a line between panes: their sizes"),
    ("point", "at a chart: the figures of that time; a click on a word above it: what it says"),
    ("wheel", "scrolls what it is over"),
    ("select", "ctrl+t leaves the mouse to the terminal, so that text can be selected; shift does in many"),
)


def help_lines(topics: Sequence[HelpSection], cells: int, query: str = "") -> list[HelpLine]:
    """Return the help for a screen of this width: the keys, and beside or below them what the signs mean.

    Args:
        topics: the keys.
        cells: the width of the screen.
        query: the words that a line must have; all lines where it is empty.
    """
    words = query.casefold().split()
    if cells < _MIN_KEYS_WIDTH + _MIN_LEGEND_WIDTH:
        return [*_keys(topics, cells, words), *map(HelpLine, _legend(cells, words))]
    left = max(_MIN_KEYS_WIDTH, cells // 2)
    keys, legend = _keys(topics, left - 2, words), _legend(cells - left, words)
    height = max(len(keys), len(legend))
    keys += [HelpLine(())] * (height - len(keys))
    legend += [()] * (height - len(legend))
    return [HelpLine((*fit_line(one.line, left), *other), one.key_id) for one, other in zip(keys, legend, strict=True)]


def _has_all(words: Sequence[str], *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in words)


def _keys(topics: Iterable[HelpSection], cells: int, words: Sequence[str]) -> list[HelpLine]:
    shown = [(name, [key for key in keys if _has_all(words, name, *key)]) for name, keys in topics]
    every = [key for _, keys in shown for key in keys]
    room = min(max((width(key.keys) for key in every), default=0), _MAX_KEYS_WIDTH) + 2
    ids = max((width(key.id) for key in every), default=0)
    lines: list[HelpLine] = []
    for name, keys in shown:
        if keys:
            key_lines = _key_lines(keys, room, ids, min(cells, _MAX_LINE_WIDTH))
            lines += [HelpLine((Span(name, Tone.TITLE),)), *key_lines, HelpLine(())]
    return lines


def _key_lines(keys: Sequence[HelpKey], room: int, ids: int, cells: int) -> Iterator[HelpLine]:
    """Yield a line for each action, and more where it has no room; the first belongs to its key.

    Args:
        keys: of one topic.
        room: cells for the keys.
        ids: cells for the ids.
        cells: the width of the line.
    """
    has_ids = cells >= room + ids + 2 * _MIN_TEXT_WIDTH
    for key in keys:
        label = "  " + pad(key.keys, max(room, width(key.keys) + 1))
        first, *rest = _entry(label, Tone.ACCENT, key.about, cells - (ids + 2 if has_ids else 0))
        id_span = Span(key.id, Tone.QUIET)
        if has_ids:
            yield HelpLine((*fit_line(first, cells - ids), id_span), key.id)
        else:
            yield HelpLine(first, key.id)
            rest.append((Span("    "), id_span))
        yield from (HelpLine(line) for line in rest)


def _legend(cells: int, words: Sequence[str]) -> list[Line]:
    """Return what the mouse does, and what filters, signs and columns mean."""
    blocks = (
        _table("Mouse", _MOUSE, cells, words),
        _table("Filter", _FILTERS, cells, words),
        _table("Marks", _MARKS, cells, words),
        _status_glyphs(cells, words),
        _columns(cells, words),
    )
    return [line for block in blocks if len(block) > 1 for line in (*block, ())]


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


def _status_glyphs(cells: int, words: Sequence[str]) -> list[Line]:
    lines: list[Line] = [(Span("Source status", Tone.TITLE),)]
    for state, about in _STATES.items():
        status = STATUS_GLYPHS[state]
        if _has_all(words, "source status", state.value, about):
            lines += _entry(f"  {status.glyph} {pad(state.value, 11)}", status.tone, about, cells)
    return lines


def _table(title: str, entries: Iterable[tuple[str, str]], cells: int, words: Sequence[str]) -> list[Line]:
    lines = (
        _entry("  " + pad(label, 12), Tone.ACCENT, about, cells)
        for label, about in entries
        if _has_all(words, title, label, about)
    )
    return [(Span(title, Tone.TITLE),), *chain.from_iterable(lines)]


def _columns(cells: int, words: Sequence[str]) -> list[Line]:
    return _table("Columns", ((column.title or "▲▼=", column.description) for column in COLUMNS), cells, words)

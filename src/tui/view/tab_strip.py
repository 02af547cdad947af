"""The strip of tabs as one line: a rule with the tabs' names on it, and how the tabs that are not shown move."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from tui.domain.exchanges import exchange_of
from tui.domain.market import Market
from tui.domain.quote import Direction, InstrumentId, InstrumentKind
from tui.domain.text import truncate, width
from tui.view.formatting import CLOSED_GLYPH
from tui.view.quote_grid import ALERT
from tui.view.spans import Line, Span, Tone
from tui.view.tabs import Tab

_MAX_NAME: Final = 16
"""Cells of a tab's name on the strip."""
_RULE: Final = "─"
_JOINT: Final = "┬"
_LESS: Final = "‹"
_MORE: Final = "›"
_EDGE: Final = 2
"""Cells at either end, where the marks for further tabs stand."""


class TabLabel(NamedTuple):
    """A tab as the strip shows it."""

    name: str
    advanced: int = 0
    """Instruments that are up, without indices."""
    declined: int = 0
    total: int = 0
    """Instruments of any direction."""
    is_closed: bool = False
    """Whether the market of every instrument is closed."""
    is_alerted: bool = False
    """Whether an alert about one of them was not acknowledged."""

    @property
    def breadth(self) -> tuple[int, int, int]:
        """Its figures; two tabs of the same instruments have the same."""
        return self.advanced, self.declined, self.total


def tab_labels(
    tabs: Sequence[Tab],
    market: Market,
    closed: AbstractSet[str] = frozenset(),
    alerted: AbstractSet[InstrumentId] = frozenset(),
) -> tuple[TabLabel, ...]:
    """Return the labels of tabs, each with the breadth of its instruments.

    Args:
        tabs: in their order.
        market: with the quotes.
        closed: the markets that are.
        alerted: the instruments whose alerts were not acknowledged.
    """
    quotes = market.quotes
    labels = []
    for tab in tabs:
        selected = [quotes[key] for key in tab.select(market)]
        directions = [quote.direction for quote in selected if quote.kind is not InstrumentKind.INDEX]
        is_closed = bool(closed and selected) and all(exchange_of(quote.id) in closed for quote in selected)
        name = truncate(tab.name, _MAX_NAME)
        up, down = directions.count(Direction.UP), directions.count(Direction.DOWN)
        is_alerted = bool(alerted) and any(quote.id in alerted for quote in selected)
        labels.append(TabLabel(name, up, down, len(directions), is_closed, is_alerted))
    if all(label.is_closed or not label.total for label in labels):
        # the status bar says that all is closed; a mark tells the closed ones from others
        return tuple(label._replace(is_closed=False) for label in labels)
    return tuple(labels)


class _Placed(NamedTuple):
    """A tab with its place on the strip."""

    number: int
    x: int
    spans: Line


def strip_line(labels: Sequence[TabLabel], active: int, cells: int, joints: Sequence[int] = ()) -> Line:
    """Return the strip: as many tabs as fit, the one shown among them, on a rule.

    Args:
        labels: the tabs.
        active: the number of the one shown, from 0.
        cells: the width of the strip.
        joints: the cells at which lines below it begin.
    """
    placed = _placed(labels, active, cells)
    line: list[Span] = []
    x = 0
    for tab in placed:
        line += [_rule(x, tab.x, joints), *tab.spans]
        x = tab.x + width("".join(span.text for span in tab.spans))
    has_more = bool(placed) and placed[-1].number < len(labels) - 1
    line.append(_rule(x, cells - (_EDGE if has_more else 0), joints))
    if has_more:
        line += [Span(_MORE, Tone.ACCENT), Span(_RULE, Tone.RULE)]
    if placed and placed[0].number:
        first = line[0].text
        line[0:1] = [Span(first[:1], Tone.RULE), Span(_LESS, Tone.ACCENT), Span(first[2:], Tone.RULE)]
    return tuple(span for span in line if span.text)


def tab_at(labels: Sequence[TabLabel], active: int, cells: int, x: int) -> int | None:
    """Return the number of the tab at a cell of the strip, from 0; None where there is none.

    The marks for further tabs lead to the next one that is not shown.
    """
    placed = _placed(labels, active, cells)
    if not placed:
        return None
    if x < _EDGE and placed[0].number:
        return placed[0].number - 1
    if x >= cells - _EDGE and placed[-1].number < len(labels) - 1:
        return placed[-1].number + 1
    for tab in placed:
        if tab.x <= x < tab.x + width("".join(span.text for span in tab.spans)):
            return tab.number
    return None


def _placed(labels: Sequence[TabLabel], active: int, cells: int) -> list[_Placed]:
    """Return the tabs that fit, with the one shown: with the state of their markets, or without where that helps."""
    placed = _window(labels, active, cells)
    if len(placed) == len(labels):
        return placed
    return _window([TabLabel(label.name, is_alerted=label.is_alerted) for label in labels], active, cells)


def _window(labels: Sequence[TabLabel], active: int, cells: int) -> list[_Placed]:
    """Return the tabs from the first that leaves room for the one shown; the same breadth is shown once."""
    spans: list[Line] = []
    stated = {labels[active].breadth}
    for number, label in enumerate(labels):
        is_new = bool(label.advanced or label.declined) and label.breadth not in stated
        spans.append(_spans(label, number, is_active=number == active, has_breadth=is_new))
        stated.add(label.breadth)
    widths = [sum(width(span.text) for span in each) for each in spans]
    room = cells - 2 * _EDGE
    first = 0
    while first < active and sum(widths[first : active + 1]) + active - first > room:
        first += 1
    placed: list[_Placed] = []
    x = _EDGE
    for number in range(first, len(labels)):
        if placed and x + widths[number] > cells - _EDGE:
            break
        placed.append(_Placed(number, x, spans[number]))
        x += widths[number] + 1
    return placed


def _spans(label: TabLabel, number: int, *, is_active: bool, has_breadth: bool) -> Line:
    key = f"{number + 1} " if number < 9 else ""
    mark = f"{CLOSED_GLYPH} " if label.is_closed else ""
    alert = (Span(f"{ALERT} ", Tone.WARN),) if label.is_alerted else ()
    if is_active:
        return (Span(f" {key}{label.name} ", Tone.CURRENT), *alert, Span(mark, Tone.QUIET))
    name = (Span(f" {key}{label.name} ", Tone.QUIET), *alert, *((Span(mark, Tone.QUIET),) if mark else ()))
    if not has_breadth:
        return name
    return (*name, Span(f"▲{label.advanced}", Tone.UP), Span(f"▼{label.declined} ", Tone.DOWN))


def _rule(start: int, end: int, joints: Sequence[int]) -> Span:
    return Span("".join(_JOINT if x in joints else _RULE for x in range(start, end)), Tone.RULE)

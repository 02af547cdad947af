"""The list of alerts as lines: a line for each rule and each alert of the past, and what is said of the chosen one."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from tui.domain.alerts.rule import BrokenRule, Rule
from tui.domain.alerts.status import instrument_of
from tui.domain.tape import AlertSeen
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.view.alert_figures import Figures, NowFigure
from tui.view.alert_rows import AlertRow, Group
from tui.view.alerts import repeat_text, scope_text
from tui.view.entry_lines import Divider, EntryLines, day_words
from tui.view.spans import BLANK, Line, Span, Tone, fit_line
from tui.view.wrapping import wrap

_MARKS: Final = {
    Group.FIRED: ("◆", Tone.WARN),
    Group.SNOOZED: ("‖", Tone.QUIET),
    Group.ARMED: ("●", Tone.GOOD),
    Group.BROKEN: ("✗", Tone.BAD),
    Group.OFF: ("–", Tone.QUIET),
}
_RANG: Final = ("○", Tone.QUIET)
"""The mark of a rule that has rung and is not armed again."""
_MARGIN: Final = 3
"""Cells of the cursor, the mark and a gap."""
_MAX_WHO: Final = 14
_MIN_WHAT: Final = 10
_MAX_NOW: Final = 18
_CLOCK: Final = 9
_SUBJECT: Final = 8
"""Cells of what an alert of the past is about, which may have more."""
MAX_CELLS: Final = 110
"""Of a line, beyond which a figure would be too far from what it is about."""
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


class ListContext(NamedTuple):
    """What rows are shown with besides themselves."""

    figures: Figures
    now: datetime
    """On the wall clock, aware, in the zone that times are shown in."""
    cells: int
    selected: int | None = None
    """The row that the keys are on; None while they are elsewhere."""


def since_text(at: datetime | None, now: datetime) -> str:
    """Return how long ago something was, in steps so large that nothing is painted for each second."""
    if at is None:
        return ""
    ago = now - at
    if ago < _MINUTE:
        return "now"
    if ago < _HOUR:
        return f"{ago // _MINUTE}m"
    if ago < _DAY:
        return f"{ago // _HOUR}h"
    local = at.astimezone(now.tzinfo)
    return f"{local.day} {local:%b}"


def until_text(until: datetime | None, now: datetime) -> str:
    """Return until when a rule is silent: `14:30`, with the day where that is another one."""
    if until is None:
        return ""
    local = until.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%a} {local:%H:%M}"


def dividers_of(rows: Sequence[AlertRow], now: datetime) -> list[Divider]:
    """Return the lines above the first row of each group, and of each day of the past."""
    dividers: list[Divider] = []
    counts = {group: sum(row.group is group for row in rows) for group in Group}
    before: object = None
    for number, row in enumerate(rows):
        if row.firing is None:
            place: object = row.group
            words = f"{row.group} {counts[row.group]}"
        else:
            day = row.firing.at.astimezone(now.tzinfo).date()
            place, words = day, f"{Group.LOG} · {'today' if day == now.date() else day_words(day, now.date())}"
        if place != before:
            before = place
            dividers.append(Divider(number, words, _tone_of(row.group)))
    return dividers


def _tone_of(group: Group) -> Tone:
    return _MARKS[group][1] if group in {Group.FIRED, Group.BROKEN} else Tone.QUIET


class AlertLines(EntryLines):
    """The lines of all rows; each is composed when it is in view.

    Args:
        rows: in order.
        context: what they are shown with.
    """

    def __init__(self, rows: Sequence[AlertRow], context: ListContext) -> None:
        super().__init__(len(rows), dividers_of(rows, context.now), context.cells)
        self._rows_shown, self._context = rows, context
        self._who = self._now = self._last = 0

    def prepare(self, indices: Sequence[int]) -> None:
        """Make room in the columns for the rows that come into view."""
        rows = [self._rows_shown[index] for index in indices if self._rows_shown[index].firing is None]
        self._who = _widest((_who(row) for row in rows), min(_MAX_WHO, self._context.cells // 4))
        self._last = _widest((self._last_of(row) for row in rows), self._context.cells // 4)
        room = self._context.cells - _MARGIN - self._who - self._last - 4 - _MIN_WHAT
        self._now = _widest((self._figure(row).text for row in rows), max(0, min(_MAX_NOW, room)))

    def entry_line(self, index: int) -> Line:
        """Return the line of a row."""
        row, cells = self._rows_shown[index], self._context.cells
        cursor = Span("▸" if index == self._context.selected else " ", Tone.ACCENT)
        if row.firing is not None:
            return fit_line((cursor, *_firing_spans(row.firing, self._context.now.tzinfo)), cells)
        mark, tone = _RANG if row.group is Group.ARMED and not row.state.is_armed else _MARKS[row.group]
        figure, last = self._figure(row), self._last_of(row)
        is_quiet = row.group in {Group.OFF, Group.SNOOZED}
        room = cells - _MARGIN - (self._who + 1 if self._who else 0) - 1
        # a broken rule has neither figure nor time
        now, age = (0, 0) if row.group is Group.BROKEN else (self._now, self._last)
        room -= (now + 1 if now else 0) + (age + 1 if age else 0)
        what = _what(row, max(1, room))
        spans = [cursor, Span(f"{mark} ", tone)]
        if self._who:
            who = pad(truncate(_who(row), self._who), self._who)
            spans.append(Span(f"{who} ", Tone.QUIET if is_quiet else Tone.STRONG))
        spans += [*what, Span(" " * max(0, room - sum(width_of(span.text) for span in what)))]
        if now:
            text = pad(truncate(figure.text, now), now, right=True)
            spans.append(Span(f" {text}", _figure_tone(row, figure)))
        if age:
            spans.append(Span(f" {pad(last, age, right=True)}", Tone.QUIET))
        return fit_line(tuple(spans), cells)

    def _figure(self, row: AlertRow) -> NowFigure:
        return NowFigure() if row.group is Group.BROKEN else self._context.figures.now(row)

    def _last_of(self, row: AlertRow) -> str:
        now = self._context.now
        if row.group is Group.SNOOZED:
            return f"until {until_text(row.state.snoozed_until, now)}"
        return since_text(row.state.rang_at, now)


def _figure_tone(row: AlertRow, figure: NowFigure) -> Tone:
    if row.group in {Group.OFF, Group.SNOOZED}:
        return Tone.QUIET
    return Tone.WARN if figure.holds else Tone.PLAIN


def _widest(texts: Iterable[str], most: int) -> int:
    return min(max(map(width_of, texts), default=0), most)


def _who(row: AlertRow) -> str:
    """Return what a row is about."""
    subject = row.key[1]
    rule = row.rule.rule if isinstance(row.rule, BrokenRule) else row.rule
    if subject:
        instrument = instrument_of(subject)
        return instrument.symbol if instrument is not None else subject
    if rule is not None:
        said = scope_text(rule)
        if said == "all":
            named = rule.named_sources or rule.compared_instruments
            return ", ".join(named) or said
        return said if len(rule.scope.names) > 1 else said.rpartition(":")[2]
    return ""


def _what(row: AlertRow, cells: int) -> Line:
    """Return the name of a rule where it has one, and its condition as far as there is room."""
    rule = row.rule
    if rule is None:
        return (Span(truncate(row.key[0], cells), Tone.QUIET),)
    tone = Tone.QUIET if row.group in {Group.OFF, Group.SNOOZED} else Tone.PLAIN
    problem = row.problem if row.group is Group.BROKEN else ""
    if not rule.is_named:
        text = rule.text if not problem else f"{rule.text}  "
        shown = (Span(truncate(text, cells), tone),)
    else:
        shown = (Span(truncate(rule.name, cells), tone),)
        problem = problem or rule.text
    left = cells - sum(width_of(span.text) for span in shown) - 2
    if not problem or left < _MIN_WHAT:
        return shown
    said = Tone.BAD if row.group is Group.BROKEN else Tone.QUIET
    return (*shown, Span("  "), Span(truncate(problem, left), said))


def _firing_spans(firing: AlertSeen, zone: tzinfo | None) -> Line:
    at = firing.at.astimezone(zone)
    instrument = instrument_of(firing.subject)
    is_source = bool(firing.subject) and firing.subject == firing.source
    # the id of an article says nothing
    who = instrument.symbol if instrument is not None else firing.subject if is_source else firing.rule
    source = f"  {firing.source}" if firing.source and firing.source != firing.subject else ""
    return (
        Span(f"{at:%H:%M:%S}".ljust(_CLOCK), Tone.QUIET),
        Span(f"{pad(who, max(_SUBJECT, width_of(who)))} "),
        Span(firing.said or firing.rule, Tone.WARN),
        Span(source, Tone.QUIET),
    )


def detail_lines(row: AlertRow, figures: Figures, now: datetime, cells: int, most: int) -> list[Line]:
    """Return what is said of the chosen row, in so many lines at most: its condition, its figures, and how it rings."""
    room = max(1, cells - 2)
    lines: list[Line] = []
    rule, firing = row.rule, row.firing
    if isinstance(rule, BrokenRule):
        lines += _broken_lines(rule, room)
    elif firing is not None:
        lines += [(Span(" " + line, Tone.ACCENT),) for line in wrap(firing.rule, room)]
        lines += [(Span(" " + line),) for line in wrap(f"{firing.subject} {firing.said}".strip(), room)]
    elif rule is not None:
        lines += [(Span(" " + line, Tone.ACCENT),) for line in wrap(rule.text, room)[:2]]
        if row.problem:
            lines += [(Span(" " + line, Tone.BAD),) for line in wrap(row.problem, room)]
        compared = " · ".join(
            # the line is beside the figure, whether that is beyond it or not
            f"{each.name} {each.value}" + (f" ({each.line})" if each.line else "")
            for each in figures.compared(row)
        )
        lines += [(Span(" " + line),) for line in wrap(compared, room)] if compared else []
        lines += [(Span(" " + line, Tone.QUIET),) for line in wrap(" · ".join(_ways_of(row, rule, now)), room)]
    return [*lines[:most], *[BLANK] * (most - len(lines))]


def _ways_of(row: AlertRow, rule: Rule, now: datetime) -> list[str]:
    """Return what a rule is about, how it rings, and what became of it."""
    said = [f"on {scope_text(rule)}", repeat_text(rule)]
    state = row.state
    if state.rang_at is not None:
        at = state.rang_at.astimezone(now.tzinfo)
        day = "" if at.date() == now.date() else f"{day_words(at.date(), now.date())} "
        said.append(f"rang {day}{at:%H:%M:%S}")
    if row.group is Group.SNOOZED:
        said.append(f"silent until {until_text(state.snoozed_until, now)}")
    elif rule.is_enabled and not state.is_armed:
        said.append("armed again once it holds no more")
    return said


def _broken_lines(rule: BrokenRule, cells: int) -> list[Line]:
    """Return the condition of a broken rule, a mark below the column that is wrong, and what is wrong there."""
    text, at = rule.text, rule.position
    if width_of(text[:at]) >= cells:
        cut = max(0, at - cells // 2)
        text, at = "…" + text[cut + 1 :], at - cut
    lines: list[Line] = [
        (Span(" " + truncate(text, cells), Tone.ACCENT),),
        (Span(" " * (1 + width_of(text[:at]))), Span("▲", Tone.BAD)),
    ]
    return [*lines, *((Span(" " + line, Tone.BAD),) for line in wrap(rule.problem, cells))]


def nothing_lines(cells: int) -> list[Line]:
    """Return what the list says where there is no rule."""
    texts = (
        "No rule yet. ! on a row of the grid makes one from its figures.",
        "Others are [[alerts]] tables of the configuration.",
    )
    return [(Span(" " + line, Tone.QUIET),) for text in texts for line in wrap(text, max(1, cells - 2))]

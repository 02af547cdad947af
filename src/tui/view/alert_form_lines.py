"""The form of a rule as lines: its fields, and below them the rule as it will be."""

from typing import Final, NamedTuple

from tui.domain.alerts.rule import parse_condition
from tui.domain.alerts.subject import Moment, Subject, find_quote
from tui.domain.alerts.vocabulary import compile_alert
from tui.domain.quote import Quote
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.view import formatting
from tui.view.add_dialog import hint_line
from tui.view.alert_figures import BoardSurroundings
from tui.view.alert_form import AlertForm, on_text
from tui.view.board_state import BoardState
from tui.view.columns import DIRECTION_TONES
from tui.view.spans import BLANK, Line, Span, Tone, justify
from tui.view.typed_line import typed_spans
from tui.view.wrapping import wrap

_LABEL: Final = 14
_MIN_LABEL: Final = 9
_WIDE: Final = 60
"""Cells that have room for the longer labels."""
_MAX_WIDTH: Final = 90
"""Cells of a line."""


class FormLines(NamedTuple):
    """The lines of the form, and where its fields are."""

    lines: list[Line]
    first_field: int
    """The line of the first field; each has one."""


def form_lines(form: AlertForm, state: BoardState, message: str, place: str, size: tuple[int, int]) -> FormLines:
    """Return the form in so many cells and lines.

    Args:
        form: as it is filled in.
        state: of the board, for the figures now.
        message: what is said in place of the keys; empty for nothing.
        place: where enter writes it; empty where it holds for this run alone.
        size: columns and lines.
    """
    width, height = size
    cells = min(width, _MAX_WIDTH)
    fields = [_field_line(form, number, cells) for number in range(len(form.fields))]
    rule = _rule_lines(form, state, cells)
    hints = (
        ("enter", f"writes it into {place}" if place else "makes it, for this run"),
        ("↑ ↓", "field"),
        ("← →", "choose"),
        ("esc", "back"),
    )
    spare = height - 3 - len(fields) - len(rule)
    gap = [BLANK] if spare >= 2 else []
    lines = [_title_line(form, state, width), *gap, *fields, *gap, _divider("the rule", cells), *rule]
    table = form.table_lines() if form.fault is None and form.target.rule is None else []
    if table and spare >= len(table) + 4:
        written = [(Span("   " + truncate(line, max(1, cells - 4)), Tone.QUIET),) for line in table]
        lines += [BLANK, _divider("as it will be written" if place else "as it would be written", cells), *written]
    lines = lines[: height - 1]
    lines += [BLANK] * (height - 1 - len(lines))
    return FormLines([*lines, hint_line(message, hints, width)], 1 + len(gap))


def _title_line(form: AlertForm, state: BoardState, cells: int) -> Line:
    target = form.target
    words = " ALERT" if target.rule is None else " EDIT ALERT"
    spans = [Span(words, Tone.TITLE)]
    quote = target.quote and state.market.quotes.get(target.quote.id, target.quote)
    if quote is not None:
        spans += [Span(f"  {quote.id.symbol} ", Tone.STRONG), Span(formatting.price_text(quote.price)), *_move(quote)]
        if quote.name:
            spans.append(Span(f"  {quote.name}", Tone.QUIET))
    return justify(tuple(spans), (), cells)


def _move(quote: Quote) -> Line:
    if quote.percent is None or quote.direction is None:
        return ()
    text = f" {formatting.direction_glyph(quote.direction)} {formatting.percent_text(quote.percent)}"
    return (Span(text, DIRECTION_TONES[quote.direction]),)


def _divider(words: str, cells: int) -> Line:
    rest = max(0, cells - 4 - len(words))
    return (Span("── ", Tone.RULE), Span(words, Tone.QUIET), Span(" " + "─" * rest, Tone.RULE))


def _field_line(form: AlertForm, number: int, cells: int) -> Line:
    """Return the line of a field: its label, and what is chosen or typed."""
    field = form.fields[number]
    is_current = number == form.field
    label_cells = _LABEL if cells >= _WIDE else _MIN_LABEL
    label = pad(truncate(form.label_of(field), label_cells), label_cells)
    left = (Span("▸" if is_current else " ", Tone.ACCENT), Span(f"{label} ", Tone.ACCENT if is_current else Tone.QUIET))
    room = max(1, cells - label_cells - 4)
    typed = form.typed(field)
    if typed is None:
        chosen = form.chosen(field)
        if not is_current:
            return (*left, Span("  "), Span(truncate(chosen, room - 2)))
        shown = Span(truncate(chosen, max(1, room - 4)), Tone.STRONG)
        return (*left, Span("← ", Tone.ACCENT), shown, Span(" →", Tone.ACCENT))
    if is_current:
        return (*left, Span("  "), *typed_spans(typed, room - 3))
    if field == "name" and not typed.text:
        return (*left, Span("  "), Span(truncate("none: its condition names it", room - 2), Tone.QUIET))
    return (*left, Span("  "), Span(truncate(typed.text, room - 2)))


def _rule_lines(form: AlertForm, state: BoardState, cells: int) -> list[Line]:
    """Return the condition as it will be, what is wrong with it, what it is about, and whether it holds now."""
    room = max(1, cells - 2)
    text, fault = form.condition, form.fault
    if fault is not None:
        at = min(fault.position, len(text))
        shown, at = (text, at) if width_of(text[:at]) < room else ("…" + text[at - room // 2 :], room // 2 + 1)
        lines: list[Line] = [
            (Span(" " + truncate(shown, room), Tone.ACCENT),),
            (Span(" " * (1 + width_of(shown[:at]))), Span("▲", Tone.BAD)),
        ]
        return [*lines, *((Span(" " + line, Tone.BAD),) for line in wrap(str(fault), room)[:3])]
    lines = [(Span(" " + line, Tone.ACCENT),) for line in wrap(text, room)]
    about = on_text(form.on) if form.scopes else ", ".join(form.target.rule.scope.names) if form.target.rule else ""
    how = f"{about} · {form.chosen('repeat')} · {form.chosen('session')}"
    lines += [(Span(" " + line, Tone.QUIET),) for line in wrap(how, room)]
    if form.problem:
        return [*lines, *((Span(" " + line, Tone.BAD),) for line in wrap(form.problem, room))]
    holds = holds_now(form, state)
    if holds is not None:
        words = "it holds now: it rings with the next change" if holds else "it does not hold now"
        lines.append((Span(f" {truncate(words, room)}", Tone.WARN if holds else Tone.QUIET),))
    return lines


def holds_now(form: AlertForm, state: BoardState) -> bool | None:
    """Return whether the condition holds at the present figures; None where that is not known, or of no one row."""
    quote = find_quote(state.market, form.on) if form.on else None
    if quote is None or form.fault is not None:
        return None
    moment = Moment(state.now, state.time_of_day, state.market, state.market, BoardSurroundings(state))
    return compile_alert(parse_condition(form.condition))(Subject(moment, str(quote.id), quote, quote))

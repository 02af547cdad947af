"""The command line: what is typed, what may be meant, and what is wrong with it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.domain.text import pad, truncate, width
from tui.view.spans import Line, Span, Tone, fit_line, justify
from tui.view.typed_line import TypedLine, typed_spans

MAX_CHOICES: Final = 8
"""Candidates that are shown at once."""
_MIN_USAGE_GAP: Final = 3


class Candidate(NamedTuple):
    """A word that can be typed here, and what it means."""

    text: str
    about: str = ""


class CommandFault(NamedTuple):
    """What is wrong with a line, and the place of it in characters."""

    text: str
    start: int
    end: int


def prompt_line(typed: TypedLine, usage: str, fault: CommandFault | None, cells: int) -> Line:
    """Return the bottom line: the text with its cursor, the wrong word marked, and at the right the usage."""
    right = f"{usage} " if usage else ""
    if width(typed.text) + width(right) + _MIN_USAGE_GAP + 3 > cells:
        right = ""
    wrong = range(fault.start, fault.end) if fault else range(0)
    left = (Span(" :", Tone.ACCENT), *typed_spans(typed, cells - 4, wrong))
    return justify(left, (Span(right, Tone.QUIET),), cells)


def menu_lines(candidates: Sequence[Candidate], chosen: int | None, cells: int) -> list[Line]:
    """Return a rule and a line for each candidate in view, the chosen one among them; nothing without candidates."""
    if not candidates:
        return []
    top = menu_top(len(candidates), chosen)
    view = candidates[top : top + MAX_CHOICES]
    room = min(max(width(each.text) for each in candidates), max(8, cells // 2))
    lines = [_rule(len(candidates) - len(view), cells)]
    for number, (text, about) in enumerate(view, start=top):
        tone = Tone.STRONG if number == chosen else Tone.ACCENT
        name = Span("  " + pad(truncate(text, room), room), tone)
        lines.append(fit_line((name, Span("  " + truncate(about, max(0, cells - room - 5)), Tone.QUIET)), cells))
    return lines


def _rule(more: int, cells: int) -> Line:
    """Return the line above the menu, which says how many candidates there is no room for."""
    note = f" +{more} more " if more > 0 else ""
    return (Span("─" * (cells - width(note) - 1), Tone.RULE), Span(note, Tone.QUIET), Span("─", Tone.RULE))


def menu_top(count: int, chosen: int | None) -> int:
    """Return the number of the first candidate in view."""
    return max(0, min((chosen or 0) - MAX_CHOICES // 2, count - MAX_CHOICES))


def fault_lines(fault: CommandFault, cells: int) -> list[Line]:
    """Return a rule and what is wrong, to be shown above the prompt."""
    words = (Span("  " + truncate(fault.text, max(0, cells - 3)), Tone.BAD),)
    return [_rule(0, cells), fit_line(words, cells)]

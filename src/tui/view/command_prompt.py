"""The command line: what is typed, what may be meant, and what is wrong with it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.domain.text import ELLIPSIS, pad, truncate, width
from tui.view.spans import Line, Span, Tone, fit_line, justify
from tui.view.typed_line import TypedLine

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
    return justify((Span(" :", Tone.ACCENT), *_text_spans(typed, fault, cells - 4)), (Span(right, Tone.QUIET),), cells)


def _text_spans(typed: TypedLine, fault: CommandFault | None, cells: int) -> Line:
    """Return the text as far as it fits, with the cursor in view."""
    start, end = (fault.start, fault.end) if fault else (0, 0)
    marks = [(character, Tone.BAD if start <= at < end else Tone.STRONG) for at, character in enumerate(typed.text)]
    left, right = marks[: typed.cursor], marks[typed.cursor :]
    if width("".join(character for character, _ in left)) > cells:
        while left and width("".join(character for character, _ in left)) >= cells:
            left = left[1:]
        left = [(ELLIPSIS, Tone.QUIET), *left]
    return (*_merged(left), Span("▏", Tone.ACCENT), *_merged(right))


def _merged(marks: Sequence[tuple[str, Tone]]) -> Line:
    spans: list[Span] = []
    for character, tone in marks:
        if spans and spans[-1].tone is tone:
            spans[-1] = Span(spans[-1].text + character, tone)
        else:
            spans.append(Span(character, tone))
    return tuple(spans)


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

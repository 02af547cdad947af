"""The options screen: each setting with its value, where that comes from, and what it means."""

from typing import Final, NamedTuple

from tui.domain.text import pad, truncate, width
from tui.view.spans import Line, Span, Tone
from tui.view.typed_line import TypedLine
from tui.view.wrapping import wrap

_MIN_ONE_LINE: Final = 90
"""Cells from which on a setting is one line."""
_VALUE_WIDTH: Final = 16
_ORIGIN_WIDTH: Final = 16


class OptionRow(NamedTuple):
    """A setting, as it is shown."""

    name: str
    value: str
    origin: str
    meaning: str
    is_changed: bool
    """Whether it is another than the default."""
    typed: TypedLine | None = None
    """What is typed in the place of the value."""
    fault: str = ""
    """What is wrong with that."""


def option_lines(row: OptionRow, name_width: int, cells: int) -> list[Line]:
    """Return the line of a setting; where the screen is narrow, its meaning below it."""
    name = Span(f"  {pad(row.name, name_width)}  ", Tone.ACCENT)
    about = Span(row.fault or row.meaning, Tone.BAD if row.fault else Tone.QUIET)
    if cells >= _MIN_ONE_LINE:
        value = _value(row, _VALUE_WIDTH)
        origin = Span(f"{pad(truncate(row.origin, _ORIGIN_WIDTH), _ORIGIN_WIDTH)}  ", Tone.PLAIN)
        used = width(name.text) + sum(width(span.text) for span in value) + width(origin.text)
        words, *more = wrap(about.text, cells - used) or [""]
        margin = Span(" " * used)
        return [
            (name, *value, origin, about._replace(text=words)),
            *((margin, about._replace(text=line)) for line in more),
        ]
    value = _value(row, min(_VALUE_WIDTH, max(4, cells - width(name.text) - 12)))
    first = (name, *value, Span(row.origin))
    return [first, *((Span("    "), about._replace(text=words)) for words in wrap(about.text, max(8, cells - 4)))]


def _value(row: OptionRow, cells: int) -> Line:
    if row.typed is None:
        tone = Tone.STRONG if row.is_changed else Tone.PLAIN
        return (Span(pad(truncate(row.value, cells), cells) + "  ", tone),)
    left, right = row.typed.text[: row.typed.cursor], row.typed.text[row.typed.cursor :]
    blanks = max(0, cells + 1 - width(left) - width(right))
    return (Span(left, Tone.STRONG), Span("▏", Tone.ACCENT), Span(right + " " * blanks, Tone.STRONG))

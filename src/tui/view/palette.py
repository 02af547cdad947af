"""The palette: whatever can be done or shown by name, with what it is and the keys for it."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from tui.domain.text import pad, truncate, width
from tui.view.ranking import best_matches
from tui.view.spans import Line, Span, Tone, fit_line, justify
from tui.view.typed_line import TypedLine, typed_spans

MAX_MATCHES: Final = 200
_NAME_WIDTH: Final = 30
"""Cells of a name where the screen is narrow: with its margin, and the keys, it fits into the least width."""
_WIDE_NAME: Final = 44
_WEIGHTS: Final = {
    kind: weight
    for weight, kinds in enumerate(
        (("key", "tab"), ("command", "setting", "source"), ("column", "symbol"), ("article",))
    )
    for kind in kinds
}
"""Of the kinds: what is done by a key comes before what is one of many."""
_MIN_WIDE: Final = 76
"""Cells from which on there is room for longer names, and for the kinds."""


class PaletteEntry(NamedTuple):
    """One thing that the palette offers."""

    name: str
    run: Callable[[], object]
    detail: str = ""
    """Its keys, or what it is; quiet where it is no key."""
    kind: str = ""
    """`key`, `tab`, `symbol`, `column`, `source`, `setting`, `command` or `article`."""
    words: str = ""
    """What it is found by, case-folded, its name first, each on a line of its own."""
    is_key: bool = False
    """Whether the detail is the keys for it."""


def palette_entry(
    name: str, run: Callable[[], object], kind: str, *, detail: str = "", keys: str = "", others: Sequence[str] = ()
) -> PaletteEntry:
    """Return an entry, found by its name and by others."""
    words = "\n".join((name, *others)).casefold()
    return PaletteEntry(name, run, keys or detail, kind, words, bool(keys))


def find_entries(typed: str, entries: Sequence[PaletteEntry]) -> list[PaletteEntry]:
    """Return the entries that match what is typed, best first; without anything typed, those with keys and the tabs."""
    if not typed.strip():
        return [entry for entry in entries if entry.kind in ("key", "tab")]
    return best_matches(typed, entries, lambda entry: entry.words, MAX_MATCHES, lambda entry: _WEIGHTS[entry.kind])


def entry_line(entry: PaletteEntry, cells: int) -> Line:
    """Return the line of an entry: its name, its keys or what it is, and at the right its kind."""
    kind = "" if entry.kind == "key" or cells < _MIN_WIDE else f"{entry.kind} "
    name_width = _WIDE_NAME if cells >= _MIN_WIDE else _NAME_WIDTH
    room = cells - name_width - 3 - width(kind)
    name = Span(f" {pad(truncate(entry.name, name_width), name_width)}  ")
    detail = Span(truncate(entry.detail, max(0, room - 1)), Tone.ACCENT if entry.is_key else Tone.QUIET)
    if not entry.detail or (cells < _MIN_WIDE and not entry.is_key):
        # where it is narrow only keys stand beside a name
        detail = Span("")
        name = Span(f" {truncate(entry.name, max(0, cells - width(kind) - 2))}")
    return justify((name, detail), (Span(kind, Tone.QUIET),), cells)


def query_line(typed: TypedLine, hint: str, count: str, cells: int) -> Line:
    """Return the line that is typed into, with a hint while nothing is, and the number of matches at the right."""
    if not typed.text:
        return fit_line((Span(" / ", Tone.ACCENT), Span(hint, Tone.QUIET)), cells)
    left = (Span(" / ", Tone.ACCENT), *typed_spans(typed, cells - width(count) - 6))
    return justify(left, (Span(f"{count} ", Tone.QUIET),), cells)

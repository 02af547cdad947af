"""The list of themes, and a sample of the board in which every tone of a theme is seen."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from tui.domain.text import pad, truncate
from tui.view.footer import hint_line
from tui.view.spans import BLANK, AgeLevel, Line, Span, Tone, fit_line, width
from tui.view.themes import Theme, UpColour
from tui.view.wrapping import wrap

Ground = Literal["", "cursor", "cursor_away"]
"""What a line of the sample is drawn on: the board, the cursor's row, or that of a pane without the keys."""

_NAME_WIDTH: Final = 18
_MIN_WIDTH_WORDS: Final = 54
"""Of a sample that says what each row shows."""


class ThemeChoice(NamedTuple):
    """One theme of the list."""

    name: str
    theme: Theme | None
    """None where its file is invalid."""
    problem: str = ""
    """What is wrong with the file."""


class SampleLine(NamedTuple):
    """One line of the sample."""

    line: Line
    ground: Ground = ""


def choice_line(choice: ThemeChoice, chosen: str, cells: int) -> Line:
    """Return one line of the list.

    Args:
        choice: the theme.
        chosen: the name of the one in force, which is marked.
        cells: the width of the list.
    """
    name = pad(truncate(choice.name, _NAME_WIDTH), _NAME_WIDTH)
    if choice.theme is None:
        return fit_line((Span("✗ ", Tone.BAD), Span(name + " ", Tone.QUIET), Span(choice.problem, Tone.BAD)), cells)
    is_chosen = choice.name == chosen
    mark = Span("● " if is_chosen else "  ", Tone.ACCENT)
    return fit_line(
        (mark, Span(name + " ", Tone.STRONG if is_chosen else Tone.PLAIN), Span(choice.theme.about, Tone.QUIET)), cells
    )


def note_lines(
    choice: ThemeChoice, folder: str, cells: int, *, warning: str = "", has_colours: bool = True
) -> Sequence[Line]:
    """Return what there is to know about a theme, and where one makes one's own.

    Args:
        choice: the theme under the cursor.
        folder: of the user's own themes, for people; empty where there is none.
        cells: the width of the list.
        warning: what is hard to read in the theme; empty where nothing is.
        has_colours: whether the terminal has any.
    """
    notes = [choice.problem] if choice.theme is None else [f"t changes between {choice.name} and {choice.theme.pair}."]
    if warning:
        notes.append(warning)
    if not has_colours:
        notes.append("Without colours all of them look alike.")
    if folder:
        notes.append(f"Your own are files such as {folder}/mine.toml.")
    lines: list[Line] = []
    for note in notes:
        tone = Tone.BAD if note == choice.problem else Tone.WARN if note == warning else Tone.QUIET
        lines += [BLANK, *((Span(line, tone),) for line in wrap(note, cells))]
    return lines


def title_line(hints: Sequence[tuple[str, str]], cells: int) -> Line:
    """Return the title of the list with as many hints, each a key and a word, as there is room for."""
    title = (Span("THEMES", Tone.TITLE), Span("   "))
    return (*title, *hint_line(hints, cells - width(title)))


def exchange_words(up: UpColour) -> str:
    """Return what the key does that exchanges the colours of rise and fall."""
    return f"a rise is {'red' if up == 'green' else 'green'}"


class _Row(NamedTuple):
    """One row of the sample's grid."""

    symbol: str
    last: str
    change: str
    percent: str
    tone: Tone
    """Of the change."""
    words: str
    """What the row shows."""
    ground: Ground = ""
    age: AgeLevel = AgeLevel.FRESH
    mark: str = " "
    """Beside a price that has just moved."""
    price_tone: Tone = Tone.PLAIN


_ROWS: Final = (
    _Row("OGDC", "141.35", "▲ +4.35", "+3.18", Tone.UP, "rises"),
    _Row("HBL", "214.90", "▲ +2.15", "+1.01", Tone.UP, "under the cursor", "cursor"),
    _Row("PPL", "88.10", "▼ -1.40", "-1.56", Tone.DOWN, "the same, keys elsewhere", "cursor_away"),
    _Row("MCB", "198.55", "▼ -3.10", "-1.54", Tone.DOWN, "falls"),
    _Row("LUCK", "905.20", "▲ +9.70", "+1.08", Tone.UP, "has just risen", mark="▴", price_tone=Tone.FLASH_UP),
    _Row("ENGRO", "310.00", "▼ -0.95", "-0.31", Tone.DOWN, "has just fallen", mark="▾", price_tone=Tone.FLASH_DOWN),
    _Row("NBP", "67.20", "= 0.00", "0.00", Tone.FLAT, "unchanged"),
    _Row("TRG", "54.85", "▲ +0.15", "+0.27", Tone.UP, "ageing", age=AgeLevel.AGEING),
    _Row("KEL", "5.31", "▼ -0.02", "-0.38", Tone.DOWN, "stale", age=AgeLevel.STALE),
)
_HEADER: Final = (Span(" SYMBOL        LAST       CHG ", Tone.QUIET), Span("     %▼", Tone.ACCENT))
_STATUS: Final = (
    Span(" ● ", Tone.GOOD),
    Span("psx ≤20s   "),
    Span("◐ world stale", Tone.WARN),
    Span("   ✗ fx HTTP 503 ", Tone.BAD),
    Span("· next 41s ", Tone.QUIET),
    Span("REPLAY", Tone.REPLAY),
)
_INDEX: Final = (
    Span(" KSE100  ", Tone.QUIET),
    Span("172,400.35 ", Tone.STRONG),
    Span("▲ +1,204.10 +0.70%  ⣀⣀⣠⣤⣀⣠⣤⣴⣶⣤⣶⣾⣿", Tone.UP),
)
_TABS: Final = (
    Span("─", Tone.RULE),
    Span(" 1 All ", Tone.QUIET),
    Span("▲19", Tone.UP),
    Span("▼8 ", Tone.DOWN),
    Span("─", Tone.RULE),
    Span(" 2 PSX ", Tone.CURRENT),
)
_MAP: Final = (
    Span(" MAP  ", Tone.ACCENT),
    *(Span(" ▲7.5% ", Tone.HEAT_UP_3), Span(" ▲1.4% ", Tone.HEAT_UP_2), Span(" ▲0.3% ", Tone.HEAT_UP_1)),
    Span(" 0.0% ", Tone.HEAT_FLAT),
    *(Span(" ▼0.4% ", Tone.HEAT_DOWN_1), Span(" ▼2.1% ", Tone.HEAT_DOWN_2), Span(" ▼8.3% ", Tone.HEAT_DOWN_3)),
)
_NEWS: Final = (
    (Span(" NEWS", Tone.ACCENT), Span("  2 of 30 · br", Tone.QUIET), Span("   3 new, n", Tone.WARN)),
    (Span(" Equities end the week on a high note", Tone.STRONG),),
    (Span(" The index gained as investors returned to "), Span("banks", Tone.MATCH), Span(" and")),
    (Span(" cement, with volumes at their highest since May."),),
)
_HINTS: Final = (
    *(Span(" ?", Tone.ACCENT), Span(" help", Tone.QUIET), Span("   /", Tone.ACCENT), Span(" filter", Tone.QUIET)),
    *(Span("   t", Tone.ACCENT), Span(" dark or light", Tone.QUIET)),
)


@lru_cache(maxsize=4)
def sample_lines(cells: int) -> Sequence[SampleLine]:
    """Return a piece of a board in which every tone is; on a small screen the rows are what is seen of it."""
    rule = Span("─" * cells, Tone.RULE)
    tabs = (*_TABS, Span("─" * (cells - width(_TABS)), Tone.RULE))
    rest = (BLANK, tabs, _STATUS, _INDEX, _MAP, BLANK, *_NEWS, (rule,), _HINTS)
    lines = [SampleLine(BLANK), SampleLine(_HEADER), *(_row_line(row, cells) for row in _ROWS), *map(SampleLine, rest)]
    return [SampleLine(fit_line(each.line, cells), each.ground) for each in lines]


def _row_line(row: _Row, cells: int) -> SampleLine:
    words = f"   {row.words}" if cells >= _MIN_WIDTH_WORDS else ""
    line = (
        Span(f" {row.symbol:<8}", Tone.STRONG, row.age),
        Span(" " * (9 - len(row.last)), Tone.PLAIN, row.age),
        Span(row.last + row.mark, row.price_tone, row.age),
        Span(f"{row.change:>10}{row.percent:>7}", row.tone, row.age),
        Span(words, Tone.QUIET, row.age),
    )
    return SampleLine(line, row.ground)

"""The tape as lines: columns for every width, days, rules between entries."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_id
from tests.kit.view import text_of
from tui.domain.source_health import SourceState
from tui.domain.tape import ArticleSeen, Move, SourceChange, TapeEntry
from tui.view.entry_lines import Divider
from tui.view.spans import Tone, width
from tui.view.tape import TapeContext, TapeFigures, TapeLines, entry_text
from tui.view.tape_dividers import day_dividers, index_at

KARACHI = ZoneInfo("Asia/Karachi")
ENTRIES: list[TapeEntry] = [
    Move(after(65), an_id("OGDC"), Decimal("100.50"), Decimal("101.00"), "br"),
    Move(after(60), an_id("KSE100"), Decimal("82074.5"), Decimal(82000), "psx"),
    ArticleSeen(after(30), "1", "Shares fall as oil slips, and the bank holds its rate for now", "br"),
    SourceChange(after(20), "psx", SourceState.LIVE, SourceState.FAILING, "HTTP 503"),
    SourceChange(after(10), "psx", SourceState.FAILING, SourceState.LIVE, None),
]
QUOTES = {an_id("OGDC"): a_quote("OGDC", name="Oil and Gas Development")}


def lines(cells: int, entries: list[TapeEntry] = ENTRIES, dividers: tuple[Divider, ...] = ()) -> list[str]:
    shown = TapeLines(entries, dividers, TapeFigures(), TapeContext(KARACHI, QUOTES, cells, 0))
    return [text_of(line) for line in shown[0 : len(shown)]]


@for_each(
    ("cells", "expected"),
    [
        (
            110,
            [
                "▸14:01:05 OGDC   Oil and Gas Development    100.50 →    101.00 ▲  +0.50 +0.50%  br",
                " 14:01:00 KSE100                         82,074.5  → 82,000    ▼ -74.5  -0.09%  psx",
                " 14:00:30 news   Shares fall as oil slips, and the bank holds its rate for now",
                " 14:00:20 source psx ✗ failing  HTTP 503",
                " 14:00:10 source psx ● live  was failing",
            ],
        ),
        (
            50,
            [
                "▸14:01:05 OGDC      100.50 →    101.00 ▲ +0.50%",
                " 14:01:00 KSE100 82,074.5  → 82,000    ▼ -0.09%",
            ],
        ),
        (38, ["▸14:01:05 OGDC      101.00 ▲ +0.50%", " 14:01:00 KSE100 82,000    ▼ -0.09%"]),
        (34, ["▸14:01 OGDC      101.00 ▲ +0.50%", " 14:01 KSE100 82,000    ▼ -0.09%"]),
    ],
)
def test_the_columns_are_those_that_have_room(cells: int, expected: list[str]) -> None:
    shown = [line.rstrip() for line in lines(cells)]
    for line, start in zip(shown, expected, strict=False):
        assert line.startswith(start)


@for_each("cells", [24, 40, 78, 160, 300])
def test_every_line_is_as_wide_as_the_pane(cells: int) -> None:
    shown = TapeLines(ENTRIES, [Divider(2, "a day")], TapeFigures(), TapeContext(UTC, QUOTES, cells))
    assert {width(line) for line in shown[0:6]} == {cells}


def test_a_rise_and_a_fall_are_told_apart_without_colour() -> None:
    rise, fall = lines(60)[:2]
    assert "▲" in rise
    assert "+0.50%" in rise
    assert "▼" in fall
    assert "-0.09%" in fall


def test_decimal_points_stay_in_one_column() -> None:
    entries: list[TapeEntry] = [
        Move(FIXED_NOW, an_id(name), Decimal(old), Decimal(new), "br")
        for name, old, new in (("A", "1.5", "12.25"), ("B", "10000", "9999.5"), ("C", "0.0001", "0.0002"))
    ]
    shown = lines(100, entries)
    assert len({line.index(".", 30) for line in shown if "." in line[30:45]}) == 1


def test_a_symbol_and_a_headline_from_outside_are_cut_to_their_room() -> None:
    entries: list[TapeEntry] = [
        Move(FIXED_NOW, an_id("A" * 32), Decimal(1), Decimal(2), "a-very-long-name-of-a-source"),
        ArticleSeen(FIXED_NOW, "1", "界" * 200, "br"),
    ]
    assert all(line.startswith((" 14:00:00", "▸14:00:00")) for line in lines(80, entries))


def test_rules_stand_above_their_entries() -> None:
    shown = TapeLines(
        ENTRIES,
        [Divider(0, "top"), Divider(2, "mid", Tone.WARN), Divider(5, "end")],
        TapeFigures(),
        TapeContext(UTC, QUOTES, 40),
    )
    assert [shown.entry_at(row) for row in range(len(shown))] == [None, 0, 1, None, 2, 3, 4, None]
    assert [shown.row_of(index) for index in range(5)] == [1, 2, 4, 5, 6]
    assert text_of(shown[3]).startswith("── mid ──")


def test_a_line_names_each_day_before_today() -> None:
    at = datetime(2026, 3, 17, 3, 0, tzinfo=KARACHI)
    hours = [0, 2, 4, 20, 60, 24 * 400]
    entries: list[TapeEntry] = [ArticleSeen(at - timedelta(hours=back), "1", "x", "br") for back in hours]
    assert day_dividers(entries, at) == [
        Divider(2, "Mon 16 Mar"),
        Divider(4, "Sat 14 Mar"),
        Divider(5, "Mon 10 Feb 2025"),
    ]


@for_each(("seconds", "expected"), [(70, 0), (65, 0), (61, 1), (60, 1), (0, 5)])
def test_what_came_after_a_time_is_counted(seconds: int, expected: int) -> None:
    assert index_at(ENTRIES, after(seconds)) == expected


def test_an_entry_is_copied_with_every_digit() -> None:
    move = Move(FIXED_NOW, an_id("BTC"), Decimal("64000.123456"), Decimal(64001), "x")
    assert entry_text(move, UTC) == "2026-03-17 09:00:00  BTC  64,000.123456 → 64,001  +0.876544  0.00%"
    assert entry_text(ENTRIES[3], KARACHI) == "2026-03-17 14:00:20  psx failing: HTTP 503"

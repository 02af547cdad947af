"""Source health in full: no figure cut, every reason complete."""

from datetime import timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tests.kit.view import a_board_state, page_of
from tui.domain.market import Market
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.text import sanitize_line
from tui.domain.trading_calendar import Phase, SessionState
from tui.view import health_table, source_health
from tui.view.board_state import BoardState
from tui.view.line_status import LineStatus
from tui.view.spans import width
from tui.view.terminal_profile import detect_terminal

LONG = "certificate has expired for the host that was asked, and no other one answers at its address " * 2


def a_screen(*healths: SourceHealth) -> BoardState:
    return a_board_state(Market(health=MappingProxyType({each.name: each for each in healths})))


def failing(reason: str = "HTTP 503") -> SourceHealth:
    market = a_market(
        a_snapshot(*(a_quote(f"S{n}") for n in range(30)), a_quote("ODD", None), at=after(-125)),
        a_failure(reason, at=after(-60)),
        a_failure(reason, at=after(-4)),
    )
    return market.health["br"]._replace(next_try=after(3599 * 5))


def test_it_begins_with_the_line_to_a_collector_and_has_none_where_sources_are_polled_here() -> None:
    line = LineStatus("desk", "host:4222", FIXED_NOW - timedelta(seconds=90), "nothing answers at host:4222")
    state = a_screen(failing())._replace(now=FIXED_NOW)

    assert health_table.collector_lines(state, 100) == []
    page = page_of(health_table.collector_lines(state._replace(line=line), 40))
    assert " ".join(page.split()) == "desk from host:4222: nothing answers at host:4222, heard 1m 30s ago"


def test_the_table_has_every_figure_of_a_source() -> None:
    page = page_of(health_table.health_table(a_screen(failing()), 100)).splitlines()

    assert page[0].split() == ["SOURCE", "STATE", "SINCE", "LAST", "GOOD", "HTTP", "READ", "NEWS", "FAILS", "NEXT"]
    assert page[1].split() == ["br", "✗", "failing", "1m", "2m", "ago", "503", "0/30", "0", "2", "4h", "59m"]
    assert page[2].split() == ["HTTP", "503"]
    assert page[3].split() == ["brecorder,", "every", "15s", "·", "1", "invalid", "row"]


@for_each("cells", [78, 80, 100, 158])
def test_titles_are_above_their_columns_and_nothing_is_cut(cells: int) -> None:
    lines = page_of(health_table.health_table(a_screen(failing()), cells)).splitlines()

    assert "…" not in "".join(lines)
    for title, value in (("STATE", "✗"), ("SINCE", "1m"), ("LAST GOOD", "2m ago"), ("HTTP", "503"), ("NEXT", "4h 59m")):
        assert lines[0].index(title) == lines[1].index(value)


def test_the_reason_is_complete_on_any_screen() -> None:
    for lines in (
        health_table.health_table(a_screen(failing(LONG)), 78),
        health_table.health_details(a_screen(failing(LONG)), 38),
    ):
        words = " ".join(page_of(lines).split())
        assert " ".join(sanitize_line(LONG).split()) in words


def test_a_source_without_a_response_has_never_been_good() -> None:
    waiting = SourceHealth(name="br", kind="brecorder", every=FIXED_NOW - after(-15))

    assert "never" in page_of(health_table.health_table(a_screen(waiting), 80))
    assert "good never · HTTP –" in page_of(health_table.health_details(a_screen(waiting), 38))


@for_each(("seconds", "text"), [(90, "every 90s"), (300, "every 5m\n"), (3600, "every 1h\n")])
def test_an_interval_is_shown_as_it_is_configured(seconds: int, text: str) -> None:
    source = SourceHealth(name="br", kind="brecorder", every=after(seconds) - FIXED_NOW)

    assert text in page_of(health_table.health_table(a_screen(source), 80)) + "\n"
    assert text in page_of(health_table.health_details(a_screen(source), 38)) + "\n"


def test_on_a_narrow_screen_each_fact_has_a_line() -> None:
    page = page_of(health_table.health_details(a_screen(failing()), 38))

    assert page.splitlines()[:6] == [
        " ✗ br failing",
        "   HTTP 503",
        "   good 2m ago · HTTP 503",
        "   read 0 of 30 · fails 2",
        "   1 invalid row",
        "   next try 4h 59m",
    ]


@for_each(
    ("next_try", "table", "fact"),
    [
        (4, "4s", "next try 4s"),
        (0, "now", "next try now"),
        (-13, "asking 13s", "asking 13s"),
        (None, "–", "next try –"),
    ],
)
def test_a_response_that_is_due_is_shown_as_asked_for(next_try: float | None, table: str, fact: str) -> None:
    board = a_screen(failing()._replace(next_try=None if next_try is None else after(next_try)))

    assert page_of(health_table.health_table(board, 78)).splitlines()[1].endswith(f" {table}")
    assert f"   {fact}" in page_of(health_table.health_details(board, 38)).splitlines()


def terminal_page(cells: int) -> list[str]:
    link = detect_terminal({"SSH_CONNECTION": "1 2 3 4", "TERM": "xterm-256color", "LANG": "C.UTF-8"})
    board = a_screen()._replace(bytes_per_second=1_234.0, bytes_sent=2_345_678, terminal_profile=link)
    return page_of(health_table.terminal_lines(board, cells)).splitlines()


@for_each(("cells", "head"), [(120, " terminal   "), (78, " terminal   "), (38, "   ")])
def test_the_terminal_s_lines_show_bytes_sent_and_how_the_board_is_drawn(cells: int, head: str) -> None:
    lines = terminal_page(cells)

    assert f"{head}sent 1.2 kB/s now, 2.3 MB in all" in lines
    assert [line.strip() for line in lines][-4:] == [
        "changes painted every 0.5 s",
        "slow line: this is an ssh session",
        "256 colours: TERM is xterm-256color",
        "all characters: the locale is UTF-8",
    ]
    assert all(len(line) <= cells for line in lines)


@pytest.mark.parametrize(("dropped", "is_shown"), [(0, False), (1_234, True)])
def test_dropped_input_is_shown_once_there_is_any(dropped: int, is_shown: bool) -> None:
    shown = page_of(health_table.terminal_lines(a_screen()._replace(bytes_per_second=0.0, dropped_input=dropped), 120))

    assert ("1,234 pieces of input dropped: unreadable, or too many at once" in shown) is is_shown
    assert ("dropped" in shown) is is_shown


def test_an_unknown_terminal_has_no_lines() -> None:
    assert health_table.terminal_lines(a_screen(failing()), 80) == []


@for_each(
    ("received", "text"),
    [(0, "received 0 B, 0.0 kB/s"), (812, "received 812 B, 0.1 kB/s"), (18_432, "received 18.4 kB, 1.2 kB/s")],
)
def test_the_size_of_the_latest_response_is_shown(received: int, text: str) -> None:
    board = a_screen(failing()._replace(received=received))

    assert page_of(health_table.health_table(board, 80)).splitlines()[3].endswith(f" · 1 invalid row · {text}")
    assert f"   {text}" in page_of(health_table.health_details(board, 38)).splitlines()


@for_each(("count", "text"), [(1, "1 invalid row"), (2, "2 invalid rows"), (1_234, "1,234 invalid rows")])
def test_invalid_rows_are_counted(count: int, text: str) -> None:
    board = a_screen(failing()._replace(invalid_rows=count))

    assert page_of(health_table.health_table(board, 80)).splitlines()[3].endswith(f" · {text}")
    assert f"   {text}" in page_of(health_table.health_details(board, 38)).splitlines()


def test_the_file_of_a_rejected_page_is_named() -> None:
    board = a_screen(failing()._replace(rejected_page=sanitize_line("~/.local/state/bigboard/page.html")))

    assert "rejected page stored: ~/.local/state/bigboard/page.html" in page_of(health_table.health_table(board, 120))


healths_of_any_kind = st.builds(
    SourceHealth,
    name=st.text(alphabet="ab漢", min_size=1, max_size=40),
    kind=st.sampled_from(["brecorder", "a-kind-with-a-long-name"]),
    every=st.timedeltas(after(1) - FIXED_NOW, after(86_400) - FIXED_NOW),
    state=st.sampled_from([state for state in SourceState if state is not SourceState.STALE]),
    since=st.none() | st.sampled_from([after(-5), after(-9_999_999)]),
    last_good=st.none() | st.sampled_from([after(-5), after(-9_999_999)]),
    reason=st.none() | st.text(alphabet="ab 漢", max_size=200).map(sanitize_line),
    http_status=st.none() | st.integers(100, 599),
    failures=st.integers(0, 99_999),
    next_try=st.none() | st.sampled_from([after(-5), after(59), after(86_399)]),
    expected=st.integers(0, 20_000),
    latest_rows=st.integers(0, 20_000),
    articles=st.integers(0, 999),
    invalid_rows=st.integers(0, 20_000),
    received=st.none() | st.integers(0, 10**10),
)


@given(st.lists(healths_of_any_kind, max_size=4), st.integers(38, 200))
def test_no_line_is_wider_than_the_screen(healths: list[SourceHealth], cells: int) -> None:
    board = a_screen(*healths)

    assert all(width(line) <= cells for line in health_table.health_details(board, cells))
    known = board._replace(
        bytes_per_second=9e9, bytes_sent=10**12, terminal_profile=detect_terminal({"TERM": "t" * 60})
    )
    assert all(width(line) <= cells for line in health_table.terminal_lines(known, cells))
    if cells >= 78:
        lines = health_table.health_table(board, cells)
        assert all(width(line) <= cells for line in lines)
        page = page_of(lines)
        for each in board.market.health.values():
            assert (f"{each.latest_rows}/{each.expected} " if each.expected else f" {each.latest_rows} ") in page


@for_each(
    ("phases", "says_so"),
    [
        ((), False),
        ((Phase.OPEN,), False),
        ((Phase.CLOSED,), True),
        ((Phase.CLOSED, Phase.CLOSED), True),
        ((Phase.CLOSED, Phase.PRE_OPEN), False),
        ((Phase.CLOSED, None), False),
    ],
)
def test_a_longer_interval_is_explained_by_closed_markets(phases: tuple[Phase | None, ...], *, says_so: bool) -> None:
    codes = tuple(f"M{n}" for n in range(len(phases)))
    board = a_screen(failing()._replace(markets=codes))
    session = SessionState(phase=Phase.OPEN, until=None, next_open=None, closes=None, holiday=None, estimated=False)
    sessions = {code: session._replace(phase=phase) for code, phase in zip(codes, phases, strict=True) if phase}
    board = board._replace(sessions=sessions)

    for page in (page_of(health_table.health_table(board, 100)), page_of(health_table.health_details(board, 60))):
        assert ("every 15s while its market is closed" in page) is says_so


@for_each("state", list(SourceState))
def test_every_state_has_a_glyph_of_its_own(state: SourceState) -> None:
    assert source_health.STATUS_GLYPHS[state].glyph not in {
        source_health.STATUS_GLYPHS[other].glyph for other in SourceState if other is not state
    }

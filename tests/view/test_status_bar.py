"""The status bar: exactly as wide as the screen, with every reason of a failure."""

import re
from collections.abc import Mapping
from datetime import timedelta, timezone, tzinfo
from itertools import product
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.kit.markets import a_failure, a_market, a_snapshot, unchanged, with_next_poll
from tests.kit.marks import for_each, quick
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tests.kit.view import a_board_state, text_of
from tui.domain.events import PollResult
from tui.domain.market import Market
from tui.domain.trading_calendar import Phase, SessionState
from tui.view import status_bar
from tui.view.board_state import BoardState
from tui.view.spans import Span, Tone, width

LONG = "certificate has expired for the host that was asked, and no other one answers at its address " * 2
OPEN = SessionState(
    phase=Phase.OPEN,
    until=FIXED_NOW + timedelta(hours=1),
    next_open=FIXED_NOW + timedelta(days=1),
    closes=FIXED_NOW + timedelta(hours=1, minutes=30),
    holiday=None,
    estimated=False,
)
CLOSED = SessionState(
    phase=Phase.CLOSED,
    until=None,
    next_open=FIXED_NOW + timedelta(days=3),
    closes=None,
    holiday="Eid-ul-Fitr",
    estimated=True,
)
STATES: Mapping[str, tuple[PollResult, ...]] = MappingProxyType(
    {
        "waiting": (),
        "live": (a_snapshot(a_quote(), at=after(-4)),),
        "unchanged": (a_snapshot(a_quote(), at=after(-30)), unchanged(at=after(-4))),
        "stale": (a_snapshot(a_quote(), at=after(-4000)),),
        "failing": (a_snapshot(a_quote(), at=after(-90)), a_failure("HTTP 503", at=after(-4))),
        "never": (a_failure("no answer in 15 s", at=after(-4)),),
        "long": (a_failure(LONG, at=after(-4)),),
        "wide": (a_failure("証明書の有効期限が切れています", at=after(-4)),),
    }
)
REASONS = {"failing": "HTTP 503", "never": "no answer in", "long": "certificate", "wide": "証明書"}


def a_screen(
    *states: str, session: SessionState | None = OPEN, paused: bool = False, engine_error: str | None = None
) -> BoardState:
    names = tuple(f"s{n}" for n in range(len(states)))
    market: Market = a_market(
        *(polled_by(result, name) for name, state in zip(names, states, strict=True) for result in STATES[state]),
        sources=names,
    )
    for name in names:
        market = with_next_poll(market, name, after(41))
    sessions = {} if session is None else {"PSX": session}
    return a_board_state(market, sessions=sessions, paused=paused, trouble=engine_error)


def polled_by(result: PollResult, source: str) -> PollResult:
    return result._replace(source=source)


@pytest.mark.slow
@pytest.mark.parametrize("session", quick(1, OPEN, None, CLOSED))
@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("engine_error", quick(1, f"poller stopped: {LONG}", None, "poller silent for 12s"))
def test_the_bar_is_exactly_as_wide_as_the_screen_and_shows_every_reason(
    session: SessionState | None, *, paused: bool, engine_error: str | None
) -> None:
    for states in [(), *product(STATES, repeat=1), *product(STATES, repeat=2)]:
        board = a_screen(*states, session=session, paused=paused, engine_error=engine_error)
        for cells in [40, 41, 60, 80, 120, 200]:
            line = status_bar.status_line(board, cells)
            shown = text_of(line)
            assert width(line) == cells
            assert not paused or "‖" in shown
            assert not engine_error or "poller" in shown
            failing_reasons = list(dict.fromkeys(REASONS[state] for state in states if state in REASONS))
            assert not failing_reasons or any(shown_in_part(reason, shown) for reason in failing_reasons)
            if len(failing_reasons) == 1 or cells >= 60:
                assert all(shown_in_part(reason, shown) for reason in failing_reasons), shown


@for_each("state", STATES)
def test_the_bar_has_every_width_from_40_to_200(state: str) -> None:
    board = a_screen(state, paused=True)
    for cells in range(40, 201):
        line = status_bar.status_line(board, cells)
        assert width(line) == cells
        assert shown_in_part(REASONS.get(state, "‖ paused"), text_of(line))


def shown_in_part(reason: str, shown: str) -> bool:
    """Return whether at least the beginning of the reason is shown."""
    return reason[: 11 if reason.isascii() else 3] in shown


@given(
    st.lists(st.sampled_from(sorted(STATES)), max_size=6),
    st.integers(40, 200),
    st.booleans(),
    st.sampled_from([None, OPEN, CLOSED]),
)
@example(states=["live", "live", "long", "stale", "waiting", "waiting"], cells=40, paused=False, session=None)
@example(states=["live", "live", "long", "never", "failing", "stale"], cells=40, paused=False, session=None)
@example(states=["live", "live", "long", "failing", "waiting", "stale"], cells=40, paused=True, session=OPEN)
def test_however_many_sources_the_bar_never_overflows(
    states: list[str], cells: int, paused: bool, session: SessionState | None
) -> None:
    line = status_bar.status_line(a_screen(*states, paused=paused, session=session), cells)
    shown = text_of(line)

    assert width(line) == cells
    failing_reasons = list(dict.fromkeys(REASONS[state] for state in states if state in REASONS))
    count = shown.count("✗")
    if failing_reasons:
        assert shown_in_part(failing_reasons[0], shown)
        hidden = len(failing_reasons) - count
        assert hidden == 0 or f"✗ +{hidden + 1}" in shown


@for_each(
    ("cells", "count", "names"), [(160, 3, "s0, s1, s2"), (40, 3, "s0, s1, s2"), (40, 12, "s0 +11"), (80, 30, "s0 +29")]
)
def test_sources_that_fail_for_the_same_reason_are_one_item(cells: int, count: int, names: str) -> None:
    shown = text_of(status_bar.status_line(a_screen(*["failing"] * count), cells))

    assert f"✗ {names} HTTP 503" in shown
    assert shown.count("✗") == 1


def test_a_wide_bar_shows_everything() -> None:
    shown = text_of(status_bar.status_line(a_screen("live", "failing"), 160))

    assert " ".join(shown.split()) == (
        "bigboard 09:00 UTC PSX open · closes 10:30 UTC in 1h 30m "
        "● s0 live 4s · next 41s ✗ s1 HTTP 503 · good 1m ago · next 41s"
    )


def test_other_items_are_shortened_before_the_name_and_reason_of_a_failing_source() -> None:
    shown = text_of(status_bar.status_line(a_screen("live", "failing"), 60))

    assert "✗ s1 HTTP 503" in shown
    assert "4s" in shown


@for_each(
    ("since", "text"),
    [
        (-41, "next 41s"),
        (-1, "next  1s"),
        (0, "next now"),
        (0.9, "next now"),
        (1, "asking  1s"),
        (59, "asking 59s"),
        (60, "next now"),
    ],
)
@for_each("state", ["live", "failing", "never"])
def test_the_next_poll_or_the_time_since_it_was_due(state: str, since: float, text: str) -> None:
    board = a_screen(state)
    board = board._replace(market=with_next_poll(board.market, "s0", after(-since)))

    assert text_of(status_bar.status_line(board, 160)).rstrip().endswith(f" · {text}")


def test_no_request_is_shown_as_running_where_that_is_not_known() -> None:
    board = a_screen("live", engine_error="poller silent for 12s")
    board = board._replace(market=with_next_poll(board.market, "s0", after(-30)))

    assert "next now" in text_of(status_bar.status_line(board, 160))


@for_each("state", STATES)
@for_each("due_in", [41, 1, 0, -1, -30])
def test_a_paused_screen_says_so_has_no_clock_no_next_poll_and_nothing_green(state: str, due_in: float) -> None:
    board = a_screen(state, session=None, paused=True)
    line = status_bar.status_line(board._replace(market=with_next_poll(board.market, "s0", after(due_in))), 160)
    shown = text_of(line)

    assert "‖ paused" in shown
    assert not re.search(r"next|asking|\d\d:\d\d", shown)
    assert Tone.GOOD not in {span.tone for span in line}


@for_each(
    ("cells", "states", "words"),
    [
        (80, ("live",) * 10, "● 10 live"),
        (40, ("live",) * 10, "● 10 live"),
        (80, ("live",) * 4 + ("unchanged",) * 5 + ("stale",), "● 9 of 10 live ◐ s9 stale"),
        (40, ("live",) * 9 + ("stale",), "● 9 of 10 live ◐ s9"),
        (80, ("live",) * 7 + ("stale",) * 3, "● 7 of 10 live ◐ s7, s8, s9 stale"),
        (
            80,
            ("live",) * 7 + ("stale", "failing", "waiting"),
            "09:00 UTC ● 7 of 10 live ◐ s7 1h ◌ s9 · next 41s ✗ s8 HTTP 503",
        ),
        (80, ("waiting",) * 10, "09:00 UTC ◌ s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 waiting"),
        (40, ("waiting",) * 10, "◌ s0 +9 waiting"),
        (80, ("failing",) * 3 + ("live",) * 7, "● 7 of 10 live ✗ s0, s1, s2 HTTP 503"),
        (80, ("live", "live"), "● s0 live 4s · next 41s ● s1 live 4s · next 41s"),
        (200, ("live",) * 5, "● s0 live 4s · next 41s ● s1 live 4s · next 41s"),
    ],
)
def test_many_sources_are_counted_and_those_that_are_not_live_are_named(
    cells: int, states: tuple[str, ...], words: str
) -> None:
    shown = text_of(status_bar.status_line(a_screen(*states, session=None), cells))

    assert words in " ".join(shown.split())
    assert not re.search(r"[●○◦◐◌] +\d+[smhd]\b", shown), "an age without a name"


@for_each("cells", range(100, 300, 13))
def test_sources_shown_by_name_have_one_form(cells: int) -> None:
    shown = text_of(status_bar.status_line(a_screen(*["live"] * 5, session=OPEN), cells))
    forms = {re.sub(r"s\d", "s", form.strip()) for form in shown.split("●")[1:]}

    assert len(forms) == 1


BROKEN = ("broken", "HTTP 503")
UNREACHED = ("nowhere", "connection refused")
KEYLESS = ("finn", "off: the environment variable FINNHUB_KEY is not set")


@for_each(
    ("cells", "failing", "words"),
    [
        (120, (BROKEN,), "bigboard 09:00 UTC ● 9 of 10 live ✗ broken HTTP 503 · next 41s"),
        (80, (BROKEN,), "09:00 UTC ● 9 of 10 live ✗ broken HTTP 503 · next 41s"),
        (60, (BROKEN,), "09:00 UTC ● 9 of 10 live ✗ broken HTTP 503"),
        (40, (BROKEN,), "● 9 live ✗ broken HTTP 503"),
        (80, (KEYLESS,), "09:00 UTC ● 9 of 10 live ✗ finn off: the environment variable F…"),
        (40, (KEYLESS,), "● 9 live ✗ finn off: the environmen…"),
        (
            120,
            (BROKEN, UNREACHED, KEYLESS),
            "09:00 UTC ● 7 live ✗ broken HTTP 503 ✗ nowhere connection refused ✗ finn off: the environment variable F…",
        ),
        (
            80,
            (BROKEN, UNREACHED, KEYLESS),
            "● 7 live ✗ broken HTTP 503 ✗ nowhere connection … ✗ finn off: the en…",
        ),
        (60, (BROKEN, UNREACHED), "● 8 live ✗ broken HTTP 503 ✗ nowhere connection …"),
        (40, (BROKEN, UNREACHED, KEYLESS), "● 7 live ✗ broken HTTP 503 ✗ +2"),
        (60, (BROKEN, UNREACHED, KEYLESS), "● 7 live ✗ HTTP 503 ✗ connection … ✗ off: the en…"),
    ],
)
def test_the_clock_and_the_names_stay_before_what_is_said_at_length(
    cells: int, failing: tuple[tuple[str, str], ...], words: str
) -> None:
    live = [f"s{n}" for n in range(10 - len(failing))]
    names = (*live, *(name for name, _ in failing))
    market = a_market(
        *(polled_by(STATES["live"][0], name) for name in live),
        *(polled_by(a_failure(reason, at=after(-4)), name) for name, reason in failing),
        sources=names,
    )
    for name in names:
        market = with_next_poll(market, name, after(41))

    shown = text_of(status_bar.status_line(a_board_state(market), cells))

    assert width((Span(shown),)) == cells
    assert words in " ".join(shown.split())


@for_each(
    ("zone", "clock"),
    [
        (ZoneInfo("Asia/Karachi"), "14:00 PKT"),
        (ZoneInfo("America/New_York"), "04:00 EST"),
        (ZoneInfo("UTC"), "09:00 UTC"),
        (ZoneInfo("Asia/Dubai"), "13:00 UTC+04"),
        (timezone(timedelta(hours=5)), "14:00 UTC+05:00"),
        (timezone(-timedelta(hours=3), "BRT"), "06:00 BRT"),
    ],
)
def test_the_clock_names_its_zone(zone: tzinfo, clock: str) -> None:
    winter = FIXED_NOW.replace(month=1)
    board = a_screen("live")._replace(wall=winter.astimezone(zone))

    assert clock in text_of(status_bar.status_line(board, 160))


def test_no_clock_runs_beside_figures_of_a_poller_that_has_ended() -> None:
    assert "09:00" not in text_of(status_bar.status_line(a_screen("live", engine_error="poller stopped: x"), 160))


def test_at_forty_cells_reasons_come_first() -> None:
    shown = text_of(status_bar.status_line(a_screen("failing"), 40))
    assert " ".join(shown.split()) == "09:00 UTC PSX open ✗ s0 HTTP 503"
    shown = text_of(status_bar.status_line(a_screen("never", paused=True), 40))
    assert "‖ paused" in shown
    assert "✗ s0 no answer in 15 s" in shown
    assert text_of(status_bar.status_line(a_screen("failing", "never", "failing", "never"), 40)).count("✗") >= 2


def test_a_reason_is_red_and_each_status_glyph_has_its_shape() -> None:
    line = status_bar.status_line(a_screen("failing", "live", "waiting", "stale"), 200)

    assert next(span.tone for span in line if "HTTP 503" in span.text) is Tone.BAD
    glyphs = [c for c in text_of(line) if c in "◌●○◦◐✗‖"]
    assert len(set(glyphs)) == len(glyphs) == 4


@for_each("cells", [40, 60, 80, 120, 200])
def test_live_and_unchanged_sources_look_the_same(cells: int) -> None:
    assert status_bar.status_line(a_screen("unchanged", "failing"), cells) == status_bar.status_line(
        a_screen("live", "failing"), cells
    )


@for_each("state", ["live", "unchanged", "failing"])
@for_each("cells", [40, 80, 120])
def test_nothing_on_the_bar_moves_as_ages_grow_and_the_next_poll_approaches(state: str, cells: int) -> None:
    board = a_screen(state, session=None)
    shown = [
        text_of(status_bar.status_line(board._replace(now=FIXED_NOW + timedelta(seconds=n)), cells)) for n in range(42)
    ]

    assert len({re.sub(r"[0-9 ]\d[sm]\b|now", "...", line) for line in shown}) == 1


def test_nothing_on_the_bar_moves_as_the_rate_to_the_terminal_changes() -> None:
    board = a_screen("live")
    shown = [
        text_of(status_bar.status_line(board._replace(bytes_per_second=rate), 120))
        for rate in (0.0, 60.0, 9_900.0, 13_200.0)
    ]

    assert len({re.sub(r"[0-9 ]\d\.\d kB/s", "...", line) for line in shown}) == 1


@pytest.mark.parametrize(
    ("session", "words"),
    [(OPEN, "PSX open · closes 10:30 UTC in 1h 30m"), (CLOSED, "PSX closed for Eid-ul-Fitr · opens ≈Fri 09:00 UTC")],
)
def test_the_session_on_the_bar(session: SessionState, words: str) -> None:
    assert words in text_of(status_bar.status_line(a_screen("live", session=session), 120))


def test_a_note_of_a_source_is_shown_where_there_is_room() -> None:
    market = a_market(a_snapshot(at=after(-4), note="no ticker"))

    assert "live · no ticker  4s" in text_of(status_bar.status_line(a_board_state(market), 100))


def test_before_the_first_poll_the_bar_has_the_name() -> None:
    assert text_of(status_bar.status_line(BoardState(), 40)).split() == ["bigboard"]


@for_each(("cells", "count", "said"), [(120, 3, "◆3"), (40, 3, "◆3"), (40, 1_200, "◆1,200"), (120, 0, "")])
def test_alerts_that_were_not_acknowledged_are_counted_whatever_the_width(cells: int, count: int, said: str) -> None:
    state = a_screen("live", "failing")._replace(unacknowledged=count)

    text = text_of(status_bar.status_line(state, cells))

    assert width(status_bar.status_line(state, cells)) == cells
    assert ("◆" in text) == bool(count)
    assert said in text

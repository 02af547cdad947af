"""The status bar: exactly as wide as the screen, and what is wrong stays on it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    FIXED_NOW,
    a_failure,
    a_market,
    a_moment,
    a_quote,
    a_snapshot,
    after,
    text_of,
    unchanged,
    with_next_poll,
)
from tests.kit.marks import quick
from tui.domain.events import PollResult
from tui.domain.market import Market
from tui.domain.trading_calendar import Phase, SessionState
from tui.view import status_bar
from tui.view.board_state import BoardState
from tui.view.spans import Tone, width

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
    *states: str, session: SessionState | None = OPEN, paused: bool = False, trouble: str | None = None
) -> BoardState:
    names = tuple(f"s{n}" for n in range(len(states)))
    market: Market = a_market(
        *(told_by(outcome, name) for name, state in zip(names, states, strict=True) for outcome in STATES[state]),
        sources=names,
    )
    for name in names:
        market = with_next_poll(market, name, after(41))
    sessions = {} if session is None else {"PSX": session}
    return a_moment(market, sessions=sessions, paused=paused, trouble=trouble)


def told_by(outcome: PollResult, source: str) -> PollResult:
    return replace(outcome, source=source)


@pytest.mark.parametrize("session", quick(1, OPEN, None, CLOSED))
@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("trouble", quick(1, f"poller stopped: {LONG}", None, "poller silent for 12s"))
def test_the_bar_is_exactly_as_wide_as_the_screen_and_keeps_every_reason(
    session: SessionState | None, *, paused: bool, trouble: str | None
) -> None:
    for states in [(), *product(STATES, repeat=1), *product(STATES, repeat=2)]:
        moment = a_screen(*states, session=session, paused=paused, trouble=trouble)
        for cells in [40, 41, 47, 60, 76, 80, 99, 120, 160, 200]:
            line = status_bar.status_line(moment, cells)
            shown = text_of(line)
            assert width(line) == cells
            assert not paused or "‖" in shown
            assert not trouble or "poller" in shown
            ill = list(dict.fromkeys(REASONS[state] for state in states if state in REASONS))
            assert not ill or any(shown_in_part(reason, shown) for reason in ill)
            if len(ill) == 1 or cells >= 60:
                assert all(shown_in_part(reason, shown) for reason in ill), shown


@pytest.mark.parametrize("state", STATES)
def test_at_every_width_there_is(state: str) -> None:
    moment = a_screen(state, paused=True)
    for cells in range(40, 201):
        line = status_bar.status_line(moment, cells)
        assert width(line) == cells
        assert shown_in_part(REASONS.get(state, "‖ paused"), text_of(line))


def shown_in_part(reason: str, shown: str) -> bool:
    """Whether at least the beginning of the reason can be read."""
    return reason[: 11 if reason.isascii() else 3] in shown


@given(
    st.lists(st.sampled_from(sorted(STATES)), max_size=6),
    st.integers(40, 200),
    st.booleans(),
    st.sampled_from([None, OPEN, CLOSED]),
)
def test_however_many_sources_the_bar_never_overflows(
    states: list[str], cells: int, paused: bool, session: SessionState | None
) -> None:
    line = status_bar.status_line(a_screen(*states, paused=paused, session=session), cells)
    shown = text_of(line)

    assert width(line) == cells
    ill = list(dict.fromkeys(REASONS[state] for state in states if state in REASONS))
    seen = shown.count("✗")
    if ill:
        assert shown_in_part(ill[0], shown)
        hidden = len(ill) - seen
        assert hidden == 0 or f"✗ +{hidden + 1}" in shown


@pytest.mark.parametrize(("cells", "names"), [(160, "s0, s1, s2"), (40, "s0 +2")])
def test_sources_that_fail_alike_are_one_thing_on_the_bar(cells: int, names: str) -> None:
    shown = text_of(status_bar.status_line(a_screen("failing", "failing", "failing"), cells))

    assert f"✗ {names} HTTP 503" in shown
    assert shown.count("✗") == 1


def test_where_there_is_room_everything_is_said() -> None:
    shown = text_of(status_bar.status_line(a_screen("live", "failing"), 160))

    assert " ".join(shown.split()) == (
        "bigboard PSX open · closes 10:30 UTC in 1h 30m ● s0 live 4s · next 41s ✗ s1 HTTP 503 · good 1m ago · next 41s"
    )


def test_a_failing_source_keeps_its_name_and_its_whole_reason_while_others_still_have_words_to_lose() -> None:
    shown = text_of(status_bar.status_line(a_screen("live", "failing"), 60))

    assert "✗ s1 HTTP 503" in shown
    assert "4s" in shown


@pytest.mark.parametrize(
    ("since", "said"),
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
@pytest.mark.parametrize("state", ["live", "failing", "never"])
def test_what_is_waited_for(state: str, since: float, said: str) -> None:
    moment = a_screen(state)
    moment = moment._replace(market=with_next_poll(moment.market, "s0", after(-since)))

    assert text_of(status_bar.status_line(moment, 160)).rstrip().endswith(f" · {said}")


@pytest.mark.parametrize(("paused", "trouble"), [(True, None), (False, "poller silent for 12s")])
def test_nobody_is_said_to_be_asked_where_that_is_not_known(*, paused: bool, trouble: str | None) -> None:
    moment = a_screen("live", paused=paused, trouble=trouble)
    moment = moment._replace(market=with_next_poll(moment.market, "s0", after(-30)))

    assert "next now" in text_of(status_bar.status_line(moment, 160))


def test_forty_columns_of_trouble() -> None:
    shown = text_of(status_bar.status_line(a_screen("failing"), 40))
    assert " ".join(shown.split()) == "PSX open ✗ s0 HTTP 503 · next 41s"
    shown = text_of(status_bar.status_line(a_screen("never", paused=True), 40))
    assert "‖ paused" in shown
    assert "✗ s0 no answer in 15 s" in shown
    assert text_of(status_bar.status_line(a_screen("failing", "never", "failing", "never"), 40)).count("✗") >= 2


def test_a_reason_is_loud_and_a_lamp_reads_without_colour() -> None:
    line = status_bar.status_line(a_screen("failing", "live", "waiting", "stale"), 200)

    assert next(span.tone for span in line if "HTTP 503" in span.text) is Tone.BAD
    lamps = [c for c in text_of(line) if c in "◌●○◦◐✗‖"]
    assert len(set(lamps)) == len(lamps) == 4


@pytest.mark.parametrize("cells", [40, 60, 80, 120, 200])
def test_a_source_that_answers_well_looks_the_same_whether_or_not_something_moved(cells: int) -> None:
    assert status_bar.status_line(a_screen("unchanged", "failing"), cells) == status_bar.status_line(
        a_screen("live", "failing"), cells
    )


@pytest.mark.parametrize("state", ["live", "unchanged", "failing"])
@pytest.mark.parametrize("cells", [40, 80, 120])
def test_nothing_on_the_bar_moves_as_ages_grow_and_the_next_poll_comes_near(state: str, cells: int) -> None:
    moment = a_screen(state, session=None)
    shown = [
        text_of(status_bar.status_line(moment._replace(now=FIXED_NOW + timedelta(seconds=n)), cells)) for n in range(42)
    ]

    assert len({re.sub(r"[0-9 ]\d[sm]\b|now", "...", line) for line in shown}) == 1


def test_nothing_on_the_bar_moves_as_the_rate_to_the_terminal_changes() -> None:
    moment = a_screen("live")
    shown = [
        text_of(status_bar.status_line(moment._replace(bytes_per_second=rate), 120))
        for rate in (0.0, 60.0, 9_900.0, 13_200.0)
    ]

    assert len({re.sub(r"[0-9 ]\d\.\d kB/s", "...", line) for line in shown}) == 1


@pytest.mark.parametrize(
    ("session", "words"),
    [(OPEN, "PSX open · closes 10:30 UTC in 1h 30m"), (CLOSED, "PSX closed for Eid-ul-Fitr · opens ≈Fri 09:00 UTC")],
)
def test_the_session_in_words(session: SessionState, words: str) -> None:
    assert words in text_of(status_bar.status_line(a_screen("live", session=session), 120))


def test_a_source_with_something_to_say_says_it_while_there_is_room() -> None:
    market = a_market(a_snapshot(at=after(-4), note="no ticker"))

    assert "live · no ticker  4s" in text_of(status_bar.status_line(a_moment(market), 100))


def test_the_bar_is_ready_before_the_first_poll() -> None:
    assert text_of(status_bar.status_line(BoardState(), 40)).split() == ["bigboard"]

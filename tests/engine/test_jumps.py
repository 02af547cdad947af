"""Someone sets the wall clock: it changes no age, no dimming, no status and no wait on the board."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.kit.clock import MINUTE, START
from tests.kit.fetcher import UNCHANGED, ScriptedResponse, http_error
from tests.kit.marks import for_each, spread
from tests.kit.monitor import MonitorHarness
from tests.kit.sources import PAIRS, environment, source
from tests.kit.view import a_row, text_of
from tui.config.calendars import load_calendars
from tui.domain.article import Article
from tui.domain.events import Snapshot
from tui.domain.text import sanitize_line
from tui.engine.monitor import Monitor
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.ui.board_state import BoardStateBuilder
from tui.view import breadth, health_table, index_panel, instrument_detail, source_health
from tui.view import status_bar as statuses
from tui.view.board_state import BoardState
from tui.view.tabs import ALL, Tab
from tui.view.terminal_profile import TerminalProfile

SECONDS = (1, 3600, 86_400, 365 * 86_400)
JUMPS = [sign * timedelta(seconds=seconds) for seconds in SECONDS for sign in (1, -1)]
CALENDARS = load_calendars()
EVERY = timedelta(seconds=15)
OPEN = datetime(2026, 11, 24, 6, 0, tzinfo=START.tzinfo)
"""A Tuesday, 11:00 in Karachi: the exchange trades."""


def read(page: Response, asked: SourceConfig, at: datetime) -> Snapshot:
    """`OGDC=101.25 KEL=? *title`: quotes, one that cannot be believed, and a story."""
    if page.body == b"captcha":
        raise ParseError("not the page: captcha")
    words = page.body.decode().split()
    plain = " ".join(word for word in words if "?" not in word and not word.startswith("*"))
    snapshot = PAIRS.parse(page._replace(body=plain.encode()), asked, at)
    flagged = [
        snapshot.quotes[0]._replace(
            id=snapshot.quotes[0].id._replace(symbol=word.split("=")[0]),
            price=None,
            flags=(sanitize_line("odd"),),
        )
        for word in words
        if "?" in word
    ]
    stories = [
        Article(
            id=sanitize_line(word), title=sanitize_line(word), published=at - MINUTE, polled_at=at, source=asked.name
        )
        for word in words
        if word.startswith("*")
    ]
    return snapshot._replace(quotes=(*snapshot.quotes, *flagged), articles=tuple(stories))


@dataclass(frozen=True)
class State:
    """A state of a source or a row: the responses before the jump and after it."""

    before: tuple[ScriptedResponse, ...]
    after: tuple[ScriptedResponse, ...] = ()
    shown: str = ""


STATES = {
    "waiting": State((), shown="waiting"),
    "live": State(("OGDC=1 KEL=2", "OGDC=2 KEL=2"), shown="live"),
    "live, polled again": State(("OGDC=1 KEL=2",), ("OGDC=2 KEL=2",), shown="live"),
    "unchanged": State(("OGDC=1 KEL=2", UNCHANGED), (UNCHANGED,), shown="unchanged"),
    "failing": State(("OGDC=1 KEL=2", http_error(503)), shown="failing"),
    "failing on": State(("OGDC=1 KEL=2", http_error(503)), (http_error(503), http_error(503)), shown="failing"),
    "failing, then well": State(("OGDC=1 KEL=2", http_error(503)), ("OGDC=3 KEL=2",), shown="live"),
    "paused": State(("OGDC=1 KEL=2", *[http_error(404)] * 5), shown="paused"),
    "stale": State(("OGDC=1 KEL=2", *[UNCHANGED] * 60), shown="stale"),
    "a row unconfirmed": State(("OGDC=1 KEL=2 PPL=3", "OGDC=1 PPL=3"), ("OGDC=2 PPL=3",), shown="live"),
    "a row flagged": State(("OGDC=1 KEL=2 PPL=3", "OGDC=1 KEL=? PPL=3"), ("OGDC=2 KEL=? PPL=3",), shown="live"),
    "half a page": State(("OGDC=1 KEL=2 PPL=3", "OGDC=1"), ("OGDC=1",), shown="failing"),
    "a story": State(("OGDC=1 KEL=2 *one",), ("OGDC=1 KEL=3 *one *two",), shown="live"),
}


class BoardWorld(MonitorHarness):
    """One source on a time line over a wall clock that can be set, and the board's state of it."""

    def __init__(self, begun: datetime = OPEN) -> None:
        adapter = PAIRS._replace(parse=read)
        super().__init__(
            source(every=EVERY),
            adapter_for=lambda _kind: adapter,
            started_at=begun,
            calendars=CALENDARS,
        )
        timeline = self.timeline
        self._moments = BoardStateBuilder(timeline.now, timeline.on_wall, TerminalProfile(), Decimal(1), timedelta(0))
        self._moments.calendars = CALENDARS

    async def poll_scenes(self, *scenes: ScriptedResponse) -> None:
        for scene in scenes:
            self.fetcher.responses["br"] = [scene]
            await self.monitor.poll("br")
            self.clock.advance(EVERY)

    @property
    def board_state(self) -> BoardState:
        return self._moments.build(
            self.monitor.market,
            paused=False,
            bytes_per_second=None,
            bytes_sent=0,
            redraw_interval=1.25,
            dropped_input=0,
        )


def ages(board_state: BoardState) -> list[object]:
    """Return all that the board shows of ages and of waits; no time of day."""
    market, now = board_state.market, board_state.now
    rows = [a_row(market, quote, now) for quote in market.quotes.values()]
    each = market.health["br"]
    shown: list[object] = [(str(row.quote.id), row.age_text, row.age_level, row.is_disputed) for row in rows]
    shown += [view.age_level for view in index_panel.index_views(board_state, {})]
    shown.append(breadth.tab_breadth(market, Tab(name=ALL), now))
    shown.append(source_health.shown_state(board_state._replace(sessions={}), each))
    shown += [text_of(line) for line in source_health.status_variants(board_state._replace(sessions={}), each)]
    shown += [text_of(line) for line in health_table.health_table(board_state._replace(sessions={}), 120)]
    for key in market.quotes:
        shown += [
            line.split(", ")[-1]
            for line in map(text_of, instrument_detail.detail_lines(board_state, key, 60))
            if " ago" in line
        ]
    return shown


async def seen(state: State, jump: timedelta) -> list[list[object]]:
    """Return what the board shows at times over ten minutes, the clock set after the first responses."""
    harness = BoardWorld()
    await harness.poll_scenes(*state.before)
    shown = [ages(harness.board_state)]
    harness.clock.set_back(-jump)
    shown.append(ages(harness.board_state))
    await harness.poll_scenes(*state.after)
    for seconds in (0, 1, 1, 10, 20, 30, 60, 500):
        harness.clock.advance(timedelta(seconds=seconds))
        shown.append(ages(harness.board_state))
    return shown


@pytest.mark.parametrize("jump", spread(2, *JUMPS), ids=str)
@pytest.mark.parametrize("state", STATES)
async def test_ages_are_as_if_the_clock_had_not_been_set(state: str, jump: timedelta) -> None:
    quiet = await seen(STATES[state], timedelta(0))
    assert await seen(STATES[state], jump) == quiet
    assert quiet[0] == quiet[1]


@for_each("state", STATES)
async def test_each_state_is_shown_by_its_own_name(state: str) -> None:
    harness = BoardWorld()
    await harness.poll_scenes(*STATES[state].before, *STATES[state].after)
    assert source_health.shown_state(harness.board_state, harness.monitor.market.health["br"]) == STATES[state].shown


@for_each("jump", JUMPS)
async def test_a_time_of_day_is_shown_by_the_clock_as_it_is_set_now(jump: timedelta) -> None:
    harness = BoardWorld()
    await harness.poll_scenes("OGDC=1", "OGDC=2")
    harness.clock.set_back(-jump)
    zone = CALENDARS["PSX"].zone
    polled = (OPEN + EVERY + jump).astimezone(zone)
    board_state = harness.board_state
    (key,) = board_state.market.quotes
    page = [text_of(line) for line in instrument_detail.detail_lines(board_state, key, 60)]
    assert f"polled     {polled:%H:%M:%S}, 15s ago" in page
    assert f"changed    {polled:%H:%M:%S}, 15s ago" in page
    assert board_state.time_of_day == harness.clock.now


async def test_the_bar_shows_the_session_by_the_clock_as_it_is_set_now() -> None:
    harness = BoardWorld()
    await harness.poll_scenes("OGDC=1", UNCHANGED)
    assert "open" in text_of(statuses.status_line(harness.board_state, 160))
    harness.clock.set_back(-timedelta(hours=8))
    bar = text_of(statuses.status_line(harness.board_state, 160))
    assert "PSX closed" in bar
    assert "closed 15s" in bar


@pytest.mark.parametrize("jump", [timedelta(days=365 * 56), -timedelta(days=365)], ids=["set right", "set wrong"])
async def test_an_older_page_is_known_by_the_sources_own_times_whatever_the_clock_did(jump: timedelta) -> None:
    """As on a machine that begins in 1970 and is set right when the network is there."""
    harness = BoardWorld()

    def dated(page: Response, asked: SourceConfig, at: datetime) -> Snapshot:
        words = page.body.decode().split()
        snapshot = PAIRS.parse(page._replace(body=words[0].encode()), asked, at)
        as_of = OPEN + jump + timedelta(minutes=int(words[1]))
        return snapshot._replace(quotes=tuple(quote._replace(as_of=as_of) for quote in snapshot.quotes))

    harness.monitor = Monitor(
        [source(every=EVERY)],
        fetcher=harness.fetcher,
        environment=environment(harness.clock, adapter_for=lambda _kind: PAIRS._replace(parse=dated)),
    )
    harness.clock.set_back(-jump)
    await harness.poll_scenes("OGDC=5 0", "OGDC=4 -3")
    standing = harness.monitor.market.health["br"]
    assert standing.reason == "an older page than the last one"

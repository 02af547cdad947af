"""Someone sets the wall clock: no age, no dimming, no lamp and no wait on the board is another for that."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.builders import text_of
from tests.engine.stories import MINUTE, START, TOLD, UNCHANGED, Scene, environment, source, status
from tests.kit.marks import spread
from tests.kit.world import World
from tui.config.calendars import load_calendars
from tui.domain import Article, Snapshot, sanitize_line
from tui.engine.monitor import Monitor
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.ui.board_state import BoardStateBuilder
from tui.view import breadth, index_panel, instrument_detail, source_health
from tui.view import status_bar as statuses
from tui.view.board_state import BoardState
from tui.view.quote_row import build_row
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
    snapshot = TOLD.parse(replace(page, body=plain.encode()), asked, at)
    flagged = [
        replace(
            snapshot.quotes[0],
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
    return replace(snapshot, quotes=(*snapshot.quotes, *flagged), articles=tuple(stories))


@dataclass(frozen=True)
class State:
    """A way for a source or a row to be: what was answered before the jump, and what is after it."""

    before: tuple[Scene, ...]
    after: tuple[Scene, ...] = ()
    lamp: str = ""


STATES = {
    "waiting": State((), lamp="waiting"),
    "live": State(("OGDC=1 KEL=2", "OGDC=2 KEL=2"), lamp="live"),
    "live, polled again": State(("OGDC=1 KEL=2",), ("OGDC=2 KEL=2",), lamp="live"),
    "unchanged": State(("OGDC=1 KEL=2", UNCHANGED), (UNCHANGED,), lamp="unchanged"),
    "failing": State(("OGDC=1 KEL=2", status(503)), lamp="failing"),
    "failing on": State(("OGDC=1 KEL=2", status(503)), (status(503), status(503)), lamp="failing"),
    "failing, then well": State(("OGDC=1 KEL=2", status(503)), ("OGDC=3 KEL=2",), lamp="live"),
    "paused": State(("OGDC=1 KEL=2", *[status(404)] * 5), lamp="paused"),
    "stale": State(("OGDC=1 KEL=2", *[UNCHANGED] * 60), lamp="stale"),
    "a row unconfirmed": State(("OGDC=1 KEL=2 PPL=3", "OGDC=1 PPL=3"), ("OGDC=2 PPL=3",), lamp="live"),
    "a row flagged": State(("OGDC=1 KEL=2 PPL=3", "OGDC=1 KEL=? PPL=3"), ("OGDC=2 KEL=? PPL=3",), lamp="live"),
    "half a page": State(("OGDC=1 KEL=2 PPL=3", "OGDC=1"), ("OGDC=1",), lamp="failing"),
    "a story": State(("OGDC=1 KEL=2 *one",), ("OGDC=1 KEL=3 *one *two",), lamp="live"),
}


class BoardWorld(World):
    """One source on a time line over a wall clock that can be set, and the board's state of it."""

    def __init__(self, begun: datetime = OPEN) -> None:
        adapter = TOLD._replace(parse=read)
        super().__init__(
            source(every=EVERY),
            adapter_for=lambda _kind: adapter,
            begun=begun,
            calendars=CALENDARS,
        )
        timeline = self.timeline
        self._moments = BoardStateBuilder(timeline.now, timeline.on_wall, TerminalProfile(), Decimal(1), timedelta(0))
        self._moments.calendars = CALENDARS
        self._moments.zone = CALENDARS["PSX"].zone

    async def poll_scenes(self, *scenes: Scene) -> None:
        for scene in scenes:
            self.story.scenes["br"] = [scene]
            await self.monitor.poll("br")
            self.clock.move(EVERY)

    @property
    def moment(self) -> BoardState:
        return self._moments.build(
            self.monitor.market, paused=False, bytes_per_second=None, bytes_sent=0, redraw_interval=1.25, dropped=0
        )


def ages(moment: BoardState) -> list[object]:
    """All that the board says of how old things are, and of what is waited for; no time of day."""
    market, now = moment.market, moment.now
    rows = [build_row(market, quote, now) for quote in market.quotes.values()]
    each = market.health["br"]
    said: list[object] = [(str(row.quote.id), row.age_text, row.age_level, row.is_disputed) for row in rows]
    said += [reading.fade for reading in index_panel.index_views(moment, {})]
    said.append(breadth.market_breadth(market, now))
    said.append(source_health.shown_state(moment._replace(sessions={}), each))
    said += [text_of(line) for line in source_health.status_variants(moment._replace(sessions={}), each)]
    said += [text_of(line) for line in source_health.health_table(moment._replace(sessions={}), 120)]
    for key in market.quotes:
        said += [
            line.split(", ")[-1]
            for line in map(text_of, instrument_detail.detail_lines(moment, key, 60))
            if " ago" in line
        ]
    return said


async def seen(state: State, jump: timedelta) -> list[list[object]]:
    """What the board says at moments over ten minutes, the clock set after the first answers."""
    world = BoardWorld()
    await world.poll_scenes(*state.before)
    shown = [ages(world.moment)]
    world.clock.set_back(-jump)
    shown.append(ages(world.moment))
    await world.poll_scenes(*state.after)
    for seconds in (0, 1, 1, 10, 20, 30, 60, 500):
        world.clock.move(timedelta(seconds=seconds))
        shown.append(ages(world.moment))
    return shown


@pytest.mark.parametrize("jump", spread(2, *JUMPS), ids=str)
@pytest.mark.parametrize("state", STATES)
async def test_ages_are_as_if_the_clock_had_not_been_set(state: str, jump: timedelta) -> None:
    quiet = await seen(STATES[state], timedelta(0))
    assert await seen(STATES[state], jump) == quiet
    assert quiet[0] == quiet[1]


@pytest.mark.parametrize("state", STATES)
async def test_each_state_is_what_it_is_called(state: str) -> None:
    world = BoardWorld()
    await world.poll_scenes(*STATES[state].before, *STATES[state].after)
    assert source_health.shown_state(world.moment, world.monitor.market.health["br"]) == STATES[state].lamp


@pytest.mark.parametrize("jump", JUMPS, ids=str)
async def test_a_time_of_day_is_shown_by_the_clock_as_it_now_goes(jump: timedelta) -> None:
    world = BoardWorld()
    await world.poll_scenes("OGDC=1", "OGDC=2")
    world.clock.set_back(-jump)
    zone = CALENDARS["PSX"].zone
    polled = (OPEN + EVERY + jump).astimezone(zone)
    moment = world.moment
    (key,) = moment.market.quotes
    page = [text_of(line) for line in instrument_detail.detail_lines(moment, key, 60)]
    assert f"polled     {polled:%H:%M:%S}, 15s ago" in page
    assert f"changed    {polled:%H:%M:%S}, 15s ago" in page
    assert moment.clock == world.clock.now


async def test_the_bar_shows_the_session_by_the_clock_as_it_is_set_now() -> None:
    world = BoardWorld()
    await world.poll_scenes("OGDC=1", UNCHANGED)
    assert "open" in text_of(statuses.status_line(world.moment, 160))
    world.clock.set_back(-timedelta(hours=8))
    bar = text_of(statuses.status_line(world.moment, 160))
    assert "PSX closed" in bar
    assert "closed 15s" in bar


@pytest.mark.parametrize("jump", [timedelta(days=365 * 56), -timedelta(days=365)], ids=["set right", "set wrong"])
async def test_an_older_page_is_known_by_the_sources_own_times_whatever_the_clock_did(jump: timedelta) -> None:
    """As on a machine that begins in 1970 and is set right when the network is there."""
    world = BoardWorld()

    def dated(page: Response, asked: SourceConfig, at: datetime) -> Snapshot:
        words = page.body.decode().split()
        snapshot = TOLD.parse(replace(page, body=words[0].encode()), asked, at)
        told = OPEN + jump + timedelta(minutes=int(words[1]))
        return replace(snapshot, quotes=tuple(replace(quote, as_of=told) for quote in snapshot.quotes))

    world.monitor = Monitor(
        [source(every=EVERY)],
        fetcher=world.story,
        environment=environment(world.clock, adapter_for=lambda _kind: TOLD._replace(parse=dated)),
    )
    world.clock.set_back(-jump)
    await world.poll_scenes("OGDC=5 0", "OGDC=4 -3")
    standing = world.monitor.market.health["br"]
    assert standing.reason == "an older page than the one held"

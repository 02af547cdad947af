"""A board that is started for the first time, and again, with a provider that knows the past, over HTTP."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.kit.server import LocalServer, Request, ServerResponse
from tests.kit.waiting import wait_until
from tui.config.loader import HistorySettings
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.trading_calendar import always_open
from tui.engine import back_fill, past_pace
from tui.engine.environment import Environment
from tui.sources.adapter import SourceConfig
from tui.storage.history.errors import HistoryError
from tui.storage.history.reader import HistoryReader
from tui.wiring import Wiring

BTC = InstrumentId("CRYPTO", "BTCUSDT")
DAY = timedelta(days=1)
FIVE_MINUTES = timedelta(minutes=5)


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def respond(request: Request) -> ServerResponse:
    """Respond as Binance does: a price of now, and rising prices of the half hour before and of three days."""
    now = datetime.now(UTC)
    if request.path == "/api/v3/ticker/24hr":
        page: object = [{"symbol": "BTCUSDT", "lastPrice": "107.00", "closeTime": milliseconds(now)}]
    else:
        every = FIVE_MINUTES if request.query("interval") == "5m" else DAY
        spans = range(6, 0, -1) if every == FIVE_MINUTES else range(3, 0, -1)
        begun = [now - span * every for span in spans]
        page = [
            [milliseconds(at), f"{100 + n}", f"{101 + n}.50", f"{99 + n}", f"{101 + n}", "5"]
            for n, at in enumerate(begun)
        ]
    return ServerResponse(body=json.dumps(page))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    monkeypatch.setattr(back_fill, "START_DELAY", 0.0)
    monkeypatch.setattr(past_pace, "OWN_PACE", timedelta(milliseconds=50))
    with LocalServer(respond) as server:
        yield server


def has_line(market: Market) -> bool:
    return BTC in market.series and len(market.series[BTC].points) > 3


def fills(state: Path) -> int:
    """Return how many answers about the past are in the history."""
    try:
        with closing(HistoryReader(state / "history.db")) as reader:
            return len(reader.fills())
    except HistoryError:
        return 0


def run(server: LocalServer, state: Path, requests: int) -> Market:
    """Run a board's feed and its history until the day has a line and so many requests have been made."""
    source = SourceConfig(
        name="coins",
        kind="binance",
        url=server.url,
        every=timedelta(hours=1),
        market="CRYPTO",
        symbols=("BTCUSDT",),
        may_poll_faster=True,
    )
    # whatever the time is, it is noon there: the half hour before is of today
    noon = timezone(timedelta(hours=12 - datetime.now(UTC).hour))
    calendars = {"CRYPTO": always_open("CRYPTO", noon)}
    wiring = Wiring((source,), Environment(state=state, calendars=calendars), HistorySettings())
    history, done = wiring.history, threading.Event()
    assert history is not None
    feed = wiring.open_feed(resume=True)
    feed.subscribe(lambda market: done.set() if has_line(market) else None)
    history.start(lambda file, is_ending: feed.restore_day(wiring.read_today(file, is_ending)), print)
    feed.start()
    try:
        assert done.wait(60), feed.market.health
        wait_until(lambda: len(server.requests) >= requests and fills(state) == 2)
    finally:
        feed.stop(60)
        history.close(60)
    return feed.market


def test_a_first_start_shows_the_line_and_a_second_one_shows_it_without_asking(
    server: LocalServer, tmp_path: Path
) -> None:
    market = run(server, tmp_path, 3)
    series = market.series[BTC]
    assert list(series.points) == [100.0, 101.0, 102.0, 103.0, 104.0, 105.0, 106.0, 107.0]
    assert series.changed_at is None
    paths = [(request.path, request.query("interval")) for request in server.requests]
    assert paths == [("/api/v3/ticker/24hr", ""), ("/api/v3/klines", "5m"), ("/api/v3/klines", "1d")]

    reader = HistoryReader(tmp_path / "history.db")
    long_ago, soon = datetime(2000, 1, 1, tzinfo=UTC), datetime.now(UTC) + DAY
    assert [bar.is_filled for bar in reader.filled(BTC, FIVE_MINUTES, long_ago, soon)] == [True] * 6
    assert len(list(reader.filled(BTC, DAY, long_ago, soon))) == 3
    assert [str(bar.close) for bar in reader.minutes(BTC, long_ago, soon)] == ["107.00"], "what was seen"
    assert reader.tape_rows(None, long_ago, soon, 10) == [], "nothing of it was seen to move"
    reader.close()

    market = run(server, tmp_path, 4)
    assert list(market.series[BTC].points)[:7] == [100.0, 101.0, 102.0, 103.0, 104.0, 105.0, 106.0]
    assert len([request for request in server.requests if request.path == "/api/v3/klines"]) == 2


def test_a_board_that_is_to_ask_for_no_past_asks_for_none(server: LocalServer, tmp_path: Path) -> None:
    source = SourceConfig(
        name="coins", kind="binance", url=server.url, every=timedelta(milliseconds=50), symbols=("BTCUSDT",)
    )
    for wiring, resume in (
        (Wiring((source,), Environment(state=tmp_path, calendars={}), fill_past=False), True),
        (Wiring((source,), Environment(state=tmp_path, calendars={})), False),
    ):
        before = len(server.requests)
        feed = wiring.open_feed(resume=resume)
        feed.start()
        try:
            wait_until(lambda before=before: len(server.requests) > before + 3)  # type: ignore[misc]
        finally:
            feed.stop(60)
    assert {request.path for request in server.requests} == {"/api/v3/ticker/24hr"}

"""The worked examples of tests/README.md, run as they stand there."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.kit.markets import a_failure, a_market, a_snapshot, prices, unchanged
from tests.kit.quotes import a_quote, after
from tests.kit.server import TEXT, LocalServer, ServerResponse
from tests.kit.terminal import Terminal, bigboard
from tests.ui.stage import staged
from tui.domain.events import PollResult
from tui.domain.source_health import SourceState
from tui.engine.environment import Environment
from tui.engine.single_requests import poll_once
from tui.sources.adapter import SourceConfig


@pytest.mark.parametrize(
    ("poll", "state"),
    [
        (a_snapshot(a_quote("OGDC", "101.25"), at=after(15)), SourceState.UNCHANGED),
        (unchanged(at=after(15)), SourceState.UNCHANGED),
        (a_failure("HTTP 503", at=after(15)), SourceState.FAILING),
    ],
)
def test_a_price_stays_whatever_the_next_poll_brings(poll: PollResult, state: SourceState) -> None:
    market = a_market(a_snapshot(a_quote("OGDC", "101.25")), poll)

    assert prices(market) == {"OGDC": Decimal("101.25")}
    assert market.health["br"].state is state


def test_a_source_is_polled_over_http() -> None:
    page = ServerResponse(body="OGDC 101.25 Increased By ▲ 0.35 (0.35%)\n", content_type=TEXT)
    with LocalServer(lambda _request: page) as server:
        every = timedelta(seconds=15)
        source = SourceConfig(name="br", kind="brecorder", url=f"{server.url}/", every=every, allow_private=True)
        market = poll_once([source], Environment(calendars={}))

    assert prices(market) == {"OGDC": Decimal("101.25")}
    assert [request.path for request in server.requests] == ["/"]


async def test_a_filter_shows_the_rows_that_match() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("/", *"ogdc", "enter")

        assert stage.symbols == ["OGDC"]
        assert "PPL" not in stage.text


@pytest.mark.slow
def test_q_leaves_the_terminal_as_it_was_found() -> None:
    with Terminal(bigboard("demo", "--seed", "7"), size=(80, 24)) as terminal:
        terminal.wait_for("KSE100")
        terminal.send("q")

        assert terminal.wait() == 0
        assert terminal.is_restored()

"""A restart after the wall clock was set: rows have the time of their poll, and never look younger than they are."""

from datetime import timedelta
from pathlib import Path

from tests.kit.clock import ManualClock
from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tests.kit.view import a_board_state, a_row, text_of
from tests.storage.test_board_cache import BR
from tui.domain.market import Market
from tui.engine.clock import Timeline
from tui.engine.environment import market_before_polls
from tui.storage.board_cache import BoardCache
from tui.view import source_health
from tui.view.spans import AgeLevel


def restarted(folder: Path, seconds: float) -> tuple[Market, Timeline]:
    """The board of a program that begins so long after the stored rows were polled, by the wall clock of now."""
    clock = ManualClock()
    clock.now = after(seconds)
    timeline = Timeline(clock, clock.steady)
    return BoardCache(folder, [BR], timeline.on_wall).restore(market_before_polls([BR]), timeline.now()), timeline


@for_each(
    ("seconds", "age", "fade", "good"),
    [
        (0, "≤19s", AgeLevel.FRESH, "0s"),
        (5, "≤19s", AgeLevel.FRESH, "5s"),
        (3600, "1h", AgeLevel.STALE, "1h"),
        (8 * 3600, "6h", AgeLevel.STALE, "8h"),
        (-0.5, "?", AgeLevel.STALE, "?"),
        (-50, "?", AgeLevel.STALE, "?"),
    ],
)
def test_a_negative_age_is_unknown_and_not_fresh(
    tmp_path: Path, seconds: float, age: str, fade: AgeLevel, good: str
) -> None:
    BoardCache(tmp_path, [BR]).save(a_market(a_snapshot(a_quote("OGDC", "132.50"))))
    market, timeline = restarted(tmp_path, seconds)
    (quote,) = market.quotes.values()
    row = a_row(market, quote, timeline.now())
    assert (row.age_text, row.age_level) == (age, fade)
    bar = text_of(source_health.status_variants(a_board_state(market, timeline.now()), market.health["br"])[0])
    assert bar == f"◌ br waiting {good:>3}"


@for_each("seconds", [-61, -3600, -86_400, -365 * 86_400])
def test_a_stored_board_of_the_future_is_ignored(tmp_path: Path, seconds: float) -> None:
    BoardCache(tmp_path, [BR]).save(a_market(a_snapshot(a_quote("OGDC", "132.50"))))
    assert not restarted(tmp_path, seconds)[0].quotes


@for_each("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=365), timedelta(days=-365)])
def test_stored_rows_have_their_time_by_the_clock_as_it_is_set_now(tmp_path: Path, jump: timedelta) -> None:
    """A program that began before the clock was set, and one that begins after, agree on how old the figures are."""
    clock = ManualClock()
    clock.now = FIXED_NOW
    timeline = Timeline(clock, clock.steady)
    stored = BoardCache(tmp_path, [BR], timeline.on_wall)
    clock.set_back(-jump)
    stored.save(a_market(a_snapshot(a_quote("OGDC", "132.50"), at=timeline.now())))
    clock.advance(timedelta(minutes=10))
    later = Timeline(clock, clock.steady)
    market = BoardCache(tmp_path, [BR], later.on_wall).restore(market_before_polls([BR]), later.now())
    (quote,) = market.quotes.values()
    assert a_row(market, quote, later.now()).age == timedelta(minutes=10)

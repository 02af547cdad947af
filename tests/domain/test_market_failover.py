"""The board when a source freezes, goes back in time or falls silent: which one is shown, and with which state."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.kit.markets import a_failure, a_market, a_snapshot, prices, unchanged
from tests.kit.marks import for_each
from tests.kit.quotes import EVERY, a_level, a_quote, after, an_article, an_id
from tui.domain.events import PollResult, Snapshot
from tui.domain.failover import find_disagreement
from tui.domain.market import Market, apply, utc_date
from tui.domain.quote import InstrumentId
from tui.domain.source_health import STALE_SLACK, SourceState, display_state

OGDC, PPL = an_id("OGDC"), an_id("PPL")
LIMIT = (2 * EVERY + STALE_SLACK).total_seconds()
MINUTE = 60.0


def reports(source: str, at: float, **figures: str) -> Snapshot:
    return a_snapshot(*(a_quote(symbol, price) for symbol, price in figures.items()), source=source, at=after(at))


def who(market: Market) -> dict[str, str]:
    return {key.symbol: quote.source for key, quote in market.quotes.items()}


@for_each(
    "word",
    [
        reports("feed", LIMIT + 1, MARI="3"),
        unchanged("feed", after(LIMIT + 1)),
        a_failure(source="feed", at=after(LIMIT + 1)),
        a_snapshot(an_article(), source="feed", at=after(LIMIT + 1)),
    ],
)
def test_rows_of_a_source_gone_stale_are_shown_from_another_whichever_is_polled_next(word: PollResult) -> None:
    market = a_market(
        reports("br", 0, OGDC="10", PPL="20"), reports("yahoo", LIMIT, OGDC="10.5"), sources=("br", "yahoo", "feed")
    )
    assert who(market) == {"OGDC": "br", "PPL": "br"}

    market = apply(market, word)
    assert who(market) | {"MARI": ""} == {"OGDC": "yahoo", "PPL": "br", "MARI": ""}


def test_each_symbol_keeps_moving_from_the_next_source_and_returns_to_the_first() -> None:
    market = a_market(sources=("br", "yahoo", "feed"))
    for n in range(40):
        at = 15.0 * n
        market = apply(market, reports("yahoo", at, OGDC=f"2{n:02}", PPL=f"3{n:02}"))
        if n % 4 == 0:
            market = apply(market, reports("feed", at + 1, PPL=f"4{n:02}", MARI="1"))
        dead = 10 <= n < 30
        market = apply(market, a_failure(at=after(at + 2)) if dead else reports("br", at + 2, OGDC=f"1{n:02}"))
        settled = who(market)
        assert list(market.quotes)[:2] == [OGDC, PPL]
        assert settled["OGDC"] == ("yahoo" if 14 <= n < 30 else "br")
        assert settled["PPL"] == "yahoo"
        if settled["OGDC"] == "yahoo":
            assert market.quotes[OGDC].price == Decimal(f"2{n:02}")


def test_where_nothing_became_stale_the_board_is_the_same_object() -> None:
    market = a_market(reports("br", 0, OGDC="10"), reports("yahoo", 1, OGDC="11"), sources=("br", "yahoo"))
    later = apply(market, a_failure(source="yahoo", at=after(16)))

    assert later.quotes is market.quotes
    assert later.series is market.series


def always(_market: str, _at: datetime) -> bool:
    return True


def frozen_at(seconds: float, *, every: timedelta = EVERY, opens: float = 0, news: bool = False) -> Market:
    """Return a market whose source reported the same figures every minute, in a session that opened then."""
    market = a_market()
    market = market._replace(health={"br": market.health["br"]._replace(every=every)})
    for n in range(int(seconds // MINUTE) + 1):
        articles = [an_article(f"article {n}")] if news else []
        snapshot = a_snapshot(a_quote("OGDC", "10"), a_level(), *articles, at=after(n * MINUTE))
        market = apply(market, snapshot, is_open=lambda _market, at: at >= after(opens))
    return market


@for_each(
    ("minutes", "opens", "every", "reason"),
    [
        (10, 0, 15, None),
        (11, 0, 15, "the same figures for 11m while the market is open"),
        (130, 0, 15, "the same figures for 2h 10m while the market is open"),
        (25, 20, 15, None),
        (40, 20, 15, "the same figures for 20m while the market is open"),
        (29, 0, 600, None),
        (31, 0, 600, "the same figures for 31m while the market is open"),
    ],
)
def test_figures_that_do_not_change_in_session_make_a_source_stale(
    minutes: int, opens: int, every: int, reason: str | None
) -> None:
    market = frozen_at(minutes * MINUTE, every=timedelta(seconds=every), opens=opens * MINUTE)
    health = market.health["br"]

    assert (health.state, health.reason) == (SourceState.STALE if reason else SourceState.UNCHANGED, reason)
    assert health.failures == 0
    assert health.last_good == after(minutes * MINUTE)


def test_fresh_articles_do_not_hide_a_frozen_ticker_and_a_feed_has_none_to_freeze() -> None:
    assert frozen_at(12 * MINUTE, news=True).health["br"].state is SourceState.STALE

    feed = a_market()
    for n in range(60):
        feed = apply(feed, a_snapshot(an_article(), at=after(n * MINUTE)), is_open=always)
    assert feed.health["br"].state is SourceState.UNCHANGED


def test_a_source_confirmed_by_304_can_be_frozen_too_and_one_move_ends_it() -> None:
    market = a_market(reports("br", 0, OGDC="10"))
    for n in range(1, 13):
        market = apply(market, unchanged(at=after(n * MINUTE)), is_open=always)
    assert market.health["br"].state is SourceState.STALE

    moved = apply(market, reports("br", 13 * MINUTE, OGDC="11"), is_open=always)
    assert (moved.health["br"].state, moved.health["br"].reason) == (SourceState.LIVE, None)

    closed = apply(market, unchanged(at=after(13 * MINUTE)))
    assert (closed.health["br"].state, closed.health["br"].reason) == (SourceState.UNCHANGED, None)


def test_a_frozen_source_gives_way_to_one_that_moves() -> None:
    market = a_market(reports("yahoo", 0, OGDC="11"), reports("br", 0, OGDC="10"), sources=("br", "yahoo"))
    for n in range(1, 14):
        market = apply(market, reports("br", n * MINUTE, OGDC="10"), is_open=always)
        market = apply(market, reports("yahoo", n * MINUTE, OGDC=f"11.{n}"), is_open=always)
    assert who(market) == {"OGDC": "yahoo"}

    assert who(apply(market, reports("br", 14 * MINUTE, OGDC="12"), is_open=always)) == {"OGDC": "br"}


def test_once_its_market_is_closed_a_frozen_source_is_closed() -> None:
    health = frozen_at(12 * MINUTE).health["br"]

    assert display_state(health, after(12 * MINUTE), market_open=True) is SourceState.STALE
    assert display_state(health, after(12 * MINUTE), market_open=False) is SourceState.CLOSED
    assert display_state(health, after(20 * MINUTE), market_open=False) is SourceState.STALE


def timed(price: str, as_of: float | None, at: float, symbol: str = "OGDC") -> Snapshot:
    quote = a_quote(symbol, price)._replace(as_of=None if as_of is None else after(as_of))
    return a_snapshot(quote, an_article(f"article at {at}"), at=after(at))


def test_a_page_older_than_the_known_one_is_ignored_and_counted() -> None:
    market = a_market(timed("10", 0, 0), timed("11", 60, 60), timed("10", 0, 75), timed("10", 0, 90))
    health = market.health["br"]

    assert (health.state, health.reason) == (SourceState.FAILING, "an older page than the last one")
    assert (health.failures, health.last_good) == (2, after(60))
    assert prices(market)["OGDC"] == Decimal(11)
    assert "article at 75" not in market.articles
    assert market.polled_at(market.quotes[OGDC]) == after(60)

    again = apply(market, timed("12", 90, 105))
    assert (again.health["br"].state, again.health["br"].reason, again.health["br"].failures) == ("live", None, 0)


@for_each(
    "later",
    [
        pytest.param(timed("12", 60, 75), id="the same time"),
        pytest.param(timed("12", None, 75), id="no time"),
        pytest.param(timed("12", 0, 75, symbol="PPL"), id="another row"),
    ],
)
def test_what_is_not_known_to_be_older_is_taken(later: Snapshot) -> None:
    rest = a_snapshot(a_quote("OGDC", "11")._replace(as_of=after(60)), at=after(60))
    assert apply(a_market(rest), later).health["br"].state is SourceState.LIVE


def test_a_time_from_the_future_does_not_make_all_later_pages_old() -> None:
    market = a_market(timed("10", 86_400, 0), timed("11", 60, 60))

    assert prices(market)["OGDC"] == Decimal(11)


def disagreement(
    market: Market, key: InstrumentId, now: float = 1, limit: str = "1"
) -> tuple[tuple[str, Decimal], ...]:
    return find_disagreement(key, market.quotes_by_source, market.health, after(now), Decimal(limit))


def disagreeing(
    *reported: tuple[str, str | None, float], limit: str = "1", now: float = 10
) -> tuple[tuple[str, str], ...]:
    names = tuple(name for name, _, _ in reported)
    market = a_market(
        *(a_snapshot(a_quote(price=price), source=name, at=after(at)) for name, price, at in reported), sources=names
    )
    return tuple((name, str(value)) for name, value in disagreement(market, OGDC, now, limit))


@for_each(
    ("reported", "differing"),
    [
        ([("br", "100", 0)], ()),
        ([("br", "100", 0), ("yahoo", "101", 0)], ()),
        ([("br", "100", 0), ("yahoo", "101.01", 0)], (("br", "100"), ("yahoo", "101.01"))),
        ([("br", "100", 0), ("yahoo", "98.9", 0), ("x", "100.5", 0)], (("br", "100"), ("yahoo", "98.9"))),
        ([("br", None, 0), ("yahoo", "90", 0)], ()),
        ([("br", "0", 0), ("yahoo", "1", 0)], (("br", "0"), ("yahoo", "1"))),
        ([("br", "-2", 0), ("yahoo", "-2.1", 0)], (("br", "-2"), ("yahoo", "-2.1"))),
        ([("br", "100", -LIMIT), ("yahoo", "200", 0)], ()),
    ],
)
def test_fresh_sources_that_differ_by_more_than_the_limit_are_named_with_their_figures(
    reported: list[tuple[str, str | None, float]], differing: tuple[tuple[str, str], ...]
) -> None:
    assert disagreeing(*reported) == differing


def test_another_currency_is_no_disagreement_and_an_index_can_be_one() -> None:
    rupees = a_quote(price="100")._replace(currency="PKR")
    dollars = a_quote(price="1")._replace(currency="USD")
    market = a_market(
        a_snapshot(rupees, a_level(level="80,000"), source="br"),
        a_snapshot(dollars, a_level(level="90,000"), source="yahoo"),
        sources=("br", "yahoo"),
    )

    assert disagreement(market, OGDC) == ()
    assert [name for name, _ in disagreement(market, an_id("KSE100"))] == ["br", "yahoo"]
    assert disagreement(market, an_id("NOBODY")) == ()


def test_a_calendar_is_called_with_the_sources_own_market() -> None:
    called_with: list[str] = []

    def is_open(market: str, _at: datetime) -> bool:
        called_with.append(market)
        return False

    apply(a_market(), reports("br", 0, OGDC="1"), utc_date, is_open)
    assert called_with == ["PSX"]

"""Several sources of one row: which is shown, when another takes over, and when the first comes back."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import a_failure, a_market, a_snapshot, prices, unchanged
from tests.kit.marks import for_each
from tests.kit.quotes import EVERY, FIXED_NOW, a_level, a_quote, after, an_id
from tui.domain.events import Failure, NotModified, PollResult, Snapshot
from tui.domain.market import Market, apply, changes_of_kind
from tui.domain.quote import NOT_INDICES, InstrumentId, InstrumentKind, Quote
from tui.domain.source_health import STALE_SLACK, SourceState

OGDC = an_id("OGDC")
BOTH = ("br", "yahoo")
LIMIT = (2 * EVERY + STALE_SLACK).total_seconds()


def reports(source: str, price: str | None, seconds: float) -> Snapshot:
    return a_snapshot(a_quote(price=price), a_level(level=price), source=source, at=after(seconds))


def shown(market: Market) -> tuple[str, str | None]:
    """Return the source shown and its price; the quote and the index always agree."""
    quote, level = market.quotes[OGDC], market.quotes[an_id("KSE100")]
    assert (quote.source, quote.price) == (level.source, level.price)
    return quote.source, None if quote.price is None else str(quote.price)


@for_each("order", list(permutations(("br", "yahoo", "feed"))))
def test_the_first_source_in_the_configured_order_is_shown_whichever_responds_first(order: tuple[str, ...]) -> None:
    for speaking in permutations(order):
        market = a_market(*(reports(name, "10", n) for n, name in enumerate(speaking)), sources=order)

        assert shown(market)[0] == order[0]


def test_a_row_of_only_one_source_is_shown_from_it() -> None:
    market = a_market(
        a_snapshot(a_quote("OGDC"), source="br"), a_snapshot(a_quote("PPL"), source="yahoo"), sources=BOTH
    )

    assert {key.symbol: quote.source for key, quote in market.quotes.items()} == {"OGDC": "br", "PPL": "yahoo"}


def test_what_one_source_calls_a_share_and_another_an_index_is_one_row_of_the_kind_of_the_source_shown() -> None:
    share, index = a_quote("KSE100", "1"), a_level("KSE100", "2")
    both = a_market(
        a_snapshot(share, source="br", at=after(0)), a_snapshot(index, source="yahoo", at=after(1)), sources=BOTH
    )
    assert list(both.of_kind(*NOT_INDICES)) == list(both.quotes) == [share.id]

    later = apply(both, a_snapshot(index, source="yahoo", at=after(LIMIT + 10)))
    assert list(later.of_kind(InstrumentKind.INDEX)) == list(later.quotes) == [share.id]
    (gone,) = changes_of_kind(both, later, *NOT_INDICES)
    (came,) = changes_of_kind(both, later, InstrumentKind.INDEX)
    assert (gone.old, gone.new, came.old, came.new) == (share, None, None, index)


@for_each(
    "word",
    [
        pytest.param(reports("yahoo", "11", LIMIT + 1), id="the other reports something new"),
        pytest.param(reports("yahoo", "10.5", LIMIT + 1), id="the other repeats itself"),
        pytest.param(unchanged("yahoo", after(LIMIT + 1)), id="the other has nothing new"),
    ],
)
def test_another_source_takes_over_once_the_first_is_stale(word: PollResult) -> None:
    market = a_market(reports("br", "10", 0), reports("yahoo", "10.5", 1), sources=BOTH)
    assert shown(market) == ("br", "10")

    market = apply(market, word)
    assert shown(market)[0] == "yahoo"
    assert market.polled_at(market.quotes[OGDC]) == after(LIMIT + 1)


@pytest.mark.parametrize("failure", [a_failure(at=after(LIMIT + 1)), a_snapshot(at=after(LIMIT + 1))])
def test_another_source_takes_over_with_the_failure_that_makes_the_first_stale(failure: PollResult) -> None:
    market = a_market(reports("br", "10", 0), reports("yahoo", "10.5", LIMIT - 5), sources=BOTH)

    assert shown(apply(market, failure)) == ("yahoo", "10.5")


def test_a_failure_alone_is_no_reason_while_the_figures_are_fresh() -> None:
    market = a_market(reports("br", "10", 0), reports("yahoo", "10.5", 1), a_failure(at=after(15)), sources=BOTH)

    assert shown(market) == ("br", "10")


@for_each(
    "back", [reports("br", "10", LIMIT + 20), reports("br", "12", LIMIT + 20), unchanged("br", after(LIMIT + 20))]
)
def test_the_first_source_is_shown_again_as_soon_as_it_is_back(back: PollResult) -> None:
    market = a_market(reports("br", "10", 0), reports("yahoo", "11", LIMIT + 1), sources=BOTH)
    assert shown(market) == ("yahoo", "11")

    assert shown(apply(market, back))[0] == "br"


def test_where_all_are_stale_the_freshest_is_shown() -> None:
    market = a_market(reports("br", "10", 0), reports("yahoo", "11", 10), a_failure(at=after(9999)), sources=BOTH)

    assert shown(market) == ("yahoo", "11")


def test_a_row_that_vanished_from_the_first_is_shown_from_the_second_once_it_is_stale() -> None:
    market = a_market(reports("br", "10", 0), reports("yahoo", "11", 0), sources=BOTH)
    others = (a_quote("PPL"), a_level("KSE30"))
    for n in range(1, 6):
        market = apply(market, a_snapshot(*others, source="br", at=after(15 * n)))
        market = apply(market, reports("yahoo", "11", 15 * n))

    assert shown(market) == ("yahoo", "11")


def test_a_valid_value_is_shown_before_a_fresher_row_without_one() -> None:
    market = a_market(
        a_snapshot(a_quote(price=None), a_quote("PPL"), source="br", at=after(100)),
        a_snapshot(a_quote(price="11"), source="yahoo", at=after(50)),
        a_failure(source="br", at=after(9999)),
        sources=BOTH,
    )

    assert prices(market)["OGDC"] == Decimal(11)


def test_a_row_invalid_in_the_first_source_is_shown_from_the_second() -> None:
    market = a_market(
        reports("yahoo", "11", 0), a_snapshot(a_quote(price=None), source="br", at=after(1)), sources=BOTH
    )

    assert market.quotes[OGDC].source == "yahoo"


def test_a_row_dropped_by_one_source_is_still_shown_from_another() -> None:
    days = timedelta(days=3).total_seconds()
    market = a_market(
        reports("yahoo", "11", 0),
        a_snapshot(a_quote(price="10"), a_quote("PPL"), source="br", at=after(60)),
        a_snapshot(a_quote("PPL"), source="br", at=after(75)),
        a_snapshot(a_quote("PPL"), source="br", at=after(days + 100)),
        sources=BOTH,
    )

    assert (market.quotes[OGDC].source, market.quotes[OGDC].price) == ("yahoo", Decimal(11))


def test_a_second_source_whose_values_change_is_live_although_it_is_not_shown() -> None:
    market = a_market(reports("br", "10", 0), reports("yahoo", "11", 1), reports("yahoo", "12", 16), sources=BOTH)

    assert market.health["yahoo"].state == "live"
    assert shown(market) == ("br", "10")


def test_taking_over_with_the_same_value_is_no_change() -> None:
    market = a_market(reports("br", "10", 0), reports("yahoo", "10.00", LIMIT + 1), sources=BOTH)

    assert market.changed_at(market.quotes[OGDC]) is None


symbols = st.sampled_from(["A", "B", "C"])
rows = st.lists(st.tuples(symbols, st.one_of(st.none(), st.integers(1, 5))), max_size=4, unique_by=lambda row: row[0])


@st.composite
def histories(draw: st.DrawFn) -> list[PollResult]:
    """Draw any results of three sources, time going on and now and then back a little."""
    history: list[PollResult] = []
    seconds = 0.0
    for _ in range(draw(st.integers(1, 25))):
        seconds = max(0.0, seconds + draw(st.sampled_from([-20, 0, 1, 15, 70, 100_000])))
        source = draw(st.sampled_from(["x", "y", "z"]))
        match draw(st.sampled_from(["reports", "reports", "reports", "unchanged", "fails"])):
            case "reports":
                quotes = [a_quote(symbol, None if price is None else str(price)) for symbol, price in draw(rows)]
                history.append(a_snapshot(*quotes, source=source, at=after(seconds)))
            case "unchanged":
                history.append(unchanged(source, after(seconds)))
            case _:
                history.append(a_failure(source=source, at=after(seconds)))
    return history


@given(histories())
def test_every_price_shown_was_really_reported_and_no_age_is_invented(history: list[PollResult]) -> None:
    market = a_market(sources=("x", "y", "z"))
    reported: set[tuple[str, str, Decimal]] = set()
    latest: dict[str, datetime] = {}
    for poll in history:
        before, market = market, apply(market, poll)
        if market is before:
            continue
        latest[poll.source] = poll.at
        if isinstance(poll, Snapshot):
            reported |= {(q.source, q.id.symbol, q.price) for q in poll.quotes if q.price is not None}
        for key, quote in market.quotes.items():
            assert key == quote.id
            assert quote.price is None or (quote.source, key.symbol, quote.price) in reported
            assert FIXED_NOW <= quote.polled_at <= market.polled_at(quote) <= latest[quote.source]
            assert quote is market.quotes_by_source[quote.source].rows[key]
            if quote.price is not None:
                series = market.series[key]
                assert series.low <= quote.price <= series.high
                assert series.last == quote.price
        assert market.series.keys() <= market.quotes.keys()


@given(histories())
def test_the_health_of_a_source_is_that_of_its_latest_poll(history: list[PollResult]) -> None:
    market = a_market(sources=("x", "y", "z"))
    for poll in history:
        before, market = market, apply(market, poll)
        if market is before:
            continue
        health = market.health[poll.source]
        assert health.last_poll == poll.at
        assert (health.failures > 0) is (health.state == "failing")
        assert health.failures == 0 or health.reason
        assert isinstance(poll, Failure) <= (health.state == "failing")
        assert isinstance(poll, NotModified) <= (health.state == "unchanged")


@given(histories())
def test_a_poll_that_repeats_the_last_response_shows_the_very_same_board(history: list[PollResult]) -> None:
    market = a_market(*history, sources=("x", "y", "z"))
    last = max(health.last_poll for health in market.health.values() if health.last_poll)
    again = apply(apply(market, unchanged("x", last)), unchanged("x", last))

    assert apply(again, unchanged("x", last)).quotes is again.quotes


def test_unchanged_rows_are_shown_from_another_too_once_their_source_is_stale() -> None:
    market = a_market(
        reports("br", "1", 0), unchanged("br", after(1)), reports("yahoo", "3", LIMIT), sources=(*BOTH, "feed")
    )
    assert shown(market) == ("br", "1")

    assert shown(apply(market, a_failure(source="feed", at=after(LIMIT + 10)))) == ("yahoo", "3")


def test_a_row_reported_again_unchanged_takes_over_from_one_gone_stale() -> None:
    market = a_market(
        reports("br", "1", 0),
        reports("yahoo", "3", 0),
        a_snapshot(a_quote("PPL"), a_level("KSE30"), source="yahoo", at=after(1)),
        unchanged("yahoo", after(LIMIT + 10)),
        sources=BOTH,
    )
    assert shown(market) == ("br", "1")

    rows = (a_quote("OGDC", "3"), a_level(level="3"), a_quote("PPL"), a_level("KSE30"))
    assert shown(apply(market, a_snapshot(*rows, source="yahoo", at=after(LIMIT + 25)))) == ("yahoo", "3")


@given(histories())
def test_the_first_fresh_source_is_always_shown_for_every_row(history: list[PollResult]) -> None:
    market = a_market(sources=("x", "y", "z"))
    for poll in history:
        before, market = market, apply(market, poll)
        if market is before:
            continue
        for key in {key for rows in market.quotes_by_source.values() for key in rows.rows}:
            assert market.quotes[key] is expected(market, key, poll.at)


def expected(market: Market, key: InstrumentId, now: datetime) -> Quote:
    """Return the row that must be shown: that of the first source in order that is fresh, else the freshest one."""
    by_source = [(name, market.quotes_by_source[name]) for name in market.health if name in market.quotes_by_source]
    known = [(name, rows, rows.rows[key]) for name, rows in by_source if key in rows.rows]
    if len([name for name, rows in by_source if rows.rows]) == 1:
        return known[0][2]
    for name, rows, quote in known:
        is_stale = market.health[name].state is SourceState.STALE
        if quote.price is not None and not is_stale and now - rows.polled_at(quote) <= timedelta(seconds=LIMIT):
            return quote
    return max(known, key=lambda each: (each[2].price is not None, each[1].polled_at(each[2])))[2]


def test_of_many_rows_only_those_that_moved_are_new() -> None:
    symbols = [f"S{n}" for n in range(200)]
    first = a_snapshot(*map(a_quote, symbols), source="br", at=after(0))
    second = a_snapshot(*map(a_quote, symbols), source="yahoo", at=after(1))
    before = a_market(first, second, sources=BOTH)
    moved = [a_quote(symbol, "140" if symbol in {"S7", "S150"} else "132.50") for symbol in symbols]
    market = apply(before, a_snapshot(*moved, source="br", at=after(15)))

    assert {key.symbol for key, quote in market.quotes.items() if quote is not before.quotes[key]} == {"S7", "S150"}
    assert apply(market, unchanged("yahoo", after(16))).quotes is market.quotes

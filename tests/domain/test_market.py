"""The law by which a market grows: one source alone, and what is shown of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.kit.markets import a_failure, a_market, a_snapshot, prices, unchanged
from tests.kit.marks import for_each
from tests.kit.quotes import EVERY, FIXED_NOW, a_level, a_quote, after, an_id
from tui.domain.diff import diff
from tui.domain.events import NextPollPlanned, PageRejected, PollResult
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market, apply, utc_date
from tui.domain.observations import MAX_MISSING_ROWS, MISSING_ROW_TTL
from tui.domain.quote import NOT_INDICES, InstrumentKind
from tui.domain.source_health import SourceState
from tui.domain.text import sanitize_line

THREE_DAYS = MISSING_ROW_TTL.total_seconds()
OGDC, PPL = an_id("OGDC"), an_id("PPL")


def test_before_the_first_poll_nothing_is_known_and_every_source_waits_in_order() -> None:
    market = a_market(sources=("br", "yahoo"))

    assert not market.quotes
    assert [(name, health.state) for name, health in market.health.items()] == [
        ("br", SourceState.WAITING),
        ("yahoo", SourceState.WAITING),
    ]


def test_a_snapshot_fills_the_board() -> None:
    market = a_market(a_snapshot(a_quote("OGDC"), a_quote("PPL"), a_level("KSE100")))

    assert list(market.quotes) == [OGDC, PPL, an_id("KSE100")]
    assert list(market.of_kind(*NOT_INDICES)) == [OGDC, PPL]
    assert list(market.of_kind(InstrumentKind.INDEX)) == [an_id("KSE100")]
    assert market.health["br"].state is SourceState.LIVE


def test_a_source_that_is_not_configured_is_an_error_not_a_row() -> None:
    with pytest.raises(KeyError):
        apply(a_market(), a_snapshot(a_quote(), source="stranger"))


def test_no_mapping_of_a_market_can_be_written_to() -> None:
    market = a_market(a_snapshot(a_quote(), a_level()))

    for mapping in (
        market.quotes,
        market.articles,
        market.health,
        market.series,
        market.quotes_by_source,
    ):
        with pytest.raises(TypeError):
            mapping["x"] = None  # type: ignore[index]  # that it cannot is the point


@for_each("late", [a_snapshot(a_quote(price="1"), at=after(10)), a_failure(at=after(10)), unchanged(at=after(10))])
def test_a_response_older_than_the_last_one_changes_nothing(late: PollResult) -> None:
    market = a_market(a_snapshot(a_quote(price="2"), at=after(15)))

    assert apply(market, late) is market


def test_a_response_of_the_same_time_counts() -> None:
    market = a_market(a_snapshot(a_quote(price="2"), at=after(15)), a_snapshot(a_quote(price="3"), at=after(15)))

    assert prices(market) == {"OGDC": Decimal(3)}


def test_late_is_judged_source_by_source() -> None:
    market = a_market(
        a_snapshot(a_quote("OGDC"), source="br", at=after(60)),
        a_snapshot(a_quote("PPL"), source="yahoo", at=after(10)),
        sources=("br", "yahoo"),
    )

    assert set(prices(market)) == {"OGDC", "PPL"}


def test_a_source_that_repeats_itself_changes_nothing_but_the_time_it_was_polled() -> None:
    before = a_market(a_snapshot(a_quote(), a_level(), at=after(0)))
    again = apply(before, a_snapshot(a_quote(), a_level(), at=after(15)))

    assert again.quotes is before.quotes
    assert again.articles is before.articles
    assert again.series is before.series
    assert again.health["br"].state is SourceState.UNCHANGED
    assert again.polled_at(again.quotes[OGDC]) == after(15)
    assert again.polled_at(again.quotes[an_id("KSE100")]) == after(15)


def test_a_304_confirms_every_row_without_touching_one() -> None:
    before = a_market(a_snapshot(a_quote(), a_level(), at=after(0)))
    again = apply(before, unchanged(at=after(15)))

    assert again.quotes is before.quotes
    assert again.series is before.series
    assert again.polled_at(again.quotes[OGDC]) == after(15)
    assert again.polled_at(again.quotes[an_id("KSE100")]) == after(15)
    assert again.health["br"].state is SourceState.UNCHANGED


def test_only_what_changed_becomes_a_new_object() -> None:
    before = a_market(a_snapshot(a_quote("OGDC"), a_quote("PPL"), at=after(0)))
    market = apply(before, a_snapshot(a_quote("OGDC", price="133"), a_quote("PPL"), at=after(15)))

    assert market.quotes[PPL] is before.quotes[PPL]
    assert [change.key for change in diff(before.quotes, market.quotes)] == [OGDC]


def test_with_one_source_its_rows_are_shown_without_a_copy() -> None:
    before = a_market(a_snapshot(a_quote("OGDC"), a_quote("PPL"), at=after(0)))
    market = apply(before, a_snapshot(a_quote("OGDC", price="133"), a_quote("PPL"), at=after(15)))

    assert market.quotes is market.quotes_by_source["br"].rows


def test_a_poll_that_moves_three_of_many_rows_makes_three_new_values(monkeypatch: pytest.MonkeyPatch) -> None:
    symbols = [f"S{n}" for n in range(500)]
    before = a_market(a_snapshot(*map(a_quote, symbols), at=after(0)))
    made: list[Decimal] = []
    moved = IntradaySeries.append

    def counting(series: IntradaySeries, value: Decimal, at: datetime, day: date) -> IntradaySeries:
        made.append(value)
        return moved(series, value, at, day)

    monkeypatch.setattr(IntradaySeries, "append", counting)
    rows = [a_quote(symbol, "140" if n in {3, 77, 499} else "132.50") for n, symbol in enumerate(symbols)]
    market = apply(before, a_snapshot(*rows, at=after(15)))

    assert len(made) == 3
    for old, new in ((before.quotes, market.quotes), (before.series, market.series)):
        assert sum(new[key] is not value for key, value in old.items()) == 3


def test_the_board_stays_and_ages_after_a_failure() -> None:
    before = a_market(a_snapshot(a_quote(), at=after(0)))
    market = apply(before, a_failure(at=after(15)))

    assert market.quotes is before.quotes
    assert market.polled_at(market.quotes[OGDC]) == after(0)
    assert market.health["br"].state is SourceState.FAILING


def test_a_planned_poll_is_known_with_the_interval_then_in_force() -> None:
    market = apply(a_market(), NextPollPlanned(source="br", next_try=after(60), every=4 * EVERY))

    assert (market.health["br"].next_try, market.health["br"].every) == (after(60), 4 * EVERY)


def test_where_a_rejected_page_is_stored_is_known_until_the_source_is_healthy_again() -> None:
    path = sanitize_line("~/rejected/br.html")
    market = apply(a_market(a_failure(at=after(0))), PageRejected(source="br", path=path))
    assert market.health["br"].rejected_page == path

    assert apply(market, a_snapshot(a_quote(), at=after(15))).health["br"].rejected_page is None


def test_an_invalid_row_has_its_last_valid_values_flagged_and_unconfirmed() -> None:
    market = a_market(
        a_snapshot(a_quote(price="10"), a_quote("PPL"), at=after(0)),
        a_snapshot(a_quote(price="10"), a_quote("PPL"), at=after(15)),
        a_snapshot(a_quote(price=None, flags=("price is not a figure",)), a_quote("PPL"), at=after(30)),
    )
    quote = market.quotes[OGDC]

    assert (quote.price, quote.flags) == (Decimal(10), ("price is not a figure",))
    assert market.polled_at(quote) == after(15)
    assert market.polled_at(market.quotes[PPL]) == after(30)


def test_a_row_that_stays_invalid_is_no_change() -> None:
    refused = a_quote(price=None)
    market = a_market(
        a_snapshot(a_quote(), a_quote("PPL"), at=after(0)), a_snapshot(refused, a_quote("PPL"), at=after(15))
    )
    again = apply(market, a_snapshot(refused, a_quote("PPL"), at=after(30)))

    assert again.quotes is market.quotes
    assert again.health["br"].state is SourceState.UNCHANGED


def test_a_row_that_was_never_valid_is_shown_without_a_price() -> None:
    market = a_market(a_snapshot(a_quote(price=None), a_quote("PPL"), at=after(0)))

    assert prices(market) == {"OGDC": None, "PPL": Decimal("132.50")}
    assert OGDC not in market.series


def test_a_row_that_is_valid_again_loses_its_flag_and_its_age() -> None:
    market = a_market(
        a_snapshot(a_quote(), a_quote("PPL"), at=after(0)),
        a_snapshot(a_quote(price=None), a_quote("PPL"), at=after(15)),
        a_snapshot(a_quote(), a_quote("PPL"), at=after(30)),
    )
    quote = market.quotes[OGDC]

    assert quote.flags == ()
    assert market.polled_at(quote) == after(30)


def test_a_row_invalid_for_days_loses_its_old_values_but_not_its_line() -> None:
    refused = a_quote(price=None)
    market = a_market(
        a_snapshot(a_quote(), a_quote("PPL"), at=after(0)),
        a_snapshot(refused, a_quote("PPL"), at=after(60)),
        a_snapshot(refused, a_quote("PPL"), at=after(THREE_DAYS + 61)),
        a_snapshot(refused, a_quote("PPL"), at=after(THREE_DAYS + 76)),
    )

    assert prices(market) == {"OGDC": None, "PPL": Decimal("132.50")}


def test_a_page_that_names_a_row_twice_gives_one_row_and_is_no_news_the_second_time() -> None:
    twice = (a_quote(price="10"), a_quote(price="11"))
    market = a_market(a_snapshot(*twice, at=after(0)))
    again = apply(market, a_snapshot(*twice, at=after(15)))

    assert prices(market) == {"OGDC": Decimal(11)}
    assert again.quotes is market.quotes


def test_a_missing_row_stays_and_ages_from_when_it_was_last_confirmed() -> None:
    market = a_market(
        a_snapshot(a_quote("OGDC"), a_quote("PPL"), at=after(0)),
        unchanged(at=after(15)),
        a_snapshot(a_quote("PPL"), at=after(30)),
        a_snapshot(a_quote("PPL"), at=after(45)),
        unchanged(at=after(60)),
    )

    assert market.polled_at(market.quotes[OGDC]) == after(15)
    assert market.polled_at(market.quotes[PPL]) == after(60)


def test_a_row_that_stays_missing_is_no_change() -> None:
    market = a_market(
        a_snapshot(a_quote("OGDC"), a_quote("PPL"), at=after(0)), a_snapshot(a_quote("PPL"), at=after(15))
    )

    assert apply(market, a_snapshot(a_quote("PPL"), at=after(30))).quotes is market.quotes


def test_a_row_that_returns_is_confirmed_again() -> None:
    market = a_market(
        a_snapshot(a_quote("OGDC"), a_quote("PPL"), at=after(0)),
        a_snapshot(a_quote("PPL"), at=after(15)),
        a_snapshot(a_quote("OGDC"), a_quote("PPL"), at=after(30)),
    )

    assert market.polled_at(market.quotes[OGDC]) == after(30)


@pytest.mark.parametrize(("seconds", "is_known"), [(THREE_DAYS, True), (THREE_DAYS + 1, False)])
def test_a_missing_row_is_dropped_after_three_days(seconds: float, *, is_known: bool) -> None:
    market = a_market(
        a_snapshot(a_quote("OGDC"), a_quote("PPL"), at=after(0)),
        a_snapshot(a_quote("PPL"), at=after(15)),
        a_snapshot(a_quote("PPL"), at=after(seconds)),
    )

    assert (OGDC in market.quotes) is is_known
    assert (OGDC in market.series) is is_known


def test_a_dead_source_drops_nothing() -> None:
    market = a_market(a_snapshot(a_quote(), at=after(0)), *(a_failure(at=after(86_400 * day)) for day in range(1, 10)))

    assert OGDC in market.quotes


@pytest.mark.slow
def test_a_page_with_other_rows_each_time_does_not_grow_without_end() -> None:
    market = a_market()
    for n in range(60):
        rows = [a_quote(f"S{n}X{k}") for k in range(100)]
        market = apply(market, a_snapshot(*rows, at=after(15 * n)))

    assert len(market.quotes) <= MAX_MISSING_ROWS + 100
    assert len(market.series) <= MAX_MISSING_ROWS + 100
    assert an_id("S59X0") in market.quotes


def test_half_a_page_is_rejected_entirely() -> None:
    before = a_market(a_snapshot(*(a_quote(f"S{n}", price="1") for n in range(30)), at=after(0)))
    market = apply(before, a_snapshot(*(a_quote(f"S{n}", price="2") for n in range(14)), at=after(15)))

    assert market.quotes is before.quotes
    assert market.health["br"].reason == "layout changed: 14 of 30 rows"
    assert market.health["br"].state is SourceState.FAILING
    assert market.polled_at(market.quotes[an_id("S0")]) == after(0)


def test_no_ticker_from_a_source_that_has_given_one_is_never_an_empty_market() -> None:
    before = a_market(a_snapshot(a_quote(), at=after(0)))
    market = apply(before, a_snapshot(at=after(15)))

    assert market.quotes is before.quotes
    assert market.health["br"].reason == "no ticker: 0 of 1 row"


def test_no_ticker_from_a_source_that_never_gave_one_is_fine() -> None:
    market = a_market(a_snapshot(at=after(0), note="no ticker"))

    assert market.health["br"].state is SourceState.UNCHANGED
    assert market.health["br"].reason == "no ticker"


def test_a_page_that_is_complete_again_is_accepted_again() -> None:
    rows = [a_quote(f"S{n}") for n in range(4)]
    market = a_market(a_snapshot(*rows, at=after(0)), a_snapshot(at=after(15)), a_snapshot(*rows, at=after(30)))

    assert market.health["br"].failures == 0
    assert market.polled_at(market.quotes[an_id("S0")]) == after(30)


def market_after(*moves: tuple[float, str], day_of: Callable[[str, datetime], date] = utc_date) -> Market:
    market = a_market()
    for seconds, price in moves:
        market = apply(market, a_snapshot(a_quote(price=price), at=after(seconds)), day_of)
    return market


def test_a_series_follows_the_price_and_has_the_time_it_last_changed() -> None:
    market = market_after((0, "10"), (15, "12"), (30, "9"), (45, "9"))
    series = market.series[OGDC]

    assert (series.points.tolist(), series.low, series.high) == ([10, 12, 9], Decimal(9), Decimal(12))
    assert market.changed_at(market.quotes[OGDC]) == after(30)


def test_a_price_seen_for_the_first_time_has_not_moved() -> None:
    market = market_after((0, "10"))

    assert market.changed_at(market.quotes[OGDC]) is None


def test_a_change_of_something_else_than_the_price_is_no_move() -> None:
    market = a_market(a_snapshot(a_quote(change="1"), at=after(0)), a_snapshot(a_quote(change="2"), at=after(15)))

    assert len(market.series[OGDC].points) == 1
    assert market.changed_at(market.quotes[OGDC]) is None


def test_an_index_has_a_series_too() -> None:
    market = a_market(a_snapshot(a_level(level="100"), at=after(0)), a_snapshot(a_level(level="101"), at=after(15)))

    assert market.series[an_id("KSE100")].points.tolist() == [100, 101]


def test_a_new_trading_day_starts_a_new_series_with_the_first_change() -> None:
    market = market_after((0, "10"), (15, "12"), (86_400, "11"))
    series = market.series[OGDC]

    assert (series.points.tolist(), series.low, series.high) == ([11], Decimal(11), Decimal(11))
    assert market.changed_at(market.quotes[OGDC]) == after(86_400)


@pytest.mark.parametrize("again", [a_snapshot(a_quote(price="12"), at=after(86_400)), unchanged(at=after(86_400))])
def test_yesterdays_range_is_not_todays_even_where_the_price_is_unchanged(again: PollResult) -> None:
    market = apply(market_after((0, "10"), (15, "12")), again)
    series = market.series[OGDC]

    assert (series.day, series.low, series.high) == (after(86_400).date(), Decimal(12), Decimal(12))
    assert market.changed_at(market.quotes[OGDC]) == after(15)


def test_the_series_of_a_missing_row_is_that_of_its_last_day() -> None:
    market = a_market(
        a_snapshot(a_quote(price="10"), a_quote("PPL"), at=after(0)),
        a_snapshot(a_quote(price="12"), a_quote("PPL"), at=after(15)),
        a_snapshot(a_quote("PPL"), at=after(30)),
        a_snapshot(a_quote("PPL"), at=after(86_400)),
    )

    assert market.series[OGDC].low == Decimal(10)
    assert market.series[PPL].day == after(86_400).date()


def test_the_day_is_the_exchanges_own() -> None:
    called_with: list[str] = []

    def of_karachi(market: str, at: datetime) -> date:
        called_with.append(market)
        return (at + timedelta(hours=5)).date()

    evening = (datetime(2026, 3, 17, 18, 59, tzinfo=UTC) - FIXED_NOW).total_seconds()
    market = market_after((evening, "10"), (evening + 30, "11"), day_of=of_karachi)
    assert market.series[OGDC].points.tolist() == [10, 11]

    market = market_after((evening, "10"), (evening + 90, "11"), day_of=of_karachi)
    assert market.series[OGDC].points.tolist() == [11]
    assert set(called_with) == {"PSX"}


def test_a_value_invalid_for_a_while_leaves_no_gap_in_the_series() -> None:
    market = a_market(
        a_snapshot(a_quote(price="10"), a_quote("PPL"), at=after(0)),
        a_snapshot(a_quote(price=None), a_quote("PPL"), at=after(15)),
        a_snapshot(a_quote(price="10"), a_quote("PPL"), at=after(30)),
        a_snapshot(a_quote(price="11"), a_quote("PPL"), at=after(45)),
    )

    assert market.series[OGDC].points.tolist() == [10, 11]

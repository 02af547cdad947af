"""One instrument in full, on panes of every width."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_id
from tests.kit.view import a_board_state, page_of
from tui.domain.market import Market
from tui.domain.quote import ExtendedSession, Quote
from tui.domain.text import sanitize_line
from tui.view import formatting, instrument_detail
from tui.view.spans import AgeLevel, Tone, width

OGDC = an_id("OGDC")


def shown(market: Market, cells: int = 76, now: float = 0) -> str:
    return page_of(instrument_detail.detail_lines(a_board_state(market, after(now)), OGDC, cells))


def market_over(*prices: str, quote: Quote | None = None) -> Market:
    first = quote or a_quote()
    snapshots = (
        a_snapshot(first._replace(price=Decimal(price)), at=after(15 * (n - len(prices) + 1)))
        for n, price in enumerate(prices)
    )
    return a_market(*snapshots)


FULL = a_quote(price="132.50", change="+9.27", percent="+7.52", name="Oil & Gas Development Company")._replace(
    currency="PKR",
    open=Decimal("124.00"),
    high=Decimal("133.00"),
    low=Decimal("123.50"),
    volume=1_234_567,
    as_of=after(-5),
)
FULLER = FULL._replace(
    year_low=Decimal("98.10"),
    year_high=Decimal("151.75"),
    bid=Decimal("132.45"),
    ask=Decimal("132.60"),
    extended_price=Decimal("133.05"),
    extended_session=ExtendedSession.AFTER_HOURS,
    extended_as_of=after(-60),
    turnover=163_580_127,
    market_cap=569_890_000_000,
    unit=100,
    exchange=sanitize_line("Pakistan Stock Exchange"),
)


def test_sources_that_differ_are_named_with_their_difference() -> None:
    polls = [a_snapshot(a_quote("OGDC", price), source=name) for name, price in (("one", "100"), ("two", "118"))]
    names = ("one", "two", "three")
    assert "! one and two differ by 18%" in shown(a_market(*polls, sources=names)).split("\n")

    third = a_snapshot(a_quote("OGDC", "95"), source="three")
    page = shown(a_market(*polls, third, sources=names))
    assert "! one and two differ by 18%\n! one and three differ by 5.0%\n" in page
    assert "differ" not in shown(a_market(*polls, sources=names), now=86_400)
    assert "differ" not in shown(a_market(polls[0], sources=names))


def test_every_known_figure_is_shown() -> None:
    page = shown(market_over("132.00", "132.50", quote=FULL))

    for words in (
        "OGDC  PSX",
        "Oil & Gas Development Company",
        "132.50 PKR   ▲ +9.27  +7.52%",
        "prev close 123.23  from last and change",
        "open       124.00",
        "low, high  123.50 ─",
        "● 133.00" if "● 133.00" in page else "─ 133.00",
        "volume     1,234,567",
        "polled     09:00:00, 0s ago",
        "as of      08:59:55, 5s ago",
        "changed    09:00:00, 0s ago",
        "source     br",
    ):
        assert words in page


def test_what_only_some_sources_state_is_shown_in_one_column() -> None:
    page = shown(market_over("132.00", "132.50", quote=FULLER))

    assert (
        """
52 weeks   98.10 – 151.75
bid, ask   132.45, 132.60
volume     1,234,567
turnover   163,580,127 PKR
market cap 569,890,000,000 PKR
price for  100 units
exchange   Pakistan Stock Exchange
extended   133.05  after-hours  08:59:00, 1m ago
"""
        in page
    )


def test_what_no_source_states_has_no_line() -> None:
    page = shown(market_over("132.00", "132.50", quote=FULL))

    for label in ("52 weeks", "bid", "ask", "turnover", "market cap", "price for", "exchange", "extended"):
        assert label not in page


@for_each(
    ("known", "line"),
    [
        ({"bid": Decimal("1.5")}, "bid, ask   1.5, –"),
        ({"ask": Decimal("1.5")}, "bid, ask   –, 1.5"),
        ({"year_high": Decimal("0.0000123")}, "52 weeks   – – 0.0000123"),
        ({"extended_price": Decimal(7)}, "extended   7"),
        ({"turnover": 0}, "turnover   0"),
    ],
)
def test_one_value_of_two_is_shown_beside_a_mark(known: dict[str, Any], line: str) -> None:
    page = shown(market_over("1", quote=a_quote()._replace(**known)))

    assert line in page.splitlines()


def test_the_three_times_of_a_figure_are_never_mixed() -> None:
    market = a_market(
        a_snapshot(a_quote(price="1"), at=after(-60)),
        a_snapshot(a_quote(price="2"), at=after(-45)),
        a_snapshot(a_quote(price="2"), at=after(-15)),
    )

    assert "polled     08:59:45, 15s ago\nas of      the source does not say\nchanged    08:59:15, 45s ago" in shown(
        market
    )


def test_a_price_without_a_change_has_no_time_of_change() -> None:
    assert "changed    no change seen yet" in shown(market_over("1"))


def test_a_range_of_polled_prices_is_marked_as_seen() -> None:
    assert "as seen" in shown(market_over("1", "2"))
    assert "as seen" not in shown(market_over("132", "132.50", quote=FULL))
    assert "as seen" in shown(market_over("132", "132.50", quote=FULL._replace(high=None)))


def test_a_flagged_row_shows_its_flags() -> None:
    page = shown(market_over("1", quote=a_quote(flags=("change and percent disagree", "duplicate"))))

    assert "! change and percent disagree; duplicate" in page


def test_the_values_of_each_source_are_listed_with_their_age() -> None:
    market = a_market(
        a_snapshot(a_quote(price="10"), source="br", at=after(-4)),
        a_snapshot(a_quote(price="11"), source="yahoo", at=after(-1)),
        sources=("br", "yahoo"),
    )
    lines = instrument_detail.detail_lines(a_board_state(market), OGDC, 76)
    page = page_of(lines)

    assert "sources\nbr         10  +7.52%  4s ago\nyahoo      11  +7.52%  1s ago" in page
    tones = {line[0].text.strip(): line[0].tone for line in lines if line}
    assert (tones["br"], tones["yahoo"]) == (Tone.PLAIN, Tone.QUIET)


def test_an_old_source_is_dimmed() -> None:
    market = a_market(
        a_snapshot(a_quote(price="10"), source="br", at=after(-900)),
        a_snapshot(a_quote(price="11"), source="yahoo", at=after(-1)),
        sources=("br", "yahoo"),
    )
    lines = instrument_detail.detail_lines(a_board_state(market), OGDC, 76)

    assert [line[0].age_level for line in lines if line and line[0].text.strip() in {"br", "yahoo"}] == [
        AgeLevel.STALE,
        AgeLevel.FRESH,
    ]


def test_an_instrument_that_no_source_reports_any_more_is_named() -> None:
    lines = instrument_detail.detail_lines(a_board_state(a_market()), an_id("X" * 32), 38)

    assert all(width(line) <= 38 for line in lines)
    assert page_of(lines).split() == f"No source reports PSX:{'X' * 32}.".split()


def test_an_unreadable_price_is_a_question_mark() -> None:
    page = shown(a_market(a_snapshot(a_quote(price=None))))

    assert "?   ▲ +9.27" in page
    assert "! price is not a figure" in page


prices = st.decimals("0.00000001", 999_999, places=2) | st.sampled_from([Decimal("0.00001234"), Decimal("999999.99")])


@st.composite
def instruments(draw: st.DrawFn) -> Quote:
    def maybe(of: st.SearchStrategy[Decimal]) -> Decimal | None:
        return draw(st.none() | of)

    changes = st.decimals(-99_999, 99_999, places=2)
    return a_quote()._replace(
        price=maybe(prices),
        change=maybe(changes),
        percent=maybe(st.decimals(-1000, 1000, places=2)),
        open=maybe(prices),
        high=maybe(prices),
        low=maybe(prices),
        previous_close=maybe(prices),
        year_low=maybe(prices),
        bid=maybe(prices),
        ask=maybe(prices),
        extended_price=maybe(prices),
        extended_session=draw(st.sampled_from([None, *ExtendedSession])),
        extended_as_of=draw(st.sampled_from([None, FIXED_NOW - timedelta(hours=2)])),
        volume=draw(st.none() | st.integers(0, 10**12)),
        turnover=draw(st.none() | st.integers(0, 10**18 - 1)),
        market_cap=draw(st.none() | st.integers(0, 10**18 - 1)),
        unit=draw(st.sampled_from([None, 1, 100])),
        exchange=draw(st.none() | st.text(alphabet="ab 漢", max_size=100).map(sanitize_line)),
        currency=draw(st.sampled_from([None, "PKR"])),
        name=draw(st.none() | st.text(alphabet="ab 漢", max_size=100).map(sanitize_line)),
        flags=draw(st.sampled_from([(), (sanitize_line("change and percent disagree, and more words than fit"),)])),
        as_of=draw(st.sampled_from([None, FIXED_NOW - timedelta(days=2)])),
    )


@pytest.mark.slow
@given(st.lists(instruments(), min_size=1, max_size=3), st.integers(37, 120), st.booleans())
def test_no_line_is_too_wide_and_no_figure_is_cut_on_any_pane(
    quotes: list[Quote], cells: int, is_failing: bool
) -> None:
    names = ("br", "a-source-with-a-long-name", "c")[: len(quotes)]
    market = a_market(
        *(
            a_snapshot(quote, source=name, at=after(n - 9))
            for n, (name, quote) in enumerate(zip(names, quotes, strict=True))
        ),
        *([a_failure(at=after(0))] if is_failing else []),
        sources=names,
    )
    lines = instrument_detail.detail_lines(a_board_state(market), OGDC, cells)
    quote = market.quotes[OGDC]
    page = page_of(lines)

    assert all(width(line) <= cells for line in lines), page
    for figure in _figures(quote):
        assert figure in page


def _figures(quote: Quote) -> Iterable[str]:
    for value in (
        quote.price,
        quote.open,
        quote.previous_close,
        quote.year_low,
        quote.bid,
        quote.ask,
        quote.extended_price,
    ):
        if value is not None:
            yield formatting.format_price(value)
    if quote.change is not None:
        yield formatting.format_change(quote.change)
    if quote.percent is not None:
        yield formatting.format_percent(quote.percent)
    for count in (quote.volume, quote.turnover, quote.market_cap, quote.unit):
        if count is not None:
            yield f"{count:,}"

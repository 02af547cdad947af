"""One instrument in full, on panes of every width."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_id
from tests.kit.view import a_board_state, page_of
from tui.domain.market import Market
from tui.domain.quote import Quote
from tui.domain.text import sanitize_line
from tui.view import formatting, instrument_detail
from tui.view.spans import AgeLevel, Tone, width

OGDC = an_id("OGDC")


def shown(market: Market, cells: int = 76, now: float = 0) -> str:
    return page_of(instrument_detail.detail_lines(a_board_state(market, after(now)), OGDC, cells))


def market_over(*prices: str, quote: Quote | None = None) -> Market:
    first = quote or a_quote()
    snapshots = (
        a_snapshot(replace(first, price=Decimal(price)), at=after(15 * (n - len(prices) + 1)))
        for n, price in enumerate(prices)
    )
    return a_market(*snapshots)


FULL = replace(
    a_quote(price="132.50", change="+9.27", percent="+7.52", name="Oil & Gas Development Company"),
    currency="PKR",
    open=Decimal("124.00"),
    high=Decimal("133.00"),
    low=Decimal("123.50"),
    volume=1_234_567,
    as_of=after(-5),
)


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
    assert "as seen" in shown(market_over("132", "132.50", quote=replace(FULL, high=None)))


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
    assert page_of(lines).split() == f"No source reports PSX:{'X' * 32} any more.".split()


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
    return replace(
        a_quote(),
        price=maybe(prices),
        change=maybe(changes),
        percent=maybe(st.decimals(-1000, 1000, places=2)),
        open=maybe(prices),
        high=maybe(prices),
        low=maybe(prices),
        previous_close=maybe(prices),
        volume=draw(st.none() | st.integers(0, 10**12)),
        currency=draw(st.sampled_from([None, "PKR"])),
        name=draw(st.none() | st.text(alphabet="ab 漢", max_size=100).map(sanitize_line)),
        flags=draw(st.sampled_from([(), (sanitize_line("change and percent disagree, and more words than fit"),)])),
        as_of=draw(st.sampled_from([None, FIXED_NOW - timedelta(days=2)])),
    )


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
    for value in (quote.price, quote.open, quote.previous_close):
        if value is not None:
            yield formatting.format_price(value)
    if quote.change is not None:
        yield formatting.format_change(quote.change)
    if quote.percent is not None:
        yield formatting.format_percent(quote.percent)
    if quote.volume is not None:
        yield f"{quote.volume:,}"


@pytest.mark.parametrize("cells", [37, 60, 100])
def test_a_chart_is_as_wide_as_the_pane_at_most(cells: int) -> None:
    lines = instrument_detail.detail_lines(a_board_state(market_over("1", "2", "3")), OGDC, cells)
    chart = [line for line in lines if line and any("\u2800" < c <= "\u28ff" for c in line[0].text)]

    assert 1 <= len(chart) <= 4
    assert {width(line) for line in chart} == {min(cells, 72)}

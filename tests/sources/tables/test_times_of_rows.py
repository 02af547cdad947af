"""The time of a price is that at the end of its span, and trades of a day are no history."""

import json

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.published_tables import html, text
from tests.sources.tables.test_published_tables import best_of, settings_of

SECONDS, DAY = 1795700000, 86_400


@for_each(
    ("names", "expected"),
    [
        (("openTime", "closeTime"), "closeTime"),
        (("startTime", "updated"), "updated"),
        (("nextFundingTime", "time"), "time"),
        (("listingTime", "ts"), "ts"),
        (("deliveryTime", "openTime"), "openTime"),
    ],
)
def test_the_time_of_a_price_is_the_end_of_its_span(names: tuple[str, str], expected: str) -> None:
    rows = [
        {"symbol": symbol, names[0]: 1795613600000, "last": price, names[1]: 1795700000000}
        for symbol, price in (("BTC", "65000.1"), ("ETH", "3200.5"))
    ]
    best = best_of(json.dumps(rows))
    assert best.source
    assert best.source.table
    assert best.source.table.columns["as_of"] == expected


@for_each(
    ("step", "columns", "settings"),
    [
        (DAY, {"symbol", "price", "volume", "as_of"}, {"previous_row": True}),
        (60, {"symbol", "price", "as_of"}, {}),
        (3600, {"symbol", "price", "as_of"}, {}),
    ],
)
def test_the_row_before_is_a_previous_close_only_of_another_day(
    step: int, columns: set[str], settings: dict[str, object]
) -> None:
    rows = [{"price": f"65000.{number}", "qty": number + 5, "time": SECONDS - step * number} for number in range(4)]
    best = best_of(json.dumps(rows))
    assert best.source
    assert best.source.table
    assert set(best.source.table.columns) == columns
    assert settings_of(best.source.table) == settings


@pytest.mark.parametrize(
    ("body", "question"),
    [
        (html("Ticker|Figure", "AAA|71.2", "BBB|55.3"), 'The title "Figure" does not say that it is a price.'),
        (text("AAA,71.2", "BBB,55.3", "CCC,12.5"), "Its columns have no titles"),
    ],
)
def test_a_price_that_no_title_names_is_asked_about(body: str, question: str) -> None:
    (omission,) = best_of(body).proposals[0].omissions
    assert omission.startswith(question)
    assert "Is 71.2 the price of AAA?" in omission

"""Where no column shows whether a comma is before decimals, both readings are proposed."""

from tests.kit.marks import for_each
from tests.sources.tables.published_tables import html, text
from tests.sources.tables.test_published_tables import best_of


@for_each(
    ("body", "prices"),
    [
        (html("Valor|Último|Compra", "SAN|4,851|4,850", "BBVA|9,702|9,701"), ["4851", "4.851"]),
        (html("Symbol|Price", "NESTLE|7,250", "RAFHAN|9,100"), ["7250", "7.250"]),
        (text("Code;Rate", "DZD;1,219", "SAR;7,774"), ["1219", "1.219"]),
        (html("종목|현재가", "AAA|71,500", "BBB|131,500"), ["71500", "71.500"]),
        (html("Valor|Último|Dif. %", "SAN|4,851|0,52", "BBVA|9,702|-0,31"), ["4.851"]),
        (html("Symbol|Price|Volume", "AAA|4,851|1,234,567", "BBB|9,702|12,345"), ["4851"]),
        (html("Symbol|Price|Change", "AAA|4,851|12.50", "BBB|9,702|-3.25"), ["4851"]),
        ('[{"code": "AAA", "price": 1.234}, {"code": "BBB", "price": 2.345}]', ["1.234"]),
        (html("Symbol|Price", "AAA|1.234", "BBB|2.345"), ["1.234"]),
    ],
)
def test_the_first_price_of_each_reading(body: str, prices: list[str]) -> None:
    best = best_of(body)
    assert [str(each.snapshot.quotes[0].price) for each in best.proposals] == prices
    commas = [each.source.table.decimal_comma for each in best.proposals if each.source.table]
    assert len(set(commas)) == len(prices)

"""Prices in cents beside others in dollars, and in thirty-seconds, are refused where they cannot be told apart."""

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed
from tui.domain.numbers import InvalidNumberError
from tui.sources.adapter import ParseError
from tui.sources.tables.cells import read_price_cell
from tui.sources.tables.price_units import has_thirty_seconds

THIRTY_SECONDS = "price: may be thousands or thirty-seconds"
NO_FIGURE = "price: not a plain decimal number"
IN_CENTS = "price: in cents, beside figures in the whole currency"
IN_PENCE = "price: in pence, beside figures in the whole currency"


def column(*cells: str, currency: str | None = None) -> list[str | None]:
    """Return the prices of a table, of a refused one why."""
    lines = [f"S{number}\t{cell}" for number, cell in enumerate(cells)]
    body = "\n".join(["Code\tLast", *lines])
    try:
        rows = parsed(body, "csv", {"symbol": "Code", "price": "Last"}, currency=currency).quotes
    except ParseError as error:
        return [error.reason.removeprefix("no row has a price: ")]
    return [row.flags[0] if row.price is None else str(row.price) for row in rows]


@for_each(
    ("cells", "expected"),
    [
        (["95¢", "88¢"], ["95", "88"]),
        (["95¢", "$1.05"], [IN_CENTS, "1.05"]),
        (["US$1.05", "95 cents"], ["1.05", IN_CENTS]),
        (["A$1.05", "95c"], ["1.05", IN_CENTS]),
        (["1.05 USD", "95¢"], ["1.05", IN_CENTS]),
        (["€ 1.05", "95 cent"], ["1.05", IN_CENTS]),
        (["R 12.50", "1250 ZAc"], ["12.50", IN_CENTS]),
        (["£1.05", "95p"], ["1.05", IN_PENCE]),
        (["1.05 GBP", "GBX 95", "95 GBp"], ["1.05", IN_PENCE, IN_PENCE]),
        (["95p", "120 pence", "GBX 5"], ["95", "120", "5"]),
        (["12.34p", "US$12.50"], ["12.34", "12.50"]),
        (["95¢", "£1.05"], ["95", "1.05"]),
    ],
)
def test_hundredths_beside_the_whole_currency_are_refused(cells: list[str], expected: list[str]) -> None:
    assert column(*cells) == expected


@for_each(
    ("cell", "currency", "expected"),
    [
        ("95¢", "USD", IN_CENTS),
        ("95p", "GBP", IN_PENCE),
        ("95c", "EUR", IN_CENTS),
        ("95p", "GBX", "95"),
        ("95p", "USD", "95"),
        ("95", "USD", "95"),
    ],
)
def test_hundredths_are_not_in_the_currency_of_the_table(cell: str, currency: str, expected: str) -> None:
    assert column(cell, currency=currency) == [expected]


@for_each("printed", ["$95¢", "US$ 95 cents", "$0.95c", "£95p", "95p GBP", "R 95c", "€95 cent"])
def test_two_units_beside_one_figure_are_refused(printed: str) -> None:
    with pytest.raises(InvalidNumberError, match="beside figures in the whole currency"):
        read_price_cell(printed)


@for_each(
    ("cells", "expected"),
    [
        (["108'165", "99'080"], [THIRTY_SECONDS]),
        (["108'165", "99'08"], [THIRTY_SECONDS]),
        (["108'165", "112.50"], [THIRTY_SECONDS, "112.50"]),
        (["112'125", "99'08", "5"], [THIRTY_SECONDS, THIRTY_SECONDS, "5"]),
        (["108-16", "112'125", "101+", "101.5"], [NO_FIGURE, THIRTY_SECONDS, NO_FIGURE, "101.5"]),
        (["101+", "101.5"], ["101", "101.5"]),
        (["112'125", "1'239"], ["112125", "1239"]),
        (["112'125", "1'225.50"], ["112125", "1225.50"]),
        (["112'125", "1'225'000"], ["112125", "1225000"]),
        (["112’125", "112’980"], ["112125", "112980"]),
        (["12'345.50"], ["12345.50"]),
        *(([printed], [printed.replace("'", "")]) for printed in ("12'345", "1'234", "12'125", "345'125", "49'125")),
    ],
)
def test_thirty_seconds_are_not_taken_for_thousands(cells: list[str], expected: list[str]) -> None:
    assert column(*cells) == expected


@for_each(
    ("texts", "expected"),
    [([], False), (["12"], False), (["1'234'567", "112'125"], False), (["112'125"], True), (["'26"], False)],
)
def test_apostrophes_group_where_one_of_them_proves_it(texts: list[str], expected: bool) -> None:
    assert has_thirty_seconds(texts) is expected

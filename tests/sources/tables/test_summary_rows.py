"""Totals and averages at the ends of a table are no instruments; a ticker TOTAL is one."""

from collections.abc import Sequence

from tests.kit.marks import for_each
from tui.sources.tables.decimal_marks import FigureStyle
from tui.sources.tables.figures import PLAIN
from tui.sources.tables.grid import LEFT_OUT
from tui.sources.tables.summary_rows import Row, mark_summaries

SHARES = (("AAA", "1.56"), ("BBB", "7.90"), ("CCC", "4.10"))


def kept(rows: Sequence[Row], style: FigureStyle) -> list[Row]:
    """Return the rows that are not left out."""
    return [row for row in mark_summaries(rows, style) if LEFT_OUT not in row]


@for_each(
    ("name", "price", "remains"),
    [
        ("Total", "", False),
        ("TOTAL", "13.56", False),
        ("Grand total:", "13.56", False),
        ("Average", "4.52", False),
        ("Durchschnitt", "4.5", False),
        ("Итого", "-", False),
        ("合计", "13.56", False),
        ("平均", "4.52", False),
        ("Ortalama", "4.52", False),
        ("المتوسط", "4.52", False),
        ("Toplam", "13.56", False),
        ("TOTAL", "231.40", True),
        ("MEAN", "90.00", True),
        ("SUM", "0.31", True),
        ("Totals Ltd", "13.56", True),
    ],
)
def test_a_summary_is_told_from_an_instrument_by_its_figure(name: str, price: str, *, remains: bool) -> None:
    last = {"symbol": name, "price": price}
    rows = [{"symbol": symbol, "price": each} for symbol, each in SHARES]
    assert kept([*rows, last], PLAIN) == ([*rows, last] if remains else rows)
    assert kept([last, *rows], PLAIN) == ([last, *rows] if remains else rows)


def test_amid_a_table_a_name_that_may_be_a_ticker_is_one() -> None:
    rows = [{"symbol": f"S{number}", "price": "1.5"} for number in range(10)]
    rows[5] = {"symbol": "MEAN", "price": "1.5"}
    assert kept(rows, PLAIN) == rows
    rows[6] = {"symbol": "Sub Total", "price": "7.5"}
    assert kept(rows, PLAIN) == [*rows[:6], *rows[7:]]

"""Expressions: what each quote meets, what is not known, and where a mistake is."""

from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import a_level, a_quote
from tui.domain.expressions.quotes import parse_expression
from tui.domain.expressions.tokens import ExpressionError
from tui.domain.text import CleanText

BANK = a_quote("HBL", price="120.50", change="2.50", percent="2.12", name="Habib Bank")._replace(
    volume=1_200_000,
    high=Decimal(121),
    low=Decimal(117),
    previous_close=Decimal(118),
    exchange=CleanText("PSX Main"),
)
BARE = a_quote("AGL", price="34.48", change=None, percent=None)
INDEX = a_level("KSE100", level="82,074", change="-615.2", percent="-0.74")


@for_each(
    ("text", "met"),
    [
        ("pct > 2", "HBL"),
        ("pct>2", "HBL"),
        ("% >= 2.12", "HBL"),
        ("pct < 0", "KSE100"),
        ("pct < -0.5%", "KSE100"),
        ("pct > 2 and vol > 1m", "HBL"),
        ("pct > 2 and vol > 2m", ""),
        ("vol > 1,000,000", "HBL"),
        ("vol > 11,00,000", "HBL"),
        ("vol > 11 lakh", ""),
        ("vol > 11lakh", "HBL"),
        ("vol = 1.2M", "HBL"),
        ("pct > 5 or last < 50", "AGL"),
        ("not pct > 2", "KSE100"),
        ("not (pct > 2 or pct < 0)", ""),
        ("hbl", "HBL"),
        ("bank pct > 1", "HBL"),
        ("bank or agl", "HBL AGL"),
        ("share", "HBL AGL"),
        ("index", "KSE100"),
        ("indices", "KSE100"),
        ("not index", "HBL AGL"),
        ("PSX:AGL", "AGL"),
        ('"habib bank"', "HBL"),
        ("name ~ habib", "HBL"),
        ('name = "Habib Bank"', "HBL"),
        ("market = psx", "HBL AGL KSE100"),
        ("kind != share", "KSE100"),
        ("exchange ~ main", "HBL"),
        ("not exchange ~ main", ""),
        ("direction = up", "HBL"),
        ("high - low > 3", "HBL"),
        ("last > prev * 1.02", "HBL"),
        ("(last - low) / (high - low) > 0.8", "HBL"),
        ("((high - low)) * 2 > 7 and (pct > 2)", "HBL"),
        ("last - low > 3 and last / prev > 1", "HBL"),
        ("last / 0 > 1", ""),
        ("(pct > 2)", "HBL"),
        ("PCT > 2 AND VOL > 1M", "HBL"),
        ("30", ""),
        ("100", "KSE100"),
    ],
)
def test_a_quote_meets_an_expression_or_does_not(text: str, met: str) -> None:
    condition = parse_expression(text)
    assert " ".join(quote.id.symbol for quote in (BANK, BARE, INDEX) if condition(quote)) == met


@for_each("text", ["pct > 1", "not pct > 1", "vol < 5 or pct < 3", "pct > 1 and last > 1", "high - low > 0"])
def test_what_a_missing_figure_decides_is_not_known(text: str) -> None:
    assert parse_expression(text)(BARE) is None


@pytest.mark.parametrize(("text", "met"), [("last > 1 or pct > 1", True), ("last < 1 and pct > 1", False)])
def test_a_missing_figure_does_not_matter_where_the_rest_decides(text: str, met: bool) -> None:
    assert parse_expression(text)(BARE) is met


@for_each(
    ("text", "column", "problem"),
    [
        ("", 1, "expected"),
        ("pct >", 6, "expected"),
        ("pct > 2 and", 12, "expected"),
        ("pct > two", 7, "no field two"),
        ("pcd > 2", 1, "did you mean pct?"),
        ("(pct > 2", 1, "not closed"),
        ("pct > 2)", 8, "not opened"),
        ('name = "Habib', 8, "a quote is not closed"),
        ("name > 2", 6, "compares figures"),
        ("last ~ 2", 6, "searches texts"),
        ("last > name", 8, "compared with a text"),
        ("2 < symbol", 5, "compared with a text"),
        ("last = name", 8, "compared with a text"),
        ("pct > 2,5", 7, "no field 2,5"),
        ("vol > 1,0000", 7, "no field 1,0000"),
        ("last + name > 2", 6, "for figures"),
        ("last + 2", 9, "expected a comparison"),
        ("not " * 40 + "x", 121, "nested too deeply"),
        ("(" * 40 + "x", 31, "nested too deeply"),
        ("x" * 501, 501, "longer than 500"),
        ("pct ! 2", 5, "means nothing"),
    ],
)
def test_a_mistake_names_its_place(text: str, column: int, problem: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse_expression(text)
    assert problem in raised.value.problem
    assert raised.value.position == column - 1

from datetime import timedelta

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_level, a_quote
from tui.domain.quote import InstrumentId, InvalidSymbolError


@for_each("symbol", ["OGDC", "KSE100", "BRK.B", "^GSPC", "EURUSD=X", "M&M", "ABC-PA", "A/B", "X_1", "X" * 32])
def test_a_symbol_is_as_the_page_prints_it(symbol: str) -> None:
    assert str(InstrumentId.parse("PSX", symbol)) == f"PSX:{symbol}"


def test_a_symbol_in_full_width_letters_is_the_same_instrument() -> None:
    assert InstrumentId.parse("PSX", "ＯＧＤＣ") == InstrumentId.parse("PSX", "OGDC")


@for_each(
    "symbol",
    [
        *(
            "",
            " ",
            "ogdc",
            "OG DC",
            "OGDC\n",
            "OGDC ",
            "X" * 33,
            "ОGDС",
            "OG\u200bDC",
            "OGDC\u0301",
            "[/]",
            "=1+1()",
            "😀",
        ),
        pytest.param("ﷺ" * 1_000_000, id="a megabyte that folding would make eighteen"),
    ],
)
def test_what_cannot_be_a_symbol_is_rejected(symbol: str) -> None:
    with pytest.raises(InvalidSymbolError):
        InstrumentId.parse("PSX", symbol)


def test_instruments_sort_by_market_and_symbol() -> None:
    ids = [InstrumentId("PSX", "B"), InstrumentId("NYSE", "Z"), InstrumentId("PSX", "A")]
    assert list(map(str, sorted(ids))) == ["NYSE:Z", "PSX:A", "PSX:B"]


def test_two_quotes_are_equal_when_their_values_are() -> None:
    later = a_quote(source="other", at=FIXED_NOW + timedelta(hours=1))

    assert a_quote() == later
    assert a_level() == a_level(source="other", at=FIXED_NOW + timedelta(hours=1))


@for_each("other", [a_quote(price="132.51"), a_quote(change="+9.28"), a_quote(flags=("irregular",)), a_quote("PPL")])
def test_any_different_value_makes_two_quotes_different(other: object) -> None:
    assert a_quote() != other


def test_trailing_zeros_are_no_change() -> None:
    assert a_quote(price="4.0") == a_quote(price="4.00")


def test_a_quote_cannot_be_edited() -> None:
    quote = a_quote()
    with pytest.raises(AttributeError):
        quote.price = None  # type: ignore[misc]  # that it cannot is the point
    assert quote._replace(price=None).price is None

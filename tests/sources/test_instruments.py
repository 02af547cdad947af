"""Which market a share belongs to by its suffix; none but a plain symbol or a share class is one of the US."""

from tests.kit.marks import for_each
from tests.sources.providers.recorded import source_of
from tui.domain.text import MAX_SYMBOL_LENGTH
from tui.sources.instruments import EXCHANGES, share_id

SOURCE = source_of("finnhub")


@for_each(
    ("symbol", "instrument"),
    [
        ("AAPL", "US:AAPL"),
        ("BRK.A", "US:BRK.A"),
        ("BF-B", "US:BF-B"),
        ("IWDA.AS", "AMS:IWDA.AS"),
        ("VOD.L", "LSE:VOD.L"),
        ("LINX3.SA", "B3:LINX3.SA"),
        ("SAP.DE", "XETRA:SAP.DE"),
        ("AIR.PA", "EPA:AIR.PA"),
        ("SHOP.TO", "TSX:SHOP.TO"),
        ("0700.HK", "HKEX:0700.HK"),
        ("7203.T", "TSE:7203.T"),
        ("BRK.B.DE", "XETRA:BRK.B.DE"),
        ("ABC.QQ", "FINNHUB:ABC.QQ"),
        ("ABC.", "FINNHUB:ABC."),
        (".L", "US:.L"),
        ("L", "US:L"),
    ],
)
def test_a_suffix_names_the_exchange(symbol: str, instrument: str) -> None:
    assert str(share_id(symbol, SOURCE)) == instrument


@for_each(("symbol", "instrument"), [("ABC", "MILAN:ABC"), ("ABC.QQ", "MILAN:ABC.QQ"), ("ABC.L", "LSE:ABC.L")])
def test_the_market_of_the_source_is_that_of_a_symbol_that_names_none(symbol: str, instrument: str) -> None:
    assert str(share_id(symbol, SOURCE._replace(market="MILAN"))) == instrument


def test_every_suffix_has_one_market_and_none_is_the_us() -> None:
    assert all(suffix.isalpha() and suffix.isupper() for suffix in EXCHANGES)
    assert all(0 < len(market) <= MAX_SYMBOL_LENGTH for market in EXCHANGES.values())
    assert "US" not in EXCHANGES.values()

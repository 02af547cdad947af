"""Names of sites and instruments from their addresses."""

from tests.kit.marks import for_each
from tui.sources.tables.site_names import instrument_in_address, site_name


@for_each(
    ("url", "name"),
    [
        ("https://www.example.com/", "example"),
        ("https://api.example.com/v1/rates", "example"),
        ("https://data.example.co.uk/x.csv", "example"),
        ("https://feeds.example.org", "example"),
        ("https://www.sbp.org.pk/ecodata/rates.asp", "sbp"),
        ("https://dps.psx.com.pk/", "psx"),
        ("https://www.bcb.gov.br/", "bcb"),
        ("https://www.ecb.europa.eu/stats/eurofxref.xml", "ecb"),
        ("https://query1.finance.yahoo.com/v7", "yahoo"),
        ("https://someone.github.io/rates.json", "someone"),
        ("https://api.nbp.pl/api/exchangerates", "nbp"),
        ("https://1forge.com/", "1forge"),
        ("http://localhost:8000/", "localhost"),
        ("http://EXAMPLE.COM./", "example"),
        ("http://127.0.0.1:8080/board.html", "board"),
        ("http://10.1.2.3/api/v1/metals/latest", "metals"),
        ("http://[::1]:8080/rates/sectors.json", "sectors"),
        ("http://127.0.0.1/", "page"),
        ("https://api.com/", "api"),
    ],
)
def test_a_site_is_named_by_its_owner(url: str, name: str) -> None:
    assert site_name(url) == name


def test_an_address_of_digits_without_a_path_is_named_by_the_title_of_its_page() -> None:
    assert site_name("http://127.0.0.1/", "Börse — Kurse heute \x1b[2J") == "borse-kurse-heute-2j"


def test_a_name_is_short() -> None:
    assert len(site_name(f"https://{'a' * 60}.com/")) == 24
    assert len(site_name("http://127.0.0.1/", "x" * 100_000)) == 24


@for_each(
    ("url", "symbol"),
    [
        ("https://x.example/api/v2/ticker/btcusd/", "BTCUSD"),
        ("https://x.example/api?symbol=BTCUSDT", "BTCUSDT"),
        ("https://x.example/quote/OGDC", "OGDC"),
        ("https://x.example/0/public/Ticker?pair=XBTUSD", "XBTUSD"),
        ("https://x.example/products/BTC-USD/ticker", "BTC-USD"),
        ("https://x.example/history/AAPL.csv", "AAPL"),
        ("https://x.example/api/v3/latest", None),
        ("https://x.example/", None),
        ("https://x.example/about-us/prices", None),
        ("https://x.example/?symbol=%1b%5b2J", None),
    ],
)
def test_an_instrument_is_named_by_the_address(url: str, symbol: str | None) -> None:
    assert instrument_in_address(url) == symbol

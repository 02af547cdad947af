"""Which source could be asked for an instrument as well, and how it spells it."""

from tests.kit.marks import for_each
from tui.config.defaults import DEFAULT_SOURCES
from tui.config.directory import load_directory
from tui.domain.listing import Listing
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.sources.adapter import SourceConfig
from tui.sources.spelling import advice_for, find_source

BY_ID = {str(listing.id): listing for listing in load_directory()}
BY_NAME = {source.name: source for source in DEFAULT_SOURCES}
GECKO = BY_NAME["coins"]._replace(name="gecko", kind="coingecko", symbols=("bitcoin",))
FINNHUB = BY_NAME["yahoo"]._replace(name="finn", kind="finnhub", market="US", symbols=("AAPL",))


def written(listing: Listing, *sources: SourceConfig) -> str | None:
    new = find_source(listing, sources or DEFAULT_SOURCES)
    return new and f"{new.source.name} {new.symbol} {new.instrument}"


@for_each(
    ("instrument", "result"),
    [
        ("PSX:HBL", "yahoo HBL.KA PSX:HBL"),
        ("US:AAPL", "yahoo AAPL US:AAPL"),
        ("US:BRK-B", "yahoo BRK-B US:BRK-B"),
        ("INDEX:DAX", "world ^GDAXI INDEX:DAX"),
        ("INDEX:SSEC", "world 000001.SS INDEX:SSEC"),
        ("INDEX:SPX", None),
        ("FX:EURPKR", "fx EUR/PKR FX:EURPKR"),
        ("CRYPTO:SOL", "coins SOLUSDT CRYPTO:SOLUSDT"),
        ("CRYPTO:XMR", "yahoo XMR-USD CRYPTO:XMR"),
        ("PSX:KMI30", None),
    ],
)
def test_the_source_that_fits_best_is_asked(instrument: str, result: str | None) -> None:
    assert written(BY_ID[instrument]) == result


def test_a_provider_with_names_of_its_own_is_asked_by_them() -> None:
    assert written(BY_ID["CRYPTO:SOL"], GECKO) == "gecko solana CRYPTO:SOL"
    assert written(Listing(InstrumentId("CRYPTO", "XYZ"), InstrumentKind.COIN), GECKO) is None
    assert written(BY_ID["US:MSFT"], FINNHUB) == "finn MSFT US:MSFT"
    assert written(BY_ID["PSX:HBL"], FINNHUB) is None


def test_what_a_search_found_is_asked_where_it_was_found() -> None:
    toyota = Listing(InstrumentId("TSE", "7203"), InstrumentKind.SHARE, "Toyota", "yahoo", "7203.T")
    assert written(toyota) == "yahoo 7203.T TSE:7203"


def test_a_source_that_is_off_or_full_is_not_asked() -> None:
    assert written(BY_ID["US:MSFT"], FINNHUB._replace(off_reason="no key")) is None
    assert written(BY_ID["US:MSFT"], FINNHUB._replace(symbols=tuple(f"A{n}" for n in range(50)))) is None


@for_each("listing", load_directory()[::20])
def test_whatever_the_directory_has_can_be_asked_for_or_there_is_no_provider(listing: Listing) -> None:
    new = find_source(listing, [source._replace(symbols=()) for source in DEFAULT_SOURCES])
    if listing.id.market == "PSX" and listing.kind is InstrumentKind.INDEX:
        assert new is None
        assert advice_for(listing) == ""
    else:
        assert new is not None
        assert new.symbol in advice_for(listing)

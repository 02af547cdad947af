"""Which instruments are found by what a person types, and in which order."""

from tests.kit.marks import for_each
from tui.config.directory import load_directory
from tui.domain.listing import Listing
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.view.instrument_search import MAX_MATCHES, find_instruments, merge_listings


def found(typed: str, *first: str) -> list[str]:
    """Return the ids of the best matches in the directory."""
    known = {InstrumentId(*text.split(":")): None for text in first}
    return [str(listing.id) for listing in find_instruments(load_directory(), typed, known)]


@for_each(
    ("typed", "best"),
    [
        ("ogdc", ["PSX:OGDC"]),
        ("PSX:HBL", ["PSX:HBL"]),
        ("us:aapl", ["US:AAPL"]),
        ("apple", ["US:AAPL"]),
        ("lucky cement", ["PSX:LUCK"]),
        ("cement lucky", ["PSX:LUCK"]),
        ("habib bank", ["PSX:HBL"]),
        ("bitcoin", ["CRYPTO:BTC"]),
        ("s&p 500", ["INDEX:SPX"]),
        ("nikkei", ["INDEX:N225"]),
        ("usdpkr", ["FX:USDPKR"]),
        ("aal", ["PSX:AAL", "US:AAL"]),
        ("", []),
        ("zzzzz", []),
    ],
)
def test_the_best_match_is_first(typed: str, best: list[str]) -> None:
    assert found(typed)[: len(best)] == best


def test_a_symbol_comes_before_a_name_and_a_beginning_before_a_part() -> None:
    ids = found("engro")
    assert ids[0] == "PSX:ENGRO"
    assert {"PSX:EFERT", "PSX:EPCL"} <= set(ids)
    assert found("fert").index("PSX:EFERT") > found("fert").index("PSX:FFC")


def test_what_is_on_the_board_comes_before_what_matches_as_well() -> None:
    assert found("aal", "US:AAL")[0] == "US:AAL"


def test_much_that_matches_is_bounded() -> None:
    assert len(found("a")) == MAX_MATCHES


def test_an_instrument_is_found_once_with_the_first_name_and_the_provider_that_knows_it() -> None:
    bitcoin = InstrumentId("CRYPTO", "BTC")
    merged = merge_listings(
        [Listing(bitcoin, InstrumentKind.COIN)],
        [Listing(bitcoin, InstrumentKind.COIN, "Bitcoin", "coingecko", "bitcoin")],
    )
    assert merged == (Listing(bitcoin, InstrumentKind.COIN, "Bitcoin", "coingecko", "bitcoin"),)


def test_the_directory_has_each_instrument_once_and_those_that_are_watched_by_default() -> None:
    ids = [listing.id for listing in load_directory()]
    assert len(set(ids)) == len(ids)
    assert len(ids) > 800
    assert all(listing.name and listing.name.isprintable() for listing in load_directory())
    assert all(InstrumentId.parse(*each) == each for each in ids)

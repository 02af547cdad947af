"""The symbol directory that ships with the program: instruments by name, whether a source gives them or not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tui.domain.listing import Listing
from tui.domain.quote import InstrumentId, InstrumentKind

_FILE: Final = "symbols.tsv"
_COINS_BY_ID: Final = "coingecko"


def load_directory() -> tuple[Listing, ...]:
    """Return every instrument of the directory, in the order of its file, which is read anew each time."""
    return tuple(_parse(Path(__file__).with_name(_FILE).read_text("utf-8")))


def _parse(text: str) -> Iterator[Listing]:
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        instrument, kind, name, *coin = line.split("\t")
        market, _, symbol = instrument.partition(":")
        spelling = coin[0] if coin else ""
        provider = _COINS_BY_ID if spelling else ""
        yield Listing(InstrumentId(market, symbol), InstrumentKind(kind), name, provider, spelling)

"""An instrument by name, before any source has given it: of the symbol directory, or found by a provider's search."""

from typing import NamedTuple

from tui.domain.quote import InstrumentId, InstrumentKind


class Listing(NamedTuple):
    """An instrument that exists, with what people call it."""

    id: InstrumentId
    kind: InstrumentKind
    name: str = ""
    """Empty where only the symbol is known."""
    provider: str = ""
    """The kind of source that has it under `spelling`; empty for none in particular."""
    spelling: str = ""
    """How that provider spells it: `bitcoin`."""

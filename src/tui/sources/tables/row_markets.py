"""The market that the rows of a candidate are of, where they tell it themselves."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from tui.domain.events import Snapshot
from tui.domain.exchanges import FX
from tui.domain.text import CleanText
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.tables.candidates import Candidate, Proposal
from tui.sources.tables.currencies import ISO_CURRENCIES

_TICKER: Final = "brecorder"
"""The kind, and the name, of the ticker of Pakistani news pages."""
_TICKER_MARKET: Final = "PSX"
_CODE_LENGTH: Final = 3


def in_market_of_rows(
    candidate: Candidate, own_market: str, response: Response, at: datetime, *, chosen: str | None = None
) -> Candidate:
    """Return a candidate with the market of its rows: PSX of a ticker, FX of pairs of currencies; else as it is.

    Currencies that are no pairs have the market of their own site: the same code has another price at each bank.

    Args:
        candidate: of the response, with the market of its site.
        own_market: that is named as the site is.
        response: that it is in.
        at: when it was received, aware UTC.
        chosen: the market that the user names, which is that of any rows.
    """
    proposals = (_in_market(each, own_market, chosen, response, at) for each in candidate.proposals)
    return replace(candidate, proposals=tuple(proposals))


def _in_market(proposal: Proposal, own_market: str, chosen: str | None, response: Response, at: datetime) -> Proposal:
    source = _with_market(proposal.source, own_market, proposal.snapshot)
    source = source if chosen is None else source._replace(market=chosen)
    if source == proposal.source:
        return proposal
    try:
        return replace(proposal, source=source, snapshot=adapter_for(source.kind).parse(response, source, at))
    except ParseError:
        return proposal


def _with_market(source: SourceConfig, own_market: str, snapshot: Snapshot) -> SourceConfig:
    if source.kind == _TICKER:
        return source._replace(name=CleanText(_TICKER), market=_TICKER_MARKET)
    symbols = [quote.id.symbol for quote in snapshot.quotes]
    codes = [_currencies_in(symbol) for symbol in symbols]
    if not symbols or 0 in codes:
        return source
    return source._replace(market=FX if set(codes) == {2} else own_market)


def _currencies_in(symbol: str) -> int:
    """Return of how many currencies a symbol is: 1 of `USD`, 2 of `EUR/USD`, 0 of anything else."""
    letters = "".join(filter(str.isalpha, symbol))
    parts = [letters[at : at + _CODE_LENGTH] for at in range(0, len(letters), _CODE_LENGTH)]
    return len(parts) if len(parts) <= 2 and all(part in ISO_CURRENCIES for part in parts) else 0

"""Whether the figures of a row can be true together: what cannot is shown as stated, and flagged."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from tui.domain.quote import Quote
from tui.domain.text import CleanText

MAX_PERCENT: Final = Decimal(1000)
"""Percent of change in a day beyond which the previous close is more likely wrong than the market so wild: it is eleven
times the previous close, which coins and warrants reach once in years, and an index never."""
MIN_PERCENT: Final = Decimal(-100)
"""Percent of change at which nothing is left; a price above zero cannot have lost more."""


def flag_implausible(quote: Quote) -> Quote:
    """Return the row with a flag where its change cannot be; the same row where it can, or is not stated."""
    percent = quote.percent
    if quote.price is None or percent is None:
        return quote
    if abs(percent) <= MAX_PERCENT and (percent >= MIN_PERCENT or quote.price <= 0):
        return quote
    flag = CleanText(f"a change of {percent:,.0f}% is not plausible")
    return quote if flag in quote.flags else replace(quote, flags=(*quote.flags, flag))

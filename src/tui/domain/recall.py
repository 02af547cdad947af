"""The market as it stood when the program last ended, for the time until somebody is heard again."""

from collections.abc import Iterable
from dataclasses import replace

from tui.domain.market import Market, absorb, read_only
from tui.domain.snapshot import Snapshot


def recalled(market: Market, told: Iterable[Snapshot]) -> Market:
    """The market with what its sources last said, every figure as old as it is and every source still waiting.

    Args:
        market: before the first poll.
        told: what sources of this market last said well, each with the time at which it last stood by it; an answer
            of a source that the market does not have is left out.
    """
    known = market
    for snapshot in sorted(told, key=lambda snapshot: snapshot.at):
        if snapshot.source in market.health:
            known = absorb(known, snapshot)
    health = {
        name: replace(
            waiting,
            last_good=was.last_good,
            # half a page is half a page after a restart too
            expected=was.expected,
            quotes=was.quotes,
            indices=was.indices,
            articles=was.articles,
        )
        for (name, waiting), was in zip(market.health.items(), known.health.values(), strict=True)
    }
    return replace(known, health=read_only(health), fresh=frozenset())

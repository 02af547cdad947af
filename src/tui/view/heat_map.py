"""The heat map: a block for each instrument, sized by what is known of all, coloured by its percentage."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Final, NamedTuple

from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.view.movers import MARKET_CAP, TURNOVER, VOLUME, MeasuredBy, size_measure, without_indices
from tui.view.places import Place
from tui.view.treemap import Block, treemap

MIN_BLOCK_CELLS: Final = 14
"""The cells of the smallest block that is drawn by itself; smaller instruments are counted in one block."""
MIN_GROUP_LINES: Final = 5
"""The lines of the lowest group with a title of its own."""
_STEPS: Final = (Decimal(3), Decimal(1), Decimal("0.005"))
"""The percentages from which a colour is the strongest, the middle one and the weakest; below, none has moved."""


class Rest(NamedTuple):
    """The instruments that are too small for a block: how many, and where that is said."""

    instruments: int
    place: Block


class HeatMap(NamedTuple):
    """A map: the place of each instrument, of each group's title, and of those that are counted together."""

    measure: MeasuredBy | None
    """What the blocks are sized by; None where they are equal."""
    places: tuple[Place, ...]
    titles: Mapping[str, Block]
    """By group, where there are several."""
    rests: tuple[Rest, ...]
    without_size: int = 0
    """Instruments that are left out, since what the others are sized by is not known of them."""


def heat_step(percent: Decimal | None) -> int:
    """Return the step of a percentage, from -3 to 3; 0 where it has not moved, or is not known."""
    if percent is None:
        return 0
    size = next((len(_STEPS) - number for number, least in enumerate(_STEPS) if abs(percent) >= least), 0)
    return size if percent > 0 else -size


def arrange_map(market: Market, keys: Sequence[InstrumentId], width: int, height: int) -> HeatMap:
    """Return the map of these instruments on so many cells.

    The groups are the markets. Each has room by the number of its instruments, since amounts of different currencies
    cannot be compared; within it blocks are sized by market value, turnover or volume, whichever at least half of all
    have.
    """
    quotes = without_indices([market.quotes[key] for key in keys if key in market.quotes])
    measure = _measure(quotes)
    sized = [quote for quote in quotes if measure is None or _size(quote, measure) > 0]
    groups = _grouped(sized)
    areas = treemap([len(members) for members in groups.values()], width, height)
    places: list[Place] = []
    rests: list[Rest] = []
    titles: dict[str, Block] = {}
    for (name, members), area in zip(groups.items(), areas, strict=True):
        inside = area
        if len(groups) > 1 and area.height >= MIN_GROUP_LINES:
            titles[name] = area._replace(height=1)
            inside = Block(area.x, area.y + 1, area.width, area.height - 1)
        blocks, rest = _blocks(members, measure, inside)
        places += blocks
        rests += [rest] if rest else []
    return HeatMap(measure, tuple(places), titles, tuple(rests), len(quotes) - len(sized))


def _measure(quotes: Sequence[Quote]) -> MeasuredBy | None:
    """Return what all blocks are sized by: one measure, which must be comparable within each market."""
    markets = _grouped(quotes).values()
    for measure in (MARKET_CAP, TURNOVER, VOLUME):
        if markets and all(size_measure(members, measure) for members in markets):
            return measure
    return None


def _size(quote: Quote, measure: MeasuredBy | None) -> float:
    return 1.0 if measure is None else float(getattr(quote, measure.field) or 0)


def _grouped(quotes: Sequence[Quote]) -> dict[str, list[Quote]]:
    """Return the quotes of each market, the largest market first."""
    groups: dict[str, list[Quote]] = {}
    for quote in quotes:
        groups.setdefault(quote.id.market, []).append(quote)
    return dict(sorted(groups.items(), key=lambda each: (-len(each[1]), each[0])))


def _blocks(quotes: Sequence[Quote], measure: MeasuredBy | None, area: Block) -> tuple[list[Place], Rest | None]:
    """Return the places of a group's instruments, and of those that are too small to have one."""
    if not area.width or not area.height:
        return [], Rest(len(quotes), area)
    # of one size: what rose most is first, so that colours lie together
    ranked = sorted(quotes, key=lambda quote: (-_size(quote, measure), -float(quote.percent or 0), quote.id))
    sizes = [_size(quote, measure) for quote in ranked]
    shown = _count_shown(sizes, area.width * area.height)
    left = len(ranked) - shown
    weights = sizes[:shown]
    if left:
        weights.append(min(sum(sizes[shown:]), weights[-1]))
    blocks = [
        block._replace(x=area.x + block.x, y=area.y + block.y) for block in treemap(weights, area.width, area.height)
    ]
    places = [
        Place(quote.id.market, quote.id, *block)
        for quote, block in zip(ranked[:shown], blocks, strict=False)
        if block.width and block.height
    ]
    left = len(ranked) - len(places)
    return places, Rest(left, blocks[-1]) if left else None


def _count_shown(sizes: Sequence[float], cells: int) -> int:
    """Return how many have a block of their own: as many as leave the smallest of them enough cells, at least one."""
    totals = list(accumulate(sizes))
    for count in range(len(sizes), 1, -1):
        total = totals[count - 1] + (sizes[count - 1] if count < len(sizes) else 0)
        if sizes[count - 1] * cells >= MIN_BLOCK_CELLS * total:
            return count
    return min(1, len(sizes))

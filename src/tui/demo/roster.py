"""The whole list of the simulated exchange: the seed's thirty, and as many plausible others as are asked for."""

from random import Random
from typing import Final

from tui.demo import MAX_SYMBOLS, MIN_SYMBOLS
from tui.demo.chance import gaussian_like
from tui.demo.listing import SEED_LISTINGS, Listing, Sector

_HEADS: Final = (
    "AB AD AL AM AN AR AT AZ BA BE BI CA CH CR DA DE DI EF EL EM EN FA FE FI GA GE GH GL GO HA HI IB IN IS JA JU KA KH "
    "KO LA LE LO MA ME MI MU NA NE NI NO OL OM PA PE QU RA RE RI RU SA SH SI SU TA TH TR UM VA WA YA ZA ZE"
)
_MIDDLES: Final = " B D F H J K L M N Q R S T V Z DR LD MB ND NS RD RK RN SH ST TH ZL"
_TAILS: Final = (
    ("BL", Sector.BANKS),
    ("MOT", Sector.CARMAKERS),
    ("CEM", Sector.CEMENTS),
    ("CL", Sector.CEMENTS),
    ("LAB", Sector.DRUG_MAKERS),
    ("PH", Sector.DRUG_MAKERS),
    ("EN", Sector.ENGINEERS),
    ("STL", Sector.ENGINEERS),
    ("OG", Sector.EXPLORERS),
    ("FL", Sector.FERTILISERS),
    ("SML", Sector.FOODS),
    ("FD", Sector.FOODS),
    ("GC", Sector.HOUSEHOLD),
    ("IL", Sector.INSURERS),
    ("NET", Sector.MEDIA),
    ("TRM", Sector.PORTS),
    ("PL", Sector.POWER),
    ("NRG", Sector.POWER),
    ("RE", Sector.PROPERTY),
    ("RL", Sector.REFINERS),
    ("SYS", Sector.TECHNOLOGY),
    ("TEL", Sector.TELECOMS),
    ("TM", Sector.TEXTILES),
    ("TEX", Sector.TEXTILES),
)
_LONGEST_SYMBOL: Final = 7
_DEAREST: Final = 90_000


def generate_listings(seed: int, symbols: int) -> tuple[Listing, ...]:
    """So many listings in alphabetical order; the same for the same seed.

    Fewer than thirty are the largest of the seed's; more are the seed's with others made up beside them.

    Raises:
        ValueError: fewer than 10 or more than 10,000 are asked for.
    """
    if not MIN_SYMBOLS <= symbols <= MAX_SYMBOLS:
        raise ValueError(f"from {MIN_SYMBOLS} to {MAX_SYMBOLS:,} symbols, not {symbols:,}")
    if symbols <= len(SEED_LISTINGS):
        chosen = sorted(SEED_LISTINGS, key=lambda one: -one.start * one.shares)[:symbols]
    else:
        chosen = [*SEED_LISTINGS, *_made_up(Random(f"{seed}/roster"), symbols - len(SEED_LISTINGS))]  # noqa: S311 a game
    return tuple(sorted(chosen, key=lambda one: one.symbol))


def _made_up(random: Random, count: int) -> list[Listing]:
    taken = {one.symbol for one in SEED_LISTINGS}
    heads, middles = _HEADS.split(), _MIDDLES.split(" ")
    made: list[Listing] = []
    while len(made) < count:
        tail, sector = random.choice(_TAILS)
        symbol = random.choice(heads) + random.choice(middles) + tail
        if len(symbol) <= _LONGEST_SYMBOL and symbol not in taken:
            taken.add(symbol)
            made.append(_company(random, symbol, sector))
    return made


def _company(random: Random, symbol: str, sector: Sector) -> Listing:
    chance = random.random
    # many cheap shares and a few dear ones, from 1 to 900 rupees
    previous = 110 + int((_DEAREST - 1_000) * chance() ** 3 / 1.1)
    reach = max(previous // 10, 100) * 8 // 10
    change = max(min(round(previous * gaussian_like(random) * 0.017), reach), -reach)
    return Listing(
        symbol=symbol,
        sector=sector,
        start=max(previous + change, 100),
        previous=previous,
        shares=(20 + int(600 * chance() ** 2)) * 1_000_000,
        activity=0.3 + 3.0 * chance() ** 3,
        beta=0.6 + 0.7 * chance(),
        temper=0.8 + 0.9 * chance(),
    )

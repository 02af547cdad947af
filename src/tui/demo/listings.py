"""The listings of the simulated exchange with their opening figures."""

from enum import StrEnum
from random import Random
from typing import Final, NamedTuple

from tui.demo import MAX_SYMBOLS, MIN_SYMBOLS


def gaussian_like(random: Random) -> float:
    """Return nearly a normal deviate: mean 0, deviation 1, never beyond 3."""
    draw = random.random
    return 2.0 * (draw() + draw() + draw() - 1.5)


class Sector(StrEnum):
    """A sector, in the plural, as a market report names it."""

    BANKS = "banks"
    CARMAKERS = "carmakers"
    CEMENTS = "cements"
    DRUG_MAKERS = "drug makers"
    ENGINEERS = "engineers"
    EXPLORERS = "explorers"
    FERTILISERS = "fertilisers"
    FOODS = "foods"
    HOUSEHOLD = "household goods"
    INSURERS = "insurers"
    MEDIA = "media shares"
    PORTS = "ports"
    POWER = "power producers"
    PROPERTY = "property shares"
    REFINERS = "refiners"
    TECHNOLOGY = "technology shares"
    TELECOMS = "telecoms"
    TEXTILES = "textiles"


class Listing(NamedTuple):
    """One symbol with its opening figures. Prices are whole paisa, a hundredth of a rupee."""

    symbol: str
    sector: Sector
    start: int
    """The price at the opening."""
    previous: int
    """The previous close, the base of the limits of the day and of every change."""
    shares: int
    """In free float."""
    activity: float
    """How often it trades, relative to the others."""
    beta: float
    """How strongly it follows the drift of the market."""
    volatility: float
    """The size of its own moves."""

    @property
    def floor(self) -> int:
        """The lower limit of the day: 10 % or one rupee below the previous close, whichever is further."""
        return max(self.previous - self._max_change, 1)

    @property
    def ceiling(self) -> int:
        """The upper limit of the day."""
        return self.previous + self._max_change

    @property
    def _max_change(self) -> int:
        """The maximum change of the day, in paisa."""
        return max(self.previous // 10, 100)


# symbol, sector, price and change in paisa as the seed page prints them, then the simulation's own:
# millions of shares, activity, beta, volatility
_OPENING: Final = (
    ("AGL", Sector.FERTILISERS, 3448, -72, 420, 2, 0.6, 1.0),
    ("AIRLINK", Sector.TECHNOLOGY, 13250, 927, 395, 9, 1.2, 1.5),
    ("BOP", Sector.BANKS, 516, 12, 3270, 9, 1.0, 1.1),
    ("CNERGY", Sector.REFINERS, 383, -8, 5490, 7, 1.1, 1.3),
    ("DCL", Sector.CEMENTS, 810, -5, 484, 2, 0.9, 1.2),
    ("DFML", Sector.CARMAKERS, 4530, 108, 139, 3, 1.0, 1.6),
    ("DGKC", Sector.CEMENTS, 7590, 155, 438, 6, 1.3, 1.1),
    ("FCCL", Sector.CEMENTS, 2485, 38, 1450, 6, 1.2, 0.9),
    ("FFBL", Sector.FERTILISERS, 4418, -402, 1290, 7, 0.8, 1.5),
    ("FFL", Sector.FOODS, 880, 2, 1680, 5, 0.9, 1.0),
    ("HUBC", Sector.POWER, 14400, -185, 1297, 6, 0.8, 0.8),
    ("HUMNL", Sector.MEDIA, 1052, -33, 1130, 3, 0.8, 1.4),
    ("KEL", Sector.POWER, 400, 0, 2760, 8, 0.7, 0.9),
    ("KOSM", Sector.TEXTILES, 774, -26, 310, 4, 0.9, 1.6),
    ("MLCF", Sector.CEMENTS, 3325, 45, 1050, 6, 1.2, 1.0),
    ("NBP", Sector.BANKS, 5650, -65, 2127, 4, 0.9, 0.8),
    ("OGDC", Sector.EXPLORERS, 14100, -435, 4300, 7, 1.0, 0.8),
    ("PAEL", Sector.ENGINEERS, 2570, -5, 856, 6, 1.1, 1.1),
    ("PIBTL", Sector.PORTS, 574, -2, 1786, 4, 0.8, 1.2),
    ("PPL", Sector.EXPLORERS, 11274, -406, 2720, 7, 1.1, 0.9),
    ("PRL", Sector.REFINERS, 2408, 8, 630, 6, 1.2, 1.3),
    ("PTC", Sector.TELECOMS, 1119, 14, 3774, 5, 0.8, 1.0),
    ("SEARL", Sector.DRUG_MAKERS, 5850, 9, 511, 5, 0.9, 1.0),
    ("TELE", Sector.TELECOMS, 742, -7, 300, 4, 1.0, 1.2),
    ("TOMCL", Sector.FOODS, 4100, -10, 168, 3, 0.8, 1.2),
    ("TPLP", Sector.PROPERTY, 823, -8, 561, 3, 0.9, 1.3),
    ("TREET", Sector.HOUSEHOLD, 1514, -6, 378, 3, 0.9, 1.2),
    ("TRG", Sector.TECHNOLOGY, 5610, 90, 545, 7, 1.3, 1.3),
    ("UNITY", Sector.FOODS, 2770, -15, 1194, 5, 0.9, 1.0),
    ("WTL", Sector.TELECOMS, 131, -3, 5374, 8, 0.7, 1.0),
)

SEED_LISTINGS: Final = tuple(
    Listing(
        symbol=symbol,
        sector=sector,
        start=start,
        previous=start - change,
        shares=millions * 1_000_000,
        activity=float(activity),
        beta=beta,
        volatility=volatility,
    )
    for symbol, sector, start, change, millions, activity, beta, volatility in _OPENING
)
"""The thirty symbols of the seed page, in its alphabetical order."""


_PREFIXES: Final = (
    "AB AD AL AM AN AR AT AZ BA BE BI CA CH CR DA DE DI EF EL EM EN FA FE FI GA GE GH GL GO HA HI IB IN IS JA JU KA KH "
    "KO LA LE LO MA ME MI MU NA NE NI NO OL OM PA PE QU RA RE RI RU SA SH SI SU TA TH TR UM VA WA YA ZA ZE"
)
_INFIXES: Final = " B D F H J K L M N Q R S T V Z DR LD MB ND NS RD RK RN SH ST TH ZL"
_SUFFIXES: Final = (
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
_MAX_SYMBOL: Final = 7
_MAX_PRICE: Final = 90_000


def generate_listings(seed: int, symbols: int) -> tuple[Listing, ...]:
    """Return so many listings in alphabetical order; the same for the same seed.

    Fewer than thirty are the largest of the seed page; more are those of the seed page and generated ones.

    Raises:
        ValueError: fewer than 10 or more than 10,000.
    """
    if not MIN_SYMBOLS <= symbols <= MAX_SYMBOLS:
        raise ValueError(f"from {MIN_SYMBOLS} to {MAX_SYMBOLS:,} symbols, not {symbols:,}")
    if symbols <= len(SEED_LISTINGS):
        chosen = sorted(SEED_LISTINGS, key=lambda listing: -listing.start * listing.shares)[:symbols]
    else:
        chosen = [*SEED_LISTINGS, *_generate(Random(f"{seed}/roster"), symbols - len(SEED_LISTINGS))]  # noqa: S311 a game
    return tuple(sorted(chosen, key=lambda listing: listing.symbol))


def _generate(random: Random, count: int) -> list[Listing]:
    symbols_used = {listing.symbol for listing in SEED_LISTINGS}
    prefixes, infixes = _PREFIXES.split(), _INFIXES.split(" ")
    generated: list[Listing] = []
    while len(generated) < count:
        suffix, sector = random.choice(_SUFFIXES)
        symbol = random.choice(prefixes) + random.choice(infixes) + suffix
        if len(symbol) <= _MAX_SYMBOL and symbol not in symbols_used:
            symbols_used.add(symbol)
            generated.append(_company(random, symbol, sector))
    return generated


def _company(random: Random, symbol: str, sector: Sector) -> Listing:
    chance = random.random
    # many cheap shares and a few expensive ones, from 1 to 900 rupees
    previous = 110 + int((_MAX_PRICE - 1_000) * chance() ** 3 / 1.1)
    max_change = max(previous // 10, 100) * 8 // 10
    change = max(min(round(previous * gaussian_like(random) * 0.017), max_change), -max_change)
    return Listing(
        symbol=symbol,
        sector=sector,
        start=max(previous + change, 100),
        previous=previous,
        shares=(20 + int(600 * chance() ** 2)) * 1_000_000,
        activity=0.3 + 3.0 * chance() ** 3,
        beta=0.6 + 0.7 * chance(),
        volatility=0.8 + 0.9 * chance(),
    )

"""The phrases of market reports; words in braces are filled with the figures of the market."""

from collections.abc import Mapping
from typing import Final, NamedTuple

Phrases = tuple[str, ...]


class PhrasesByMove(NamedTuple):
    """The phrases for an index that has moved, and for one that hardly has."""

    moved: Phrases
    flat: Phrases

    def choose(self, *, is_flat: bool) -> Phrases:
        """Return the phrases for this move."""
        return self.flat if is_flat else self.moved


class VerbsBySize(NamedTuple):
    """The verbs for a change in one direction, by its size."""

    small: Phrases
    medium: Phrases
    big: Phrases


TITLES: Final = PhrasesByMove(
    moved=(
        "{Leaders} {lift} KSE100 to {level}",
        "KSE100 {gains} {whole} points, led by {leaders}",
        "{first} leads as KSE100 is {up} {pct}%",
        "KSE100 {up} {pct}% at {level}",
    ),
    flat=(
        "KSE100 marks time at {level}",
        "{Best} and {worst} cancel out; KSE100 little changed at {level}",
        "KSE100 flat at {level}, {points} points from its last close",
    ),
)
LEADS: Final = PhrasesByMove(
    moved=(
        (
            "Shares {rose}, with the KSE100 {up} {points} points, or {pct}%, at {level} by {time} as {leaders} led the "
            "way."
        ),
        "The KSE100 stood at {level} by {time}, {points} points or {pct}% {above} its last close.",
        "{Buyers} had the upper hand by {time}: the KSE100 was {points} points, or {pct}%, {higher} at {level}.",
    ),
    flat=(
        "The KSE100 was little changed at {level} by {time}, {points} points from its last close.",
        "Neither side had the upper hand by {time}: the KSE100 stood at {level}, {points} points from its last close.",
    ),
)

BREADTH: Final[Phrases] = (
    "Of the {total} names on the board, {up} were higher, {down} lower and {same} unchanged.",
    "The board showed {up} rises, {down} falls and {same} unchanged among {total} names.",
)
OTHER_INDICES: Final[Phrases] = (
    "Elsewhere {one}, {two}, and {three}.",
    "Among the other indices, {one} and {two}, while {three}.",
)

SINCE: Final = PhrasesByMove(
    moved=(
        "Since the last report at {then}, the KSE100 has {gained} {points} points.",
        "The KSE100 has {gained} {points} points since {then}.",
    ),
    flat=("The KSE100 has hardly moved since {then}.",),
)
MOVED_MOST: Final[Phrases] = (
    (
        " {riser} moved up most in that time, from Rs{riser_then} to Rs{riser_now}, and {faller} moved down most, from "
        "Rs{faller_then} to Rs{faller_now}."
    ),
    (
        " The quickest riser was {riser}, from Rs{riser_then} to Rs{riser_now}, while {faller} came down from "
        "Rs{faller_then} to Rs{faller_now}."
    ),
)

MOVERS: Final[Phrases] = (
    "The {strongest} name on the board was {first}, {up} {pct}% at Rs{price}.",
    "Among the {gainers}, {first} came first, {up} {pct}% at Rs{price}.",
)
AT_LIMIT: Final[Phrases] = (" It stood at its {upper} limit for the day.",)
NEXT_MOVERS: Final[Phrases] = (" Behind it, {rest}.", " Next on the list, {rest}.")

BEST_SECTOR: Final[Phrases] = (
    "The best of the sectors were {sector}, {up} {pct}% on average{names}.",
    "{Sector} did best, {up} {pct}% on average{names}.",
)
WORST_SECTOR: Final[Phrases] = (
    " At the other end, {sector} were {up} {pct}% on average{names}.",
    " {Sector} trailed, {up} {pct}% on average{names}.",
)

VOLUME: Final[Phrases] = (
    (
        "{a} was the most traded name, with {va} shares changing hands, ahead of {b} with {vb} and {c} with {vc}. "
        "Turnover on the whole board came to {total} shares."
    ),
    (
        "Trading was busiest in {a}, where {va} shares changed hands; {b} followed with {vb} and {c} with {vc}. "
        "In all, {total} shares have been traded."
    ),
)
CONTRIBUTIONS: Final[Phrases] = (
    (
        "The biggest lift to the KSE100 came from {a}, worth {pa} points, and {b}, worth {pb}. Against that, {c} took "
        "away {pc} points and {d} {pd}."
    ),
    "Counted in points, the KSE100 owed most to {a}, with {pa}, and {b}, with {pb}; {c} cost it {pc} and {d} {pd}.",
)
RANGE: Final[Phrases] = (
    "The KSE100 has moved between {low} and {high} since the opening, a span of {span} points.",
    "With a low of {low} and a high of {high}, the KSE100 has covered {span} points so far.",
)

CLOSINGS: Final[Phrases] = (
    "For the KSE100, {over} is the next mark above, and {under} the one to hold.",
    "What to watch from here is whether {best} can keep their lead, and whether {worst} find a floor.",
    "The KSE100 is left between {under} and {over}, and the next report will say which is nearer.",
)
CAPTIONS: Final[Phrases] = (
    "The quotation board of the demo exchange. All figures are simulated.",
    "A view of the trading hall of the demo exchange. The market shown is simulated.",
)

RISES: Final = VerbsBySize(
    small=("edged up", "inched up", "firmed", "ticked up"),
    medium=("rose", "gained", "added", "advanced", "put on"),
    big=("climbed", "jumped", "surged", "rallied"),
)
FALLS: Final = VerbsBySize(
    small=("edged down", "eased", "slipped", "ticked down"),
    medium=("fell", "lost", "shed", "declined", "dropped"),
    big=("slid", "tumbled", "sank", "slumped"),
)

_BY_DIRECTION: Final[Mapping[str, tuple[str, str]]] = {
    "up": ("up", "down"),
    "rose": ("rose", "fell"),
    "above": ("above", "below"),
    "higher": ("higher", "lower"),
    "gains": ("gains", "loses"),
    "gained": ("gained", "lost"),
    "lift": ("lift", "drag"),
    "Buyers": ("Buyers", "Sellers"),
    "strongest": ("strongest", "weakest"),
    "gainers": ("gainers", "losers"),
    "upper": ("upper", "lower"),
}
UP: Final = {name: word for name, (word, _) in _BY_DIRECTION.items()}
"""The words in braces that depend on a direction, for a rise."""
DOWN: Final = {name: word for name, (_, word) in _BY_DIRECTION.items()}
"""The same for a fall."""


def words_for(change: int) -> Mapping[str, str]:
    """Return the words in braces that depend on the direction of this change."""
    return UP if change > 0 else DOWN

"""The stock of sentences that market reports are made of; words in braces are filled with what happened."""

from typing import Final

Phrases = tuple[str, ...]

BREADTH: Final[dict[str, Phrases]] = {
    "up": (
        "Gainers led losers by {up} to {down}, with {same} unchanged.",
        "Of the {total} names on the board, {up} were higher, {down} lower and {same} unchanged.",
        "The advance was shared by {up} of {total} names; {down} stood lower and {same} unchanged.",
    ),
    "down": (
        "Losers led gainers by {down} to {up}, with {same} unchanged.",
        "Of the {total} names on the board, {down} were lower, {up} higher and {same} unchanged.",
        "The retreat was shared by {down} of {total} names; {up} stood higher and {same} unchanged.",
    ),
    "even": (
        "The board was closely split: {up} names higher, {down} lower and {same} unchanged.",
        "There was little in it on the board, with {up} rises, {down} falls and {same} unchanged among {total} names.",
    ),
}

GAUGES: Final[Phrases] = (
    "{One} and {two}, while {three}.",
    "Among the other gauges, {one}, {two} and {three}.",
    "Elsewhere {one}, {two}, and {three}.",
)

SINCE: Final[dict[str, Phrases]] = {
    "up": (
        "Since the last report at {then}, the KSE100 has put on {points} points.",
        "The KSE100 has added {points} points since {then}.",
        "Compared with {then}, the KSE100 is {points} points better off.",
    ),
    "down": (
        "Since the last report at {then}, the KSE100 has given up {points} points.",
        "The KSE100 has lost {points} points since {then}.",
        "Compared with {then}, the KSE100 is {points} points worse off.",
    ),
    "flat": (
        "The KSE100 has hardly moved since {then}.",
        "Little has changed for the KSE100 since the last report at {then}.",
    ),
}

SINCE_RISER: Final[Phrases] = (
    "{riser} made the biggest move up in that time, from Rs{riser_then} to Rs{riser_now}",
    "Over that stretch {riser} did best, going from Rs{riser_then} to Rs{riser_now}",
    "The quickest riser was {riser}, which went from Rs{riser_then} to Rs{riser_now}",
)

SINCE_FALLER: Final[Phrases] = (
    "; {faller} slipped furthest, from Rs{faller_then} to Rs{faller_now}.",
    ", while {faller} came down from Rs{faller_then} to Rs{faller_now}.",
    ", and {faller} lost most ground, from Rs{faller_then} to Rs{faller_now}.",
)

BEST_SECTOR: Final[dict[str, Phrases]] = {
    "up": (
        "{Best} led the field, up {pct}% on average{names}.",
        "The best of the sectors were {best}, up {pct}% on average{names}.",
        "Buyers went for {best} first, up {pct}% on average{names}.",
    ),
    "not": (
        "No sector was higher on average; {best} held up best with a fall of {pct}%{names}.",
        "Even the best placed sector, {best}, was down {pct}% on average{names}.",
    ),
}

WORST_SECTOR: Final[dict[str, Phrases]] = {
    "down": (
        "At the other end, {worst} were down {pct}% on average{names}.",
        "Sellers were busiest among {worst}, down {pct}% on average{names}.",
        "{Worst} trailed, down {pct}% on average{names}.",
    ),
    "not": (
        "Even the slowest sector, {worst}, was up {pct}% on average{names}.",
        "No sector was lower on average; {worst} came last with a rise of {pct}%{names}.",
    ),
}

GAINERS: Final[Phrases] = (
    "{first} was the best performer, up {pct}% at Rs{price}. Behind it, {rest}.",
    "{first} topped the list of gainers, up {pct}% at Rs{price}; {rest}.",
    "The strongest name on the board was {first}, up {pct}% at Rs{price}. {rest}.",
    "Among the gainers, {first} stood out with a rise of {pct}% to Rs{price}, while {rest}.",
)

LONE_GAINER: Final[Phrases] = ("The one name to find favour was {first}, up {pct}% at Rs{price}.",)

LONE_LOSER: Final[Phrases] = ("The one name out of favour was {first}, down {pct}% at Rs{price}.",)

LOSERS: Final[Phrases] = (
    "{first} was the weakest, down {pct}% at Rs{price}. {rest}.",
    "On the losing side, {first} was down {pct}% at Rs{price}; {rest}.",
    "The heaviest fall was in {first}, down {pct}% at Rs{price}, while {rest}.",
    "{first} headed the losers with a fall of {pct}% to Rs{price}. Further up the list, {rest}.",
)

AT_CEILING: Final[Phrases] = (
    " {first} stood at its upper limit for the day.",
    " For {first} that is the day's upper limit.",
)

AT_FLOOR: Final[Phrases] = (
    " {first} stood at its lower limit for the day.",
    " For {first} that is the day's lower limit.",
)

VOLUME: Final[Phrases] = (
    "{a} was the most traded name, with {va} shares changing hands, ahead of {b} with {vb} and {c} with {vc}.",
    "Trading was busiest in {a}, where {va} shares changed hands; {b} followed with {vb} and {c} with {vc}.",
    "{a} headed the volume list with {va} shares. {b} saw {vb} and {c} {vc}.",
    "Dealing was concentrated in {a}, with {va} shares, in {b}, with {vb}, and in {c}, with {vc}.",
)

TURNOVER: Final[Phrases] = (
    " In all, {total} shares have changed hands.",
    " Turnover on the whole board came to {total} shares.",
    " The day's count stands at {total} shares.",
)

LIFTS: Final[Phrases] = (
    "The biggest lift to the KSE100 came from {a}, worth {pa} points, and {b}, worth {pb}.",
    "{a} was worth {pa} points to the KSE100, more than any other name, and {b} {pb}.",
    "Counted in points, the KSE100 owed most to {a}, with {pa}, and {b}, with {pb}.",
)

DRAGS: Final[Phrases] = (
    " Against that, {a} took away {pa} points and {b} {pb}.",
    " {a} cost it {pa} points and {b} {pb}.",
    " Pulling the other way were {a}, which took off {pa} points, and {b}, with {pb}.",
)

RANGE: Final[Phrases] = (
    (
        "The KSE100 has moved between {low} and {high} since the opening, a span of {span} points, and now sits "
        "{where} it."
    ),
    "Since the opening the KSE100 has ranged over {span} points, from {low} to {high}; it is now {where} that range.",
    (
        "With a low of {low} and a high of {high}, the KSE100 has covered {span} points so far and stands {where} the "
        "range."
    ),
)

SMALL_RISES: Final[Phrases] = (
    "edged up",
    "inched up",
    "firmed",
    "ticked up",
    "crept up",
)

RISES: Final[Phrases] = (
    "rose",
    "gained",
    "added",
    "advanced",
    "put on",
    "improved",
)

BIG_RISES: Final[Phrases] = (
    "climbed",
    "jumped",
    "surged",
    "rallied",
    "leapt",
)

SMALL_FALLS: Final[Phrases] = (
    "edged down",
    "eased",
    "slipped",
    "dipped",
    "ticked down",
)

FALLS: Final[Phrases] = (
    "fell",
    "lost",
    "shed",
    "declined",
    "gave up",
    "dropped",
)

BIG_FALLS: Final[Phrases] = (
    "slid",
    "tumbled",
    "sank",
    "slumped",
    "retreated",
)

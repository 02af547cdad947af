"""The stock of headlines, opening and closing sentences of market reports, by the tone of the market."""

from typing import Final

from tui.demo.report_phrases import Phrases

TITLES: Final[dict[str, Phrases]] = {
    "up": (
        "KSE100 gains {whole} points as {best} lead",
        "{Best} lift KSE100 to {level}",
        "KSE100 holds above {under} as {best} draw buyers",
        "{top} leads gainers as KSE100 adds {whole} points",
        "Buyers favour {best}; KSE100 up {pct}%",
        "KSE100 firm at {level} while {worst} lag",
        "KSE100 up {pct}% at {level}",
    ),
    "up, narrowly": (
        "KSE100 up {whole} points, but losers outnumber gainers",
        "{Best} keep KSE100 above {under} in a narrow market",
        "KSE100 adds {pct}% though more shares fall than rise",
        "{Best} carry KSE100 to {level} over a weak board",
    ),
    "down": (
        "KSE100 sheds {whole} points as {worst} weaken",
        "{Worst} pull KSE100 down to {level}",
        "{bottom} leads losers as KSE100 drops {whole} points",
        "Sellers turn on {worst}; KSE100 down {pct}%",
        "KSE100 lower at {level} though {best} hold firm",
        "KSE100 down {pct}% at {level}",
    ),
    "down, narrowly": (
        "KSE100 down {whole} points, though gainers outnumber losers",
        "More rises than falls, yet KSE100 eases to {level}",
        "{Worst} cost KSE100 {whole} points on a mixed board",
    ),
    "flat": (
        "KSE100 flat at {level} as {best} and {worst} go separate ways",
        "KSE100 marks time at {level}",
        "{Best} and {worst} cancel out; KSE100 little changed",
    ),
}

OPENINGS: Final[dict[str, Phrases]] = {
    "up": (
        (
            "Shares rose, with the KSE100 up {points} points, or {pct}%, at {level} by {time} as buying in {best} "
            "outweighed selling in {worst}."
        ),
        (
            "The KSE100 stood at {level} by {time}, {points} points or {pct}% above its last close, with {best} in "
            "front and {worst} at the back of the field."
        ),
        (
            "Buyers had the upper hand by {time}: the KSE100 was {points} points, or {pct}%, higher at {level}, and "
            "{best} set the pace."
        ),
        "Stocks were higher at {time} as {best} drew buyers. The KSE100 was up {points} points, or {pct}%, at {level}.",
        "The KSE100 was {points} points, or {pct}%, higher at {level} by {time}.",
    ),
    "up, narrowly": (
        (
            "The KSE100 was up {points} points, or {pct}%, at {level} by {time}, but the gain was a narrow one: more "
            "shares fell than rose."
        ),
        (
            "The headline looked better than the board at {time}. The KSE100 was up {points} points, or {pct}%, at "
            "{level}, while losers outnumbered gainers."
        ),
        (
            "Demand for {best} kept the KSE100 in the green. The index stood at {level} at {time}, up {points} points "
            "or {pct}%, even as most of the moves below it were falls."
        ),
    ),
    "down": (
        (
            "Shares fell, with the KSE100 down {points} points, or {pct}%, at {level} by {time} as selling in {worst} "
            "outweighed demand for {best}."
        ),
        (
            "The KSE100 stood at {level} by {time}, {points} points or {pct}% below its last close, with {worst} at "
            "the back of the field."
        ),
        (
            "Sellers had the upper hand by {time}: the KSE100 was {points} points, or {pct}%, lower at {level}, and "
            "{worst} took the worst of it."
        ),
        (
            "Stocks were lower at {time}, held back by {worst}. The KSE100 was down {points} points, or {pct}%, at "
            "{level}."
        ),
        "The KSE100 was {points} points, or {pct}%, lower at {level} by {time}.",
    ),
    "down, narrowly": (
        "The KSE100 was down {points} points, or {pct}%, at {level} by {time}, although more shares rose than fell.",
        (
            "The board looked better than the headline at {time}. The KSE100 was down {points} points, or {pct}%, at "
            "{level}, while gainers outnumbered losers."
        ),
        (
            "Weakness in {worst} cost the index its gains. The KSE100 stood at {level} at {time}, down {points} points "
            "or {pct}%, on a board with more rises than falls."
        ),
    ),
    "flat": (
        (
            "The KSE100 was little changed at {level} by {time}, within {points} points of its last close, as gains in "
            "{best} met losses in {worst}."
        ),
        "Neither side had the upper hand by {time}: the KSE100 stood at {level}, {points} points from its last close.",
        (
            "The market marked time. At {time} the KSE100 stood at {level}, {points} points away from where it last "
            "closed."
        ),
    ),
}

CLOSINGS: Final[dict[str, Phrases]] = {
    "up": (
        (
            "If {best} hold their gains, the KSE100 has {over} in sight. Should they fade, {under} is the first line "
            "to defend."
        ),
        "The tone is firm, but much of it rests on {best}. A turn there would be felt quickly.",
        "What to watch from here is whether {best} can keep their lead, and whether {worst} find a floor.",
        "With the board on its side, the KSE100 can look to {over} next; {under} is the mark to keep.",
        "A gain like this seldom runs without a pause. {Best}, which led the way up, will be the first to show one.",
    ),
    "down": (
        "Unless {worst} steady, the KSE100 will have {under} to defend. A recovery would have to start there.",
        "Buyers will want to see {worst} settle before they look up again; for the KSE100 that means {over}.",
        "What to watch from here is whether {best} can hold out, and whether {worst} find a floor.",
        "The mood is cautious rather than fearful. {Best} still find takers, and that is where a rebound would begin.",
        "For the KSE100 the line to hold is {under}; above it lies {over}, which now looks the longer road.",
    ),
    "up, narrowly": (
        (
            "A rise that so few share stands on thin ground. For the KSE100 to reach {over}, more of the board has to "
            "join in."
        ),
        (
            "Index and board cannot part for long. Either the rest of the market follows {best}, or {best} come back "
            "to it."
        ),
        "Until rises outnumber falls again, {under} is closer to mind on the KSE100 than {over}.",
    ),
    "down, narrowly": (
        "With most of the board higher, it would not take much to turn the KSE100. {over} is the mark to look for.",
        "The fall is the work of a few. If {worst} steady, the rest of the board is already facing the other way.",
        "A board with more rises than falls is a good place to start from; {under} is the line it should not lose.",
    ),
    "flat": (
        "With no clear lead from either side, {over} and {under} mark the ground the KSE100 has to choose between.",
        "A quiet index can hide a busy board. {Best} and {worst} will decide which way it breaks.",
        "The next move is open: {over} above, {under} below, and little to choose between them.",
    ),
}

CAPTIONS: Final[Phrases] = (
    "The quotation board of the demo exchange. All figures are simulated.",
    "A screen of prices at the demo exchange, where every figure is simulated.",
    "A view of the trading hall of the demo exchange. The market shown is simulated.",
    "Price strips run along the wall of the demo exchange. The trading is simulated.",
)

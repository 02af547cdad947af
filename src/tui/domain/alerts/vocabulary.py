"""What the condition of an alert can name beside the fields of a quote, and how it is read."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal, DecimalException
from typing import Final

from tui.domain.alerts.subject import Subject, is_doubtful
from tui.domain.bars import Bar
from tui.domain.expressions.evaluation import Condition, Reader, Readers, condition_of, value_of
from tui.domain.expressions.fields import FIELDS, TEXT_FIELDS, Value
from tui.domain.expressions.parser import Function, Vocabulary, parse_tree
from tui.domain.expressions.quotes import word_matches
from tui.domain.expressions.tree import Call, Node, Operand
from tui.domain.instants import parse_duration
from tui.domain.quote import Direction, InstrumentKind, Quote
from tui.domain.source_health import SourceState, freshness_window

ANY_SOURCE: Final = "any"
MAX_DAYS: Final = 400
"""Trading days that a rule can look back."""
MAX_SPAN: Final = timedelta(hours=24)
"""Of a move within one day."""

_DAY_WORD: Final = "day"


def _days(word: str) -> int | None:
    digits = word[:-1]
    if word[-1:].casefold() != "d" or not digits.isascii() or not digits.isdecimal():
        return None
    number = int(digits) if len(digits) <= 3 else 0
    return number if 1 <= number <= MAX_DAYS else None


def _span(word: str) -> timedelta | None:
    span = parse_duration(word)
    return span if span is not None and timedelta(0) < span <= MAX_SPAN else None


def _takes_span(arguments: tuple[str, ...]) -> str | None:
    is_right = len(arguments) == 1 and _span(arguments[0]) is not None
    return None if is_right else "takes a span of at most a day, such as (5m)"


def _takes_days(arguments: tuple[str, ...]) -> str | None:
    is_right = len(arguments) == 1 and _days(arguments[0]) is not None
    return None if is_right else f"takes trading days, such as (20d), at most {MAX_DAYS}"


def _takes_day_or_days(arguments: tuple[str, ...]) -> str | None:
    is_right = len(arguments) == 1 and (arguments[0].casefold() == _DAY_WORD or _days(arguments[0]) is not None)
    return None if is_right else "takes (day) or trading days, such as (20d)"


def _takes_instrument(arguments: tuple[str, ...]) -> str | None:
    return None if len(arguments) == 1 else "takes one instrument, such as (PSX:OGDC)"


def _takes_source_and_span(arguments: tuple[str, ...]) -> str | None:
    is_right = len(arguments) == 2 and _span(arguments[1]) is not None
    return None if is_right else "takes a source, or any, and a span, such as (any, 10m)"


def _takes_text(arguments: tuple[str, ...]) -> str | None:
    return None if arguments else 'takes words, such as ("rate cut")'


def _previous(subject: Subject, days: int) -> list[Bar] | None:
    """Return the bars of so many trading days before today; None where fewer are known."""
    if subject.quote is None:
        return None
    bars = subject.moment.surroundings.days(subject.quote.id)
    return list(bars[-days:]) if len(bars) >= days else None


def _highest(subject: Subject, days: int) -> Decimal | None:
    bars = _previous(subject, days)
    return None if bars is None else max(bar.high for bar in bars)


def _lowest(subject: Subject, days: int) -> Decimal | None:
    bars = _previous(subject, days)
    return None if bars is None else min(bar.low for bar in bars)


def _average_volume(subject: Subject, days: int) -> Decimal | None:
    bars = _previous(subject, days)
    volumes = [bar.volume for bar in bars or () if bar.volume is not None]
    return Decimal(sum(volumes)) / len(volumes) if bars and len(volumes) == len(bars) else None


def _points(subject: Subject, span: timedelta) -> Decimal | None:
    then = subject.price_before(span)
    price = subject.quote.price if subject.quote else None
    return None if then is None or price is None else price - then


def _percent_moved(subject: Subject, span: timedelta) -> Decimal | None:
    then, points = subject.price_before(span), _points(subject, span)
    return points * 100 / abs(then) if then and points is not None else None


def _gap(subject: Subject) -> Decimal | None:
    quote = subject.quote
    if quote is None or quote.open is None or not quote.previous_close:
        return None
    try:
        return (quote.open - quote.previous_close) * 100 / quote.previous_close
    except DecimalException:
        return None


def _counted(subject: Subject, direction: Direction) -> Decimal | None:
    """Return how many moved in a direction; None where half of the figures or more are doubtful: who knows then?"""
    quotes = subject.moment.market.quotes
    keys = quotes if subject.keys is None else subject.keys
    found = (quotes[key] for key in keys if key in quotes)
    listed = [quote for quote in found if quote.kind is not InstrumentKind.INDEX and quote.price is not None]
    counted = (
        listed if subject.takes_doubtful else [quote for quote in listed if not is_doubtful(quote, subject.moment)]
    )
    if len(counted) * 2 <= len(listed):
        return None
    return Decimal(sum(quote.direction is direction for quote in counted))


def _breadth(subject: Subject) -> Decimal | None:
    """Return how many of those that moved rose, in percent."""
    up, down = _counted(subject, Direction.UP), _counted(subject, Direction.DOWN)
    return up * 100 / (up + down) if up is not None and down is not None and up + down else None


def _position(name: str) -> Reader[Subject]:
    def read(subject: Subject) -> Value:
        moment = subject.moment
        owned = moment.surroundings.positions(moment.market).get(subject.quote.id) if subject.quote else None
        value: Decimal | None = getattr(owned, name) if owned else None
        return value

    return read


_OWN_FIELDS: Final[dict[str, Reader[Subject]]] = {
    "gap": _gap,
    "breadth": _breadth,
    "advancers": lambda subject: _counted(subject, Direction.UP),
    "decliners": lambda subject: _counted(subject, Direction.DOWN),
    "gain": _position("total_gain"),
    "gain_pct": _position("gain_percent"),
    "day_gain": _position("day_gain"),
    "worth": _position("value"),
}
BREADTH_FIELDS: Final = frozenset({"breadth", "advancers", "decliners"})

_OF_SPAN: Final[dict[str, Callable[[Subject, timedelta], Decimal | None]]] = {
    "move": _percent_moved,
    "points": _points,
}
_OF_DAYS: Final[dict[str, Callable[[Subject, int], Decimal | None]]] = {
    "highest": _highest,
    "lowest": _lowest,
    "avg_volume": _average_volume,
}
SOURCE_FUNCTIONS: Final = frozenset({"failing", "stale", "silent"})
ARTICLE_FUNCTIONS: Final = frozenset({"headline"})
_EXTREMES: Final = ("new_high", "new_low")
_OTHERS_FIGURES: Final = {name: Function(_takes_instrument) for name in FIELDS if name not in TEXT_FIELDS}

VOCABULARY: Final = Vocabulary(
    (*FIELDS, *_OWN_FIELDS),
    TEXT_FIELDS,
    {
        **dict.fromkeys(_OF_SPAN, Function(_takes_span)),
        **dict.fromkeys(_OF_DAYS, Function(_takes_days)),
        **dict.fromkeys(_EXTREMES, Function(_takes_day_or_days, is_condition=True)),
        **dict.fromkeys(SOURCE_FUNCTIONS, Function(_takes_source_and_span, is_condition=True)),
        **dict.fromkeys(ARTICLE_FUNCTIONS, Function(_takes_text, is_condition=True)),
        **_OTHERS_FIGURES,
    },
)


def is_of_day(call: Call) -> bool:
    """Return whether a function is about a new high or low of the day."""
    return call.name in _EXTREMES and call.arguments[0].casefold() == _DAY_WORD


def parse_alert(text: str) -> Node:
    """Return the tree of the condition of an alert.

    Raises:
        ExpressionError: with what is wrong, and where.
    """
    return parse_tree(text, VOCABULARY)


def _field(name: str) -> Reader[Subject]:
    own = _OWN_FIELDS.get(name)
    if own is not None:
        return own
    read = FIELDS[name]
    return lambda subject: None if subject.quote is None else read(subject.quote)


def _has_word(word: str) -> Condition[Subject]:
    def has_word(subject: Subject) -> bool | None:
        if subject.article is not None:
            return word in subject.article.headline.casefold()
        return None if subject.quote is None else word_matches(subject.quote, word)

    return has_word


def _figure(call: Call) -> Reader[Subject]:
    argument = call.arguments[0]
    if call.name in _OF_SPAN:
        of_span, span = _OF_SPAN[call.name], _span(argument) or timedelta(0)
        return lambda subject: of_span(subject, span)
    if call.name in _OF_DAYS:
        of_days, days = _OF_DAYS[call.name], _days(argument) or 0
        return lambda subject: of_days(subject, days)
    read = FIELDS[call.name]

    def of_other(subject: Subject) -> Value:
        other = subject.find(argument)
        return None if other is None else read(other)

    return of_other


def _condition(call: Call) -> Condition[Subject]:
    if call.name in SOURCE_FUNCTIONS:
        span = _span(call.arguments[1]) or timedelta(0)
        return lambda subject: _has_trouble(subject, call.name, call.arguments[0], span)
    if call.name in ARTICLE_FUNCTIONS:
        words = tuple(word.casefold() for word in call.arguments)
        return lambda subject: subject.article and all(word in subject.article.headline.casefold() for word in words)
    is_high = call.name == "new_high"
    days = _days(call.arguments[0])
    if days is None:
        return lambda subject: _is_new_extreme(subject, is_high=is_high)
    return lambda subject: _is_beyond_days(subject, days, is_high=is_high)


def _is_new_extreme(subject: Subject, *, is_high: bool) -> bool | None:
    """Return whether the price went beyond what was known of this trading day."""
    quote, was = subject.quote, subject.was
    if quote is None or quote.price is None or was is None:
        return None
    moment = subject.moment
    if moment.surroundings.is_new_day(quote.id.market, moment.before.polled_at(was), moment.at):
        return None
    series = moment.before.series.get(quote.id)
    values = [series.high if is_high else series.low] if series else []
    stated = was.high if is_high else was.low
    values += [] if stated is None else [stated]
    if not values:
        return None
    return quote.price > max(values) if is_high else quote.price < min(values)


def _is_beyond_days(subject: Subject, days: int, *, is_high: bool) -> bool | None:
    bound = _highest(subject, days) if is_high else _lowest(subject, days)
    price = subject.quote.price if subject.quote else None
    if bound is None or price is None:
        return None
    return price > bound if is_high else price < bound


def _has_trouble(subject: Subject, trouble: str, name: str, span: timedelta) -> bool | None:
    source = subject.source if name.casefold() == ANY_SOURCE else name
    health = subject.moment.market.health.get(source or "")
    if health is None or health.state in {SourceState.PAUSED, SourceState.WAITING}:
        return None
    at = subject.moment.at
    if trouble == "failing":
        return health.state is SourceState.FAILING and health.since is not None and at - health.since >= span
    if trouble == "silent":
        return health.last_good is not None and at - health.last_good >= span
    if health.state is SourceState.STALE and health.since is not None:
        return at - health.since >= span
    return health.last_good is not None and at - health.last_good - freshness_window(health.every) >= span


READERS: Final = Readers(_field, _has_word, _figure, _condition)


def compile_alert(node: Node) -> Condition[Subject]:
    """Return the function of a condition."""
    return condition_of(node, READERS)


def read_operand(operand: Operand) -> Reader[Subject]:
    """Return the function that reads an operand."""
    return value_of(operand, READERS)


def at_price(quote: Quote, price: Decimal) -> Quote:
    """Return a quote as it was at another price of the same day, with the change that follows where that is known."""
    if quote.price is None:
        return quote._replace(price=price)
    previous = quote.previous_close
    if previous is None and quote.change is not None:
        previous = quote.price - quote.change
    if previous is None:
        return quote._replace(price=price, change=None, percent=None, direction=None)
    change = price - previous
    percent = change * 100 / previous if previous > 0 else None
    direction = Direction.UP if change > 0 else Direction.DOWN if change < 0 else Direction.UNCHANGED
    return quote._replace(price=price, change=change, percent=percent, direction=direction)

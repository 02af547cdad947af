"""What was missed as values: outages of sources, and spans of a tape in memory."""

from datetime import timedelta
from decimal import Decimal

from tests.kit.markets import a_source_health
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_id
from tui.domain.live_tape import LiveTape
from tui.domain.missed import Extent, Missed, MissedSpan, Outage, PathPoint, PriceSpan, missed_of_tape, outages
from tui.domain.source_health import SourceState
from tui.domain.tape import ArticleSeen, Move, SourceChange, TapeEntry
from tui.domain.text import CleanText

SINCE, UNTIL = after(0), after(600)
LIVE, FAILING = SourceState.LIVE, SourceState.FAILING


def fails(seconds: float, reason: str = "HTTP 503") -> SourceChange:
    return SourceChange(after(seconds), "br", LIVE, FAILING, reason)


def returns(seconds: float) -> SourceChange:
    return SourceChange(after(seconds), "br", FAILING, LIVE, None)


@for_each(
    ("changes", "now", "expected"),
    [
        ([], LIVE, None),
        ([fails(60), returns(180)], LIVE, (1, 120, True, after(180), "HTTP 503")),
        ([fails(60)], FAILING, (1, 540, False, None, "HTTP 503")),
        ([returns(90)], LIVE, (1, 90, True, after(90), "now")),
        ([], FAILING, (1, 600, False, None, "now")),
        ([fails(60), returns(120), fails(300, "blank"), returns(400)], LIVE, (2, 160, True, after(400), "blank")),
        ([returns(60), fails(500, "slow")], FAILING, (2, 160, False, None, "slow")),
        (
            [fails(60), SourceChange(after(90), "br", FAILING, SourceState.STALE, "old"), returns(120)],
            LIVE,
            (1, 60, True, after(120), "old"),
        ),
    ],
)
def test_an_outage_has_its_times_its_length_and_its_last_reason(
    changes: list[SourceChange], now: SourceState, expected: tuple[object, ...] | None
) -> None:
    health = a_source_health()._replace(state=now, reason=CleanText("now"))
    missed = Missed(SINCE, UNTIL, {}, tuple(changes), SINCE)
    found = outages(changes, {"br": health}, missed)
    if expected is None:
        assert found == []
        return
    times, total, is_over, ended, reason = expected
    (outage,) = found
    assert isinstance(outage, Outage)
    assert (outage.times, outage.total.total_seconds(), outage.is_over, outage.ended, outage.reason) == (
        times,
        total,
        is_over,
        ended,
        reason,
    )


def test_a_source_that_is_gone_is_left_out() -> None:
    assert outages([fails(60)], {}, Missed(SINCE, UNTIL, {}, (), SINCE)) == []


def a_move(seconds: float, old: str, new: str, symbol: str = "OGDC") -> Move:
    return Move(after(seconds), an_id(symbol), Decimal(old), Decimal(new), "br")


def test_the_tape_in_memory_gives_the_price_then_the_range_and_the_day_before() -> None:
    article = ArticleSeen(after(70), "1", "Shares gain", "br")
    groups: list[tuple[TapeEntry, ...]] = [
        (a_move(-60, "100", "104"),),
        (a_move(-30, "104", "101"),),
        (a_move(30, "101", "99"), article),
        (a_move(60, "99", "106.50"),),
    ]
    live = LiveTape(after(-3600))
    for group in groups:
        live = live.with_group(group)
    quotes = {key: a_quote(key.symbol, price) for key, price in ((an_id("OGDC"), "106.50"), (an_id("PPL"), "80"))}
    asked = MissedSpan(SINCE, UNTIL, {"PSX": after(-7200)}, frozenset({an_id("OGDC")}))
    missed = missed_of_tape(live, quotes, asked)
    assert missed.spans[an_id("OGDC")] == PriceSpan(
        Decimal(101),
        Extent(Decimal(99), Decimal("106.50")),
        Extent(Decimal(100), Decimal(104)),
        tuple(PathPoint(after(seconds).timestamp(), price) for seconds, price in ((0, 101.0), (30, 99.0), (60, 106.5))),
    )
    still = Extent(Decimal(80), Decimal(80))
    assert missed.spans[an_id("PPL")] == PriceSpan(Decimal(80), still, still)
    assert missed.entries == (article,)
    assert missed.known_since == SINCE


def test_a_span_that_begins_before_the_tape_says_so() -> None:
    missed = missed_of_tape(LiveTape(after(300)), {}, MissedSpan(SINCE, UNTIL, {}))
    assert missed.known_since == after(300)


@for_each(("start", "expected"), [(-60, True), (0, True), (60, False)])
def test_a_day_that_began_within_the_span_has_nothing_before(start: float, expected: bool) -> None:
    asked = MissedSpan(SINCE, UNTIL, {"PSX": FIXED_NOW + timedelta(seconds=start)})
    assert (asked.day_start(an_id()) is not None) is expected
    assert asked.day_start(an_id(market="NYSE")) is None

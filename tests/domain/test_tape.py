"""What happened between two markets."""

from datetime import timedelta
from decimal import Decimal

from tests.kit.markets import a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote, after, an_article
from tui.domain.events import Failure, NotModified, PollResult
from tui.domain.market import apply
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceState
from tui.domain.tape import ArticleSeen, Move, SourceChange, TapeEntry, entries_between
from tui.domain.text import CleanText
from tui.engine.environment import market_before_polls
from tui.sources.adapter import SourceConfig

SOURCES = [SourceConfig(name="br", kind="table", url="", every=timedelta(seconds=15))]
OGDC, PPL = InstrumentId("PSX", "OGDC"), InstrumentId("PSX", "PPL")


def entries(*events: PollResult) -> list[TapeEntry]:
    """Return the entries of the last of these events."""
    market = before = market_before_polls(SOURCES)
    for event in events:
        before, market = market, apply(market, event)
    return list(entries_between(before, market, events[-1].at))


def prices(at: int, **each: str) -> PollResult:
    return a_snapshot(*(a_quote(symbol, price) for symbol, price in each.items()), at=after(at))


def test_a_price_that_changed_is_a_move_with_its_digits() -> None:
    (move,) = entries(prices(0, OGDC="104.50", PPL="80"), prices(15, OGDC="105.00", PPL="80.0"))
    assert move == Move(after(15), OGDC, Decimal("104.50"), Decimal("105.00"), "br")
    assert (str(move.change), f"{move.percent:.4f}") == ("0.50", "0.4785")


def test_a_move_from_zero_has_no_percentage() -> None:
    assert Move(after(0), OGDC, Decimal(0), Decimal(2), "br").percent is None


def test_a_move_towards_zero_of_a_negative_price_is_a_rise() -> None:
    assert Move(after(0), OGDC, Decimal(-4), Decimal(-2), "br").percent == 50


def test_what_is_there_first_is_no_move_and_no_news() -> None:
    assert entries(a_snapshot(a_quote("OGDC", "1"), an_article("a"), at=after(0))) == []


def test_a_row_that_appears_or_goes_is_no_move() -> None:
    assert entries(prices(0, OGDC="1"), prices(1, OGDC="1", PPL="2")) == []


def test_an_article_is_seen_once() -> None:
    first = a_snapshot(a_quote("OGDC", "1"), an_article("a"), at=after(0))
    second = a_snapshot(a_quote("OGDC", "1"), an_article("b"), an_article("a"), at=after(15))
    (seen,) = entries(first, second)
    assert isinstance(seen, ArticleSeen)
    assert (seen.id, seen.at, seen.source) == (an_article("b").id, after(15), "br")
    assert entries(first, second, second._replace(at=after(30))) == []


FAILURE = Failure(source="br", at=after(15), reason=CleanText("HTTP 503"))


@for_each(
    ("events", "expected"),
    [
        ((prices(0, OGDC="1"), FAILURE), [(SourceState.LIVE, SourceState.FAILING, "HTTP 503")]),
        ((prices(0, OGDC="1"), FAILURE, FAILURE._replace(at=after(30))), []),
        (
            (prices(0, OGDC="1"), FAILURE, prices(30, OGDC="1")),
            [(SourceState.FAILING, SourceState.UNCHANGED, None)],
        ),
        ((prices(0, OGDC="1"), NotModified(source="br", at=after(15))), []),
    ],
)
def test_a_source_that_fails_or_comes_back_is_an_entry(events: tuple[PollResult, ...], expected: list[object]) -> None:
    changes = [(each.old, each.new, each.reason) for each in entries(*events) if isinstance(each, SourceChange)]
    assert changes == expected

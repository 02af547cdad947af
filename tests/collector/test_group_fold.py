from collections.abc import Sequence

import pytest

from tests.kit.markets import a_market, a_snapshot, prices
from tests.kit.quotes import a_quote, after
from tui.collector.group_fold import BEGINS_ANEW, GroupFold, Outcome, joined
from tui.collector.names import MessageId
from tui.collector.state import State
from tui.collector.stream_codec import StreamEncoder
from tui.domain.events import Event, Snapshot
from tui.domain.market import Market, apply

PRICES = ("1", "2", "3", "4", "5")


def events() -> list[Snapshot]:
    return [a_snapshot(a_quote(price=price), at=after(number)) for number, price in enumerate(PRICES)]


def bodies() -> list[bytes]:
    encoder = StreamEncoder()
    return [encoder.encode(event) for event in events()]


def a_state(term: int = 1, number: int = 0, market: Market | None = None) -> State:
    return State("all", term, number, 0, market or a_market(), {})


def take(fold: GroupFold, numbers: Sequence[int], term: int = 1) -> list[Outcome]:
    sent = bodies()
    return [fold.take(MessageId("all", term, number), sent[number - 1], number) for number in numbers]


def price(fold: GroupFold) -> str:
    (found,) = prices(fold.market).values()
    return str(found)


def test_events_in_order_make_the_market_of_the_collector() -> None:
    fold, expected = GroupFold(a_state()), a_market()
    for event in events():
        expected = apply(expected, event)

    assert take(fold, [1, 2, 3, 4, 5]) == [Outcome.APPLIED] * 5
    assert fold.market.quotes == expected.quotes
    assert fold.market.health == expected.health


def test_an_event_that_comes_twice_is_applied_once() -> None:
    seen: list[Event] = []
    fold = GroupFold(a_state(), lambda event, _before, _after: seen.append(event))

    assert take(fold, [1, 2, 2, 1, 3]) == [
        Outcome.APPLIED,
        Outcome.APPLIED,
        Outcome.KNOWN,
        Outcome.KNOWN,
        Outcome.APPLIED,
    ]
    assert len(seen) == 3


def test_events_in_another_order_wait_for_those_before_them() -> None:
    fold = GroupFold(a_state())

    assert take(fold, [2, 3]) == [Outcome.EARLY, Outcome.EARLY]
    assert fold.is_waiting
    assert take(fold, [1]) == [Outcome.APPLIED]
    assert (fold.number, price(fold), fold.is_waiting) == (3, "3", False)


def test_events_after_one_that_never_comes_need_a_state_that_has_it() -> None:
    fold = GroupFold(a_state())
    take(fold, [1, 3])

    assert fold.needed == (1, 2)


def test_an_event_that_a_state_has_already_is_left_out() -> None:
    fold = GroupFold(a_state(number=3, market=a_market(*events()[:3])))

    assert take(fold, [3]) == [Outcome.KNOWN]


def test_changes_after_a_state_need_a_whole_response_first() -> None:
    fold = GroupFold(a_state(number=2, market=a_market(*events()[:2])))

    assert take(fold, [3]) == [Outcome.LOST]


def test_a_collector_that_polls_no_longer_counts_no_more() -> None:
    fold = GroupFold(a_state(term=2))

    assert take(fold, [1], term=1) == [Outcome.KNOWN]


def test_a_new_collector_needs_its_state() -> None:
    fold = GroupFold(a_state())

    assert take(fold, [1], term=2) == [Outcome.LOST]
    assert fold.needed == (2, 0)


def test_a_collector_that_begins_anew_within_its_term_needs_a_state_and_is_no_fault() -> None:
    fold = GroupFold(a_state())

    assert fold.take(MessageId("all", 1, 1), BEGINS_ANEW, 1) is Outcome.LOST
    assert (fold.needed, fold.refused) == ((1, 1), 0)


@pytest.mark.parametrize("body", [b"x", b"\x78\x9c", b"{}"])
def test_an_event_that_cannot_be_read_is_counted_with_its_reason(body: bytes) -> None:
    fold = GroupFold(a_state())

    assert fold.take(MessageId("all", 1, 1), body, 1) is Outcome.LOST
    assert fold.refused == 1
    assert fold.reason
    assert fold.needed == (1, 1)


def test_an_event_of_a_source_that_nobody_knows_is_refused_and_the_next_one_is_applied() -> None:
    fold, encoder = GroupFold(a_state()), StreamEncoder()
    strange, usual = (
        encoder.encode(a_snapshot(a_quote(price="9"), source="strange")),
        encoder.encode(a_snapshot(a_quote(price="7"))),
    )

    assert fold.take(MessageId("all", 1, 1), strange, 1) is Outcome.APPLIED
    assert fold.take(MessageId("all", 1, 2), usual, 2) is Outcome.APPLIED
    assert (fold.refused, price(fold)) == (1, "7")


def test_groups_are_one_market_and_the_first_has_an_instrument_that_both_have() -> None:
    first = a_market(a_snapshot(a_quote("OGDC", "1"), a_quote("PPL", "2")))
    second = a_market(a_snapshot(a_quote("OGDC", "9"), a_quote("HUBC", "3"), source="psx"), sources=("psx",))
    whole = joined({"a": first, "b": second})

    assert {key: str(value) for key, value in prices(whole).items()} == {"OGDC": "1", "PPL": "2", "HUBC": "3"}
    assert list(whole.health) == ["br", "psx"]


def test_one_group_is_the_very_same_market() -> None:
    market = a_market()

    assert joined({"all": market}) is market

"""Which one of several collectors polls."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.collector.lease_world import ALONE, TTL, Fault, World
from tests.kit.marks import for_each
from tui.collector.lease import Lease, Standbys, Write
from tui.collector.lease_value import UNREADABLE, LeaseValue, decode_lease, encode_lease

OTHER = LeaseValue("other", 6.0, 4, frozenset({"me"}))


def holder(*, listed: frozenset[str] = frozenset(), now: float = 100.0) -> Lease:
    """A collector that has just taken the entry, with revision 1."""
    lease = Lease("me", TTL)
    write = lease.read(now, None, 0, listed)
    assert write is not None
    lease.written(write, 1)
    return lease


def test_who_finds_no_entry_takes_it_and_polls_once_that_is_acknowledged() -> None:
    lease = Lease("me", TTL)
    write = lease.read(100, None, 0)
    assert write == Write(LeaseValue("me", 6.0, 1), 0, 100)
    assert not lease.polls(100)
    lease.written(write, 1)
    assert (lease.term, lease.polls(100), lease.holder) == (1, True, "me")


@for_each(
    "value, first_at, now, term",
    [
        (OTHER, 100, 105.99, None),
        (OTHER, 100, 106, 5),
        (OTHER._replace(ttl=10.0), 100, 109, None),
        (OTHER._replace(ttl=10.0), 100, 110, 5),
        (OTHER._replace(standbys=frozenset({"third"})), 100, 106, 5),
        (OTHER._replace(standbys=frozenset()), 100, 705, None),
        (OTHER._replace(standbys=frozenset()), 100, 706, 5),
        (OTHER._replace(is_released=True), 100, 100, 5),
        (OTHER._replace(holder="me"), 100, 100, 5),
        (UNREADABLE, 100, 1_299, None),
        (UNREADABLE, 100, 1_300, 1),
    ],
)
def test_another_one_takes_over_after_the_time_that_the_entry_implies(
    value: LeaseValue, first_at: float, now: float, term: int | None
) -> None:
    lease = Lease("me", TTL)
    write, at = lease.read(first_at, value, 7), first_at
    while at + 1 < now:
        at += 1
        write = lease.read(at, value, 7)
        assert write is None, at
    if now > at:
        write = lease.read(now, value, 7)
    assert (None if write is None else write.value.term) == term
    assert write is None or (write.revision, write.value.holder) == (7, "me")


def test_the_time_begins_anew_with_each_change_and_after_a_time_without_the_server() -> None:
    lease = Lease("me", TTL)
    for second in range(20):
        assert lease.read(100 + second, OTHER, 7 + second // 5) is None
    assert lease.read(126, OTHER, 10) is None, "the holder may have been cut off in these seconds, too"
    for second in range(5):
        assert lease.read(127 + second, OTHER, 10) is None
    assert lease.read(132, OTHER, 10) is not None


def test_the_user_may_say_that_the_other_one_has_ended() -> None:
    lease = Lease("me", TTL, takes_over=True)
    write = lease.read(100, OTHER, 7)
    assert write is not None
    lease.written(write, 8)
    assert lease.term == 5
    assert lease.read(101, OTHER._replace(term=6), 9) is None, "that holds once"


@for_each(
    "listed, last, first_not",
    [(frozenset(), 100 + 593, 100 + 594), (frozenset({"b"}), 100 + 5.3, 100 + 5.4)],
)
def test_a_holder_polls_without_the_server_for_as_long_as_nobody_can_take_over(
    listed: frozenset[str], last: float, first_not: float
) -> None:
    lease = holder(listed=listed)
    assert lease.polls(last)
    assert not lease.polls(first_not)


def test_a_holder_renews_three_times_within_the_lease_and_lists_who_is_ready_at_once() -> None:
    lease = holder()
    mine = LeaseValue("me", 6.0, 1)
    assert lease.read(101, mine, 1) is None
    assert lease.pause(101) == pytest.approx(0.5)
    assert lease.read(102, mine, 1) == Write(mine, 1, 102)
    assert lease.read(102.1, mine, 1, {"b", "me"}) == Write(mine._replace(standbys=frozenset({"b"})), 1, 102.1)


def test_a_standby_counts_from_the_moment_at_which_it_may_see_itself_listed() -> None:
    lease = holder()
    mine = LeaseValue("me", 6.0, 1)
    write = lease.read(200, mine, 1, {"b"})
    assert write is not None
    assert not lease.polls(200), "the last write that surely succeeded is long ago, and b may be waiting already"
    lease.written(write, 2)
    assert lease.polls(205)
    gone = lease.read(206, write.value, 2)
    assert gone is not None
    assert lease.polls_until == pytest.approx(205.38)
    lease.written(gone, 3)
    assert lease.polls(500)


def test_a_write_whose_answer_was_lost_is_found_by_reading() -> None:
    lease = holder()
    mine = LeaseValue("me", 6.0, 1)
    lost = lease.read(102, mine, 1)
    assert lost is not None
    again = lease.read(104, mine, 2)
    assert again == Write(mine, 2, 104)
    lease.written(lost, 2)
    assert lease.polls_until == pytest.approx(100 + 606 * 0.98 - 0.5), "it came too late"


def test_a_holder_that_finds_another_one_polls_no_more() -> None:
    lease = holder()
    assert lease.read(103, OTHER, 5) is None
    assert (lease.term, lease.polls(103), lease.holder) == (0, False, "other")


def test_an_entry_that_was_lost_is_written_again_in_the_same_turn() -> None:
    assert holder().read(101, None, 0) == Write(LeaseValue("me", 6.0, 1), 0, 101)


def test_who_was_refused_reads_at_once() -> None:
    lease = Lease("me", TTL)
    assert lease.read(100, OTHER._replace(is_released=True), 7) is not None
    lease.refused()
    assert lease.pause(100) == pytest.approx(0.05)
    assert lease.read(100.1, OTHER, 8) is None
    assert lease.pause(100.1) == pytest.approx(0.5)


def test_one_that_ends_polls_no_more_and_releases_the_entry() -> None:
    lease = holder()
    lease.end()
    assert (lease.polls(100), lease.is_released) == (False, False)
    write = lease.read(100, LeaseValue("me", 6.0, 1), 1)
    assert write == Write(LeaseValue("me", 6.0, 1, is_released=True), 1, 100)
    lease.written(write, 2)
    assert lease.is_released
    assert lease.read(101, write.value, 2) is None
    standby = Lease("b", TTL)
    standby.end()
    assert standby.is_released
    assert standby.read(100, None, 0) is None


def test_standbys_are_those_that_wrote_lately() -> None:
    standbys = Standbys(6)
    assert standbys.read(0, {"a": 1, "b": 2}) == {"a", "b"}
    assert standbys.read(18, {"a": 1, "b": 3}) == {"a", "b"}
    assert standbys.read(19, {"a": 1, "b": 3}) == {"b"}
    assert standbys.read(20, {"a": 4}) == {"a"}


def test_an_entry_of_a_standby_that_is_long_gone_is_of_no_use() -> None:
    standbys = Standbys(6)
    standbys.read(0, {"a": 1, "b": 2})
    standbys.read(180, {"a": 1, "b": 3})
    assert standbys.gone(180) == frozenset()
    assert standbys.gone(181) == {"a"}


@for_each("value", [OTHER, LeaseValue("a", 3.5, 0), OTHER._replace(is_released=True)])
def test_an_entry_is_read_as_it_was_written(value: LeaseValue) -> None:
    assert decode_lease(encode_lease(value)) == value
    newer = json.loads(encode_lease(value)) | {"more": [1]}
    assert decode_lease(json.dumps(newer).encode()) == value


@for_each(
    "raw",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 10_000,
        b'{"holder": "a", "ttl": NaN, "term": 1}',
        b'{"holder": "a", "ttl": 1e999, "term": 1}',
        b'{"holder": "a", "ttl": 0, "term": 1}',
        b'{"holder": "a", "ttl": 6, "term": -1}',
        b'{"holder": "a", "ttl": 6, "term": true}',
        b'{"holder": "a", "ttl": 6, "term": 1' + b"0" * 5_000 + b"}",
        b'{"holder": "a\x1b", "ttl": 6, "term": 1}',
        b'{"holder": "a", "ttl": 6, "term": 1, "standbys": "b"}',
        b'{"holder": "a", "ttl": 6, "term": 1, "standbys": [1]}',
        b'{"holder": "a", "ttl": 6, "term": 1, "released": 1}',
        b'{"holder": "a", "ttl": 6, "term": 1, "standbys": ["b"' + b', "b"' * 5_000 + b"]}",
    ],
)
def test_an_entry_that_cannot_be_read_is_of_a_holder_that_may_poll_for_long(raw: bytes) -> None:
    assert decode_lease(raw) is UNREADABLE


def started(names: str = "abc", seed: int = 1, *, is_exact: bool = True) -> World:
    world = World(seed, names, is_exact=is_exact)
    for number, each in enumerate(world.collectors.values()):
        world.after(number * 1.5, each.start)
    world.run(10)
    assert world.polling == ("a",)
    return world


@pytest.mark.parametrize("seed", range(20))
def test_a_standby_takes_over_within_ten_seconds_of_a_kill(seed: int) -> None:
    world = started("ab", seed, is_exact=False)
    world.run(30 + seed / 7)
    killed_at = world.time
    world.inflict(Fault(killed_at, "kill", "a", 1_000))
    world.run(killed_at + 20)
    taken_at = next(at for at, polling in world.polled if polling == ("b",))
    assert 4 < taken_at - killed_at < 8
    assert (world.most, world.takeovers[-1][1:]) == (1, ("b", 2))


def test_one_that_is_restarted_goes_on_at_once() -> None:
    world = started("a")
    world.inflict(Fault(world.time, "kill", "a", 0.5))
    world.run(world.time + 1)
    assert (world.polling, world.takeovers[-1][1:]) == (("a",), ("a", 2))


def test_one_alone_polls_on_while_the_server_is_away_and_no_newcomer_with_it() -> None:
    world = started("a")
    world.inflict(Fault(world.time, "away", "a", 20))
    world.run(world.time + 20)
    assert world.polled[-1][1] == ("a",)
    world.collectors["b"] = type(world.collectors["a"])(world, "b", 1.0)
    world.inflict(Fault(world.time, "cut", "a", 100))
    world.collectors["b"].start()
    cut_at = world.time
    world.run(cut_at + 100)
    ended, taken = (at for at, _ in world.polled if at > 11)
    assert cut_at < ended < 10 + TTL + ALONE < cut_at + TTL + ALONE < taken < cut_at + TTL + ALONE + 2
    assert (world.most, world.polling) == (1, ("b",))


def test_nobody_takes_over_from_one_that_ended_with_nobody_listed_before_the_time() -> None:
    world = started("a")
    world.inflict(Fault(world.time, "kill", "a", 1_000))
    world.collectors["b"] = type(world.collectors["a"])(world, "b", 1.0)
    world.collectors["b"].start()
    world.run(world.time + TTL + ALONE - 1)
    assert not world.polling
    world.run(world.time + 3)
    assert world.polling == ("b",)


_faults = st.builds(
    Fault,
    st.floats(0.0, 15.0),
    st.sampled_from(["kill", "pause", "cut", "away", "slow"]),
    st.sampled_from("abc"),
    st.floats(0.1, 20.0) | st.sampled_from([5.5, 6.0, 6.5, 40.0, 60.0]),
)


@given(
    st.integers(0, 1_000_000), st.lists(_faults, max_size=25), st.sampled_from(["", "a", "b", "ab"]), st.floats(0, 30)
)
def test_never_do_two_poll_and_soon_after_all_is_well_one_does(
    seed: int, faults: list[Fault], absent: str, late: float
) -> None:
    world = World(seed)
    for number, each in enumerate(world.collectors.values()):
        world.after(world.random.uniform(0, 8) + late * number, each.start)
    for fault in faults:
        world.run(world.time + fault.at)  # after the one before it
        world.inflict(fault)
    for name in absent:
        # it does not come back
        world.run(world.time + world.random.uniform(0, 10))
        world.inflict(Fault(world.time, "kill", name, 10_000))
    calm_at = world.time + max(fault.seconds for fault in (Fault(0, "", "", 2 * late), *faults)) + 15
    world.run(calm_at)
    value = world.value
    is_free = value is None or value.is_released or value.standbys or value.holder not in absent
    world.run(calm_at + (10 if is_free else TTL + ALONE + 10))
    assert len(world.polling) == 1
    settled = len(world.polled)
    world.run(world.time + 30)
    assert len(world.polled) == settled
    assert world.most <= 1
    terms = [term for _, _, term in world.takeovers]
    assert terms == sorted(set(terms))

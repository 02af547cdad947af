import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.cli.polled_market import ARTICLE, KSE100, NOON, PolledMarket, quote
from tui.cli.sentences import changes_between, describe_change
from tui.domain.market import Market
from tui.domain.text import CleanText
from tui.view.records import to_json

LATER = datetime(2026, 8, 17, 9, 0, tzinfo=UTC)


def sentences(old: Market, new: Market) -> list[str]:
    """The sentences without their times."""
    return [describe_change(move).partition(" ")[2] for move in changes_between(old, new, LATER)]


def fields(old: Market, new: Market) -> list[tuple[str, str, object, object]]:
    """The records as a script reads them: kind, field, old, new."""
    records = [json.loads(to_json(record)) for move in changes_between(old, new, LATER) for record in move.records()]
    return [(each["kind"], each["field"], each["old"], each["new"]) for each in records]


def test_the_first_answer_of_a_source_is_no_change() -> None:
    polls = PolledMarket()
    empty = polls.market
    first = polls.answer(quote("OGDC", "100.00"), KSE100, ARTICLE)
    assert sentences(empty, first) == []


def test_the_first_answer_of_a_second_source_is_no_change_either() -> None:
    polls = PolledMarket("br", "two")
    before = polls.answer(quote("OGDC", "100.00"))
    after = polls.answer(quote("PPL", "90.00", source="two"), source="two")
    assert sentences(before, after) == []


def test_a_price_that_changes_is_one_sentence_and_one_record_per_field() -> None:
    polls = PolledMarket()
    before = polls.answer(quote("OGDC", "1100.00"), quote("PPL", "90.00"))
    after = polls.answer(quote("OGDC", "1101.25", "1.25"), quote("PPL", "90.00"))
    assert sentences(before, after) == ["PSX:OGDC rises to 1,101.25 from 1,100.00, +1.25% on the day (br)"]
    assert fields(before, after) == [
        ("quote", "price", 1100.00, 1101.25),
        ("quote", "change", 0.00, 1.25),
        ("quote", "percent", 0.00, 1.25),
        ("quote", "direction", "unchanged", "up"),
    ]


def test_a_record_has_its_row_and_the_time_of_its_poll() -> None:
    polls = PolledMarket()
    before = polls.answer(quote("OGDC", "4.10"))
    (move,) = changes_between(before, polls.answer(quote("OGDC", "4.00")), LATER)
    (record,) = move.records()
    assert to_json(record) == (
        '{"at": "2026-08-17T07:00:30.000Z", "kind": "quote", "market": "PSX", "symbol": "OGDC", "field": "price", '
        '"old": 4.10, "new": 4.00, "source": "br"}'
    )


def test_a_row_that_comes_later_appears() -> None:
    polls = PolledMarket()
    before = polls.answer(quote("OGDC", "100.00"))
    after = polls.answer(quote("OGDC", "100.00"), quote("NEW", "7.00"))
    assert sentences(before, after) == ["PSX:NEW appears at 7.00 (br)"]
    assert ("quote", "price", None, 7.00) in fields(before, after)


def test_a_row_that_is_forgotten_is_gone() -> None:
    before = PolledMarket().answer(quote("OGDC", "100.00"))
    assert sentences(before, before._replace(quotes={})) == ["PSX:OGDC is gone, last at 100.00 (br)"]


def test_a_change_beside_the_price_is_reported_with_the_price() -> None:
    polls = PolledMarket()
    before = polls.answer(quote("OGDC", "100.00"))
    after = polls.answer(quote("OGDC", "100.00", flags=("percent is off",)))
    assert sentences(before, after) == ["PSX:OGDC at 100.00: flags percent is off (was nothing) (br)"]


def test_an_index_falls() -> None:
    polls = PolledMarket()
    before = polls.answer(KSE100)
    after = polls.answer(KSE100._replace(price=Decimal("40361.88")))
    assert sentences(before, after) == ["PSX:KSE100 falls to 40,361.88 from 40,371.88, -0.70% on the day (br)"]
    assert fields(before, after) == [("index", "level", 40371.88, 40361.88)]


def test_every_figure_of_an_index_is_reported() -> None:
    polls = PolledMarket()
    before = polls.answer(KSE100)
    after = polls.answer(
        KSE100._replace(
            open=Decimal("40300.50"), high=Decimal("40400.25"), previous_close=Decimal("40656.40"), volume=7
        )
    )
    assert [(name, new) for _, name, _, new in fields(before, after)] == [
        ("open", 40300.5),
        ("high", 40400.25),
        ("previous_close", 40656.4),
        ("volume", 7),
    ]


def test_a_new_story_and_a_changed_one() -> None:
    polls = PolledMarket()
    row = (quote("OGDC", "100.00"),)
    first = polls.answer(*row)
    second = polls.answer(*row, ARTICLE)
    third = polls.answer(*row, ARTICLE._replace(byline=CleanText("A Reporter")))
    assert sentences(first, second) == ["new story: Cement makers lead a quiet climb (br)"]
    assert sentences(second, third) == ["story changed (byline): Cement makers lead a quiet climb (br)"]
    ((kind, field, old, new),) = fields(first, second)
    assert (kind, field, old) == ("article", "article", None)
    assert isinstance(new, dict)
    assert new["paragraphs"] == ["Buyers came back on Monday."]


def test_a_source_that_fails_and_comes_back() -> None:
    polls = PolledMarket()
    row = (quote("OGDC", "100.00"),)
    good = polls.answer(*row)
    bad = polls.fail("HTTP 503")
    worse = polls.fail("no answer in 15 s")
    again = polls.answer(*row)
    assert sentences(good, bad) == ["br is failing: HTTP 503"]
    assert sentences(bad, worse) == ["br is failing: no answer in 15 s"]
    assert sentences(worse, again) == ["br answers again"]
    assert fields(good, bad) == [("source", "state", "live", "failing"), ("source", "reason", None, "HTTP 503")]


def test_a_source_that_fails_from_the_start_is_reported() -> None:
    polls = PolledMarket()
    waiting = polls.market
    assert sentences(waiting, polls.fail("name not found")) == ["br is failing: name not found"]


def test_a_source_that_repeats_itself_is_silent() -> None:
    polls = PolledMarket()
    row = (quote("OGDC", "100.00"),)
    assert sentences(polls.answer(*row), polls.answer(*row)) == []


def test_a_move_is_dated_by_the_wall_clock_as_it_now_goes_and_a_story_by_when_it_was_found() -> None:
    polls = PolledMarket()
    before = polls.answer(quote("OGDC", "100.00"))
    after = polls.answer(quote("OGDC", "101.00", "1.00"), ARTICLE)
    dated = {move.kind: move.at for move in changes_between(before, after, LATER, lambda at: at + timedelta(hours=1))}
    assert dated == {"quote": NOON + timedelta(hours=1, seconds=30), "article": NOON}


def test_a_revision_of_an_article_is_stamped_with_the_poll_that_brought_it() -> None:
    polls = PolledMarket()
    before = polls.answer(ARTICLE)
    (move,) = changes_between(before, polls.answer(ARTICLE._replace(title=CleanText("Another title"))), LATER)
    assert (move.name, move.at, move.is_new) == ("Another title", NOON + timedelta(seconds=30), False)

"""The headlines as lines: one for each story, by day, with what is unread, marked, named and highlighted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.kit.growth import assert_linear
from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_article, an_id
from tests.kit.view import text_of
from tui.domain.article import Article, TimePrecision
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.domain.text import width as cells_of
from tui.view.headlines import (
    Headline,
    HeadlineContext,
    HeadlineLines,
    day_dividers,
    list_headlines,
    source_cells,
)
from tui.view.news_filter import parse_news_filter
from tui.view.settings import NewsSettings
from tui.view.spans import Tone
from tui.view.view_state import MAX_READ, NO_MARKS, NewsMarks

KARACHI = ZoneInfo("Asia/Karachi")
DEFAULTS = NewsSettings()
DAY = datetime(2026, 3, 17, tzinfo=KARACHI)
NAMED: Mapping[str, Sequence[InstrumentId]] = {"oil": (an_id("OGDC"), an_id("PPL")), "late": (an_id("HBL"),)}
QUOTES = {
    an_id("OGDC"): a_quote("OGDC", percent="+7.52"),
    an_id("PPL"): a_quote("PPL", change="-1.00", percent="-0.90"),
}
ARTICLES = [
    an_article("late", "The bank keeps its rate as expected", published=after(-60), source="br"),
    an_article("oil", "Oil and gas explorers lead a quiet climb", published=after(-3_600), source="feed"),
    an_article("undated", "A page without a time", published=None, source="feed"),
    an_article("day", "Stated by the day alone", published=DAY, source="br")._replace(precision=TimePrecision.DAY),
    an_article("yesterday", "Gold slips", published=after(-86_400), source="br"),
]


def the_market(articles: Sequence[Article] = ARTICLES) -> Market:
    names = sorted({article.source for article in articles})
    polls = [a_snapshot(*(each for each in articles if each.source == name), source=name) for name in names]
    return a_market(*polls, sources=tuple(names))


def listed(text: str = "", *, settings: NewsSettings = DEFAULTS, marks: NewsMarks = NO_MARKS) -> list[Headline]:
    accepts = parse_news_filter(text).bound(marks, instruments_in, {an_id("HBL")})
    return list_headlines(the_market(), settings, KARACHI, accepts)


def instruments_in(article_id: str) -> Sequence[InstrumentId]:
    return NAMED.get(article_id, ())


def lines(cells: int) -> list[str]:
    entries = listed()
    context = HeadlineContext(NO_MARKS, DEFAULTS, QUOTES, instruments_in, cells, source_cells(entries, cells), 0)
    shown = HeadlineLines(entries, day_dividers(entries, DAY.date()), context)
    return [text_of(line) for line in shown[0 : len(shown)]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            90,
            [
                "▸● 13:59 br   The bank keeps its rate as expected",
                " ● 13:00 feed Oil and gas explorers lead a quiet climb           OGDC ▲+7.52%  PPL ▼-0.90%",
                " ●       br   Stated by the day alone",
                " ●       feed A page without a time",
                "── Mon 16 Mar " + "─" * 76,
                " ● 14:00 br   Gold slips",
            ],
        ),
        (
            34,
            [
                "▸● 13:59 The bank keeps its rate …",
                " ● 13:00 Oil and gas explorers le…",
                " ●       Stated by the day alone",
                " ●       A page without a time",
                "── Mon 16 Mar ────────────────────",
                " ● 14:00 Gold slips",
            ],
        ),
    ],
)
def test_headlines_use_the_room_there_is(cells: int, expected: list[str]) -> None:
    assert [line.rstrip() for line in lines(cells)] == [line[:cells] for line in expected]


@for_each("cells", [1, 5, 12, 24, 57, 80, 200])
def test_no_line_is_wider_than_its_pane(cells: int) -> None:
    assert max(map(cells_of, lines(cells))) <= cells


@for_each(
    ("text", "ids"),
    [
        ("", ["late", "oil", "day", "undated", "yesterday"]),
        ("gold", ["yesterday"]),
        ("OIL climb", ["oil"]),
        ("ogdc", ["oil"]),
        ("feed", ["oil", "undated"]),
        ("shares", ["late", "oil", "day", "undated", "yesterday"]),
        ("hares", []),
        ("tab", ["late"]),
        ("unread", ["oil", "day", "undated", "yesterday"]),
        ("unread feed", ["oil", "undated"]),
        ("marked", ["day"]),
        ("/gold", ["yesterday"]),
        ("(", []),
    ],
)
def test_a_filter_is_of_words_sources_symbols_the_tab_and_what_is_unread(text: str, ids: list[str]) -> None:
    marks = NewsMarks({"late": None}, {"day": None})
    assert [each.article.id for each in listed(text, marks=marks)] == ids


@for_each(
    ("hide", "ids"),
    [
        (("gold",), ["late", "oil", "day", "undated"]),
        (("Go",), ["late", "oil", "day", "undated", "yesterday"]),
        (("quiet climb", "BANK"), ["day", "undated", "yesterday"]),
        (("*", ""), ["late", "oil", "day", "undated", "yesterday"]),
    ],
)
def test_words_hide_articles_whose_headline_has_them_whole(hide: tuple[str, ...], ids: list[str]) -> None:
    assert [each.article.id for each in listed(settings=NewsSettings(hide=hide))] == ids


def test_what_was_read_marked_or_highlighted_is_told_apart() -> None:
    marks = NewsMarks({"late": None}, {"oil": None})
    entries = listed()
    context = HeadlineContext(marks, NewsSettings(highlight=("gold",)), QUOTES, instruments_in, 60)
    shown = HeadlineLines(entries, (), context)
    signs = [text_of(line)[1] for line in shown[0:5]]
    tones = [line[3].tone for line in shown[0:5]]

    assert signs == [" ", "+", "●", "●", "●"]
    assert tones == [Tone.PLAIN, Tone.STRONG, Tone.STRONG, Tone.STRONG, Tone.MATCH]


def test_a_story_of_two_sources_says_so_and_is_read_with_either() -> None:
    title = "Rupee ends unchanged against dollar in inter-bank trade"
    market = the_market([an_article("a", title, source="br"), an_article("b", title, source="feed")])
    (headline,) = list_headlines(market, NewsSettings(), UTC, lambda _: True)
    context = HeadlineContext(NO_MARKS, NewsSettings(), QUOTES, instruments_in, 70)

    assert text_of(HeadlineLines([headline], (), context)[0]).rstrip().endswith("trade ×2")
    assert headline.is_read(NewsMarks({"b": None}))
    assert not headline.is_read(NO_MARKS)


@for_each(
    ("published", "day", "time"),
    [
        (datetime(2026, 3, 16, 20, 30, tzinfo=UTC), 17, "01:30"),
        (datetime(2026, 3, 16, 18, 30, tzinfo=UTC), 16, "23:30"),
        (after(99_999), 17, "14:00"),
        (None, 17, ""),
    ],
)
def test_an_article_is_on_the_day_and_at_the_time_of_the_zone_that_is_shown(
    published: datetime | None, day: int, time: str
) -> None:
    market = the_market([an_article("a", published=published)])
    (headline,) = list_headlines(market, NewsSettings(), KARACHI, lambda _: True)
    assert (headline.day.day, "" if headline.at is None else f"{headline.at:%H:%M}") == (day, time)


def test_marks_are_bounded_and_turn() -> None:
    marks = NO_MARKS.with_read(f"{n}" for n in range(MAX_READ + 10))
    assert len(marks.read) == MAX_READ
    assert "9" not in marks.read
    assert marks.with_read(["20"]) is marks
    turned = marks.with_mark_toggled("a")
    assert "a" in turned.marked
    assert not turned.with_mark_toggled("a").marked


def _many(count: int) -> list[Headline]:
    articles = [
        an_article(f"{n}", f"Story {n} of a feed that goes on and on", published=FIXED_NOW - timedelta(minutes=n))
        for n in range(count)
    ]
    market = Market(articles={article.id: article for article in articles})
    return list_headlines(market, NewsSettings(hide=("gold",)), KARACHI, lambda _: True)


@pytest.mark.slow
def test_thousands_of_headlines_cost_no_more_than_their_number() -> None:
    assert_linear(_many, start=500, largest=64_000)


@pytest.mark.parametrize(("by_board", "expected"), [(False, "\u05d4\u05d9 OGDC"), (True, "OGDC \u05d9\u05d4")])
def test_a_title_from_right_to_left_is_ordered_by_the_board_where_the_user_chose_that(
    by_board: bool, expected: str
) -> None:
    settings = NewsSettings(orders_right_to_left=by_board)
    (headline,) = list_headlines(the_market([an_article("a", "\u05d4\u05d9 OGDC")]), settings, UTC, lambda _: True)
    context = HeadlineContext(NO_MARKS, settings, QUOTES, instruments_in, 70)
    assert expected in text_of(HeadlineLines([headline], (), context)[0])


def test_text_from_outside_is_shown_as_it_is() -> None:
    market = the_market([an_article("a")._replace(title=CleanText("[b]bold[/b] \\ :smile:"))])
    (headline,) = list_headlines(market, NewsSettings(), UTC, lambda _: True)
    context = HeadlineContext(NO_MARKS, NewsSettings(), QUOTES, instruments_in, 70)
    assert "[b]bold[/b] \\ :smile:" in text_of(HeadlineLines([headline], (), context)[0])


@for_each("zone", ["America/New_York", "Australia/Lord_Howe", "Asia/Karachi"])
def test_times_are_those_of_the_zone_on_days_when_its_clocks_change_as_well(zone: str) -> None:
    days = [datetime(2025, month, day, tzinfo=UTC) for month, day in ((3, 9), (4, 5), (11, 2))]
    hours = [day + timedelta(hours=hour) for day in days for hour in range(24)]
    articles = [an_article(f"{at:%d%H%M}{at.month}", f"At {at}", published=at) for at in hours]
    headlines = list_headlines(the_market(articles), NewsSettings(), ZoneInfo(zone), lambda _: True)

    found = sorted((each.at.replace(tzinfo=None), each.at.fold) for each in headlines if each.at is not None)
    expected = (at.astimezone(ZoneInfo(zone)) for at in hours)
    assert found == sorted((at.replace(tzinfo=None), at.fold) for at in expected)

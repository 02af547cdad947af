"""The articles that mention an instrument, each with what its price did since."""

from decimal import Decimal

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_article, an_id
from tests.kit.view import text_of
from tui.domain.article import Article, TimePrecision
from tui.view.instrument_articles import (
    InstrumentArticle,
    articles_mentioning,
    instrument_article_lines,
    move_since,
    price_before,
    publication_time,
)
from tui.view.spans import Tone, width

RISEN = a_market(
    a_snapshot(a_quote("OGDC", "100")),
    a_snapshot(a_quote("OGDC", "104"), at=after(60)),
    a_snapshot(a_quote("OGDC", "101"), at=after(120)),
)


@for_each(("seconds", "before"), [(-1, None), (0, "100.0"), (59, "100.0"), (60, "104.0"), (500, "101.0")])
def test_the_price_before_a_story_is_the_one_that_held_then(seconds: float, before: str | None) -> None:
    found = price_before(RISEN.series[an_id("OGDC")], after(seconds))

    assert found == (None if before is None else Decimal(before))


@for_each(
    ("article", "is_known"),
    [
        (an_article(), True),
        (an_article(published=None), False),
        (an_article()._replace(precision=TimePrecision.DAY), False),
        (an_article()._replace(precision=TimePrecision.LOCAL), False),
        (an_article(published=None)._replace(updated=FIXED_NOW), True),
    ],
)
def test_nothing_is_claimed_since_a_time_that_is_not_stated(article: Article, *, is_known: bool) -> None:
    assert (publication_time(article) is not None) is is_known


def test_a_move_is_of_the_price_before_the_article() -> None:
    quote = a_quote("OGDC", "101.3")

    assert move_since(quote, Decimal(100)) == Decimal("1.30")
    assert move_since(quote, None) is None
    assert move_since(quote, Decimal(0)) is None
    assert move_since(a_quote("OGDC", None), Decimal(100)) is None


def test_of_all_articles_those_that_mention_it_are_found_newest_first() -> None:
    articles = {key: an_article(key, published=after(at)) for key, at in (("a", -60), ("b", -10), ("c", -30))}
    mentioned = {
        "a": (an_id("OGDC"),),
        "b": (an_id("PPL"), an_id("OGDC")),
        "c": (an_id("PPL"),),
        "gone": (an_id("OGDC"),),
    }

    found = articles_mentioning(an_id("OGDC"), articles, mentioned)

    assert [article.id for article in found] == ["b", "a"]


def test_each_story_has_a_line_with_its_move_where_that_is_known() -> None:
    articles = [
        InstrumentArticle(an_article("a", "Gas found"), Decimal("1.3")),
        InstrumentArticle(an_article("b", "A long day " * 20)),
    ]
    lines = instrument_article_lines(articles, FIXED_NOW, 44)

    assert [text_of(line) for line in lines[1:3]] == [
        "news" + "price since".rjust(40),
        "09:00  Gas found" + "+1.30%".rjust(28),
    ]
    assert text_of(lines[-1]).rstrip().endswith("…")
    assert lines[2][-1].tone is Tone.UP
    assert instrument_article_lines([], FIXED_NOW, 44) == []


@for_each(
    ("cells", "lines"),
    [
        (60, ["09:00  Shares rise as the index adds to its gains"]),
        (34, ["09:00  Shares rise as the index", "       adds to its gains"]),
        (20, ["09:00  Shares rise", "       as the index…"]),
    ],
)
def test_a_headline_has_two_lines_at_most(cells: int, lines: list[str]) -> None:
    shown = instrument_article_lines(
        [InstrumentArticle(an_article("1", "Shares rise as the index adds to its gains"))], FIXED_NOW, cells
    )
    assert [text_of(line) for line in shown][2:] == lines


@for_each("cells", range(8, 60, 3))
def test_a_story_fits_its_pane(cells: int) -> None:
    lines = instrument_article_lines(
        [InstrumentArticle(an_article("a", "Gas " * 30), Decimal("-12.5"))], FIXED_NOW, cells
    )

    assert all(width(line) <= cells for line in lines)

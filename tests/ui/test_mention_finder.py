"""The mentions in the articles of a board: looked for a little at a time; shown in the grid, the reader, the detail."""

from datetime import timedelta

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_article, an_id
from tests.ui.stage import Stage, staged
from tui.config.directory.names import load_names
from tui.domain.article_page import ArticlePage
from tui.domain.market import Market
from tui.domain.mention_names import NameDirectory
from tui.ui.mention_finder import MAX_WORK, MentionFinder
from tui.view.board_state import Mentions

OGDC, PPL = an_id("OGDC"), an_id("PPL")
QUOTES = (a_quote("OGDC"), a_quote("PPL"))
REPORT = an_article("1", "Gains", "OGDC rose.", "PPL fell, OGDC rose.")


def done(mentions: MentionFinder, market: Market, after_days: int = 0) -> Mentions:
    """Return what is known when nothing is left to do."""
    found = mentions.advance(market, FIXED_NOW + timedelta(days=after_days), {})
    while not mentions.is_done:
        found = mentions.advance(market, FIXED_NOW + timedelta(days=after_days), {})
    return found


def test_articles_are_looked_into_once_and_again_when_they_change() -> None:
    mentions = MentionFinder(NameDirectory)
    first = done(mentions, a_market(a_snapshot(*QUOTES, REPORT)))
    same = done(mentions, a_market(a_snapshot(*QUOTES, REPORT)))
    changed = done(mentions, a_market(a_snapshot(*QUOTES, an_article("1", "Gains", "PPL rose."))))

    assert first.by_article == {"1": (OGDC, PPL)}
    assert same.by_article == first.by_article
    assert changed.by_article == {"1": (PPL,)}


def test_the_page_of_an_article_counts_once_it_was_read() -> None:
    mentions, market = MentionFinder(NameDirectory), a_market(a_snapshot(*QUOTES, an_article("1", "Gains", "OGDC …")))
    whole = an_article("1", "Gains", "OGDC rose, and PPL fell.")

    assert done(mentions, market).by_article == {"1": (OGDC,)}
    read = market._replace(pages={"1": ArticlePage("br", FIXED_NOW, whole)})
    assert done(mentions, read).by_article == {"1": (OGDC, PPL)}


def test_no_names_are_loaded_as_long_as_there_is_no_article() -> None:
    def load() -> NameDirectory:
        raise AssertionError

    assert not MentionFinder(load).advance(a_market(a_snapshot(*QUOTES)), FIXED_NOW, {}).by_article


def test_nothing_new_is_nothing_to_do() -> None:
    mentions, market = MentionFinder(NameDirectory), a_market(a_snapshot(*QUOTES, REPORT))
    known = done(mentions, market)

    assert mentions.advance(market, after(60), {}) is known


def test_a_state_takes_a_part_of_the_work_alone_the_newest_first() -> None:
    paragraphs = ["OGDC. " * 40] * (MAX_WORK // 400)
    reports = [an_article(str(n), "Gains", *paragraphs, published=after(n - 10)) for n in range(6)]
    mentions, market = MentionFinder(NameDirectory), a_market(a_snapshot(*QUOTES, *reports))

    known = [set(mentions.advance(market, FIXED_NOW, {}).by_article) for _ in range(4)]

    assert known[0] == {"5", "4"}
    assert len(known[1]) == 4
    assert len(known[3]) == 6


def test_instruments_that_come_later_are_found_in_what_was_read_before() -> None:
    mentions = MentionFinder(load_names)
    done(mentions, a_market(a_snapshot(a_quote("OGDC"), REPORT)))

    assert done(mentions, a_market(a_snapshot(*QUOTES, REPORT))).by_article == {"1": (OGDC, PPL)}


def test_what_is_in_the_news_is_of_the_day() -> None:
    mentions, market = MentionFinder(NameDirectory), a_market(a_snapshot(*QUOTES, REPORT))

    assert done(mentions, market).in_news == {OGDC, PPL}
    assert done(mentions, market, after_days=1).in_news == frozenset()


def test_the_users_names_count_at_once() -> None:
    mentions = MentionFinder(NameDirectory)
    market = a_market(a_snapshot(*QUOTES, an_article("1", "News", "The Explorer drills.")))

    assert done(mentions, market).by_article == {"1": ()}
    assert mentions.advance(market, FIXED_NOW, {"OGDC": ("The Explorer",)}).by_article == {"1": (OGDC,)}


async def reported(stage: Stage, *paragraphs: str) -> None:
    stage.source.publish(1, "A day of gains", *paragraphs)
    for _ in range(8):
        await stage.poll(1)


@pytest.mark.slow
async def test_the_grid_marks_who_is_in_the_news_and_the_reader_shows_how_they_stand() -> None:
    async with staged((120, 40)) as stage:
        await reported(stage, "Shares of OGDC rose, the Pakistan Petroleum board met.")

        assert [row[0] for row in map(stage.row_of, ("OGDC", "PPL", "WTL"))] == ["•", "•", " "]
        await stage.press("a")
        move = stage.row_of("OGDC").split()
        stated = next(word for word in move if word.endswith("%"))
        assert f"OGDC [{float(stated[:-1]):+.1f}%] rose" in stage.text
        assert "Petroleum [PPL " in stage.text


@pytest.mark.slow
async def test_tab_walks_what_an_article_mentions_and_enter_goes_to_the_row() -> None:
    async with staged((120, 40)) as stage:
        await reported(stage, "First OGDC rose.", "Then PPL fell.")
        await stage.press("a", "enter")
        assert "tab symbols" in stage.lines[-1]
        await stage.press("tab", "tab")
        assert "PPL: enter goes to its row" in stage.lines[-1]
        assert stage.keys_are_in(stage.reader)

        await stage.press("enter")
        assert stage.cursor == "PPL"
        assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
async def test_tab_leaves_the_reader_after_the_last_mention_and_escape_leaves_the_mentions() -> None:
    async with staged((120, 40)) as stage:
        await reported(stage, "First OGDC rose.")
        await stage.press("a", "enter", "tab", "escape")
        assert stage.keys_are_in(stage.reader)
        assert stage.reader.chosen_instrument is None

        await stage.press("tab", "tab")
        assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
async def test_a_mention_out_of_view_is_scrolled_to() -> None:
    async with staged((80, 24)) as stage:
        await reported(stage, *(["Nothing is said here of anyone at all."] * 30), "At last OGDC rose.")
        await stage.press("a", "enter", "tab")

        assert "At last OGDC" in stage.text


@pytest.mark.slow
async def test_a_move_changes_in_its_place() -> None:
    async with staged((120, 40)) as stage:
        await reported(stage, "Shares of OGDC rose on a day that was good for most of them, and so on to the end.")
        await stage.press("a")
        line = stage.line_of("OGDC [")
        before = stage.lines[line]
        stage.source.move("OGDC", "20")
        await stage.poll(15)

        assert stage.line_of("OGDC [") == line
        assert stage.lines[line] != before
        assert stage.lines[line].split("]")[-1] == before.split("]")[-1]


@pytest.mark.slow
async def test_the_detail_lists_the_stories_with_what_the_price_did_since() -> None:
    async with staged((160, 50)) as stage:
        await stage.poll(600)
        stage.source.publish(1, "Gas is found", "OGDC found gas.", minutes_ago=0)
        await stage.poll(1)
        price = stage.source.quotes["OGDC"].price
        assert price is not None
        stage.source.move("OGDC", str(price / 50))
        for _ in range(8):
            await stage.poll(60)
        await stage.point("OGDC")
        await stage.press("enter")
        stage.board.side_widget("detail").focus()
        await stage.press("z")

        assert "price since" in stage.text
        assert stage.lines[stage.line_of("Gas is found")].rstrip().endswith("+2.00%")

"""An article on the board: it stays at its place through polls, resizes, other articles and a restart."""

import json
import re
import unicodedata
from random import Random

import pytest

from tests.ui.stage import Stage, staged
from tui.storage.view_state import decode_view, encode_view
from tui.view.settings import BoardSettings, NewsSettings
from tui.view.view_state import ViewState

LONG = tuple(f"{n}. In paragraph {n} of this report the port and the rupee go on for a good while." for n in range(80))
pytestmark = pytest.mark.usefixtures("patched_compositor")


def first_line(stage: Stage) -> str:
    """Return the first line of the article in view."""
    region = stage.reader.region
    return stage.lines[region.y + 1][region.x : region.right].strip()


def words_in_view(stage: Stage) -> list[str]:
    region = stage.reader.region
    return " ".join(line[region.x : region.right] for line in stage.lines[region.y + 1 : region.bottom]).split()


async def read_on(stage: Stage) -> None:
    """Open a long article, and read a good part of it."""
    stage.source.publish(1, "The long report", *LONG, minutes_ago=30)
    await stage.poll(1)
    await stage.press("a", "enter", "z", *["pagedown"] * 3, "j", "j")


def left(stage: Stage) -> ViewState:
    view = stage.app.view()
    assert view is not None
    return decode_view(json.loads(json.dumps(encode_view(view))))


async def _polls_and_resizes(polls: int, resizes: int) -> None:
    random = Random(13)
    async with staged((76, 30)) as stage:
        await read_on(stage)
        shown = first_line(stage)
        for number in range(polls):
            if number % 7 == 0:
                stage.source.publish(2 + number % 50, f"Story {number}", *LONG[:5], minutes_ago=random.randrange(90))
            if number % 11 == 0:
                stage.source.move("OGDC", "0.05")
            await stage.poll(15)
            assert first_line(stage) == shown
        before = words_in_view(stage)[:3]
        for _ in range(resizes):
            await stage.resize(random.randrange(44, 161), random.randrange(16, 50))
            assert before[0] in words_in_view(stage)[:40]
        await stage.resize(76, 30)
        assert first_line(stage) == shown


@pytest.mark.slow
async def test_the_place_stays_through_polls_and_resizes() -> None:
    await _polls_and_resizes(polls=5, resizes=4)


@pytest.mark.slow
async def test_the_place_stays_through_a_thousand_polls_and_a_hundred_resizes() -> None:
    await _polls_and_resizes(polls=1_000, resizes=100)


@pytest.mark.slow
async def test_the_place_in_each_article_stays_over_others_and_a_restart_at_another_size() -> None:
    async with staged((76, 30)) as stage:
        stage.source.publish(2, "Another story", *LONG, minutes_ago=3)
        await read_on(stage)
        await stage.press("n")
        shown = first_line(stage)
        assert "of the port" not in shown
        await stage.press("pagedown", "p", "n")
        deeper = first_line(stage)
        assert deeper != shown
        await stage.press("p")
        view, market, passed = left(stage), stage.source.market, stage.app.time
        here = first_line(stage)
    async with staged((76, 30), remembered=view, first_poll=False) as again:
        again.app.time = passed
        await again.show(market)
        assert first_line(again) == here
        await again.press("n")
        assert first_line(again) == deeper


@pytest.mark.slow
async def test_the_title_says_how_much_is_read_and_what_is_left() -> None:
    async with staged((76, 30)) as stage:
        await read_on(stage)
        title = stage.lines[stage.reader.region.y]
        assert "The long report" in title
        assert re.search(r" [0-9]{2} %, [0-9] min left *$", title)
        await stage.press("G")
        assert stage.lines[stage.reader.region.y].rstrip().endswith("end")
        await stage.press("g")
        assert " br" in stage.lines[stage.reader.region.y]


@pytest.mark.slow
async def test_urdu_is_ordered_by_the_board_only_where_the_user_chose_that() -> None:
    text = "انڈیکس 2.5 فیصد بڑھا"
    for chosen, expected in ((False, text), (True, "اھڑب دصیف 2.5 سکیڈنا")):
        settings = BoardSettings(news=NewsSettings(orders_right_to_left=chosen, width=30))
        async with staged((76, 24), settings=settings) as stage:
            stage.source.publish(1, "خبر", text, minutes_ago=30)
            await stage.poll(1)
            await stage.press("a", "enter", "z")
            assert expected in unicodedata.normalize("NFKC", stage.text)

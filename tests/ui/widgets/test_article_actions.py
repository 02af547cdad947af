"""Keys on the open article: search, links, copying, saving, and a newer version with what has changed."""

from pathlib import Path

import pytest

from tests.ui.stage import Stage, staged
from tui.domain.article import Article
from tui.domain.blocks import Block, BlockKind, Link, paragraph
from tui.domain.text import CleanText
from tui.ui.widgets.article_actions import MAX_COPIED
from tui.view.settings import BoardSettings, NewsSettings

LONG = tuple(f"{n}. In paragraph {n} of this report the port and the rupee go on for a good while." for n in range(60))
LINK = "https://news.example/1"
pytestmark = pytest.mark.usefixtures("patched_compositor")


def title(stage: Stage) -> str:
    region = stage.reader.region
    return stage.lines[region.y][region.x : region.right]


def body(stage: Stage) -> str:
    region = stage.reader.region
    return "\n".join(line[region.x : region.right].rstrip() for line in stage.lines[region.y + 1 : region.bottom])


def first_line(stage: Stage) -> str:
    return body(stage).partition("\n")[0].strip()


async def opened(stage: Stage, *paragraphs: str, story: str = "The report") -> None:
    stage.source.publish(1, story, *paragraphs, minutes_ago=30)
    await stage.poll(1)
    await stage.press("a", "enter", "z")


def change_article(stage: Stage, **fields: object) -> None:
    (article,) = stage.source.articles
    stage.source.articles = [Article(**{**article._asdict(), **fields})]


@pytest.mark.slow
async def test_a_search_goes_through_the_article_and_leaves_the_grid_alone() -> None:
    async with staged((76, 24)) as stage:
        await opened(stage, *LONG)
        await stage.press("/", *"paragraph 4", "enter")
        assert "paragraph 4: 1 of 11, ; ," in title(stage)
        assert "4. In paragraph 4" in body(stage)
        await stage.press(";")
        assert "2 of 11" in title(stage)
        assert "40. In paragraph 40" in body(stage)
        await stage.press(",", ",")
        assert "11 of 11" in title(stage)
        assert "49. In paragraph 49" in body(stage)
        shown = body(stage)
        await stage.press("escape")
        assert "of 11" not in title(stage)
        assert body(stage) == shown
        await stage.press(";")
        assert "nothing is searched" in stage.lines[-1]
        assert len(stage.symbols) > 2


@pytest.mark.slow
async def test_a_search_without_a_match_says_so_and_stays() -> None:
    async with staged((76, 24)) as stage:
        await opened(stage, *LONG)
        await stage.press("pagedown")
        shown = first_line(stage)
        await stage.press("/", *"zinc", "enter", ";")
        assert "zinc: not here" in title(stage)
        assert first_line(stage) == shown


@pytest.mark.slow
async def test_links_are_chosen_one_after_another_to_be_copied() -> None:
    async with staged((76, 24)) as stage:
        await opened(stage)
        blocks = (
            Block(BlockKind.PARAGRAPH, CleanText("See the filing."), links=(Link(4, 14, "https://sec.example/f"),)),
            *(paragraph(CleanText(text)) for text in LONG),
            Block(BlockKind.PARAGRAPH, CleanText("And terms."), links=(Link(4, 9, "https://terms.example/"),)),
        )
        change_article(stage, blocks=blocks)
        await stage.poll(1)
        await stage.press("u", "y")
        assert stage.app.clipboard == LINK
        await stage.press("l", "y")
        assert "[1] https://sec.example/f" in title(stage)
        assert stage.app.clipboard == "https://sec.example/f"
        await stage.press("l")
        assert "And terms[2]." in body(stage)
        await stage.press("y")
        assert stage.app.clipboard == "https://terms.example/"
        await stage.press("l", "y")
        assert stage.app.clipboard == LINK


async def test_the_text_is_copied_whole() -> None:
    async with staged((76, 24)) as stage:
        await opened(stage, *LONG)
        await stage.press("Y")
        assert "sent to the terminal: the text of the article" in stage.lines[-1]
        assert stage.app.clipboard.startswith("The report\n")
        assert all(text[:30] in stage.app.clipboard for text in LONG)
        change_article(stage, link=None)
        await stage.poll(1)
        await stage.press("u", "y")
        assert stage.app.clipboard.startswith("The report\n")


@pytest.mark.slow
async def test_no_more_of_a_text_is_copied_than_a_terminal_takes() -> None:
    async with staged((76, 24)) as stage:
        await opened(stage, *("港は火曜日に四つの桟橋を開いた。" * 300 for _ in range(9)))
        await stage.press("Y")
        assert "sent to the terminal: the beginning of the text of the article" in stage.lines[-1]
        assert 70_000 < len(stage.app.clipboard.encode()) <= MAX_COPIED


async def test_an_article_is_saved_and_where_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = BoardSettings(news=NewsSettings(save_folder=tmp_path))
    async with staged((120, 24), settings=settings) as stage:
        await opened(stage, *LONG)
        await stage.press("S")
        await stage.wait_until(lambda: "saved as" in stage.lines[-1])
        file = tmp_path / f"{stage.app.time.date()}-the-report.md"
        assert file.read_text(encoding="utf-8").startswith("# The report\n")
        assert f"saved as ~/{file.name}" in stage.lines[-1]
        await stage.press("y")
        assert stage.app.clipboard == str(file)


@pytest.mark.slow
async def test_what_cannot_be_saved_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = BoardSettings(news=NewsSettings(save_folder=tmp_path / "file"))
    async with staged((120, 24), settings=settings) as stage:
        await opened(stage, *LONG)
        await stage.press("S")
        await stage.wait_until(lambda: "not saved: " in stage.lines[-1])


@pytest.mark.slow
async def test_a_newer_version_waits_for_its_key_and_marks_what_is_new_at_the_same_paragraph() -> None:
    async with staged((76, 24)) as stage:
        await opened(stage, *LONG)
        await stage.press("pagedown", "pagedown", "j")
        shown = first_line(stage)
        texts = ("Before all of it comes this.", *LONG[:24], LONG[24].replace("the port", "the harbour"), *LONG[25:])
        stage.source.publish(1, "The report", *texts, minutes_ago=30)
        await stage.poll(5)
        assert first_line(stage) == shown
        assert "newer version, u" in title(stage)
        await stage.press("u")
        assert first_line(stage) == shown
        assert "1 paragraph changed, 1 paragraph new" in title(stage)
        await stage.press("/", *"harbour", "enter", "escape")
        assert "\n+24. In paragraph 24 of this report the harbour" in body(stage)
        await stage.press("escape")
        assert "+24." not in body(stage)
        assert "paragraph changed" not in title(stage)

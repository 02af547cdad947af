"""What was missed, on the board: offered after a quiet time, opened by a key, gone to, and dismissed."""

from itertools import starmap

import pytest

from tests.kit.marks import quick, spread
from tests.ui.taped import TapedStage, taped
from tui.view.view_state import QUIET_TIME, Look, ViewState

AWAY = QUIET_TIME.total_seconds() + 5
OFFER = "w what you missed"


async def after_a_quiet_time(stage: TapedStage) -> None:
    """Press a key, let ten minutes pass in which prices, articles and faults come."""
    await stage.press("j", "k")
    await stage.poll_fails("HTTP 503", 60)
    await stage.poll(120)
    stage.source.publish(9, "Shares gain in early trade", "Buyers are back.")
    await stage.poll(15)
    stage.source.index("KSE100", "40400.00", "59.5")
    await stage.move("OGDC", "4.00")
    await stage.move("PPL", "-4.00")
    await stage.move("OGDC", "-1.00", AWAY)


async def test_ten_quiet_minutes_are_offered_and_the_page_says_what_happened() -> None:
    async with taped() as stage:
        await after_a_quiet_time(stage)
        assert stage.lines[-1].startswith(f" {OFFER}")
        await stage.press("w")
        await stage.wait_until(lambda: "INDICES" in stage.text)
        assert stage.lines[0].startswith(" WHAT YOU MISSED  since you last looked 09:18")
        shown = [" ".join(line.split()) for line in stage.lines]
        assert any(
            line.startswith("KSE100 40,371.88 → 40,400.00 ▲ +28.12 +0.07% 40,371.88 – 40,400.00") for line in shown
        )
        assert "OGDC 80.25 → 83.25 ▲ +3.00 +3.74% 80.25 – 84.25" in shown
        assert "PPL 94.25 → 90.25 ▼ -4.00 -4.24% 90.25 – 94.25" in shown
        await stage.press("G")
        assert "Shares gain in early trade" in stage.text
        assert "br failed, 2m 00s, back since 09:21: HTTP 503" in stage.text


@pytest.mark.slow
async def test_a_wide_screen_has_two_columns_and_the_keys_go_down_one_and_then_the_other() -> None:
    async with taped((200, 40)) as stage:
        await after_a_quiet_time(stage)
        await stage.press("w")
        await stage.wait_until(lambda: "INDICES" in stage.text)
        heads = [line.split() for line in stage.lines if "INDICES" in line]
        assert len(heads[0]) > 1, "another section is beside it"
        marked = []
        for _ in range(9):
            (line,) = (line for line in stage.lines if "▸" in line)
            x = line.index("▸")
            marked.append((x, line[x + 1 :].split()[0]))
            await stage.press("j")
        assert marked[0] == (0, "KSE100")
        right = next(each for each in marked if each[0])
        assert right[0] > 90
        assert [x for x, _ in marked] == sorted(x for x, _ in marked), "the left column first"
        y = stage.line_of("KSE100")
        await stage.click(5, y)
        assert stage.lines[y].startswith("▸KSE100")
        y = stage.line_of("Shares gain")
        await stage.click(right[0] + 2, y)
        assert stage.lines[y][right[0]] == "▸"


@pytest.mark.slow
async def test_the_offer_ends_once_it_is_used() -> None:
    async with taped() as stage:
        await after_a_quiet_time(stage)
        await stage.press("w", "escape")
        assert OFFER not in stage.text
        await stage.press("w", "w")
        assert stage.is_board_in_front()


@pytest.mark.slow
async def test_escape_dismisses_the_offer_and_other_keys_leave_it() -> None:
    async with taped() as stage:
        await after_a_quiet_time(stage)
        await stage.press("j")
        assert OFFER in stage.lines[-1]
        await stage.press("escape")
        assert OFFER not in stage.lines[-1]
        await stage.wait(AWAY / 2)
        assert OFFER not in stage.lines[-1]
        await stage.wait(AWAY)
        assert OFFER in stage.lines[-1]


@pytest.mark.slow
async def test_enter_goes_to_the_row_or_the_article_of_a_line() -> None:
    async with taped() as stage:
        await after_a_quiet_time(stage)
        await stage.press("w")
        await stage.wait_until(lambda: "INDICES" in stage.text)
        while "PPL" not in stage.chosen:
            await stage.press("j")
        await stage.press("enter")
        assert stage.is_board_in_front()
        assert stage.cursor == "PPL"
        await stage.press("w")
        await stage.wait_until(lambda: "INDICES" in stage.text)
        await stage.press("G", "enter")
        assert stage.keys_are_in(stage.reader)
        assert "Buyers are back." in stage.text


@pytest.mark.slow
async def test_the_arrows_lead_through_other_times() -> None:
    async with taped((120, 40)) as stage:
        await after_a_quiet_time(stage)
        await stage.press("'")
        await stage.move("PPL", "1.00")
        await stage.press("w")
        titles: list[str] = []
        for _ in range(4):
            await stage.wait_until(lambda: "BREADTH" in stage.text)
            titles.append(stage.lines[0].split("  ")[1].rpartition(" ")[0])
            await stage.press("right")
        assert [title.split(",")[0].rpartition(" ")[0] for title in titles] == [
            "since your mark",
            "since you last looked",
            "in the last hour since",
            "today since",
        ]


@pytest.mark.parametrize(
    ("line", "title"),
    spread(
        1,
        *starmap(
            pytest.param,
            [
                ("missed", "in the last hour since 08:18, 1h 00m"),
                ("missed 09:15", "since 09:15, 3m 01s"),
                ("missed 2h", "since 07:18, 2h 00m"),
                ("missed 23:30", "since 22 Nov 23:30, 9h 48m"),
            ],
        ),
    ),
)
async def test_a_time_is_typed(line: str, title: str) -> None:
    async with taped() as stage:
        await stage.run(line)
        await stage.wait_until(lambda: "BREADTH" in stage.text)
        assert f"WHAT YOU MISSED  {title}" in stage.lines[0]


async def test_a_time_that_is_none_is_said() -> None:
    async with taped() as stage:
        await stage.run("missed soon")
        assert 'found "soon", expected a time such as 09:30 or 2h' in stage.text


async def test_the_last_key_of_the_run_before_counts() -> None:
    async with taped() as stage:
        last = stage.app.time
    look = Look(last_key=last - 3 * QUIET_TIME)
    async with taped(remembered=ViewState(look=look)) as stage:
        assert stage.lines[-1].startswith(f" {OFFER}")
        view = stage.app.view()
        assert view is not None
        assert view.look.away_since == look.last_key


@pytest.mark.parametrize("size", quick(1, (40, 12), (80, 24), (160, 50)))
async def test_it_fits_every_screen(size: tuple[int, int]) -> None:
    async with taped(size) as stage:
        await after_a_quiet_time(stage)
        await stage.press("w")
        await stage.wait_until(lambda: "INDICES" in stage.text)
        assert "MISSED" in stage.lines[0]
        assert all(len(line) <= size[0] for line in stage.lines)


@pytest.mark.slow
async def test_the_tape_opens_with_a_filter() -> None:
    async with taped() as stage:
        await stage.move("OGDC", "4.00")
        await stage.move("PPL", "0.01")
        await stage.run("tape >1%")
        assert stage.keys_are_in(stage.tape)
        assert [line.split()[1] for line in stage.entries if "→" in line] == ["OGDC"]

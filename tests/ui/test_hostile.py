"""Hostile text through every slot of the board: what the terminal is sent, what is seen, what a click does."""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.marks import quick
from tests.ui.stage import Stage, staged
from tests.ui.staged_source import psx
from tui.domain.article import Article
from tui.domain.blocks import from_texts
from tui.domain.events import Failure, Snapshot
from tui.domain.market import apply
from tui.domain.quote import InstrumentId, InvalidSymbolError, Quote
from tui.domain.text import (
    MAX_ARTICLE_LENGTH,
    MAX_ERROR_LENGTH,
    MAX_SYMBOL_LENGTH,
    CleanText,
    sanitize_block,
    sanitize_line,
)

pytestmark = pytest.mark.usefixtures("patched_compositor")

HOSTILE = (
    "[/]",
    "[@click=app.quit]leave[/]",
    "[@click=app.bell()]ring[/]",
    "[link=file:///etc/passwd]open[/link]",
    "[b",
    "[=]",
    "[bold red on white]loud[/]",
    "$text {0} %s \\[x]",
    "KSE100 [1.2%] up",
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[Hgone",
    "\x1b]0;owned\x07title",
    "\x1b]52;c;aGFja2Vk\x07clip",
    "\x1b]52;c;unterminated",
    "\x1b]8;;file:///etc/passwd\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP1$r0m\x1b\\dcs",
    "\x1bcreset",
    "\x1b",
    "\x9b31mred\x9d0;owned\x9cc1",
    "a\x00b\x05c\x07d\x08e\x0ef\x0fg\x18h\x1ai\x7fj",
    "over\rwritten\nnew\vline\fpage\x85next",
    "\u202egnirts desrever",
    "\u2066isolate\u2069 \u200emark\u200f",
    "zero\u200bwidth\u2060joined\ufeff",
    "line\u2028separator\u2029paragraph",
    "tags\U000e0041\U000e0042\U000e007f",
    "lone \ud800 surrogate \udfff",
    "z" + "\u0301" * 500 + "algo",
    "\u0301\u0301leading marks",
    "private \ue000 \U0010fffd unassigned \u0378",
    "日本電信電話 한국전력 🚀👍🏽🇵🇰 ｗｉｄｅ",
    "اردو اخبار",
    "tab\tand\u00a0spaces\u3000wide",
    " ",
    "",
)
ANY = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(st.characters(), max_size=20),
        st.text(st.sampled_from("\x1b[]();?0123456789mHJKhlPX^_\\\x9b\x9c\x07abc"), max_size=20),
    ),
    max_size=4,
).map("".join)

_SPOKEN = re.compile(r"\x1b\[[0-9;]*[HGm]")
"""All that the board ever says to a terminal besides text: go there, wear this."""


def forbidden(sent: str) -> list[int]:
    """The code points that are neither one of our three sequences nor plain visible text."""
    return unseen(_SPOKEN.sub("", sent))


def unseen(text: str) -> list[int]:
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return [ord(each) for each in text if unicodedata.category(each) in hidden and each not in "\u200c\u200d"]


Cleaner = Callable[[str], CleanText]


def unclean(raw: str) -> CleanText:
    """What a reader would hand on that forgot to clean."""
    return CleanText(raw)


class Publisher:
    """Puts one text into every slot of the market that a source can fill."""

    def __init__(self, stage: Stage, line: Cleaner = sanitize_line, block: Cleaner = sanitize_block) -> None:
        self._stage = stage
        self._line = line
        self._block = block
        self.articles = 0

    async def spread(self, raw: str) -> None:
        self.articles += 1
        stage = self._stage
        now = stage.app.time + timedelta(seconds=3)
        stage.app.time = now
        name = self._line(raw)
        quote = Quote(
            id=self._symbol(raw),
            price=stage.source.quotes["OGDC"].price,
            name=name,
            currency=self._line(raw)[:5],
            flags=(name, name),
            polled_at=now,
            source="br",
        )
        market = apply(
            stage.source.market,
            Snapshot(
                source="br",
                at=now,
                quotes=(*stage.source.quotes.values(), quote, *stage.source.indices.values()),
                articles=(self._story(raw),),
                note=name,
                http_status=200,
            ),
        )
        stage.source.market = market
        await stage.show(market)

    def _story(self, raw: str) -> Article:
        line, block = self._line(raw), self._block(raw)
        return Article(
            id=CleanText(str(self.articles)),
            title=line,
            dateline=line,
            byline=line,
            category=line,
            published=self._stage.app.time,
            blocks=from_texts([block, block]),
            has_image=True,
            caption=line,
            polled_at=self._stage.app.time,
            source="br",
        )

    def _symbol(self, raw: str) -> InstrumentId:
        try:
            return InstrumentId.parse("PSX", raw[:MAX_SYMBOL_LENGTH])
        except InvalidSymbolError:
            return psx("ODD")

    async def fail(self, raw: str) -> None:
        stage = self._stage
        stage.app.later(3)
        failure = Failure(source="br", at=stage.app.time, reason=self._line(raw))
        stage.source.market = apply(stage.source.market, failure)
        await stage.show(stage.source.market)


async def seen_everywhere(stage: Stage, publisher: Publisher, raw: str) -> None:
    """The text in every slot, on every screen that shows one."""
    await publisher.spread(raw)
    await stage.press("n", "slash")
    await stage.paste(raw)
    await stage.press("ctrl+u", "enter", "G", "enter", "escape", "ctrl+r")
    await publisher.fail(raw)
    await stage.press("escape")


@pytest.mark.slow
async def test_no_hostile_text_sends_a_forbidden_code_point() -> None:
    async with staged((120, 40)) as stage:
        sent = stage.tapped()
        publisher = Publisher(stage)
        for raw in HOSTILE:
            await publisher.spread(raw)
            await stage.press("n")
            await publisher.fail(raw)
            assert forbidden("".join(sent)) == [], repr(raw)
            sent.clear()
        assert stage.row_of("ODD")


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_no_hostile_text_sends_a_forbidden_code_point_on_any_screen_of_any_size(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        sent = stage.tapped()
        publisher = Publisher(stage)
        for raw in HOSTILE:
            await seen_everywhere(stage, publisher, raw)
            assert forbidden("".join(sent)) == [], repr(raw)
            sent.clear()


async def check_any(raws: list[str]) -> None:
    async with staged((80, 24)) as stage:
        sent = stage.tapped()
        publisher = Publisher(stage)
        for raw in raws:
            await seen_everywhere(stage, publisher, raw)
            assert forbidden("".join(sent)) == [], repr(raw)
            sent.clear()
            assert stage.picture == stage.app.full_repaint(), repr(raw)


@pytest.mark.slow
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(st.lists(ANY, min_size=1, max_size=4))
async def test_no_text_at_all_sends_a_forbidden_code_point(raws: list[str]) -> None:
    await check_any(raws)


@pytest.mark.long
@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.lists(ANY, min_size=1, max_size=6))
async def test_no_text_at_all_sends_a_forbidden_code_point_however_long_one_looks(raws: list[str]) -> None:
    await check_any(raws)


async def test_the_oracle_finds_what_the_cleaner_would_have_taken_and_the_wire_takes_it_still() -> None:
    """Without the first line the market holds forbidden code points; the second keeps controls off the wire."""
    async with staged((120, 40)) as stage:
        publisher = Publisher(stage, line=unclean, block=unclean)
        sent = stage.tapped()
        for raw in ("\x1b[31mred", "\x1b]52;c;aGFja2Vk\x07clip", "a\x00b\x07c", "\x9b31mred"):
            await publisher.spread(raw)
            await stage.press("n")
            story = stage.source.market.articles[str(publisher.articles)]
            assert unseen(cast("str", story.title))
        assert not [code for code in forbidden("".join(sent)) if code < 0xA0]


async def test_the_oracle_finds_what_textuals_own_wire_lets_through(
    original_compositor: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    async with staged((120, 40)) as stage:
        sent = stage.tapped()
        await Publisher(stage, line=unclean, block=unclean).spread("\x0e\x05 shifted")
        assert {0x0E, 0x05} <= set(forbidden("".join(sent)))


@pytest.mark.parametrize(
    "raw", quick(1, *(text for text in HOSTILE if text.isascii() and text.isprintable() and text.strip()))
)
async def test_markup_is_shown_literally(raw: str) -> None:
    async with staged((120, 40)) as stage:
        publisher = Publisher(stage)
        await publisher.spread(raw)
        shown = " ".join(stage.text.split())
        assert " ".join(raw.split()) in shown
        await publisher.fail(raw)
        assert raw[:12] in stage.lines[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    quick(
        1,
        "[@click=app.action_leave(3)]xxxxxxxx[/]",
        "[@click=app.quit]xxxxxxxx[/]",
        "[link=file:///etc/passwd]xxxxxxxx[/link]",
    ),
)
async def test_no_click_on_hostile_text_does_anything(raw: str) -> None:
    async with staged((120, 40)) as stage:
        publisher = Publisher(stage)
        await publisher.spread(raw)
        await publisher.fail(raw)
        for y, line in enumerate(stage.lines):
            for found in re.finditer("xxxx", line):
                await stage.click(found.start() + 1, y)
        await stage.press("enter")
        for y, line in enumerate(stage.lines):
            for found in re.finditer("xxxx", line):
                await stage.click(found.start() + 1, y)
        assert stage.app.is_running
        assert not stage.has_ended
        assert stage.app.return_code in {None, 0}
        assert not [
            style.meta for strip in stage.app.strips() for _, style, _ in strip if style and "@click" in style.meta
        ]
        assert not [style.link for strip in stage.app.strips() for _, style, _ in strip if style and style.link]


@pytest.mark.slow
async def test_a_line_of_ten_megabytes_is_bounded_and_the_board_lives() -> None:
    flood = "x" * 10_000_000
    async with staged((80, 24)) as stage:
        sent = stage.tapped()
        publisher = Publisher(stage)
        await publisher.spread(flood)
        await stage.press("a", "enter", "G", "g")
        await publisher.fail(flood)
        assert stage.error is None
        assert sum(map(len, sent)) < 40_000
        assert all(
            len(part) <= MAX_ARTICLE_LENGTH
            for story in stage.source.market.articles.values()
            for part in story.paragraphs
        )
        assert len(stage.source.market.health["br"].reason or "") <= max(MAX_ERROR_LENGTH, 300)


async def test_a_symbol_that_is_none_never_becomes_a_row() -> None:
    for raw in HOSTILE:
        try:
            key = InstrumentId.parse("PSX", raw)
        except InvalidSymbolError:
            continue
        assert re.fullmatch(r"[A-Z0-9.^=&:/_-]{1,32}", key.symbol)

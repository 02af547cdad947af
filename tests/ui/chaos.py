"""Random keys, clicks, polls and waits on a staged board: the same for the same seed."""

import random
from collections.abc import Awaitable, Callable
from decimal import Decimal

from tests.ui.stage import Stage
from tui.ui.screens.help import HelpScreen

KEYS = (
    *("j", "k", "down", "up", "pagedown", "pageup", "g", "G", "home", "end"),
    *("s", "S", "f", "tab", "shift+tab", "a", "z", "i", "n", "p", "u", "y"),
    *("enter", "escape", "slash", "question_mark", "ctrl+r", "t", "space", "r"),
)
"""Every key but those that leave, open a browser or the palette."""
WIDE = ("", "日本電信電話", "Ｐａｋｉｓｔａｎ Ｐｅｔｒｏｌｅｕｍ", "한국전력 KEPCO", "e\u0301te\u0301 SA")
TITLES = (
    "Cement leads",
    "株価は続伸、セメントが主導",
    "Index 🚀 past 40,000 [/] (again)",
    "[b]Gas[/b] and power",
    "عام",
)


class Chaos:
    """Random steps on a stage."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self._stage = stage
        self._chance = random.Random(seed)
        self._articles = 0
        self.done: list[str] = []
        """What happened, in order; the last is the culprit."""

    async def step(self, *, keys: float = 0.35) -> None:
        """Press a key with this probability, else change the market, the clock, the mouse or the filter."""
        if self._chance.random() < keys:
            await self.key()
            assert not self._stage.has_ended, self.done
            return
        steps: tuple[tuple[Callable[[], Awaitable[None]], int], ...] = (
            (self.trade, 12),
            (self.publish, 2),
            (self.listing, 2),
            (self.fail, 1),
            (self.wait, 3),
            (self.mouse, 3),
            (self.filter, 1),
        )
        (act,) = self._chance.choices([act for act, _ in steps], [weight for _, weight in steps])
        self.done.append(act.__name__)
        await act()

    async def key(self) -> None:
        key = self._chance.choice(KEYS)
        if key == "enter" and isinstance(self._stage.app.screen, HelpScreen):
            key = "escape"  # each line of help does what its key does: leave, open a browser
        self.done.append(key)
        await self._stage.press(key)

    async def trade(self) -> None:
        source = self._stage.source
        for symbol in self._chance.sample(sorted(source.quotes), self._chance.choice((1, 1, 2, 7))):
            price = source.quotes[symbol].price or Decimal(1)
            by = self._chance.choice(("0.05", "-0.05", "1.5", "-1.25", "900"))
            if price + Decimal(by) > 0:
                source.list(symbol, str(price + Decimal(by)), by, name=self._chance.choice(WIDE))
        source.index("KSE100", f"{40_000 + self._chance.randrange(999)}.{self._chance.randrange(100):02}", "3.25")
        await self._stage.poll(self._chance.choice((0.2, 0.5, 3)))

    async def publish(self) -> None:
        self._articles += self._chance.choice((0, 1))
        title = self._chance.choice(TITLES)
        paragraphs = [self._chance.choice(TITLES) * 9 for _ in range(self._chance.randrange(1, 30))]
        self._stage.source.publish(self._articles, title, *paragraphs, minutes_ago=self._chance.randrange(99))
        await self._stage.poll(1)

    async def listing(self) -> None:
        source = self._stage.source
        if self._chance.random() < 0.5 or len(source.quotes) < 8:
            source.list(f"NEW{self._chance.randrange(40)}", self._chance.choice(("3.5", "12000.75", None)), None)
            await self._stage.poll(1)
        else:
            await self._stage.show(source.expire(self._chance.choice(sorted(source.quotes))))

    async def fail(self) -> None:
        await self._stage.poll_fails(self._chance.choice(("HTTP 503", "no answer in 15 s")), after=1)

    async def wait(self) -> None:
        await self._stage.wait(self._chance.choice((0.9, 1, 30, 90)))

    async def filter(self) -> None:
        await self._stage.press("slash", *self._chance.choice(("ogd", "zzz", "p", "日本")))
        if self._chance.random() < 0.7:
            await self._stage.press(self._chance.choice(("enter", "escape")))

    async def mouse(self) -> None:
        width, height = self._stage.app.size
        x, y = self._chance.randrange(width), self._chance.randrange(height)
        if self._chance.random() < 0.5:
            await self._stage.wheel(x, y, down=self._chance.random() < 0.6)
        else:
            await self._stage.click(x, y)

    async def resize(self, *sizes: tuple[int, int]) -> None:
        size = self._chance.choice(sizes)
        self.done.append(f"{size[0]}x{size[1]}")
        await self._stage.resize(*size)

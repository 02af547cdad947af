"""Market reports of the simulated exchange: a few phrases, filled with figures that are true at that time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Final, NamedTuple

from tui.demo import report_phrases as phrases
from tui.demo.format import level, percent, points, rounded, rupees, share_count, time_hhmm
from tui.demo.market_figures import MarketFigures, SectorChange, StockFigures
from tui.demo.report_phrases import Phrases

_MIN_MEDIUM_MOVE: Final = 40
"""Hundredths of a percent; below, a move is small."""
_MIN_BIG_MOVE: Final = 250
"""Hundredths of a percent."""
_MIN_CHANGE: Final = 5
"""Hundredths of a percent; below, the market is flat."""
_MIN_CHANGE_SINCE: Final = 50
"""Tenths of a point; below, the market has hardly moved since the last report."""
_MIN_RANGE: Final = 20
"""Points; a smaller range of the day is not reported."""
_ROUND_LEVEL: Final = 500
"""Points between two round levels of the index."""
_MIN_MIDDLE: Final = 3
_MAX_MIDDLE: Final = 6
"""The number of paragraphs between breadth and closing."""


class Report(NamedTuple):
    """One report. Every symbol and figure in it was true when it was published."""

    id: int
    """The number in its address, `/news/<id>`."""
    title: str
    dateline: str
    byline: str
    category: str
    published: datetime
    paragraphs: tuple[str, ...]
    """Without the dateline."""
    caption: str


def write_report(now: MarketFigures, before: MarketFigures | None, *, seed: int, number: int) -> Report:
    """Write a report.

    Args:
        now: the market.
        before: the market at the last report.
        seed: of the exchange.
        number: counts the reports from 0.
    """
    writer = _Writer(now, PhrasePicker(seed, number))
    middle = [text for text in writer.middle(before) if text]
    random = Random(f"{seed}/story/{number}")  # noqa: S311 a choice of paragraphs
    count = random.randint(min(_MIN_MIDDLE, len(middle)), min(_MAX_MIDDLE, len(middle)))
    chosen = sorted(random.sample(range(len(middle)), count))
    return Report(
        id=int(now.at.timestamp()) // 60,
        title=writer.title(),
        dateline="KARACHI",
        byline="Demo Desk",
        category="Markets",
        published=now.at,
        paragraphs=(writer.lead(), writer.breadth(), *(middle[position] for position in chosen), writer.closing()),
        caption=writer.picker.pick(phrases.CAPTIONS),
    )


class PhrasePicker:
    """Picks phrases in turn, so that two reports in a row differ, and none twice in one report."""

    def __init__(self, seed: int, number: int) -> None:
        self._seed = seed
        self._number = number
        self._used: set[str] = set()

    def pick(self, pool: Phrases, facts: Mapping[str, str | None] | None = None, /, **more: str | None) -> str:
        """Return a phrase with its facts filled in, none whose fact is unknown (None)."""
        known = {**(facts or {}), **more}
        unknown = [f"{{{name}}}" for name, value in known.items() if value is None]
        fitting = tuple(phrase for phrase in pool if not any(name in phrase for name in unknown))
        return self._next(fitting or pool).format(**known)

    def verb(self, hundredths: int) -> str:
        """Return a verb for a change of so many hundredths of a percent, not 0."""
        size = abs(hundredths)
        verbs = phrases.RISES if hundredths > 0 else phrases.FALLS
        if size < _MIN_MEDIUM_MOVE:
            return self._next(verbs.small)
        return self._next(verbs.medium if size < _MIN_BIG_MOVE else verbs.big)

    def _next(self, pool: Phrases) -> str:
        start = Random(f"{self._seed}/{pool[0]}").randrange(len(pool)) + self._number  # noqa: S311 style, not a secret
        rotated = [pool[(start + step) % len(pool)] for step in range(len(pool))]
        chosen = next((phrase for phrase in rotated if phrase not in self._used), rotated[0])
        self._used.add(chosen)
        return chosen


class _Writer:
    """Writes the parts of one report."""

    def __init__(self, now: MarketFigures, picker: PhrasePicker) -> None:
        self.picker = picker
        self._now = now
        self._main = now.index("KSE100")
        self._is_flat = abs(self._main.percent) < _MIN_CHANGE
        self._sectors = now.sectors()
        self._gainers = now.gainers(3)
        self._losers = now.losers(3)
        self._listed = {stock.symbol for stock in (*self._gainers, *self._losers)}
        """The symbols that the lists of gainers and losers name; no other list repeats them."""
        self._facts = self._market_facts()

    def title(self) -> str:
        return self.picker.pick(phrases.TITLES.choose(is_flat=self._is_flat), self._facts)

    def lead(self) -> str:
        return self.picker.pick(phrases.LEADS.choose(is_flat=self._is_flat), self._facts)

    def breadth(self) -> str:
        now = self._now
        counts = self.picker.pick(
            phrases.BREADTH,
            up=f"{now.up:,}",
            down=f"{now.down:,}",
            same=f"{now.unchanged:,}" if now.unchanged else "none",
            total=f"{len(now.stocks):,}",
        )
        one, two, three = (self._index(name) for name in ("KSE30", "BR100", "BR30"))
        return f"{counts} {self.picker.pick(phrases.OTHER_INDICES, one=one, two=two, three=three)}"

    def middle(self, before: MarketFigures | None) -> Sequence[str]:
        """Return the paragraphs between breadth and closing, empty where there is nothing to report."""
        return (
            self._since(before) if before else "",
            self._movers(self._gainers, phrases.UP),
            self._movers(self._losers, phrases.DOWN),
            self._best_and_worst_sector(),
            self._volume(),
            self._contributions(),
            self._range(),
        )

    def closing(self) -> str:
        return self.picker.pick(phrases.CLOSINGS, self._facts)

    def _market_facts(self) -> dict[str, str | None]:
        main, sectors = self._main, self._sectors
        best = str(sectors[0].sector) if sectors and sectors[0].percent > 0 else None
        worst = str(sectors[-1].sector) if sectors and sectors[-1].percent < 0 else None
        rises = main.change > 0
        leaders = best if rises else worst
        below = rounded(main.level) // _ROUND_LEVEL * _ROUND_LEVEL
        first = self._gainers if rises else self._losers
        return {
            **phrases.words_for(main.change),
            "level": level(main.level),
            "points": points(abs(main.change), ","),
            "whole": f"{rounded(abs(main.change)):,}",
            "pct": percent(abs(main.percent)),
            "time": time_hhmm(self._now.at),
            "under": f"{below:,}",
            "over": f"{below + _ROUND_LEVEL:,}",
            "best": best,
            "Best": best and best.capitalize(),
            "worst": worst,
            "leaders": leaders,
            "Leaders": leaders and leaders.capitalize(),
            "first": first[0].symbol if first else None,
        }

    def _index(self, name: str) -> str:
        index = self._now.index(name)
        if not index.percent:
            return f"the {name} held at {level(index.level)}"
        return f"the {name} {self.picker.verb(index.percent)} {percent(abs(index.percent))}% to {level(index.level)}"

    def _since(self, before: MarketFigures) -> str:
        change = self._main.level - before.index("KSE100").level
        pool = phrases.SINCE.choose(is_flat=abs(change) < _MIN_CHANGE_SINCE)
        text = self.picker.pick(
            pool, phrases.words_for(change), then=time_hhmm(before.at), points=points(abs(change), ",")
        )
        pairs = [
            (now, then)
            for now, then in zip(self._now.stocks, before.stocks, strict=True)
            if now.symbol not in self._listed
        ]
        riser, riser_then = max(pairs, key=lambda pair: pair[0].price / pair[1].price)
        faller, faller_then = min(pairs, key=lambda pair: pair[0].price / pair[1].price)
        if riser.price <= riser_then.price or faller.price >= faller_then.price:
            return text
        return text + self.picker.pick(
            phrases.MOVED_MOST,
            riser=riser.symbol,
            riser_then=rupees(riser_then.price),
            riser_now=rupees(riser.price),
            faller=faller.symbol,
            faller_then=rupees(faller_then.price),
            faller_now=rupees(faller.price),
        )

    def _movers(self, stocks: Sequence[StockFigures], words: Mapping[str, str]) -> str:
        if not stocks:
            return ""
        first, *others = stocks
        text = self.picker.pick(
            phrases.MOVERS, words, first=first.symbol, pct=percent(abs(first.percent)), price=rupees(first.price)
        )
        if first.price in (first.floor, first.ceiling):
            text += self.picker.pick(phrases.AT_LIMIT, words)
        return text + (self.picker.pick(phrases.NEXT_MOVERS, rest=self._list(others)) if others else "")

    def _best_and_worst_sector(self) -> str:
        if len(self._sectors) < 2:
            return ""
        best, worst = self._sectors[0], self._sectors[-1]
        return self._sector(phrases.BEST_SECTOR, best) + self._sector(phrases.WORST_SECTOR, worst)

    def _sector(self, pool: Phrases, change: SectorChange) -> str:
        moved_with_it = [
            stock for stock in change.stocks if stock.symbol not in self._listed and stock.percent * change.percent > 0
        ]
        chosen = moved_with_it[:2] if change.percent > 0 else moved_with_it[::-1][:2]
        return self.picker.pick(
            pool,
            phrases.words_for(change.percent),
            sector=str(change.sector),
            Sector=change.sector.capitalize(),
            pct=percent(abs(change.percent)),
            names=f", as {self._list(chosen)}" if chosen else "",
        )

    def _volume(self) -> str:
        a, b, c = self._now.most_traded(3)
        return self.picker.pick(
            phrases.VOLUME,
            a=a.symbol,
            b=b.symbol,
            c=c.symbol,
            va=share_count(a.volume),
            vb=share_count(b.volume),
            vc=share_count(c.volume),
            total=share_count(self._now.volume),
        )

    def _contributions(self) -> str:
        stocks = (*self._now.top_contributors(2), *self._now.worst_contributors(2))
        if len(stocks) < 4:
            return ""
        symbols = {name: stock.symbol for name, stock in zip("abcd", stocks, strict=True)}
        gains = {f"p{name}": points(abs(stock.points), ",") for name, stock in zip("abcd", stocks, strict=True)}
        return self.picker.pick(phrases.CONTRIBUTIONS, {**symbols, **gains})

    def _range(self) -> str:
        low, high = rounded(self._main.low), rounded(self._main.high)
        if high - low < _MIN_RANGE:
            return ""
        return self.picker.pick(phrases.RANGE, low=f"{low:,}", high=f"{high:,}", span=f"{high - low:,}")

    def _list(self, stocks: Sequence[StockFigures]) -> str:
        return " and ".join(
            f"{stock.symbol} {self.picker.verb(stock.percent or stock.change)} {percent(abs(stock.percent))}% to "
            f"Rs{rupees(stock.price)}"
            for stock in stocks
        )

"""A market report of the simulated exchange, written from what its prices just did."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from tui.demo import report_headlines, report_paragraphs
from tui.demo.market_figures import MarketFigures
from tui.demo.report_context import PhrasePicker, ReportContext

_MIDDLE: Final[tuple[Callable[[ReportContext], str | None], ...]] = (
    report_paragraphs.since,
    report_paragraphs.gainers,
    report_paragraphs.losers,
    report_paragraphs.sectors,
    report_paragraphs.volume,
    report_paragraphs.contributions,
    report_paragraphs.span,
)
_FEWEST: Final = 3
_MOST: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report. Every symbol and figure in it was true at the moment it was published."""

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
    """Report on the market as it stands; `before` is how it stood at the last report, `number` counts from 0."""
    scene = ReportContext.from_market(now, before, PhrasePicker(seed, number))
    told = [text for tell in _MIDDLE if (text := tell(scene))]
    random = Random(f"{seed}/story/{number}")  # noqa: S311 a choice of paragraphs
    kept = sorted(random.sample(range(len(told)), random.randint(min(_FEWEST, len(told)), min(_MOST, len(told)))))
    return Report(
        id=int(now.at.timestamp()) // 60,
        title=report_paragraphs.title(scene),
        dateline="KARACHI",
        byline="Demo Desk",
        category="Markets",
        published=now.at,
        paragraphs=(
            report_paragraphs.lead(scene),
            report_paragraphs.breadth(scene),
            *(told[place] for place in kept),
            report_paragraphs.closing(scene),
        ),
        caption=scene.words.pick(report_headlines.CAPTIONS),
    )

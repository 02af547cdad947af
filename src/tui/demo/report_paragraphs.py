"""The paragraphs of a market report; each is told only where there is something to tell."""

from collections.abc import Sequence
from typing import Final

from tui.demo import report_headlines, report_phrases
from tui.demo.format import level, percent, points, rounded, rupees, share_count, time_hhmm
from tui.demo.market_figures import MarketFigures, SectorChange, StockFigures
from tui.demo.report_context import ReportContext

_HARDLY: Final = 50
_ROUND: Final = 500


def title(scene: ReportContext) -> str:
    """The headline."""
    return scene.words.pick(report_headlines.TITLES[scene.tone], **_headline_facts(scene))


def lead(scene: ReportContext) -> str:
    """What happened, in one breath."""
    return scene.words.pick(report_headlines.OPENINGS[scene.tone], **_headline_facts(scene))


def breadth(scene: ReportContext) -> str:
    """How many rose and fell, and what the other indices did."""
    now = scene.now
    spread = now.up - now.down
    lean = "even" if abs(spread) * 10 <= len(now.lines) else "up" if spread > 0 else "down"
    counts = scene.words.pick(
        report_phrases.BREADTH[lean],
        up=f"{now.up:,}",
        down=f"{now.down:,}",
        same=f"{now.unchanged:,}" if now.unchanged else "none",
        total=f"{len(now.lines):,}",
    )
    return f"{counts} {_gauges(scene)}"


def since(scene: ReportContext) -> str | None:
    """What moved since the last report."""
    if scene.before is None:
        return None
    moved = scene.main.level - scene.before.index("KSE100").level
    lean = "flat" if abs(moved) < _HARDLY else "up" if moved > 0 else "down"
    told = scene.words.pick(report_phrases.SINCE[lean], then=time_hhmm(scene.before.at), points=points(abs(moved), ","))
    return f"{told}{_travellers(scene, scene.before)}"


def sectors(scene: ReportContext) -> str | None:
    """The best and the worst line of business."""
    moves = scene.sectors
    if len(moves) < 2:
        return None
    best, worst = moves[0], moves[-1]
    first = scene.words.pick(
        report_phrases.BEST_SECTOR["up" if best.percent > 0 else "not"], **_sector_facts(scene, best)
    )
    second = scene.words.pick(
        report_phrases.WORST_SECTOR["down" if worst.percent < 0 else "not"], **_sector_facts(scene, worst)
    )
    return f"{first} {second}"


def gainers(scene: ReportContext) -> str | None:
    """Who rose most."""
    if not scene.gainers:
        return None
    pool = report_phrases.GAINERS if len(scene.gainers) > 1 else report_phrases.LONE_GAINER
    return _movers(scene, pool, report_phrases.AT_CEILING, scene.gainers)


def losers(scene: ReportContext) -> str | None:
    """Who fell most."""
    if not scene.losers:
        return None
    pool = report_phrases.LOSERS if len(scene.losers) > 1 else report_phrases.LONE_LOSER
    return _movers(scene, pool, report_phrases.AT_FLOOR, scene.losers)


def volume(scene: ReportContext) -> str:
    """Who traded most."""
    a, b, c = scene.now.most_traded(3)
    told = scene.words.pick(
        report_phrases.VOLUME,
        a=a.symbol,
        b=b.symbol,
        c=c.symbol,
        va=share_count(a.volume),
        vb=share_count(b.volume),
        vc=share_count(c.volume),
    )
    return told + scene.words.pick(report_phrases.TURNOVER, total=share_count(scene.now.volume))


def contributions(scene: ReportContext) -> str | None:
    """Who gave the index its points, and who took them."""
    up, down = scene.now.top_contributors(2), scene.now.worst_contributors(2)
    if len(up) < 2 or len(down) < 2:
        return None
    pairs = ((report_phrases.LIFTS, up), (report_phrases.DRAGS, down))
    return "".join(
        scene.words.pick(pool, a=a.symbol, b=b.symbol, pa=points(abs(a.points), ","), pb=points(abs(b.points), ","))
        for pool, (a, b) in pairs
    )


def span(scene: ReportContext) -> str | None:
    """How far the index has ranged."""
    low, high, here = rounded(scene.main.low), rounded(scene.main.high), rounded(scene.main.level)
    if high - low < 20:
        return None
    third = 3 * (here - low) // (high - low)
    where = ("near the bottom of", "in the middle of", "near the top of")[min(third, 2)]
    return scene.words.pick(report_phrases.RANGE, low=f"{low:,}", high=f"{high:,}", span=f"{high - low:,}", where=where)


def closing(scene: ReportContext) -> str:
    """What to look for next."""
    return scene.words.pick(report_headlines.CLOSINGS[scene.tone], **_headline_facts(scene))


def _headline_facts(scene: ReportContext) -> dict[str, str | None]:
    main, now = scene.main, scene.now
    moves = scene.sectors
    best = str(moves[0].sector) if moves and moves[0].percent > 0 else None
    worst = str(moves[-1].sector) if moves and moves[-1].percent < 0 else None
    below = rounded(main.level) // _ROUND * _ROUND
    return {
        "level": level(main.level),
        "points": points(abs(main.change), ","),
        "whole": f"{rounded(abs(main.change)):,}",
        "pct": percent(abs(main.percent)),
        "time": time_hhmm(now.at),
        "under": f"{below:,}",
        "over": f"{below + _ROUND:,}",
        "best": best,
        "Best": best and best.capitalize(),
        "worst": worst,
        "Worst": worst and worst.capitalize(),
        "top": next((line.symbol for line in scene.gainers), None),
        "bottom": next((line.symbol for line in scene.losers), None),
    }


def _gauges(scene: ReportContext) -> str:
    one, two, three = (_gauge(scene, name) for name in ("KSE30", "BR100", "BR30"))
    return scene.words.pick(report_phrases.GAUGES, one=one, One=one[0].upper() + one[1:], two=two, three=three)


def _gauge(scene: ReportContext, name: str) -> str:
    index = scene.now.index(name)
    if not index.percent:
        return f"the {name} held at {level(index.level)}"
    return f"the {name} {scene.words.verb(index.percent)} {percent(abs(index.percent))}% to {level(index.level)}"


def _travellers(scene: ReportContext, before: MarketFigures) -> str:
    leaders = scene.named_symbols
    trips = [
        (now.price / then.price, now, then)
        for now, then in zip(scene.now.lines, before.lines, strict=True)
        if now.symbol not in leaders
    ]
    _, riser, riser_then = max(trips, key=lambda trip: trip[0])
    _, faller, faller_then = min(trips, key=lambda trip: trip[0])
    if riser.price <= riser_then.price or faller.price >= faller_then.price:
        return ""
    return (
        " "
        + scene.words.pick(
            report_phrases.SINCE_RISER,
            riser=riser.symbol,
            riser_then=rupees(riser_then.price),
            riser_now=rupees(riser.price),
        )
        + scene.words.pick(
            report_phrases.SINCE_FALLER,
            faller=faller.symbol,
            faller_then=rupees(faller_then.price),
            faller_now=rupees(faller.price),
        )
    )


def _sector_facts(scene: ReportContext, move: SectorChange) -> dict[str, str]:
    name = str(move.sector)
    leaders = scene.named_symbols
    spare = [line for line in move.lines if line.symbol not in leaders and line.percent * move.percent > 0]
    chosen = spare[:2] if move.percent > 0 else spare[::-1][:2]
    named = f", as {_listed(scene, chosen)}" if chosen else ""
    return {
        "best": name,
        "Best": name.capitalize(),
        "worst": name,
        "Worst": name.capitalize(),
        "pct": percent(abs(move.percent)),
        "names": named,
    }


def _movers(
    scene: ReportContext, pool: report_phrases.Phrases, limit: report_phrases.Phrases, lines: Sequence[StockFigures]
) -> str:
    first = lines[0]
    told = scene.words.pick(
        pool,
        first=first.symbol,
        pct=percent(abs(first.percent)),
        price=rupees(first.price),
        rest=_listed(scene, lines[1:]),
    )
    if first.price in (first.floor, first.ceiling):
        told += scene.words.pick(limit, first=first.symbol)
    return told


def _listed(scene: ReportContext, lines: Sequence[StockFigures]) -> str:
    return " and ".join(
        f"{line.symbol} {scene.words.verb(line.percent or line.change)} {percent(abs(line.percent))}% to "
        f"Rs{rupees(line.price)}"
        for line in lines
    )

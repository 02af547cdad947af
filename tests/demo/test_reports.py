import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, pairwise

import pytest

from tests.kit.marks import quick, spread
from tui.demo.exchange import REPORT_INTERVAL, Exchange
from tui.demo.listings import Sector
from tui.demo.market_figures import MarketFigures, StockFigures
from tui.demo.report_phrases import FALLS, RISES
from tui.demo.reports import Report

OPENING = datetime(2024, 11, 22, 9, 2, tzinfo=UTC)
SUBJECT = r"\b(?:KSE100|KSE30|BR100|BR30|[A-Z]{3,7})\b|(?i:\b(?:" + "|".join(Sector) + r")\b)"
FIGURE = r"Rs\d+\.\d\d|\d\d:\d\d|\d+(?:,\d{3})*(?:\.\d+)?(?: million|%)?"
TOKEN = re.compile(f"(?P<subject>{SUBJECT})|(?P<figure>{FIGURE})")
ROSE = "|".join(chain(*RISES))
FELL = "|".join(chain(*FALLS))
NO_SUBJECT = ""


@cache
def reports(
    seed: int, symbols: int = 30, rate: float = 6.0
) -> list[tuple[Report, MarketFigures, MarketFigures | None]]:
    """Return forty minutes of reports, each with the figures of its time and of the report before it."""
    exchange = Exchange(seed, symbols, rate, opened_at=OPENING)
    exchange.advance(OPENING + 10 * REPORT_INTERVAL)
    other = Exchange(seed, symbols, rate, opened_at=OPENING)
    published: list[tuple[Report, MarketFigures, MarketFigures | None]] = []
    before = None
    for report in exchange.reports:
        other.advance(report.published)
        published.append((report, other.snapshot(), before))
        before = other.snapshot()
    return published


def percent(hundredths: int) -> str:
    return f"{abs(hundredths) / 100:g}%"


def tenths(figure: int) -> str:
    return f"{abs(figure) / 10:,.1f}".removesuffix(".0")


def shares(count: int) -> str:
    return f"{(count + 50_000) // 100_000 / 10:,.1f} million" if count >= 10**6 else f"{(count + 500) // 1000 * 1000:,}"


def level(figure: int) -> str:
    return f"{(figure + 5) // 10:,}"


def sector_mean(lines: list[StockFigures]) -> int:
    total = sum(line.percent for line in lines)
    return (abs(total) * 2 + len(lines)) // (2 * len(lines)) * (1 if total >= 0 else -1)


def truths(now: MarketFigures, before: MarketFigures | None) -> dict[str, set[str]]:
    """Return every figure that is true of a symbol, an index, a sector, or (under no subject) the whole market."""
    true: defaultdict[str, set[str]] = defaultdict(set)
    sectors: defaultdict[str, list[StockFigures]] = defaultdict(list)
    for line in now.stocks:
        sectors[line.sector].append(line)
        true[line.symbol] = {
            f"Rs{line.price / 100:.2f}",
            percent(line.percent),
            shares(line.volume),
            tenths(line.points),
        }
    for line in before.stocks if before else ():
        true[line.symbol].add(f"Rs{line.price / 100:.2f}")
    for sector, lines in sectors.items():
        true[sector].add(percent(sector_mean(lines)))
    for index in now.indices:
        true[index.name] = {level(index.level), tenths(index.change), percent(index.percent)}
    main = now.index("KSE100")
    mark = (main.level + 5) // 10 // 500 * 500
    true["KSE100"] |= {level(main.low), level(main.high), f"{(main.high + 5) // 10 - (main.low + 5) // 10:,}"}
    true["KSE100"] |= {f"{mark:,}", f"{mark + 500:,}", level(abs(main.change))}
    if before:
        true["KSE100"].add(tenths(main.level - before.index("KSE100").level))
    true[NO_SUBJECT] = {f"{count:,}" for count in (len(now.stocks), now.up, now.down, now.unchanged)}
    true[NO_SUBJECT].add(shares(now.volume))
    true[NO_SUBJECT] |= {f"{at + timedelta(hours=5):%H:%M}" for at in (now.at, before.at if before else now.at)}
    return true


@pytest.mark.parametrize(
    ("seed", "symbols"),
    spread(1, *(pytest.param(*case) for case in [(1, 30), (2, 30), (3, 30), (5, 300), (6, 30), (4, 10)])),
)
def test_every_symbol_and_figure_in_a_report_was_true_when_it_was_published(seed: int, symbols: int) -> None:
    figures = 0
    for report, now, before in reports(seed, symbols):
        true = truths(now, before)
        for text in (report.title, *report.paragraphs):
            subject = "KSE100"
            for token in TOKEN.finditer(text):
                if name := token["subject"]:
                    subject = name if name in true else name.lower()
                    assert subject in true, text
                else:
                    figures += 1
                    assert token["figure"] in true[subject] | true[NO_SUBJECT], (text, token, subject)
    assert figures > 200


@pytest.mark.parametrize("seed", quick(1, 1, 2, 3, 8))
def test_a_reported_rise_was_a_rise_and_a_reported_fall_a_fall(seed: int) -> None:
    found = 0
    for report, now, _ in reports(seed):
        changes = {one.symbol: one.change for one in now.stocks} | {one.name: one.change for one in now.indices}
        text = " ".join(report.paragraphs)
        for words, sign in ((ROSE, 1), (FELL, -1)):
            for name in re.findall(rf"\b([A-Z][A-Z0-9]+) (?:{words}) [\d.]+%", text):
                found += 1
                assert changes[name] * sign > 0, (name, text)
        for name in re.findall(r"\b([A-Z]+), up [\d.]+%", text):
            assert changes[name] > 0, (name, text)
        for name in re.findall(r"\b([A-Z]+), down [\d.]+%", text):
            assert changes[name] < 0, (name, text)
        main = now.index("KSE100")
        lead = report.paragraphs[0]
        if re.search(r"\b(?:up|above|higher at)\b", lead) and "better than the headline" not in lead:
            assert main.change > 0, lead
        if re.search(r"\b(?:below its last close|lower at|was down)\b", lead):
            assert main.change < 0, lead
        if "more shares fell than rose" in lead or "losers outnumber" in lead:
            assert now.down > now.up, lead
    assert found > 50


def test_a_symbol_at_its_limit_is_reported_there() -> None:
    found = 0
    for seed in range(8):
        exchange = Exchange(seed, rate=20, opened_at=OPENING)
        exchange.advance(OPENING + REPORT_INTERVAL - timedelta(seconds=6))
        exchange._prices.shock(1, 30.0)  # private: without it a price is rarely at its limit
        exchange.advance(OPENING + REPORT_INTERVAL)
        best = exchange.snapshot().gainers(1)[0]
        text = " ".join(exchange.reports[-1].paragraphs)
        if best.price == best.ceiling and f"up 10% at Rs{best.price / 100:.2f}" in text:
            found += 1
            assert "upper limit" in text
        if best.price != best.ceiling:
            assert "upper limit" not in text
    assert found


@pytest.mark.slow
def test_reports_read_well() -> None:
    articles = [report for seed in range(6) for report, _, _ in reports(seed, rate=3)]
    for report in articles:
        assert 5 <= len(report.paragraphs) <= 9
        assert report.dateline == "KARACHI"
        assert len(report.title) <= 80
        text = " ".join(report.paragraphs)
        sentences = re.split(r"(?<=[.;:]) ", text)
        assert len(set(sentences)) == len(sentences), text
        for paragraph in (*report.paragraphs, report.caption):
            assert re.fullmatch(r"[A-Z].*[a-z0-9]\.", paragraph), paragraph
            assert not re.search(r"[{}]|\bNone\b|  | [.,;:]|[.,;:]{2}|(?<=[.] )[a-z]|\b(\w+) \1\b", paragraph), (
                paragraph
            )
    assert len({report.title for report in articles}) > len(articles) * 0.8


@pytest.mark.slow
def test_two_reports_in_a_row_differ_in_every_sentence_that_has_no_figure() -> None:
    for (first, _, _), (second, _, _) in pairwise(reports(5)):
        assert first.title != second.title
        assert re.sub(r"[\d.,:]+", "", first.paragraphs[0]) != re.sub(r"[\d.,:]+", "", second.paragraphs[0])
        assert first.paragraphs[-1] != second.paragraphs[-1]


def test_a_report_is_published_at_the_opening_and_every_four_minutes() -> None:
    published = reports(9)
    assert [report.published - OPENING for report, _, _ in published] == [n * REPORT_INTERVAL for n in range(11)]
    assert timedelta(minutes=4) == REPORT_INTERVAL
    assert max(Counter(report.id for report, _, _ in published).values()) == 1


@pytest.mark.slow
def test_only_the_latest_reports_are_stored() -> None:
    exchange = Exchange(1, rate=0, opened_at=OPENING)
    exchange.advance(OPENING + timedelta(hours=6))
    assert len(exchange.reports) == 50
    assert exchange.reports[-1].published == OPENING + timedelta(hours=6)

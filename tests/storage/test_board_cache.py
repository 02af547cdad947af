"""The board as it was is there again after a restart, with its age, or not at all."""

import stat
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zlib import crc32

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_level, a_quote, after, an_article, an_id
from tui.domain.article import Comments, Completeness, TimePrecision
from tui.domain.blocks import Block, BlockKind, Link, from_texts
from tui.domain.diff import diff
from tui.domain.events import ArticleFetched, ArticleRequested
from tui.domain.market import Market, apply
from tui.domain.source_health import SourceState
from tui.domain.text import CleanText, sanitize_block, sanitize_line
from tui.engine.environment import market_before_polls
from tui.sources.adapter import SourceConfig
from tui.storage.board_cache import MAX_AGE, BoardCache
from tui.storage.event_codec import VERSION

BR = SourceConfig(name="br", kind="brecorder", url="https://quotes.example/?key=hush-hush", every=timedelta(seconds=15))
LATER = after(3600)

QUOTES = (
    a_quote("OGDC", "132.50"),
    a_quote("KEL", "4.00", "0.00", "0.00", flags=("irregular — but shown",), name="K-Electric"),
    a_quote("BTCUSDT", "96431.50000000", market="CRYPTO")._replace(
        open=Decimal("0E-8"),
        high=Decimal("1E+5"),
        low=Decimal("0.00000001"),
        previous_close=Decimal("-1.5"),
        volume=3_486_500_000,
        currency="USDT",
        as_of=FIXED_NOW,
    ),
)
LEVELS = (
    a_level("KSE100", "82,074"),
    a_level("KSE30", None)._replace(flags=(sanitize_line("price: not a plain decimal number"),)),
)
ARTICLE = an_article()._replace(
    blocks=(
        *from_texts([sanitize_line("One."), sanitize_line("ایک"), sanitize_block("1. a\n2. b")]),
        Block(BlockKind.HEADING, sanitize_line("More of it"), 2, links=(Link(0, 4, "https://quotes.example/more"),)),
    ),
    completeness=Completeness.TEASER,
    link="https://quotes.example/1",
    comments=Comments.CLOSED,
)


@pytest.fixture
def known() -> Market:
    return a_market(a_snapshot(*QUOTES, *LEVELS, ARTICLE))


def restored(folder: Path, now: timedelta | None = None, source: SourceConfig = BR) -> Market:
    at = LATER if now is None else FIXED_NOW + now
    return BoardCache(folder, [source]).restore(market_before_polls([source]), at)


def test_every_figure_and_word_comes_back_as_it_was_and_as_old_as_it_is(tmp_path: Path, known: Market) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    market = restored(tmp_path)
    valid = {key: row for key, row in known.quotes.items() if row.price is not None}
    assert not diff(valid, market.quotes)
    assert list(market.quotes) == list(valid)
    assert str(market.quotes[an_id("BTCUSDT", "CRYPTO")].price) == "96431.50000000"
    assert list(market.articles.values()) == [ARTICLE]
    assert market.articles[ARTICLE.id].polled_at == ARTICLE.polled_at
    assert all(market.polled_at(quote) == FIXED_NOW for quote in market.quotes.values())


def test_every_source_is_still_waiting_after_it(tmp_path: Path, known: Market) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    health = restored(tmp_path).health["br"]
    assert health.state is SourceState.WAITING
    assert health.last_poll is None
    assert health.last_good == FIXED_NOW
    assert health.expected == known.health["br"].expected


def test_of_many_articles_the_newest_are_stored_whatever_their_order(tmp_path: Path) -> None:
    articles = [an_article(f"article-{n}", published=after(-60 * n)) for n in range(30)]
    BoardCache(tmp_path, [BR]).save(a_market(a_snapshot(*articles)))
    assert restored(tmp_path).articles.keys() == {f"article-{n}" for n in range(20)}


def test_an_article_of_a_feed_comes_back_as_it_was(tmp_path: Path) -> None:
    article = an_article("https://news.example/" + "a" * 270)._replace(
        blocks=from_texts([sanitize_block("if x:\n    go()  # on", spaced=True), sanitize_block("A | B\n1 | 2")]),
        caption=sanitize_line("A port. " * 100, 900),
        published=FIXED_NOW.replace(hour=0, minute=0),
        precision=TimePrecision.DAY,
    )
    BoardCache(tmp_path, [BR]).save(a_market(a_snapshot(article)))
    assert list(restored(tmp_path).articles.values()) == [article]


def test_a_board_of_the_version_before_is_read(tmp_path: Path, known: Market) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    (file,) = tmp_path.iterdir()
    body = file.read_bytes().partition(b"\n")[2].replace(b'"event":[%d,' % VERSION, b'"event":[4,')
    file.write_bytes(b"%08x" % crc32(body, crc32(b"bigboard 4")) + b"\n" + body)

    assert list(restored(tmp_path).articles.values()) == [ARTICLE]


def test_missing_rows_are_not_stored(tmp_path: Path) -> None:
    market = a_market(a_snapshot(*QUOTES), a_snapshot(*QUOTES[:2], at=after(15)))
    BoardCache(tmp_path, [BR]).save(market)
    assert [key.symbol for key in restored(tmp_path).quotes] == ["OGDC", "KEL"]


@for_each(
    ("now", "rows"),
    [
        (timedelta(0), 4),
        (-timedelta(seconds=50), 4),
        (-timedelta(minutes=2), 0),
        (MAX_AGE - timedelta(minutes=1), 4),
        (MAX_AGE + timedelta(minutes=1), 0),
    ],
)
def test_a_board_of_long_ago_or_of_a_time_to_come_is_left_out(
    tmp_path: Path, known: Market, now: timedelta, rows: int
) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    assert len(restored(tmp_path, now).quotes) == rows


@for_each(
    "other",
    [BR._replace(url="https://elsewhere.example/"), BR._replace(kind="table"), BR._replace(name="mine")],
)
def test_a_source_that_requests_something_else_begins_with_nothing(
    tmp_path: Path, known: Market, other: SourceConfig
) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    assert not restored(tmp_path, source=other).quotes


def test_only_its_owner_can_read_the_file_and_it_has_no_url(tmp_path: Path, known: Market) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"hush-hush" not in file.read_bytes()


def test_a_board_that_did_not_change_is_not_written_again(tmp_path: Path, known: Market) -> None:
    stored = BoardCache(tmp_path, [BR])
    stored.save(known)
    (file,) = tmp_path.iterdir()
    file.unlink()
    stored.save(known)
    assert not list(tmp_path.iterdir())
    stored.save(a_market(a_snapshot(a_quote("OGDC", "133.00"))))
    assert [str(quote.price) for quote in restored(tmp_path).quotes.values()] == ["133.00"]


def test_the_stored_board_stays_until_a_source_responds(tmp_path: Path, known: Market) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    BoardCache(tmp_path, [BR]).save(market_before_polls([BR]))
    assert len(restored(tmp_path).quotes) == 4


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "half of it": lambda content: content[: len(content) // 2],
    "one digit": lambda content: content.replace(b"132.50", b"182.50"),
    "an escape": lambda content: content.replace(b"K-Electric", b"K\\u001b[2J"),
    "no digest": lambda content: content.partition(b"\n")[2],
    "other bytes": lambda _: bytes(range(256)) * 64,
    "nests": lambda _: b"[" * 60_000,
    "endless": lambda content: content + b" " * (17 << 20),
}


@for_each("how", DAMAGED)
def test_a_file_that_is_not_as_it_was_written_counts_as_none(tmp_path: Path, known: Market, how: str) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    (file,) = tmp_path.iterdir()
    file.write_bytes(DAMAGED[how](file.read_bytes()))
    market = restored(tmp_path)
    assert not market.quotes
    assert not market.articles
    BoardCache(tmp_path, [BR]).save(known)
    assert len(restored(tmp_path).quotes) == 4


def test_a_failing_disk_is_logged_and_nothing_else(
    tmp_path: Path, known: Market, caplog: pytest.LogCaptureFixture
) -> None:
    BoardCache(tmp_path / "gone", [BR]).save(known)
    assert "the board is not stored" in caplog.text
    assert not BoardCache(None, [BR]).restore(market_before_polls([BR]), LATER).quotes


def test_the_next_response_is_applied_as_if_the_program_had_never_ended(tmp_path: Path, known: Market) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    market = restored(tmp_path)
    now = apply(market, a_snapshot(a_quote("OGDC", "133.00"), *QUOTES[1:], *LEVELS, at=LATER))
    assert [change.key.symbol for change in diff(market.quotes, now.quotes)] == ["OGDC", "KSE30"]
    assert now.health["br"].state is SourceState.LIVE
    half = apply(market, a_snapshot(a_quote("OGDC", "133.00"), at=LATER))
    assert half.health["br"].state is SourceState.FAILING
    assert len(half.quotes) == 4


@pytest.mark.parametrize(
    ("version", "rows"),
    [
        (b"bigboard 1", b'{"br":{"mark":"m","at":"2026-03-17T09:00:00+00:00","quotes":[],"indices":[],"articles":[]}}'),
        (
            b"bigboard 2",
            b'{"br":{"mark":"m","event":[1,"snapshot",{"source":"br","at":"2026-03-17T09:00:00+00:00","quotes":[]}]}}',
        ),
    ],
)
def test_a_board_that_an_earlier_version_stored_is_refused_without_harm(
    tmp_path: Path, known: Market, version: bytes, rows: bytes
) -> None:
    checksum = b"%08x" % crc32(rows, crc32(version))
    (tmp_path / "board.json").write_bytes(checksum + b"\n" + rows)
    assert not restored(tmp_path).quotes

    BoardCache(tmp_path, [BR]).save(known)
    assert len(restored(tmp_path).quotes) == 4


def test_a_board_in_another_version_of_the_format_is_refused_with_one_line_in_the_log(
    tmp_path: Path, known: Market, caplog: pytest.LogCaptureFixture
) -> None:
    BoardCache(tmp_path, [BR]).save(known)
    (file,) = tmp_path.iterdir()
    body = file.read_bytes().partition(b"\n")[2].replace(b'"event":[%d,' % VERSION, b'"event":[%d,' % (VERSION + 1))
    file.write_bytes(b"%08x" % crc32(body, crc32(b"bigboard %d" % VERSION)) + b"\n" + body)

    assert not restored(tmp_path).quotes
    assert [record.getMessage() for record in caplog.records] == ["the stored board is ignored: ValueError"]


def test_the_pages_of_articles_come_back_and_the_reasons_where_there_are_none(tmp_path: Path, known: Market) -> None:
    full = an_article("article-1", "Index holds its gains", "One.", "Two.")
    market = known
    for event in (
        ArticleFetched("br", ARTICLE.id, after(1), full),
        ArticleFetched("br", CleanText("b"), after(2), reason=CleanText("a paywall")),
        ArticleRequested("br", CleanText("c"), after(3)),
    ):
        market = apply(market, event)
    BoardCache(tmp_path, [BR]).save(market)

    assert restored(tmp_path).pages == {key: page for key, page in market.pages.items() if key != "c"}


def test_of_many_long_pages_the_newest_come_back(tmp_path: Path, known: Market) -> None:
    market = known
    for number in range(9):
        long = an_article(f"a{number}", "Long", *["x" * 250] * 100)
        market = apply(market, ArticleFetched("br", long.id, after(number), long))
    BoardCache(tmp_path, [BR]).save(market)

    assert list(restored(tmp_path).pages) == ["a5", "a6", "a7", "a8"]

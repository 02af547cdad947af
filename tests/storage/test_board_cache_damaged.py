"""A stored board in which anything is wrong, with a digest that agrees: the board starts all the same."""

# ruff: noqa: ANN401 - a value in a file of JSON may be of any type

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_level, a_quote, after, an_article, an_id
from tests.kit.view import a_board_state, a_row
from tests.storage.test_board_cache import BR
from tui.cli.print import csv_lines
from tui.domain.article import newest_first
from tui.domain.market import Market, apply
from tui.domain.text import sanitize_line
from tui.engine.environment import market_before_polls
from tui.storage.board_cache import BoardCache
from tui.storage.event_codec import VERSION
from tui.view import (
    article_page,
    filtering,
    health_table,
    index_panel,
    instrument_detail,
    quote_grid,
    sorting,
    status_bar,
)
from tui.view.all_columns import COLUMNS
from tui.view.column_layout import layout_columns, measure_columns
from tui.view.records import SymbolFilter, market_record, to_json

LATER = after(3600)
OGDC = an_id("OGDC")
GOOD = (
    a_quote("OGDC", "132.50", flags=("irregular",), name="Oil")._replace(volume=7, currency="PKR", as_of=FIXED_NOW),
    a_quote("KEL", "4.00", "0.00", "0.00"),
    a_level("KSE100", "82,074")._replace(name=sanitize_line("KSE 100"), as_of=FIXED_NOW),
    an_article()._replace(
        dateline=sanitize_line("KARACHI"),
        byline=sanitize_line("Desk"),
        updated=after(5),
        caption=sanitize_line("A picture"),
        has_image=True,
        link="https://quotes.example/1",
    ),
)
DEEP: Any = []
for _ in range(400):
    DEEP = [DEEP]
WRONG: Final[tuple[Any, ...]] = (
    *(None, True, False, -1, 0, 7, 1.5, 1e308, 10**30, float("nan"), float("inf"), [], {}, [None], {"": None}, DEEP),
    *("", "x", " ", "NaN", "sNaN", "-Infinity", "1e999999", "1E-999999", "9" * 400, "0." + "9" * 400, "١٢", "1_000"),
    *("\x1b[2J", "\x9b31m", "a\nb", "\u202eabc", "\ud800", "é" * 5000, "javascript:alert(1)", "http://\x1b[2J"),
    *("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "2026-03-17T09:00:00+23:59", "2026-03-17", "soon"),
    *("2026-03-17T09:00:00", "2030-01-01T00:00:00+00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
)


def stored(folder: Path) -> tuple[Path, Any]:
    """Store a good board; return its file, and what is in it."""
    BoardCache(folder, [BR]).save(a_market(a_snapshot(*GOOD)))
    (file,) = folder.iterdir()
    return file, json.loads(file.read_bytes().partition(b"\n")[2])


def write(file: Path, content: Any) -> None:
    """Write the content with the checksum that the program would have written."""
    body = json.dumps(content, ensure_ascii=True).encode()
    file.write_bytes(b"%08x" % crc32(body, crc32(b"bigboard %d" % VERSION)) + b"\n" + body)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value in the content, containers too."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from paths(each, (*path, key))


def replaced(content: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    """Return a copy with another value at this path."""
    if not path:
        return wrong
    copy = json.loads(json.dumps(content))
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = wrong
    return copy


def without(content: Any, path: tuple[Any, ...]) -> Any:
    """Return a copy without the value at this path."""
    copy = json.loads(json.dumps(content))
    at = copy
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return copy


def use(market: Market) -> None:
    """Do all that a board does with it: drawn, printed, polled and stored again."""
    state = a_board_state(market, LATER)
    shapes = measure_columns({}, list(market.quotes.values()))
    layout = layout_columns(120, shapes)
    lines = [quote_grid.row_line(a_row(market, quote, LATER), layout, shapes) for quote in market.quotes.values()]
    for key in market.quotes:
        lines += instrument_detail.detail_lines(state, key, 60)
    for column in COLUMNS:
        values = {key: column.value(market, quote) for key, quote in market.quotes.items()}
        sorting.sort_rows(sorting.sorted_by_symbol(market.quotes), values, descending=True)
    filtering.filter_rows(market, list(market.quotes), filtering.parse_filter("og"))
    lines += [
        *index_panel.tile_lines(index_panel.index_views(state, {}), 120),
        *health_table.health_table(state, 120),
        status_bar.status_line(state, 120),
    ]
    for article in newest_first(market.articles.values()):
        lines += (line.spans for line in article_page.article_page(article, LATER, 60))
    text = "\n".join(span.text for line in lines for span in line)
    text += to_json(market_record(market, SymbolFilter(()), LATER)) + "\n".join(csv_lines(market, SymbolFilter(())))
    text.encode()
    assert not [c for c in text if c != "\n" and (ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2028")]
    assert len(text) < 100_000
    now = apply(market, a_snapshot(*GOOD, at=LATER))
    apply(now, a_snapshot(a_quote("OGDC", "1"), source="br", at=LATER + timedelta(seconds=15)))
    for quote in market.quotes.values():
        for figure in (quote.price, quote.change, quote.percent, quote.open, quote.high, quote.low):
            assert figure is None or abs(figure) < Decimal(10) ** 20


def check_survives(folder: Path, file: Path, content: Any) -> None:
    write(file, content)
    cache = BoardCache(folder, [BR])
    market = cache.restore(market_before_polls([BR]), LATER)
    use(market)
    cache.save(apply(market, a_snapshot(a_quote("OGDC", "133.00"), *GOOD[1:], at=LATER)))
    again = BoardCache(folder, [BR]).restore(market_before_polls([BR]), LATER)
    assert str(again.quotes[OGDC].price) == "133.00"


def test_the_good_file_is_known_and_can_be_used(tmp_path: Path) -> None:
    file, content = stored(tmp_path)
    write(file, content)
    market = BoardCache(tmp_path, [BR]).restore(market_before_polls([BR]), LATER)
    assert (len(market.quotes), len(market.articles)) == (3, 1)
    use(market)


@pytest.mark.slow
def test_a_field_that_is_left_out_does_no_harm(tmp_path: Path) -> None:
    file, content = stored(tmp_path)
    for path in paths(content):
        if path:
            check_survives(tmp_path, file, without(content, path))


@pytest.mark.slow
def test_something_wrong_in_each_field_does_no_harm(tmp_path: Path) -> None:
    chance = random.Random(1)
    file, content = stored(tmp_path)
    for path in paths(content):
        check_survives(tmp_path, file, replaced(content, path, chance.choice(WRONG)))


@pytest.mark.slow
def test_anything_wrong_in_any_field_does_no_harm(tmp_path: Path) -> None:
    file, content = stored(tmp_path)
    for path in paths(content):
        for wrong in WRONG:
            check_survives(tmp_path, file, replaced(content, path, wrong))


@for_each("body", [b"[" * 200_000, b'{"br":' * 60_000, b'{"br":{"mark":1' + b"0" * 5000 + b"}}"])
def test_what_json_itself_cannot_parse_does_no_harm(tmp_path: Path, body: bytes) -> None:
    file, _ = stored(tmp_path)
    file.write_bytes(b"%08x" % crc32(body, crc32(b"bigboard %d" % VERSION)) + b"\n" + body)
    assert not BoardCache(tmp_path, [BR]).restore(market_before_polls([BR]), LATER).quotes


def test_text_that_cannot_be_encoded_does_not_prevent_storing_the_board(tmp_path: Path) -> None:
    market = a_market(a_snapshot(*GOOD))
    irregular = an_article("irregular")._replace(link="https://quotes.example/\ud800")
    BoardCache(tmp_path, [BR]).save(apply(market, a_snapshot(*GOOD[:3], irregular, at=after(15))))
    assert len(BoardCache(tmp_path, [BR]).restore(market_before_polls([BR]), LATER).quotes) == 3

"""Events as they are stored: what is decoded is what was encoded, and folding it gives the same market."""

import json
import sys
from collections import namedtuple
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.histories import everything, fold, histories
from tests.kit.markets import a_failure, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_article, an_id
from tui.domain.blocks import Block, BlockKind, Link
from tui.domain.events import DayRestored, Event, Snapshot
from tui.domain.intraday import IntradaySeries
from tui.domain.numbers import subtract, within_limits
from tui.domain.quote import COUNTS, MAX_FIGURE_DIGITS, PRICES, ExtendedSession, Quote
from tui.domain.text import CleanText, sanitize_line
from tui.storage.event_codec import VERSION, VERSIONS, decode_event, encode_event
from tui.storage.value_codec import codec_for


def stored(events: Iterable[Event]) -> list[Event]:
    """Return the events as they come back from a file."""
    return [decode_event(json.loads(json.dumps(encode_event(event)))) for event in events]


@given(histories())
def test_what_is_decoded_is_what_was_encoded(events: list[Event]) -> None:
    assert everything(tuple(stored(events))) == everything(tuple(events))


@given(histories(), st.data())
def test_events_fold_to_the_same_market_live_stored_and_after_a_restart(
    events: list[Event], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(events)))
    live = everything(fold(events))

    assert everything(fold(stored(events))) == live
    assert everything(fold(events[cut:], fold(stored(events[:cut])))) == live


@pytest.mark.slow
@given(histories(), st.data())
def test_a_market_stays_as_it_is_whatever_happens_after_it(events: list[Event], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(events)))
    market = fold(events[:cut])
    before = everything(market)
    fold(events[cut:], market)

    assert everything(market) == before


@for_each(
    "wrong",
    [
        pytest.param([VERSION + 1, "PageRejected", {"source": "br", "path": None}], id="another version"),
        pytest.param([min(VERSIONS) - 1, "PageRejected", {"source": "br", "path": None}], id="an old version"),
        pytest.param([True, "PageRejected", {"source": "br", "path": None}], id="a version that is no number"),
        pytest.param([VERSION, "PageBurnt", {"source": "br", "path": None}], id="another kind"),
        pytest.param([VERSION, "PageRejected", {"path": None}], id="a field left out"),
        pytest.param([VERSION, "PageRejected", {"source": 7, "path": None}], id="a field of another type"),
        pytest.param([VERSION, "NextPollPlanned", {"source": "br", "next_try": None, "every": 1e300}], id="for ever"),
        pytest.param([VERSION, "Failure", {"source": "br", "at": "soon", "reason": "HTTP 503"}], id="no time"),
        pytest.param([VERSION, "BoardRestored", {"snapshots": [[VERSION, "BoardRestored", {}]]}], id="nested"),
        pytest.param([], id="nothing"),
        pytest.param(None, id="null"),
    ],
)
def test_what_was_never_encoded_is_an_error(wrong: Any) -> None:  # noqa: ANN401 - a file may hold anything
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        decode_event(wrong)


def test_texts_of_an_event_are_sanitized_again() -> None:
    value = encode_event(a_failure("HTTP 503"))
    value[2]["reason"] = "\x1b[2Jgone"

    assert "\x1b" not in repr(decode_event(value))


def test_every_digit_of_a_price_comes_back() -> None:
    (event,) = stored([a_snapshot(a_quote(price="96431.50000000"))])

    assert isinstance(event, Snapshot)
    assert str(event.quotes[0].price) == str(Decimal("96431.50000000"))
    assert event.quotes[0].polled_at == FIXED_NOW


@for_each(
    ("figure", "other"),
    [
        ("1.2345678901234567890123456789012345E-20", "0"),
        ("-1.2345678901234567890123456789012345E-20", "0"),
        ("1.2345678901234567890123456789012345E-20", "1000000000000"),
        ("999999999999", "1.2345678901234567890123456789012345E-20"),
        ("-1000000000000", "0.0000000000000000000000000000000000000001"),
        ("0.0000000000000000000000000000000000000000", "0"),
    ],
)
def test_every_figure_within_the_limits_comes_back(figure: str, other: str) -> None:
    price = within_limits(Decimal(figure))
    change = subtract(price, Decimal(other))
    (event,) = stored([a_snapshot(a_quote()._replace(price=price, change=change))])

    assert isinstance(event, Snapshot)
    assert (event.quotes[0].price, event.quotes[0].change) == (price, change)


def test_a_figure_of_more_characters_than_any_has_is_an_error() -> None:
    value = encode_event(a_snapshot(a_quote()._replace(price=Decimal("1" * (MAX_FIGURE_DIGITS + 3)))))

    with pytest.raises(ValueError, match="not a figure"):
        decode_event(value)


def test_equal_prices_come_back_with_their_own_digits() -> None:
    prices = ["0.0", "0.00", "0", "0.00"]
    (event,) = stored([a_snapshot(*(a_quote(f"S{n}", price) for n, price in enumerate(prices)))])

    assert isinstance(event, Snapshot)
    assert [str(quote.price) for quote in event.quotes] == prices


@for_each("symbol", ["DÓLAR", "日経平均", "РУБЛЬ"])
def test_symbols_of_any_letters_come_back(symbol: str) -> None:
    (event,) = stored([a_snapshot(a_quote(symbol, "1"))])

    assert isinstance(event, Snapshot)
    assert event.quotes[0].id.symbol == symbol


ADDED: dict[str, Any] = {"settlement": Decimal | None, "lots": int, "halted": bool, "sector": CleanText | None}
WiderQuote: Any = namedtuple(  # type: ignore[misc] # noqa: PYI024 - its names are those of another and more
    "WiderQuote",
    (*Quote._fields, *ADDED),
    defaults=(*Quote._field_defaults.values(), None, 1, False, None),
)
WiderQuote.__annotations__ = Quote.__annotations__ | ADDED
"""A quote with fields that this version does not have."""


def widened(quote: Quote, **values: Any) -> Any:  # noqa: ANN401 - fields of several types
    return WiderQuote(**quote._asdict(), **values)


def as_read(value: Any) -> Any:  # noqa: ANN401 - what JSON may hold
    return json.loads(json.dumps(value))


def test_a_field_that_is_added_to_a_quote_is_stored_without_a_line_here() -> None:
    rows = (
        widened(a_quote("A"), settlement=Decimal("1.50"), lots=3, halted=True, sector=sanitize_line("Oil")),
        widened(a_quote("B")),
    )
    codec = codec_for(tuple[WiderQuote, ...])

    assert repr(codec.decode(as_read(codec.encode(rows)))) == repr(rows)


def test_every_field_of_a_quote_is_stored() -> None:
    figures: dict[str, Any] = {**dict.fromkeys(PRICES, Decimal("1.50")), **dict.fromkeys(COUNTS, 10**18 - 1)}
    row = a_quote("A")._replace(
        **figures,
        extended_session=ExtendedSession.AFTER_HOURS,
        extended_as_of=after(-60),
        exchange=sanitize_line("NasdaqGS"),
        currency="USD",
    )
    (event,) = stored([a_snapshot(row)])

    assert isinstance(event, Snapshot)
    assert repr(event.quotes) == repr((row,))


def test_rows_that_were_stored_before_a_field_was_added_have_its_default() -> None:
    stored_before = as_read(codec_for(tuple[Quote, ...]).encode((a_quote("A"), a_quote("B", "7"))))

    rows = codec_for(tuple[WiderQuote, ...]).decode(stored_before)

    assert repr(rows) == repr((widened(a_quote("A")), widened(a_quote("B", "7"))))


def test_a_type_that_cannot_be_stored_is_named() -> None:
    with pytest.raises(TypeError, match="bytes"):
        codec_for(bytes)


ROWS = {
    "count": 2,
    "columns": as_read(codec_for(tuple[Quote, ...]).encode((a_quote("A"), a_quote("B", "7"))))["columns"],
}


@for_each(
    ("part", "wrong"),
    [
        pytest.param("count", 1, id="fewer than there are"),
        pytest.param("count", 3, id="more than there are"),
        pytest.param("count", -1, id="less than none"),
        pytest.param("count", True, id="a number that is none"),
        pytest.param("count", 10**9, id="more than a source may have"),
        pytest.param("columns", {}, id="no columns"),
        pytest.param("columns", ROWS["columns"] | {"rating": ["good"]}, id="an unknown column"),
        pytest.param("columns", ROWS["columns"] | {"price": ["1", "2", "3"]}, id="a column that is longer"),
        pytest.param("columns", ROWS["columns"] | {"price": "12"}, id="a column that is text"),
        pytest.param("columns", ROWS["columns"] | {"price": [1, 2]}, id="figures that are numbers"),
        pytest.param("columns", ROWS["columns"] | {"kind": ["bond"]}, id="an unknown kind"),
        pytest.param("columns", ROWS["columns"] | {"volume": [True]}, id="a count that is none"),
        pytest.param("columns", ROWS["columns"] | {"id": [["PSX", "A B"]]}, id="a symbol with a space"),
        pytest.param("columns", ROWS["columns"] | {"as_of": ["0001-01-01T00:00:00"]}, id="a time of no market"),
        pytest.param("columns", ROWS["columns"] | {"source": ["another"]}, id="a row of another source"),
    ],
)
def test_rows_that_were_never_encoded_are_an_error(part: str, wrong: Any) -> None:  # noqa: ANN401 - a file may hold anything
    value = encode_event(a_snapshot(a_quote("A"), a_quote("B", "7")))
    assert value[2]["quotes"] == ROWS
    value[2]["quotes"] = ROWS | {part: wrong}

    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        decode_event(as_read(value))


def test_an_article_that_was_stored_as_plain_paragraphs_is_read() -> None:
    event = a_snapshot(an_article())
    encoded = json.loads(json.dumps(encode_event(event)))
    texts = ["One.", "1. First\n2. Second", "if x:\n    go()", "A | B"]
    columns = encoded[2]["articles"]["columns"]
    del columns["blocks"]
    columns["paragraphs"] = [texts]

    decoded = decode_event([4, *encoded[1:]])

    assert isinstance(decoded, Snapshot)
    (article,) = decoded.articles
    assert list(article.paragraphs) == texts
    assert [block.kind for block in article.blocks] == ["paragraph", "list item", "list item", "code", "paragraph"]


@for_each(("start", "end"), [(0, 99), (5, 3), (-1, 3), (0, True)])
def test_a_link_beyond_its_text_was_never_encoded(start: int, end: int) -> None:
    block = Block(BlockKind.PARAGRAPH, CleanText("Shares rose."), links=(Link(start, end, "https://a.example/"),))
    encoded = encode_event(a_snapshot(an_article()._replace(blocks=(block,))))
    with pytest.raises((ValueError, TypeError)):
        decode_event(encoded)


def an_article_of(*texts: str) -> Event:
    return a_snapshot(an_article()._replace(blocks=tuple(Block(BlockKind.CODE, CleanText(text)) for text in texts)))


@for_each("count", [1, 2, 64, 65, 1_000])
def test_many_rows_that_are_alike_come_back(count: int) -> None:
    event = an_article_of(*["***"] * count)

    assert stored([event]) == [event]


def test_a_few_bytes_are_not_thousands_of_rows() -> None:
    encoded = encode_event(an_article_of("***", "***"))
    (blocks,) = encoded[2]["articles"]["columns"]["blocks"]
    blocks["count"] = 20_000

    with pytest.raises(ValueError, match="too many rows"):
        decode_event(encoded)


def test_a_day_comes_back_on_a_machine_of_the_other_byte_order(monkeypatch: pytest.MonkeyPatch) -> None:
    event = DayRestored({an_id(): IntradaySeries.start(Decimal("1.5"), FIXED_NOW, FIXED_NOW.date())})
    encoded = encode_event(event)
    monkeypatch.setattr(sys, "byteorder", {"little": "big", "big": "little"}[sys.byteorder])
    other = decode_event(encode_event(event))

    assert other == event
    assert encode_event(event) != encoded

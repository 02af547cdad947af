"""What every kind of source owes: rows for its recorded answers, and for everything else its own error and a reason."""

import contextlib
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

import tui.sources
from tests.sources.providers.recorded import AT, RECORDINGS, files, page_of, read, read_body, refusal, source_of
from tui.domain import Article, IndexLevel, Quote, Snapshot, sanitize_block, sanitize_line
from tui.sources import ADAPTERS, ParseError, Response, adapter_for
from tui.sources.adapter import SourceConfig

KINDS = [adapter.kind for adapter in ADAPTERS if adapter.kind != "brecorder"]
PROVIDERS = [adapter.kind for adapter in ADAPTERS if not adapter.needs_url]
ASKED_BY_SYMBOL = [adapter.kind for adapter in ADAPTERS if adapter.needs_symbols]
ERROR_PAGE = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>\n"
NOT_THE_ANSWER = [b"", b" \r\n", ERROR_PAGE, b"{}", b"[]", b"[1]", b'{"a": 1}', b'[{"a": 1}]', b"null", b'"x"', b"<x/>"]


def named(*names: str) -> list[Path]:
    return [path for kind in KINDS for name in names for path in files(kind, name)]


def label(path: Path) -> str:
    return f"{path.parent.name}-{path.name}"


def rows_of(snapshot: Snapshot) -> list[Quote | IndexLevel | Article]:
    return [*snapshot.quotes, *snapshot.indices, *snapshot.articles]


def texts_of(row: Quote | IndexLevel | Article) -> list[str]:
    if isinstance(row, Article):
        return [text for text in (row.id, row.title, row.dateline, row.byline, *row.paragraphs) if text]
    currency = row.currency if isinstance(row, Quote) else None
    return [text for text in (row.id.market, row.id.symbol, row.name, currency, *row.flags) if text]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_good_answer_recorded(kind: str) -> None:
    assert files(kind, "good")


def test_every_reader_is_registered_under_the_name_of_its_file() -> None:
    folder = Path(tui.sources.__file__).parent
    reads = re.compile(r"^def parse\(page: Response, source: SourceConfig, at: datetime\) -> Snapshot:", re.MULTILINE)
    readers = {path.stem for path in folder.rglob("*.py") if reads.search(path.read_text(encoding="utf-8"))}
    assert readers == {adapter.kind for adapter in ADAPTERS}


def test_every_recording_belongs_to_a_kind() -> None:
    assert {path.name for path in RECORDINGS.iterdir()} <= {adapter.kind for adapter in ADAPTERS}


@pytest.mark.parametrize("path", named("good", "partial"), ids=label)
def test_a_good_answer_gives_rows_that_say_whose_they_are_and_when(path: Path) -> None:
    snapshot = read(path)
    assert snapshot.valid_rows + len(snapshot.articles) > 0
    assert (snapshot.source, snapshot.at) == (source_of(path.parent.name).name, AT)
    for row in rows_of(snapshot):
        assert (row.source, row.polled_at) == (snapshot.source, AT)
        told = row.published if isinstance(row, Article) else row.as_of
        assert told is None or told.utcoffset() is not None
        assert isinstance(row, Article) or told is None or told <= AT + timedelta(days=1)


@pytest.mark.parametrize("path", named("good", "partial"), ids=label)
def test_a_row_without_a_price_says_why_and_every_text_is_clean(path: Path) -> None:
    for row in rows_of(read(path)):
        assert isinstance(row, Article) or row.value is not None or row.flags
        for text in texts_of(row):
            assert text in (sanitize_line(text, 10_000), sanitize_block(text)), text


@pytest.mark.parametrize("path", named("good"), ids=label)
def test_the_same_answer_gives_the_same_rows(path: Path) -> None:
    assert read(path) == read(path)


@pytest.mark.parametrize("path", named("empty"), ids=label)
def test_an_answer_with_nothing_in_it_is_no_market(path: Path) -> None:
    """Only news may be quiet: a market with no prices is an answer that failed."""
    if path.parent.name != "feed":
        assert refusal(path)
    else:
        assert (read(path).articles, read(path).note) == ((), "no articles")


@pytest.mark.parametrize("path", named("error", "limit"), ids=label)
def test_an_answer_that_says_no_is_refused_in_a_few_clean_words(path: Path) -> None:
    reason = refusal(path)
    assert 0 < len(reason) <= 100
    assert reason == sanitize_line(reason)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", NOT_THE_ANSWER)
def test_what_is_not_the_answer_is_refused(kind: str, body: bytes) -> None:
    for content_type in ("", "text/html", "application/json"):
        with pytest.raises(ParseError):
            read_body(body, source_of(kind), content_type)


@pytest.mark.parametrize("path", named("good"), ids=label)
def test_an_answer_cut_in_two_is_refused(path: Path) -> None:
    source = source_of(path.parent.name)
    page = page_of(path, source)
    half = Response(url=page.url, body=page.body[: len(page.body) // 2], content_type=page.content_type)
    with pytest.raises(ParseError):
        adapter_for(source.kind).parse(half, source, AT)


@pytest.mark.parametrize("kind", PROVIDERS)
def test_a_providers_own_address_gives_way_to_the_sources(kind: str) -> None:
    plan = adapter_for(kind).build_requests
    for ask in plan(source_of(kind)):
        assert ask.url.startswith("https://")
    for ask in plan(source_of(kind, url="http://127.0.0.1:1234/mirror/")):
        assert ask.url.startswith("http://127.0.0.1:1234/mirror/")


@pytest.mark.parametrize("kind", ASKED_BY_SYMBOL)
def test_a_provider_is_asked_for_nothing_where_nothing_is_wished(kind: str) -> None:
    adapter = adapter_for(kind)
    wished = source_of(kind)
    none = SourceConfig(
        name="none", kind=kind, url="", every=wished.every, key=wished.key, has_permission=wished.has_permission
    )
    with pytest.raises(ParseError, match="symbols"):
        adapter.build_requests(none)


@pytest.mark.parametrize("kind", ASKED_BY_SYMBOL)
@pytest.mark.parametrize(
    "symbol",
    [
        "A&B=C",
        "A#B",
        "A?x=1",
        "A/../B",
        "../A",
        "A B",
        "A,B",
        "A%26",
        "",
        "\x1b[31m",
        "Ａ",
        "A\r\nX: y",
        'A"]',
        "A" * 99,
    ],
)
def test_no_symbol_can_become_more_than_a_symbol(kind: str, symbol: str) -> None:
    """A symbol of odd letters is refused; or, where the provider has such, it stays inside its own place."""
    adapter = adapter_for(kind)
    usual = [
        *adapter.build_requests(source_of(kind)),
        *adapter.build_requests(source_of(kind, source_of(kind).symbols[0])),
    ]
    with contextlib.suppress(ParseError):
        for ask in adapter.build_requests(source_of(kind, symbol)):
            assert ask.url.isascii()
            assert ask.url.isprintable()
            assert shape(ask.url) in map(shape, [each.url for each in usual])


def shape(url: str) -> tuple[str, int, list[str], str]:
    """What of an address no symbol may change: the host, the depth of the path, the names of its parameters."""
    parts = urlsplit(url)
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    return parts.netloc, parts.path.count("/"), names, parts.fragment

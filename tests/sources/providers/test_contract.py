"""The contract of every kind of source, by the checks that plug-ins can run too, on the responses recorded here."""

import re
from pathlib import Path

import pytest

import tui.sources
from tests.kit.marks import for_each
from tests.sources.providers.recorded import AT, RECORDINGS, files, page_of, read, refusal, source_of
from tui import testing
from tui.sources import ADAPTERS, adapter_for
from tui.sources.adapter import Adapter

KINDS = [adapter.kind for adapter in ADAPTERS if adapter.kind != "brecorder"]


def recordings(*names: str) -> list[Path]:
    return [path for kind in KINDS for name in names for path in files(kind, name)]


def label(path: Path) -> str:
    return f"{path.parent.name}-{path.name}"


@for_each("kind", KINDS)
def test_every_kind_has_a_good_response_recorded(kind: str) -> None:
    assert files(kind, "good")


def test_every_reader_is_registered_under_the_name_of_its_file() -> None:
    folder = Path(tui.sources.__file__).parent
    reads = re.compile(r"^def parse\(\w+: Response, source: SourceConfig, at: datetime\) -> Snapshot:", re.MULTILINE)
    readers = {path.stem for path in folder.rglob("*.py") if reads.search(path.read_text(encoding="utf-8"))}
    assert readers == {adapter.kind for adapter in ADAPTERS}


def test_every_recording_belongs_to_a_kind() -> None:
    assert {path.name for path in RECORDINGS.iterdir()} <= {adapter.kind for adapter in ADAPTERS}


@for_each("adapter", ADAPTERS)
def test_an_adapter_is_described_and_polite(adapter: Adapter) -> None:
    testing.check_record(adapter)
    assert adapter_for(adapter.kind) is adapter


@for_each("kind", KINDS)
def test_requests_go_to_the_address_of_the_source_and_no_symbol_can_become_more_than_a_symbol(kind: str) -> None:
    testing.check_requests(adapter_for(kind), source_of(kind))


@for_each("kind", [adapter.kind for adapter in ADAPTERS if not adapter.needs_url])
def test_a_providers_own_address_is_encrypted(kind: str) -> None:
    assert all(request.url.startswith("https://") for request in adapter_for(kind).build_requests(source_of(kind)))


@for_each("path", recordings("good", "partial"))
def test_a_good_response_gives_clean_rows_with_their_source_and_time(path: Path) -> None:
    source = source_of(path.parent.name)
    testing.check_response(adapter_for(source.kind), source, page_of(path, source), AT)


@for_each(
    ("recording", "kinds"),
    [
        ("psx/good.html", {"PSX": "share"}),
        ("psx/indices.html", {"PSX": "index"}),
        ("yahoo/good.json", {"PSX": "share", "US": "share", "INDEX": "index", "FX": "currency", "CRYPTO": "coin"}),
        ("stooq/good.csv", {"US": "share", "INDEX": "index", "FX": "currency", "CRYPTO": "coin"}),
        ("twelvedata/good.json", {"US": "share", "FX": "currency", "CRYPTO": "coin"}),
        ("binance/good.json", {"CRYPTO": "coin"}),
        ("coingecko/good.json", {"CRYPTO": "coin"}),
        ("frankfurter/good.json", {"FX": "currency"}),
        ("alphavantage/good.json", {"US": "share"}),
        ("finnhub/good.json", {"US": "share"}),
    ],
)
def test_every_row_is_of_the_kind_of_its_market(recording: str, kinds: dict[str, str]) -> None:
    assert {row.id.market: str(row.kind) for row in read(RECORDINGS / recording).quotes} == kinds


@for_each("path", recordings("empty"))
def test_an_empty_response_is_no_market(path: Path) -> None:
    """Only news may be quiet: a market without prices is a failure."""
    if path.parent.name != "feed":
        assert refusal(path)
    else:
        assert (read(path).articles, read(path).note) == ((), "no articles")


@for_each("path", recordings("error", "limit"))
def test_an_error_response_is_refused_in_a_few_clean_words(path: Path) -> None:
    source = source_of(path.parent.name)
    reason = testing.check_refusal(adapter_for(source.kind), source, page_of(path, source), AT)
    assert len(reason) <= 100


@pytest.mark.parametrize("kind", [*KINDS, "brecorder"])
def test_another_response_is_refused(kind: str) -> None:
    testing.check_other_bodies(adapter_for(kind), source_of(kind), AT)


@for_each("path", recordings("good"))
def test_a_response_cut_in_two_is_refused(path: Path) -> None:
    source = source_of(path.parent.name)
    testing.check_truncated(adapter_for(source.kind), source, page_of(path, source), AT)


@pytest.mark.slow
@for_each("path", recordings("good", "partial"))
def test_a_mutated_response_gives_valid_rows_or_the_adapters_own_error(path: Path) -> None:
    source = source_of(path.parent.name)
    testing.check_mutations(adapter_for(source.kind), source, page_of(path, source), AT, count=50)

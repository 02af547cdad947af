"""What holds for every adapter there is."""

import subprocess
import sys

import pytest

from tests.sources.pages import AT, SOURCE
from tui.domain import Snapshot
from tui.sources import ADAPTERS, Adapter, ParseError, Response, adapter_for


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.kind)
@pytest.mark.parametrize(
    "body", [b"", b"\0", b"\xff" * 99, b"<", b"<html>", b"{}", b"a" * 10_000, b"<a>" * 9_999, "\u202e".encode() * 99]
)
@pytest.mark.parametrize("kind", ["", "text/html", "text/plain; charset=nonsense", "application/json", "\u0661"])
def test_an_adapter_raises_nothing_but_its_own_error(adapter: Adapter, body: bytes, kind: str) -> None:
    with pytest.raises(ParseError) as refused:
        adapter.parse(Response(url="https://x.com/", body=body, content_type=kind), SOURCE, AT)
    assert 0 < len(refused.value.reason) <= 80
    assert refused.value.reason.isprintable()


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.kind)
def test_an_adapter_is_described_and_polite(adapter: Adapter) -> None:
    assert adapter.kind.islower()
    assert 10 < len(adapter.summary) < 100
    assert adapter.min_interval.total_seconds() >= 1
    assert adapter_for(adapter.kind) is adapter


def test_kinds_are_unique_and_an_unknown_one_is_an_error() -> None:
    assert len({adapter.kind for adapter in ADAPTERS}) == len(ADAPTERS)
    with pytest.raises(KeyError, match="nonsense"):
        adapter_for("nonsense")


def test_the_same_page_gives_the_same_snapshot() -> None:
    page = Response(
        url="https://x.com/", body=b"GWADAR: The port was dredged over the long weekend.\n", content_type=""
    )
    first, again = (adapter_for("brecorder").parse(page, SOURCE, AT) for _ in range(2))
    assert isinstance(first, Snapshot)
    assert first == again


def test_listing_the_adapters_loads_no_parser() -> None:
    code = (
        "import sys, tui.sources; sys.exit('selectolax' in sys.modules or 'tui.sources.html.document' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

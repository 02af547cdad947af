"""What holds for every adapter there is."""

import subprocess
import sys

import pytest

from tests.sources.pages import AT, SOURCE
from tui.domain.events import Snapshot
from tui.sources import ADAPTERS, Response, adapter_for


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

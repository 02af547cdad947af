"""The wait that a server requested is respected after a restart too."""

import json
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.clock import MINUTE, START, ManualClock
from tests.kit.fetcher import ScriptedFetcher, http_error
from tests.kit.sources import environment, prices_by_id, source
from tui.domain.source_health import SourceState
from tui.engine.monitor import Monitor
from tui.sources.adapter import SourceConfig
from tui.storage.retry_after_store import RetryAfterStore

HOST = "quotes.example"


def test_a_wait_is_stored_for_its_source_and_host_until_it_ends(tmp_path: Path) -> None:
    RetryAfterStore(tmp_path).block("br", HOST, START + MINUTE, START)
    again = RetryAfterStore(tmp_path)
    assert again.blocked_until("br", HOST, START) == START + MINUTE
    assert again.blocked_until("br", "elsewhere.example", START) is None
    assert again.blocked_until("yahoo", HOST, START) is None
    assert again.blocked_until("br", HOST, START + MINUTE) is None


def test_the_file_is_its_owners_alone_and_what_passed_leaves_it(tmp_path: Path) -> None:
    store = RetryAfterStore(tmp_path)
    store.block("br", HOST, START + MINUTE, START)
    store.block("yahoo", HOST, START + 9 * MINUTE, START + 2 * MINUTE)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(json.loads(file.read_text())) == [f"yahoo {HOST}"]


def test_a_wait_stored_under_a_wrong_clock_lasts_six_hours_at_most(tmp_path: Path) -> None:
    store = RetryAfterStore(tmp_path)
    store.block("br", HOST, START + timedelta(days=4000), START)
    assert store.blocked_until("br", HOST, START) == START + timedelta(hours=6)


@pytest.mark.slow
def test_the_file_does_not_grow_without_end(tmp_path: Path) -> None:
    store = RetryAfterStore(tmp_path)
    for number in range(300):
        store.block(f"s{number}", HOST, START + number * MINUTE, START)
    assert len(json.loads((tmp_path / "held.json").read_text())) == 200
    assert store.blocked_until("s299", HOST, START) is not None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"br quotes.example": 5}', b'{"a": "soon"}', b"\xff\xfe", b"[" * 60000, b"9" * 99999],
)
def test_an_invalid_file_is_logged_and_replaced(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "held.json").write_bytes(content)
    store = RetryAfterStore(tmp_path)
    assert store.blocked_until("br", HOST, START) is None
    assert bool(caplog.records) is (content != b"")
    store.block("br", HOST, START + MINUTE, START)
    assert store.blocked_until("br", HOST, START) == START + MINUTE


def test_a_link_at_its_path_is_replaced_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "mine.txt"
    other.write_text("mine")
    (tmp_path / "held.json").symlink_to(other)
    RetryAfterStore(tmp_path).block("br", HOST, START + MINUTE, START)
    assert other.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_disk_that_refuses_costs_only_the_memory(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    RetryAfterStore(tmp_path).block("br", HOST, START + MINUTE, START)
    assert RetryAfterStore(tmp_path).blocked_until("br", HOST, START) is None


def test_without_a_folder_nothing_is_stored() -> None:
    store = RetryAfterStore(None)
    store.block("br", HOST, START + MINUTE, START)
    assert store.blocked_until("br", HOST, START) is None


def started(fetcher: ScriptedFetcher, clock: ManualClock, folder: Path, *sources: SourceConfig) -> Monitor:
    return Monitor(
        sources or [source()],
        fetcher=fetcher,
        environment=environment(clock, state=folder),
    )


async def test_a_restart_does_not_evade_a_wait(tmp_path: Path) -> None:
    clock, fetcher = ManualClock(), ScriptedFetcher().respond("br", http_error(429, 600), "OGDC=1")
    await started(fetcher, clock, tmp_path).poll("br")
    for _ in range(7):
        clock.advance(MINUTE)
        await started(fetcher, clock, tmp_path).poll("br")
    clock.advance(MINUTE)
    monitor = started(fetcher, clock, tmp_path)
    await monitor.poll("br")
    assert fetcher.polled == ["br"]
    health = monitor.market.health["br"]
    assert (health.state, health.reason) == (SourceState.FAILING, "asked to wait 2 min more")
    assert health.next_try == clock.now + 2 * MINUTE
    clock.advance(2 * MINUTE)
    await monitor.poll("br")
    assert prices_by_id(monitor.market) == {"PSX:OGDC": "1"}

"""What became of the rules of alerts, on the disk."""

from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW
from tui.domain.alerts.judge import RuleState
from tui.storage.alert_store import MAX_STATES, AlertStore

STATES = {
    ("big", "PSX:OGDC"): RuleState(is_armed=False, rang_at=FIXED_NOW),
    ("big", "PSX:PPL"): RuleState(is_armed=True, rang_at=FIXED_NOW),
    ("down", "br"): RuleState(is_armed=False),
    ("down", ""): RuleState(snoozed_until=FIXED_NOW),
    ("big", "PSX:MCB"): RuleState(rang_at=FIXED_NOW, is_unacknowledged=True, rule_fingerprint="0f0f0f0f"),
}


def test_what_was_stored_is_known_after_a_restart(tmp_path: Path) -> None:
    AlertStore(tmp_path).save({**STATES, ("big", "PSX:MARI"): RuleState()})
    assert AlertStore(tmp_path).load() == STATES
    assert (tmp_path / "alerts.json").stat().st_mode & 0o077 == 0


def test_what_an_earlier_version_stored_counts_as_seen(tmp_path: Path) -> None:
    (tmp_path / "alerts.json").write_text('[["big", "PSX:OGDC", false, "2026-11-28T05:00:00+00:00"]]')
    (state,) = AlertStore(tmp_path).load().values()
    assert (state.is_armed, state.is_unacknowledged, state.snoozed_until) == (False, False, None)


@for_each(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b'[["a"]]',
        b'[["a", "b", 1, null]]',
        b'[["a", "b", true, "yesterday"]]',
        b'[["a", "b", true, null, "soon", false]]',
        b'[["a", "b", true, null, null, "no"]]',
        b"[" * 5000,
        b"\xff\xfe",
        b"x" * (17 << 20),
    ],
)
def test_a_file_that_is_damaged_tells_nothing_and_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "alerts.json").write_bytes(content)
    store = AlertStore(tmp_path)
    assert store.load() == {}
    store.save(STATES)
    assert store.load() == STATES


def test_one_entry_that_cannot_be_read_and_what_a_later_version_says_more_lose_no_other(tmp_path: Path) -> None:
    at = FIXED_NOW.isoformat()
    (tmp_path / "alerts.json").write_text(
        f'[["big", "PSX:OGDC", false, "{at}", null, true, "1a2b", 7, {{}}], ["a"], 5, ["b", "c", true, "x"],'
        f' ["big", "PSX:PPL", false, "{at}", null, false]]'
    )
    assert AlertStore(tmp_path).load() == {
        ("big", "PSX:OGDC"): RuleState(
            is_armed=False, rang_at=FIXED_NOW, is_unacknowledged=True, rule_fingerprint="1a2b"
        ),
        ("big", "PSX:PPL"): RuleState(is_armed=False, rang_at=FIXED_NOW),
    }


@pytest.mark.slow
def test_as_many_states_as_are_stored_are_read_whatever_the_names(tmp_path: Path) -> None:
    name = "\U0001f514" * 300
    states = {(name, f"PSX:{number}"): RuleState(is_armed=False, rang_at=FIXED_NOW) for number in range(MAX_STATES)}
    store = AlertStore(tmp_path)
    store.save(states)
    assert store.load() == states


def test_without_a_folder_and_on_a_full_disk_nothing_is_stored(tmp_path: Path) -> None:
    AlertStore(None).save(STATES)
    assert AlertStore(None).load() == {}
    assert not AlertStore(tmp_path / "gone").save(STATES)
    assert AlertStore(tmp_path / "gone").load() == {}

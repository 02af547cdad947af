"""By what a collector is known: the same after a restart, another one for each that runs."""

import os
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.collector.identity import Identity, take_identity
from tui.collector.lease_value import LeaseValue, decode_lease, encode_lease


def ended(identity: Identity) -> Identity:
    """Close what the end of a program closes."""
    if identity.lock is not None:
        os.close(identity.lock)
    return identity


def test_a_restart_is_the_same_collector_and_a_second_program_another(tmp_path: Path) -> None:
    first, second = take_identity(tmp_path / "c", "desk"), take_identity(tmp_path / "c", "desk")
    assert first.id != second.id
    assert first.folder != second.folder
    assert ended(second)[:2] == ended(take_identity(tmp_path / "c", "desk"))[:2]
    assert ended(first)[:2] == ended(take_identity(tmp_path / "c", "desk"))[:2]


def test_a_copy_of_the_folder_on_another_machine_is_another_collector(tmp_path: Path) -> None:
    here = ended(take_identity(tmp_path, "desk"))
    assert ended(take_identity(tmp_path, "desk-2")).id not in (here.id, ended(take_identity(tmp_path, "desk")).id)


@for_each("content", [b"", b"x", b"\xff\xff", b"desk-0\n", b"desk-0123456789ab/../x", b"9" * 1_000])
def test_a_damaged_file_makes_a_new_id(tmp_path: Path, content: bytes) -> None:
    before = ended(take_identity(tmp_path, "desk"))
    (tmp_path / "1" / "id").write_bytes(content)
    after = ended(take_identity(tmp_path, "desk"))
    assert after.id not in (before.id, content.decode("latin-1").strip())
    assert after.id == ended(take_identity(tmp_path, "desk")).id


@for_each("place", ["file/folder", None])
def test_without_a_folder_each_run_is_another_collector(tmp_path: Path, place: str | None) -> None:
    (tmp_path / "file").write_text("no folder")
    folder = tmp_path / place if place else None
    runs = [take_identity(folder, "desk") for _ in range(2)]
    assert runs[0].id != runs[1].id
    assert [each.folder for each in runs] == [None, None]


@for_each("host", ["desk", "", "host.example.org", "höst\x1b[31m", "a" * 300, None])
def test_an_id_can_stand_in_a_lease_and_in_a_subject(host: str | None) -> None:
    found = take_identity(None, host).id
    assert decode_lease(encode_lease(LeaseValue(found, 6.0, 1))).holder == found


def test_where_files_cannot_be_locked_no_id_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_descriptor: int, _how: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", no_locks)
    assert take_identity(tmp_path, "desk").folder is None

"""What is still to be told off the board, on the disk."""

from pathlib import Path

from tests.engine.alert_ways.ways import HOSTILE, an_alert
from tests.kit.marks import for_each
from tui.storage.alert_outbox import AlertOutbox, Untold

UNTOLD = {
    "phone": Untold(waiting=(an_alert(1), an_alert(2, rule=HOSTILE)), left_out=3),
    "mail": Untold(sending=(an_alert(3),), sending_left_out=1, is_underway=True),
}


def test_what_was_stored_is_known_after_a_restart(tmp_path: Path) -> None:
    AlertOutbox(tmp_path).save({**UNTOLD, "done": Untold()})
    assert AlertOutbox(tmp_path).load() == UNTOLD
    assert (tmp_path / "alert_outbox.json").stat().st_mode & 0o077 == 0


def test_it_is_written_only_where_it_changed(tmp_path: Path) -> None:
    outbox = AlertOutbox(tmp_path)
    outbox.save({"phone": Untold()})
    assert not (tmp_path / "alert_outbox.json").exists()
    outbox.save(UNTOLD)
    before = (tmp_path / "alert_outbox.json").stat().st_ino
    outbox.save(dict(UNTOLD))
    assert (tmp_path / "alert_outbox.json").stat().st_ino == before
    outbox.save({})
    assert AlertOutbox(tmp_path).load() == {}


@for_each(
    "content",
    [
        b"{",
        b"[1]",
        b'{"a": 1}',
        b'{"a": [1, 2]}',
        b'{"a": [null, "x", null, 0, false]}',
        b'{"a": [[9], 0, null, 0, 1]}',
    ],
)
def test_a_file_that_is_damaged_tells_nothing_and_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "alert_outbox.json").write_bytes(content)
    outbox = AlertOutbox(tmp_path)
    assert outbox.load() == {}
    outbox.save(UNTOLD)
    assert AlertOutbox(tmp_path).load() == UNTOLD


def test_without_a_folder_nothing_is_stored() -> None:
    outbox = AlertOutbox(None)
    outbox.save(UNTOLD)
    assert outbox.load() == {}

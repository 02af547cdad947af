"""Which program tells alerts where no history is kept."""

from pathlib import Path

from tui.storage.alert_lock import AlertLock


def test_of_two_programs_the_first_has_the_lock(tmp_path: Path) -> None:
    first, second = AlertLock(tmp_path), AlertLock(tmp_path)
    assert [first.is_held(), second.is_held(), first.is_held()] == [True, False, True]


def test_a_program_that_stores_nothing_meets_no_other() -> None:
    assert AlertLock(None).is_held()


def test_a_folder_that_cannot_be_written_is_no_other_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert AlertLock(tmp_path / "file").is_held()

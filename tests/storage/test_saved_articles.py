"""Saved articles: a file of its own for each, with a name that says what it is, and none written over."""

import resource
from datetime import date
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.storage.saved_articles import MAX_NAME, MAX_NAME_BYTES, SaveError, file_name, save_article, usual_folder

DAY = date(2026, 11, 29)


@for_each(
    ("title", "name"),
    [
        ("Index holds its gains", "index-holds-its-gains"),
        ("KSE-100: up 2.5%!", "kse-100-up-2-5"),
        ("../../etc/passwd", "etc-passwd"),
        ("…", "article"),
        ("", "article"),
        ("خبر آج", "خبر-آج"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("株価", "株価"),
    ],
)
def test_a_name_is_made_of_the_words_of_the_title(title: str, name: str) -> None:
    assert file_name(title) == name


@for_each("title", ["word " * 100, "株" * 500, "株 " * 500, "x" * 500])
def test_a_name_is_never_too_long_for_a_disk(title: str) -> None:
    name = file_name(title)
    assert 0 < len(name) <= MAX_NAME
    assert len(name.encode()) <= MAX_NAME_BYTES


def test_no_article_is_written_over_and_the_same_one_is_not_written_twice(tmp_path: Path) -> None:
    folder = tmp_path / "of" / "articles"
    files = [save_article(folder, "Index holds", DAY, text) for text in ("one", "two", "one", "two", "three")]

    assert [file.name for file in files] == [
        "2026-11-29-index-holds.md",
        "2026-11-29-index-holds-2.md",
        "2026-11-29-index-holds.md",
        "2026-11-29-index-holds-2.md",
        "2026-11-29-index-holds-3.md",
    ]
    assert [file.read_text(encoding="utf-8") for file in files] == ["one", "two", "one", "two", "three"]


def test_what_stands_at_its_name_stays_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / "2026-11-29-a.md").mkdir()
    (tmp_path / "2026-11-29-a-2.md").symlink_to(tmp_path / "elsewhere")

    assert save_article(tmp_path, "a", DAY, "text").name == "2026-11-29-a-3.md"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match=r"file: (File exists|Not a directory)"):
        save_article(tmp_path / "file", "a", DAY, "text")


def test_of_an_article_that_finds_no_room_nothing_stays(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(SaveError, match="File too large"):
            save_article(tmp_path, "a", DAY, "text" * 1_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_the_usual_folder_is_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert usual_folder() == tmp_path / "bigboard-articles"

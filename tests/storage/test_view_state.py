"""The file of what was left on the screen: read as it was written, or set aside with a word."""

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after
from tui.domain.quote import InstrumentId
from tui.storage.view_state import ASIDE, MAX_FILE_SIZE, VERSION, StoredView, ViewStore, decode_view, encode_view
from tui.view.pane_layout import OpenPanes
from tui.view.sorting import Sort
from tui.view.view_state import (
    MAX_HISTORY,
    MAX_PLACES,
    MAX_READ,
    NOTHING_REMEMBERED,
    ArticlePlace,
    Choice,
    Look,
    NewsMarks,
    TabView,
    ViewState,
)

OGDC, PPL = InstrumentId("PSX", "OGDC"), InstrumentId("PSX", "PPL")
LEFT = ViewState(
    tab="PSX",
    tabs={
        "All": TabView(),
        "PSX": TabView(Sort("volume", descending=True), "bank", frozen=True, cursor=OGDC, top=3, order=(PPL, OGDC)),
    },
    panes=OpenPanes(
        side=("reader",), fill=("movers",), is_side_in_front=True, has_indices=False, columns_moved=(4, -7, 0)
    ),
    focus="reader",
    sizes={"side": 60},
    tops={"reader": 4},
    choices={"theme": Choice("light", "dark")},
    article="https://news.example/1",
    news=NewsMarks(dict.fromkeys(("1", "2")), dict.fromkeys(("2",))),
    places={"1": ArticlePlace(3, 120, 1), "https://news.example/2": ArticlePlace(-1, 2)},
    history=("sort volume",),
    look=Look(FIXED_NOW, after(-60), after(-0.25), is_offered=True),
)


def stored(folder: Path, state: ViewState = LEFT) -> Path:
    ViewStore(folder).save(state)
    return folder / "view.json"


def test_what_was_left_is_there_again(tmp_path: Path) -> None:
    file = stored(tmp_path)
    assert ViewStore(tmp_path).load() == StoredView(LEFT)
    assert file.stat().st_mode & 0o777 == 0o600


def test_without_a_file_or_a_folder_nothing_is_remembered(tmp_path: Path) -> None:
    ViewStore(None).save(LEFT)
    assert ViewStore(None).load() == ViewStore(tmp_path).load() == StoredView(NOTHING_REMEMBERED)


def test_a_view_that_has_not_changed_is_not_written_again(tmp_path: Path) -> None:
    file = stored(tmp_path)
    store = ViewStore(tmp_path)
    store.load()
    before = file.stat().st_ino
    store.save(LEFT._replace())
    assert file.stat().st_ino == before
    store.save(LEFT._replace(tab="All"))
    assert ViewStore(tmp_path).load().state.tab == "All"


def test_a_full_disk_is_logged_and_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ViewStore(tmp_path / "gone").save(LEFT)
    assert "the view is not stored: No such file or directory" in caplog.text


def test_what_grows_is_cut_before_it_is_written() -> None:
    ids = tuple(str(number) for number in range(MAX_READ + 50))
    lines = tuple(f"goto {number}" for number in range(MAX_HISTORY + 50))
    places = {str(number): ArticlePlace(number, 1) for number in range(MAX_PLACES + 50)}
    marks = NewsMarks(dict.fromkeys(("x" * 1000, *ids)))
    again = decode_view(encode_view(LEFT._replace(news=marks, history=lines, places=places)))
    assert tuple(again.news.read) == ids[-MAX_READ:]
    long = NewsMarks(dict.fromkeys(f"{number:0300}" for number in range(MAX_READ)))
    assert len(json.dumps(encode_view(LEFT._replace(news=long)))) < MAX_FILE_SIZE
    assert 0 < len(decode_view(encode_view(LEFT._replace(news=long))).news.read) < MAX_READ
    assert list(again.places) == list(places)[-MAX_PLACES:]
    assert again.history == lines[-MAX_HISTORY:]


def damaged(**changes: object) -> bytes:
    return json.dumps({**encode_view(LEFT), **changes}).encode()


def tab(**changes: object) -> dict[str, Any]:
    return {"All": {**encode_view(LEFT)["tabs"]["PSX"], **changes}}


@for_each(
    ("content", "reason"),
    [
        (b"{", "damaged"),
        (b"[]", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"null", "damaged"),
        (b"[" * 100_000, "damaged"),
        (json.dumps(encode_view(LEFT)).encode()[:-30], "damaged"),
        (b" " * (MAX_FILE_SIZE + 1), "larger than 1 MB"),
        (damaged(version=VERSION + 1), "a newer version of bigboard wrote it"),
        (damaged(version=0), "damaged"),
        (damaged(version=True), "damaged"),
        (damaged(tab=7), "damaged"),
        (damaged(tab="x" * 301), "damaged"),
        (damaged(tabs=[]), "damaged"),
        (damaged(tabs=tab(sort="volume")), "damaged"),
        (damaged(tabs=tab(sort=["volume", 1])), "damaged"),
        (damaged(tabs=tab(cursor="OGDC")), "damaged"),
        (damaged(tabs=tab(cursor="PSX:no such symbol")), "damaged"),
        (damaged(tabs=tab(top=-1)), "damaged"),
        (damaged(tabs=tab(top=1e300)), "damaged"),
        (damaged(tabs=tab(order=None)), "damaged"),
        (damaged(tabs={str(number): {} for number in range(101)}), "damaged"),
        (damaged(panes={"side": "reader"}), "damaged"),
        (damaged(panes={"side": [], "is_zoomed": 1}), "damaged"),
        (damaged(panes={"side": [], "columns_moved": [1, 2]}), "damaged"),
        (damaged(panes={"side": [], "rules_moved": [1, 2, 3, "4"]}), "damaged"),
        (damaged(sizes={"side": "60"}), "damaged"),
        (damaged(choices={"theme": ["light"]}), "damaged"),
        (damaged(read=[1]), "damaged"),
        (damaged(places={"1": [1, 2]}), "damaged"),
        (damaged(places={"1": [1, 2, "3"]}), "damaged"),
        (damaged(places={str(n): [1, 2, 0] for n in range(MAX_PLACES + 1)}), "damaged"),
        (damaged(read=["1"] * (MAX_READ + 1)), "damaged"),
        (damaged(history="quit"), "damaged"),
    ],
)
def test_a_file_that_is_not_as_it_was_written_is_set_aside_with_a_word(
    content: bytes, reason: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "view.json"
    file.write_bytes(content)
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        state, problem = ViewStore(tmp_path).load()
    assert state == NOTHING_REMEMBERED
    assert problem == f"view.json is now view.json{ASIDE}: {reason}"
    assert problem in caplog.text
    assert not file.exists()
    assert file.with_name(file.name + ASIDE).read_bytes() == content
    assert ViewStore(tmp_path).load() == StoredView()


def test_pipes_links_and_folders_in_its_place_are_set_aside_too(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(damaged())
    makers: list[Callable[[Path], object]] = [os.mkfifo, lambda file: file.symlink_to(other), Path.mkdir]
    for number, make in enumerate(makers):
        folder = tmp_path / str(number)
        folder.mkdir()
        make(folder / "view.json")
        state, problem = ViewStore(folder).load()
        assert state == NOTHING_REMEMBERED
        assert problem.startswith(f"view.json is now view.json{ASIDE}: ")
    assert other.read_bytes() == damaged()


def test_control_characters_never_reach_the_screen(tmp_path: Path) -> None:
    (tmp_path / "view.json").write_bytes(damaged(tabs=tab(filter="a\x1b[31mb"), tab="A\nll"))
    state, problem = ViewStore(tmp_path).load()
    assert not problem
    assert state.tab == "A ll"
    assert "\x1b" not in state.tabs["All"].filter_text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*encode_view(LEFT), "x"]), inner),
    max_leaves=12,
)


@given(JSON, st.sampled_from(list(encode_view(LEFT))))
def test_any_value_in_any_place_is_a_view_or_an_error(value: object, key: str) -> None:
    for document in (value, {**encode_view(LEFT), key: value}):
        try:
            state = decode_view(document)
        except ValueError:
            continue
        assert decode_view(encode_view(state)) == state

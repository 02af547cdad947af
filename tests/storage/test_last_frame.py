"""The file of the last frame: read as it was written, or not at all."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.storage import last_frame
from tui.storage.last_frame import FrameLook, FrameStore, LastFrame, decode_frame, encode_frame, is_unchanged, marks_of

FRAME = LastFrame(
    look=FrameLook(80, 24, "xterm-256color", "256 slow"),
    config=(("/home/me/.config/bigboard/config.toml", 5, 111, 7), ("/home/me/themes/dark.toml", -1, -1, -1)),
    left_at=1_795_858_920.25,
    offset=18_000,
    zone="PKT",
    bar_styles=("\x1b[0;1m", "\x1b[0m"),
    body="\x1b[2;1H▲ 82,074".encode(),
)


def test_a_frame_comes_back_from_a_private_file(tmp_path: Path) -> None:
    FrameStore(tmp_path).save(FRAME)
    assert FrameStore(tmp_path).load() == FRAME
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_without_a_file_or_a_folder_there_is_none(tmp_path: Path) -> None:
    FrameStore(None).save(FRAME)
    assert FrameStore(None).load() is FrameStore(tmp_path).load() is None


@given(at=st.integers(0, len(encode_frame(FRAME)) - 1), byte=st.integers(0, 255))
def test_a_single_other_byte_makes_it_none(at: int, byte: int) -> None:
    content = bytearray(encode_frame(FRAME))
    is_other = content[at] != byte
    content[at] = byte
    if is_other:
        with pytest.raises(ValueError, match="not as it was written"):
            decode_frame(bytes(content))


@given(st.binary(max_size=200))
def test_a_foreign_file_is_none(content: bytes) -> None:
    for each in (content, last_frame._checksum(content) + b"\n" + content):
        with suppress(ValueError):
            assert decode_frame(each) is None


@pytest.mark.parametrize("name", ["_VERSION", "__version__"])
def test_the_frame_of_another_version_is_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = encode_frame(FRAME)
    monkeypatch.setattr(last_frame, name, "another")
    assert decode_frame(content) is None


def grow(file: Path) -> None:
    file.write_bytes(b"x" * ((1 << 20) + 1))


def link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to(file.with_name("elsewhere"))


def open_to_others(file: Path) -> None:
    file.chmod(0o666)


def turn_into_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@for_each("spoil", [grow, link, open_to_others, turn_into_a_pipe])
def test_a_file_that_is_huge_linked_or_open_to_others_is_not_read(
    spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    store = FrameStore(tmp_path)
    store.save(FRAME)
    spoil(tmp_path / "frame")
    with pytest.raises((OSError, ValueError)):
        store.load()


def test_a_frame_that_is_too_large_leaves_the_last_one(tmp_path: Path) -> None:
    store = FrameStore(tmp_path)
    store.save(FRAME)
    store.save(FRAME._replace(body=b" " * (1 << 20)))
    assert store.load() == FRAME


def write(file: Path) -> None:
    file.write_text("[board]\n")


def touch(file: Path) -> None:
    os.utime(file, ns=(1, 1))


def replace(file: Path) -> None:
    before = file.stat()
    other = file.with_name("other")
    other.write_bytes(file.read_bytes())
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


@for_each("change", [write, touch, replace, Path.unlink])
@for_each("name", ["config.toml", "keys.txt"])
def test_a_configuration_that_has_changed_is_another(change: Callable[[Path], None], name: str, tmp_path: Path) -> None:
    files = [tmp_path / each for each in ("config.toml", "keys.txt", "themes.toml")]
    for file in files[:2]:
        file.write_text("")
    marks = marks_of(files)
    assert is_unchanged(marks, files[0])
    change(tmp_path / name)
    assert not is_unchanged(marks, files[0])


def test_a_file_that_comes_and_another_path_are_other_configurations(tmp_path: Path) -> None:
    config, theme = tmp_path / "config.toml", tmp_path / "theme.toml"
    marks = marks_of([config, theme])
    assert is_unchanged(marks, config)
    assert not is_unchanged(marks, theme)
    assert not is_unchanged((), config)
    theme.write_text("")
    assert not is_unchanged(marks, config)


@for_each(
    "frame",
    [
        FRAME._replace(body=b"\x1b]52;c;aGk=\x07"),
        FRAME._replace(body=b"\x1b[6n"),
        FRAME._replace(body=b"line\r\n"),
        FRAME._replace(body="\x9b6n".encode()),
        FRAME._replace(bar_styles=("", "\x9d0;title\x9c")),
        FRAME._replace(bar_styles=("\x1b]0;title\x07", "")),
    ],
)
def test_nothing_but_text_with_places_and_styles_reaches_the_terminal(frame: LastFrame) -> None:
    with pytest.raises(ValueError, match="damaged"):
        decode_frame(encode_frame(frame))

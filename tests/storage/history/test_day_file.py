"""A recorded day in one file: the same day on another machine, and nothing else is taken for one."""

import asyncio
import gzip
import json
import os
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.engine.recorded_run import CALENDARS, OPENING, SOURCES, record_run
from tests.kit.marks import for_each, spread
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.engine.recorded_markets import recorded_events
from tui.engine.recording import Recording, read_recording, record_day, replayed, sources_of
from tui.storage.history import day_file
from tui.storage.history.day_file import DayFileError, read_day
from tui.storage.history.errors import HistoryError
from tui.storage.history.playback import Playback

POLLS = 30
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    file = tmp_path_factory.mktemp("recorded") / "history.db"
    asyncio.run(record_run(file, POLLS, rate=1.0))
    zone = CALENDARS["PSX"].zone
    return Recording(file, OPENING.astimezone(zone).date(), zone, sources_of(SOURCES), CALENDARS)


@pytest.fixture(scope="module")
def written(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("written") / "day.bigboard"
    record_day(recording, file)
    return file


@contextmanager
def refused() -> Iterator[list[str]]:
    messages: list[str] = []
    with pytest.raises(DayFileError) as raised:
        yield messages
    messages.append(str(raised.value))


def markets_of(recording: Recording) -> list[tuple[object, ...]]:
    with closing(recording.open()) as playback:
        markets = recording.markets(playback)
        return [(event, *shown(market)) for event, market in recorded_events(markets)]


def shown(market: Market) -> tuple[object, ...]:
    polled = {key: market.polled_at(row) for key, row in market.quotes.items()}
    return dict(market.quotes), polled, dict(market.articles), dict(market.series), dict(market.health)


@pytest.mark.slow
def test_every_market_is_that_of_the_history(recording: Recording, written: Path, tmp_path: Path) -> None:
    again = read_recording(written, tmp_path)
    assert (again.day, [each.name for each in again.sources]) == (recording.day, ["demo", "br"])
    live = markets_of(recording)
    assert len(live) > POLLS
    assert markets_of(again) == live


def test_what_a_bug_report_shows_is_folded_without_a_board(recording: Recording, written: Path) -> None:
    assert [(event, *shown(market)) for event, market in replayed(written)] == markets_of(recording)


def test_a_part_of_a_day_that_begins_amid_it_is_the_same(recording: Recording, tmp_path: Path) -> None:
    """What was known before the span is in the file too."""
    since, until = OPENING + timedelta(minutes=3), OPENING + timedelta(minutes=6)
    with closing(Playback(recording.file, since, until)) as playback:
        expected = [shown(market) for _, market in recorded_events(recording.markets(playback))]
        assert 0 < playback.first < len(playback)
        told = day_file.RecordedDay(recording.day, recording.zone, tuple(recording.sources), CALENDARS)
        day_file.write_day(tmp_path / "part", told, playback, OPENING)
    read_day(tmp_path / "part", tmp_path / "history.db")
    with closing(Playback(tmp_path / "history.db", since, until)) as playback:
        assert [shown(market) for _, market in recorded_events(recording.markets(playback))] == expected


def test_the_tape_and_the_prices_are_in_it(recording: Recording, written: Path, tmp_path: Path) -> None:
    again, key = read_recording(written, tmp_path), InstrumentId("PSX", "OGDC")
    with closing(recording.open()) as live, closing(again.open()) as read:
        span = (OPENING, OPENING + DAY)
        assert [row.body for row in read.tape_rows(None, *span, 500)] == [
            row.body for row in live.tape_rows(None, *span, 500)
        ]
        assert list(read.minutes(key, *span)) == list(live.minutes(key, *span))
        assert len(list(read.minutes(key, *span))) > 3
        assert list(read.days(key, recording.day, recording.day)) == list(live.days(key, recording.day, recording.day))


def test_it_is_private_small_and_lines_of_json(recording: Recording, written: Path) -> None:
    assert written.stat().st_mode & 0o077 == 0
    assert written.stat().st_size < recording.file.stat().st_size / 2
    lines = [json.loads(line) for line in gzip.decompress(written.read_bytes()).splitlines()]
    assert (lines[0]["format"], lines[0]["version"]) == ("bigboard day", 1)
    assert lines[-1] == ["end", sum(line[0] == "event" for line in lines[1:])]


def test_a_file_that_is_there_is_not_written_over(recording: Recording, tmp_path: Path) -> None:
    file = tmp_path / "day"
    file.write_text("mine")
    with refused() as messages:
        record_day(recording, file)
    assert messages == ["is there already"]
    assert [each.name for each in tmp_path.iterdir()] == ["day"]
    assert file.read_text() == "mine"


@for_each("name", ["", "/", "."])
def test_a_name_without_a_file_is_said(recording: Recording, name: str) -> None:
    with refused() as messages:
        record_day(recording, Path(name))
    assert messages == ["is a folder"]


def test_a_folder_that_is_not_there_is_said(recording: Recording, tmp_path: Path) -> None:
    with refused() as messages:
        record_day(recording, tmp_path / "no" / "day")
    assert messages == ["cannot be written: No such file or directory"]


def packed(*lines: object) -> bytes:
    return gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines), mtime=0)


@for_each(
    ("content", "message"),
    [
        (b"", "is no recorded day"),
        (b"# README\n", "is damaged, or no recorded day"),
        (gzip.compress(b"\x00" * 100, mtime=0), "is damaged, or no recorded day"),
        (packed([]), "is no recorded day"),
        (packed({"format": "other"}), "is no recorded day"),
        (packed({"format": "bigboard day", "version": 2}), "is of version 2, which a newer program wrote"),
        (packed({"format": "bigboard day", "version": None}), "is of an unknown version"),
        (packed({"format": "bigboard day", "version": "\x1b[31m" * 9}), "is of an unknown version"),
        (packed({"format": "bigboard day", "version": 10**900}), "is of an unknown version"),
        (packed({"format": "bigboard day", "version": 1}), "is damaged, or no recorded day"),
        (
            packed({"format": "bigboard day", "version": 1, "events": 1}),
            "has events of another version, which this program cannot read",
        ),
    ],
)
def test_what_is_no_recorded_day_is_refused_in_plain_words(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "day"
    file.write_bytes(content)
    with refused() as messages:
        read_day(file, tmp_path / "history.db")
    assert messages == [message]


def test_a_pipe_and_a_folder_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, message in (("pipe", "not a regular file"), (".", "Is a directory"), ("none", "No such file")):
        with refused() as messages:
            read_day(tmp_path / name, tmp_path / "history.db")
        assert message.lower() in messages[0].lower() or "regular file" in messages[0]


def test_a_line_without_end_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_file, "MAX_LINE", 1 << 16)
    file = tmp_path / "bomb"
    file.write_bytes(gzip.compress(b" " * (1 << 22), mtime=0))
    with refused() as messages:
        read_day(file, tmp_path / "history.db")
    assert messages == ["is larger than any recorded day"]


@pytest.mark.slow
def test_no_more_of_a_file_is_in_memory_than_some_of_its_lines(written: Path, tmp_path: Path) -> None:
    head = gzip.decompress(written.read_bytes()).partition(b"\n")[0]
    line = b'["event",0,"br",false,false,{"a":"%s"},null]' % (b"a" * (1 << 20))
    file = tmp_path / "bomb"
    file.write_bytes(gzip.compress(b"\n".join([head, *[line] * 60]), 1))
    tracemalloc.start()
    try:
        with refused() as messages:
            read_day(file, tmp_path / "history.db")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert messages == ["ends in the middle: it was cut"]
    assert peak < 40 << 20  # all of them are 60 MB and more


def test_a_file_without_end_is_not_written_to_the_disk(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_file, "MAX_SIZE", 1 << 15)
    with refused() as messages:
        read_day(written, tmp_path / "history.db")
    assert messages == ["is larger than any recorded day"]


@pytest.mark.parametrize("part", spread(5, *range(1, 40)))
def test_a_file_that_was_cut_is_refused(written: Path, tmp_path: Path, part: int) -> None:
    content = written.read_bytes()
    (tmp_path / "cut").write_bytes(content[: len(content) * part // 40])
    with refused():
        read_day(tmp_path / "cut", tmp_path / "history.db")


def test_lines_that_were_cut_are_noticed(written: Path, tmp_path: Path) -> None:
    lines = gzip.decompress(written.read_bytes()).splitlines(keepends=True)
    for rest in (lines[:-1], [*lines[:5], *lines[6:]]):
        (tmp_path / "cut").write_bytes(gzip.compress(b"".join(rest), mtime=0))
        with refused():
            read_day(tmp_path / "cut", tmp_path / "history.db")
        (tmp_path / "history.db").unlink()


@pytest.mark.parametrize("seed", spread(10, *range(400)))
def test_a_damaged_file_is_refused_or_played_without_its_damaged_events(
    written: Path, tmp_path: Path, seed: int
) -> None:
    """Whatever its lines say, no other error comes of it."""
    random = Random(seed)
    content = bytearray(gzip.decompress(written.read_bytes()))
    for _ in range(random.randrange(1, 6)):
        start = random.randrange(len(content))
        content[start : start + random.randrange(3)] = random.choice((b"", b"9", b'"', b"]", b"{}", b"null", b"\xff"))
    (tmp_path / "damaged").write_bytes(gzip.compress(bytes(content), mtime=0))
    try:
        recording = read_recording(tmp_path / "damaged", tmp_path)
    except DayFileError:
        return
    except HistoryError as error:
        pytest.fail(f"no error of the disk: {error}")
    markets_of(recording)

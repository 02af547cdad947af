"""A file with damaged bytes anywhere: nothing crashes or hangs, nothing is deleted, and writing goes on."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from tests.kit.marks import spread
from tests.kit.quotes import FIXED_NOW, after
from tests.storage.history.test_writer import FAR, LONG_AGO, Keeping, prices
from tui.domain.bars import Bar, FilledBars
from tui.domain.market import utc_date
from tui.domain.quote import InstrumentId
from tui.storage.history.errors import HistoryError
from tui.storage.history.reader import HistoryReader, changes_of
from tui.storage.history.tape import tape_page
from tui.storage.history.today import read_today
from tui.storage.history.writer import THIN_AFTER, HistoryLimits

PAGE = 4096
_MIN_PAGES = 30
"""Of the sound file."""
_SYMBOLS = [f"S{number}" for number in range(30)]
_KEY = InstrumentId("PSX", "S7")
_SPAN = after(300) - after(0)
_POLLS = 60
_READ: tuple[Callable[[HistoryReader], object], ...] = (
    lambda reader: list(changes_of(reader, {_KEY}, LONG_AGO, FAR)),
    lambda reader: list(reader.minutes(_KEY, LONG_AGO, FAR)),
    lambda reader: list(reader.days(_KEY, LONG_AGO.date(), FAR.date())),
    lambda reader: list(reader.filled(_KEY, _SPAN, LONG_AGO, FAR)),
    lambda reader: reader.fills(),
    lambda reader: reader.instruments(),
    lambda reader: tape_page(reader, LONG_AGO, FAR),
    lambda reader: tape_page(reader, LONG_AGO, FAR, keys={_KEY}),
)


def write(keeping: Keeping, polls: Iterable[int]) -> None:
    for number in polls:
        keeping.poll(20 * number, **{symbol: f"{number + place}.50" for place, symbol in enumerate(_SYMBOLS)})


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A history with some of everything, each table over several pages."""
    keeping = Keeping(tmp_path_factory.mktemp("sound") / "history.db")
    write(keeping, range(_POLLS))
    bars = tuple(
        Bar.start(FIXED_NOW - _SPAN * back, Decimal(back), 5)._replace(is_filled=True) for back in range(1, 200)
    )
    keeping.writer.fill(FilledBars(_KEY, _SPAN, "yahoo", bars[::-1]))
    keeping.writer.work()
    keeping.leave()
    return keeping.file.read_bytes()


def flipped(content: bytes, place: int, count: int) -> bytes:
    """Return the content with every bit of some bytes turned."""
    turned = bytes(byte ^ 0xFF for byte in content[place : place + count])
    return content[:place] + turned + content[place + count :]


def check_damage(folder: Path, content: bytes) -> None:
    """Read a damaged file in every way, then go on with it, as a board does."""
    keeping = Keeping(folder / "history.db", HistoryLimits(keep=timedelta(minutes=10)))
    folder.mkdir()
    keeping.file.write_bytes(content)
    for read in _READ:
        with suppress(HistoryError), closing(HistoryReader(keeping.file)) as reader:
            read(reader)
    with suppress(HistoryError):
        read_today(keeping.file, after(2_000), utc_date)
    assert keeping.file.read_bytes() == content, "reading changes nothing"

    write(keeping, range(_POLLS, _POLLS + 3))
    keeping.later(THIN_AFTER)
    keeping.later(THIN_AFTER)
    write(keeping, range(_POLLS + 3, _POLLS + 5))
    keeping.later()
    assert keeping.problem() is None
    keeping.leave()
    aside = [each for each in folder.glob("history.db.2*") if not each.name.endswith(("-wal", "-shm"))]
    assert len(aside) <= 1
    for each in aside:
        assert each.stat().st_size >= len(content) // 2
        assert any(each.name in text for text in keeping.said)
    if aside:
        assert prices(keeping.file, "S7")[-1] == f"{_POLLS + 4 + 7}.50"


@pytest.mark.parametrize("page", spread(3, *range(_MIN_PAGES)))
def test_a_damaged_page_is_read_or_set_aside(sound: bytes, tmp_path: Path, page: int) -> None:
    random = Random(page)
    check_damage(tmp_path / "one", flipped(sound, PAGE * page + random.randrange(PAGE), 1))
    check_damage(tmp_path / "head", flipped(sound, PAGE * page + random.randrange(12), 2))


@pytest.mark.slow
@pytest.mark.dose(3)
@pytest.mark.parametrize("seed", range(8))
def test_damage_of_any_size_at_any_place_stops_nothing(sound: bytes, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    assert len(sound) >= _MIN_PAGES * PAGE
    for page in range(len(sound) // PAGE):
        # what a page begins with says what the rest of it is
        for place in (random.randrange(8), random.randrange(120), random.randrange(PAGE)):
            folder = tmp_path / f"{page}-{place}"
            check_damage(folder, flipped(sound, PAGE * page + place, random.choice((1, 2, 4, 16, 100, PAGE))))
            shutil.rmtree(folder)


@pytest.mark.parametrize("size", spread(3, 1, 100, PAGE, PAGE + 7, 10 * PAGE, 20 * PAGE))
def test_a_truncated_file_is_read_or_set_aside(sound: bytes, tmp_path: Path, size: int) -> None:
    check_damage(tmp_path / "state", sound[:size])
    check_damage(tmp_path / "zeros", sound[:size] + bytes(len(sound) - size))


@pytest.mark.parametrize("seed", spread(3, *range(24)))
def test_a_damaged_log_beside_the_file_loses_no_more_than_the_log(sound: bytes, tmp_path: Path, seed: int) -> None:
    random, keeping = Random(seed), Keeping(tmp_path / "history.db")
    keeping.file.write_bytes(sound)
    write(keeping, range(_POLLS, _POLLS + 10))
    folder = tmp_path / "killed"
    folder.mkdir()
    log = keeping.file.with_name("history.db-wal").read_bytes()
    file = folder / "history.db"
    file.write_bytes(keeping.file.read_bytes())
    file.with_name("history.db-wal").write_bytes(flipped(log, random.randrange(len(log)), random.choice((1, 8, 100))))
    again = Keeping(file)
    write(again, range(_POLLS + 10, _POLLS + 12))
    assert again.problem() is None
    again.leave()
    keeping.leave()
    found = prices(file, "S7")
    assert found[:_POLLS] == [f"{number + 7}.50" for number in range(_POLLS)]
    assert found[-2:] == [f"{number + 7}.50" for number in range(_POLLS + 10, _POLLS + 12)]

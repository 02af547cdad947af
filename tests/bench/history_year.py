"""A year of history at full rate: 500 symbols of which 460 change each second of a session, built and measured.

A script that is run by hand, since it takes a quarter of an hour and tens of gigabytes:

    python -m tests.bench.history_year build FOLDER    # writes FOLDER/session.db, then FOLDER/history.db
    python -m tests.bench.history_year measure FOLDER  # each figure, first with the file out of memory, then in it
    python -m tests.bench.history_year starts FOLDER   # of a board, in turns with a file that is new

One session is written by the program's own writer, poll by poll. The other days of the year are copies of its rows with
other times, as thinning leaves them: every change of the last 90 days, prices by the minute and the day of all.
"""

import argparse
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import psutil

from tests.bench.served import all_rows, exchange
from tests.bench.table import Result, shown
from tests.kit.home import at_home
from tests.kit.markets import a_snapshot
from tests.kit.quotes import a_quote
from tests.kit.terminal import Terminal
from tests.storage.history.test_writer import Keeping
from tui.domain.bars import EPOCH, minute_of
from tui.domain.exchanges import exchange_of
from tui.domain.instants import same_time
from tui.domain.market import utc_date
from tui.domain.missed import MissedSpan
from tui.domain.quote import InstrumentId, Quote
from tui.storage.history.chart import chart_bars
from tui.storage.history.connection import to_microseconds
from tui.storage.history.missed import read_missed
from tui.storage.history.reader import HistoryReader
from tui.storage.history.store import HistoryStore
from tui.storage.history.tape import tape_page
from tui.storage.history.today import read_today
from tui.storage.history.writer import MINUTES_KEPT, THIN_AFTER, HistoryLimits, HistoryWriter
from tui.view.tape_filter import parse_tape_filter

SYMBOLS: Final = 500
CHANGES: Final = 460
SESSION: Final = 6 * 3_600
"""Seconds of a session, with a poll in each."""
OPENING: Final = datetime(2026, 11, 27, 4, 15, tzinfo=UTC)
"""Of the last session, a Friday; 09:15 in Karachi."""
SESSIONS: Final = 250
_MAX_TIME: Final = 20_000
"""Milliseconds after which nothing is measured once more."""
_KEPT: Final = timedelta(days=90)
_KEY: Final = InstrumentId("PSX", "S7")
_DAY: Final = timedelta(days=1)
_STARTS: Final = 11
_POLLS_WHILE_THINNED: Final = 120
_SETTLED: Final = 4
"""Seconds after the first quotes in which a board reads its history."""
_WHOLE: Final = 2_000
"""Polls that are written one by one, and measured; the others of the session are written some at a time."""


class Board(Keeping):
    """A board whose prices walk at random."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, HistoryLimits(keep=timedelta(days=3_650)))
        self.random = Random(7)
        self.prices = {f"S{number}": Decimal(100) for number in range(SYMBOLS)}
        self.volumes = dict.fromkeys(self.prices, 0)
        self.opened = dict(self.prices)

    def poll_at(self, at: datetime) -> None:
        """Apply a response in which most symbols have another price and volume."""
        for symbol in self.random.sample(list(self.prices), CHANGES):
            step = self.random.choice((-1, 1)) * Decimal("0.05")
            self.prices[symbol] = max(self.prices[symbol] + step, Decimal("1.00"))
            self.volumes[symbol] += self.random.randrange(100, 5_000, 100)
        self.apply(a_snapshot(*map(self._row, self.prices), at=at))

    def _row(self, symbol: str) -> Quote:
        price, opened = self.prices[symbol], self.opened[symbol]
        change = price - opened
        percent = round(change / opened * 100, 2)
        return a_quote(symbol, str(price), f"{change:+}", f"{percent:+}")._replace(volume=self.volumes[symbol])


def trading_days(last: date, count: int) -> list[date]:
    """Return so many weekdays up to a date, oldest first."""
    days: list[date] = []
    while len(days) < count:
        if last.weekday() < 5:
            days.append(last)
        last -= _DAY
    return days[::-1]


def build_session(file: Path, seconds: int = SESSION) -> list[Result]:
    """Write one session by the program's own writer."""
    board = Board(file)
    single, rest = _Clock(), _Clock()
    writer = board.writer
    for number in range(seconds):
        board.poll_at(OPENING + timedelta(seconds=number))
        if number < _WHOLE:
            with single:
                writer.work()
        elif number % 20 == 19 or number == seconds - 1:
            with rest:
                writer.work()
        if number % 1_000 == 999:
            say(f"{number + 1} polls, {file.stat().st_size:,} bytes, {single}, {rest}")
    writer.close()
    board.leave()
    polls = min(_WHOLE, seconds)
    return [
        Result(what="a poll of 460 changes, kept: time", measured=single.seconds / polls * 1000, unit="ms"),
        Result(what="    of the processor", measured=single.cpu / polls * 1000, unit="ms"),
        Result(what="    changes per second of the processor", measured=CHANGES * polls / single.cpu, unit=""),
        Result(what="    bytes written", measured=single.written / polls / 1024, unit="kB"),
        Result(what="file of a session", measured=file.stat().st_size / 1e6, unit="MB"),
        Result(what="    a change", measured=file.stat().st_size / seconds / CHANGES, unit="B"),
    ]


def build_year(session: Path, file: Path, seconds: int = SESSION, sessions: int = SESSIONS) -> None:
    """Write a year as it is after its last session, from the first seconds of that."""
    HistoryStore(session).close()
    HistoryStore(file).close()
    last = OPENING.date()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        run = connection.execute
        for name, value in (("journal_mode", "DELETE"), ("synchronous", "OFF"), ("cache_size", -400_000)):
            run(f"PRAGMA {name} = {value}")
        run("ATTACH ? AS one", (str(session),))
        run("INSERT INTO instrument SELECT * FROM one.instrument")
        run("INSERT INTO source SELECT * FROM one.source")
        for number, day in enumerate(trading_days(last, sessions), 1):
            run("BEGIN")
            for part in range(SESSION // seconds):
                shift = last - day - timedelta(seconds=part * seconds)
                if last - day < _KEPT:
                    run(
                        "INSERT INTO event (at, source, whole, body, tape)"
                        " SELECT at - ?, source, whole, body, tape FROM one.event WHERE at < ? ORDER BY id",
                        (shift // timedelta(microseconds=1), to_microseconds(OPENING + timedelta(seconds=seconds))),
                    )
                before = minute_of(OPENING + timedelta(seconds=seconds))
                _copy_bars(connection, "minute", shift // timedelta(minutes=1), before)
            _copy_bars(connection, "day", (last - day).days, 1 << 30)
            run("COMMIT")
            if number % 10 == 0:
                say(f"{number} sessions, {file.stat().st_size:,} bytes")
    HistoryStore(file).close()


def _copy_bars(connection: sqlite3.Connection, table: str, shift: int, before: int) -> None:
    """Write the bars of the session so much earlier, in the order in which they came."""
    columns = "instrument, at, open, high, low, close, volume"
    bars = f"SELECT {columns} FROM one.{table} UNION ALL SELECT {columns} FROM one.latest_{table}"
    connection.execute(
        f"INSERT INTO {table} SELECT instrument, at - ?, open, high, low, close, volume FROM ({bars})"
        " WHERE at < ? ORDER BY at, instrument",
        (shift, before),
    )


def measure(file: Path) -> Iterator[Result]:
    """Read what a board and a script ask for, and write what it does."""
    end = OPENING + timedelta(seconds=SESSION)
    ask = partial(_asked, file)
    chart = partial(chart_bars, key=_KEY, day_of=datetime.date)
    day = datetime.combine(OPENING.date(), datetime.min.time(), UTC)
    minute = timedelta(minutes=1)
    yield from ask("chart of a day", 30, partial(chart, since=OPENING, until=end, every=minute))
    yield from ask("    with its averages", 30, partial(chart, since=OPENING, until=end, every=minute, before=200))
    yield from ask("chart of five days", None, partial(chart, since=OPENING - 6 * _DAY, until=end, every=5 * minute))
    yield from ask("chart of a year", 100, partial(chart, since=day - 366 * _DAY, until=day + _DAY, every=_DAY))
    yield from ask("a page of the tape", 10, partial(tape_page, since=OPENING, until=end))
    yield from ask("    of one symbol", 10, partial(tape_page, since=OPENING, until=end, keys={_KEY}))
    for text in ("s7", "news", "> 1%"):
        accepts = parse_tape_filter(text).bound({}, ())
        filtered = partial(tape_page, since=OPENING, until=end, accepts=accepts, may_move=accepts.may_move)
        yield from ask(f"    filtered by {text}", None, filtered)
    long_ago = OPENING - 60 * _DAY
    yield from ask("    60 days ago", 10, partial(tape_page, since=long_ago, until=end - 60 * _DAY))
    starts = {exchange_of(_KEY): OPENING}
    for hours in (1, 3):
        asked = MissedSpan(end - timedelta(hours=hours), end, starts, frozenset({_KEY}))
        yield from ask(f"what was missed in {hours} h", None, partial(read_missed, asked=asked))
    yield from _timed("today's values at a start", None, file, lambda: read_today(file, end, lambda _, at: at.date()))
    command = partial(_command, file)
    since = f"{OPENING:%Y-%m-%d}"
    week = f"{OPENING - 4 * _DAY:%Y-%m-%d}"
    yield from _timed(
        "history S7 of an hour", None, file, lambda: command("history", "S7", "--since", f"{since}T09:15")
    )
    yield from _timed("history S7 of a day", None, file, lambda: command("history", "S7", "--since", since))
    yield from _timed(
        "history S7 of a week, by the minute",
        None,
        file,
        lambda: command("history", "S7", "--since", week, "--every", "1m"),
    )
    yield from _timed(
        "history S7 of a year, by the day",
        None,
        file,
        lambda: command("history", "S7", "--since", "2025-11-27", "--every", "1d"),
    )
    yield from _timed("recap of a day", None, file, lambda: command("recap", since))
    yield from _written(file)
    yield from _thinned(file)
    yield from _written_while_thinned(file)


def _asked(file: Path, what: str, budget: float | None, query: Callable[[HistoryReader], object]) -> Iterator[Result]:
    def work() -> None:
        # opened for each question, as the board does
        with closing(HistoryReader(file)) as reader:
            query(reader)

    yield from _timed(what, budget, file, work)


def _timed(what: str, budget: float | None, file: Path, work: Callable[[], object]) -> Iterator[Result]:
    forget(file)
    cold = milliseconds(work)
    times, begun, runs = [cold], _cpu(), 0
    while runs < 5 and sum(times) < _MAX_TIME:
        times.append(milliseconds(work))
        runs += 1
    yield Result(what=what, measured=min(times), unit="ms", budget=budget)
    yield Result(what="    not in memory", measured=cold, unit="ms")
    if runs:
        yield Result(what="    of the processor", measured=(_cpu() - begun) / runs * 1000, unit="ms")


def _cpu() -> float:
    """Return the seconds of the processor that this process took, and the programs that it ran."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _command(file: Path, *arguments: str) -> None:
    config = file.with_name("board.toml")
    config.write_text(f'[history]\nfile = "{file}"\n')
    argv = [sys.executable, "-m", "tui", *arguments, "--config", str(config)]
    done = subprocess.run(argv, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    lines = done.stdout.count(b"\n")
    say(f"{arguments}: {lines} lines")


def _written(file: Path) -> Iterator[Result]:
    """Write polls after the end of the year, one second apart, and 15 seconds apart."""
    for every, count in ((1, 300), (15, 60)):
        board = Board(file)
        clock, slowest = _Clock(), 0.0
        begin = OPENING + timedelta(seconds=SESSION + 3_600 * every)
        for number in range(count + 5):
            board.poll_at(begin + timedelta(seconds=every * number))
            if number < 5:  # all is written once more by a new board
                board.writer.work()
                continue
            before = clock.seconds
            with clock:
                board.writer.work()
            slowest = max(slowest, clock.seconds - before)
        board.leave()
        what = f"a poll of 460 changes every {every} s, into the year"
        yield Result(what=what, measured=clock.seconds / count * 1000, unit="ms")
        yield Result(what="    of the processor", measured=clock.cpu / count * 1000, unit="ms")
        yield Result(what="    the slowest", measured=slowest * 1000, unit="ms")
        yield Result(what="    bytes written", measured=clock.written / count / 1024, unit="kB")
        yield Result(what="    changes per second of the processor", measured=CHANGES * count / clock.cpu, unit="")


def _thinned(file: Path) -> Iterator[Result]:
    """Thin out a day of changes, in the steps of the writer."""
    now = OPENING + timedelta(seconds=SESSION)
    with closing(sqlite3.connect(file)) as connection:
        (oldest,) = connection.execute("SELECT min(at) FROM event").fetchone()
        ids = "SELECT min(id), max(id) FROM event"
        first, last = connection.execute(ids).fetchone()
    keep = now - (EPOCH + timedelta(microseconds=oldest) + _DAY)
    with closing(HistoryStore(file)) as store:
        times: list[float] = []
        for _ in range(400):
            begun = time.perf_counter()
            goes_on = store.thin(now, keep, MINUTES_KEPT, None)
            times.append((time.perf_counter() - begun) * 1000)
            if not goes_on:
                break
    times.sort()
    yield Result(what="a step of thinning out", measured=times[len(times) // 2], unit="ms")
    yield Result(what="    the slowest of 400", measured=times[-1], unit="ms")
    with closing(sqlite3.connect(file)) as connection:
        left, _ = connection.execute(ids).fetchone()
    yield Result(what="    events that 400 steps deleted", measured=left - first, unit="")
    say(f"{last - first} events before")


def _written_while_thinned(file: Path) -> Iterator[Result]:
    """Write a poll each second while the writer, on its own thread, thins out as much as it can."""
    begin = OPENING + timedelta(seconds=2 * SESSION)
    with closing(sqlite3.connect(file)) as connection:
        (oldest,) = connection.execute("SELECT min(at) FROM event").fetchone()
    board = Board(file)
    elapsed = 0.0
    limits = HistoryLimits(keep=begin - (EPOCH + timedelta(microseconds=oldest)) - 3 * _DAY)
    board.writer = HistoryWriter(
        file,
        limits,
        same_time,
        utc_date,
        wall=lambda: begin + timedelta(seconds=elapsed),
        monotonic=lambda: elapsed,
    )
    recorded, written, ended = list[float](), list[float](), False
    record = board.writer.record

    def timed(*applied: Any) -> None:  # noqa: ANN401 - passed on as it is
        recorded.append(milliseconds(lambda: record(*applied)))

    board.writer.record = timed  # type: ignore[method-assign,assignment]  # to see how long it takes
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as reader:
        before = reader.execute("SELECT min(id) FROM event").fetchone()[0]
        newest = reader.execute("SELECT max(id) FROM event").fetchone()[0]
        board.writer.start(lambda _file, _ends: None, say)
        elapsed = THIN_AFTER + 1
        for number in range(_POLLS_WHILE_THINNED):
            board.poll_at(begin + timedelta(seconds=THIN_AFTER + number))
            begun, ended = time.perf_counter(), False
            while not ended and time.perf_counter() - begun < 30:
                time.sleep(0.002)
                found = reader.execute("SELECT max(id) FROM event").fetchone()[0]
                ended, newest = found > newest, max(found, newest)
            written.append((time.perf_counter() - begun) * 1000)
            time.sleep(max(0.0, 1.0 - (time.perf_counter() - begun)))
            elapsed += 61
        deleted = reader.execute("SELECT min(id) FROM event").fetchone()[0] - before
    board.writer.close(60)
    for what, times in (("on the thread of the poll", recorded), ("until it is on the disk", written[5:])):
        times.sort()
        yield Result(what=f"a poll while the year is thinned out: {what}", measured=statistics.median(times), unit="ms")
        yield Result(what="    99 of 100", measured=times[int(len(times) * 0.99)], unit="ms")
        yield Result(what="    the slowest", measured=times[-1], unit="ms")
    yield Result(what="    events deleted meanwhile", measured=deleted, unit="")


def starts(file: Path) -> Iterator[Result]:
    """Start a board with the year and with a file that is new, in turns; medians."""
    seen: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(_STARTS):
            for name, history in (("a new file", Path(folder) / f"{number}.db"), ("the year", file)):
                home = Path(folder) / f"{name}-{number}"
                home.mkdir()
                settings = f'[history]\nfile = "{history}"\n'
                with exchange(30, 0, settings) as argv, Terminal([*argv, "--fresh"], env=at_home(home)) as terminal:
                    process = psutil.Process(terminal.pid)
                    for what, text in (("first frame", "help"), ("first quotes", all_rows(30))):
                        seconds = terminal.wait_for(text)
                        seen.setdefault((what, name), []).append(seconds * 1000)
                        seen.setdefault((f"{what}, of the processor", name), []).append(_cpu_of(process))
                    terminal.pump(_SETTLED)
                    seen.setdefault((f"{_SETTLED} s later, of the processor", name), []).append(_cpu_of(process))
                    terminal.send("q")
                    terminal.wait()
    for (what, name), times in seen.items():
        yield Result(what=f"start with {name}: {what}", measured=statistics.median(times), unit="ms")


def _cpu_of(process: psutil.Process) -> float:
    return float(sum(process.cpu_times()[:2])) * 1000


def forget(file: Path) -> None:
    """Have the system forget what it has of the file in memory."""
    for each in (file, file.with_name(f"{file.name}-wal")):
        if each.exists():
            descriptor = os.open(each, os.O_RDONLY)
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


class _Clock:
    """Adds up time, time of the processor, and bytes given to the disk."""

    def __init__(self) -> None:
        self.seconds = self.cpu = 0.0
        self.written = 0

    def __enter__(self) -> None:
        self._begun = time.perf_counter(), time.process_time(), _bytes_written()

    def __exit__(self, *_: object) -> None:
        seconds, cpu, written = self._begun
        self.seconds += time.perf_counter() - seconds
        self.cpu += time.process_time() - cpu
        self.written += _bytes_written() - written

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s"


def _bytes_written() -> int:
    text = Path("/proc/self/io").read_text()
    return int(text.split("wchar: ")[1].split()[0])


def say(text: str) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%H:%M:%S} {text}\n")


def main() -> None:
    """Build the year, or measure it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.history_year")
    parser.add_argument("what", choices=("build", "session", "year", "measure", "starts"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=int, default=SESSION)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    options = parser.parse_args()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    session, year = folder / "session.db", folder / "history.db"
    if options.what in ("build", "session"):
        sys.stdout.write(shown(build_session(session, options.seconds)) + "\n")
    if options.what in ("build", "year"):
        build_year(session, year, options.seconds, options.sessions)
    if options.what in ("measure", "starts"):
        for result in measure(year) if options.what == "measure" else starts(year):
            sys.stdout.write(shown([result]).partition("\n")[2] + "\n")
            sys.stdout.flush()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"{year.stat().st_size if year.exists() else 0:,} bytes, {peak:.0f} MB of memory")


if __name__ == "__main__":
    main()

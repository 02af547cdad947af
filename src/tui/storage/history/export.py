"""Everything that the history has, as files: read page by page, written row by row."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from tui import __version__
from tui.domain.events import Snapshot
from tui.domain.quote import InstrumentId, Quote
from tui.storage.history.delta import StoredEvent, decode_rows
from tui.storage.history.errors import NOT_AS_WRITTEN
from tui.storage.history.export_reader import ExportReader
from tui.storage.history.tape_codec import decode_entries
from tui.storage.table_files import TableFile, TableFolder
from tui.view.export_tables import (
    ARTICLES,
    CHANGES,
    DAYS,
    FILLED,
    INSTRUMENTS,
    MINUTES,
    TAPE,
    change_record,
    clean_id,
    day_record,
    describe_export,
    filled_record,
    minute_record,
    seen_record,
    tape_records,
)
from tui.view.records import iso_utc, to_json

MANIFEST: Final = "export.json"
EXPLANATION: Final = "README.txt"
MAX_ARTICLES_KNOWN: Final = 100_000
"""Articles that are not written again; of more, the oldest may be."""
_DAY: Final = timedelta(days=1)


class Progress(NamedTuple):
    """How far an export is."""

    day: date
    """That is being written."""
    done: int
    """Days that are written: those of the prices, and those of the events."""
    total: int


Report = Callable[[Progress], object]


def export_history(reader: ExportReader, folder: TableFolder, since: datetime, until: datetime, report: Report) -> None:
    """Write everything of a span of time into a folder; the last file is the one that says what there is.

    Args:
        reader: of the history.
        folder: takes the files.
        since: aware.
        until: aware.
        report: called before each day.

    Raises:
        HistoryError: the file cannot be read; one event in it that cannot be is left out.
        OSError: a file cannot be written.
    """
    events = _Events(folder)
    minutes = list(_days_of(reader.minutes_at_ends(), since, until))
    begin, newest = reader.begins_at(), reader.newest_at()
    polled = list(_days_of((begin, newest) if begin and newest else None, since, until))
    total = len(minutes) + len(polled)
    for done, (first, end) in enumerate(polled):
        report(Progress(first.date(), done, total))
        events.write(reader.events(first, end, with_tape=True), first.date())
    for done, (first, end) in enumerate(minutes, len(polled)):
        report(Progress(first.date(), done, total))
        with closing(folder.open(MINUTES, first.date())) as file:
            for key, bar in reader.minute_bars(first, end):
                file.add(minute_record(key, bar))
    _write_rest(reader, folder, since, until, events.newest)
    folder.write_text(EXPLANATION, describe_export(folder.format))
    folder.write_text(MANIFEST, [_manifest(folder.rows, since, until, folder.format)])


def _days_of(
    ends: tuple[datetime, datetime] | None, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the part of each day (UTC) between two times that is in the span that was asked for."""
    if ends is None:
        return
    first, last = max(ends[0], since).astimezone(UTC), min(ends[1] + _DAY, until)
    while first < last:
        end = min(datetime.combine(first.date(), time(), UTC) + _DAY, last)
        yield first, end
        first = end


class _Events:
    """Writes the events of one day after the other: rows that changed, the tape, and articles."""

    def __init__(self, folder: TableFolder) -> None:
        self._folder = folder
        self._rows: dict[tuple[str, InstrumentId], Quote] = {}
        self._articles: dict[tuple[str, str], int] = {}
        """A number for what each article said."""
        self.newest: dict[InstrumentId, Quote] = {}
        """The last row of each instrument."""

    def write(self, events: Iterator[StoredEvent], day: date) -> None:
        """Write the events of a day (UTC)."""
        with (
            closing(self._folder.open(CHANGES, day)) as changes,
            closing(self._folder.open(TAPE, day)) as tape,
            closing(self._folder.open(ARTICLES, day)) as articles,
        ):
            for event in events:
                for record in tape_records(() if event.tape is None else decode_entries(event.tape, event.at)):
                    tape.add(record)
                try:
                    stored = decode_rows(event.body)
                except NOT_AS_WRITTEN:
                    continue
                if isinstance(stored.event, Snapshot):
                    self._write_rows(stored.event, event.at, changes)
                    self._write_articles(stored.event, event.at, articles)

    def _write_rows(self, snapshot: Snapshot, at: datetime, file: TableFile) -> None:
        for row in snapshot.quotes:
            place = row.source, row.id
            # a whole response repeats rows
            if self._rows.get(place) != row:
                self._rows[place] = self.newest[row.id] = row
                file.add(change_record(at, row))

    def _write_articles(self, snapshot: Snapshot, at: datetime, file: TableFile) -> None:
        for article in snapshot.articles:
            place, content = (article.source, article.id), hash(article)
            if self._articles.pop(place, None) != content:
                file.add(seen_record(at, article))
            self._articles[place] = content
            if len(self._articles) > MAX_ARTICLES_KNOWN:
                del self._articles[next(iter(self._articles))]


def _write_rest(
    reader: ExportReader, folder: TableFolder, since: datetime, until: datetime, rows: Mapping[InstrumentId, Quote]
) -> None:
    """Write the tables that have one file each."""
    with closing(folder.open(DAYS)) as file:
        for key, bar in reader.day_bars(since.date(), until.date()):
            file.add(day_record(key, bar))
    with closing(folder.open(FILLED)) as file:
        for key, seconds, bar in reader.filled_bars(since, until):
            file.add(filled_record(key, seconds, bar))
    with closing(folder.open(INSTRUMENTS)) as file:
        for key, first, last in reader.days_of_instruments():
            row = rows.get(key)
            texts = {} if row is None else {"name": row.name, "kind": row.kind, "currency": row.currency}
            file.add({**clean_id(key), **texts, "first_day": first, "last_day": last})


def _manifest(rows: Mapping[str, int], since: datetime, until: datetime, output_format: str) -> str:
    return to_json(
        {
            "program": "bigboard",
            "version": __version__,
            "format": output_format,
            "since": iso_utc(since),
            "until": iso_utc(until),
            "rows": dict(sorted(rows.items())),
        }
    )

"""The tables of an export: their columns with what they mean, and the records in them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from tui.domain.article import Article
from tui.domain.bars import Bar
from tui.domain.numbers import round_half_up
from tui.domain.quote import COUNTS, FIGURES, InstrumentId, Quote
from tui.domain.tape import AlertSeen, ArticleSeen, Move, SessionChange, SourceChange, TapeEntry
from tui.domain.text import sanitize_line
from tui.view.data_columns import ColumnType, DataColumn
from tui.view.records import ARTICLE_NAMES, QUOTE_NAMES, Record, article_record


class DataTable(NamedTuple):
    """One table."""

    name: str
    """Of its file, or of the folder of its files."""
    is_by_day: bool
    """Whether it has a file for each day (UTC) of which there is anything."""
    meaning: str
    columns: tuple[DataColumn, ...]


_ID: Final = (
    DataColumn("market", ColumnType.TEXT, "the code of the market, such as PSX"),
    DataColumn("symbol", ColumnType.TEXT, "of the instrument in its market"),
)
_PRICES: Final = (
    DataColumn("open", ColumnType.FIGURE, "the first price"),
    DataColumn("high", ColumnType.FIGURE),
    DataColumn("low", ColumnType.FIGURE),
    DataColumn("close", ColumnType.FIGURE, "the last price"),
)
_VOLUME_SO_FAR: Final = DataColumn(
    "volume", ColumnType.COUNT, "traded since the trading day began, where a source states it"
)
_QUOTE_TYPES: Final = {
    **dict.fromkeys(FIGURES, ColumnType.FIGURE),
    **dict.fromkeys(COUNTS, ColumnType.COUNT),
    **dict.fromkeys(("as_of", "polled_at", "extended_as_of"), ColumnType.TIME),
    "flags": ColumnType.TEXTS,
}
_ARTICLE_TYPES: Final = {
    "paragraphs": ColumnType.TEXTS,
    "has_image": ColumnType.SWITCH,
    "polled_at": ColumnType.TIME,
}

MINUTES: Final = DataTable(
    "minutes",
    is_by_day=True,
    meaning="Prices by the minute, as they were shown: a minute in which nothing changed has no line.",
    columns=(DataColumn("at", ColumnType.TIME, "when the minute begins"), *_ID, *_PRICES, _VOLUME_SO_FAR),
)
DAYS: Final = DataTable(
    "days",
    is_by_day=False,
    meaning="Prices by the trading day of each market, as they were shown.",
    columns=(DataColumn("day", ColumnType.DATE), *_ID, *_PRICES, _VOLUME_SO_FAR),
)
FILLED: Final = DataTable(
    "filled",
    is_by_day=False,
    meaning="Prices that a source gave afterwards: nobody saw them when they were.",
    columns=(
        DataColumn("at", ColumnType.TIME, "when the span begins; of days, the midnight of their date"),
        DataColumn("seconds", ColumnType.COUNT, "the length of the span: 60, 300, 86400"),
        *_ID,
        *_PRICES,
        DataColumn("volume", ColumnType.COUNT, "traded in the span"),
    ),
)
CHANGES: Final = DataTable(
    "changes",
    is_by_day=True,
    meaning="Each row of a source when it differs from the one before; figures have the digits of the source.",
    columns=(
        DataColumn("at", ColumnType.TIME, "when the poll that brought it was made"),
        DataColumn("kind", ColumnType.TEXT, "share, index, fund, currency, coin, future or rate"),
        *(DataColumn(name, _QUOTE_TYPES.get(name, ColumnType.TEXT)) for name in QUOTE_NAMES),
    ),
)
TAPE: Final = DataTable(
    "tape",
    is_by_day=True,
    meaning="What happened to the board: moves of prices that were shown, new articles, sources that failed, sessions.",
    columns=(
        DataColumn("at", ColumnType.TIME),
        DataColumn("kind", ColumnType.TEXT, "move, article, source or session"),
        *_ID,
        DataColumn("old", ColumnType.FIGURE, "of a move, the price before"),
        DataColumn("new", ColumnType.FIGURE, "of a move, the price since"),
        DataColumn("change", ColumnType.FIGURE),
        DataColumn("percent", ColumnType.FIGURE, "of the old price, rounded to four decimals"),
        DataColumn("source", ColumnType.TEXT),
        DataColumn("state_before", ColumnType.TEXT, "of a source or a session"),
        DataColumn("state", ColumnType.TEXT, "likewise, since"),
        DataColumn("reason", ColumnType.TEXT),
        DataColumn("id", ColumnType.TEXT, "of an article, as in `articles`"),
        DataColumn("headline", ColumnType.TEXT),
    ),
)
ARTICLES: Final = DataTable(
    "articles",
    is_by_day=True,
    meaning="Each article when it was seen first, and again where its source changed it.",
    columns=(
        DataColumn("at", ColumnType.TIME, "when the poll that brought it was made"),
        *(DataColumn(name, _ARTICLE_TYPES.get(name, ColumnType.TEXT)) for name in ARTICLE_NAMES if name != "blocks"),
    ),
)
INSTRUMENTS: Final = DataTable(
    "instruments",
    is_by_day=False,
    meaning="Each instrument that has prices.",
    columns=(
        *_ID,
        DataColumn("name", ColumnType.TEXT),
        DataColumn("kind", ColumnType.TEXT),
        DataColumn("currency", ColumnType.TEXT),
        DataColumn("first_day", ColumnType.DATE, "its first trading day in `days`"),
        DataColumn("last_day", ColumnType.DATE),
    ),
)
TABLES: Final = (INSTRUMENTS, DAYS, MINUTES, FILLED, CHANGES, TAPE, ARTICLES)

_FORMS: Final = {
    "csv": "CSV in UTF-8 with titles. Times are ISO 8601 in UTC. A text that a spreadsheet would take for a formula\n"
    "begins with an apostrophe; texts of one cell are apart by a semicolon, paragraphs by an empty line.",
    "jsonl": "A JSON object a line, in UTF-8. Times are ISO 8601 in UTC; what is not known is null.",
    "parquet": "Apache Parquet. Figures are texts, with the digits of the source: CAST(close AS DOUBLE). Times are\n"
    "microseconds in UTC.",
}


def describe_export(output_format: str) -> Iterator[str]:
    """Yield the lines of the file that says what is in an export, by its format: `csv`, `jsonl` or `parquet`."""
    yield "An export of the history of bigboard. `export.json` has its span and how many rows each file has."
    yield ""
    yield from _FORMS[output_format].splitlines()
    for table in TABLES:
        yield ""
        yield f"{table.name}{'/YYYY-MM-DD' if table.is_by_day else ''}.{output_format}"
        yield f"  {table.meaning}{' Days are UTC.' if table.is_by_day else ''}"
        width = max(len(column.name) for column in table.columns)
        for column in table.columns:
            yield f"  {column.name:<{width}}  {column.type:<6}  {column.meaning}".rstrip()


def clean_id(key: InstrumentId) -> Record:
    """Return the market and the symbol of an instrument, as safe text."""
    return {"market": sanitize_line(key.market), "symbol": sanitize_line(key.symbol)}


def minute_record(key: InstrumentId, bar: Bar) -> Record:
    """Return a line of `MINUTES`."""
    return {**bar._asdict(), **clean_id(key)}


def day_record(key: InstrumentId, bar: Bar) -> Record:
    """Return a line of `DAYS`."""
    return {**bar._asdict(), **clean_id(key), "day": bar.at.date()}


def filled_record(key: InstrumentId, seconds: int, bar: Bar) -> Record:
    """Return a line of `FILLED`."""
    return {**bar._asdict(), **clean_id(key), "seconds": seconds}


def change_record(at: datetime, row: Quote) -> Record:
    """Return a line of `CHANGES`."""
    return {**row._asdict(), "at": at, **row.id._asdict()}


def seen_record(at: datetime, article: Article) -> Record:
    """Return a line of `ARTICLES`."""
    return {**article_record(article), "at": at, "polled_at": article.polled_at}


def tape_records(entries: Sequence[TapeEntry]) -> Iterator[Record]:
    """Yield lines of `TAPE`."""
    for entry in entries:
        match entry:
            case Move():
                percent = entry.percent
                yield {
                    "at": entry.at,
                    "kind": "move",
                    **clean_id(entry.key),
                    "old": entry.old,
                    "new": entry.new,
                    "change": entry.change,
                    "percent": None if percent is None else round_half_up(percent, 4),
                    "source": sanitize_line(entry.source),
                }
            case ArticleSeen(at, key, headline, source):
                texts = {"id": key, "headline": headline, "source": source}
                yield {"at": at, "kind": "article", **{name: sanitize_line(text) for name, text in texts.items()}}
            case SourceChange(at, source, old, new, reason):
                yield {
                    "at": at,
                    "kind": "source",
                    "source": sanitize_line(source),
                    "state_before": old,
                    "state": new,
                    "reason": None if reason is None else sanitize_line(reason),
                }
            case AlertSeen(at, rule, subject, said, source):
                texts = {"id": subject, "headline": f"{rule}: {said}", "source": source}
                yield {"at": at, "kind": "alert", **{name: sanitize_line(text) for name, text in texts.items()}}
            case SessionChange(at, market, is_open):
                states = ("closed", "open") if is_open else ("open", "closed")
                yield {
                    "at": at,
                    "kind": "session",
                    "market": sanitize_line(market),
                    "state_before": states[0],
                    "state": states[1],
                }

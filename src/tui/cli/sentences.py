"""What moved between two markets, row by row and field by field, for scripts and for the ear."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final, TypeVar

from tui.cli.records import Record, article_record, iso_utc
from tui.domain import Article, Change, IndexLevel, InstrumentId, Market, Quote, SourceHealth, SourceState, diff
from tui.domain.instants import OnWall, as_it_is
from tui.view.formatting import format_percent

QUOTE_FIELDS: Final = (
    *("price", "change", "percent", "direction", "name", "open", "high", "low", "previous_close", "volume"),
    *("currency", "flags"),
)
INDEX_FIELDS: Final = ("level", "change", "percent", "direction", "high", "low", "flags")
derive: Final = (
    *("title", "dateline", "byline", "category", "published", "updated", "paragraphs", "has_image", "caption"),
    *("link", "comments"),
)

_WELL: Final = frozenset({SourceState.LIVE, SourceState.UNCHANGED})

R = TypeVar("R", Quote, IndexLevel)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs."""

    name: str
    old: object
    new: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row that differs, with each of its fields that does."""

    at: datetime
    kind: str
    """`quote`, `index`, `article` or `source`."""
    id: InstrumentId | None = None
    name: str = ""
    """The instrument, the story or the source, as people know it."""
    fields: tuple[FieldChange, ...]
    source: str | None
    row: Quote | IndexLevel | None = None
    """As it stands now, for the sentence."""
    is_new: bool = False
    is_gone: bool = False

    def records(self) -> Iterator[Record]:
        """One flat record per field."""
        for field in self.fields:
            yield {
                "at": iso_utc(self.at),
                "kind": self.kind,
                "market": self.id and self.id.market,
                "symbol": self.id and self.id.symbol,
                "field": field.name,
                "old": field.old,
                "new": field.new,
                "source": self.source,
            }


def events_between(old: Market, new: Market, now: datetime, on_wall: OnWall = as_it_is) -> Iterator[Move]:
    """Every move from the one to the other, at the time of day at which it was seen.

    What a source says when it is first heard is where things stand and no move; what appears later is one.

    Args:
        old: the market before.
        new: the market after.
        now: this moment by the clock that the markets are stamped with, aware UTC.
        on_wall: what the wall clock shows at a moment of it.
    """
    for move in _row_and_source_moves(old, new, now):
        yield replace(move, at=on_wall(move.at))
    for article in diff(old.articles, new.articles):
        yield from _article_moves(article, old)


def _row_and_source_moves(old: Market, new: Market, now: datetime) -> Iterator[Move]:
    yield from _source_moves(old, new, now)
    for index in diff(old.indices, new.indices):
        yield from _row_moves("index", index, old, new, now)
    for quote in diff(old.quotes, new.quotes):
        yield from _row_moves("quote", quote, old, new, now)


def _row_moves(kind: str, change: Change[InstrumentId, R], old: Market, new: Market, now: datetime) -> Iterator[Move]:
    row = change.new or change.old
    if row is None or (change.old is None and _is_first_heard(old, row.source)):
        return
    fields = tuple(_fields(change.old, change.new, QUOTE_FIELDS if kind == "quote" else INDEX_FIELDS))
    if fields:
        yield Move(
            at=new.polled_at(row) if change.new else now,
            kind=kind,
            id=change.key,
            name=str(change.key),
            fields=fields,
            source=row.source,
            row=row,
            is_new=change.old is None,
            is_gone=change.new is None,
        )


def _article_moves(change: Change[str, Article], old: Market) -> Iterator[Move]:
    article = change.new
    if article is None:  # the oldest of too many: no news
        return
    if change.old is not None:
        fields = tuple(_fields(change.old, article, derive))
    elif _is_first_heard(old, article.source):
        return
    else:
        fields = (FieldChange("article", None, article_record(article)),)
    name = article.title or (article.paragraphs[0] if article.paragraphs else article.id)
    if fields:
        yield Move(
            at=article.polled_at,
            kind="article",
            name=name,
            fields=fields,
            source=article.source,
            is_new=change.old is None,
        )


def _source_moves(old: Market, new: Market, now: datetime) -> Iterator[Move]:
    for change in diff(old.health, new.health):
        if change.old is None or change.new is None:
            continue
        before, after = _standing(change.old), _standing(change.new)
        fields = tuple(FieldChange(name, before[name], after[name]) for name in after if before[name] != after[name])
        began_well = before["state"] == SourceState.WAITING and after["state"] == SourceState.LIVE
        if fields and not began_well:
            at = change.new.last_poll or now
            yield Move(at=at, kind="source", name=change.key, fields=fields, source=change.key)


def _standing(health: SourceHealth) -> Mapping[str, object]:
    """State and reason; that a source repeats itself is no change of state."""
    state = SourceState.LIVE if health.state in _WELL else health.state
    return {"state": state, "reason": health.reason}


def _is_first_heard(old: Market, source: str) -> bool:
    health = old.health.get(source)
    return health is None or health.last_good is None


def _fields(old: object, new: object, names: tuple[str, ...]) -> Iterator[FieldChange]:
    for name in names:
        was, value = _value(old, name), _value(new, name)
        # figures are equal when their digits are: 4.0 that becomes 4.00 says nothing new
        if was != value:
            yield FieldChange(name, was, value)


def _value(row: object, name: str) -> object:
    value: object = getattr(row, name) if row is not None else None
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value != () else None


def describe_event(move: Move) -> str:
    """The move as one plain sentence that reads well aloud and in a log."""
    said = {"quote": _row_said, "index": _row_said, "article": _article_said, "source": _source_said}[move.kind](move)
    source = f" ({move.source})" if move.kind != "source" else ""
    return f"{iso_utc(move.at)} {said}{source}"


def _row_said(move: Move) -> str:
    value = next((field for field in move.fields if field.name in ("price", "level")), None)
    rest = [field for field in move.fields if field is not value]
    if move.is_gone:
        return f"{move.name} is gone, last at {_said(value.old if value else None)}"
    if move.is_new:
        return f"{move.name} appears at {_said(value.new if value else None)}"
    if value is None:
        standing = move.row.value if move.row else None
        return f"{move.name} at {_said(standing)}: " + ", ".join(_field_said(field) for field in rest)
    share = move.row.percent if move.row else None
    on_the_day = f", {format_percent(share)} on the day" if share is not None else ""
    return f"{move.name} {_verb(value)} {_said(value.new)} from {_said(value.old)}{on_the_day}"


def _verb(value: FieldChange) -> str:
    if isinstance(value.old, Decimal) and isinstance(value.new, Decimal):
        return "rises to" if value.new > value.old else "falls to"
    return "is now"


def _article_said(move: Move) -> str:
    if move.is_new:
        return f"new story: {move.name}"
    return f"story changed ({', '.join(field.name.replace('_', ' ') for field in move.fields)}): {move.name}"


def _source_said(move: Move) -> str:
    new = {field.name: field.new for field in move.fields}
    if new.get("state") == SourceState.LIVE:
        return f"{move.name} answers again"
    reason = f": {new['reason']}" if new.get("reason") else ""
    return f"{move.name} is {new.get('state', SourceState.FAILING)}{reason}"


def _field_said(field: FieldChange) -> str:
    return f"{field.name.replace('_', ' ')} {_said(field.new)} (was {_said(field.old)})"


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Decimal | int):
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)

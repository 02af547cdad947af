"""Changes between two markets, row by row and field by field: as records for scripts, as sentences for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from tui.domain.article import CONTENT, Article
from tui.domain.diff import Change, diff
from tui.domain.instants import OnWall, same_time
from tui.domain.market import Market
from tui.domain.quote import VALUES, InstrumentId, InstrumentKind, Quote
from tui.domain.source_health import SourceHealth, SourceState
from tui.view.formatting import format_percent
from tui.view.records import Record, article_record, iso_utc

_UNREPORTED: Final = ("id", "kind", "as_of", "extended_as_of")
"""Fields that never change, or whose change alone is not reported."""
_QUOTE_FIELDS: Final = tuple(name for name in VALUES if name not in _UNREPORTED)
_INDEX_FIELDS: Final = ("level", *(name for name in _QUOTE_FIELDS if name != "price"))
_ARTICLE_FIELDS: Final = tuple(name for name in CONTENT if name not in _UNREPORTED)

_GOOD_STATES: Final = frozenset({SourceState.LIVE, SourceState.UNCHANGED})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs."""

    name: str
    old: object
    new: object


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedChange:
    """One row, article or source that changed, with each of its fields that did."""

    at: datetime
    kind: str
    """`quote`, `index`, `article` or `source`."""
    id: InstrumentId | None = None
    name: str = ""
    """The display name of the instrument, the article or the source."""
    fields: tuple[FieldChange, ...]
    source: str | None
    row: Quote | None = None
    """The row as it is now, for the sentence."""
    is_new: bool = False
    is_gone: bool = False

    def records(self) -> Iterator[Record]:
        """Yield one flat record per field."""
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


def changes_between(old: Market, new: Market, now: datetime, on_wall: OnWall = same_time) -> Iterator[ReportedChange]:
    """Yield every change from one market to the other, at the time of day at which it was polled.

    The rows of a source's first successful poll are the starting point and no changes; rows that appear later are.

    Args:
        old: the market before.
        new: the market after.
        now: the time now by the clock that the markets are stamped with, aware UTC.
        on_wall: converts a time of that clock to the wall clock.
    """
    for change in _row_and_source_changes(old, new, now):
        yield replace(change, at=on_wall(change.at))
    for article in diff(old.articles, new.articles):
        yield from _article_changes(article, old, new, on_wall)


def _row_and_source_changes(old: Market, new: Market, now: datetime) -> Iterator[ReportedChange]:
    yield from _source_changes(old, new, now)
    yield from sorted(_row_changes(old, new, now), key=lambda change: change.kind != "index")  # the indices first


def _row_changes(old: Market, new: Market, now: datetime) -> Iterator[ReportedChange]:
    for change in diff(old.quotes, new.quotes):
        row = change.new or change.old
        if row is None or (change.old is None and _is_first_report(old, row.source)):
            continue
        is_index = row.kind is InstrumentKind.INDEX
        changed = tuple(_changed_fields(change.old, change.new, _INDEX_FIELDS if is_index else _QUOTE_FIELDS))
        if changed:
            yield ReportedChange(
                at=new.polled_at(row) if change.new else now,
                kind="index" if is_index else "quote",
                id=change.key,
                name=str(change.key),
                fields=changed,
                source=row.source,
                row=row,
                is_new=change.old is None,
                is_gone=change.new is None,
            )


def _article_changes(
    change: Change[str, Article], old: Market, new: Market, on_wall: OnWall
) -> Iterator[ReportedChange]:
    article = change.new
    if article is None:  # dropped as the oldest of too many
        return
    if change.old is not None:
        changed = tuple(_changed_fields(change.old, article, _ARTICLE_FIELDS))
    elif _is_first_report(old, article.source):
        return
    else:
        changed = (FieldChange("article", None, article_record(article)),)
    health = new.health.get(article.source)
    revised = health.last_poll if change.old is not None and health is not None else None
    if changed:
        yield ReportedChange(
            at=on_wall(revised) if revised is not None else article.polled_at,
            kind="article",
            name=article.headline,
            fields=changed,
            source=article.source,
            is_new=change.old is None,
        )


def _source_changes(old: Market, new: Market, now: datetime) -> Iterator[ReportedChange]:
    for change in diff(old.health, new.health):
        if change.old is None or change.new is None:
            continue
        before, after = _reported_state(change.old), _reported_state(change.new)
        changed = tuple(FieldChange(name, before[name], after[name]) for name in after if before[name] != after[name])
        is_first_success = before["state"] == SourceState.WAITING and after["state"] == SourceState.LIVE
        if changed and not is_first_success:
            at = change.new.last_poll or now
            yield ReportedChange(at=at, kind="source", name=change.key, fields=changed, source=change.key)


def _reported_state(health: SourceHealth) -> Mapping[str, object]:
    """Return state and reason; that a source has nothing new is no change of state."""
    state = SourceState.LIVE if health.state in _GOOD_STATES else health.state
    return {"state": state, "reason": health.reason}


def _is_first_report(old: Market, source: str) -> bool:
    health = old.health.get(source)
    return health is None or health.last_good is None


def _changed_fields(old: object, new: object, names: tuple[str, ...]) -> Iterator[FieldChange]:
    for name in names:
        before, after = _value(old, name), _value(new, name)
        # compared as numbers: 4.0 that becomes 4.00 is no change
        if before != after:
            yield FieldChange(name, before, after)


def _value(row: object, name: str) -> object:
    value: object = getattr(row, "price" if name == "level" else name) if row is not None else None
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value != () else None


def describe_change(change: ReportedChange) -> str:
    """Return the change as one plain sentence."""
    at = iso_utc(change.at)
    if change.kind == "source":
        return f"{at} {_source_sentence(change)}"
    sentence = _article_sentence(change) if change.kind == "article" else _row_sentence(change)
    return f"{at} {sentence} ({change.source})"


def _row_sentence(change: ReportedChange) -> str:
    value = next((field for field in change.fields if field.name in ("price", "level")), None)
    rest = [field for field in change.fields if field is not value]
    if change.is_gone:
        return f"{change.name} is gone, last at {_value_text(value.old if value else None)}"
    if change.is_new:
        return f"{change.name} appears at {_value_text(value.new if value else None)}"
    if value is None:
        current = change.row.price if change.row else None
        return f"{change.name} at {_value_text(current)}: " + ", ".join(_field_text(field) for field in rest)
    percent = change.row.percent if change.row else None
    day_change = f", {format_percent(percent)} on the day" if percent is not None else ""
    return f"{change.name} {_verb(value)} {_value_text(value.new)} from {_value_text(value.old)}{day_change}"


def _verb(value: FieldChange) -> str:
    if isinstance(value.old, Decimal) and isinstance(value.new, Decimal):
        return "rises to" if value.new > value.old else "falls to"
    return "is now"


def _article_sentence(change: ReportedChange) -> str:
    if change.is_new:
        return f"new story: {change.name}"
    return f"story changed ({', '.join(field.name.replace('_', ' ') for field in change.fields)}): {change.name}"


def _source_sentence(change: ReportedChange) -> str:
    new = {field.name: field.new for field in change.fields}
    if new.get("state") == SourceState.LIVE:
        return f"{change.name} answers again"
    reason = f": {new['reason']}" if new.get("reason") else ""
    return f"{change.name} is {new.get('state', SourceState.FAILING)}{reason}"


def _field_text(field: FieldChange) -> str:
    return f"{field.name.replace('_', ' ')} {_value_text(field.new)} (was {_value_text(field.old)})"


def _value_text(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Decimal | int):
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)

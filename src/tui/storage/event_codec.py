"""Events as JSON values, and back, by the types of their fields: a new field of an event or a row is stored as it is.

A checksum may confirm that a file is as it was written, not that this program wrote it: every value is checked as if it
came from a page. What was valid then passes, since the same limits applied to it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from itertools import chain
from operator import attrgetter, is_
from types import NoneType
from typing import Any, Final, NamedTuple, TypeGuard, TypeVar, get_args, get_origin, get_type_hints

from tui.domain.article import Article
from tui.domain.blocks import Block, Link, from_texts
from tui.domain.events import BoardRestored, Event, Snapshot
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import MAX_ARTICLE_LENGTH, CleanText, sanitize_block, sanitize_line
from tui.sources.adapter import MAX_ROWS
from tui.storage import stored_values

VERSION: Final = 5
"""Of the format of every event. A field with a default may be added without a new one."""
VERSIONS: Final = frozenset({4, VERSION})
"""Those that are decoded: 4 had the texts of an article as `paragraphs`."""

T = TypeVar("T")

_MISSING: Final = object()

_EVENT_TYPES: Final[Mapping[str, Any]] = {each.__name__: each for each in get_args(Event)}


def encode_event(event: Event) -> list[Any]:
    """Encode an event as its version, the name of its type, and its fields without those that have their default."""
    name = type(event).__name__
    return [VERSION, name, codec_for(_EVENT_TYPES[name]).encode(event)]


def decode_event(value: Sequence[Any]) -> Event:
    """Decode an event.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: `encode_event` of this version never returned this.
    """
    version, name, encoded = value
    if type(version) is not int or version not in VERSIONS:
        raise ValueError("another version")
    event: Event = codec_for(_EVENT_TYPES[name]).decode(encoded)
    for each in event.snapshots if isinstance(event, BoardRestored) else (event,):
        if isinstance(each, Snapshot):
            _check_rows(each)
    return event


def decode_snapshot(value: Sequence[Any]) -> Snapshot:
    """Decode an event that must be a snapshot. Raises as `decode_event`."""
    event = decode_event(value)
    if not isinstance(event, Snapshot):
        raise TypeError("not a snapshot")
    return event


def _check_rows(snapshot: Snapshot) -> None:
    rows: tuple[Quote | Article, ...] = (*snapshot.quotes, *snapshot.articles)
    if any(row.source != snapshot.source for row in rows):
        raise ValueError("a row of another source")


class Codec(NamedTuple):
    """How a value of one type is encoded as JSON, and decoded; both raise what `decode_event` raises."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    decode_all: Callable[[Sequence[Any]], Sequence[Any]] | None = None
    """Decodes the values of many rows, where that takes less time than one by one."""


@cache
def codec_for(hint: Any) -> Codec:  # noqa: ANN401  `Decimal | None` and `tuple[Quote, ...]` have no type of their own
    """Return the codec of a field's type.

    Raises:
        TypeError: values of this type cannot be stored.
    """
    if hint in _VALUES:
        return _VALUES[hint]
    inner = [each for each in get_args(hint) if each not in (NoneType, Ellipsis)]
    if NoneType in get_args(hint) and len(inner) == 1:
        return _optional(codec_for(inner[0]))
    if get_origin(hint) is tuple and len(inner) == 1:
        return _table(inner[0]) if _is_record(inner[0]) else _list(codec_for(inner[0]))
    if _is_record(hint):
        return _record(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Codec(lambda member: member.value, {each.value: each for each in hint}.__getitem__)
    raise TypeError(f"values of {hint} cannot be stored")


def _is_record(hint: Any) -> TypeGuard[type[Any]]:  # noqa: ANN401  as above
    return isinstance(hint, type) and hasattr(hint, "_field_defaults")


def _optional(codec: Codec) -> Codec:
    encode, decode, decode_all = codec

    def decode_optional(value: Any) -> Any:  # noqa: ANN401 - of any type
        return None if value is None else decode(value)

    def decode_all_optional(values: Sequence[Any]) -> Sequence[Any]:
        is_whole = decode_all is not None and None not in values
        return decode_all(values) if decode_all and is_whole else list(map(decode_optional, values))

    return Codec(lambda value: None if value is None else encode(value), decode_optional, decode_all_optional)


def _list(codec: Codec) -> Codec:
    def decode(values: list[Any]) -> tuple[Any, ...]:
        return tuple(map(codec.decode, _checked_list(values)))

    return Codec(lambda values: list(map(codec.encode, values)), decode)


def _record(record: type[Any]) -> Codec:
    """Return the codec of a record: its fields by name, without those that have their default."""
    codecs = _field_codecs(record)
    defaults = record._field_defaults

    def encode(value: object) -> dict[str, Any]:
        values = {name: getattr(value, name) for name in codecs}
        return {
            name: codecs[name].encode(each) for name, each in values.items() if each != defaults.get(name, _MISSING)
        }

    stored = _stored_fields(record)

    def decode(encoded: dict[str, Any]) -> object:
        return record(**{stored[name].name: stored[name].codec.decode(each) for name, each in encoded.items()})

    return Codec(encode, decode)


def _table(record: type[Any]) -> Codec:
    """Return the codec of a tuple of records: their number, and each field's values in the order of the rows.

    A field that all rows have alike has one value, and none where that is its default.
    """
    codecs = _field_codecs(record)
    defaults = record._field_defaults
    stored = _stored_fields(record)
    required = set(record._fields) - defaults.keys()

    def encode(rows: Sequence[Any]) -> dict[str, Any]:
        columns = {}
        for name, codec in codecs.items():
            values = list(map(attrgetter(name), rows))
            if not all(map(partial(is_, defaults.get(name, _MISSING)), values)):
                encoded = list(map(codec.encode, values))
                # compared as encoded: 0.0 and 0.00 are equal, yet each is stored with its own digits
                columns[name] = encoded[:1] if all(each == encoded[0] for each in encoded) else encoded
        return {"count": len(rows), "columns": columns}

    def decode(encoded: dict[str, Any]) -> tuple[Any, ...]:
        count = stored_values.checked_count(encoded["count"])
        if count > MAX_ROWS:
            raise ValueError("too many rows")
        columns = {
            stored[name].name: _decode_column(values, stored[name].codec, count)
            for name, values in encoded["columns"].items()
        }
        if count and not columns.keys() >= required:
            raise KeyError("a column that has no default is missing")
        all_columns = (columns[name] if name in columns else [defaults.get(name)] * count for name in record._fields)
        rows = tuple(map(record._make, zip(*all_columns, strict=True)))
        if len(rows) != count:
            raise ValueError("not so many rows")
        return rows

    return Codec(encode, decode)


def _decode_column(values: list[Any], codec: Codec, count: int) -> Sequence[Any]:
    if len(_checked_list(values)) == 1:
        return [codec.decode(values[0])] * count
    return list(map(codec.decode, values)) if codec.decode_all is None else codec.decode_all(values)


def _field_codecs(record: type[Any]) -> Mapping[str, Codec]:
    # the module of articles does not load that of blocks
    hints = get_type_hints(record, localns={"Block": Block})
    return {name: _FIELDS.get((record, name)) or codec_for(hints[name]) for name in record._fields}


class _StoredField(NamedTuple):
    """What a field is called now, and how it is decoded."""

    name: str
    codec: Codec


def _stored_fields(record: type[Any]) -> Mapping[str, _StoredField]:
    """Return the fields of a record by the names that they have or had in a file."""
    former = {name: field for (of, name), field in _FORMER_FIELDS.items() if of is record}
    return {name: _StoredField(name, codec) for name, codec in _field_codecs(record).items()} | former


def _checked_list(values: list[T]) -> list[T]:
    if type(values) is not list or len(values) > MAX_ROWS:
        raise ValueError("not a list of so many values")
    return values


def _decode_blocks(blocks: dict[str, Any]) -> tuple[Block, ...]:
    """Return the blocks of an article, none of which has a link beyond its text."""
    decoded: tuple[Block, ...] = codec_for(tuple[Block, ...]).decode(blocks)
    for block in decoded:
        ends = [0, *chain.from_iterable((link.start, link.end) for link in block.links), len(block.text)]
        if ends != sorted(ends):
            raise ValueError("a link beyond its text")
    return decoded


def _decode_paragraphs(texts: list[str]) -> tuple[Block, ...]:
    return from_texts(sanitize_block(text, spaced=True) for text in _checked_list(texts))


_VALUES: Final[Mapping[Any, Codec]] = {
    Decimal: Codec(stored_values.encode_figure, stored_values.decode_figure, stored_values.decode_figures),
    int: Codec(stored_values.same, stored_values.checked_count),
    bool: Codec(stored_values.same, stored_values.checked_flag),
    str: Codec(stored_values.same, stored_values.decode_name),
    CleanText: Codec(stored_values.same, sanitize_line),
    datetime: Codec(datetime.isoformat, stored_values.decode_time),
    timedelta: Codec(timedelta.total_seconds, stored_values.decode_span),
    InstrumentId: Codec(list, stored_values.decode_id, stored_values.decode_ids),
}
_FIELDS: Final[Mapping[tuple[type[Any], str], Codec]] = {
    (Article, "blocks"): Codec(lambda blocks: codec_for(tuple[Block, ...]).encode(blocks), _decode_blocks),
    (Block, "text"): Codec(stored_values.same, partial(sanitize_block, spaced=True)),
    (Link, "target"): Codec(stored_values.same, stored_values.decode_target),
    (Article, "caption"): _optional(Codec(stored_values.same, partial(sanitize_line, limit=MAX_ARTICLE_LENGTH))),
    (Article, "link"): Codec(stored_values.same, stored_values.decode_link),
}
"""The fields that need more than the check of their type."""
_FORMER_FIELDS: Final[Mapping[tuple[type[Any], str], _StoredField]] = {
    (Article, "paragraphs"): _StoredField("blocks", Codec(stored_values.same, _decode_paragraphs)),
}
"""The fields of former versions, by the names that they had."""

"""Values as JSON, and back, by the types of their fields: a new field of an event or a row is stored as it is.

What is decoded is checked as if it came from a page: where it is not as it was encoded that is ValueError, TypeError,
KeyError or AttributeError.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from itertools import chain
from operator import attrgetter, is_
from types import MappingProxyType, NoneType
from typing import Any, Final, NamedTuple, TypeGuard, TypeVar, get_args, get_origin, get_type_hints

from tui.domain.article import Article
from tui.domain.blocks import Block, Link, from_texts
from tui.domain.intraday import IntradaySeries
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import MAX_ARTICLE_LENGTH, CleanText, sanitize_block, sanitize_line
from tui.sources.adapter import MAX_ROWS
from tui.storage import stored_values

T = TypeVar("T")

_MAX_ALIKE: Final = 64
"""Rows of a table that may be stored as one: a few bytes are not thousands of rows."""
_MISSING: Final = object()


class Codec(NamedTuple):
    """How a value of one type is encoded as JSON, and decoded; both raise what `decode_event` raises."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    decode_all: Callable[[Sequence[Any]], Sequence[Any]] | None = None
    """Decodes the values of many rows, where that takes less time than one by one."""
    encode_all: Callable[[Sequence[Any]], Any] | None = None
    """Encodes the values of many rows as one, which `decode_all` decodes; None where each is one of a list."""


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
    if (origin := get_origin(hint)) in _CONTAINERS and len(inner) == (2 if origin is Mapping else 1):
        return _CONTAINERS[origin](*inner)
    if _is_record(hint):
        return _record(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Codec(lambda member: member.value, {each.value: each for each in hint}.__getitem__)
    raise TypeError(f"values of {hint} cannot be stored")


def _is_record(hint: Any) -> TypeGuard[type[Any]]:  # noqa: ANN401  as above
    return isinstance(hint, type) and hasattr(hint, "_field_defaults")


def _optional(codec: Codec) -> Codec:
    encode, decode, decode_all, _ = codec

    def decode_optional(value: Any) -> Any:  # noqa: ANN401 - of any type
        return None if value is None else decode(value)

    def decode_all_optional(values: Sequence[Any]) -> Sequence[Any]:
        is_whole = decode_all is not None and None not in values
        return decode_all(values) if decode_all and is_whole else list(map(decode_optional, values))

    return Codec(lambda value: None if value is None else encode(value), decode_optional, decode_all_optional)


def _tuple(hint: Any) -> Codec:  # noqa: ANN401  as above
    if _is_record(hint):
        return _table(hint)
    codec = codec_for(hint)
    return Codec(lambda values: list(map(codec.encode, values)), lambda values: tuple(_decode_each(codec, values)))


def _set(hint: Any) -> Codec:  # noqa: ANN401  as above
    codec = codec_for(hint)
    return Codec(
        lambda values: list(map(codec.encode, sorted(values))), lambda values: frozenset(_decode_each(codec, values))
    )


def _mapping(key: Any, value: Any) -> Codec:  # noqa: ANN401  as above
    """Return the codec of a mapping: its keys in their order, where its values do not state them, and its values."""
    keys, values = codec_for(key), codec_for(tuple[value, ...])
    stated = _STATED_KEYS.get(value)

    def encode(mapping: Mapping[Any, Any]) -> dict[str, Any]:
        names = {} if stated else {"keys": list(map(keys.encode, mapping))}
        return {**names, "values": values.encode(tuple(mapping.values()))}

    def decode(encoded: dict[str, Any]) -> Mapping[Any, Any]:
        found = values.decode(encoded["values"])
        names = map(stated, found) if stated else _decode_each(keys, encoded["keys"])
        decoded = dict(zip(names, found, strict=True))
        if len(decoded) != len(found):
            raise ValueError("a key that is there twice")
        return MappingProxyType(decoded)

    return Codec(encode, decode)


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
                columns[name] = _encode_column(codec, values)
        if columns and len(rows) > _MAX_ALIKE and all(map(_is_for_all, columns.values())):
            columns[next(iter(columns))] *= len(rows)
        return {"count": len(rows), "columns": columns}

    def decode(encoded: dict[str, Any]) -> tuple[Any, ...]:
        count = stored_values.checked_count(encoded["count"])
        are_alike = all(map(_is_for_all, encoded["columns"].values()))
        if count > (_MAX_ALIKE if are_alike else MAX_ROWS):
            raise ValueError("too many rows")
        made = min(count, 1) if are_alike else count
        columns = {
            stored[name].name: _decode_column(values, stored[name].codec, made)
            for name, values in encoded["columns"].items()
        }
        if count and not columns.keys() >= required:
            raise KeyError("a column that has no default is missing")
        all_columns = (columns[name] if name in columns else [defaults.get(name)] * made for name in record._fields)
        rows = tuple(map(record._make, zip(*all_columns, strict=True)))
        if len(rows) != made:
            raise ValueError("not so many rows")
        return rows * count if are_alike else rows

    return Codec(encode, decode)


def _is_for_all(column: Any) -> bool:  # noqa: ANN401 - a file may hold anything
    return type(column) is list and len(column) == 1


def _encode_column(codec: Codec, values: Sequence[Any]) -> Any:  # noqa: ANN401 - of any type
    if codec.encode_all is not None:
        return codec.encode_all(values)
    encoded = _encode_each(codec, values)
    # compared as encoded: 0.0 and 0.00 are equal, yet each is stored with its own digits
    return encoded[:1] if all(each == encoded[0] for each in encoded) else encoded


def _encode_each(codec: Codec, values: Sequence[Any]) -> list[Any]:
    """Return values encoded, each object once where many share one: the rows of a poll its time, for example."""
    keys = list(map(id, values))
    objects = dict(zip(keys, values, strict=True))
    if 2 * len(objects) > len(values):
        return list(map(codec.encode, values))
    encoded = {key: codec.encode(each) for key, each in objects.items()}
    return [encoded[key] for key in keys]


def _decode_column(values: Any, codec: Codec, count: int) -> Sequence[Any]:  # noqa: ANN401 - a file may hold anything
    if codec.encode_all is not None and codec.decode_all is not None:
        return codec.decode_all(values)
    return [codec.decode(values[0])] * count if len(_checked_list(values)) == 1 else _decode_each(codec, values)


def _decode_each(codec: Codec, values: list[Any]) -> Sequence[Any]:
    _checked_list(values)
    return list(map(codec.decode, values)) if codec.decode_all is None else codec.decode_all(values)


def _field_codecs(record: type[Any]) -> Mapping[str, Codec]:
    # the module of articles does not load that of blocks; an array takes no type before Python 3.12
    hints = get_type_hints(record, localns={"Block": Block, "array": list})
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


def _decode_series(encoded: dict[str, Any]) -> Mapping[InstrumentId, IntradaySeries]:
    """Return the series of a day, each with as many times as values."""
    decoded: Mapping[InstrumentId, IntradaySeries] = _mapping(InstrumentId, IntradaySeries).decode(encoded)
    if any(len(each.points) != len(each.times) for each in decoded.values()):
        raise ValueError("not so many times as values")
    return decoded


def _packed(unpack: Callable[[Any], Sequence[Any]]) -> Codec:
    return Codec(stored_values.same, stored_values.same, unpack, stored_values.pack_arrays)


_CONTAINERS: Final[Mapping[Any, Callable[..., Codec]]] = {tuple: _tuple, frozenset: _set, Mapping: _mapping}
_VALUES: Final[Mapping[Any, Codec]] = {
    Decimal: Codec(stored_values.encode_figure, stored_values.decode_figure, stored_values.decode_figures),
    int: Codec(stored_values.same, stored_values.checked_count),
    bool: Codec(stored_values.same, stored_values.checked_flag),
    str: Codec(stored_values.same, stored_values.decode_name),
    CleanText: Codec(stored_values.same, sanitize_line),
    datetime: Codec(datetime.isoformat, stored_values.decode_time, stored_values.decode_times),
    date: Codec(date.isoformat, stored_values.decode_day),
    timedelta: Codec(timedelta.total_seconds, stored_values.decode_span),
    InstrumentId: Codec(list, stored_values.decode_id, stored_values.decode_ids),
    Mapping[InstrumentId, IntradaySeries]: Codec(
        lambda series: _mapping(InstrumentId, IntradaySeries).encode(series), _decode_series
    ),
}
_STATED_KEYS: Final[Mapping[Any, Callable[[Any], Any]]] = {Quote: attrgetter("id"), Article: attrgetter("id")}
"""What states the keys of a mapping of such values."""
_FIELDS: Final[Mapping[tuple[type[Any], str], Codec]] = {
    (Article, "blocks"): Codec(lambda blocks: codec_for(tuple[Block, ...]).encode(blocks), _decode_blocks),
    (Block, "text"): Codec(stored_values.same, partial(sanitize_block, spaced=True)),
    (Link, "target"): Codec(stored_values.same, stored_values.decode_target),
    (Article, "caption"): _optional(Codec(stored_values.same, partial(sanitize_line, limit=MAX_ARTICLE_LENGTH))),
    (Article, "link"): Codec(stored_values.same, stored_values.decode_link),
    (IntradaySeries, "points"): _packed(stored_values.unpack_points),
    (IntradaySeries, "times"): _packed(stored_values.unpack_times),
}
"""The fields that need more than the check of their type."""
_FORMER_FIELDS: Final[Mapping[tuple[type[Any], str], _StoredField]] = {
    (Article, "paragraphs"): _StoredField("blocks", Codec(stored_values.same, _decode_paragraphs)),
}
"""The fields of former versions, by the names that they had."""

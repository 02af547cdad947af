"""Events as JSON values, and back.

A checksum may confirm that a file is as it was written, not that this program wrote it: every value is checked as if it
came from a page. What was valid then passes, since the same limits applied to it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from tui.domain.article import Article
from tui.domain.events import BoardRestored, Event, Snapshot
from tui.domain.quote import Quote
from tui.storage.value_codec import codec_for

VERSION: Final = 5
"""Of the format of every event. A field with a default may be added without a new one."""
VERSIONS: Final = frozenset({4, VERSION})
"""Those that are decoded: 4 had the texts of an article as `paragraphs`."""

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

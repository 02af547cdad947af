"""Events as a collector publishes them, and back: of a response what changed since the last one, all others whole."""

from typing import Any, Final, get_args

from tui.domain.events import (
    AlertsRang,
    ArticleFetched,
    ArticleRequestCancelled,
    ArticleRequested,
    ArticlesRestored,
    BoardRestored,
    DayFilled,
    DayRestored,
    Event,
    Failure,
    NextPollPlanned,
    NotModified,
    PageRejected,
    SessionChanged,
    Snapshot,
    SourcePaused,
    SourceResumed,
    SourcesReplaced,
)
from tui.domain.instants import OnWall, same_time
from tui.domain.text import sanitize_line
from tui.storage.event_codec import VERSIONS, encode_event
from tui.storage.history.delta import DeltaEncoder, pack_json, rows_of
from tui.storage.history.delta_decoder import DeltaDecoder
from tui.storage.history.errors import NOT_AS_WRITTEN
from tui.storage.market_codec import checked_json, version_words
from tui.storage.wall_clock import on_wall_clock

MAX_TEXT: Final = 32 << 20
"""Bytes of an event once it is decompressed."""
MAX_SOURCES: Final = 1_000
"""Of which a decoder holds the rows."""
MAX_HELD: Final = 500_000
"""Rows and articles that it holds of all of them."""
_MAX_NAME: Final = 40
_TYPES: Final = frozenset(each.__name__ for each in get_args(Event))


class StreamError(ValueError):
    """An event of a stream cannot be read; the message is a short plain reason."""


class UnknownEventError(StreamError):
    """An event is of a type that a newer program has, with the same version: those after it can be read."""


class StreamEncoder:
    """Encodes events in the order in which they were applied. Used by one thread at a time.

    Args:
        on_wall: what the wall clock shows at a time of the events: another program knows no other clock.
    """

    def __init__(self, on_wall: OnWall = same_time) -> None:
        self._on_wall = on_wall
        self._responses = DeltaEncoder(on_wall)

    def forget(self) -> None:
        """Encode the next response of every source whole: from now on some follow who know none before it."""
        self._responses.forget()

    def encode(self, event: Event) -> bytes:
        """Return an event as it is published."""
        match event:
            case Snapshot():
                return self._responses.encode_response(event).body
            case SourcesReplaced():
                # rows of other requests are no changes of the ones before
                self.forget()
                return self._whole(event)
            case (
                NotModified()
                | Failure()
                | NextPollPlanned()
                | SourcePaused()
                | SourceResumed()
                | PageRejected()
                | BoardRestored()
                | DayRestored()
                | DayFilled()
                | ArticlesRestored()
                | SessionChanged()
                | AlertsRang()
                | ArticleRequested()
                | ArticleRequestCancelled()
                | ArticleFetched()
            ):
                return self._whole(event)

    def _whole(self, event: Event) -> bytes:
        return pack_json({"event": encode_event(on_wall_clock(event, self._on_wall))})


class StreamDecoder:
    """Decodes events in the order in which they were published, each once; one that is refused is left out.

    After one that may have been a response, what was reported before is forgotten: changes are of no use without it.
    """

    def __init__(self) -> None:
        self._responses = DeltaDecoder()

    def decode(self, body: bytes) -> Event | None:
        """Return an event, its times by the wall clock; None for changes of a source of which no whole response came.

        Who gets None knows less than was published, until a whole response comes or a newer state is loaded.

        Raises:
            UnknownEventError: it is of a type that this program does not know.
            StreamError: it is damaged, of another version, or nothing that `StreamEncoder` returned.
        """
        try:
            event = self._decoded(body)
        except UnknownEventError:
            raise
        except StreamError:
            self._responses.forget()
            raise
        except NOT_AS_WRITTEN:
            self._responses.forget()
            raise StreamError("an event that is damaged, or was not written by this program") from None
        return event

    def _decoded(self, body: bytes) -> Event | None:
        packed: dict[str, Any] = checked_json(body, MAX_TEXT)
        version, name, _ = packed["event"]
        if type(version) is not int or version not in VERSIONS:
            raise StreamError(f"events of {version_words(version, VERSIONS)}")
        if name not in _TYPES:
            raise UnknownEventError(f"an event of an unknown type: {sanitize_line(name, _MAX_NAME)}")
        event = self._responses.whole(rows_of(packed))
        if isinstance(event, SourcesReplaced):
            # the next response of each is whole
            self._responses.forget()
        if self._responses.sources > MAX_SOURCES or self._responses.held > MAX_HELD:
            raise StreamError("more sources or rows than any collector has")
        return event

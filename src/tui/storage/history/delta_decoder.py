"""Whole events again, of what history and a collector keep of them."""

from collections.abc import Mapping
from types import MappingProxyType

from tui.domain.article import Article
from tui.domain.events import Event, Snapshot
from tui.domain.quote import InstrumentId, Quote
from tui.sources.adapter import MAX_ROWS
from tui.storage.history.delta import StoredRows, decode_rows


class DeltaDecoder:
    """Makes whole events again, in the order in which they were kept.

    Args:
        rows: what each source has reported until now, by its name.
        articles: likewise.
    """

    def __init__(
        self,
        rows: Mapping[str, Mapping[InstrumentId, Quote]] = MappingProxyType({}),
        articles: Mapping[str, tuple[Article, ...]] = MappingProxyType({}),
    ) -> None:
        self._rows, self._articles = {**rows}, {**articles}

    def copy(self) -> "DeltaDecoder":
        """Return a decoder that goes on from here, apart from this one."""
        return DeltaDecoder(self._rows, self._articles)

    @property
    def held(self) -> int:
        """The rows and articles that are known, of all sources."""
        return sum(map(len, (*self._rows.values(), *self._articles.values())))

    @property
    def sources(self) -> int:
        """The number of sources of which a response is known."""
        return len(self._rows)

    def forget(self) -> None:
        """Forget what was reported: until the next whole response of each source nothing can be told of it."""
        self._rows, self._articles = {}, {}

    def decode(self, body: bytes) -> Event | None:
        """Return an event whole; None for changes of a source of which no whole response came before.

        Raises:
            ValueError, TypeError, KeyError, AttributeError: `DeltaEncoder` never wrote this.
        """
        return self.whole(decode_rows(body))

    def whole(self, stored: StoredRows) -> Event | None:
        """Return the same of an event that was decoded with the rows that changed. Raises ValueError as `decode`."""
        snapshot = stored.event
        if not isinstance(snapshot, Snapshot):
            return snapshot
        source = snapshot.source
        known = {} if stored.is_whole else self._rows.get(source)
        if known is None:
            return None
        # a dictionary of its own: copies of this decoder share the one before
        rows = {key: row for key, row in known.items() if key not in stored.gone} if stored.gone else known
        if snapshot.quotes:
            rows = {**rows, **{row.id: row for row in snapshot.quotes}}
            if len(rows) > MAX_ROWS:
                raise ValueError("too many rows")
        self._rows[source] = rows
        self._articles[source] = stored.articles_after(self._articles.get(source, ()))
        return snapshot._replace(quotes=tuple(rows.values()), articles=self._articles[source])

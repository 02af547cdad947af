"""What the sources last said, kept on disk so that the next start has a board to show at once, with its age."""

import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from tui.domain.market import Market
from tui.domain.recall import recalled
from tui.domain.shelf import dated
from tui.domain.snapshot import Snapshot
from tui.engine.clocks import aware
from tui.engine.private_file import read_private, write_private
from tui.engine.stored_rows import article_from, article_row, index_from, index_row, quote_from, quote_row
from tui.sources.source import Source

_log = logging.getLogger(__name__)

KEPT_FOR: Final = timedelta(days=7)
"""Longer than any holiday of a market; what is older than that says nothing any more."""

_NAME: Final = "board.json"
_FORM: Final = b"bigboard 2"
_BYTES: Final = 16 << 20
_MOST_OF_ALL: Final = 8 << 20
"""Bytes of a file that holds what other boards watch too; of a larger one only our own part is written."""
_MOST_ARTICLES: Final = 20
_AHEAD: Final = timedelta(minutes=1)


class StoredBoard:
    """The file of it. A file in which anything is wrong counts as none.

    All boards share one file: each writes what its own sources said, and leaves what others are watching in place.

    Args:
        folder: the state folder; None keeps nothing.
        sources: whose sayings are kept; one that now asks for something else begins with nothing.
    """

    def __init__(self, folder: Path | None, sources: Sequence[Source]) -> None:
        self._file = folder / _NAME if folder else None
        self._marks = {source.name: _mark(source) for source in sources}
        self._kept: Market | None = None

    def recalled(self, market: Market, now: datetime) -> Market:
        """The market before the first poll with what is kept of its sources, or the same market.

        Args:
            market: before the first poll.
            now: aware UTC; what was said after it, or too long before it, is left out.
        """
        if self._file is None:
            return market
        try:
            content = read_private(self._file, _BYTES)
            told = list(self._told(_whole(content), now)) if content else []
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            _log.warning("the stored board is not known: %s", type(error).__name__)
            return market
        self._kept = recalled(market, told) if told else market
        return self._kept

    def keep(self, market: Market) -> None:
        """Write what the market's sources last said, where that is something new."""
        before, self._kept = self._kept, market
        if self._file is None or not market.heard_quotes or (before is not None and _same(before, market)):
            return
        heard = [name for name in market.health if name in market.heard_quotes]
        told = {self._marks[name]: _saying(market, name) for name in heard}
        latest = max(market.heard_quotes[name].at for name in heard)
        try:
            body = _body(self._of_others(latest - KEPT_FOR) | told)
            if len(body) > _MOST_OF_ALL:
                body = _body(told)
            write_private(self._file, _digest(body) + b"\n" + body)
        except OSError as error:
            _log.warning("the board is not stored: %s", os.strerror(error.errno or 0))

    def _of_others(self, since: datetime) -> dict[str, Any]:
        """What the file holds of sources that are not ours: another board watches them."""
        assert self._file is not None
        try:
            kept = _whole(read_private(self._file, _BYTES))
            ours = frozenset(self._marks.values())
            return {mark: said for mark, said in kept.items() if mark not in ours and aware(said["at"]) >= since}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def _told(self, kept: Mapping[str, Any], now: datetime) -> Iterator[Snapshot]:
        for name, mark in self._marks.items():
            saying = kept.get(mark)
            if saying is None or not now - KEPT_FOR <= (at := aware(saying["at"])) <= now + _AHEAD:
                continue
            yield Snapshot(
                source=name,
                at=at,
                quotes=tuple(quote_from(row, name, at) for row in saying["quotes"]),
                indices=tuple(index_from(row, name, at) for row in saying["indices"]),
                articles=tuple(article_from(row, name) for row in saying["articles"]),
            )


def _saying(market: Market, name: str) -> Mapping[str, Any]:
    quotes, indices = market.heard_quotes[name], market.heard_indices.get(name)
    articles = sorted((each for each in market.articles.values() if each.source == name), key=dated)
    levels = indices.rows.items() if indices else ()
    return {
        "at": quotes.at.isoformat(),
        "quotes": [quote_row(row) for key, row in quotes.rows.items() if key not in quotes.lapsed],
        "indices": [index_row(row) for key, row in levels if indices and key not in indices.lapsed],
        "articles": [article_row(article) for article in articles[-_MOST_ARTICLES:]],
    }


def _body(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _whole(content: bytes) -> dict[str, Any]:
    """What was written. Raises ValueError where a single byte is another than it was."""
    digest, _, body = content.partition(b"\n")
    if digest != _digest(body):
        raise ValueError("not as it was written")
    kept: dict[str, Any] = json.loads(body)
    return kept


def _digest(body: bytes) -> bytes:
    # the form of the rows is part of it: a later program that writes another form begins with nothing
    return blake2b(body, digest_size=16, person=_FORM).hexdigest().encode()


def _same(before: Market, market: Market) -> bool:
    """Whether nobody has been heard since."""
    return before.heard_quotes is market.heard_quotes and before.articles is market.articles


def _mark(source: Source) -> str:
    """What a source asks for, as a digest: an address may hold a secret."""
    asked = json.dumps([source.name, source.kind, source.url, source.market, source.symbols])
    return blake2b(asked.encode(), digest_size=12).hexdigest()

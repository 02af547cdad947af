"""What the sources last said, kept on disk so that the next start has a board to show at once, with its age."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from tui.domain.instants import OnWall, as_it_is
from tui.domain.market import Market, article_time, restore_market
from tui.domain.poll_result import Snapshot
from tui.sources.adapter import MAX_ROWS, SourceConfig
from tui.sources.redaction.redact import redact_patterns, redact_values, secrets_of
from tui.storage.atomic_file import read_bounded, write_atomic
from tui.storage.board_codec import (
    decode_article,
    decode_index,
    decode_quote,
    encode_article,
    encode_index,
    encode_quote,
    moment_from,
)

_log = logging.getLogger(__name__)

MAX_AGE: Final = timedelta(days=7)
"""Longer than any holiday of a market; what is older than that says nothing any more."""

_NAME: Final = "board.json"
_FORM: Final = b"bigboard 1"
_BYTES: Final = 16 << 20
_MOST_ARTICLES: Final = 20
_AHEAD: Final = timedelta(minutes=1)
_NOT_ASKED: Final = frozenset(
    {"name", "every", "key", "has_permission", "allow_private", "ignore_market_hours", "backoff_cap"}
)
"""What of a source changes neither what it is asked for nor how its answer is read."""


class BoardCache:
    """The file of it. A file in which anything is wrong counts as none.

    Args:
        folder: the state folder; None keeps nothing.
        sources: whose sayings are kept; one that now asks for something else begins with nothing.
        on_wall: what the wall clock shows at a moment of the market: the next start knows no other clock.
    """

    def __init__(self, folder: Path | None, sources: Sequence[SourceConfig], on_wall: OnWall = as_it_is) -> None:
        self._file = folder / _NAME if folder else None
        self._marks = {source.name: _mark(source) for source in sources}
        self._on_wall = on_wall
        self._kept: Market | None = None

    def restore(self, market: Market, now: datetime) -> Market:
        """The market before the first poll with what is kept of its sources, or the same market.

        Args:
            market: before the first poll.
            now: aware UTC; what was said after it, or too long before it, is left out.
        """
        if self._file is None:
            return market
        try:
            content = read_bounded(self._file, _BYTES)
            told = list(self._told(_whole(content), now)) if content else []
        except (OSError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
            _log.warning("the stored board is not known: %s", type(error).__name__)
            return market
        self._kept = restore_market(market, told) if told else market
        return self._kept

    def save(self, market: Market) -> None:
        """Write what the market's sources last said, where that is something new."""
        before, self._kept = self._kept, market
        if self._file is None or not market.heard_quotes or (before is not None and _same(before, market)):
            return
        told = {name: self._saying(market, name) for name in market.health if name in market.heard_quotes}
        try:
            # half a surrogate pair is no text: it is stored as a question mark, and the board with it
            body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
            write_atomic(self._file, _digest(body) + b"\n" + body)
        except OSError as error:
            _log.warning("the board is not stored: %s", error.strerror or type(error).__name__)

    def _saying(self, market: Market, name: str) -> Mapping[str, Any]:
        quotes, indices = market.heard_quotes[name], market.heard_indices.get(name)
        articles = sorted((each for each in market.articles.values() if each.source == name), key=article_time)
        return {
            "mark": self._marks[name],
            "at": self._on_wall(quotes.at).isoformat(),
            "quotes": [encode_quote(row) for key, row in quotes.rows.items() if key not in quotes.lapsed],
            "indices": [encode_index(row) for key, row in indices.rows.items() if key not in indices.lapsed]
            if indices
            else [],
            "articles": [encode_article(article) for article in articles[-_MOST_ARTICLES:]],
        }

    def _told(self, kept: Mapping[str, Any], now: datetime) -> Iterator[Snapshot]:
        for name, saying in kept.items():
            at = moment_from(saying["at"]).astimezone(UTC)
            if saying["mark"] != self._marks.get(name) or not now - MAX_AGE <= at <= now + _AHEAD:
                continue
            yield Snapshot(
                source=name,
                at=at,
                quotes=tuple(decode_quote(row, name, at) for row in _few(saying["quotes"], MAX_ROWS)),
                indices=tuple(decode_index(row, name, at) for row in _few(saying["indices"], MAX_ROWS)),
                articles=tuple(decode_article(row, name) for row in _few(saying["articles"], _MOST_ARTICLES)),
            )


def _whole(content: bytes) -> dict[str, Any]:
    """What was written. Raises ValueError where a single byte is another than it was."""
    digest, _, body = content.partition(b"\n")
    if digest != _digest(body):
        raise ValueError("not as it was written")
    kept: dict[str, Any] = json.loads(body)
    return kept


def _few(rows: list[Any], most: int) -> list[Any]:
    """The rows, as many as were ever written. Raises ValueError where there are more."""
    if len(rows) > most:
        raise ValueError("too many rows")
    return rows


def _digest(body: bytes) -> bytes:
    # the form of the rows is part of it: a later program that writes another form begins with nothing
    return blake2b(body, digest_size=16, person=_FORM).hexdigest().encode()


def _same(before: Market, market: Market) -> bool:
    """Whether nobody has been heard since."""
    return before.heard_quotes is market.heard_quotes and before.articles is market.articles


def _mark(source: SourceConfig) -> str:
    """All that decides what is asked for and how the answer is read, as a digest that depends on no secret."""
    asked = {each.name: getattr(source, each.name) for each in fields(source) if each.name not in _NOT_ASKED}
    asked["url"] = redact_patterns(source.url)
    asked["headers"] = [redact_patterns(f"{name}: {value}") for name, value in source.headers]
    asked["instruments"] = sorted(source.instruments.items())
    if source.table is not None:
        table = source.table
        asked["table"] = [[each.name, getattr(table, each.name)] for each in fields(table) if each.name != "columns"]
        asked["columns"] = sorted(table.columns.items())
    text = redact_values(json.dumps(asked, ensure_ascii=False), secrets_of(source))
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=12).hexdigest()

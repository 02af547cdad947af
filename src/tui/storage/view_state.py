"""The file of what the user left on the screen: a small JSON document, every value of which is checked.

A file that is not as this program writes it is renamed, so that nothing of it is lost, and counts as none.
"""

import errno
import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import accumulate, takewhile
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText, sanitize_line
from tui.storage.atomic_file import read_bounded, write_atomic
from tui.view.pane_layout import MAX_COLUMNS, OpenPanes
from tui.view.sorting import Sort
from tui.view.view_state import (
    MAX_HISTORY,
    MAX_MARKED,
    MAX_PLACES,
    MAX_READ,
    NO_MARKS,
    NOTHING_REMEMBERED,
    ArticlePlace,
    Choice,
    Look,
    NewsMarks,
    TabView,
    ViewState,
)

_log = logging.getLogger(__name__)

VERSION: Final = 1
ASIDE: Final = ".unusable"
"""The suffix of a file that could not be used."""

MAX_FILE_SIZE: Final = 1 << 20
"""Bytes."""
MAX_TABS: Final = 100
MAX_ORDER: Final = 10_000
"""Instruments of a frozen order."""
MAX_ENTRIES: Final = 50
"""Of each of the smaller tables."""
MAX_TEXT: Final = 300
"""Characters of any text."""
MAX_IDS_LENGTH: Final = 200_000
"""Characters of all ids of articles in one list: the file has room for them, and a start time to read them."""
MAX_NUMBER: Final = 1_000_000
_INSTRUMENT: Final = re.compile(r"[A-Z][A-Z0-9._-]{0,15}:[A-Z0-9.^=&:/_-]{1,32}", re.ASCII)

T = TypeVar("T")


class StoredView(NamedTuple):
    """What was read, and what there is to say about it."""

    state: ViewState = NOTHING_REMEMBERED
    problem: CleanText = CleanText("")
    """Why the file was set aside; empty where it was not."""


class ViewStore:
    """The file of the view.

    Args:
        folder: of the file; None stores nothing.
        name: of the file.
    """

    def __init__(self, folder: Path | None, name: str = "view.json") -> None:
        self._file = folder / name if folder else None
        self._stored: ViewState | None = None
        self._lock = Lock()

    def load(self) -> StoredView:
        """Return what was stored. A file that is damaged, or that a newer version wrote, is renamed."""
        if self._file is None:
            return StoredView()
        try:
            content = _read(self._file)
            state = decode_view(json.loads(content)) if content else NOTHING_REMEMBERED
        except (OSError, ValueError, RecursionError) as error:
            return StoredView(problem=self._set_aside(self._file, error))
        self._stored = state
        return StoredView(state)

    def save(self, state: ViewState) -> None:
        """Write the view, unless it is what the file has. An error of the disk is logged."""
        with self._lock:
            if self._file is None or state == self._stored:
                return
            # half a surrogate pair is no text: it is stored as a question mark
            content = json.dumps(encode_view(state), ensure_ascii=False).encode("utf-8", "replace")
            try:
                write_atomic(self._file, content)
            except OSError as error:
                _log.warning("the view is not stored: %s", error.strerror or type(error).__name__)
            else:
                self._stored = state

    def _set_aside(self, file: Path, error: Exception) -> CleanText:
        aside = file.with_name(file.name + ASIDE)
        try:
            file.replace(aside)
        except OSError as problem:
            done = f"cannot be renamed ({problem.strerror})"
        else:
            done = f"is now {aside.name}"
        text = sanitize_line(f"{file.name} {done}: {_reason(error)}")
        _log.warning("the view of the last run is not used: %s", text)
        return text


def stored_marks(folder: Path | None, name: str = "view.json") -> NewsMarks:
    """Return what the user has read and marked, for a command; a file that cannot be used has nothing, and stays."""
    try:
        content = b"" if folder is None else _read(folder / name)
        return decode_view(json.loads(content)).news if content else NO_MARKS
    except (OSError, ValueError, RecursionError):
        return NO_MARKS


def _read(file: Path) -> bytes:
    try:
        return read_bounded(file, MAX_FILE_SIZE)
    except ValueError:
        raise _ViewError(f"larger than {MAX_FILE_SIZE >> 20} MB") from None


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        is_link = error.errno == errno.ELOOP
        return "it is a link" if is_link else error.strerror or "cannot be read"
    return str(error) if isinstance(error, _ViewError) else "damaged"


class _ViewError(ValueError):
    """A value that this program would not have written."""


def encode_view(state: ViewState) -> dict[str, Any]:
    """Return a view as JSON's own types, within the limits of the file."""
    panes = state.panes
    return {
        "version": VERSION,
        "tab": state.tab,
        "tabs": {name: _encode_tab(view) for name, view in list(state.tabs.items())[:MAX_TABS]},
        "panes": None if panes is None else _encode_panes(panes),
        "focus": state.focus,
        "sizes": dict(state.sizes),
        "tops": {name: min(top, MAX_NUMBER) for name, top in state.tops.items()},
        "choices": {name: list(choice) for name, choice in state.choices.items()},
        "article": state.article[:MAX_TEXT],
        "read": _encode_ids(state.news.read, MAX_READ),
        "marked": _encode_ids(state.news.marked, MAX_MARKED),
        "places": dict([(key, list(each)) for key, each in state.places.items() if len(key) <= MAX_TEXT][-MAX_PLACES:]),
        "history": [line for line in state.history if len(line) <= MAX_TEXT][-MAX_HISTORY:],
        "look": {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in state.look._asdict().items()
        },
    }


def _encode_tab(view: TabView) -> dict[str, Any]:
    return {
        "sort": list(view.sort),
        "filter": view.filter_text,
        "frozen": view.frozen,
        "cursor": None if view.cursor is None else str(view.cursor),
        "top": min(view.top, MAX_NUMBER),
        "order": list(map(str, view.order[:MAX_ORDER])),
    }


def decode_view(stored: object) -> ViewState:
    """Return the view that was stored.

    Raises:
        ValueError: any value is of another type or out of its range, or a newer version wrote it.
    """
    fields = _table(stored)
    version = _number(fields.pop("version", 0))
    if version > VERSION:
        raise _ViewError("a newer version of bigboard wrote it")
    if version != VERSION:
        raise _ViewError("damaged")
    panes = fields.pop("panes", None)
    read, marked = (
        dict.fromkeys(_ids(fields.pop(name, None), limit))
        for name, limit in (("read", MAX_READ), ("marked", MAX_MARKED))
    )
    return ViewState(
        tab=_text(fields.pop("tab", "")),
        tabs=_mapping(fields.pop("tabs", {}), _decode_tab, MAX_TABS),
        panes=None if panes is None else _decode_panes(panes),
        focus=_text(fields.pop("focus", "")),
        sizes=_mapping(fields.pop("sizes", {}), _number),
        tops=_mapping(fields.pop("tops", {}), _number),
        choices=_mapping(fields.pop("choices", {}), _decode_choice),
        article=_text(fields.pop("article", "")),
        places=_mapping(fields.pop("places", {}), _decode_place, MAX_PLACES),
        news=NewsMarks(MappingProxyType(read), MappingProxyType(marked)),
        history=_list(fields.pop("history", []), _text, MAX_HISTORY),
        look=_decode_look(fields.pop("look", {})),
    )


def _encode_ids(ids: Iterable[str], limit: int) -> list[str]:
    """Return the newest of the ids, as many as there is room for."""
    short = [key for key in ids if len(key) <= MAX_TEXT][-limit:]
    lengths = accumulate(map(len, reversed(short)))
    count = sum(1 for _ in takewhile(lambda length: length <= MAX_IDS_LENGTH, lengths))
    return short[len(short) - count :]


def _ids(value: object, limit: int) -> list[str]:
    """Return ids of articles; there may be thousands, which one look at all of them checks."""
    ids: list[Any] = [] if value is None else value if isinstance(value, list) else [None]
    if len(ids) > limit or not all(isinstance(key, str) and len(key) <= MAX_TEXT for key in ids):
        raise _ViewError("damaged")
    return ids if "".join(ids).isprintable() else list(map(_text, ids))


def _decode_tab(stored: object) -> TabView:
    fields = _table(stored)
    cursor = fields.get("cursor")
    sort = fields.get("sort")
    if not isinstance(sort, list) or len(sort) != len(Sort._fields):
        raise _ViewError("damaged")
    return TabView(
        sort=Sort(_text(sort[0]), _switch(sort[1])),
        filter_text=_text(fields.get("filter")),
        frozen=_switch(fields.get("frozen")),
        cursor=None if cursor is None else _instrument(cursor),
        top=_number(fields.get("top")),
        order=_list(fields.get("order"), _instrument, MAX_ORDER),
    )


def _encode_panes(panes: OpenPanes) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in panes._asdict().items()}


def _decode_panes(stored: object) -> OpenPanes:
    """Return the panes; what was stored before there was more of them has the defaults of the rest."""
    fields, usual = _table(stored), OpenPanes()
    columns, rules = (
        _list(fields.get(name, list(default)), _distance, MAX_COLUMNS + 1)
        for name, default in (("columns_moved", usual.columns_moved), ("rules_moved", usual.rules_moved))
    )
    if len(columns) != len(usual.columns_moved) or len(rules) != len(usual.rules_moved):
        raise _ViewError("damaged")
    return OpenPanes(
        side=_list(fields.get("side", []), _text, MAX_ENTRIES),
        fill=_list(fields.get("fill", []), _text, MAX_ENTRIES),
        is_side_in_front=_switch(fields.get("is_side_in_front", False)),
        is_zoomed=_switch(fields.get("is_zoomed", False)),
        has_indices=_switch(fields.get("has_indices", True)),
        is_wide=_switch(fields.get("is_wide", False)),
        is_list_in_front=_switch(fields.get("is_list_in_front", False)),
        preset=_text(fields.get("preset", usual.preset)),
        columns_moved=columns,
        rules_moved=rules,
    )


def _decode_place(stored: object) -> ArticlePlace:
    numbers = _list(stored, _distance, len(ArticlePlace._fields))
    if len(numbers) != len(ArticlePlace._fields):
        raise _ViewError("damaged")
    return ArticlePlace(*numbers)


def _decode_choice(stored: object) -> Choice:
    value = _list(stored, _text, len(Choice._fields))
    if len(value) != len(Choice._fields):
        raise _ViewError("damaged")
    return Choice(*value)


def _decode_look(stored: object) -> Look:
    fields = _table(stored)
    times = {name: _time(fields.get(name)) for name in ("last_key", "away_since", "mark")}
    return Look(**times, is_offered=_switch(fields.get("is_offered", False)))


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(_text(value))
    except ValueError:
        raise _ViewError("damaged") from None
    if at.utcoffset() != timedelta(0):
        raise _ViewError("damaged")
    return at


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _ViewError("damaged")
    return value


def _mapping(value: object, decode: Callable[[object], T], limit: int = MAX_ENTRIES) -> Mapping[str, T]:
    table = _table(value)
    if len(table) > limit:
        raise _ViewError("damaged")
    return MappingProxyType({_text(name): decode(each) for name, each in table.items()})


def _list(value: object, decode: Callable[[object], T], limit: int) -> tuple[T, ...]:
    if not isinstance(value, list) or len(value) > limit:
        raise _ViewError("damaged")
    return tuple(map(decode, value))


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise _ViewError("damaged")
    return sanitize_line(value, MAX_TEXT)


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_NUMBER:
        raise _ViewError("damaged")
    return value


def _distance(value: object) -> int:
    return -_number(-value) if isinstance(value, int) and value < 0 else _number(value)


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise _ViewError("damaged")
    return value


def _instrument(value: object) -> InstrumentId:
    # a pattern: there may be thousands of them, and they are read before the first frame
    if not isinstance(value, str) or not _INSTRUMENT.fullmatch(value):
        raise _ViewError("damaged")
    market, _, symbol = value.partition(":")
    return InstrumentId(market, symbol)

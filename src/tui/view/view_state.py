"""What the user left on the screen, and when they looked last, as values: stored, and there again after a restart."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.quote import InstrumentId
from tui.view.pane_layout import GRID, OpenPanes
from tui.view.sorting import DEFAULT_SORT, Sort
from tui.view.tabs import ALL

MAX_READ: Final = 10_000
"""Articles of which it is remembered that they were read."""
MAX_MARKED: Final = 500
"""Articles that the user has marked."""
MAX_PLACES: Final = 500
"""Articles of which it is remembered where they were left."""
MAX_HISTORY: Final = 200
"""Lines of the command history."""
QUIET_TIME: Final = timedelta(minutes=10)
"""Without a key for so long the user is away."""


class Look(NamedTuple):
    """When the user looked; times are aware UTC, by the wall clock."""

    last_key: datetime | None = None
    away_since: datetime | None = None
    """The last key before the user was away the last time."""
    mark: datetime | None = None
    """Set by a key; None where none is."""
    is_offered: bool = False
    """Whether the board offers what was missed since `away_since`: until it is shown or the offer is dismissed."""

    def at(self, now: datetime) -> "Look":
        """Return the look at a time: after ten quiet minutes the user has been away since the last key."""
        last = self.last_key
        if last is None or last == self.away_since or now - last < QUIET_TIME:
            return self
        return self._replace(away_since=last, is_offered=True)

    def with_key(self, now: datetime) -> "Look":
        """Return the look after a key."""
        return self.at(now)._replace(last_key=now)

    def with_mark(self, now: datetime) -> "Look":
        """Return the look with a mark at this time."""
        return self._replace(mark=now, is_offered=False)

    def without_offer(self) -> "Look":
        """Return the look with nothing offered."""
        return self._replace(is_offered=False)

    @property
    def since(self) -> datetime | None:
        """Since when the user missed what happened: the last key where that is offered, else the later of the two."""
        if self.is_offered:
            return self.away_since
        return max((at for at in (self.away_since, self.mark) if at is not None), default=None)

    def lines(self) -> list[tuple[datetime, str]]:
        """Return the times at which the tape has a line, and the words of it."""
        times = ((self.away_since, "since you last looked,"), (self.mark, "your mark,"))
        return [(at, words) for at, words in times if at is not None]


NEVER_LOOKED: Final = Look()


class TabView(NamedTuple):
    """How a tab looks: what the user chose for it, and where its cursor is."""

    sort: Sort = DEFAULT_SORT
    filter_text: str = ""
    frozen: bool = False
    """Whether moving data leaves the order as it is."""
    cursor: InstrumentId | None = None
    """None where the cursor follows the first row."""
    top: int = 0
    """The position of the first row in view."""
    order: tuple[InstrumentId, ...] = ()
    """The instruments in their order, where that is frozen."""


class Choice(NamedTuple):
    """A setting that a key has changed and that was not saved in the configuration."""

    value: str
    configured: str
    """What the configuration said then: where it says something else by now, that counts."""


_NO_IDS: Final[Mapping[str, None]] = MappingProxyType({})


class NewsMarks(NamedTuple):
    """What the user has read and marked, by article id, the latest at the end."""

    read: Mapping[str, None] = _NO_IDS
    """At most `MAX_READ`."""
    marked: Mapping[str, None] = _NO_IDS
    """At most `MAX_MARKED`."""

    def with_read(self, ids: Iterable[str]) -> "NewsMarks":
        """Return the marks with these articles read; the same where all are."""
        new = [key for key in ids if key not in self.read]
        return self._replace(read=_added(self.read, new, MAX_READ)) if new else self

    def with_mark_toggled(self, article_id: str) -> "NewsMarks":
        """Return the marks with an article marked, or marked no more."""
        others = {key: None for key in self.marked if key != article_id}
        if len(others) < len(self.marked):
            return self._replace(marked=MappingProxyType(others))
        return self._replace(marked=_added(self.marked, [article_id], MAX_MARKED))


def _added(known: Mapping[str, None], ids: Iterable[str], limit: int) -> Mapping[str, None]:
    """Return the ids with others at the end, without the oldest where there are too many."""
    keys = [*known, *dict.fromkeys(ids)]
    return MappingProxyType(dict.fromkeys(keys[-limit:]))


NO_MARKS: Final = NewsMarks()


class ArticlePlace(NamedTuple):
    """A place in an article that no width changes."""

    block: int = -1
    """The index of its block; -1 for the head, the number of blocks for what follows the text."""
    at: int = 0
    """The index of a character in the block's text; before and after the text, the number of a line."""
    line: int = 0
    """The number of the line among those that begin at that character, from 0."""


class ViewState(NamedTuple):
    """What the user left on the screen."""

    tab: str = ALL
    """The name of the tab that was shown."""
    tabs: Mapping[str, TabView] = MappingProxyType({})
    """By name, as far as they were looked at."""
    panes: OpenPanes | None = None
    """None for those that are open at a first start."""
    focus: str = GRID
    """The id of the pane with the keys."""
    sizes: Mapping[str, int] = MappingProxyType({})
    """The sizes that the user gave panes, in cells, by name."""
    tops: Mapping[str, int] = MappingProxyType({})
    """The first line in view of each side pane that is scrolled, by its id."""
    choices: Mapping[str, Choice] = MappingProxyType({})
    """By name of the setting, such as `theme`."""
    article: str = ""
    """The id of the open article."""
    places: Mapping[str, ArticlePlace] = MappingProxyType({})
    """Where articles were left, by their ids, the one left last at the end; at most `MAX_PLACES`."""
    news: NewsMarks = NO_MARKS
    """What was read and marked."""
    history: tuple[str, ...] = ()
    """The commands that were typed, oldest first, at most `MAX_HISTORY`."""
    look: Look = NEVER_LOOKED
    """When the user looked last."""

    def chosen(self, name: str, configured: str) -> str:
        """Return the value of a setting: what a key chose, unless the configuration has changed since."""
        choice = self.choices.get(name)
        return choice.value if choice is not None and choice.configured == configured else configured


NOTHING_REMEMBERED: Final = ViewState()
"""The state of a first start."""

"""The entries that the tape pane shows: live ones at the top, older ones from the history at the end."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.live_tape import LiveTape
from tui.domain.tape import TapeEntry
from tui.view.tape_filter import ALL_ENTRIES, Accepts

if TYPE_CHECKING:
    from tui.storage.history.tape import TapePage

MAX_LISTED: Final = 20_000
"""Entries up to which older ones are read."""
MAX_EMPTY_PAGES: Final = 20
"""Pages without an entry that are read in a row until a key asks for more."""


class PageRequest(NamedTuple):
    """What is to be read of the history: the entries before those that are listed."""

    until: datetime
    before: int | None
    accepts: Accepts


class TapeList:
    """Entries, newest first, of one filter, joined to those of the history without a gap and none twice."""

    def __init__(self) -> None:
        self.entries: list[TapeEntry] = []
        self.unseen = 0
        """Entries that have come since, and would be above the first one."""
        self.end = ""
        """Why there are no older ones; empty while there may be."""
        self.version = 0
        """Another one after each change."""
        self._accepts: Accepts = ALL_ENTRIES.bound({}, ())
        self._next = 0
        """The number of the live group that is not listed yet."""
        self._counted = 0
        """The number of the live group that is not counted yet."""
        self._until: datetime | None = None
        self._before: int | None = None
        self._asked: PageRequest | None = None
        """What is being read; the answer to another request is dropped."""
        self._empty_pages = 0

    def begin(self, live: LiveTape, accepts: Accepts) -> None:
        """List the newest entries that are accepted, and ask for older ones anew."""
        self._accepts = accepts
        found = chain.from_iterable(live.groups)
        self.entries = [entry for entry in found if accepts(entry)][::-1]
        self._next = self._counted = live.end
        self.unseen, self.end = 0, ""
        self._until, self._before = live.since, None
        self._asked, self._empty_pages = None, 0
        self.version += 1

    def take(self, live: LiveTape, accepts: Accepts, *, is_live: bool) -> None:
        """Take over what came: at the top where it is live, else it is only counted."""
        self._accepts = accepts
        if not is_live:
            new = sum(map(accepts, chain.from_iterable(live.groups_from(self._counted))))
            self._counted = live.end
            self.unseen += new
            self.version += bool(new)
        else:
            self.absorb(live)
            self._trim(live)

    def absorb(self, live: LiveTape) -> int:
        """List all that came above the first entry; return how many that was, with those that came too fast lost."""
        if self._next < live.first:
            # more came than stays in memory: the history has it
            self.begin(live, self._accepts)
            return len(self.entries)
        new = [entry for entry in chain.from_iterable(live.groups_from(self._next)) if self._accepts(entry)]
        self.version += bool(new or self.unseen)
        self._next = self._counted = live.end
        self.unseen = 0
        self.entries[:0] = new[::-1]
        return len(new)

    def _trim(self, live: LiveTape) -> None:
        """Forget the old ones of a long list at whose top the user is; they are in the history."""
        if len(self.entries) > MAX_LISTED:
            self.begin(live, self._accepts)

    def next_page(self) -> PageRequest | None:
        """Return what to read next; None where nothing is, or that is under way."""
        if self._until is None or self._asked is not None or self.end:
            return None
        if len(self.entries) >= MAX_LISTED:
            self._finish(f"{MAX_LISTED:,} entries are here: a filter goes further back")
            return None
        self._asked = PageRequest(self._until, self._before, self._accepts)
        return self._asked

    def read_on(self) -> None:
        """Read on where many pages had no entry, as a key asks."""
        if self._empty_pages >= MAX_EMPTY_PAGES:
            self._empty_pages, self.end = 0, ""

    @property
    def has_begun(self) -> bool:
        """Whether it lists anything yet, if only nothing."""
        return self._until is not None

    @property
    def is_reading(self) -> bool:
        """Whether older entries are on their way."""
        return self._asked is not None

    def add_page(self, request: PageRequest, page: "TapePage") -> None:
        """List older entries that were read; those of another filter are dropped."""
        if request is not self._asked:
            return
        self._asked = None
        older = self._without_listed(page.entries)
        self.entries += older
        self._before = page.before
        self._empty_pages = 0 if older else self._empty_pages + 1
        if page.before is None:
            self._finish("the tape begins here")
        elif self._empty_pages >= MAX_EMPTY_PAGES:
            self._finish("nothing so far back: j reads on")
        self.version += 1

    def fail(self, request: PageRequest, reason: str) -> None:
        """Say why nothing older can be read."""
        if request is self._asked:
            self._asked = None
            self._finish(reason)

    def _finish(self, words: str) -> None:
        self.end = words
        self.version += 1

    def _without_listed(self, entries: Sequence[TapeEntry]) -> list[TapeEntry]:
        """Return the entries that are not listed: of polls that ended in another order than they began, one may be."""
        until = self._until
        listed = {entry for entry in self.entries if until is not None and entry.at < until} if not self._before else ()
        return [entry for entry in entries if entry not in listed]

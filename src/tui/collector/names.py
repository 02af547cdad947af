"""The names of what a board has on a NATS server: its stream, its bucket and its subjects."""

import re
from typing import Final, NamedTuple

_SPECIAL: Final = re.compile(r"[^A-Za-z0-9_-]|^_$", re.ASCII)
_OF_NO_SOURCE: Final = "_"
"""In a subject: the place of the source, for an event that is of none."""


class BoardNames(NamedTuple):
    """The names of one board.

    The events have subjects of their own, so that a viewer may be permitted to read these and no more.
    """

    board: str

    @property
    def stream(self) -> str:
        """The stream of the events."""
        return f"bigboard-{self.board}"

    @property
    def events(self) -> str:
        """The subjects of all events."""
        return f"bigboard.{self.board}.>"

    @property
    def bucket(self) -> str:
        """The bucket of the states and the leases."""
        return f"bigboard-{self.board}-state"

    @property
    def imported_api(self) -> str:
        """What the subjects of JetStream begin with in an account that imports them from that of the collectors.

        Under their usual names they are those of the account itself.
        """
        return f"bigboard-api.{self.board}"

    def event(self, source: str) -> str:
        """Return the subject of the events of a source; of those of none where it is empty."""
        return f"bigboard.{self.board}.{_token(source)}"

    def heartbeats(self, group: str) -> str:
        """Return the subject of the heartbeats of a group of sources, `*` for all."""
        return f"bigboard-line.{self.board}.{group}"

    def request(self, what: str) -> str:
        """Return the subject of requests to the collectors, `*` for all."""
        return f"bigboard-request.{self.board}.{what}"


def _token(source: str) -> str:
    """Return a name as one part of a subject: what has a meaning there is written as its bytes in hexadecimal."""
    return _SPECIAL.sub(lambda found: f"={found[0].encode().hex()}=", source) or _OF_NO_SOURCE


class MessageId(NamedTuple):
    """What makes an event one event, however often it is sent: its group, the term of its collector, its number."""

    group: str
    term: int
    """Counts those who polled the group, one after the other: what an earlier one still sends counts no more."""
    number: int
    """Counts the events of a term, from 1."""

    def __str__(self) -> str:
        return f"{self.group}/{self.term}/{self.number}"

    @classmethod
    def parse(cls, text: str | None) -> "MessageId | None":
        """Return the id that a text is; None where it is none."""
        found = re.fullmatch(r"([A-Za-z0-9_-]{1,64})/([0-9]{1,18})/([0-9]{1,18})", text or "", re.ASCII)
        return None if found is None else cls(found[1], int(found[2]), int(found[3]))

"""What lets a server say "nothing changed": the marks of the last answer, per source and address."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

_MOST: Final = 256
_SENDABLE: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?")
_MARKS: Final = (("etag", "if-none-match"), ("last-modified", "if-modified-since"))


class ConditionalRequests:
    """The conditional headers to send, oldest forgotten first once there are many."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], dict[str, str]] = OrderedDict()

    def headers_for(self, source_name: str, url: str) -> dict[str, str]:
        """The request headers under which an unchanged page need not be sent; none if it is not known."""
        return self._known.get((source_name, url), {})

    def remember(self, source_name: str, url: str, headers: Mapping[str, str]) -> None:
        """Keep the marks of a complete answer; one without marks clears those before it.

        Args:
            source_name: for whom.
            url: the address that answered.
            headers: the answer's, looked up in lower case; what could not be sent back safely is left out.
        """
        key = (source_name, url)
        self._known.pop(key, None)
        marks = {asks: mark for told, asks in _MARKS if (mark := headers.get(told)) and _SENDABLE.fullmatch(mark)}
        if marks:
            self._known[key] = marks
        while len(self._known) > _MOST:
            self._known.popitem(last=False)

    def forget(self, source_name: str) -> None:
        """Know nothing of this source."""
        for key in [key for key in self._known if key[0] == source_name]:
            del self._known[key]

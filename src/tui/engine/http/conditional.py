"""Conditional requests: the validators of the last response, by source and URL, for a 304 where nothing changed."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

_MAX_URLS: Final = 256
_SENDABLE: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?")
_VALIDATORS: Final = (("etag", "if-none-match"), ("last-modified", "if-modified-since"))


class ConditionalRequests:
    """Stores the validators of responses, a limited number of them, the oldest dropped first."""

    def __init__(self) -> None:
        self._stored: OrderedDict[tuple[str, str], dict[str, str]] = OrderedDict()

    def headers_for(self, source_name: str, url: str) -> dict[str, str]:
        """Return the headers that make a request conditional; none without a stored validator."""
        return self._stored.get((source_name, url), {})

    def remember(self, source_name: str, url: str, headers: Mapping[str, str]) -> None:
        """Store the validators of a complete response; one without any clears the earlier ones.

        Args:
            source_name: the source.
            url: the URL that responded.
            headers: of the response, looked up in lower case; a value that cannot be sent back safely is ignored.
        """
        key = (source_name, url)
        self._stored.pop(key, None)
        validators = {
            condition: value
            for validator, condition in _VALIDATORS
            if (value := headers.get(validator)) and _SENDABLE.fullmatch(value)
        }
        if validators:
            self._stored[key] = validators
        while len(self._stored) > _MAX_URLS:
            self._stored.popitem(last=False)

    def forget(self, source_name: str) -> None:
        """Drop the validators of this source."""
        for key in [key for key in self._stored if key[0] == source_name]:
            del self._stored[key]

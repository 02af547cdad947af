"""Find what a document says went wrong, whatever its shape: the texts of members that are named as messages."""

import re
from collections.abc import Iterator
from typing import Final

from tui.sources.decode.json import Json

_NAMES: Final = (
    *("message", "msg", "error_message", "errormessage", "error message", "errormsg", "error_msg", "errmsg"),
    *("error_description", "usermessage", "statusmessage", "status_message", "faultstring"),
    *("detail", "details", "description", "reason", "info", "note", "information", "errors", "error", "err", "title"),
)
"""Of the members that have a message, in small letters, the plainest first."""
_NAMES_OF_KINDS: Final = ("error_type", "error-type", "type")
"""Of those that name the kind of error, where no message does."""
_MAX_NESTED: Final = 4
_MAX_MEMBERS: Final = 200
_LETTER = re.compile(r"[^\W\d_]")
_NO_WORDS = re.compile(r"(?:about|https?|urn):|(?:error|fail|failed|failure)\Z", re.IGNORECASE)
"""Addresses of explanations, and what says no more than that something is wrong."""


def stated_error(document: Json) -> str | None:
    """Return what a document says went wrong, as it is written; None where it says nothing."""
    return next(_words(document), None)


def _words(document: Json) -> Iterator[str]:
    """Yield the texts of members that are named as messages, those of the outer objects first.

    Then come the problems of single fields: `{"errors": {"base": ["is unknown"]}}` says `base: is unknown`; and last
    what kind of error it is: `{"error": {"type": "invalid_base"}}`.
    """
    objects = _objects(document)
    for each in objects:
        yield from _named_texts(each, _NAMES)
    for each in objects:
        yield from _field_problems(each.get("errors"))
    for each in objects:
        yield from _named_texts(each, _NAMES_OF_KINDS)


def _objects(document: Json) -> list[dict[str, Json]]:
    """Return the objects of a document, the outer ones first."""
    level: list[Json] = [document]
    objects: list[dict[str, Json]] = []
    for _ in range(_MAX_NESTED):
        objects += [value for value in level if isinstance(value, dict)]
        level = [inner for value in level for inner in _inner_values(value)][:_MAX_MEMBERS]
    return objects


def _named_texts(members: dict[str, Json], names: tuple[str, ...]) -> Iterator[str]:
    by_name = {name.lower(): value for name, value in members.items()}
    for name in names:
        yield from _texts(by_name.get(name))


def _field_problems(fields: Json) -> Iterator[str]:
    for name, value in list(fields.items())[:_MAX_MEMBERS] if isinstance(fields, dict) else ():
        yield from (f"{name}: {text}" for text in _texts(value))


def _texts(value: Json) -> Iterator[str]:
    """Yield the texts with words of a value: itself, or those of a list."""
    for text in value[:_MAX_MEMBERS] if isinstance(value, list) else [value]:
        if isinstance(text, str) and _LETTER.search(text) and not _NO_WORDS.match(text):
            yield text


def _inner_values(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []

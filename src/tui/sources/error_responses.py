"""Parse the words of a response with an HTTP status of its own, such as 400: the reason of a failed poll."""

import re
from collections.abc import Collection
from datetime import datetime
from http import HTTPStatus
from typing import Final

from tui.sources.adapter import Adapter, ParseError, Response, SourceConfig
from tui.sources.api_keys import provider_error, read_json_redacted
from tui.sources.decode.blocked_pages import IS_DOWN, LIMIT_REACHED, NOT_DATA, PROVIDER_SAYS, WEB_PAGE, is_refusal
from tui.sources.decode.charset import decode
from tui.sources.decode.error_words import stated_error
from tui.sources.html.markup_text import decode_references
from tui.sources.redaction.poll_data import redact_response

_TOO_MANY_REQUESTS: Final = 429
_WAIT: Final = ", asked to wait"
_MAX_SEARCHED: Final = 20_000
_MAX_TEXT: Final = 400
_MAX_LINES: Final = 2
"""A plain text of more bytes or lines is a page, of which the beginning says nothing."""
_XML = re.compile(r"\s*<(?:\?xml\b|(?!!|html\b|head\b|body\b)[A-Za-z][\w:.-]{0,60}[\s>])", re.IGNORECASE)
_XML_MESSAGE = re.compile(
    r"<(?:\w{1,20}:)?(?:error)?(?:message|detail|faultstring|reason)\b[^<>]{0,200}>([^<]{1,400})<",
    re.IGNORECASE,
)


def error_message(
    adapter: Adapter, response: Response, source: SourceConfig, at: datetime, secrets: Collection[str]
) -> str | None:
    """Return what a response says, as its adapter reads it or, where that does not know it, as any JSON or text.

    Args:
        adapter: of the source.
        response: with an HTTP status that is an error.
        source: that was polled.
        at: when the response was received, aware UTC.
        secrets: the source's keys, which the response may quote.

    Returns:
        A reason as adapters give it: `limit reached: ...`, `provider says: ...`; None where there are no words.
    """
    redacted = redact_response(response, secrets)
    reason = _xml_reason(redacted) or _adapter_reason(adapter, redacted, source, at)
    if reason is None or not _has_words(reason):
        reason = _general_reason(redacted)
    return reason if reason is not None and not _is_standard_phrase(reason, response.http_status) else None


def explained_reason(status_reason: str, http_status: int | None, message: str | None) -> str:
    """Return the reason for an HTTP status with the words of its response: `HTTP 400: Invalid symbol.`.

    Args:
        status_reason: `HTTP 400`, or `HTTP 429, asked to wait 5 min`.
        http_status: the status.
        message: as `error_message` returns them; None leaves the reason as it is.
    """
    if message is None:
        return status_reason
    status, comma, wait = status_reason.partition(_WAIT)
    if message.startswith(LIMIT_REACHED):
        return f"{message}{comma}{wait}"
    is_limit = http_status == _TOO_MANY_REQUESTS and message.startswith((PROVIDER_SAYS, NOT_DATA))
    before = LIMIT_REACHED if is_limit else f"{status}: "
    return f"{before}{message.removeprefix(PROVIDER_SAYS).removeprefix(NOT_DATA)}{comma}{wait}"


def _adapter_reason(adapter: Adapter, response: Response, source: SourceConfig, at: datetime) -> str | None:
    try:
        adapter.parse(response, source, at)
    except ParseError as error:
        return error.reason
    return None


def _has_words(reason: str) -> bool:
    return is_refusal(reason) or reason.startswith(IS_DOWN)


def _xml_reason(response: Response) -> str | None:
    text = decode(response)
    message = _XML_MESSAGE.search(text, 0, _MAX_SEARCHED) if _XML.match(text) else None
    return provider_error(decode_references(message[1])) if message is not None else None


def _general_reason(response: Response) -> str | None:
    try:
        document = read_json_redacted(response)
    except ParseError as error:
        is_short_text = error.reason.startswith(NOT_DATA) and _is_short(response.body)
        has_words = _has_words(error.reason) or is_short_text
        return error.reason if has_words and error.reason != WEB_PAGE else None
    return provider_error(stated_error(document))


def _is_short(body: bytes) -> bool:
    return len(body) <= _MAX_TEXT and len(body.split(b"\n", _MAX_LINES + 1)) <= _MAX_LINES + body.endswith(b"\n")


def _is_standard_phrase(reason: str, http_status: int) -> bool:
    """Return whether a reason says what the status says by itself: `Not Found`, `404 page not found`."""
    words = reason.removeprefix(PROVIDER_SAYS).removeprefix(NOT_DATA).strip(" .!\"'").casefold()
    try:
        phrase = HTTPStatus(http_status).phrase.casefold()
    except ValueError:
        return False
    return words.removeprefix(f"{http_status}").removeprefix(" error").lstrip(" :-") in {phrase, f"page {phrase}", ""}

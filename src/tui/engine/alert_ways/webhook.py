"""Sends notices to an address: a webhook of the user's, or a topic of ntfy."""

import json
from typing import TYPE_CHECKING, Final

from tui.config.alert_ways import KEY_PLACE, Way, WayKind, ntfy_topic
from tui.domain.alerts.way import Notice
from tui.engine.alert_ways.errors import NotToldError
from tui.engine.http.errors import (
    ConnectError,
    ConnectionDroppedError,
    DeadlineExceededError,
    FetchError,
    HttpStatusError,
    TruncatedResponseError,
)
from tui.sources.adapter import RequestBody, SourceRequest
from tui.sources.redaction.secret import Secret
from tui.view.alert_notice import notice_record, notice_text, notice_title

if TYPE_CHECKING:
    from tui.engine.http.errors import FetcherProtocol

_JSON: Final = "application/json; charset=utf-8"
_TRY_LATER: Final = frozenset({408, 425, 429})
_MAX_NTFY_BYTES: Final = 3_900
"""Of a message: ntfy makes a file of one above 4,096."""


async def send_notice(way: Way, notice: Notice, fetcher: "FetcherProtocol") -> None:
    """Send a notice by POST, once.

    Raises:
        NotToldError: it was not accepted.
    """
    is_ntfy = way.kind is WayKind.NTFY
    try:
        await fetcher.fetch(way.destination, ntfy_request(way, notice) if is_ntfy else webhook_request(way, notice))
    except FetchError as error:
        # a receiver that knows the key of a request takes it once; ntfy knows none
        may_retry = _may_retry(error) and not (is_ntfy and _may_have_arrived(error))
        raise NotToldError(error.reason, may_retry=may_retry, after=error.retry_after) from None


def webhook_request(way: Way, notice: Notice) -> SourceRequest:
    """Return the request of a notice to a webhook: a record of JSON, in which `text` is what services show."""
    key, url = way.destination.key, way.destination.url
    body = RequestBody(_encoded(notice_record(notice)), _JSON, notice.id)
    if key is not None and KEY_PLACE in url:
        return SourceRequest(url=url.replace(KEY_PLACE, key.get_secret_value()), body=body)
    return SourceRequest(url=url, body=body, secret_headers=_authorization(key))


def ntfy_request(way: Way, notice: Notice) -> SourceRequest:
    """Return the request of a notice to a topic of ntfy, as JSON: no text of it is in a header."""
    url = way.destination.url.partition("?")[0].rstrip("/")
    topic = ntfy_topic(url)
    text = notice_text(notice).encode()[:_MAX_NTFY_BYTES].decode(errors="ignore")
    content = {"topic": topic, "title": notice_title(notice), "message": text}
    return SourceRequest(
        url=url[: -len(topic)],
        body=RequestBody(_encoded(content), _JSON, notice.id),
        secret_headers=_authorization(way.destination.key),
    )


def _encoded(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _authorization(key: Secret | None) -> tuple[tuple[str, Secret], ...]:
    return () if key is None else (("authorization", Secret(f"Bearer {key.get_secret_value()}")),)


def _may_retry(error: FetchError) -> bool:
    if isinstance(error, HttpStatusError):
        status = error.http_status or 0
        return status >= 500 or status in _TRY_LATER
    return isinstance(error, ConnectError | DeadlineExceededError | TruncatedResponseError)


def _may_have_arrived(error: FetchError) -> bool:
    return isinstance(error, ConnectionDroppedError | DeadlineExceededError | TruncatedResponseError)

"""The result of one poll of a source, and of each request of it that failed."""

from datetime import timedelta
from typing import NamedTuple

from tui.domain.events import PollResult
from tui.sources.adapter import Response


class RequestFailure(NamedTuple):
    """A request that failed."""

    reason: str
    http_status: int | None = None
    retry_after: timedelta | None = None
    response: Response | None = None
    """The response, where one came and could not be used."""
    is_invalid: bool = False
    """Whether a response came and could not be used."""
    is_host_failure: bool = False
    """Whether the next request to the host would fail as well."""
    is_refusal: bool = False
    """Whether the server refused the request, rather than being unable to serve it."""
    is_unreached: bool = False
    """Whether the request never came to the server."""


class PollReport(NamedTuple):
    """The result of one poll, before it is applied to the market."""

    result: PollResult
    retry_after: timedelta | None = None
    """The wait that the server requested."""
    rejected: RequestFailure | None = None
    """A response that could not be used, and why."""
    latest: Response | None = None
    """The last response that was parsed."""
    discard_validators: bool = False
    """Whether the next responses must come in full."""
    is_refusal: bool = False
    """Whether it failed because the server refused a request."""
    is_unreached: bool = False
    """Whether no request came to the server, so that the next one may follow sooner than its kind allows."""

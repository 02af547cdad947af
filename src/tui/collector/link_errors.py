"""What can be wrong with a server, in one plain line each."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any, Final

ENDED: Final = "the connection has ended"
NOT_PERMITTED: Final = "not permitted: "


class LinkError(Exception):
    """The server cannot be used now, or refused something; the message is one plain line without any secret."""


class WrongRevisionError(LinkError):
    """An entry is not as it was when it was read: another program has changed it."""


class link_errors:  # noqa: N801 - used as a function
    """Turns what the client raises into a `LinkError`; an asynchronous context manager.

    Args:
        what: what does not work then.
    """

    def __init__(self, what: str) -> None:
        self._what = what

    async def __aenter__(self) -> None:
        """Begin."""

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raise LinkError where the client raised anything that a server or a line can cause."""
        import nats.errors  # noqa: PLC0415 - who uses no server needs no client

        if isinstance(error, nats.errors.Error | OSError | asyncio.TimeoutError | ValueError | AttributeError):
            raise LinkError(f"{self._what}: {reason_of(error)}") from None


def reason_of(error: BaseException, server: str = "") -> str:
    """Return in a few words why a server cannot be used; no secret is ever in them.

    Args:
        error: of the client, or of the connection.
        server: the address that was tried; empty where the connection stood.
    """
    host = server.partition("://")[2]
    for kinds, reason in _reasons():
        if isinstance(error, kinds):
            return reason(error, host or "the server")
    text = str(error)
    if "authorization" in text.lower() or "authentication" in text.lower():
        return refused_login(server)
    if "permissions violation" in text.lower():
        _, _, what = text.lower().rpartition("permissions violation for ")
        return f"{NOT_PERMITTED}{what.strip(_QUOTES)}"
    if type(error).__module__ == "nkeys":
        return "the file of the NKey has no seed of one"
    return f"{type(error).__name__.removesuffix('Error')} at {host}" if host else type(error).__name__


def refused_login(server: str) -> str:
    """Return that a server, by its address, does not accept who we are."""
    return f"{server.partition('://')[2] or 'the server'} does not accept the login"


_QUOTES: Final = "'\" "

_Reason = Callable[[Any, str], str]


def _reasons() -> tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], _Reason], ...]:
    """Return the kinds of errors and what is said of each; the first that fits counts."""
    from nats import errors  # noqa: PLC0415 - who uses no server needs no client
    from nats.js import errors as js_errors  # noqa: PLC0415 - likewise

    return (
        (
            ssl.SSLCertVerificationError,
            lambda error, host: f"the certificate of {host} is not accepted: {error.verify_message}",
        ),
        (ssl.SSLError, lambda error, host: f"no TLS with {host}: {getattr(error, 'reason', '') or 'refused'}"),
        (errors.NoRespondersError, lambda _error, _host: "nobody is there"),
        (js_errors.ServiceUnavailableError, lambda _error, _host: "the server has no JetStream"),
        (js_errors.APIError, lambda error, _host: (error.description or "refused").rstrip(".")),
        (asyncio.TimeoutError, lambda _error, host: f"no answer from {host}"),
        (ConnectionRefusedError, lambda _error, host: f"nothing answers at {host}"),
        (errors.SlowConsumerError, lambda _error, _host: "messages come faster than they are read"),
        (errors.InvalidUserCredentialsError, lambda _error, _host: "the file of credentials has none"),
        ((errors.ConnectionClosedError, errors.StaleConnectionError, ConnectionError), lambda _error, _host: ENDED),
        (socket.gaierror, lambda _error, host: f"there is no host {host.rpartition(':')[0] or host}"),
        (OSError, lambda error, _host: error.strerror or type(error).__name__),
        ((errors.SecureConnRequiredError, errors.SecureConnWantedError), lambda _error, host: f"{host} asks for TLS"),
    )

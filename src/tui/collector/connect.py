"""Connects to a NATS server: which one, as whom, and that no secret goes over an open line."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tui.collector.link import Link
from tui.collector.link_errors import ENDED, LinkError, reason_of, refused_login
from tui.collector.names import BoardNames
from tui.config.collect import CollectSettings

if TYPE_CHECKING:
    from nats.aio.client import Client

CONNECT_TIMEOUT: Final = 5
"""Seconds until a server must have answered."""
_PING_INTERVAL: Final = 2
_MAX_UNANSWERED: Final = 2
"""Pings that a server may leave unanswered; with the interval, how long a dead connection looks alive."""
NO_CLIENT: Final = "the package nats-py is missing: pip install 'bigboard[collect]'"


async def open_link(settings: CollectSettings, note: Callable[[str], object] = len) -> Link:
    """Connect to the first server that answers.

    Args:
        settings: where they are, who asks, and for which board.
        note: called with what a server says is wrong while the connection stands, such as a permission that is missing.

    Raises:
        LinkError: none answers, or each refuses; with the reason of the last.
    """
    reason = "no server is named"
    for server in settings.servers:
        try:
            return await _connect(server, settings, note)
        except LinkError as error:
            reason = str(error)
    raise LinkError(reason)


async def _connect(server: str, settings: CollectSettings, note: Callable[[str], object]) -> Link:
    try:
        from nats.aio.client import Client  # noqa: PLC0415 - who uses no server needs no client
    except ImportError:
        raise LinkError(NO_CLIENT) from None

    client, broken = Client(), asyncio.Event()
    last_error: Exception | None = None

    async def on_closed() -> None:
        broken.set()

    async def on_error(error: Exception) -> None:
        nonlocal last_error
        last_error = error
        if client.is_connected:
            note(reason_of(error, server))

    connecting = client.connect(
        servers=[server],
        allow_reconnect=False,
        max_reconnect_attempts=1,
        reconnect_time_wait=0,
        connect_timeout=CONNECT_TIMEOUT,
        ping_interval=_PING_INTERVAL,
        max_outstanding_pings=_MAX_UNANSWERED,
        closed_cb=on_closed,
        disconnected_cb=on_closed,
        error_cb=on_error,
        name="bigboard",
        tls=_tls_context(settings),
        **_credentials(settings, partial(_check_encrypted, client, settings, server)),
    )
    try:
        await asyncio.wait_for(connecting, CONNECT_TIMEOUT * 2)
        _check_encrypted(client, settings, server)
    except asyncio.CancelledError:
        await _give_up(client)
        raise
    except Exception as error:
        await _give_up(client)
        if isinstance(error, LinkError):
            raise
        # that no server is left says less than what was wrong with the only one
        reason = reason_of(last_error or error, server)
        if reason == ENDED and client._server_info.get("auth_required"):  # noqa: SLF001 - as below
            # it may close the connection before its reason has arrived
            reason = refused_login(server)
        raise LinkError(reason) from None
    return Link(client, BoardNames(settings.board), broken)


def _check_encrypted(client: "Client", settings: CollectSettings, server: str) -> None:
    """Check that nothing goes over an open line that must not: the client itself would send a password there.

    Raises:
        LinkError: the server offers no TLS, and TLS is needed.
    """
    info = client._server_info  # noqa: SLF001 - what the server said of itself is nowhere else
    if settings.needs_tls and not info.get("tls_required"):
        raise LinkError(f"{server.partition('://')[2]} offers no TLS, and nothing is sent to it without")


def _tls_context(settings: CollectSettings) -> ssl.SSLContext:
    """Return by which authorities a server's certificate is judged.

    Raises:
        LinkError: their file cannot be read.
    """
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        try:
            context.load_verify_locations(settings.ca_file)
        except (OSError, ValueError):  # ssl.SSLError is an OSError
            raise LinkError(f"no certificates in {settings.ca_file}") from None
    return context


async def _give_up(client: "Client") -> None:
    with suppress(Exception):
        await asyncio.wait_for(client.close(), 1)


def _credentials(settings: CollectSettings, check: Callable[[], object]) -> Mapping[str, Any]:
    """Return who we are, as the client takes it.

    Args:
        settings: with the secret loaded.
        check: raises where it must not be sent.
    """
    secret = settings.secret

    def checked_secret() -> str:
        check()
        return "" if secret is None else secret.get_secret_value()

    if settings.creds_file is not None:
        return {"user_credentials": str(settings.creds_file)}
    if settings.nkey_file is not None:
        return {"nkeys_seed": str(settings.nkey_file)}
    if settings.user:
        return {"user": settings.user, "password": checked_secret}
    return {} if secret is None else {"token": checked_secret}

"""The connection to a NATS server: the only place that knows its client.

A connection that breaks is not mended behind the caller's back: it ends, and the caller opens another. So whoever sends
knows at each moment what has been acknowledged, and whoever follows where it stood.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tui.collector.names import BoardNames
from tui.config.collect import CollectSettings

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext
    from nats.js.kv import KeyValue

CONNECT_TIMEOUT: Final = 5
"""Seconds until a server must have answered."""
_PING_INTERVAL: Final = 2
_MAX_UNANSWERED: Final = 2
"""Pings that a server may leave unanswered; with the interval, how long a dead connection looks alive."""
_REQUEST_TIMEOUT: Final = 5.0
_ANSWER_PATIENCE: Final = 30.0
_MAX_IN_FLIGHT: Final = 256
"""Messages that may wait for the server's acknowledgement."""
_DUPLICATES_KNOWN_FOR: Final = 600.0
"""Seconds for which the server knows the ids of messages and refuses them a second time."""
_MAX_STATE_BYTES: Final = 1 << 30
_IDLE_HEARTBEAT: Final = 5.0
"""Seconds after which the server says of a stream on which nothing comes that it is still there."""
_INACTIVE_AFTER: Final = 60.0
"""Seconds after which the server forgets a viewer that is gone."""
_MAX_QUEUED_MESSAGES: Final = 65_536
_MAX_QUEUED_BYTES: Final = 64 << 20
NO_CLIENT: Final = "the package nats-py is missing: pip install 'bigboard[collect]'"


class LinkError(Exception):
    """The server cannot be used now, or refused something; the message is one plain line without any secret."""


class WrongRevisionError(LinkError):
    """An entry is not as it was when it was read: another program has changed it."""


class Entry(NamedTuple):
    """One entry of a bucket."""

    value: bytes
    revision: int


class Delivered(NamedTuple):
    """One message of a stream."""

    subject: str
    body: bytes
    id: str
    """As its sender named it; empty where it did not."""
    place: int
    """In the stream, from 1."""
    at: float
    """When the server stored it, in seconds since 1970 UTC, by its clock."""
    behind: int
    """Messages that the server still has for this viewer."""


class Request(NamedTuple):
    """What somebody asks of the collector, and how it is answered."""

    subject: str
    body: bytes
    answer: Callable[[bytes], Awaitable[None]]


class Link:
    """One connection that stands, until it breaks or is closed.

    Args:
        client: connected.
        names: of the board.
        broken: set once the connection has ended.
    """

    def __init__(self, client: "Client", names: BoardNames, broken: asyncio.Event) -> None:
        self._client, self._names = client, names
        self._stream: JetStreamContext = client.jetstream(
            timeout=_REQUEST_TIMEOUT, publish_async_max_pending=_MAX_IN_FLIGHT
        )
        self._bucket: KeyValue | None = None
        self.broken = broken

    @property
    def server(self) -> str:
        """The host and port of the server."""
        address = self._client.connected_url
        return "" if address is None else f"{address.hostname}:{address.port}"

    @property
    def max_payload(self) -> int:
        """Bytes that one message may have."""
        return int(self._client.max_payload)

    async def close(self) -> None:
        """End the connection; never raises."""
        with suppress(Exception):  # it is given up, whatever is wrong with it
            await asyncio.wait_for(self._client.close(), _REQUEST_TIMEOUT)

    async def prepare(self, keep: float, max_bytes: int) -> None:
        """Make the stream and the bucket of the board, or change them to these limits.

        Args:
            keep: seconds for which events stay in the stream.
            max_bytes: of the stream; the oldest events go first.

        Raises:
            LinkError: the server refuses it, or has no JetStream.
        """
        from nats.js import api  # noqa: PLC0415 - who uses no server needs no client
        from nats.js.errors import NotFoundError  # noqa: PLC0415 - likewise

        config = api.StreamConfig(
            name=self._names.stream,
            subjects=[self._names.events],
            retention=api.RetentionPolicy.LIMITS,
            storage=api.StorageType.FILE,
            discard=api.DiscardPolicy.OLD,
            max_age=keep,
            max_bytes=max_bytes,
            duplicate_window=min(_DUPLICATES_KNOWN_FOR, keep),
        )
        async with _errors("the stream cannot be made"):
            try:
                await self._stream.update_stream(config)
            except NotFoundError:
                await self._stream.add_stream(config)
            try:
                self._bucket = await self._stream.key_value(self._names.bucket)
            except NotFoundError:
                self._bucket = await self._stream.create_key_value(
                    api.KeyValueConfig(bucket=self._names.bucket, history=1, max_bytes=_MAX_STATE_BYTES)
                )

    async def last_place(self) -> int:
        """Return the place of the last message of the stream; 0 where there is none.

        Raises:
            LinkError: there is no such stream, or no answer.
        """
        async with _errors(f"there is no board {self._names.board}"):
            return int((await self._stream.stream_info(self._names.stream)).state.last_seq)

    async def publish(self, subject: str, message_id: str, body: bytes) -> "asyncio.Future[Any]":
        """Send a message to the stream; the future is done when the server has it on its disk, or has refused it.

        Raises:
            LinkError: the connection has ended.
        """
        async with _errors("not sent"):
            return await self._stream.publish_async(
                subject, body, stream=self._names.stream, headers={"Nats-Msg-Id": message_id}
            )

    async def get(self, key: str) -> Entry | None:
        """Return an entry of the bucket; None where there is none.

        Raises:
            LinkError: there is no bucket, or no answer.
        """
        from nats.js.errors import KeyNotFoundError  # noqa: PLC0415 - as above

        async with _errors(f"the state of {self._names.board} cannot be read"):
            try:
                entry = await (await self._opened_bucket()).get(key)
            except KeyNotFoundError:
                return None
        return Entry(entry.value or b"", entry.revision or 0)

    async def put(self, key: str, value: bytes) -> int:
        """Write an entry, whatever is there, and return its revision. Raises LinkError."""
        async with _errors(f"the state of {self._names.board} cannot be written"):
            return int(await (await self._opened_bucket()).put(key, value))

    async def update(self, key: str, value: bytes, revision: int) -> int:
        """Write an entry that is still of this revision, 0 for one that is not there; return the new revision.

        Raises:
            WrongRevisionError: it is of another one.
            LinkError: no answer, so that nobody knows whether it was written.
        """
        from nats.js.errors import KeyWrongLastSequenceError  # noqa: PLC0415 - as above

        async with _errors(f"the state of {self._names.board} cannot be written"):
            bucket = await self._opened_bucket()
            try:
                return int(await (bucket.update(key, value, revision) if revision else bucket.create(key, value)))
            except KeyWrongLastSequenceError:
                raise WrongRevisionError("another program was faster") from None

    async def remove(self, key: str) -> None:
        """Remove an entry, if it is there. Raises LinkError."""
        async with _errors(f"the state of {self._names.board} cannot be written"):
            await (await self._opened_bucket()).purge(key)

    async def keys(self, prefix: str) -> Sequence[str]:
        """Return the keys of all entries that begin so. Raises LinkError."""
        from nats.js.errors import NoKeysError  # noqa: PLC0415 - as above

        async with _errors(f"the state of {self._names.board} cannot be read"):
            try:
                # by the stream's subjects: listing keys by a watcher takes a consumer, which a viewer may not make
                found = await self._subjects_of_bucket()
            except NoKeysError:
                return ()
        return [key for key in found if key.startswith(prefix)]

    async def _subjects_of_bucket(self) -> Sequence[str]:
        info = await self._stream.stream_info(f"KV_{self._names.bucket}", subjects_filter=">")
        start = f"$KV.{self._names.bucket}."
        return [subject.removeprefix(start) for subject in info.state.subjects or {} if subject.startswith(start)]

    async def _opened_bucket(self) -> "KeyValue":
        if self._bucket is None:
            self._bucket = await self._stream.key_value(self._names.bucket)
        return self._bucket

    async def follow(self, after: int, receive: Callable[[Delivered], None]) -> Callable[[], Awaitable[None]]:
        """Have every message of the stream after a place delivered, in order; call what is returned to end that.

        Args:
            after: a place in the stream.
            receive: called on the loop; must neither block nor raise.

        Raises:
            LinkError: there is no such stream, or it may not be read.
        """
        from nats.js import api  # noqa: PLC0415 - as above

        async def take(message: "Msg") -> None:
            delivered = _delivered(message)
            if delivered is not None:
                receive(delivered)

        config = api.ConsumerConfig(
            deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=after + 1,
            ack_policy=api.AckPolicy.NONE,
            max_deliver=1,
            mem_storage=True,
            inactive_threshold=_INACTIVE_AFTER,
        )
        async with _errors(f"the events of {self._names.board} cannot be followed"):
            subscription = await self._stream.subscribe(
                self._names.events,
                stream=self._names.stream,
                config=config,
                cb=take,
                manual_ack=True,
                flow_control=True,
                idle_heartbeat=_IDLE_HEARTBEAT,
                pending_msgs_limit=_MAX_QUEUED_MESSAGES,
                pending_bytes_limit=_MAX_QUEUED_BYTES,
            )

        async def end() -> None:
            with suppress(Exception):  # the server forgets it by itself
                await subscription.unsubscribe()

        return end

    async def say(self, subject: str, body: bytes) -> None:
        """Send a message to whoever listens now. Raises LinkError."""
        async with _errors("not sent"):
            await self._client.publish(subject, body)

    async def listen(self, subject: str, receive: Callable[[Request], Awaitable[None]]) -> None:
        """Have messages of a subject delivered, one after the other, for as long as the connection stands.

        Raises:
            LinkError: the server refuses it.
        """

        async def take(message: "Msg") -> None:
            async def answer(body: bytes) -> None:
                if message.reply:
                    await self.say(message.reply, body)

            await receive(Request(message.subject, message.data, answer))

        async with _errors("nothing can be listened to"):
            await self._client.subscribe(subject, cb=take)

    async def ask(self, subject: str, body: bytes, timeout: float = _REQUEST_TIMEOUT) -> bytes:
        """Ask a collector and return its answer.

        Raises:
            LinkError: nobody answers, or the connection has ended.
        """
        async with _errors("no collector answers"):
            return bytes((await self._client.request(subject, body, timeout=timeout)).data)

    async def ask_for_many(self, subject: str, body: bytes, patience: float = _ANSWER_PATIENCE) -> AsyncIterator[bytes]:
        """Ask a collector, and yield the messages of its answer until the caller has enough.

        Args:
            subject: of the request.
            body: of the request.
            patience: seconds to wait for each message.

        Raises:
            LinkError: nobody answers, or no longer.
        """
        inbox, queue = self._client.new_inbox(), asyncio.Queue[bytes]()

        async def take(message: "Msg") -> None:
            # a server that knows of no listener answers itself, with a status and no body
            queue.put_nowait(b"" if (message.headers or {}).get("Status") == "503" else message.data)

        async with _errors("no collector answers"):
            subscription = await self._client.subscribe(inbox, cb=take)
            await self._client.publish(subject, body, reply=inbox)
        try:
            while True:
                async with _errors("no collector answers"):
                    message = await asyncio.wait_for(queue.get(), patience)
                if not message:
                    raise LinkError("no collector answers")
                yield message
        finally:
            with suppress(Exception):  # the server forgets it with the connection
                await subscription.unsubscribe()


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
    except Exception as error:  # noqa: BLE001 - its parsers of keys and addresses raise many kinds
        await _give_up(client)
        if isinstance(error, LinkError):
            raise
        # that no server is left says less than what was wrong with the only one
        raise LinkError(reason_of(last_error or error, server)) from None
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


def _delivered(message: "Msg") -> Delivered | None:
    """Return a message of the stream; None for one that is not of it."""
    try:
        metadata = message.metadata
    except Exception:  # noqa: BLE001 - whatever is sent to our inbox besides
        return None
    return Delivered(
        message.subject,
        message.data,
        (message.headers or {}).get("Nats-Msg-Id", ""),
        metadata.sequence.stream,
        metadata.timestamp.timestamp(),
        metadata.num_pending,
    )


class _errors:  # noqa: N801 - used as a function
    """Turns what the client raises into a `LinkError` with one plain line."""

    def __init__(self, what: str) -> None:
        self._what = what

    async def __aenter__(self) -> None:
        """Begin."""

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        import nats.errors  # noqa: PLC0415 - as above

        if isinstance(error, nats.errors.Error | OSError | asyncio.TimeoutError | ValueError | AttributeError):
            raise LinkError(f"{self._what}: {reason_of(error)}") from None


def reason_of(error: BaseException, server: str = "") -> str:
    """Return in a few words why a server cannot be used; no secret is ever in them."""
    import nats.errors  # noqa: PLC0415 - as above
    import nats.js.errors  # noqa: PLC0415 - as above

    host = server.partition("://")[2]
    text = str(error).lower()
    match error:
        case ssl.SSLCertVerificationError():
            return f"the certificate of {host} is not accepted: {error.verify_message}"
        case ssl.SSLError():
            return f"no TLS with {host}: {error.reason or 'refused'}"
        case nats.errors.NoRespondersError():
            return "nobody is there"
        case nats.js.errors.ServiceUnavailableError():
            return "the server has no JetStream"
        case nats.js.errors.APIError():
            return (error.description or "refused").rstrip(".")
        case asyncio.TimeoutError():
            return f"no answer from {host}" if host else "no answer"
        case ConnectionRefusedError():
            return f"nothing answers at {host}"
        case nats.errors.ConnectionClosedError() | ConnectionError():
            return "the connection has ended"
        case socket.gaierror():
            return f"there is no host {host.rpartition(':')[0]}" if host else "there is no such host"
        case OSError():
            return error.strerror or type(error).__name__
        case _ if "authorization" in text or "authentication" in text:
            return f"{host or 'the server'} does not accept the login"
        case _ if "permissions violation" in text:
            return "not permitted: " + str(error).rpartition("Permissions Violation for ")[2].strip("' \"")
        case nats.errors.SecureConnRequiredError() | nats.errors.SecureConnWantedError():
            return f"{host} asks for TLS"
        case _:
            return f"{type(error).__name__.removesuffix('Error')} at {host}" if host else type(error).__name__

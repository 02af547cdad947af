"""The connection to a NATS server, as the collector and its viewers use it.

A connection that breaks is not mended behind the caller's back: it ends, and the caller opens another. So whoever sends
knows at each moment what has been acknowledged, and whoever follows where it stood.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tui.collector.link_errors import LinkError, WrongRevisionError, link_errors
from tui.collector.names import BoardNames

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext
    from nats.js.api import StreamInfo
    from nats.js.kv import KeyValue

_ID_PREFIX: Final = "events of bigboard, "
_REQUEST_TIMEOUT: Final = 5.0
_ANSWER_PATIENCE: Final = 30.0
_MAX_IN_FLIGHT: Final = 256
"""Messages that may wait for the server's acknowledgement."""
_DUPLICATES_KNOWN_FOR: Final = 600.0
"""Seconds for which the server knows the ids of messages and refuses them a second time."""
_MAX_STATE_BYTES: Final = 256 << 20
_IDLE_HEARTBEAT: Final = 5.0
"""Seconds after which the server says of a stream on which nothing comes that it is still there."""
_INACTIVE_AFTER: Final = 60.0
"""Seconds after which the server forgets a viewer that is gone."""
_INBOXES: Final = ("_INBOX.", "_R_.")
"""How the subjects of answers begin: of this account, and of one that imports."""
_MAX_QUEUED_MESSAGES: Final = 65_536
_MAX_QUEUED_BYTES: Final = 64 << 20


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
            # when a server says it was made is not kept by all versions of it
            description=f"{_ID_PREFIX}{secrets.token_hex(8)}",
            subjects=[self._names.events],
            retention=api.RetentionPolicy.LIMITS,
            storage=api.StorageType.FILE,
            discard=api.DiscardPolicy.OLD,
            max_age=keep,
            max_bytes=max_bytes,
            duplicate_window=min(_DUPLICATES_KNOWN_FOR, keep),
        )
        async with link_errors("the stream cannot be made"):
            try:
                known = (await self._stream.stream_info(self._names.stream)).config
                await self._stream.update_stream(config.evolve(description=known.description or config.description))
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
        async with link_errors(f"there is no board {self._names.board}"):
            return int((await self._stream.stream_info(self._names.stream)).state.last_seq)

    async def stream_id(self) -> str:
        """Return what tells the stream from one that had its name before: that had other events in its places.

        Raises:
            LinkError: there is no such stream, or no answer.
        """
        async with link_errors(f"there is no board {self._names.board}"):
            return (await self._info_of(self._names.stream)).config.description or ""

    async def publish(self, subject: str, message_id: str, body: bytes) -> "asyncio.Future[Any]":
        """Send a message to the stream; the future is done when the server has stored or refused it.

        Raises:
            LinkError: the connection has ended.
        """
        async with link_errors("not sent"):
            return await self._stream.publish_async(
                subject, body, stream=self._names.stream, headers={"Nats-Msg-Id": message_id}
            )

    async def get(self, key: str) -> Entry | None:
        """Return an entry of the bucket; None where there is none.

        Raises:
            LinkError: there is no bucket, or no answer.
        """
        from nats.js.errors import KeyNotFoundError  # noqa: PLC0415 - as above

        async with link_errors(f"the state of {self._names.board} cannot be read"):
            try:
                entry = await (await self._opened_bucket()).get(key)
            except KeyNotFoundError:
                return None
        return Entry(entry.value or b"", entry.revision or 0)

    async def put(self, key: str, value: bytes) -> int:
        """Write an entry, whatever is there, and return its revision. Raises LinkError."""
        async with link_errors(f"the state of {self._names.board} cannot be written"):
            return int(await (await self._opened_bucket()).put(key, value))

    async def update(self, key: str, value: bytes, revision: int) -> int:
        """Write an entry that is still of this revision, 0 for one that is not there; return the new revision.

        Raises:
            WrongRevisionError: it is of another one.
            LinkError: no answer, so that nobody knows whether it was written.
        """
        from nats.js.errors import KeyWrongLastSequenceError  # noqa: PLC0415 - as above

        async with link_errors(f"the state of {self._names.board} cannot be written"):
            bucket = await self._opened_bucket()
            try:
                return int(await (bucket.update(key, value, revision) if revision else bucket.create(key, value)))
            except KeyWrongLastSequenceError:
                raise WrongRevisionError("another program was faster") from None

    async def remove(self, key: str) -> None:
        """Remove an entry, if it is there. Raises LinkError."""
        async with link_errors(f"the state of {self._names.board} cannot be written"):
            await (await self._opened_bucket()).purge(key)

    async def keys(self, prefix: str) -> Sequence[str]:
        """Return the keys of all entries that begin so. Raises LinkError."""
        begin = f"$KV.{self._names.bucket}."
        async with link_errors(f"the state of {self._names.board} cannot be read"):
            # by the stream's subjects: listing keys by a watcher takes a consumer, which a viewer may not make
            info = await self._info_of(f"KV_{self._names.bucket}", ">")
        subjects = info.state.subjects or {}
        return [subject.removeprefix(begin) for subject in subjects if subject.startswith(begin + prefix)]

    async def _info_of(self, stream: str, subjects: str | None = None) -> "StreamInfo":
        from nats.errors import NoRespondersError  # noqa: PLC0415 - as above
        from nats.errors import TimeoutError as NoAnswerError  # noqa: PLC0415 - as above
        from nats.js.errors import ServiceUnavailableError  # noqa: PLC0415 - as above

        try:
            return await self._stream.stream_info(stream, subjects_filter=subjects)
        except ServiceUnavailableError:
            # this account has no streams, but it may import those of the collectors
            imported = self._client.jetstream(prefix=self._names.imported_api, timeout=_REQUEST_TIMEOUT)
            try:
                info = await imported.stream_info(stream, subjects_filter=subjects)
            except (NoRespondersError, NoAnswerError, ServiceUnavailableError):
                info = None
            if info is None:
                raise
            self._stream = imported
            return info

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
        async with link_errors(f"the events of {self._names.board} cannot be followed"):
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
        async with link_errors("not sent"):
            await self._client.publish(subject, body)

    async def listen(self, subject: str, receive: Callable[[Request], Awaitable[None]]) -> None:
        """Have messages of a subject delivered, one after the other, for as long as the connection stands.

        Raises:
            LinkError: the server refuses it.
        """

        async def take(message: "Msg") -> None:
            async def answer(body: bytes) -> None:
                # a viewer names the subject of the answer: it must not have us write where it may not
                if message.reply.startswith(_INBOXES):
                    await self.say(message.reply, body)

            await receive(Request(message.subject, message.data, answer))

        async with link_errors("nothing can be listened to"):
            await self._client.subscribe(subject, cb=take)

    async def ask(self, subject: str, body: bytes, patience: float = _REQUEST_TIMEOUT) -> bytes:
        """Ask a collector and return its answer.

        Raises:
            LinkError: nobody answers, or the connection has ended.
        """
        async with link_errors("no collector answers"):
            return bytes((await self._client.request(subject, body, timeout=patience)).data)

    async def ask_for_many(self, subject: str, body: bytes, patience: float = _ANSWER_PATIENCE) -> AsyncIterator[bytes]:
        """Ask a collector, and yield the messages of its answer until the caller has enough.

        Args:
            subject: of the request.
            body: of the request.
            patience: seconds to wait for each message.

        Raises:
            LinkError: nobody answers, or no longer.
        """
        inbox = self._client.new_inbox()
        async with link_errors("no collector answers"):
            subscription = await self._client.subscribe(inbox, pending_bytes_limit=_MAX_QUEUED_BYTES)
            await self._client.publish(subject, body, reply=inbox)
        try:
            while True:
                async with link_errors("no collector answers"):
                    message = await subscription.next_msg(patience)
                # a server that knows of no listener answers itself, with a status and no body
                if (message.headers or {}).get("Status") == "503":
                    raise LinkError("no collector answers")
                yield message.data
        finally:
            with suppress(Exception):  # the server forgets it with the connection
                await subscription.unsubscribe()


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

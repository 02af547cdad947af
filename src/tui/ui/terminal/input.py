"""Input from the terminal: bytes in; keys, clicks, pastes and reports out. Anything else is dropped."""

import codecs
import locale
import logging
import os
import re
import select
import threading
import time
from collections.abc import Callable, Container, Iterable, Mapping
from functools import partial
from typing import Final

from textual import constants, events
from textual.message import Message

from tui.ui.terminal.input_queue import QUEUED_EVENTS, Backlog
from tui.ui.terminal.key_sequences import COMPLETE_SEQUENCE, PARTIAL_SEQUENCE, Sequences

_log: Final = logging.getLogger(__name__)

MAX_SEQUENCE: Final = 1024
"""Maximum bytes of an escape sequence; a longer one is read to its end and dropped."""
MAX_PASTE: Final = 16_384
"""Maximum bytes of a paste; the rest is read and dropped."""
PASTE_TIMEOUT: Final = 1.0
"""Seconds without a byte after which a paste ends although its end is missing."""

_CHECK_INTERVAL: Final = 0.1
"""Maximum seconds between two checks whether an incomplete piece has expired."""
_CHUNK: Final = 4096
_MAX_LOGGED: Final = 3
"""Maximum lines of the log about invalid input."""

_ESCAPE: Final = b"\x1b"
_PASTE_BEGINS: Final = b"\x1b[200~"
_PASTE_ENDS: Final = b"\x1b[201~"
_PASTE_STOP: Final = re.compile(rb"\x1b\[(?:201~|\d{1,5};\d{1,5}R)")
_PARTIAL_PASTE_STOP: Final = re.compile(rb"\x1b(?:\[[\d;]{0,11})?\Z")
_INVALID: Final = "\N{REPLACEMENT CHARACTER}"


def charset_of(environ: Mapping[str, str]) -> str:
    """Return the codec for input in this locale.

    The locale's name decides, for the terminal was set up by it even where the system does not have that locale.
    Where it names no charset the system's is used; UTF-8 instead of ASCII and of what Python does not know.

    Args:
        environ: contains the variables of the locale.

    Returns:
        The name of a codec that Python has.
    """
    name = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    charset = name.partition("@")[0].partition(".")[2] or locale.nl_langinfo(locale.CODESET)
    try:
        codec = codecs.lookup(charset).name
        is_for_terminals = b"q".decode(codec) == "q"
        # some codecs of domain names raise on invalid input whatever the error handler
        codecs.getincrementaldecoder(codec)("replace").decode(b"\xe9q", final=True)
    except (LookupError, ValueError):
        return "utf-8"
    return codec if is_for_terminals and codec != "ascii" else "utf-8"


class InputReader:
    """Parses bytes into messages. A sequence is handled once it is complete, so no part of one is ever typed.

    Args:
        charset: the codec of the input.
        deliver: handles each message; one that it raises on is dropped like invalid input.
        backlog: limits how many more keys and clicks may be delivered.
        own_keys: letters of other scripts that the user made keys.
    """

    def __init__(
        self, charset: str, deliver: Callable[[Message], None], backlog: Backlog, own_keys: Container[str] = ()
    ) -> None:
        self.dropped = 0
        """Input that was invalid, or too much at once: characters, sequences, bytes of a paste."""
        self._invalid = 0
        self._charset = charset
        self._decode = codecs.getincrementaldecoder(charset)("replace").decode
        self._deliver = deliver
        self._backlog = backlog
        self._sequences = Sequences(own_keys)
        self._rest = b""
        self._is_cut = False
        self._is_alt = False
        self._paste: bytes | None = None
        self._pasted = 0
        self._deadline: float | None = None

    def timeout(self, now: float) -> float:
        """Return the seconds from this monotonic time until `expire` has something to do, a tenth at most."""
        return _CHECK_INTERVAL if self._deadline is None else min(_CHECK_INTERVAL, max(0.0, self._deadline - now))

    def feed(self, data: bytes, now: float) -> None:
        """Deliver what these bytes complete, read at this monotonic time."""
        was_pasting, pasted_before = self._paste is not None, self._pasted
        rest, before = self._rest + data, -1
        while len(rest) != before:
            before = len(rest)
            rest = self._read_piece(rest) if self._paste is None else self._read_paste(rest)
        if len(rest) > MAX_SEQUENCE:
            # its first two bytes are enough to recognise its end
            rest, self._is_cut = rest[:2], True
        self._rest = rest
        if self._paste is None:
            self._deadline = now + constants.ESCAPE_DELAY if rest else None
        elif not was_pasting or self._pasted > pasted_before:
            # a report of the terminal does not extend a paste
            self._deadline = now + PASTE_TIMEOUT

    def expire(self, now: float) -> None:
        """Handle an incomplete piece as it is, where nothing has come for long enough at this monotonic time."""
        if self._deadline is None or now < self._deadline:
            return
        rest, self._rest, self._deadline = self._rest, b"", None
        if self._paste is not None:
            self._end_paste(rest)
        elif len(rest) > 2 or self._is_cut:
            self._drop()
        else:
            self._is_alt = len(rest) == 2
            self._text(rest[-1:])

    def _read_piece(self, rest: bytes) -> bytes:
        """Handle the first piece; return the bytes after it, or all of them where it is incomplete."""
        at = rest.find(_ESCAPE)
        if at < 0:
            self._text(rest)
            return b""
        # a character that an escape interrupts is invalid
        self._text(rest[:at], is_complete=True)
        rest = rest[at:]
        if complete := COMPLETE_SEQUENCE.match(rest):
            self._sequence(complete[0])
            return rest[complete.end() :]
        incomplete = PARTIAL_SEQUENCE.match(rest)
        end = incomplete.end() if incomplete else 0
        if end == len(rest):
            return rest
        if end > 1:
            self._drop()
            return rest[end:]
        return self._after_escape(rest)

    def _after_escape(self, rest: bytes) -> bytes:
        """Handle an escape that begins no sequence, as a key of its own or as alt; return the bytes after it."""
        pair = rest[:2].decode("latin-1")
        if self._sequences.is_key(pair) and pair != "\x1b\x1b":
            self._handle(self._sequences.of_sequence, pair)
            return rest[2:]
        if pair[1] < " ":
            self._text(_ESCAPE)
        else:
            self._is_alt = True
        return rest[1:]

    def _read_paste(self, rest: bytes) -> bytes:
        """Collect pasted bytes; return the bytes after the end, or those that may be a part of the end."""
        stop = _PASTE_STOP.search(rest)
        if stop is None:
            incomplete = _PARTIAL_PASTE_STOP.search(rest)
            certain = incomplete.start() if incomplete else len(rest)
            self._collect(rest[:certain])
            return rest[certain:]
        if stop[0] == _PASTE_ENDS:
            self._end_paste(rest[: stop.start()])
        else:
            # a reply to a cursor position request, between two pieces of the paste
            self._collect(rest[: stop.start()])
            self._sequence(stop[0])
        return rest[stop.end() :]

    def _collect(self, pasted: bytes) -> None:
        """Add to the paste, and drop what exceeds the limit."""
        before = self._paste or b""
        self._paste = (before + pasted)[:MAX_PASTE]
        self._pasted += len(pasted)
        self.dropped += len(before) + len(pasted) - len(self._paste)

    def _end_paste(self, rest: bytes) -> None:
        self._collect(rest)
        pasted = (self._paste or b"").decode(self._charset, "ignore")
        self._paste = None
        self._handle(lambda text: [events.Paste(text.replace("\x00", ""))], pasted)

    def _sequence(self, raw: bytes) -> None:
        if self._is_cut:
            self._drop()
        elif raw == _PASTE_BEGINS:
            self._paste = b""
        elif raw != _PASTE_ENDS:
            self._handle(self._sequences.of_sequence, raw.decode("latin-1"))

    def _text(self, data: bytes, *, is_complete: bool = False) -> None:
        """Handle typed characters; of more than could be handled in time, the newest."""
        text = self._decode(data, is_complete)
        excess = max(0, len(text) - self._backlog.room)
        self.dropped += excess
        alt = self._is_alt and not excess
        self._is_alt &= not text
        for character in text[excess:]:
            if character == _INVALID:
                self.dropped += 1
            else:
                self._handle(partial(self._sequences.of_character, alt=alt), character)
            alt = False

    def _handle(self, meaning: Callable[[str], Iterable[Message]], piece: str) -> None:
        """Deliver the messages of a piece of input."""
        try:
            for message in meaning(piece):
                if isinstance(message, QUEUED_EVENTS) and not self._backlog.room:
                    self.dropped += 1
                else:
                    self._deliver(message)
        except (ValueError, OverflowError) as error:  # no key has this sequence, or no character this number
            if self._invalid < _MAX_LOGGED:
                _log.warning("a piece of input was dropped: %s", type(error).__name__)
            self._invalid += 1
            self.dropped += 1
        except Exception:  # noqa: BLE001 - input is supervised here: the keys go on
            _log.warning("a piece of input was dropped", exc_info=True)
            self.dropped += 1

    def _drop(self) -> None:
        self.dropped += 1
        self._is_cut = False


class StopRequest:
    """Ends the thread that reads input, at once: a pipe that it waits for beside the terminal.

    One thread requests and withdraws.
    """

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        self._is_requested = threading.Event()

    @property
    def is_requested(self) -> bool:
        """Whether reading is to end."""
        return self._is_requested.is_set()

    def request(self) -> None:
        """End the reading."""
        if not self.is_requested:
            self._is_requested.set()
            os.write(self._writing, b"\0")

    def withdraw(self) -> None:
        """Let a thread read again."""
        if self.is_requested:
            os.read(self._reading, 1)
            self._is_requested.clear()

    def fileno(self) -> int:
        """Return the descriptor that can be read once the end is requested."""
        return self._reading

    def wait(self, timeout: float) -> None:
        """Wait for the request, or for so many seconds."""
        self._is_requested.wait(timeout)


def read_input(terminal: int, reader: InputReader, stop: StopRequest) -> None:
    """Feed the reader until the end is requested.

    Args:
        terminal: the file descriptor of the terminal's input.
        reader: parses the bytes.
        stop: requests the end.
    """
    while not stop.is_requested:
        readable, _, _ = select.select([terminal, stop.fileno()], [], [], reader.timeout(time.monotonic()))
        if terminal in readable:
            try:
                data = os.read(terminal, _CHUNK)
            except OSError:
                data = b""
            if not data:
                # the terminal is gone, or not for us; the watcher of hang-ups ends the program
                stop.wait(_CHECK_INTERVAL)
            reader.feed(data, time.monotonic())
        reader.expire(time.monotonic())

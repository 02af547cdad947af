"""What the terminal sends: bytes in; keys, clicks, pastes and reports out. What is none of these is dropped."""

import codecs
import locale
import logging
import os
import re
import select
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final

from textual import constants, events
from textual.message import Message

from tui.ui.terminal.key_sequences import Sequences

_log: Final = logging.getLogger(__name__)

QUEUED_EVENTS: Final = (events.InputEvent, events.Paste, events.AppFocus, events.AppBlur)
"""What the board handles one after the other."""
MAX_PENDING: Final = 256
"""How many of these may wait, some tenths of a second of work. What comes beyond is dropped."""
MAX_SEQUENCE: Final = 1024
"""Bytes of an escape sequence that are looked at; a longer one is read to its end and dropped."""
MAX_PASTE: Final = 16_384
"""Bytes of a paste that are used; the rest is read and dropped."""
PASTE_TIMEOUT: Final = 1.0
"""Seconds without a byte after which a paste counts as ended, its end lost."""

_LOOK: Final = 0.1
"""Seconds between two looks at whether reading is to end."""
_CHUNK: Final = 4096

_ESCAPE: Final = b"\x1b"
_PASTE_BEGINS: Final = b"\x1b[200~"
_PASTE_ENDS: Final = b"\x1b[201~"
_STOPS_PASTE: Final = re.compile(rb"\x1b\[(?:201~|\d{1,5};\d{1,5}R)")
_MAY_STOP_PASTE: Final = re.compile(rb"\x1b(?:\[[\d;]{0,11})?\Z")
_NO_TEXT: Final = "\N{REPLACEMENT CHARACTER}"

_WHOLE: Final = re.compile(
    rb"""\x1b(?:
        \[ (?: \[ [^\x1b]                            # a function key of the Linux console
             | M [^\x1b]{3}                          # a mouse report of the oldest kind
             | [0-9]+ \$                             # a key of rxvt's, held with shift
             | < [-0-9;]* [Mm]                       # a mouse report; some terminals give places below nought
             | (?![\[M]) [0-?]* [\ -/]* [@-~] )
      | O [0-9;]* [<-~]
      | [\]PX^_] [^\x07\x1b]* (?: \x07 | \x1b\\ )    # a string, such as the answer to another program's question
    )""",
    re.VERBOSE,
)
_BEGUN: Final = re.compile(
    rb"""\x1b(?:
        \[ (?: \[ | M [^\x1b]{0,2} | < [-0-9;]* | [0-?]* [\ -/]* )
      | O [0-9;]*
      | [\]PX^_] [^\x07\x1b]* (?: \x1b \Z )?
    )?""",
    re.VERBOSE,
)


def charset_of(environ: Mapping[str, str]) -> str:
    """Find the codec for what is typed in this locale.

    The locale's name decides, for the terminal was set up by it even where the system does not have that locale.
    Where it names no charset the system is asked. UTF-8 stands in for ASCII and for what Python does not know.

    Args:
        environ: the variables of the locale are looked at.

    Returns:
        The name of a codec that Python has.
    """
    name = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    charset = name.partition("@")[0].partition(".")[2] or locale.nl_langinfo(locale.CODESET)
    try:
        codec = codecs.lookup(charset).name
        is_for_terminals = b"q".decode(codec) == "q"
        # some that write domain names know no other way with what they cannot read than to raise
        codecs.getincrementaldecoder(codec)("replace").decode(b"\xe9q", final=True)
    except (LookupError, ValueError):
        return "utf-8"
    return codec if is_for_terminals and codec != "ascii" else "utf-8"


class Backlog:
    """How many messages wait. The thread that reads and the event loop each write one figure, so no lock is needed."""

    def __init__(self) -> None:
        self.sent = 0
        """Written by the thread that reads."""
        self.handled = 0
        """Written by the event loop."""

    @property
    def room(self) -> int:
        """How many more may be sent now."""
        return max(0, MAX_PENDING - self.sent + self.handled)


class InputReader:
    """Takes bytes apart into messages. A sequence is handled once it is whole, so no part of one is ever typed.

    Args:
        charset: the codec of what is typed.
        deliver: takes each message; what it raises on is dropped like what cannot be read.
        backlog: says how many more keys and clicks may be delivered.
    """

    def __init__(self, charset: str, deliver: Callable[[Message], None], backlog: Backlog) -> None:
        self.dropped = 0
        """Pieces of input that could not be read, or were too many at once: characters, sequences, bytes of a paste."""
        self._charset = charset
        self._decode = codecs.getincrementaldecoder(charset)("replace").decode
        self._deliver = deliver
        self._backlog = backlog
        self._sequences = Sequences()
        self._rest = b""
        self._is_cut = False
        self._is_alt = False
        self._paste: bytes | None = None
        self._pasted = 0
        self._deadline: float | None = None

    def patience(self, now: float) -> float:
        """Seconds from this monotonic time until `quiet` has something to do, a tenth at most."""
        return _LOOK if self._deadline is None else min(_LOOK, max(0.0, self._deadline - now))

    def feed(self, data: bytes, now: float) -> None:
        """Deliver what these bytes complete, read at this monotonic time."""
        was_pasting, pasted_before = self._paste is not None, self._pasted
        rest, before = self._rest + data, -1
        while len(rest) != before:
            before = len(rest)
            rest = self._after_piece(rest) if self._paste is None else self._after_paste(rest)
        if len(rest) > MAX_SEQUENCE:
            # its kind is all that must be known to find its end
            rest, self._is_cut = rest[:2], True
        self._rest = rest
        if self._paste is None:
            self._deadline = now + constants.ESCAPE_DELAY if rest else None
        elif not was_pasting or self._pasted > pasted_before:
            # a report of the terminal's does not hold a paste open
            self._deadline = now + PASTE_TIMEOUT

    def quiet(self, now: float) -> None:
        """Take what was begun for all there is, where nothing has come for long enough at this monotonic time."""
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

    def _after_piece(self, rest: bytes) -> bytes:
        """Handle the first piece. Returns the bytes after it, or all of them where it is not whole."""
        at = rest.find(_ESCAPE)
        if at < 0:
            self._text(rest)
            return b""
        # a character that an escape cuts short is none
        self._text(rest[:at], is_whole=True)
        rest = rest[at:]
        if whole := _WHOLE.match(rest):
            self._sequence(whole[0])
            return rest[whole.end() :]
        begun = _BEGUN.match(rest)
        end = begun.end() if begun else 0
        if end == len(rest):
            return rest
        if end > 1:
            self._drop()
            return rest[end:]
        return self._after_escape(rest)

    def _after_escape(self, rest: bytes) -> bytes:
        """Handle an escape that begins no sequence: a key of its own, or alt held with the next."""
        pair = rest[:2].decode("latin-1")
        if self._sequences.is_key(pair) and pair != "\x1b\x1b":
            self._handle(self._sequences.of_sequence, pair)
            return rest[2:]
        if pair[1] < " ":
            self._text(_ESCAPE)
        else:
            self._is_alt = True
        return rest[1:]

    def _after_paste(self, rest: bytes) -> bytes:
        """Gather what is pasted. Returns the bytes after its end, or those that may be a part of its end."""
        stop = _STOPS_PASTE.search(rest)
        if stop is None:
            begun = _MAY_STOP_PASTE.search(rest)
            certain = begun.start() if begun else len(rest)
            self._gather(rest[:certain])
            return rest[certain:]
        if stop[0] == _PASTE_ENDS:
            self._end_paste(rest[: stop.start()])
        else:
            # an answer that came between two pieces of what is pasted, and is waited for
            self._gather(rest[: stop.start()])
            self._sequence(stop[0])
        return rest[stop.end() :]

    def _gather(self, pasted: bytes) -> None:
        """Add to the paste, and drop what is more than anybody could use."""
        known = self._paste or b""
        self._paste = (known + pasted)[:MAX_PASTE]
        self._pasted += len(pasted)
        self.dropped += len(known) + len(pasted) - len(self._paste)

    def _end_paste(self, rest: bytes) -> None:
        self._gather(rest)
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

    def _text(self, data: bytes, *, is_whole: bool = False) -> None:
        """Handle what is typed; characters that could not be handled in time are not even looked at."""
        text = self._decode(data, is_whole)
        room = self._backlog.room
        self.dropped += max(0, len(text) - room)
        alt, self._is_alt = self._is_alt, self._is_alt and not text
        for character in text[:room]:
            if character == _NO_TEXT:
                self.dropped += 1
            else:
                self._handle(partial(self._sequences.of_character, alt=alt), character)
            alt = False

    def _handle(self, meaning: Callable[[str], Iterable[Message]], piece: str) -> None:
        """Deliver what a piece of input means."""
        try:
            for message in meaning(piece):
                if isinstance(message, QUEUED_EVENTS) and not self._backlog.room:
                    self.dropped += 1
                else:
                    self._deliver(message)
        except Exception:  # noqa: BLE001  the one place where input is supervised: the keys go on
            _log.warning("a piece of input was dropped", exc_info=True)
            self.dropped += 1

    def _drop(self) -> None:
        self.dropped += 1
        self._is_cut = False


def read_input(terminal: int, reader: InputReader, ended: threading.Event) -> None:
    """Feed the reader until told to end.

    Args:
        terminal: the file descriptor of the terminal's input.
        reader: takes the bytes.
        ended: set by whoever wants no more.
    """
    while not ended.is_set():
        readable, _, _ = select.select([terminal], [], [], reader.patience(time.monotonic()))
        if readable:
            try:
                data = os.read(terminal, _CHUNK)
            except OSError:
                data = b""
            if not data:
                # there is no terminal, or not for us; whoever watches it ends the program
                ended.wait(_LOOK)
            reader.feed(data, time.monotonic())
        reader.quiet(time.monotonic())

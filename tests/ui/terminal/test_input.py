"""Bytes from the terminal and their meaning: invalid input is dropped and counted, and nothing is raised."""

import os
import random
import tracemalloc
from collections.abc import Callable
from threading import Thread

import pytest
from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # the keys of Textual itself, to compare with
from textual._xterm_parser import XTermParser  # and its parser; neither has a public name
from textual.message import Message

from tests.kit.marks import for_each
from tui.ui.terminal.input import (
    MAX_PASTE,
    MAX_SEQUENCE,
    PASTE_TIMEOUT,
    InputReader,
    StopRequest,
    charset_of,
    read_input,
)
from tui.ui.terminal.input_queue import MAX_PENDING_EVENTS, Backlog
from tui.ui.terminal.key_sequences import Sequences

NOW = 100.0
SOON = NOW + constants.ESCAPE_DELAY


class Typed:
    """A reader and what it delivered."""

    def __init__(self, charset: str = "utf-8") -> None:
        self.messages: list[Message] = []
        self.deliver: Callable[[Message], None] = self.messages.append
        """A test may replace it."""
        self.backlog = Backlog()
        self.reader = InputReader(charset, self._take, self.backlog)

    def _take(self, message: Message) -> None:
        self.deliver(message)

    def feed(self, data: bytes, *, pieces: int | None = None) -> "Typed":
        """Feed these bytes, all at once or so many at a time."""
        step = pieces or max(1, len(data))
        for at in range(0, len(data), step):
            self.reader.feed(data[at : at + step], NOW)
        return self

    @property
    def keys(self) -> list[str]:
        return [message.key if isinstance(message, events.Key) else type(message).__name__ for message in self.messages]

    @property
    def text(self) -> str:
        typed = [message.character or "" for message in self.messages if isinstance(message, events.Key)]
        return "".join(typed)


@pytest.mark.parametrize("pieces", [None, 1, 2, 3])
@for_each(
    ("data", "keys", "dropped"),
    [
        (b"q", ["q"], 0),
        (b"/af\r", ["slash", "a", "f", "enter"], 0),
        ("éñ日".encode(), ["é", "ñ", "日"], 0),
        # bytes that are no text, and the key behind them
        (b"\xa3q", ["q"], 1),
        (b"\xe9q", ["q"], 1),
        (b"\xf0\x9fq", ["q"], 1),
        (b"\xc3\x1b[Aq", ["up", "q"], 1),
        (b"\xff\xfe\x80q", ["q"], 3),
        # keys as terminals send them
        (b"\x1b[A\x1bOB\x1b[1;5C", ["up", "down", "ctrl+right"], 0),
        (b"\x1b[[Aj\x1b[23$j", ["f1", "j", "f23", "j"], 0),
        (b"\x1b[5~\x1b[6~\x1b[H\x1b[F", ["pageup", "pagedown", "home", "end"], 0),
        (b"\x1b\x1b[Aj", ["escape", "up", "j"], 0),
        (b"\x1b\rj", ["escape", "enter", "j"], 0),
        (b"\x1bqj", ["alt+q", "j"], 0),
        ("\x1béj".encode(), ["alt+é", "j"], 0),
        (b"\x1b\x7fj", ["ctrl+w", "j"], 0),
        # kitty's: other letters of a key, presses, repeats and releases
        (b"\x1b[106u", ["j"], 0),
        (b"\x1b[106;1:1u", ["j"], 0),
        (b"\x1b[106;1:2uq", ["j", "q"], 0),
        (b"\x1b[106;1:3uq", ["q"], 0),
        (b"\x1b[1;1:3Aq", ["q"], 0),
        (b"\x1b[103:71;2;71u", ["G"], 0),
        (b"\x1b[103:71:103;5u", ["ctrl+g"], 0),
        (b"\x1b[7293927Bq", ["q"], 1),
        (b"\x1b[99999999;1uq", ["q"], 1),
        (b"\x1b[;;;uq", ["q"], 1),
        (b"\x1b[1;1;99999999999999999999uq", ["q"], 1),
        # mouse reports: current, old and invalid
        (b"\x1b[<0;5;6Mq", ["MouseDown", "q"], 0),
        (b"\x1b[<0;5;6mq", ["MouseUp", "q"], 0),
        (b"\x1b[<64;5;6Mq", ["MouseScrollUp", "q"], 0),
        (b"\x1b[M !!q", ["q"], 0),
        (b"\x1b[M#\xff\xffq", ["q"], 0),
        (b"\x1b[M \xe9\x80\x1b[Aq", ["up", "q"], 0),
        (b"\x1b[M\x1b[Aq", ["up", "q"], 1),
        (b"\x1b[0;5;5Mq", ["q"], 0),
        (b"\x1b[<0;-5;6Mq", ["q"], 0),
        (b"\x1b[<0;" + b"9" * 400 + b";6Mq", ["q"], 1),
        (b"\x1b[<Mq", ["q"], 0),
        # replies of the terminal, requested or not
        (b"\x1b[12;40Rq", ["CursorPosition", "q"], 0),
        (b"\x1b[Iq\x1b[O", ["AppFocus", "q", "AppBlur"], 0),
        (b"\x1b[?2026;2$yq", ["TerminalSupportsSynchronizedOutput", "q"], 0),
        (b"\x1b[?2026;0$yq", ["q"], 0),
        (b"\x1b[48;40;120;800;1200tq", ["Resize", "q"], 0),
        (b"\x1b[48;0;0;0;0tq", ["q"], 1),
        (b"\x1b[48;99999;99999;1;1tq", ["q"], 1),
        (b"\x1b[?62;1;4cq", ["TerminalAnswer", "q"], 0),
        (b"\x1b[>0;276;0cq", ["q"], 1),
        (b"\x1b]11;rgb:0000/0000/0000\x07q", ["q"], 1),
        (b"\x1b]52;c;cXF1aXQ=\x1b\\q", ["q"], 1),
        (b"\x1bP>|XTerm(370)\x1b\\q", ["TerminalAnswer", "q"], 0),
        (b"\x1b_Gi=31;OK\x1b\\q", ["TerminalAnswer", "q"], 0),
        (b"\x1b[6;20;10t\x1b[4;800;1200tq", ["TerminalAnswer", "TerminalAnswer", "q"], 0),
        (b"\x1b[?2;0;1000;800S\x1b[?1;3;0Sq", ["TerminalAnswer", "TerminalAnswer", "q"], 0),
        (b"\x1b[6;20tq", ["q"], 1),
        ("\x1b]0;título\x07q".encode(), ["q"], 1),
        # sequences that break off where something else begins
        (b"\x1b[12;\x1b[Aq", ["up", "q"], 1),
        (b"\x1b[12;\rq", ["enter", "q"], 1),
        (b"\x1b[1\xc3\xa9q", ["é", "q"], 1),
        (b"\x1b]0;title\x1b[Aq", ["up", "q"], 1),
        (b"\x1b[999~q", ["q"], 1),
        (b"\x1b[113~j", ["j"], 1),
        (b"\x1b[113Aj", ["j"], 1),
        (b"\x1bO1;1zq", ["q"], 1),
        # too long
        (b"\x1b[" + b"1;" * MAX_SEQUENCE + b"uq", ["q"], 1),
        (b"\x1bP" + b"x" * MAX_SEQUENCE * 3 + b"\x1b\\q", ["q"], 1),
        # pastes
        (b"\x1b[200~a\x1b[A\x1b[200~q\x1b[201~j", ["Paste", "j"], 0),
        (b"\x1b[200~\x1b[M\x1b[201~j", ["Paste", "j"], 0),
        (b"\x1b[200~\xa3\x1b[201~j", ["Paste", "j"], 0),
        (b"\x1b[200~a\x1b[12;40Rb\x1b[201~j", ["CursorPosition", "Paste", "j"], 0),
        (b"\x1b[201~j", ["j"], 0),
        (b"\x1b[200~\x1b[201~j", ["Paste", "j"], 0),
    ],
)
def test_bytes_mean_the_same_in_pieces_of_any_size(
    data: bytes, keys: list[str], dropped: int, pieces: int | None
) -> None:
    typed = Typed().feed(data, pieces=pieces)
    assert typed.keys == keys
    assert typed.reader.dropped == dropped


@for_each(
    "sequence",
    [each for each in ANSI_SEQUENCES_KEYS if each[0] == "\x1b" and len(each) > 1 and each != "\x1b\x1b"],
)
def test_every_sequence_of_textuals_tables_means_what_it_means_to_textual(sequence: str) -> None:
    own = Typed()
    own.messages.extend(XTermParser().feed(sequence))
    typed = Typed().feed(sequence.encode() + b"j", pieces=1)
    assert typed.keys == [*own.keys, "j"]
    assert typed.reader.dropped == 0


@for_each(
    ("data", "keys", "dropped"),
    [
        (b"\x1b", ["escape"], 0),
        (b"\x1b\x1b", ["escape", "escape"], 0),
        (b"\x1bO", ["alt+shift+o"], 0),
        (b"\x1bP", ["alt+shift+p"], 0),
        (b"\x1b[1;", [], 1),
        (b"\x1b[M!", [], 1),
        (b"\x1b]0;title", [], 1),
        (b"\x1b[" + b"1" * 3000, [], 1),
    ],
)
def test_an_incomplete_sequence_times_out_and_the_next_key_is_a_key(data: bytes, keys: list[str], dropped: int) -> None:
    typed = Typed().feed(data)
    typed.reader.expire(NOW + constants.ESCAPE_DELAY / 2)
    typed.reader.expire(SOON)
    assert (typed.keys, typed.reader.dropped) == (keys, dropped)
    assert typed.feed(b"j").keys == [*keys, "j"]


def test_the_timeout_is_the_time_until_an_incomplete_sequence_expires() -> None:
    typed = Typed()
    idle = typed.reader.timeout(NOW)
    typed.feed(b"\x1b")
    assert typed.reader.timeout(SOON - 0.01) == pytest.approx(0.01)
    assert typed.reader.timeout(SOON + 1) == 0
    typed.reader.expire(SOON)
    assert typed.reader.timeout(SOON) == idle


def test_a_paste_is_text_without_invalid_bytes() -> None:
    typed = Typed().feed("\x1b[200~\x00línea\x1b[A ".encode() + b"\xff\x1b[201~")
    (paste,) = typed.messages
    assert isinstance(paste, events.Paste)
    assert paste.text == "línea\x1b[A "


def test_a_paste_without_an_end_times_out_and_the_next_key_is_a_key() -> None:
    typed = Typed().feed(b"\x1b[200~abc")
    typed.reader.expire(NOW + PASTE_TIMEOUT / 2)
    assert typed.keys == []
    typed.reader.expire(NOW + PASTE_TIMEOUT)
    assert typed.feed(b"j").keys == ["Paste", "j"]


def test_reports_of_the_terminal_do_not_extend_a_paste() -> None:
    typed = Typed().feed(b"\x1b[200~abc")
    for at in range(1, 4):
        typed.reader.feed(b"\x1b[1;1R", NOW + at * PASTE_TIMEOUT / 3)
    typed.reader.expire(NOW + PASTE_TIMEOUT)
    assert typed.feed(b"j").keys == [*["CursorPosition"] * 3, "Paste", "j"]


def fed(data: bytes, by: int = 4096) -> tuple[Typed, int]:
    """Feed a reader as the terminal is read; return it with the maximum memory that this took."""
    typed = Typed()

    def take(_: Message) -> None:
        typed.backlog.sent += 1

    typed.deliver = take
    tracemalloc.start()
    typed.feed(data, pieces=by)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return typed, peak


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[" + b"1;" * 200_000,
        b"\x1b]" + b"x" * 400_000,
        b"\x1b[200~" + b"x" * 400_000,
        b"x" * 400_000,
        b"\x1b[A" * 20_000,
        b"\xff" * 400_000,
    ],
    ids=lambda data: repr(data[:8]),
)
def test_a_flood_takes_little_memory_and_the_key_after_it_is_a_key(data: bytes) -> None:
    typed, peak = fed(data)
    assert typed.backlog.sent <= MAX_PENDING_EVENTS
    assert peak < 1_000_000
    typed.backlog.handled = typed.backlog.sent
    typed.deliver = typed.messages.append
    for later in (SOON, NOW + PASTE_TIMEOUT):
        typed.reader.expire(later)
    typed.messages.clear()
    assert typed.feed(b"q").keys == ["q"]


def test_a_paste_is_cut_to_its_maximum() -> None:
    typed = Typed().feed(b"\x1b[200~" + b"x" * 10_000_000 + b"\x1b[201~q", pieces=4096)
    assert isinstance(typed.messages[0], events.Paste)
    assert len(typed.messages[0].text) == MAX_PASTE
    assert typed.reader.dropped == 10_000_000 - MAX_PASTE
    assert typed.keys[1:] == ["q"]


@for_each(("data", "keys"), [(b"xxxjk", ["j", "k"]), (b"\x1bxjk", ["j", "k"]), (b"xx\x1bk", ["x", "x"])])
def test_of_letters_that_are_too_many_at_once_the_newest_are_delivered(data: bytes, keys: list[str]) -> None:
    typed = Typed()
    typed.backlog.sent = MAX_PENDING_EVENTS - 2
    typed.feed(data)
    assert typed.keys[:2] == keys


def test_keys_that_come_faster_than_they_are_handled_are_dropped_and_reports_are_not() -> None:
    typed = Typed()
    typed.backlog.sent = MAX_PENDING_EVENTS - 2

    def take(message: Message) -> None:
        typed.messages.append(message)
        typed.backlog.sent = MAX_PENDING_EVENTS

    typed.deliver = take
    typed.feed(b"jj\x1b[A\x1b[1;1R")
    assert typed.keys == ["j", "CursorPosition"]
    assert typed.reader.dropped == 2
    typed.backlog.handled = 1
    assert typed.feed(b"k").keys == ["j", "CursorPosition", "k"]


def test_alt_of_a_dropped_key_does_not_apply_to_the_next() -> None:
    typed = Typed()
    typed.backlog.sent = MAX_PENDING_EVENTS
    typed.feed(b"\x1bx")
    typed.backlog.handled = MAX_PENDING_EVENTS
    assert typed.feed(b"q").keys == ["q"]


def test_a_message_whose_handler_raises_is_dropped_alone() -> None:
    typed = Typed()

    def take(message: Message) -> None:
        if isinstance(message, events.Key) and message.key == "x":
            raise RuntimeError
        typed.messages.append(message)

    typed.deliver = take
    typed.feed(b"jxk")
    assert typed.keys == ["j", "k"]
    assert typed.reader.dropped == 1


@pytest.mark.parametrize(
    "sequence",
    [
        f"\x1b[{'9' * 30}u",
        f"\x1b[{2**31}u",
        f"\x1b[{2**63};5u",
        "\x1b[1114112u",
        f"\x1b[97:{'9' * 30}:{'9' * 30};1u",
        f"\x1b[97;1;{'9' * 30}u",
        "\x1b[999999~",
        "\x1b[?5Z",
    ],
)
def test_invalid_input_is_logged_in_one_line_and_only_a_few_times(
    sequence: str, caplog: pytest.LogCaptureFixture
) -> None:
    typed = Typed()
    for _ in range(100):
        typed.feed(sequence.encode() + b"j")
    assert typed.keys.count("j") == 100
    assert len(caplog.records) <= 3
    assert not any(record.exc_info for record in caplog.records)


@for_each(
    ("environ", "charset"),
    [
        ({"LANG": "en_US.UTF-8"}, "utf-8"),
        ({"LANG": "de_DE.ISO-8859-1"}, "iso8859-1"),
        ({"LANG": "de_DE.ISO-8859-15@euro"}, "iso8859-15"),
        ({"LANG": "ja_JP.eucJP"}, "euc_jp"),
        ({"LANG": "ru_RU.KOI8-R"}, "koi8-r"),
        ({"LC_ALL": "de_DE.ISO-8859-1", "LANG": "C.UTF-8"}, "iso8859-1"),
        ({"LC_CTYPE": "de_DE.ISO-8859-1", "LANG": "C.UTF-8"}, "iso8859-1"),
        ({"LC_ALL": "C.UTF-8", "LC_CTYPE": "de_DE.ISO-8859-1"}, "utf-8"),
        ({"LANG": "xx_XX.NO-SUCH"}, "utf-8"),
        ({"LANG": "xx_XX.base64"}, "utf-8"),
        ({"LANG": "xx_XX.idna"}, "utf-8"),
        ({"LANG": "xx_XX.punycode"}, "utf-8"),
        ({"LANG": "xx_XX.a\x00b"}, "utf-8"),
        ({"LANG": "C.ANSI_X3.4-1968"}, "utf-8"),
    ],
)
def test_the_charset_is_that_of_the_locale(environ: dict[str, str], charset: str) -> None:
    assert charset_of(environ) == charset


@pytest.mark.parametrize(
    ("system", "charset"), [("ISO-8859-1", "iso8859-1"), ("ANSI_X3.4-1968", "utf-8"), ("UTF-8", "utf-8"), ("", "utf-8")]
)
def test_a_locale_without_a_charset_in_its_name_has_that_of_the_system(
    system: str, charset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.nl_langinfo", lambda _: system)
    assert charset_of({"LANG": "de_DE"}) == charset


@for_each(
    ("charset", "data", "text"),
    [
        ("iso8859-1", b"caf\xe9", "café"),
        ("iso8859-15", b"5\xa4", "5€"),
        ("euc_jp", "日本".encode("euc_jp"), "日本"),
        ("shift_jis", "表q".encode("shift_jis"), "表q"),
    ],
)
def test_letters_of_other_charsets_are_decoded(charset: str, data: bytes, text: str) -> None:
    typed = Typed(charset).feed(data, pieces=1)
    assert typed.text == text
    assert typed.reader.dropped == 0


PARTS = (
    *(b"\x1b", b"\x1b[", b"\x1bO", b"\x1bP", b"\x1b]", b"\x1b_", b"\x1b\\", b"\x07", b"\x1b[M", b"\x1b[<", b"\x1b[?"),
    *(b"\x1b[200~", b"\x1b[201~", b"\x1b[48;", b"\x9b", b"\x9d", b"\xc3", b"\xf0\x9f", b"\xff", b"\x00", b"\x7f"),
    *(b"M", b"m", b"u", b"t", b"R", b"~", b"A", b"$y", b"$", b"q", b"/", b"\r", b"1", b"99999", b"1114112", b"-1"),
    *(b";", b":", b"1:3", b"103:71", b"55296", b" ", b"!"),
)


def noise(chance: random.Random) -> bytes:
    """Return a sequence that a broken or hostile terminal might send."""
    if chance.random() < 0.3:
        return chance.randbytes(chance.randrange(1, 24))
    return b"".join(chance.choices(PARTS, k=chance.randrange(1, 12)))


def check_noise(seed: int, count: int) -> None:
    chance = random.Random(seed)
    for charset in ("utf-8", "iso8859-1", "shift_jis"):
        typed = Typed(charset)
        for _ in range(count):
            data = noise(chance)
            typed.reader.feed(data, NOW)
            if chance.random() < 0.2:
                typed.reader.expire(NOW + PASTE_TIMEOUT)
            typed.messages.clear()
        typed.reader.expire(NOW + PASTE_TIMEOUT)
        typed.messages.clear()
        assert typed.feed(b"q").keys == ["q"]


def test_noise_raises_nothing_and_the_next_key_is_a_key() -> None:
    check_noise(seed=1, count=1500)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_long_noise_raises_nothing_and_the_next_key_is_a_key(seed: int) -> None:
    check_noise(seed, count=60_000 if seed == 2 else 20_000)


def test_reading_ends_at_once_when_that_is_requested_and_can_begin_again() -> None:
    terminal, typing = os.pipe()
    stop, reader = StopRequest(), InputReader("utf-8", lambda _message: None, Backlog())
    for _ in range(2):
        thread = Thread(target=read_input, args=(terminal, reader, stop))
        thread.start()
        stop.request()
        stop.request()
        thread.join(60)
        assert not thread.is_alive()
        stop.withdraw()
        stop.withdraw()
        assert not stop.is_requested
    os.close(terminal)
    os.close(typing)


@for_each(
    ("sequence", "key", "character"),
    [
        ("\x1b[1081::113;1;1081u", "q", "й"),
        ("\x1b[1081:1049:113;2;1049u", "Q", "Й"),
        ("\x1b[1081::113;5u", "ctrl+q", None),
        ("\x1b[1670::113;1;1670u", "q", "چ"),
        ("\x1b[1602::113;1;1602u", "q", "ق"),
        ("\x1b[947::103;65;947u", "g", "γ"),
        ("\x1b[1078::59;1;1078u", "semicolon", "ж"),
        ("\x1b[1567:1567:47;2;1567u", "question_mark", "؟"),
        ("\x1b[1081;1;1081u", "й", "й"),
        ("\x1b[1081:1049;2;1049u", "Й", "Й"),
        ("\x1b[97:65;2;65u", "A", "A"),
        ("\x1b[46::47;1;46u", "full_stop", "."),
        ("\x1b[1081::1081;1;1081u", "й", "й"),
        ("\x1b[1081::9999999999;1;1081u", "й", "й"),
    ],
)
def test_a_letter_of_another_script_is_the_key_at_its_place_and_types_itself(
    sequence: str, key: str, character: str | None
) -> None:
    (event,) = Sequences().of_sequence(sequence)
    assert isinstance(event, events.Key)
    assert (event.key, event.character) == (key, character)


def test_a_letter_that_the_user_made_a_key_stays_itself() -> None:
    (event,) = Sequences({"й"}).of_sequence("\x1b[1081::113;1;1081u")
    assert isinstance(event, events.Key)
    assert event.key == "й"

"""The program in a real terminal that sends invalid input: it goes on, and the next key is a key."""

import os
import random
from pathlib import Path

import psutil
import pytest

from tests.kit.home import at_home
from tests.kit.terminal import Terminal, bigboard
from tests.ui.terminal.test_input import noise

DEMO = ("demo", "--seed", "7", "--rate", "20")
UTF8 = "C.UTF-8"
LATIN = "en_US.ISO-8859-1"
PASTE_EXPIRED = 1.2
"""Seconds after which nothing incomplete is pending: longer than the timeout of a paste, which is real time."""
MAX_MEMORY = 150e6
"""Maximum bytes of memory during a flood, far below what it takes where every byte of it is stored."""


def board(locale: str = UTF8, home: Path | None = None) -> Terminal:
    env: dict[str, str | None] = {"LC_ALL": locale, "LANG": locale}
    if home is not None:
        env |= at_home(home)
    terminal = Terminal(bigboard(*DEMO), size=(100, 30), env=env)
    terminal.wait_for("KSE100.*SYMBOL.*AIRLINK")
    return terminal


def send(terminal: Terminal, data: bytes) -> None:
    """Send all bytes, and read the output meanwhile."""
    os.set_blocking(terminal.fd, False)
    while data:
        try:
            data = data[os.write(terminal.fd, data[:4096]) :]
        except BlockingIOError:
            assert terminal.pump(0.01), terminal.text
    os.set_blocking(terminal.fd, True)


def assert_quits(terminal: Terminal) -> None:
    terminal.pump(PASTE_EXPIRED)
    # closes a filter, an overlay or the palette
    terminal.send("\x1b[27u" * 3 + "q")
    assert terminal.wait() == 0, terminal.text
    assert terminal.is_restored()
    assert terminal.echoes()
    assert b"Traceback" not in terminal.raw


@pytest.mark.slow
@pytest.mark.parametrize("locale", [UTF8, LATIN])
def test_no_single_byte_ends_the_board(locale: str) -> None:
    with board(locale) as terminal:
        for value in range(256):
            # ctrl+c, ctrl+z and q end or stop it
            if value not in {0x03, 0x1A, ord("q")}:
                send(terminal, bytes([value]))
        assert_quits(terminal)


@pytest.mark.parametrize(
    ("data", "locale"),
    [
        (b"\xa3", UTF8),
        (b"\xe9j", UTF8),
        (b"\x1b[106;1:3u", UTF8),
        (b"\x1b[103:71;2;71u", UTF8),
        (b"\x1b[7293927B", UTF8),
        (b"\x1b[M \xff\xff", UTF8),
    ],
    ids=repr,
)
@pytest.mark.slow
def test_sequences_that_ended_the_board_once_do_not(data: bytes, locale: str) -> None:
    with board(locale) as terminal:
        send(terminal, data)
        assert_quits(terminal)


@pytest.mark.slow
@pytest.mark.parametrize(("locale", "letters"), [(LATIN, b"caf\xe9"), (UTF8, "café".encode())])
def test_letters_are_decoded_by_the_locale_of_the_terminal(locale: str, letters: bytes) -> None:
    with board(locale) as terminal:
        send(terminal, b"/" + letters)
        terminal.wait_for("caf[ée].*Nothing matches|Nothing matches.*caf[ée]")
        send(terminal, b"\x15airl")
        terminal.wait_for("airl")
        send(terminal, b"\r")
        assert_quits(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("locale", [UTF8, LATIN])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_noise_does_not_end_the_board(seed: int, locale: str) -> None:
    chance = random.Random(seed)
    with board(locale) as terminal:
        for _ in range(400 if seed == 1 else 4000):
            # neither keys that leave nor one that leaves by way of the palette
            send(terminal, noise(chance).translate(None, b"q\x03\x10\x1a"))
            terminal.pump(0.001)
        assert_quits(terminal)


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[" + b"1;" * 200_000,
        b"\x1b[200~" + b"x" * 10_000_000 + b"\x1b[201~",
        b"x" * 400_000,
        b"\xff" * 400_000,
        b"\x1b[<35;10;10M" * 40_000,
    ],
    ids=["an endless sequence", "a paste of 10 MB", "letters", "invalid bytes", "mouse reports"],
)
def test_a_flood_takes_little_memory_and_the_next_key_is_handled(data: bytes) -> None:
    with board() as terminal:
        program = psutil.Process(terminal.pid)
        send(terminal, data)
        assert program.memory_info().rss < MAX_MEMORY
        terminal.pump(0.2)
        send(terminal, b"?")
        terminal.wait_for("KEYS", patience=30)
        assert program.memory_info().rss < MAX_MEMORY
        assert_quits(terminal)


@pytest.mark.slow
def test_source_health_shows_how_much_input_was_dropped() -> None:
    with board() as terminal:
        send(terminal, b"\xff\xfe\x1b[999~\x12G")
        terminal.wait_for("3 pieces of input dropped")
        assert_quits(terminal)


BURSTS = [
    ("/q", "q"),
    ("/af", "Nothing matches|af"),
    ("?G", "KEYS"),
    ("\x10help\r", "KEYS"),
    ("\x10\x1b[6~\r", "SYMBOL|KEYS|SOURCE|ADD TO"),
    ("\x10\r\r", "SYMBOL|KEYS|SOURCE|ADD TO"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("keys", "shown"), BURSTS, ids=[repr(keys) for keys, _ in BURSTS])
def test_keys_sent_at_once_paint_what_they_paint_one_by_one(keys: str, shown: str) -> None:
    pictures = []
    for together in (True, False):
        with Terminal(bigboard("demo", "--seed", "7", "--rate", "0.01"), size=(100, 30)) as terminal:
            # what the news names is marked soon after the first quotes
            terminal.wait_for("KSE100.*SYMBOL.*•AIRLINK")
            if together:
                terminal.send(keys)
            else:
                for key in ["\x10", "\x1b[6~", "\r"] if "\x1b" in keys else keys:
                    terminal.send(key)
                    terminal.pump(0.05)
            terminal.wait_for(shown)
            terminal.pump(0.8)
            # without digits: ages and the clock go on
            pictures.append("".join(letter for letter in terminal.text if not letter.isdigit()).split("\n")[1:])
    assert pictures[0] == pictures[1]


def test_the_noise_has_escapes_and_bytes_beyond_ascii() -> None:
    chance = random.Random(1)
    pieces = [noise(chance) for _ in range(200)]
    assert sum(b"\x1b" in piece for piece in pieces) > 50
    assert sum(any(byte > 0x7F for byte in piece) for piece in pieces) > 50

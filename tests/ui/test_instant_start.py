"""A start that shows the board as it was left, in a real terminal: what takes over from it, and what ends it early.

A start that is held back between the two waits for a file.
"""

import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.bench.served import exchange
from tests.kit.home import at_home
from tests.kit.marks import quick
from tests.kit.terminal import Terminal, bigboard
from tui.storage.last_frame import FrameStore, marks_of
from tui.ui.terminal import held_terminal, shutdown

SIZE = (100, 30)
STOOD = "as it stood"
ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
_GATED = """
import os, sys, time
from tui.cli import commands, main
gate, run = sys.argv.pop(1), commands.run
def gated(*arguments):
    while not os.path.exists(gate):
        time.sleep(0.01)
    return run(*arguments)
commands.run = gated
main()
"""


_GATED_LATE = """
import sys, time
from pathlib import Path
from tui.cli import commands, main
gate, run = Path(sys.argv.pop(1)), commands.run
def waiting(self, **options):
    gate.touch()
    time.sleep(20)
def gated(*arguments):
    from tui.ui.app import BoardApp
    BoardApp.run = waiting
    return run(*arguments)
commands.run = gated
main()
"""


class Home(NamedTuple):
    """A user who has seen the board before."""

    folder: Path
    argv: Sequence[str]
    gate: Path
    """The file that a start waits for."""
    rows: Sequence[str]
    """What the last run showed below its bar."""

    @property
    def frame(self) -> Path:
        return self.folder / "bigboard" / "frame"

    def start(self, *more: str, size: tuple[int, int] = SIZE, env: dict[str, str | None] | None = None) -> Terminal:
        return Terminal([*self.argv, *more], size=size, env={**at_home(self.folder), **(env or {})})

    def start_held(self) -> Terminal:
        """Start, and wait until the frame is there; the board does not come."""
        self.gate.unlink(missing_ok=True)
        argv = [sys.executable, "-c", _GATED, str(self.gate), *self.argv[-2:]]
        terminal = Terminal(argv, size=SIZE, env=at_home(self.folder))
        terminal.wait_for(f"{STOOD}.*of 34 ")  # to its last line: it may come in pieces
        return terminal


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Run the board once, and leave it."""
    folder = tmp_path_factory.mktemp("home")
    with exchange(30, 0) as argv:
        home = Home(folder, argv, folder / "gate", ())
        with home.start() as terminal:
            terminal.wait_for("of 34")
            terminal.pump(0.3)
            rows = terminal.text.split("\n")[1:]
            assert terminal.ends(lambda: terminal.send("q")) == 0
        assert home.frame.stat().st_mode & 0o777 == 0o600
        yield home._replace(rows=rows)


@pytest.fixture
def home(seen: Home) -> Iterator[Home]:
    """Have the same frame for each test: a run keeps another one."""
    content = seen.frame.read_bytes()
    yield seen
    if seen.frame.exists() or seen.frame.is_symlink():
        seen.frame.unlink()
    seen.frame.write_bytes(content)
    seen.frame.chmod(0o600)


def symbols(rows: Sequence[str]) -> list[str]:
    # without the margin, which has the mark of the news of the day
    return [row[1:].split()[0] for row in rows if row.strip() and row[1:3].isupper()]


def assert_as_found(terminal: Terminal, found: list[object]) -> None:
    """Check that the main screen is back, with the cursor and the attributes as they were."""
    written = bytes(terminal.raw)
    assert written.count(ENTER) == written.count(b"\x1b[?1049l") == 1
    assert written.rfind(b"\x1b[?25h") > written.rfind(b"\x1b[?25l")
    assert written.rfind(b"\x1b[?7h") > written.rfind(b"\x1b[?7l")
    assert terminal.attributes() == found


def attributes_of_a_new_terminal() -> list[object]:
    with Terminal(["sleep", "10"]) as terminal:
        return terminal.attributes()


@pytest.mark.slow
def test_the_board_takes_over_with_the_same_rows_and_without_a_clear(home: Home) -> None:
    with home.start_held() as terminal:
        assert not terminal.echoes()
        kept = terminal.text.split("\n")[1:]
        assert symbols(kept) == symbols(home.rows)
        terminal.send("jj")
        terminal.pump(0.1)
        assert terminal.text.split("\n")[1:] == kept
        home.gate.touch()
        terminal.wait_for("kB/s")
        terminal.wait_for(r"3 of 34")
        assert symbols(terminal.text.split("\n")[1:]) == symbols(kept)
        written = bytes(terminal.raw)
        assert written.count(ENTER) == 1
        assert b"\x1b[2J" not in written
        assert b"\x1b[J" not in written
        assert terminal.ends(lambda: terminal.send("q")) == 0
        assert terminal.is_restored()
        assert terminal.attributes() == attributes_of_a_new_terminal()


@pytest.mark.slow
def test_a_filter_that_is_typed_before_the_board_is_there_has_its_effect(home: Home) -> None:
    with home.start_held() as terminal:
        terminal.send("/hubc\x7fc\r")
        home.gate.touch()
        terminal.wait_for(r"filter hubc.*1 \(of 34\)")
        assert "HUBC" in terminal.text
        terminal.send("\x1b")
        assert terminal.ends(lambda: terminal.send("\x03")) == 130


ENDS = [
    *((signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGQUIT, 131)),
    *((signal.SIGUSR1, 138), (signal.SIGALRM, 142)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), quick(1, *(pytest.param(*each) for each in ENDS)))
def test_a_signal_before_the_board_is_there_leaves_the_terminal_as_found(number: int, status: int, home: Home) -> None:
    found = attributes_of_a_new_terminal()
    with home.start_held() as terminal:
        terminal.send("rm x\r")
        assert terminal.ends(lambda: terminal.signal(number)) == status
        assert_as_found(terminal, found)
        assert bytes(terminal.raw).endswith(LEAVE)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGUSR1, 138)])
def test_so_does_one_when_all_is_loaded_and_nothing_painted(number: int, status: int, home: Home) -> None:
    found = attributes_of_a_new_terminal()
    home.gate.unlink(missing_ok=True)
    argv = [sys.executable, "-c", _GATED_LATE, str(home.gate), *home.argv[-2:]]
    with Terminal(argv, size=SIZE, env=at_home(home.folder)) as terminal:
        terminal.wait_until(home.gate.exists)
        assert terminal.ends(lambda: terminal.signal(number)) == status
        assert STOOD.encode() in bytes(terminal.raw)
        assert_as_found(terminal, found)


@pytest.mark.slow
@pytest.mark.parametrize(("key", "status"), [("\x03", 130), ("\x1c", 131)])
def test_so_do_the_keys_that_are_signals(key: str, status: int, home: Home) -> None:
    found = attributes_of_a_new_terminal()
    with home.start_held() as terminal:
        assert terminal.ends(lambda: terminal.send(key)) == status
        assert_as_found(terminal, found)


@pytest.mark.slow
def test_stopped_before_the_board_is_there_it_gives_the_terminal_back_and_comes_without_a_frame(home: Home) -> None:
    found = attributes_of_a_new_terminal()
    with home.start_held() as terminal:
        terminal.signal(signal.SIGTSTP)
        terminal.wait_until(lambda: LEAVE in bytes(terminal.raw))
        terminal.pump(0.1)
        assert_as_found(terminal, found)
        terminal.signal(signal.SIGCONT)
        home.gate.touch()
        terminal.wait_for("kB/s")
        assert bytes(terminal.raw).count(ENTER) == 2
        assert terminal.ends(lambda: terminal.send("q")) == 0
        assert terminal.is_restored()
        assert terminal.attributes() == found


@pytest.mark.slow
def test_an_error_of_the_configuration_is_on_the_main_screen(home: Home) -> None:
    found = attributes_of_a_new_terminal()
    store, config = FrameStore(home.frame.parent), home.folder / "broken.toml"
    config.write_text("[board]\nnonsense = 1\n")
    frame = store.load()
    assert frame is not None
    store.save(frame._replace(config=marks_of([config])))
    with Terminal(bigboard("--config", str(config)), size=SIZE, env=at_home(home.folder)) as terminal:
        assert terminal.wait() == 2
        assert STOOD.encode() in bytes(terminal.raw)
        assert_as_found(terminal, found)
        assert b"nonsense" in bytes(terminal.raw).rpartition(LEAVE)[2]


_CRASHING = """
import sys
from tui.cli import commands, main
def run(*arguments):
    raise RuntimeError("of its own")
commands.run = run
main()
"""


@pytest.mark.slow
def test_a_crash_before_the_board_is_there_is_on_the_main_screen(home: Home) -> None:
    found = attributes_of_a_new_terminal()
    argv = [sys.executable, "-c", _CRASHING, *home.argv[-2:]]
    with Terminal(argv, size=SIZE, env=at_home(home.folder)) as terminal:
        assert terminal.wait() == 1
        assert STOOD.encode() in bytes(terminal.raw)
        assert_as_found(terminal, found)
        assert b"of its own" in bytes(terminal.raw).rpartition(LEAVE)[2]


@pytest.mark.slow
def test_a_terminal_that_is_closed_before_the_board_is_there_leaves_no_orphan(home: Home) -> None:
    with home.start_held() as terminal:
        terminal.hang_up()
        assert terminal.wait(reading=False) == 129


def first_screen(terminal: Terminal) -> bytes:
    """Return what was written until the live board was there."""
    terminal.wait_for(r"kB/s|OGDC|too small")
    terminal.pump(0.2)
    return bytes(terminal.raw)


@pytest.mark.slow
@pytest.mark.dose(11)
@pytest.mark.parametrize(
    ("more", "size", "env"),
    [
        pytest.param((), (101, 30), {}, id="another width"),
        pytest.param((), (100, 31), {}, id="another height"),
        pytest.param((), SIZE, {"COLORTERM": None}, id="fewer colours"),
        pytest.param((), SIZE, {"TERM": "screen-256color"}, id="another terminal"),
        pytest.param((), SIZE, {"NO_COLOR": "1"}, id="no colours"),
        pytest.param((), SIZE, {"LC_ALL": "C.ISO-8859-1"}, id="another charset"),
        pytest.param((), SIZE, {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, id="a slow line"),
        pytest.param(("--fresh",), SIZE, {}, id="fresh"),
        pytest.param(("-w", "OGDC"), SIZE, {}, id="a tab of the command line"),
        pytest.param(("--ascii",), SIZE, {}, id="ASCII"),
        pytest.param(("--colors", "16"), SIZE, {}, id="colours of the command line"),
    ],
)
def test_a_frame_of_another_terminal_or_other_options_is_not_shown(
    more: Sequence[str], size: tuple[int, int], env: dict[str, str | None], home: Home
) -> None:
    with home.start(*more, size=size, env=env) as terminal:
        assert STOOD.encode() not in first_screen(terminal)
        assert terminal.ends(lambda: terminal.send("\x03")) == 130


@pytest.mark.slow
@pytest.mark.parametrize("spoil", quick(1, "cut", "empty", "linked", "unreadable", "huge", "a folder"))
def test_a_frame_that_cannot_be_used_changes_nothing(spoil: str, home: Home) -> None:
    frame = home.frame
    content = frame.read_bytes()
    frame.unlink()
    match spoil:
        case "linked":
            (home.folder / "elsewhere").write_bytes(content)
            frame.symlink_to(home.folder / "elsewhere")
        case "a folder":
            frame.mkdir()
        case _:
            frame.write_bytes({"cut": content[:-100], "huge": content + b" " * (1 << 20)}.get(spoil, b""))
            frame.chmod(0 if spoil == "unreadable" else 0o600)
    with home.start() as terminal:
        written = first_screen(terminal)
        assert STOOD.encode() not in written
        assert written.count(ENTER) == 1
        assert terminal.ends(lambda: terminal.send("q")) == 0
        assert terminal.is_restored()
    if spoil == "a folder":
        frame.rmdir()


@pytest.mark.slow
def test_a_changed_configuration_has_no_frame(home: Home) -> None:
    config = Path(home.argv[-1])
    content = config.read_text()
    config.write_text(content + "\n[board]\nflash = false\n")
    try:
        with home.start() as terminal:
            assert STOOD.encode() not in first_screen(terminal)
            assert terminal.ends(lambda: terminal.send("q")) == 0
    finally:
        config.write_text(content)


@pytest.mark.slow
@pytest.mark.parametrize("shell", ['exec "$@" > {out}', '"$@" < /dev/tty | cat > {out}'])
def test_a_terminal_that_is_not_all_ours_shows_no_frame(shell: str, home: Home) -> None:
    out = home.folder / "out"
    argv = ["sh", "-c", shell.format(out=out), "sh", *home.argv]
    with Terminal(argv, size=SIZE, env=at_home(home.folder)) as terminal:
        assert STOOD.encode() not in first_screen(terminal)
        terminal.send("q")
        assert terminal.wait() == 0
    assert STOOD.encode() not in out.read_bytes()


@pytest.mark.slow
def test_in_the_background_it_writes_nothing(home: Home) -> None:
    script = '"$@" & sleep 1.5; kill -KILL $!; echo over'
    argv = ["bash", "-ic", script, "bash", *home.argv]
    with Terminal(argv, size=SIZE, env=at_home(home.folder)) as terminal:
        terminal.wait_for("over")
        terminal.wait()
        assert ENTER not in bytes(terminal.raw)


@pytest.mark.slow
@pytest.mark.parametrize("command", [("demo", "--seed", "7"), ("print",), ("--version",), ("doctor",)])
def test_no_other_command_shows_it(command: Sequence[str], home: Home) -> None:
    argv = bigboard(*command)
    config = {"BIGBOARD_CONFIG": home.argv[-1]}
    with Terminal(argv, size=SIZE, env={**at_home(home.folder), **config}) as terminal:
        terminal.pump(1.5)
        assert STOOD.encode() not in bytes(terminal.raw)


def test_the_terminal_that_shows_a_frame_is_set_as_the_board_sets_it() -> None:
    from tui.ui.terminal import held_terminal, shutdown  # noqa: PLC0415 - the other tests see it from outside

    taken = shutdown.TAKE_SCREEN + shutdown.TAKE
    assert all(f"\x1b{part}" in taken for part in held_terminal.ENTER.split("\x1b")[1:])
    assert all(f"\x1b{part}" in shutdown.LEAVE for part in held_terminal.EXIT.split("\x1b")[1:])


def test_the_same_signals_end_it_before_and_after_the_board_is_there() -> None:
    assert held_terminal.ENDS == shutdown._SIGNAL_NAMES

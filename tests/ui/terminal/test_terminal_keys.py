"""The mouse, which the board or the terminal has; the screen drawn anew by a key; keyboards of other scripts."""

from pathlib import Path

import pytest

from tests.kit.marks import quick
from tests.kit.terminal import Terminal, bigboard

DEMO = bigboard("demo", "--seed", "7", "--rate", "0")
MOUSE_ON = (b"\x1b[?1000h", b"\x1b[?1003h", b"\x1b[?1006h")
MOUSE_OFF = (b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?1006l")


def has_mouse(terminal: Terminal) -> bool:
    """Whether every mode of the mouse was set last."""
    raw = bytes(terminal.raw)
    found = {raw.rfind(on) > raw.rfind(off) for on, off in zip(MOUSE_ON, MOUSE_OFF, strict=True)}
    assert len(found) == 1, "all of them, or none"
    return found.pop()


@pytest.mark.slow
def test_a_key_gives_the_mouse_to_the_terminal_and_takes_it_back() -> None:
    with Terminal(DEMO) as terminal:
        terminal.wait_for("KSE100")
        assert has_mouse(terminal)
        terminal.send("\x14")
        terminal.wait_for("mouse off: the terminal selects text")
        assert not has_mouse(terminal)
        terminal.send("\x14")
        terminal.wait_for("mouse on: clicks come here")
        assert has_mouse(terminal)
        terminal.send("q")
        assert terminal.wait() == 0
        assert terminal.is_restored()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["--no-mouse", "mouse = false"])
def test_the_mouse_can_be_left_to_the_terminal_from_the_start(tmp_path: Path, how: str) -> None:
    file = tmp_path / "board.toml"
    file.write_text("" if how.startswith("--") else f"[board]\n{how}\n")
    arguments = (how, "--config", str(file)) if how.startswith("--") else ("--config", str(file))
    with Terminal([*DEMO, *arguments]) as terminal:
        terminal.wait_for("KSE100")
        assert not any(mode in terminal.raw for mode in MOUSE_ON)
        terminal.send("\x0c")
        terminal.wait_for("KSE100")
        assert not any(mode in terminal.raw for mode in MOUSE_ON), "drawn anew it is still the terminal's"
        terminal.send("q")
        assert terminal.wait() == 0


@pytest.mark.slow
@pytest.mark.parametrize("sheet", quick(1, "", "?"))
def test_ctrl_l_draws_the_screen_anew(sheet: str) -> None:
    with Terminal(DEMO) as terminal:
        terminal.wait_for("KSE100.*AIRLINK")
        words = "Draw the screen anew" if sheet else "AIRLINK"
        terminal.send(sheet)
        terminal.wait_for(words)
        terminal.scribble()
        assert "cron: mail" in terminal.text
        terminal.send("\x0c")
        # the rest of a frame that was under way may bring the words alone
        terminal.wait_for(rf"\A(?!.*cron: mail).*{words}")
        terminal.send("\x1bq" if sheet else "q")


@pytest.mark.slow
def test_the_keys_work_on_a_cyrillic_keyboard() -> None:
    slash, short_i = "/", "\x1b[1081::113;1;1081u"
    with Terminal(DEMO) as terminal:
        terminal.wait_for("KSE100")
        terminal.send(slash)
        terminal.send(short_i)
        terminal.wait_for("й")
        terminal.send("\x1b")
        terminal.pump(0.1)
        terminal.send(short_i)
        assert terminal.wait() == 0

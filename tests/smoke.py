"""Start the board as its user does, wait for a first paint and for changes, and quit; the argument is the command."""

import sys

from tests.kit.terminal import Terminal


def main(command: str) -> None:
    with Terminal([command, "demo", "--seed", "7", "--rate", "20"]) as terminal:
        painted = terminal.wait_for("SYMBOL")
        filled = terminal.wait_for(r"KSE100.*AIRLINK")
        before = terminal.text
        while terminal.text == before:
            terminal.pump(0.1)
        terminal.send("q")
        assert terminal.wait() == 0
    sys.stdout.write(f"frame after {painted:.2f} s, board after {filled:.2f} s, then it moved, and it left cleanly\n")


if __name__ == "__main__":
    main(sys.argv[1])

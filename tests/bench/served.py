"""An exchange that is a process of its own, so that what is measured is the board alone."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.kit.terminal import bigboard

INDICES = 4
"""Of the exchange, which are among its quotes."""


def all_rows(rows: int) -> str:
    """Return how the bottom line counts so many instruments of the exchange, to which its indices come."""
    return f"of {rows + INDICES} "


@contextmanager
def exchange(rows: int, rate: int, more: str = "") -> Iterator[list[str]]:
    """An exchange that is a process of its own; the command line of a board that watches it each second.

    Args:
        rows: instruments of the exchange.
        rate: changes a second.
        more: what the configuration of the board ends with.
    """
    serving = bigboard(
        "demo", "--seed", "7", "--serve-only", "--symbols", str(rows), "--rate", str(rate), "--every", "1s"
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(serving, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        file = Path(folder) / "config.toml"
        file.write_text(
            f'[[sources]]\nname = "demo"\nkind = "brecorder"\nurl = "{address}/"\nevery = "1s"\nallow_private = true\n'
            + more
        )
        try:
            yield bigboard("--config", str(file))
        finally:
            server.terminate()

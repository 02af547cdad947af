"""A real NATS server that a test starts on loopback, stops, kills and starts again on the same port."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.kit.waiting import wait_until

PROGRAM: Final = shutil.which("nats-server", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
NEEDED: Final = bool(os.environ.get("BIGBOARD_NEED_NATS"))
"""Whether a missing server is an error: in the gate, which installs it."""
_HOST: Final = "127.0.0.1"

needs_nats = pytest.mark.skipif(
    PROGRAM is None and not NEEDED, reason="no nats-server here: it comes with the system's package of that name"
)


class NatsServer:
    """One server.

    Args:
        folder: for its files, which outlast it.
        extra: lines of its configuration besides, such as who may do what.
        scheme: of its address: `nats`, or `tls`.
        has_jetstream: whether it keeps streams.
        arguments: besides those that are always given.
    """

    def __init__(self, folder: Path, extra: str = "", scheme: str = "nats", *, has_jetstream: bool = True) -> None:
        store = json.dumps(str(folder / "store"))
        # what streams may take is reserved, not used
        self._jetstream = f"jetstream {{ store_dir: {store}, max_file_store: 50GB }}" if has_jetstream else ""
        self._folder, self._extra, self._scheme = folder, extra, scheme
        self._process: subprocess.Popen[bytes] | None = None
        self._port = -1
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def address(self) -> str:
        """As `--to` and `--from` take it, without a board."""
        return f"{self._scheme}://{_HOST}:{self._port}"

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    def configure(self, extra: str) -> None:
        """Have other lines of configuration from its next start on."""
        self._extra = extra

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        assert PROGRAM is not None, "no nats-server: install the system's package of that name"
        config = self._folder / "server.conf"
        config.write_text(f"listen: {_HOST}:{self._port}\n{self._jetstream}\n{self._extra}\n")
        for old in self._folder.glob("*.ports"):
            old.unlink()
        log = self._folder / "server.log"
        self._process = subprocess.Popen(
            [PROGRAM, "-c", str(config), "--ports_file_dir", str(self._folder), "-l", str(log)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: any(self._folder.glob("*.ports")))
        if self._port < 0:
            wait_until(lambda: bool(next(iter(self._folder.glob("*.ports"))).read_text()))
            ports = json.loads(next(iter(self._folder.glob("*.ports"))).read_text())
            self._port = int(ports["nats"][0].rpartition(":")[2])

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def clear(self) -> None:
        """Forget all that it keeps; while it does not run."""
        shutil.rmtree(self._folder / "store", ignore_errors=True)

    def kill(self) -> None:
        """End it as if the power had gone."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Have it answer nothing more, with its connections standing."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on."""
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self.thaw()
            self._send(number)
            self._process.wait(30)
            self._process = None


@contextmanager
def nats_server(
    folder: Path, extra: str = "", scheme: str = "nats", *, has_jetstream: bool = True
) -> Iterator[NatsServer]:
    """Run a server for as long as the block runs."""
    server = NatsServer(folder / "nats", extra, scheme, has_jetstream=has_jetstream)
    server.start()
    try:
        yield server
    finally:
        server.stop()

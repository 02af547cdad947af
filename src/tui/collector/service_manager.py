"""Tells systemd that the collector has begun, that it lives, and that it ends: the protocol of `Type=notify`."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

READY: Final = "READY=1"
ALIVE: Final = "WATCHDOG=1"
STOPPING: Final = "STOPPING=1"


def notify_service_manager(*lines: str, environ: Mapping[str, str] = os.environ) -> None:
    """Send these lines to the service manager that started this program; do nothing where none did. Never raises.

    The protocol is that of sd_notify(3): lines as one datagram to the socket named by NOTIFY_SOCKET.
    """
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        # "@" stands for the abstract namespace, whose names begin with a null byte
        sender.connect(address.replace("@", "\0", 1) if address.startswith("@") else address)
        # who calls keeps a lease: better a line less than to wait for a service manager that hangs
        sender.settimeout(0)
        sender.sendall("\n".join(lines).encode())

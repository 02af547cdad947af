"""A mail server on loopback for one connection after another: it takes what comes, or refuses where a test says so."""

import socket
import ssl
import threading
from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

_USUAL = MappingProxyType(
    {"DATA": "354 go on", "QUIT": "221 bye", "AUTH": "235 welcome", "EHLO": "250-here\r\n250 AUTH PLAIN LOGIN"}
)


class MailServer:
    """A running server, used with `with`.

    Args:
        replies: other replies to commands, by their first word; `greeting` and `text` are the first and that to the
            text of a mail; one that is empty is never sent.
        tls: its identity, for connections that are secure from the first byte, or once STARTTLS asks for it.
        is_secure: whether they are so from the first byte.
    """

    def __init__(
        self,
        replies: Mapping[str, str] = MappingProxyType({}),
        tls: ssl.SSLContext | None = None,
        *,
        is_secure: bool = False,
    ) -> None:
        self._tls, self._is_secure = tls, is_secure
        self.mails: list[str] = []
        self.said: list[str] = []
        self._replies = {**_USUAL, **replies}
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._connections: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self._connections:
            connection.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._connections.append(connection)
            threading.Thread(target=self._converse, args=[connection], daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            if self._is_secure:
                connection = self._secured(connection)
            self._reply(connection, self._replies.get("greeting", "220 here"))
            while self._read_commands(connection):
                connection = self._secured(connection)
        except OSError:
            return

    def _read_commands(self, connection: socket.socket) -> bool:
        """Reply to commands; return whether the connection is to be secured now."""
        with connection.makefile("r", encoding="latin-1", newline="\r\n") as lines:
            while line := lines.readline():
                word = line[:4].upper()
                self.said.append(line.strip())
                self._reply(connection, self._replies.get(word, "250 fine"))
                if word == "STAR" and self._tls is not None:
                    return True
                if word == "DATA" and self._replies["DATA"].startswith("354"):
                    text = "".join(iter(lines.readline, ".\r\n"))
                    self.mails.append(text)
                    self._reply(connection, self._replies.get("text", "250 accepted"))
        return False

    def _secured(self, connection: socket.socket) -> socket.socket:
        assert self._tls is not None
        secured = self._tls.wrap_socket(connection, server_side=True)
        self._connections.append(secured)
        return secured

    def _reply(self, connection: socket.socket, reply: str) -> None:
        if reply:
            connection.sendall(f"{reply}\r\n".encode())

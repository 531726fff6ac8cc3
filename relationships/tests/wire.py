"""A line to a server that a test can cut, mend and silence, while the server itself serves others."""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Wire:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.server = parts.hostname or "127.0.0.1", parts.port or 7687
        self.port = 0
        # Connections that were ever made.
        self.count = 0
        self.lines: list[socket.socket] = []
        self.flowing = threading.Event()
        self.flowing.set()
        self.mend()
        login = parts.netloc.rpartition("@")[0]
        self.url = f"{parts.scheme}://{login}@127.0.0.1:{self.port}{parts.path}"

    def mend(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._answer, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        """As if the server had been killed: what is open breaks, what is new is refused."""
        for line in (self.listener, *self.lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self.lines.clear()

    def hold(self) -> None:
        """As if the server hung: connections open, and nothing is heard."""
        self.flowing.clear()

    def _answer(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self.server)
                self.count += 1
                self.lines += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self.flowing.wait()
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

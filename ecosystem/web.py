"""The web process: Daphne, whose sockets take frames that are ready for the line and say when a reader is behind.

    python -m ecosystem.web -e tcp:port=8000:interface=127.0.0.1 ecosystem.asgi:application

ASGI's send dresses each message up anew for each socket, and Daphne's never waits: what a stuck page does not read
would pile up unseen. So a socket's scope carries the `Line` that leads to it. Under any other server there is none,
and the same frames go out by ASGI's send.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from daphne.cli import CommandLineInterface
from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet.tcp import Connection


class Line(WebSocketProtocol):  # type: ignore[misc]
    """One socket. It is clear while the system has taken all that was sent over it; until it is again, wait."""

    is_clear = False
    on_clear: Callable[[], None] | None = None

    def connectionMade(self) -> None:
        super().connectionMade()
        self.is_plain = isinstance(self.transport, Connection) and not self.transport.TLS
        if self.is_plain:
            # In place of the channel that asked for the upgrade: Twisted asks for more whenever nothing waits.
            self.transport.unregisterProducer()
            self.transport.registerProducer(self, False)

    def sendData(self, data: bytes, *how: Any, **further: Any) -> None:
        """What the protocol itself has to say waits in Twisted's hands, and no frame may overtake it."""
        self.is_clear = False
        super().sendData(data, *how, **further)

    def resumeProducing(self) -> None:
        if self.transport.disconnecting:
            # Twisted closes no line that somebody may still write to.
            self.transport.unregisterProducer()
            return
        self.is_clear = True
        if self.on_clear is not None:
            self.on_clear()

    def stopProducing(self) -> None:
        self.is_clear = False

    def ready(self, text: str) -> bytes:
        """A message as it goes over any line."""
        payload: bytes = self.factory.prepareMessage(text.encode(), doNotCompress=True).payloadHybi
        return payload

    def put(self, ready: bytes) -> None:
        """Send what is ready, on a line that is clear; what a line that is being closed is told, nobody hears."""
        if self.state != self.STATE_OPEN:
            return
        sent = self.transport.writeSomeData(ready)
        if not isinstance(sent, int):
            # The line is cut; Twisted finds it out when it tries for itself.
            sent = 0
        if sent < len(ready):
            self.is_clear = False
            self.transport.write(ready[sent:])


class Web(Server):  # type: ignore[misc]
    def run(self) -> None:
        # Daphne makes its factory in there.
        WebSocketFactory.protocol = Line
        super().run()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if isinstance(protocol, Line) and protocol.is_plain:
            scope["extensions"] = {"line": protocol}
        return super().create_application(protocol, scope)


class CommandLine(CommandLineInterface):  # type: ignore[misc]
    server_class = Web


if __name__ == "__main__":
    CommandLine.entrypoint()

"""Lines over real sockets, with a reactor that only notes what it is asked."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import pytest
from daphne.ws_protocol import WebSocketFactory
from twisted.internet.main import CONNECTION_LOST
from twisted.internet.tcp import Server as Connection

from ecosystem import feed
from ecosystem.feed import Frame, WorldFeed
from ecosystem.web import Line, Web

# More than the system holds for a reader who does not read.
LARGE = "x" * 10_000_000


class Nobody:
    """In the place of a reactor and a port."""

    def __getattr__(self, _: str) -> Any:
        return lambda *_: None


NOBODY: Any = Nobody()


class Daphne:
    """As much of the server as a line speaks to."""

    def log_action(self, *_: Any) -> None: ...

    def protocol_disconnected(self, _: Any) -> None: ...


class Page:
    """A page and the feed that tells it things."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.end = socket.create_connection(listener.getsockname())
            ours, address = listener.accept()
        factory = WebSocketFactory(Daphne)
        factory.protocol = Line
        self.line: Any = factory.buildProtocol(None)
        self.transport: Any = Connection(ours, self.line, address, NOBODY, 1, NOBODY)
        self.line.makeConnection(self.transport)
        self.line.state = Line.STATE_OPEN
        self.feed = WorldFeed()
        self.feed.outbox, self.feed.line = deque(maxlen=feed.OUTBOX), self.line
        self.line.on_clear = self.feed.pour

    def heard(self) -> bytes:
        """What has come, by and by."""
        self.end.setblocking(False)
        came = b""
        while True:
            try:
                came += self.end.recv(1_000_000)
            except BlockingIOError:
                if self.line.is_clear:
                    return came
                self.transport.doWrite()


@pytest.fixture
def page() -> Iterator[Page]:
    page = Page()
    yield page
    page.end.close()
    page.transport.socket.close()


def test_a_frame_goes_out_at_once_as_the_protocol_would_word_it(page: Page) -> None:
    page.feed.take(Frame("<p>Zoë</p>"))
    assert page.end.recv(100) == b"\x81\x0b" + "<p>Zoë</p>".encode()


def test_a_frame_is_made_ready_once_for_all(page: Page) -> None:
    frame = Frame("<p>one</p>")
    assert frame.over(page.line) is frame.over(page.line)


def test_no_frame_overtakes_what_the_protocol_has_to_say(page: Page) -> None:
    page.line.sendPing(b"still there?")
    page.feed.take(Frame("<p>one</p>"))
    assert list(page.feed.outbox) == ["<p>one</p>"]
    assert page.heard() == b"\x89\x0cstill there?\x81\x0a<p>one</p>"


def test_a_stuck_page_holds_one_frame_and_its_newest(page: Page) -> None:
    page.feed.take(Frame(LARGE))
    for number in range(feed.OUTBOX + 10):
        page.feed.take(Frame(f"<p>{number}</p>"))
    assert list(page.feed.outbox) == [f"<p>{number}</p>" for number in range(10, feed.OUTBOX + 10)]
    assert len(page.transport._tempDataBuffer) == 1


def test_a_page_that_reads_again_gets_what_is_left_whole_and_in_order(page: Page) -> None:
    page.feed.take(Frame(LARGE))
    page.feed.take(Frame("<p>one</p>"))
    page.feed.take(Frame("<p>two</p>"))
    came = page.heard()
    assert came.count(b"x") == len(LARGE)
    assert came.endswith(b"x\x81\x0a<p>one</p>\x81\x0a<p>two</p>")
    assert not page.feed.outbox


def test_a_line_that_is_cut_breaks_nothing(page: Page) -> None:
    page.end.close()
    for _ in range(3):
        # The system learns only from the answer to the first that nobody is there.
        page.feed.take(Frame("<p>one</p>"))
        time.sleep(0.01)
    assert not page.line.is_clear
    assert page.transport.doWrite() is CONNECTION_LOST


def test_a_line_that_is_closing_takes_no_more(page: Page) -> None:
    page.line.state = Line.STATE_CLOSING
    page.feed.take(Frame("<p>one</p>"))
    assert page.heard() == b""


def test_a_line_is_closed_once_all_is_said(page: Page) -> None:
    page.line.sendPing(b"")
    page.transport.loseConnection()
    assert page.transport.doWrite() is None
    assert page.end.recv(10) == b"\x89\x00"
    assert page.transport.doWrite() is not None


@pytest.mark.parametrize("is_plain", [True, False])
def test_only_a_plain_line_is_offered(page: Page, is_plain: bool) -> None:
    page.line.is_plain = is_plain
    given: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        given.append(scope)

    server = Web(application, endpoints=["tcp:0"])
    server.connections = {page.line: {}}

    async def open_one() -> None:
        server.create_application(page.line, {"type": "websocket"})
        await server.connections[page.line]["application_instance"]

    asyncio.run(open_one())
    assert given[0].get("extensions") == ({"line": page.line} if is_plain else None)

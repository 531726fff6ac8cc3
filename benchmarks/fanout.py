"""A thousand watchers of one world on one web process: nothing lost, soon there, cheaply, and back after a crash."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psutil

from benchmarks import servers
from benchmarks.casts import world_of
from benchmarks.report import Row, p95
from benchmarks.watchers import HANDSHAKE
from deploy.ports import any_free

WATCHERS = 1_000
# Frames a second while what a message costs is measured, and for how long.
PACE, PACED_SECONDS = 2.0, 15
# Frames of a burst: under the hub's outbox, so that nobody may lose one.
BURST = 50
# Readers who never read, and frames that they are sent: more than the system holds for them.
STUCK, UNREAD = 100, 400
# Events taken while the server is down.
MISSED_TURNS = 3


def measure() -> Iterator[Row]:
    world = world_of(13, voice="house")
    html = take(world.pk)
    port = any_free()
    server = servers.daphne(port)
    try:
        servers.eventually(lambda: servers.answers(f"http://127.0.0.1:{port}/health/"), 60)
        world.refresh_from_db()
        path = f"/ws/world/{world.slug}/"
        yield _stuck(world.pk, server.pid, port, path, html)
        with crowd(port, path, "--have", str(world.log_position)) as watchers:
            yield from _paced(world.pk, server.pid, watchers)
            hub = _burst(watchers, lambda: publish_often(world.pk, html))
            yield Row(
                f"burst, {WATCHERS:,} watchers × {BURST} frames of {len(html) / 1000:.0f} kB", hub / 1000, None, "k/s"
            )
            ceiling = _ceiling(len(html.encode()))
            yield Row("burst of the raw ceiling", ceiling / 1000, None, "k/s")
            yield Row("burst, share of the raw ceiling", hub / ceiling, 0.5, at_least=True)
            server.kill()
            server.communicate()
            for _ in range(MISSED_TURNS):
                take(world.pk)
            down = time.monotonic()
            server = servers.daphne(port)
            yield from _back(world.pk, watchers, down)
    finally:
        server.kill()
        server.communicate()


def take(world_id: int) -> str:
    """A real turn, shown to whoever watches; returns what was sent, with the moment it was sent."""
    from django.utils import timezone

    from ecosystem import fragments, live, turns
    from ecosystem.models import World

    while True:
        committed = turns.take(world_id, World.objects.values_list("generation", flat=True).get(pk=world_id))
        assert committed is not None
        World.objects.filter(pk=world_id).update(watched_at=timezone.now())
        if committed.events:
            world = World.objects.get(pk=world_id)
            html = fragments.frame(world, committed.events, committed.changed)
            live.publish(world_id, f"{html}<!--sent {time.time():.4f}-->")
            return html


def publish_often(world_id: int, html: str) -> None:
    """An old frame, again and again: pages drop it, and the crowd counts it."""
    from ecosystem import live

    for _ in range(BURST):
        live.publish(world_id, html)


@contextmanager
def crowd(port: int, path: str, *options: str) -> Iterator[servers.Process]:
    with servers.running("-m", "benchmarks.watchers", str(port), path, str(WATCHERS), *options) as process:
        servers.eventually(lambda: report(process)["connected"] == WATCHERS, 60, every=0.2)
        yield process


def report(process: servers.Process) -> dict[str, Any]:
    assert process.stdin is not None
    process.stdin.write("report\n")
    process.stdin.flush()
    return servers.told(process)


def _stuck(world_id: int, pid: int, port: int, path: str, html: str) -> Row:
    from ecosystem import live

    with ExitStack() as stack:
        for _ in range(STUCK):
            reader = stack.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.connect(("127.0.0.1", port))
            reader.sendall(HANDSHAKE.format(path=path, port=port).encode())
        # Let the hub's first presence frames pass.
        time.sleep(3)
        before = psutil.Process(pid).memory_info().rss
        for _ in range(UNREAD):
            live.publish(world_id, html)
            time.sleep(0.01)
        held = psutil.Process(pid).memory_info().rss - before
    return Row("memory that a reader who never reads takes up", held / STUCK / 1000, 256, "kB")


def _paced(world_id: int, pid: int, watchers: servers.Process) -> Iterator[Row]:
    # Let the hub's first presence frames pass.
    time.sleep(3)
    report(watchers)
    before, sent = _cpu(pid), 0
    started = time.monotonic()
    while (now := time.monotonic() - started) < PACED_SECONDS:
        take(world_id)
        sent += 1
        time.sleep(max(0.0, sent / PACE - (time.monotonic() - started)))
    time.sleep(1)
    spent = _cpu(pid) - before
    found = report(watchers)
    yield Row(
        f"messages lost of {sent * WATCHERS:,} at {sent / now:.1f} turns a second",
        sent * WATCHERS - found["messages"],
        0,
    )
    yield Row("CPU a delivered message", spent * 1e6 / max(1, found["messages"]), 80, "µs")
    yield Row("turn committed → last of the watchers, p95", p95(found["delays"]), 150, "ms")


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _burst(watchers: servers.Process, send: Any) -> float:
    """Messages a second from the first sent to the last received."""
    report(watchers)
    started = time.time()
    send()
    count, last = 0, started
    while count < BURST * WATCHERS and time.time() < started + 60:
        time.sleep(0.3)
        found = report(watchers)
        count, last = count + found["messages"], max(last, found["last_at"])
    return count / (last - started)


def _ceiling(size: int) -> float:
    with servers.running("-m", "benchmarks.ceiling", "--size", str(size)) as server:
        port = int(servers.said(server))

        def send() -> None:
            assert server.stdin is not None
            server.stdin.write(f"{BURST}\n")
            server.stdin.flush()

        with crowd(port, "/") as watchers:
            return _burst(watchers, send)


def _back(world_id: int, watchers: servers.Process, down: float) -> Iterator[Row]:
    from ecosystem.models import World

    servers.eventually(lambda: report(watchers)["connected"] == WATCHERS, 60, every=0.1)
    yield Row("all watchers back after kill -9 of the server", time.monotonic() - down, 5, "s")
    take(world_id)
    position = World.objects.values_list("log_position", flat=True).get(pk=world_id)
    servers.eventually(lambda: report(watchers)["have"][0] >= position, 60, every=0.3)
    yield Row("and what they missed made good", time.monotonic() - down, None, "s")
    found = report(watchers)
    yield Row("events that some watcher never saw", found["seen"][1] - found["seen"][0], 0)
    yield Row("events that some watcher saw twice", found["doubled"], 0)

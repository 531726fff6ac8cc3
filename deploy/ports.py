from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

HOST = "127.0.0.1"
# /proc/net/tcp's code of a listening socket
LISTENING = "0A"


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Without it a port that only waits out its last connections would look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def any_free() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def next_free(port: int) -> int:
    return next((other for other in range(port + 1, port + 100) if is_free(other)), any_free())


def owner(port: int) -> str:
    """Who listens on a port, as far as this user may know: 'python3 (process 4711, in /home/a/other)'."""
    sockets = _listening_sockets(port)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if sockets & _sockets_of(process):
                name = (process / "comm").read_text().strip()
                return f"{name} (process {process.name}, in {os.readlink(process / 'cwd')})"
        except OSError:
            # Somebody else's process, or one that has just ended.
            continue
    return "a process of another user"


def listens(pid: int, port: int) -> bool:
    try:
        return bool(_listening_sockets(port) & _sockets_of(Path(f"/proc/{pid}")))
    except OSError:
        return False


def _sockets_of(process: Path) -> set[str]:
    return {_target(link) for link in (process / "fd").iterdir()}


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:
        # Closed since it was listed, as our own handle on the list itself is.
        return ""


def _listening_sockets(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text().splitlines()[1:]
        except FileNotFoundError:
            continue
        for row in rows:
            fields = row.split()
            if fields[3] == LISTENING and int(fields[1].rsplit(":", 1)[1], 16) == port:
                found.add(f"socket:[{fields[9]}]")
    return found


def left_behind(directory: Path, programs: Path) -> list[int]:
    """Processes that run one of our programs inside one of our data directories.

    Told by where they are, not by a number in a file: a stale pid may belong to anybody by now.
    """
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            where, what = Path(os.readlink(process / "cwd")), Path(os.readlink(process / "exe"))
        except OSError:
            continue
        if where.is_relative_to(directory) and what.is_relative_to(programs):
            found.append(int(process.name))
    return found


def await_predecessors(directory: Path, programs: Path, seconds: float = 10.0) -> None:
    """Servers whose supervisor was killed are on their way out and still hold their files and ports."""
    deadline = time.monotonic() + seconds
    while stragglers := left_behind(directory, programs):
        if time.monotonic() > deadline:
            for pid in stragglers:
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)

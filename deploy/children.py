"""Child processes under one roof: started, heard, restarted with back-off, stopped in order, never outliving us.

One thread does it all. The kernel's parent-death signal fires when the *thread* that forked ends, so with a thread for
each child it would matter which of them had started whom.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.console import say

# Seconds before the first, second, ... restart of a child that keeps dying. The first is at once: it is missed.
RESTART_DELAYS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
# A child that lived this many seconds is sound, and its next death counts as a first one.
STEADY_SECONDS = 30.0
# A log file longer than this is put aside when its child starts.
LOG_BYTES = 10_000_000
# The number prctl(2) gives to "which signal shall I get when my parent dies"
PR_SET_PDEATHSIG = 1

LIBC = ctypes.CDLL(None)


@dataclass(eq=False)
class Child:
    name: str
    command: Sequence[str]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    # Its lines go to its log file only.
    quiet: bool = False
    # The user id to run as, where it may not run as ours.
    user: int | None = None
    # Missed when it ends, and started again.
    is_lasting: bool = True
    stop_signal: int = signal.SIGTERM
    # What the kernel sends it when we die without a word.
    death_signal: int = signal.SIGKILL
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    crashes: int = 0
    restart_at: float | None = None

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.returncode is None


def die_with_parent(death_signal: int, parent: int) -> None:
    """Called in a fresh child: the kernel will send it `death_signal` when the thread that forked it ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def ending(status: int) -> str:
    return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"exited with status {status}"


class Family:
    def __init__(self, logs: Path, on_birth: Callable[[], None] = lambda: None) -> None:
        self.logs = logs
        # Called after a restart, when process ids have changed.
        self.on_birth = on_birth
        self.children: list[Child] = []
        self.pipes = selectors.DefaultSelector()
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, child: Child) -> None:
        parent = os.getpid()
        child.process = subprocess.Popen(
            child.command,
            cwd=child.cwd,
            env={**os.environ, **child.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # A group of its own, so that the terminal's Ctrl-C reaches only us and we decide the order.
            process_group=0,
            user=child.user,
            group=child.user,
            extra_groups=None if child.user is None else [],
            preexec_fn=lambda: die_with_parent(child.death_signal, parent),
        )
        child.started_at, child.restart_at = time.monotonic(), None
        if child not in self.children:
            self.children.append(child)
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self.pipes.register(child.process.stdout, selectors.EVENT_READ, Listener(child, self.logs))

    def tend(self, seconds: float = 0.2) -> None:
        """One round: pass on what the children say, notice who died, restart who is due."""
        if not self.pipes.get_map():
            time.sleep(seconds)
        for key, _ in self.pipes.select(seconds):
            self._hear(key)
        for child in self.children:
            if child.is_alive and child.process is not None and child.process.poll() is not None:
                self._mourn(child)
            elif child.restart_at is not None and time.monotonic() >= child.restart_at:
                self.start(child)
                self.on_birth()

    def run(self, child: Child) -> int:
        """Start one that ends by itself; returns its status."""
        child.is_lasting = False
        self.start(child)
        assert child.process is not None
        assert child.process.stdout is not None
        while child.is_alive:
            self.tend(0.05)
        # Its last words; not for ever, as a grandchild may have taken the pipe with it.
        deadline = time.monotonic() + 1.0
        while not child.process.stdout.closed and time.monotonic() < deadline:
            self.tend(0.05)
        self.children.remove(child)
        return child.process.returncode

    def stop(self, children: Sequence[Child], within: float) -> None:
        """Ask, wait, insist: every one of them is gone when this returns."""
        leaving = [child for child in children if child.is_alive]
        for child in children:
            child.restart_at = None
        for child in leaving:
            assert child.process is not None
            child.process.send_signal(child.stop_signal)
        deadline = time.monotonic() + within
        while any(child.is_alive for child in leaving) and time.monotonic() < deadline:
            for key, _ in self.pipes.select(0.05):
                self._hear(key)
            for child in leaving:
                if child.process is not None:
                    child.process.poll()
        for child in leaving:
            if child.is_alive:
                say("did not stop in time; killed", child.name)
            self._bury(child)

    def _hear(self, key: selectors.SelectorKey) -> None:
        data = os.read(key.fd, 65536)
        key.data.hear(data)
        if not data:
            self.pipes.unregister(key.fileobj)
            key.data.close()
            key.fileobj.close()  # type: ignore[union-attr]

    def _mourn(self, child: Child) -> None:
        assert child.process is not None
        self._bury(child)
        if not child.is_lasting:
            return
        lived = time.monotonic() - child.started_at
        child.crashes = 1 if lived >= STEADY_SECONDS else child.crashes + 1
        delay = RESTART_DELAYS[min(child.crashes, len(RESTART_DELAYS)) - 1]
        child.restart_at = time.monotonic() + delay
        when = f"in {delay:g} s" if delay else "now"
        say(f"{ending(child.process.returncode)} after {lived:.1f} s; restarting {when}", child.name)

    def _bury(self, child: Child) -> None:
        """Nothing it started may stay behind: its whole process group goes with it."""
        if child.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()


class Listener:
    """Cuts what a child says into lines, for its log file and, unless it is quiet, for the console."""

    def __init__(self, child: Child, logs: Path) -> None:
        self.child = child
        self.rest = b""
        path = logs / f"{child.name}.log"
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.old"))
        self.file = path.open("ab")

    def hear(self, data: bytes) -> None:
        self.file.write(data)
        self.file.flush()
        *lines, self.rest = (self.rest + data).split(b"\n")
        if not data and self.rest:
            lines, self.rest = [self.rest], b""
        if not self.child.quiet:
            for line in lines:
                say(line.decode(errors="replace").rstrip(), self.child.name)

    def close(self) -> None:
        self.file.close()

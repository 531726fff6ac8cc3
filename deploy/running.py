"""What runs here. Only a held lock says that something does: the kernel lets go of it when its holder dies, however it
dies, while a pid in a file may be anybody's by now."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from deploy.console import Fault, say
from deploy.home import LOGS, ROOT, VAR, write_private

# Two supervisors, each with a lock and a record of its own: `make services` keeps the stores, `make run` the pages and,
# unless they already run, the stores too.
STORES, PAGES = "services", "run"
# Whoever uses stores that somebody else started holds this one, shared.
GUESTS = "guests"
START_SECONDS = 180.0
STOP_SECONDS = 15.0


def lock(name: str, *, shared: bool = False, patience: float = 0.3) -> IO[str] | None:
    """The lock, held while the file stays open; None where another process keeps it longer than our patience."""
    VAR.mkdir(parents=True, exist_ok=True)
    file = (VAR / f"{name}.lock").open("a+")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            # Also who only looks whether it is held, holds it for an instant; hence more than one try.
            if time.monotonic() > deadline:
                file.close()
                return None
            time.sleep(0.05)
        else:
            break
    if not shared:
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
    return file


def is_held(name: str) -> bool:
    if not (VAR / f"{name}.lock").exists():
        return False
    with (VAR / f"{name}.lock").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def write(name: str, record: dict[str, Any]) -> None:
    write_private(VAR / f"{name}.json", json.dumps(record, indent=2) + "\n")


def read(name: str) -> dict[str, Any]:
    """What the supervisor that holds the lock wrote; empty where none does, or while it is still starting."""
    if not is_held(name):
        return {}
    try:
        record: dict[str, Any] = json.loads((VAR / f"{name}.json").read_text())
    except FileNotFoundError:
        return {}
    return record


def forget(name: str) -> None:
    (VAR / f"{name}.json").unlink(missing_ok=True)


def urls() -> dict[str, str]:
    """The settings by which the running embedded stores are reached."""
    return {key: value for key, value in read(STORES).items() if isinstance(value, str)}


def start_stores(*, borrowed: bool = False) -> bool:
    """Make sure that the stores run, in a process that outlives this one. False where they already did."""
    if urls():
        if not borrowed:
            os.kill(_holder(STORES), signal.SIGUSR1)
        return False
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / "services.log"
    command = [sys.executable, "-m", "deploy", "keep", *(["--borrowed"] if borrowed else [])]
    with path.open("ab") as log:
        keeper = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    deadline = time.monotonic() + START_SECONDS
    while not urls():
        # Another start may have come first: then ours bows out, and its stores are as good.
        if keeper.poll() is not None and not is_held(STORES):
            raise Fault(f"The stores did not start:\n{tail(path)}\nAll of it: {path}")
        if time.monotonic() > deadline:
            raise Fault(f"The stores were not ready after {START_SECONDS:.0f} s; see {path}")
        time.sleep(0.1)
    return keeper.poll() is None


def stop(name: str) -> bool:
    """Stop a supervisor and wait until it is gone. False where none ran."""
    if not is_held(name):
        return False
    pid = _holder(name)
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while is_held(name):
        if time.monotonic() > deadline:
            raise Fault(
                f"Process {pid} did not stop within {STOP_SECONDS:.0f} s. `kill -9 {pid}` takes everything with it."
            )
        time.sleep(0.05)
    return True


@contextmanager
def borrowed() -> Iterator[dict[str, str]]:
    """The stores for as long as the block lasts: started if need be, gone again when the last of their guests is."""
    if all(os.environ.get(key) for key in ("DATABASE_URL", "REDIS_URL", "NEO4J_URL")):
        yield {}
        return
    guest = lock(GUESTS, shared=True, patience=STOP_SECONDS)
    if guest is None:
        raise Fault(f"The stores in {VAR} are just being stopped; try again in a moment.")
    try:
        if start_stores(borrowed=True):
            say(f"stores started for this command (log: {LOGS / 'services.log'})")
        yield urls()
    finally:
        guest.close()
        # Stores that were started for their guests leave with the last of them; see that they are gone.
        deadline = time.monotonic() + STOP_SECONDS
        while read(STORES).get("borrowed") and not _other_guests() and time.monotonic() < deadline:
            time.sleep(0.05)


def _other_guests() -> bool:
    """Whether the lock can be shared but not had alone; a keeper that closes has it alone."""
    shared = lock(GUESTS, shared=True, patience=0)
    if shared is None:
        return False
    shared.close()
    return is_held(GUESTS)


def _holder(name: str) -> int:
    pid = (VAR / f"{name}.lock").read_text()
    if not pid:
        raise Fault(f"Something is just starting or stopping in {VAR}; try again in a moment.")
    return int(pid)


def tail(path: Path, lines: int = 12) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])

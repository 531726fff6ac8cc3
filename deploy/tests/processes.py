from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def stat(pid: int) -> list[str]:
    """The fields of a process's state from the third on; none where it has gone, even while it was read."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def exists(pid: int) -> bool:
    """Whether a process still runs: one that only waits for its parent to take note of its end does not."""
    return stat(pid)[:1] not in ([], ["Z"])


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()

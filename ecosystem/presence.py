"""Who is watching a world, over all processes. Kept in the cache only: it is no fact."""

from __future__ import annotations

import uuid

from django.core.cache import cache

# A process that died is forgotten after this many seconds.
FORGOTTEN_AFTER = 60
PROCESS = uuid.uuid4().hex


def _processes(world_id: int) -> str:
    return f"presence:{world_id}"


def report(world_id: int, names: list[str]) -> None:
    """What this process knows: one name a socket, empty for a visitor without an account."""
    cache.set(f"presence:{world_id}:{PROCESS}", names, FORGOTTEN_AFTER)
    processes = set(cache.get(_processes(world_id), ()))
    if PROCESS not in processes:
        cache.set(_processes(world_id), sorted(processes | {PROCESS}), FORGOTTEN_AFTER * 60)


def watching(world_id: int) -> tuple[int, list[str]]:
    """How many sockets watch, and the different names among them, in alphabetical order."""
    keys = [f"presence:{world_id}:{process}" for process in cache.get(_processes(world_id), ())]
    names = [name for found in cache.get_many(keys).values() for name in found]
    return len(names), sorted({name for name in names if name})

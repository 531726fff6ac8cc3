"""What takes its time to find out and does not change for a while: kept in the cache, and found anew without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

Found = TypeVar("Found")

# Seconds.
KEPT_FOR = 600


def kept(key: str, find: Callable[[], Found]) -> Found:
    """What `find` finds, or found before; it never finds None."""
    try:
        found: Found | None = cache.get(key)
    except RedisError:
        return find()
    if found is None:
        found = find()
        try:
            cache.set(key, found, KEPT_FOR)
        except RedisError:
            return found
    return found

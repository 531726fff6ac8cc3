"""Publishing to a world's feed. Group names and `group_send` live here and nowhere else."""

from __future__ import annotations

import asyncio
import logging
import threading
from functools import cache

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def group_of(world_id: int) -> str:
    return f"world.{world_id}"


def publish(world_id: int, html: str, *, have: int | None = None) -> None:
    """Send one ready frame to everybody who watches the world; with `have`, to those who asked what came after it.

    Delivery is best effort: a page that sees a gap asks
    for what came after its last number, so a lost frame loses nothing.
    """
    frame: dict[str, object] = {"type": "world.frame", "html": html, "have": have}
    try:
        # A worker keeps one loop, and with it the connection; a request's thread borrows the server's loop.
        if threading.current_thread() is threading.main_thread():
            _loop().run_until_complete(_send(world_id, frame))
        else:
            async_to_sync(_send)(world_id, frame)
    except RedisError as error:
        log.warning("world %s is not shown live for now: %s", world_id, error)


async def _send(world_id: int, frame: dict[str, object]) -> None:
    await get_channel_layer().group_send(group_of(world_id), frame)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()

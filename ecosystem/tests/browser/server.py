"""The real application in a thread of the tests' own process: sockets work, and what a test patches is patched."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import uvicorn
from asgiref.sync import sync_to_async
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.db import connection
from django.utils import timezone

from ecosystem import feed, jobs
from ecosystem.asgi import application
from ecosystem.models import World


class Server:
    def __init__(self) -> None:
        config = uvicorn.Config(
            ASGIStaticFilesHandler(application), host="127.0.0.1", port=0, log_level="error",
            ws="websockets-sansio", lifespan="off",
        )  # fmt: skip
        self.uvicorn = uvicorn.Server(config)
        self.thread = threading.Thread(target=asyncio.run, args=(self.serve(),), daemon=True)
        self.thread.start()
        wait_for(lambda: self.uvicorn.started)
        port = self.uvicorn.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    async def serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self.uvicorn.serve()

    def stop(self) -> None:
        self.uvicorn.should_exit = True
        self.thread.join(5)

    def call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call something where the application runs: its loop carries the channel layer, and ours is the browser's."""

        def called() -> Any:
            try:
                return function(*args)
            finally:
                connection.close()

        return asyncio.run_coroutine_threadsafe(sync_to_async(called)(), self.loop).result(30)

    def take_turns(self, world: World, count: int = 1) -> None:
        """What the clock and a worker would do."""
        for _ in range(count):
            world.refresh_from_db()
            self.call(jobs.take_turn, world.pk, world.generation)
        world.refresh_from_db()

    def beat(self) -> list[World]:
        """Every world that is due takes its turn; returns them."""
        due = list(World.objects.due(timezone.now()))
        for world in due:
            self.take_turns(world)
        return due

    def hang_up(self) -> None:
        """Wait until nobody watches, so that nothing writes while the next test empties the tables."""
        try:
            # A busy machine takes its time to notice that a page has gone.
            wait_for(lambda: not feed.hubs, seconds=30)
        finally:
            feed.hubs.clear()


def wait_for(done: Callable[[], Any], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)

"""From the commit of an event to its words in a real Chromium."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks import servers
from benchmarks.casts import world_of
from benchmarks.report import Row, p95

TURNS = 30
# Says when the row of an event stood in the page, by the clock that the machine's processes share.
NOTICE = """() => {
  window.arrived = {};
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node.id?.startsWith?.("event-")) window.arrived[node.id.slice(6)] ??= Date.now();
  }).observe(document.getElementById("feed"), { childList: true });
}"""


def measure() -> Iterator[Row]:
    from playwright.sync_api import sync_playwright

    from deploy.browser import find

    world = world_of(13, voice="house")
    take(world.pk)
    # Playwright's loop runs in this thread, where Django takes no turns.
    with servers.pages() as (url, _), ThreadPoolExecutor(1) as worker, sync_playwright() as playwright:

        def taken() -> tuple[float, int]:
            return worker.submit(take, world.pk).result()

        browser = playwright.chromium.launch(executable_path=find()[0], args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{url}/worlds/{world.slug}/")
        page.evaluate(NOTICE)
        # Its socket is open when the first frame arrives.
        servers.eventually(lambda: arrived(page, *taken(), patience=1.0) > 0, 30)
        delays = []
        for _ in range(TURNS):
            committed, number = taken()
            delays.append((arrived(page, committed, number) - committed) * 1000)
            time.sleep(0.3)
        browser.close()
    yield Row("event committed → its HTML in Chromium, p95", p95(delays), 300, "ms")


def take(world_id: int) -> tuple[float, int]:
    """A turn, shown; returns when it was committed and the number of its last event."""
    from ecosystem import jobs, turns
    from ecosystem.models import World

    while True:
        committed = turns.take(world_id, World.objects.values_list("generation", flat=True).get(pk=world_id))
        now = time.time()
        assert committed is not None
        jobs.show(world_id, committed)
        if committed.events:
            return now, committed.events[-1].number


def arrived(page: Any, committed: float, number: int, patience: float = 10.0) -> float:
    """When it stood in the page, in seconds; zero where it did not come."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if at := page.evaluate(f"window.arrived[{number}] ?? 0"):
            return float(at) / 1000
        page.wait_for_timeout(20)
    return 0.0

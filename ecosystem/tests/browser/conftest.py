from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect, sync_playwright

from ecosystem import starters
from ecosystem.models import User, World
from ecosystem.tests.browser.server import Server

HERE = Path(__file__).parent
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# Milliseconds; a busy machine may need them, an idle one never does.
PATIENCE = 20_000
DESKTOP = {"width": 1440, "height": 900}
WATCH_POLICY = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        violations.push(`${violatedDirective} ${blockedURI}`));
"""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last of all, because the browser's loop stays in the main thread, where asynchronous tests want their own."""
    ours = [item for item in items if item.path.is_relative_to(HERE)]
    for item in ours:
        item.add_marker("browser")
        items.remove(item)
    items += ours


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    # The ORM would refuse the main thread because of the browser's loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=ARGS)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def running_server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def server(running_server: Server, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    # Every request has a thread of its own: none of them may keep its connection.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    cache.clear()
    yield running_server
    running_server.hang_up()


class Visitor:
    """Somebody at a browser. `faults` holds all that a page complained of."""

    def __init__(
        self, browser: Browser, server: Server, user: User | None, expected: tuple[str, ...] = (), **options: object
    ) -> None:
        options = {"viewport": DESKTOP, "reduced_motion": "reduce", "base_url": server.url, **options}
        self.context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(WATCH_POLICY)
        if user is not None:
            client = Client()
            client.force_login(user)
            self.context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}]
            )
        self.faults: list[str] = []
        # Parts of what the browser may complain of: a page that is not there is an error to it.
        self.expected = expected
        self.page = self.open()

    def open(self) -> Page:
        page = self.context.new_page()
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", self.interrupted)
        return page

    def heard(self, told: ConsoleMessage) -> None:
        if told.type == "error":
            self.faults.append(f"{told.text} ({told.location['url']})")

    def interrupted(self, dialog: Dialog) -> None:
        self.faults.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def check(self) -> None:
        """No page may have complained."""
        for page in self.context.pages:
            if page.url != "about:blank":
                self.faults += page.evaluate("window.violations ?? []")
        assert [fault for fault in self.faults if not any(part in fault for part in self.expected)] == []


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens a browser of its own for a person, or for nobody in particular, and sees in the end that nothing broke."""
    visitors: list[Visitor] = []

    def opened(user: User | None = None, **options: object) -> Page:
        visitors.append(Visitor(browser, server, user, **options))
        return visitors[-1].page

    yield opened
    try:
        for visitor in visitors:
            visitor.check()
    finally:
        for visitor in visitors:
            visitor.context.close()


@pytest.fixture
def person(server: Server) -> User:
    return User.objects.create_user("ada@example.org", "a long password", name="Ada")


@pytest.fixture
def living(server: Server, person: User) -> World:
    """A public world of Ada's after a few turns, running; only a test makes it move."""
    world = starters.create_world(starters.read("hispaniola"), person, seed=7)
    now = timezone.now()
    changes = {"is_running": True, "watched_at": now, "steered_by": "Ada", "visibility": World.Visibility.PUBLIC}
    World.objects.filter(pk=world.pk).update(**changes)
    server.take_turns(world, 4)
    return world

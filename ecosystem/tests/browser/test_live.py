from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from characters.models import Event
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role
from ecosystem.tests.browser.server import Server

OUT_OF_THE_WAY = (5, 5)


def watch(page: Page, world: World) -> None:
    page.goto(reverse("world", args=[world.slug]))
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    page.mouse.move(*OUT_OF_THE_WAY)


def shown(page: Page) -> list[int]:
    """The numbers of the moments on the page, from the top, those that still wait included."""
    return page.locator("#feed > li").evaluate_all("rows => rows.map(row => Number(row.dataset.number))")


def logged(world: World) -> list[int]:
    return list(Event.objects.filter(world=world).order_by("-number").values_list("number", flat=True))


def settled(page: Page, world: World) -> None:
    """Everything that happened is on the page, once and in order."""
    expect(page.locator("#feed")).to_have_attribute("data-last", str(world.log_position))
    assert shown(page) == logged(world)


def test_a_turn_arrives_without_reloading(visit: Callable[..., Page], living: World, server: Server) -> None:
    page = visit()
    watch(page, living)
    page.evaluate("window.stayed = true")
    clock = page.locator("#clock b").inner_text()
    server.take_turns(living)
    newest = Event.objects.filter(world=living).latest_first()[0]
    expect(page.locator(f"#event-{newest.number}")).to_be_visible()
    settled(page, living)
    expect(page.locator("#clock b")).not_to_have_text(clock)
    expect(page.locator("#clock b")).to_have_text(f"Day {living.day}, {living.clock}")
    assert page.evaluate("window.stayed")


def test_a_mood_that_moved_is_seen_in_the_cast(visit: Callable[..., Page], living: World, server: Server) -> None:
    page = visit()
    watch(page, living)
    before = page.locator("#cast").inner_html()
    server.take_turns(living, 2)
    settled(page, living)
    assert page.locator("#cast").inner_html() != before
    page.reload()
    assert page.locator("#cast > li").count() == living.cast.count()


def test_the_feed_never_moves_under_a_reader(visit: Callable[..., Page], living: World, server: Server) -> None:
    page = visit()
    watch(page, living)
    pane, pill = page.locator("#feed-pane"), page.locator("#fresh")
    pane.evaluate("pane => pane.scrollTo(0, 150)")
    count = living.log_position
    row = page.locator(f"#event-{count - 1}")
    top = row.bounding_box()
    server.take_turns(living, 2)
    expect(pill).to_be_visible()
    new = living.log_position - count
    expect(pill).to_have_text(f"{new} new moments" if new > 1 else "1 new moment")
    assert row.bounding_box() == top
    assert pane.evaluate("pane => pane.scrollTop") == 150
    pill.click()
    expect(page.locator(f"#event-{living.log_position}")).to_be_in_viewport()
    page.mouse.move(*OUT_OF_THE_WAY)
    settled(page, living)
    expect(pill).to_be_hidden()


def test_the_feed_waits_while_a_pointer_rests_on_it(visit: Callable[..., Page], living: World, server: Server) -> None:
    page = visit()
    watch(page, living)
    page.locator("#feed > li").first.hover()
    server.take_turns(living)
    expect(page.locator("#fresh")).to_be_visible()
    expect(page.locator(f"#event-{living.log_position}")).to_be_hidden()
    page.mouse.move(*OUT_OF_THE_WAY)
    expect(page.locator(f"#event-{living.log_position}")).to_be_visible()
    expect(page.locator("#fresh")).to_be_hidden()


def test_a_page_that_was_offline_misses_and_doubles_nothing(
    visit: Callable[..., Page], living: World, server: Server
) -> None:
    page = visit(expected=("WebSocket", "ERR_FAILED"))
    page.route_web_socket("**/ws/**", through := Line().through)
    watch(page, living)
    line: Line = through.__self__
    line.cut()
    # Offline it cannot fetch either what its socket owed it still.
    page.route("**/since/*/", lambda route: route.abort())
    expect(page.locator("html[data-live=lost]")).to_have_count(1)
    expect(page.locator(".connection.retrying")).to_be_visible()
    start = living.log_position
    while living.log_position < start + 20:
        server.take_turns(living)
    assert shown(page)[0] == start
    page.unroute("**/since/*/")
    line.mend()
    expect(page.locator("html[data-live=open]")).to_have_count(1, timeout=15000)
    settled(page, living)
    server.take_turns(living)
    settled(page, living)


class Line:
    """The wire between a page and its socket, to be cut and mended."""

    def __init__(self) -> None:
        self.is_cut = False
        self.sockets: list[object] = []

    def through(self, socket: object) -> None:
        self.sockets.append(socket)
        if self.is_cut:
            socket.close(code=1006)  # type: ignore[attr-defined]
        else:
            socket.connect_to_server()  # type: ignore[attr-defined]

    def cut(self) -> None:
        self.is_cut = True
        for socket in self.sockets:
            socket.close(code=1001)  # type: ignore[attr-defined]

    def mend(self) -> None:
        self.is_cut = False


def test_play_and_pause_at_once_leave_one_state_that_everybody_sees(
    visit: Callable[..., Page], person: User, living: World
) -> None:
    other = User.objects.create_user("bob@example.org", "a long password", name="Bob")
    Membership.objects.create(world=living, user=other, role=Role.DIRECTOR)
    pages = [visit(person), visit(other)]
    for page in pages:
        watch(page, living)
    for _ in range(3):
        # Both see the same button, and press it before either has heard of the other.
        answers = [page.expect_response(re.compile("/(play|pause)/$")) for page in pages]
        with answers[0], answers[1]:
            for page in pages:
                page.evaluate("setTimeout(() => document.getElementById('play').click(), 150)")
        living.refresh_from_db()
        label = "Pause the world" if living.is_running else "Let the world run"
        state = "Running" if living.is_running else "Paused"
        for page in pages:
            expect(page.locator("#play")).to_have_attribute("aria-label", label)
            expect(page.locator("#clock")).to_contain_text(f"{state} by {living.steered_by}")


def test_a_page_that_comes_back_hears_what_was_pressed_meanwhile(
    visit: Callable[..., Page], person: User, living: World
) -> None:
    client = Client()
    client.force_login(person)
    since = reverse("since", args=[living.slug, living.log_position])
    assert "Pause the world" in client.get(since).content.decode()
    page = visit(person)
    watch(page, living)
    page.keyboard.press("Space")
    expect(page.locator("#clock")).to_contain_text("Paused by Ada")
    assert "Let the world run" in client.get(since).content.decode()


def test_who_watches_is_seen(visit: Callable[..., Page], person: User, living: World) -> None:
    page = visit(person)
    watch(page, living)
    expect(page.locator("#presence")).to_contain_text("1 watching")
    watch(visit(), living)
    expect(page.locator("#presence")).to_contain_text("2 watching")


def test_the_landing_page_is_live(visit: Callable[..., Page], living: World, server: Server) -> None:
    World.objects.filter(pk=living.pk).update(is_demo=True)
    page = visit()
    page.goto("/")
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    page.mouse.move(*OUT_OF_THE_WAY)
    strip = page.locator(".cast-strip .portrait")
    moods = before = strip.evaluate_all("faces => faces.map(face => face.className)")
    while moods == before:
        server.take_turns(living)
        expect(page.locator(f"#event-{living.log_position}")).to_be_visible()
        expect(page.locator("#clock")).to_contain_text(living.clock)
        moods = strip.evaluate_all("faces => faces.map(face => face.className)")
        assert living.generation < 30


def test_a_public_world_needs_no_socket_to_be_read(visit: Callable[..., Page], living: World) -> None:
    page = visit(expected=("WebSocket",))
    page.route_web_socket("**/ws/**", lambda socket: socket.close(code=1001))
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator(f"#event-{living.log_position}")).to_be_visible()
    expect(page.locator("html[data-live=lost]")).to_have_count(1)


def test_what_one_watched_is_not_news_afterwards(
    visit: Callable[..., Page], person: User, living: World, server: Server
) -> None:
    page = visit(person)
    watch(page, living)
    server.take_turns(living, 2)
    settled(page, living)
    page.goto("about:blank")
    server.hang_up()
    page.goto(reverse("worlds"))
    expect(page.locator(".tile .status")).to_be_visible()
    expect(page.locator(".since")).to_have_count(0)
    server.take_turns(living)
    page.reload()
    expect(page.locator(".since")).to_contain_text("Since you left")

from __future__ import annotations

import time
from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from ecosystem.models import User, World
from ecosystem.tests.browser.server import Server

COUNT_CLICKS = """
    document.addEventListener("pointerdown", () =>
        sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1, true);
"""


def test_a_stranger_watches_a_world_of_their_own_within_five_clicks(
    visit: Callable[..., Page], living: World, server: Server
) -> None:
    World.objects.filter(pk=living.pk).update(is_demo=True)
    page = visit()
    page.context.add_init_script(COUNT_CLICKS)
    since = time.monotonic()
    page.goto("/")
    page.get_by_role("link", name="Start a world").first.click()
    page.get_by_label("Email").fill("grace@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("a long password")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Who lives in it?")).to_be_visible()
    page.get_by_text("Elsinore", exact=True).click()
    page.get_by_role("button", name="Start this world").click()
    expect(page.get_by_role("heading", name="Elsinore", level=1)).to_be_visible()
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    page.get_by_role("button", name="Let the world run").click()
    expect(page.get_by_role("button", name="Pause the world")).to_be_visible()
    page.mouse.move(5, 5)
    world = World.objects.get(title="Elsinore")
    assert world in server.beat()
    expect(page.locator("#event-2")).to_be_visible()
    assert int(page.evaluate("sessionStorage.clicks")) <= 5
    assert time.monotonic() - since < 60
    assert world.owner == User.objects.get(email="grace@example.org")


def test_a_chosen_cast_survives_the_sign_up(visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(reverse("casts"))
    page.get_by_role("link", name="Start The Moonstone").click()
    page.get_by_label("Email").fill("grace@example.org")
    page.get_by_label("Password", exact=True).fill("a long password")
    page.get_by_role("button", name="Create account").click()
    expect(page.locator("input[name=starter]:checked")).to_have_value("moonstone")


def test_a_form_that_cannot_be_sent_says_why_and_where(visit: Callable[..., Page], person: User) -> None:
    page = visit()
    page.goto(reverse("account_signup"))
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill("password")
    page.get_by_role("button", name="Show password").click()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    page.get_by_role("button", name="Create account").click()
    expect(page.locator("#id_password1_error")).to_contain_text("too common")
    expect(page.locator("#id_email_error")).to_contain_text("already registered")
    expect(page.get_by_label("Email")).to_be_focused()


def test_a_world_ends_once_its_name_is_typed(visit: Callable[..., Page], person: User, living: World) -> None:
    page = visit(person)
    page.goto(reverse("world_settings", args=[living.slug]))
    page.get_by_label("Type “The Hispaniola” to confirm").fill("The Hispanola")
    page.get_by_role("button", name="Delete this world").click()
    expect(page.locator(".toast")).to_contain_text("Nothing was deleted")
    page.get_by_label("Type “The Hispaniola” to confirm").fill("The Hispaniola")
    page.get_by_role("button", name="Delete this world").click()
    expect(page.get_by_role("heading", name="Your first world")).to_be_visible()
    assert not World.objects.exists()


def test_a_theme_stays_chosen(visit: Callable[..., Page], person: User) -> None:
    for somebody in (None, person):
        page = visit(somebody)
        page.goto(reverse("casts"))
        light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        page.get_by_role("button", name="Theme").click()
        with page.expect_response("**/theme/"):
            page.get_by_role("button", name="Dark").click()
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
        page.reload()
        expect(page.locator("html[data-theme=dark]")).to_have_count(1)
        page.goto(reverse("palette"))
        expect(page.locator("html[data-theme=dark]")).to_have_count(1)
    person.refresh_from_db()
    assert person.theme == "dark"

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from characters.models import Event
from ecosystem.models import User, World
from ecosystem.tests.browser.server import Server


def test_a_world_is_read_and_steered(visit: Callable[..., Page], person: User, living: World, server: Server) -> None:
    page = visit(person, java_script_enabled=False)
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator(f"#event-{living.log_position}")).to_be_visible()
    expect(page.locator("#cast > li")).to_have_count(living.cast.count())
    page.get_by_role("button", name="Pause the world").click()
    expect(page.locator("#clock")).to_contain_text("Paused by Ada")
    page.get_by_role("button", name="Let the world run").click()
    expect(page.locator("#clock")).to_contain_text("Running by Ada")
    page.get_by_role("button", name="4×").click()
    expect(page.get_by_role("button", name="4×")).to_have_attribute("aria-pressed", "true")
    server.take_turns(living)
    page.reload()
    expect(page.locator(f"#event-{living.log_position}")).to_be_visible()


def test_something_is_made_to_happen(visit: Callable[..., Page], person: User, living: World, server: Server) -> None:
    page = visit(person, java_script_enabled=False)
    page.goto(reverse("world", args=[living.slug]))
    page.get_by_role("link", name="Inject event").click()
    page.get_by_label("What happens").fill("The tide turns.")
    page.get_by_role("button", name="Let it happen").click()
    server.take_turns(living)
    page.reload()
    expect(page.locator("#feed")).to_contain_text("The tide turns.")


def test_reasons_the_map_and_a_life_are_pages(visit: Callable[..., Page], living: World) -> None:
    page = visit(java_script_enabled=False)
    page.goto(reverse("world", args=[living.slug]))
    event = Event.objects.filter(world=living).exclude(act="").order_by("-number")[0]
    page.locator(f"#event-{event.number}").get_by_text("Why?").click()
    expect(page.locator("main")).to_contain_text(event.reasons[0]["text"])
    page.go_back()
    page.locator("#as-table").click()
    expect(page.locator("tbody tr").first).to_be_visible()
    page.go_back()
    page.locator("#cast a").first.click()
    expect(page.get_by_role("heading", name="How ")).to_be_visible()


def test_searching_and_choosing_a_theme_are_forms(visit: Callable[..., Page], person: User) -> None:
    page = visit(person, java_script_enabled=False)
    page.goto(reverse("casts"))
    page.locator("[data-palette]").click()
    page.get_by_label("A world, somebody in it, or something to do").fill("settings")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Your settings").click()
    page.locator("main").get_by_text("Dark", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html[data-theme=dark]")).to_have_count(1)

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from ecosystem import starters
from ecosystem.models import User, World
from ecosystem.tests.browser.conftest import DESKTOP
from ecosystem.tests.browser.looks import SIZES, everywhere, faults
from ecosystem.tests.browser.server import Server
from relationships import graph
from relationships.jobs import project

# Where to leave a picture of every page; none are kept unless a folder is named.
PICTURES = os.environ.get("PICTURES")


def complaints(page: Page, name: str) -> dict[str, list[str]]:
    """What there is to complain of in either size and theme, by page, size and theme."""
    page.locator("html[data-ready]").wait_for()
    found = {}
    for size, theme in everywhere(page):
        if wrong := faults(page, theme):
            found[f"{name}, {size}, {theme}"] = wrong
        if PICTURES:
            page.screenshot(path=Path(PICTURES, f"{name}-{size}-{theme}.png"))
    return found


def looked_at(page: Page, name: str) -> None:
    assert complaints(page, name) == {}


def all_looked_at(page: Page, addresses: Mapping[str, str]) -> None:
    """Many pages in one visit: to sign in and to build a world takes longer than to look at a page."""
    found: dict[str, list[str]] = {}
    for name, address in addresses.items():
        page.set_viewport_size(DESKTOP)
        page.goto(address)
        found |= complaints(page, name)
    assert found == {}


VISITORS_PAGES = {
    "login": "/accounts/login/",
    "signup": "/accounts/signup/",
    "password reset": "/accounts/password/reset/",
    "password reset done": "/accounts/password/reset/done/",
    "spent reset link": "/accounts/password/reset/key/1-spent/",
    "spent confirmation": "/accounts/confirm-email/spent/",
    "verification sent": "/accounts/confirm-email/",
    "inactive": "/accounts/inactive/",
    "casts": "/casts/",
    "casts by name": "/casts/?q=sea&genre=adventure",
    "no such cast": "/casts/?q=zzz",
    "palette": "/palette/?q=a",
}


def test_the_pages_for_everybody(visit: Callable[..., Page]) -> None:
    all_looked_at(visit(), VISITORS_PAGES)


def test_the_landing_page(visit: Callable[..., Page], living: World) -> None:
    World.objects.filter(pk=living.pk).update(is_demo=True)
    page = visit()
    page.goto(reverse("landing"))
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    looked_at(page, "landing")


def test_the_landing_page_of_an_empty_studio(visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(reverse("landing"))
    looked_at(page, "landing-empty")


MEMBERS_PAGES = {
    "first world": "/worlds/",
    "create": "/worlds/new/",
    "settings": "/settings/",
    "password change": "/accounts/password/change/",
    "logout": "/accounts/logout/",
    "palette of a member": "/palette/",
}


def test_the_pages_for_members(visit: Callable[..., Page], person: User) -> None:
    all_looked_at(visit(person), MEMBERS_PAGES)


WORLDS_PAGES = {
    "world": "",
    "filtered": "?theme=strife&meaningful=on",
    "one chosen": "?one={one}",
    "injecting": "?inject",
    "calling": "?call",
    "world settings": "settings/",
    "relationships": "map/",
    "relationships as a matrix": "map/?view=matrix&shown=all",
    "relationships as a table": "map/?view=table&shown=all",
    "relationships before anything happened": "map/?day=0&layer=trust",
    "relationships around somebody": "map/?who={one}&layer=power",
    "two people": "map/{one}/{other}/",
    "camps": "camps/?blocs",
    "groups": "groups/",
    "standing": "standing/",
    "faith": "faith/",
    "rumours": "rumours/",
    "moment": "events/2/",
    "character": "characters/{one}/",
}


def test_the_pages_of_a_world(visit: Callable[..., Page], person: User, living: World) -> None:
    one, other = living.cast.order_by("-last_event", "pk")[:2]
    home = reverse("world", args=[living.slug])
    addresses = {name: home + rest.format(one=one.pk, other=other.pk) for name, rest in WORLDS_PAGES.items()}
    all_looked_at(visit(person), addresses)


def test_the_circles_of_a_world(visit: Callable[..., Page], living: World, server: Server) -> None:
    server.call(project, living.pk)
    one, other = living.cast.order_by("-last_event")[:2]
    page = visit()
    page.goto(reverse("circles", args=[living.slug]) + f"?from={one.pk}&to={other.pk}&who={one.pk}&steps=2")
    expect(page.locator(".circles > li").first).to_be_visible()
    looked_at(page, "circles")
    page.locator("#way-to").select_option(str(living.cast.last().pk))
    expect(page.locator("#way")).not_to_be_empty()


def test_the_circles_while_the_graph_is_down(
    visit: Callable[..., Page], living: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise graph.GraphDown("refused")

    monkeypatch.setattr("relationships.acquaintance.circles", refuse)
    page = visit()
    page.goto(reverse("circles", args=[living.slug]))
    expect(page.locator(".banner")).to_contain_text("does not answer just now")
    looked_at(page, "circles-down")


def test_a_world_as_a_visitor_sees_it(visit: Callable[..., Page], living: World) -> None:
    page = visit()
    page.goto(reverse("world", args=[living.slug]))
    looked_at(page, "world-visitor")


STATES = {
    "paused": {"is_running": False},
    "asleep": {"watched_at": timezone.now() - timedelta(hours=1)},
    "resting": {"turns_spent": 20_000, "spent_on": timezone.now().date()},
    "in trouble": {"trouble": "The last turn failed; trying again in a few seconds."},
}
QUIET = {
    "paused": "Paused by Ada",
    "resting": "are used up",
    "in trouble": "trying again in a few seconds",
}


def test_worlds_in_every_state(visit: Callable[..., Page], person: User, living: World) -> None:
    for starter, changes in zip(("pemberley", "moonstone", "elsinore"), STATES.values(), strict=False):
        world = starters.create_world(starters.read(starter), person, seed=3)
        World.objects.filter(pk=world.pk).update(**{"is_running": True, **changes})
    page = visit(person)
    page.goto(reverse("worlds"))
    told = [text.split("\n")[0].strip() for text in page.locator(".tile .status").all_inner_texts()]
    assert sorted(told) == ["Asleep until somebody looks", "Paused", "Resting until tomorrow", "Running"]
    looked_at(page, "worlds")


@pytest.mark.parametrize("state", QUIET)
def test_a_world_that_stands_still_says_why(visit: Callable[..., Page], living: World, state: str) -> None:
    World.objects.filter(pk=living.pk).update(**STATES[state])
    page = visit(viewport=SIZES["phone"], color_scheme="dark")
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator("#quiet")).to_contain_text(QUIET[state])
    page.locator("html[data-ready]").wait_for()
    assert faults(page) == []


def test_choosing_a_new_password(visit: Callable[..., Page], person: User) -> None:
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    page = visit()
    page.goto(f"/accounts/password/reset/key/{key}/")
    looked_at(page, "password reset key")
    for field in page.locator("input[type=password]").all():
        field.fill("another long password")
    page.get_by_role("button", name="Save the password").click()
    page.wait_for_url("**/done/")
    looked_at(page, "password reset key done")


def test_a_page_that_is_not_there(visit: Callable[..., Page], person: User) -> None:
    page = visit(person, expected=("404",))
    page.goto("/worlds/nowhere/")
    looked_at(page, "404")


def test_a_world_that_is_somebody_elses(visit: Callable[..., Page], living: World) -> None:
    page = visit(User.objects.create_user("mallory@example.org", "a long password"), expected=("403",))
    page.goto(reverse("world_settings", args=[living.slug]))
    looked_at(page, "403")

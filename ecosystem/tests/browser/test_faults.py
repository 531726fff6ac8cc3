from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from ecosystem.models import User, World


@pytest.fixture
def page(visit: Callable[..., Page], person: User, living: World) -> Page:
    """The observatory of a running world, seen by its owner, where faults are to be expected."""
    page = visit(person, expected=("Failed to load resource", "htmx:error"))
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator("html[data-live=open][data-ready]")).to_have_count(1)
    return page


@pytest.mark.parametrize(("status", "told"), [(500, "did not work"), (403, "not allowed"), (404, "no longer there")])
def test_an_error_page_never_takes_the_place_of_a_part(page: Page, status: int, told: str) -> None:
    page.route("**/speed/", lambda route: route.fulfill(status=status, body="<h1>The whole of an error page</h1>"))
    page.get_by_role("button", name="4×").click()
    expect(page.locator("#toasts")).to_contain_text(told)
    expect(page.locator("#clock")).to_be_visible()
    expect(page.get_by_text("The whole of an error page")).to_have_count(0)


def test_a_press_that_reaches_nobody_says_so(page: Page) -> None:
    page.route("**/speed/", lambda route: route.abort())
    page.get_by_role("button", name="4×").click()
    expect(page.locator("#toasts")).to_contain_text("does not answer")
    expect(page.locator("#clock")).to_be_visible()

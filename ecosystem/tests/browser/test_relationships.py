from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from ecosystem.models import User, World
from ecosystem.tests.browser.looks import SIZES
from ecosystem.tests.browser.server import Server
from relationships import ledger
from relationships.bonds import Change, applied
from relationships.models import CharacterRelationship


@pytest.fixture
def page(visit: Callable[..., Page], person: User) -> Page:
    return visit(person)


def lost_trust(world: World) -> CharacterRelationship:
    """A bond of the world whose trust the last moment has broken, as its ledger says."""
    row = CharacterRelationship.objects.filter(world=world, trust_good__gte=3).order_by("-affection", "pk").first()
    before = row.bond()
    change = Change(row.source_id, row.target_id, "trust_bad", 9.0, "They read the letter", "test")
    after, held = applied(before, [change])
    pair = (row.source_id, row.target_id)
    ledger.write(world.pk, {pair: before}, {pair: after}, [(world.log_position, held)])
    return row


def test_why_somebody_no_longer_trusts_another_is_three_clicks_away(page: Page, living: World) -> None:
    row = lost_trust(living)
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    page.locator(f"#life-{row.source_id} a").click()
    page.locator("#peek .ties a").filter(has_text=re.compile(r"\w")).first.wait_for()
    page.locator(f'#peek .ties a[href$="/{row.source_id}/{row.target_id}/"]').click()
    answer = page.locator(
        f"section:has(> .panel-head h2:text-is('{row.source.name} to {row.target.name}')) .answer"
    ).first
    expect(answer.locator("h3")).to_contain_text("no longer trusts")
    expect(answer).to_contain_text("They read the letter")
    answer.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"/events/{living.log_position}/$"))


def test_choosing_somebody_on_the_map_shows_who_is_around_them(page: Page, living: World) -> None:
    page.goto(reverse("map", args=[living.slug]))
    expect(page.locator("world-graph canvas")).to_have_count(3)
    one = living.cast.order_by("-last_event").first()
    page.locator("#lens-who").select_option(str(one.pk))
    expect(page.locator("#said-title")).to_have_text(f"Around {one.name}")
    expect(page).to_have_url(re.compile(rf"\?who={one.pk}$"))
    # The map itself has stayed, and learnt what it is asked to show.
    page.wait_for_function(f"document.querySelector('world-graph').selected === {one.pk}")
    page.evaluate("document.querySelector('world-graph').dispatch(null)")
    expect(page.locator("#said-title")).to_have_text("The strongest")


def test_a_day_that_is_past_is_shown_and_left_again(page: Page, living: World) -> None:
    World.objects.filter(pk=living.pk).update(minute=3 * 1440 + 600)
    page.goto(reverse("map", args=[living.slug]))
    page.locator("#lens-day").fill("1")
    expect(page.locator(".banner")).to_contain_text("As it stood at the end of day 1")
    expect(page.locator(".days output")).to_have_text("1")
    expect(page.locator("#files a").first).to_have_attribute("href", re.compile("day=1"))
    page.locator(".banner a").click()
    expect(page.locator(".banner")).to_have_count(0)
    expect(page.locator(".days output")).to_have_text("today")


def test_the_matrix_is_walked_with_arrows_and_read_aloud(page: Page, living: World) -> None:
    page.goto(reverse("map", args=[living.slug]) + "?view=matrix&shown=all")
    expect(page.locator("html[data-ready]")).to_have_count(1)
    squares = page.locator("[data-matrix] td a")
    assert squares.evaluate_all("all => all.filter(one => one.tabIndex === 0).length") == 1
    squares.first.focus()
    said = page.locator("#readout").inner_text()
    assert squares.first.get_attribute("aria-label") == said
    page.keyboard.press("ArrowRight")
    expect(page.locator("#readout")).not_to_have_text(said)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/map/\d+/\d+/$"))


def test_a_picture_of_the_map_can_be_kept(page: Page, living: World) -> None:
    page.goto(reverse("map", args=[living.slug]))
    expect(page.locator("world-graph canvas")).to_have_count(3)
    page.locator(".files summary").click()
    with page.expect_download() as kept:
        page.locator("[data-picture]").click()
    assert kept.value.suggested_filename == f"{living.slug}.png"


def test_a_characters_page_follows_the_world(page: Page, living: World, server: Server) -> None:
    one = living.cast.order_by("-last_event").first()
    page.goto(reverse("character", args=[living.slug, one.pk]))
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    before = one.last_event
    while one.last_event == before:
        server.take_turns(living)
        one.refresh_from_db()
    expect(page.locator(f"#life #event-{one.last_event}")).to_be_visible()


def test_on_a_phone_the_words_come_first_and_the_map_is_a_press_away(
    visit: Callable[..., Page], person: User, living: World
) -> None:
    page = visit(person, viewport=SIZES["phone"])
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator("html[data-ready]")).to_have_count(1)
    assert page.locator("#feed > li").first.bounding_box()["y"] < 500
    expect(page.locator("world-graph")).to_be_hidden()
    page.get_by_text("Map", exact=True).click()
    expect(page.locator("world-graph")).to_be_visible()
    expect(page.locator("#feed")).to_be_hidden()
    page.get_by_text("Numbers", exact=True).click()
    expect(page.locator("#stats")).to_be_visible()
    one = living.cast.order_by("-last_event").first()
    page.locator(f"#life-{one.pk} a").click()
    expect(page.locator("#peek h2")).to_have_text(one.name)


def test_a_director_calls_a_feast_from_the_observatory(visit: Callable[..., Page], person: User, living: World) -> None:
    # To the browser an answer that refuses is an error.
    page = visit(person, expected=("422",))
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    page.locator("#call-opener").click()
    page.get_by_text("Trial", exact=True).click()
    expect(page.get_by_text("Who is accused")).to_be_visible()
    page.get_by_role("button", name="Send word").click()
    expect(page.locator("#call-fault")).to_contain_text("whose trial")
    page.get_by_text("Feast", exact=True).click()
    expect(page.get_by_text("Who is accused")).to_be_hidden()
    page.get_by_role("button", name="Send word").click()
    expect(page.locator(".asked")).to_contain_text("Your call waits for the next turn")
    assert living.inputs.filter(kind="occasion").count() == 1


def test_the_pages_are_read_without_scripts(visit: Callable[..., Page], living: World) -> None:
    page = visit(java_script_enabled=False)
    page.goto(reverse("map", args=[living.slug]))
    page.get_by_text("Table", exact=True).click()
    page.get_by_text("All", exact=True).click()
    page.get_by_role("button", name="Show").click()
    page.locator("tbody a", has_text="Why?").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("and")
    page.goto(reverse("camps", args=[living.slug]))
    page.get_by_role("link", name="Look for the blocs").click()
    expect(page.locator("#sides")).to_contain_text("balanced")

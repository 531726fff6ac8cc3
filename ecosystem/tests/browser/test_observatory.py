from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from characters.models import EcosystemCharacter, Event
from ecosystem import outlook
from ecosystem.models import User, World
from ecosystem.tests.browser.looks import SIZES
from ecosystem.tests.browser.server import Server


@pytest.fixture
def page(visit: Callable[..., Page], person: User, living: World) -> Page:
    """The observatory of a running world, seen by its owner."""
    page = visit(person, expected=("422",))
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator("html[data-live=open][data-ready]")).to_have_count(1)
    return page


def test_space_plays_and_pauses(page: Page, living: World) -> None:
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Let the world run")).to_be_visible()
    expect(page.locator("#clock")).to_contain_text("Paused by Ada")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause the world")).to_be_visible()
    living.refresh_from_db()
    assert living.is_running


def test_digits_set_the_speed(page: Page, living: World) -> None:
    for key, speed in {"2": 2, "3": 4, "4": 8, "1": 1}.items():
        page.keyboard.press(key)
        expect(page.get_by_role("button", name=f"{speed}×")).to_have_attribute("aria-pressed", "true")
    living.refresh_from_db()
    assert living.speed == 1


def test_autonomy_is_chosen_and_kept(page: Page) -> None:
    page.get_by_role("button", name="Guided").click()
    expect(page.get_by_role("button", name="Guided")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("button", name="Guided")).to_have_attribute("aria-pressed", "true")


def test_j_and_k_walk_the_feed(page: Page, living: World) -> None:
    last = living.log_position
    page.keyboard.press("j")
    expect(page.locator(f"#event-{last}")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#event-{last - 2}")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(f"#event-{last - 1}")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"#event-{last - 1}")).not_to_be_focused()


def test_an_event_made_to_happen_is_named_and_happens(page: Page, living: World, server: Server) -> None:
    page.keyboard.press("e")
    expect(page.get_by_label("What happens")).to_be_focused()
    page.keyboard.type("A cannon goes off on the island.")
    page.get_by_label("What people will call it").fill("the cannon shot")
    page.get_by_role("button", name="Let it happen").click()
    expect(page.locator("#inject-dialog")).to_be_hidden()
    expect(page.locator("#asked")).to_contain_text("waits for the next turn")
    page.mouse.move(5, 5)
    server.take_turns(living)
    event = Event.objects.get(world=living, kind=Event.Kind.INJECTION)
    row = page.locator(f"#event-{event.number}")
    expect(row).to_contain_text("Ada made something happen")
    expect(row).to_contain_text("A cannon goes off on the island.")
    expect(page.locator("#asked")).to_contain_text("It has happened.")
    page.locator("#asked").get_by_role("link", name="See the moment").click()
    expect(row).to_be_focused()
    expect(page.locator(".asked")).to_have_count(0)


def test_a_fault_in_an_event_keeps_what_was_typed(page: Page) -> None:
    page.keyboard.press("e")
    page.get_by_label("What happens").fill("   ")
    page.get_by_label("What people will call it").fill("nothing at all")
    page.evaluate("document.getElementById('inject-form').noValidate = true")
    with page.expect_response("**/inject/") as answer:
        page.get_by_role("button", name="Let it happen").click()
    assert answer.value.status == 422
    expect(page.locator("#inject-fault")).to_be_visible()
    expect(page.get_by_label("What people will call it")).to_have_value("nothing at all")


def test_every_moment_says_why(page: Page, living: World, server: Server) -> None:
    event = Event.objects.filter(world=living).exclude(act="").order_by("-number")[0]
    row = page.locator(f"#event-{event.number}")
    row.get_by_text("Why?").click()
    panel = page.locator(f"#why-{event.number}")
    expect(panel.locator(".weights li").first).to_be_visible()
    for reason in event.reasons[:1]:
        expect(panel).to_contain_text(reason["text"])
    server.take_turns(living)
    expect(panel.locator(".weights li").first).to_be_visible()
    row.get_by_text("Why?").click()
    expect(panel).to_be_empty()


def test_whoever_is_chosen_is_chosen_everywhere(page: Page, living: World) -> None:
    one = living.cast.order_by("-last_event", "pk").first()
    page.locator(f"#life-{one.pk} a").click()
    card = page.locator("#peek article")
    expect(card).to_contain_text(one.name)
    expect(page.locator(f"#life-{one.pk} a")).to_have_attribute("aria-current", "true")
    expect(page.locator("#feed > li.theirs").first).to_be_visible()
    assert f"one={one.pk}" in page.url
    page.reload()
    expect(card).to_contain_text(one.name)
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert "one=" not in page.url


def test_the_map_is_a_table_too(page: Page, living: World) -> None:
    page.locator("#as-table").click()
    table = page.locator("#map-table table")
    expect(table).to_be_visible()
    assert table.locator("tbody tr").count() > 20
    page.locator("#as-table").click()
    expect(table).to_have_count(0)


def test_somebody_is_found_and_their_moments_alone_are_shown(page: Page, living: World) -> None:
    page.locator("#find-life").fill("silver")
    silver = living.cast.get(name="Long John Silver")
    expect(page.locator("#cast > li:visible")).to_have_count(1)
    page.locator("#find-life").fill("")
    page.locator(f"#life-{silver.pk} a").click()
    page.get_by_role("link", name="Only their moments").click()
    expect(page.locator("#sifted")).to_contain_text("Long John Silver")
    numbers = page.locator("#feed > li").evaluate_all("rows => rows.map(row => Number(row.dataset.number))")
    assert numbers == list(
        Event.objects.filter(world=living).involving(silver.pk).order_by("-number").values_list("number", flat=True)
    )


def test_the_palette_finds_a_person(page: Page, living: World) -> None:
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    box.press_sequentially("livesey")
    expect(page.locator("#finds [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dr Livesey", level=1)).to_be_visible()


def test_slash_opens_the_palette_and_escape_closes_it(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Meta+k")
    expect(page.locator("#palette")).to_be_visible()


def test_two_keys_in_turn_lead_to_the_worlds(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("w")
    expect(page.get_by_role("heading", name="Your worlds")).to_be_visible()


def test_a_question_mark_tells_the_keys_that_are_here(page: Page) -> None:
    page.keyboard.press("?")
    keys = page.locator("#keys")
    expect(keys).to_be_visible()
    for told in ("Play or pause", "Make something happen", "Speed 8×", "Next moment", "Search"):
        expect(keys).to_contain_text(told)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_single_keys_that_are_switched_off_are_off(page: Page, living: World) -> None:
    page.goto(reverse("settings"))
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("Saved")
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator("html[data-ready]")).to_have_count(1)
    for key in ("Space", "e", "?", "/", "4"):
        page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    living.refresh_from_db()
    assert (living.is_running, living.speed) == (True, 1)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_keys_never_fire_while_one_types(page: Page, living: World) -> None:
    page.locator("#find-life").press_sequentially("e 4?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    living.refresh_from_db()
    assert (living.is_running, living.speed) == (True, 1)


def test_a_visitor_may_look_but_not_touch(visit: Callable[..., Page], living: World) -> None:
    page = visit()
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator("html[data-ready]")).to_have_count(1)
    for button in page.locator(".transport button").all():
        assert button.is_disabled()
    expect(page.locator("#inject-dialog")).to_have_count(0)
    page.keyboard.press("Space")
    living.refresh_from_db()
    assert living.is_running


def test_the_words_come_first_on_a_phone(page: Page, living: World) -> None:
    page.set_viewport_size(SIZES["phone"])
    newest = page.locator(f"#event-{living.log_position}")
    expect(newest).to_be_in_viewport(ratio=0.9)
    expect(page.locator("#strands")).to_be_hidden()
    page.locator(".panes").get_by_text("Stories").click()
    expect(page.locator("#strands")).to_be_in_viewport()
    expect(newest).to_be_hidden()


def test_the_words_stand_beside_the_map_on_a_tablet(page: Page, living: World) -> None:
    page.set_viewport_size({"width": 820, "height": 1180})
    expect(page.locator(f"#event-{living.log_position}")).to_be_in_viewport(ratio=0.9)
    feed, last = page.locator(".at-feed").bounding_box(), page.locator("#strands").bounding_box()
    assert feed["y"] + feed["height"] == pytest.approx(last["y"] + last["height"], abs=1)


def test_earlier_moments_come_at_the_foot(page: Page, living: World, server: Server) -> None:
    while living.log_position < outlook.FEED + 10:
        server.take_turns(living)
    page.reload()
    expect(page.locator("#feed > li")).to_have_count(outlook.FEED)
    page.locator("#older").click()
    expect(page.locator("#feed > li")).to_have_count(living.log_position)
    expect(page.locator("#event-1")).to_be_attached()
    expect(page.locator("#older")).to_be_hidden()


EVIL = "<script>alert(1)</script> {{7*7}} '; DROP"


def test_a_name_is_only_ever_text(visit: Callable[..., Page], person: User, living: World, server: Server) -> None:
    one = living.cast.order_by("-last_event", "pk").first()
    EcosystemCharacter.objects.filter(pk=one.pk).update(name=EVIL)
    while not Event.objects.filter(world=living, number__gt=20).involving(one.pk).exists():
        server.take_turns(living)
    page = visit(person)
    page.goto(reverse("world", args=[living.slug]))
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    expect(page.locator(f"#life-{one.pk}")).to_contain_text(EVIL)
    page.mouse.move(5, 5)
    server.take_turns(living, 2)
    expect(page.locator(f"#event-{living.log_position}")).to_be_visible()
    expect(page.locator("#feed")).to_contain_text(EVIL)
    page.locator(f"#life-{one.pk} a").click()
    expect(page.locator("#peek h2")).to_have_text(EVIL)
    page.locator("#as-table").click()
    expect(page.locator("#map-table th", has_text=EVIL).first).to_be_attached()
    page.goto(reverse("character", args=[living.slug, one.pk]))
    expect(page.get_by_role("heading", level=1)).to_have_text(EVIL)
    page.goto(reverse("palette") + "?q=script")
    expect(page.locator(".finds").first).to_contain_text(EVIL)
    page.goto(reverse("map", args=[living.slug]) + "?view=table&shown=all")
    expect(page.locator("tbody")).to_contain_text(EVIL)
    assert EcosystemCharacter.objects.filter(pk=one.pk, name=EVIL).exists()

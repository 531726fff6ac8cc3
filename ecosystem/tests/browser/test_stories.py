"""The stories' pages in a browser: looked at everywhere, and used as a reader, a writer and a director use them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from ecosystem import jobs
from ecosystem.models import User, World
from ecosystem.tests.browser.server import Server
from ecosystem.tests.browser.test_pages import all_looked_at, looked_at
from storytelling import sifting, writing
from storytelling.models import Arc, Beat, Rating, ReviewItem, Sieve, Story, StorySeed
from storytelling.seeds import PARTIAL, Component, Seed

# Far from the numbers that the loom gives to those it weaves.
TOLD = 800
KINDS = ("setup", "inciting", "rising", "crisis", "climax", "resolution")


@pytest.fixture
def page(visit: Callable[..., Page], person: User) -> Page:
    return visit(person)


@pytest.fixture
def storied(living: World) -> World:
    """A world with a story told, one under way, and a seed two steps from its end."""
    sifting._kept.clear()
    events = list(living.events.exclude(initiator=None).order_by("number")[: len(KINDS)])
    one, other = next((event.initiator_id or 0, who) for event in events for who in event.responder_ids)
    story = Story.objects.create(
        world=living, number=TOLD, title="The map that was not shared", genre="adventure", status=Story.Status.COMPLETE,
        summary="One kept it, the other noticed.", outcome="made up", cast_ids=[one, other], visibility="public",
        tension=[[event.number, 0.2 + 0.1 * at] for at, event in enumerate(events)],
    )  # fmt: skip
    arc = Arc.objects.create(story=story, number=1, title=story.title, status=Arc.Status.CLOSED, bindings={"a": one})
    Beat.objects.bulk_create(
        Beat(
            arc=arc, number=at, kind=kind, text=f"Something comes of it, {at}", planned=0.15 * at, actual=0.1 * at,
            status=Beat.Status.MET, event_numbers=[event.number],
        )
        for at, (kind, event) in enumerate(zip(KINDS, events, strict=False), 1)
    )  # fmt: skip
    for chapter in writing.begin(story, {}):
        writing.write(chapter, {}, None)
    numbers = tuple(event.number for event in events[:2])
    sieve = Sieve.objects.get_or_create(world=living)[0]
    loom = sifting.loom_of(sieve)
    for number in (901, 902):
        loom.keep_seed(
            loom.unshelved,
            Seed(
                number=number, kind=PARTIAL, pattern="feud", title=f"A feud in the making, {number}",
                summary="One struck, and the other struck back.", cast=(("a", one), ("b", other)),
                people=(one, other), events=numbers, done=2, total=4, missing="one of them goes further",
                genre="tragedy", score=0.7, components=(Component("stakes", 0.6, 0.2, "much to lose"),),
            ),
        )  # fmt: skip
    sifting.put_away(sieve, loom, decided=True)
    sifting.decide(StorySeed.objects.get(world=living, number=902), StorySeed.Status.ACCEPTED)
    return living


def address(world: World, name: str, *more: object) -> str:
    return reverse(f"stories:{name}", args=[world.slug, *more])


def test_the_pages_of_stories(page: Page, storied: World) -> None:
    told, under_way = storied.stories.order_by("-number")
    Story.objects.filter(pk=told.pk).update(coherence=93.5, shares={"facts": 0.9}, errors_per_10k=4.0)
    quote = "He was not there."
    ReviewItem.objects.create(story=told, kind="absent", quote=quote, text="The log has him elsewhere.", event=2)
    all_looked_at(
        page,
        {
            "stories": address(storied, "library"),
            "seeds": address(storied, "inbox"),
            "seeds decided": address(storied, "inbox") + "?shelf=decided",
            "genre of a world": address(storied, "world_genre") + "?genre=tragedy",
            "patterns": address(storied, "workshop"),
            "plot": address(storied, "board", told.number),
            "plot under way": address(storied, "board", under_way.number),
            "genre of a story": address(storied, "genre", under_way.number) + "?genre=romance",
            "quality": address(storied, "quality", told.number),
            "reader": reverse("stories:read", args=[told.token]),
            "reader of nothing": reverse("stories:read", args=[under_way.token]),
        },
    )


def test_a_visitor_reads_and_a_press_shows_what_a_passage_rests_on(
    visit: Callable[..., Page], person: User, storied: World
) -> None:
    story = storied.stories.get(number=TOLD)
    page = visit(person)
    page.goto(reverse("stories:read", args=[story.token]))
    page.locator("html[data-ready]").wait_for()
    first = page.locator(".passage").first
    first.locator(".prose").click()
    expect(first.locator(".source").first).to_contain_text("Day 1")
    expect(first.get_by_role("link", name="Moment").first).to_be_visible()
    looked_at(page, "reader with a source open")
    page.keyboard.press("Escape")
    expect(first.locator(".rests")).not_to_have_attribute("open", "")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator(".passage.here .rests[open]")).to_have_count(1)
    page.get_by_role("button", name="How it is set").click()
    page.get_by_role("button", name="Wide").click()
    expect(page.locator(".reader")).to_have_attribute("data-measure", "3")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="4 of 5").click()
    expect(page.locator(".rate")).to_contain_text("4.0 of 5, from 1 reader")
    assert Rating.objects.get().stars == 4
    page.goto(reverse("stories:read", args=[story.token]))
    expect(page.locator(".reader")).to_have_attribute("data-measure", "3")


def test_a_passage_written_by_hand_stays_in_place(page: Page, storied: World) -> None:
    page.goto(reverse("stories:read", args=[storied.stories.get(number=TOLD).token]))
    page.locator("html[data-ready]").wait_for()
    passage = page.locator(".passage").first
    passage.locator(".prose").click()
    passage.get_by_role("link", name="Edit by hand").click()
    page.get_by_label("This passage").fill("My own words, and no others.")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".passage.by-hand .prose")).to_have_text("My own words, and no others.")


def test_a_director_pushes_what_comes_near_and_accepts_it(page: Page, storied: World) -> None:
    page.goto(reverse("world", args=[storied.slug]))
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    near = page.locator("#strand-seed-901")
    expect(near).to_contain_text("Two of four steps")
    near.get_by_role("button", name="Push").click()
    expect(near.get_by_role("button", name="Push")).to_have_attribute("aria-pressed", "true")
    assert Sieve.objects.get(world=storied).sways == {"901": "push"}
    near.get_by_role("link").first.click()
    seed = page.locator("#seed-901")
    expect(seed.get_by_role("button", name="Push")).to_have_attribute("aria-pressed", "true")
    seed.get_by_role("button", name="Prevent").click()
    expect(seed.get_by_role("button", name="Prevent")).to_have_attribute("aria-pressed", "true")
    seed.get_by_role("button", name="Accept").click()
    gone = page.locator(".seed.gone")
    expect(gone).to_contain_text("will be followed as a story")
    gone.get_by_role("link", name="To its plot").click()
    expect(page.locator(".lane").first).to_contain_text("The story itself, open")


def test_the_panel_of_stories_follows_the_feed(page: Page, storied: World, server: Server) -> None:
    page.goto(reverse("world", args=[storied.slug]))
    expect(page.locator("html[data-live=open]")).to_have_count(1)
    Story.objects.create(world=storied, number=50, title="Begun while one looked on", opened=storied.generation + 1)
    server.call(jobs.show_stories, storied.pk)
    expect(page.locator("#strands")).to_contain_text("Begun while one looked on")


def test_a_genre_is_seen_before_it_is_switched(page: Page, storied: World) -> None:
    story = storied.stories.get(status=Story.Status.UNFOLDING)
    page.goto(address(storied, "genre", story.number))
    page.locator("html[data-ready]").wait_for()
    page.locator("label.genre").filter(has_text="Romance").click()
    expect(page.locator("#preview")).to_contain_text("May be wished for instead")
    page.get_by_role("button", name="Go on as romance").click()
    page.wait_for_url(f"**{address(storied, 'board', story.number)}")
    story.refresh_from_db()
    assert story.genre == "romance"


def test_a_pattern_is_tried_mended_and_kept(visit: Callable[..., Page], person: User, storied: World) -> None:
    page = visit(person, expected=("422",))
    page.goto(address(storied, "pattern_new"))
    page.locator("html[data-ready]").wait_for()
    text = page.get_by_label("The pattern")
    sound = text.input_value()
    text.fill(sound.replace("lead: b", "leed: b"))
    page.get_by_role("button", name="Try it").click()
    expect(page.locator(".faults")).to_contain_text("is not a known field")
    expect(page.locator("#gutter .faulty")).to_have_text("6")
    page.get_by_role("button", name="Line 6").click()
    assert page.evaluate("source => source.value.slice(source.selectionStart, source.selectionEnd)",
                         text.element_handle()).strip() == "leed: b"  # fmt: skip
    text.fill(sound)
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#result")).to_contain_text("What fits each step by itself")
    looked_at(page, "pattern tried")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".catalogue").first).to_contain_text("B repays A")


def test_stories_without_scripts(visit: Callable[..., Page], person: User, storied: World) -> None:
    page = visit(person, java_script_enabled=False)
    page.goto(reverse("stories:read", args=[storied.stories.get(number=TOLD).token]))
    first = page.locator(".passage").first
    first.locator("summary").click()
    first.get_by_role("link", name="Moment").first.click()
    expect(page.get_by_text("Day 1")).to_be_visible()
    page.goto(address(storied, "inbox"))
    page.locator("#seed-901").get_by_role("button", name="Later").click()
    expect(page.get_by_text("is kept for later")).to_be_visible()

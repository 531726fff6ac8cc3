"""The character studio in a browser: every page looked at, the live parts used, all of it without scripts as well."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from characters import llm, sheets, sketching
from characters.models import Character, CharacterVersion, Draft, EcosystemCharacter, Memory
from ecosystem import interviews
from ecosystem.models import User, World
from ecosystem.tests.browser.server import Server
from ecosystem.tests.browser.test_pages import looked_at

MARA = (
    "Mara Holt is the barkeep of the Drowned Rat, a blunt, anxious widow who is kind to strays. She wants to pay back "
    "the moneylender before the winter. “Right. Sit down or get out, I haven't got all night.”"
)


@pytest.fixture
def mara(person: User) -> Character:
    sheet = sketching.from_text(MARA) | {"secrets": [
        {"text": "Mara sold the ring", "confession": "I sold the ring", "about": "", "known_by": ["Rook"]}
    ]}  # fmt: skip
    character = Character.objects.create(owner=person, **sheet)
    CharacterVersion.objects.create(character=character, number=1, sheet=sheets.blank() | {"name": "Mara"})
    Character.objects.filter(pk=character.pk).update(version=2)
    character.refresh_from_db()
    return character


@pytest.fixture
def jim(living: World) -> EcosystemCharacter:
    return EcosystemCharacter.objects.get(world=living, key="jim")


PAGES = {
    "shelf": "/characters/",
    "new character": "/characters/new/",
    "house": "/characters/house/",
    "sentence": "/characters/sentence/",
    "editor": "/characters/{mara}/",
    "upgrade": "/characters/{mara}/upgrade/",
    "versions": "/characters/{mara}/versions/",
    "house sheet": "/characters/{house}/",
    "join": "/characters/{mara}/join/",
    "blank world": "/worlds/blank/",
    "cast": "/worlds/{slug}/cast/",
    "settle": "/worlds/{slug}/cast/{mara}/",
    "leave": "/worlds/{slug}/characters/{jim}/leave/",
    "memories": "/worlds/{slug}/characters/{jim}/memories/",
    "memory": "/worlds/{slug}/characters/{jim}/memories/{memory}/",
    "talk": "/worlds/{slug}/characters/{jim}/talk/",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_studio(
    visit: Callable[..., Page], person: User, mara: Character, jim: EcosystemCharacter, name: str
) -> None:
    memory = Memory.objects.create(owner=jim, text="Silver was kind.", event=2, minute=1, recalled_minute=1)
    page = visit(person)
    page.goto(
        PAGES[name].format(
            mara=mara.pk, house=jim.character_id, slug=jim.world.slug, jim=jim.pk, memory=memory.pk
        )
    )  # fmt: skip
    looked_at(page, name)


def test_an_empty_shelf(visit: Callable[..., Page], person: User) -> None:
    page = visit(person)
    page.goto(reverse("characters:shelf"))
    looked_at(page, "shelf-empty")


def test_the_reading_follows_the_dials_and_what_is_typed_is_kept(
    visit: Callable[..., Page], person: User, mara: Character
) -> None:
    page = visit(person)
    page.goto(f"/characters/{mara.pk}/")
    page.locator("html[data-ready]").wait_for()
    page.get_by_label("Openness", exact=True).fill("97")
    expect(page.locator("#reading")).to_contain_text("urious")
    expect(page.locator("#kept")).to_contain_text("Draft kept")
    page.get_by_text("Six sides of openness").click()
    expect(page.locator("output[for=facet-imagination]")).to_have_text("97")
    with page.expect_response("**/live/"):
        page.locator("#facet-imagination").fill("20")
    expect(page.locator(".facet", has=page.locator("#facet-imagination")).get_by_role("checkbox")).to_be_checked()
    page.reload()
    expect(page.get_by_label("Openness", exact=True)).to_have_value("97")
    expect(page.get_by_text("unsaved changes")).to_be_visible()
    page.get_by_role("button", name="Save as version 3").click()
    expect(page.locator("#toasts")).to_contain_text("Mara Holt is saved")
    mara.refresh_from_db()
    assert (mara.version, mara.traits["openness"]) == (3, 0.97)
    assert mara.facets["imagination"] == 0.2


def test_what_could_not_be_kept_is_kept_later(visit: Callable[..., Page], person: User, mara: Character) -> None:
    page = visit(person, expected=("503", "Failed to fetch"))
    page.goto(f"/characters/{mara.pk}/")
    page.locator("html[data-ready]").wait_for()
    page.route("**/live/", lambda route: route.fulfill(status=503, body="busy"))
    page.get_by_label("In a line").fill("smuggler")
    expect(page.locator("#kept")).to_contain_text("Not kept yet")
    page.unroute("**/live/")
    expect(page.locator("#kept")).to_contain_text("Draft kept")
    assert Draft.objects.get().sheet["role"] == "smuggler"


def test_a_character_is_heard_before_it_is_saved(visit: Callable[..., Page], person: User, mara: Character) -> None:
    page = visit(person)
    page.goto(f"/characters/{mara.pk}/")
    page.locator("html[data-ready]").wait_for()
    page.get_by_label("Manner of speech").select_option("mournful")
    page.get_by_role("button", name="Hear them").click()
    expect(page.locator("#heard section")).to_have_count(3)
    first = page.locator("#heard").inner_text()
    page.get_by_role("button", name="Hear them").click()
    expect(page.locator("#heard")).not_to_have_text(first)
    looked_at(page, "heard")
    mara.refresh_from_db()
    assert mara.speech != "mournful"


def test_two_windows_on_one_sheet_end_in_a_choice(visit: Callable[..., Page], person: User, mara: Character) -> None:
    first, second = visit(person), visit(person, expected=("409",))
    for page in (first, second):
        page.goto(f"/characters/{mara.pk}/")
        page.locator("html[data-ready]").wait_for()
    first.get_by_label("In a line").fill("innkeeper")
    first.get_by_role("button", name="Save as").click()
    expect(first.locator("#toasts")).to_contain_text("saved")
    second.get_by_label("In a line").fill("smuggler")
    second.get_by_role("button", name="Save as").click()
    expect(second.get_by_role("heading", name="Saved elsewhere meanwhile")).to_be_visible()
    looked_at(second, "conflict")
    second.get_by_role("button", name="Save both together").click()
    expect(second.get_by_label("In a line")).to_have_value("smuggler")


def test_a_sentence_becomes_a_character_that_lives(
    visit: Callable[..., Page], person: User, living: World, server: Server
) -> None:
    page = visit(person)
    page.goto(reverse("characters:sentence"))
    page.get_by_label("In your own words").fill(MARA)
    page.get_by_role("button", name="Make a draft").first.click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Mara Holt")
    looked_at(page, "draft")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Mara Holt", level=1)).to_be_visible()
    mara = Character.objects.get(owner=person)
    page.get_by_role("link", name="Bring into a world").click()
    page.get_by_role("link", name="Choose a place").click()
    page.get_by_label("Jim Hawkins").select_option("friend")
    page.get_by_role("button", name="Bring Mara Holt in").click()
    expect(page.locator("#cast")).to_contain_text("Mara Holt")
    page.goto(reverse("characters:shelf"))
    expect(page.locator("main")).to_contain_text("Lives in The Hispaniola")
    server.take_turns(living, 2)
    assert EcosystemCharacter.objects.get(character=mara).departed is None


def test_an_interview_is_read_while_it_is_said(
    visit: Callable[..., Page], person: User, jim: EcosystemCharacter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stream(*_: object) -> AsyncIterator[str | llm.Reply]:
        for piece in ("I trust ", "<b>Silver</b>."):
            yield piece
        yield llm.Reply("", 10, 5, 0, 5, "double")

    endpoint = llm.Endpoint("http://nowhere/v1", "k", "double")
    monkeypatch.setattr(interviews.llm, "chat_endpoint", lambda: endpoint)
    monkeypatch.setattr(interviews.llm, "stream", stream)
    page = visit(person)
    page.goto(f"/worlds/{jim.world.slug}/characters/{jim.pk}/talk/")
    page.locator("html[data-ready]").wait_for()
    page.get_by_label("Your question").fill("Whom do you trust?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer").last).to_have_text("I trust <b>Silver</b>.")
    expect(page.locator(".note").last).to_contain_text("off the record")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.get_by_text("From these memories").click()
    looked_at(page, "interview")
    page.get_by_role("button", name="What are you hiding?").click()
    expect(page.locator(".question").last).to_have_text("What are you hiding?")
    expect(page.locator(".answer").last).to_have_text("I trust <b>Silver</b>.")


def test_a_whisper_says_what_became_of_it(
    visit: Callable[..., Page], person: User, jim: EcosystemCharacter, server: Server
) -> None:
    page = visit(person)
    page.goto(f"/worlds/{jim.world.slug}/characters/{jim.pk}/talk/")
    page.locator("html[data-ready]").wait_for()
    page.get_by_label("Why not").select_option("praise")
    page.get_by_role("button", name="Whisper it").click()
    expect(page.locator("#whispers")).to_contain_text("Waits for the next turn")
    server.take_turns(World.objects.get(pk=jim.world_id))
    expect(page.locator("#whispers")).not_to_contain_text("Waits for the next turn")
    looked_at(page, "whispered")


def test_memories_are_found_pinned_forgotten_and_taken_back(
    visit: Callable[..., Page], person: User, jim: EcosystemCharacter
) -> None:
    kept = Memory.objects.create(owner=jim, text="Silver promised me the wheel.", minute=1, recalled_minute=1)
    page = visit(person)
    page.goto(f"/worlds/{jim.world.slug}/characters/{jim.pk}/memories/")
    page.locator("html[data-ready]").wait_for()
    page.get_by_label("Search memories").fill("promises")
    expect(page.locator("#found li")).to_have_count(1)
    page.get_by_role("button", name="Pin").click()
    expect(page.get_by_role("button", name="Pinned")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Edit or forget").click()
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text("Forgotten:")).to_be_visible()
    page.get_by_role("button", name="Remember it again").click()
    expect(page.locator("#found")).to_contain_text("Silver promised me the wheel.")
    assert Memory.objects.get(pk=kept.pk).pinned


def test_all_of_it_works_without_scripts(visit: Callable[..., Page], person: User, jim: EcosystemCharacter) -> None:
    page = visit(person, java_script_enabled=False)
    page.goto(reverse("characters:new"))
    page.get_by_role("button", name="From nothing").click()
    page.get_by_label("Name", exact=True).fill("Mara Holt")
    page.get_by_role("button", name="Hear them").click()
    expect(page.locator("#heard section")).to_have_count(3)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Mara Holt", level=1)).to_be_visible()
    assert not Draft.objects.exists()
    page.goto(f"/worlds/{jim.world.slug}/characters/{jim.pk}/talk/")
    page.get_by_label("Your question").fill("What of Silver?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".note")).to_contain_text("house voice")
    page.get_by_role("button", name="Whisper it").click()
    expect(page.locator("#whispers")).to_contain_text("Waits for the next turn")

"""Cards of other tools in a browser: dropped together, read about, alive within five clicks, nothing from elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from characters import importing
from characters.models import Card, Character, EcosystemCharacter
from characters.tests import cards
from ecosystem.models import User, World
from ecosystem.tests.browser.test_pages import looked_at

AWAY = "![a](https://evil.example/a.png) <img src='https://evil.example/b.png'> <script>alert(1)</script>"
# Files as a desktop hands them over when they are let go above a page.
DROP = """files => {
    const held = new DataTransfer();
    for (const { name, data } of files)
        held.items.add(new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], name));
    for (const kind of ["dragenter", "dragover", "drop"])
        document.querySelector(".dropzone").dispatchEvent(
            new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""


class Clicker:
    """Presses things, and counts how often."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, what: Locator) -> None:
        self.count += 1
        what.click()


def drop(page: Page, files: dict[str, bytes]) -> None:
    given = [{"name": name, "data": base64.b64encode(data).decode()} for name, data in files.items()]
    page.evaluate(DROP, given)


def person_card(name: str, **fields: Any) -> bytes:
    return cards.as_png({"chara": cards.v2(name=name), "ccv3": cards.v3(name=name, **fields)}, cards.picture(200, 300))


@pytest.fixture
def book() -> dict[str, Any]:
    entries = [cards.entry([f"key {number}"], f"What is known of {number}. " * 6) for number in range(60)]
    return cards.book(*entries)


def test_cards_dropped_together_live_within_five_clicks(visit: Callable[..., Page], person: User) -> None:
    Character.objects.create(owner=person, name="Somebody from before")
    page, press = visit(person), Clicker()
    page.goto("/")
    press(page.get_by_role("banner").get_by_role("link", name="Characters"))
    press(page.get_by_role("link", name="Bring in cards"))
    page.locator("html[data-ready]").wait_for()
    good = {f"{name}.png": person_card(name) for name in ("Mara", "Ines", "Tomas", "Lena")}
    drop(page, {**good, "broken.png": b"no picture", "bare.json": cards.as_json(cards.v1(name="Rook"))})
    expect(page.get_by_role("status").filter(has_text="cards read")).to_have_text("6 cards read, 1 could not be taken")
    expect(page.locator("#arrived > li")).to_have_count(6)
    expect(page.locator("#arrived .refused")).to_contain_text("not a PNG picture")
    expect(page.locator("#arrived")).to_contain_text("suggestions from its words")
    looked_at(page, "cards-dropped")
    press(page.get_by_role("button", name="Bring to life"))
    expect(page.locator("#cast > li")).to_have_count(5)
    assert press.count <= 5
    assert World.objects.get(owner=person).is_running
    assert all(one.traits for one in Character.objects.filter(owner=person, lives__isnull=False))


def test_suggestions_are_looked_through_on_the_way_within_five_clicks(visit: Callable[..., Page], person: User) -> None:
    Character.objects.create(owner=person, name="Somebody from before")
    page, press = visit(person), Clicker()
    page.goto("/")
    press(page.get_by_role("banner").get_by_role("link", name="Characters"))
    press(page.get_by_role("link", name="Bring in cards"))
    page.locator("html[data-ready]").wait_for()
    page.locator("#cards").set_input_files([{"name": "m.png", "mimeType": "image/png", "buffer": person_card("Mara")}])
    press(page.get_by_role("link", name="Report on Mara"))
    expect(page.get_by_role("heading", name="What their words suggest")).to_be_visible()
    page.get_by_label("Agreeableness").last.fill("9")
    press(page.get_by_role("checkbox", name="Openness"))
    press(page.get_by_role("button", name="Bring to life"))
    expect(page.locator("#cast > li")).to_have_count(1)
    assert press.count <= 5
    mara = Character.objects.get(name="Mara")
    assert (mara.traits["agreeableness"], mara.traits["openness"]) == (0.09, 0.5)


def test_the_pages_of_cards(visit: Callable[..., Page], person: User, book: dict[str, Any]) -> None:
    hostile = {"description": f"She trusts nobody. {AWAY}", "first_mes": AWAY, "creator_notes": AWAY}
    assets = [{"type": "icon", "uri": "https://evil.example/icon.png", "name": "main", "ext": "png"}]
    mara = importing.bring_in(
        person, person_card("Mara", character_book=book, assets=assets, **hostile), "mara.png"
    ).card
    lore = importing.bring_in(person, cards.as_json({"spec": "lorebook_v3", "data": book}), "bells.json").card
    page, asked = visit(person), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    pages = {
        "cards-report": reverse("characters:card", args=[mara.pk]),
        "cards-export": reverse("characters:export", args=[mara.character_id]),
    }
    for name in ("characters:edit", "join", "characters:upgrade"):
        page.goto(reverse(name, args=[mara.character_id]))
    page.goto(reverse("characters:card", args=[lore.pk]))
    expect(page.get_by_role("heading", name="Lore 60")).to_be_visible()
    for name, address in pages.items():
        page.goto(address)
        looked_at(page, name)
    page.goto(pages["cards-report"])
    page.get_by_role("button", name="Bring to life").click()
    expect(page.locator("#cast > li")).to_have_count(1)
    assert [url for url in asked if "evil.example" in url] == []


def test_without_scripts_cards_come_in_by_a_form(visit: Callable[..., Page], person: User, tmp_path: Path) -> None:
    (tmp_path / "mara.png").write_bytes(person_card("Mara"))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    page = visit(person, java_script_enabled=False)
    page.goto(reverse("characters:import"))
    page.locator("#cards").set_input_files([tmp_path / "mara.png", tmp_path / "broken.png"])
    page.get_by_role("button", name="Bring them in").click()
    expect(page.locator("#arrived .refused")).to_contain_text("not a PNG picture")
    page.get_by_role("button", name="Bring to life").click()
    expect(page.locator("#cast > li")).to_have_count(1)
    assert Card.objects.count() == EcosystemCharacter.objects.count() == 1

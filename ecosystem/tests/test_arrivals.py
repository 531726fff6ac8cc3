"""The way in by the pages: drop, read the report, choose a world, live. And nobody else's cards on the way."""

from __future__ import annotations

import html
import json
import time
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from characters import importing
from characters.cards import limits
from characters.cards.card import V2_TEXTS
from characters.models import Card, Character, EcosystemCharacter, Event, LoreEntry, Picture
from characters.tests import cards
from characters.tests.test_card_reading import REFUSED
from ecosystem.models import User, World

IMPORT = "/characters/import/"
TAGS = ("<script>alert(1)</script>", "<img src=//evil.example/x onerror=alert(2)>", '"><svg onload=alert(3)>')
EVIL = "".join(TAGS) + "{{ settings.SECRET_KEY }}{% include 'settings.py' %}"
BOOK = cards.book(
    cards.entry(["bell"], "It rings.", name="The Drowned Bell"), cards.entry(["x"], "y", name="note to self")
)


def upload(name: str, value: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, value if isinstance(value, bytes) else cards.as_json(value))


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def mara(alice: User) -> Card:
    return importing.bring_in(alice, cards.as_png({"ccv3": cards.v3(character_book=BOOK)}), "mara.png").card


@pytest.fixture
def lore(alice: User) -> Card:
    return importing.bring_in(alice, cards.as_json({"spec": "lorebook_v3", "data": BOOK}), "bells.json").card


def test_a_card_dropped_is_a_row_of_the_list(hers: Client) -> None:
    answer = hers.post(IMPORT, {"card": upload("mara.json", cards.v3())}, headers={"HX-Request": "true"})
    card = Card.objects.get()
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.strip().startswith("<li")
    assert f'value="{card.character_id}"' in html
    assert reverse("characters:card", args=[card.pk]) in html
    assert "things understood" in html


def test_a_bad_file_among_many_spoils_none_of_them(hers: Client) -> None:
    files = [upload("a.png", b"no picture"), upload("b.json", cards.v2()), upload("c.json", cards.v3(name="Ines"))]
    html = hers.post(IMPORT, {"card": files}).content.decode()
    assert Character.objects.count() == 2
    assert "not a PNG picture, whatever its name says" in html
    assert "Nothing was kept of it" in html
    assert html.count('name="who"') == 2


def test_where_none_could_be_taken_the_answer_says_so(hers: Client) -> None:
    answer = hers.post(IMPORT, {"card": upload("a.png", b"no picture")})
    assert answer.status_code == 422
    assert hers.post(IMPORT).status_code == 200


def test_every_file_that_is_refused_is_told_of_and_nothing_of_it_is_kept(hers: Client) -> None:
    for data, filename, said in REFUSED:
        if 0 < len(data) < limits.FILE_BYTES:
            answer = hers.post(IMPORT, {"card": upload(filename, data)}, headers={"HX-Request": "true"})
            assert said in html.unescape(answer.content.decode())
    assert not Card.objects.exists()
    assert not Character.objects.exists()
    assert not Picture.objects.exists()


def test_a_file_of_fifty_megabytes_is_refused_unread(hers: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "bring_in", lambda *args: pytest.fail("it was read"))
    answer = hers.post(IMPORT, {"card": upload("big.png", b"\0" * 50 * 1024 * 1024)})
    assert "It has 50 MB; a card may have 20 MB" in answer.content.decode()
    assert not Card.objects.exists()


def test_the_same_card_again_is_said_to_be_here(hers: Client, mara: Card) -> None:
    html = hers.post(IMPORT, {"card": upload("x.json", bytes(mara.raw))}).content.decode()
    assert "Here already" in html
    assert Card.objects.count() == 1


def test_the_report_tells_all_and_renders_nothing_of_a_strangers_markup(hers: Client, alice: User) -> None:
    evil = '<script>alert(1)</script><img src="https://evil.example/x.png" onerror=alert(2)>{{ user.email }}'
    fields = {name: evil for name, value in cards.v3()["data"].items() if isinstance(value, str)}
    fields |= {"tags": [evil], "alternate_greetings": [evil], "character_book": cards.book(cards.entry([evil], evil))}
    card = importing.bring_in(alice, cards.as_json(cards.v3(**fields, extension=1)), f"{evil}.json").card
    html = hers.get(reverse("characters:card", args=[card.pk])).content.decode()
    for heading in ("Understood", "Worth knowing", "Kept, though nothing here uses it", "Ways to begin", "Lore"):
        assert heading in html
    assert "<script>alert" not in html
    assert '<img src="https' not in html
    assert "&lt;script&gt;" in html
    assert alice.email not in html.partition("<main")[2]
    answer = hers.post(IMPORT, {"card": upload("again.json", cards.as_json(cards.v2(name=evil)))})
    assert "<script>alert" not in answer.content.decode()


def test_no_page_shows_a_strangers_words_as_anything_but_words(hers: Client, alice: User) -> None:
    fields: dict[str, Any] = {name: f"{EVIL} {name}" for name in V2_TEXTS}
    fields |= {name: [EVIL] for name in ("tags", "alternate_greetings", "group_only_greetings")} | {"nickname": EVIL}
    fields["character_book"] = cards.book(cards.entry([EVIL], EVIL, name=EVIL, constant=True), name=EVIL)
    card = importing.bring_in(alice, cards.as_json(cards.v3(**fields)), f"{EVIL}.json").card
    hers.post(reverse("join_many"), {"who": card.character_id, "world": ""})
    life = EcosystemCharacter.objects.get()
    home, who = reverse("world", args=[life.world.slug]), [card.character_id]
    pages = [reverse(f"characters:{name}", args=who) for name in ("edit", "upgrade", "history", "export")]
    pages += [
        IMPORT,
        reverse("characters:card", args=[card.pk]),
        reverse("characters:shelf"),
        reverse("join", args=who),
    ]
    pages += [home, f"{home}characters/{life.pk}/", f"{home}characters/{life.pk}/talk/"]
    for address in pages:
        answer = hers.get(address)
        shown = answer.content.decode()
        assert answer.status_code == 200, address
        assert [tag for tag in TAGS if tag in shown] == [], address
        assert settings.SECRET_KEY not in shown, address


def test_bring_to_life_in_a_new_world_takes_one_press(hers: Client, alice: User, mara: Card) -> None:
    answer = hers.post(reverse("join_many"), {"who": mara.character_id, "world": "", "opening": "1"})
    world = World.objects.get()
    assert answer.headers["Location"] == reverse("world", args=[world.slug])
    assert (world.owner, world.title, world.is_running) == (alice, "The world of Mara Vell", True)
    assert world.premise == "Mara meets the visitor on the night quay of Saltmarsh Hollow."
    assert Event.objects.get(world=world).lines[0]["text"] == "Mara counts coins. Two short."
    assert world.setting["topics"][0] == "The Drowned Bell"
    assert "note to self" not in world.setting["topics"]
    life = EcosystemCharacter.objects.get(world=world)
    assert life.character_id == mara.character_id
    assert life.x is not None
    assert LoreEntry.objects.filter(world=world, holder=life).count() == 2
    assert hers.get(answer.headers["Location"]).status_code == 200


def test_what_stays_ticked_goes_along_and_what_was_moved_as_it_was_moved(hers: Client, mara: Card) -> None:
    report = reverse("characters:card", args=[mara.pk])
    page = hers.get(report).content.decode()
    assert 'name="take" form="alive" value="trait-agreeableness" checked' in page
    assert "“She trusts nobody, and her brother least.”" in page
    moved = {"as-trait-agreeableness": "7", "as-speech-0": "nonsense"}
    chosen = {"who": mara.character_id, "world": "", "take": ["trait-agreeableness", "speech-0"], **moved}
    hers.post(reverse("join_many"), chosen)
    character = Character.objects.get(pk=mara.character_id)
    assert (character.traits["agreeableness"], character.traits["openness"]) == (0.07, 0.5)
    assert (character.speech, character.version) == ("plain", 2)
    assert EcosystemCharacter.objects.get().mind().personality.agreeableness == 0.07
    assert 'name="take"' not in hers.get(report).content.decode()
    exported = hers.get(reverse("characters:export", args=[character.pk]), {"format": "json"}).content
    assert json.loads(exported) == mara.value


def test_several_take_along_what_their_words_suggest_only_where_asked(hers: Client, alice: User) -> None:
    people = [importing.bring_in(alice, cards.as_json(cards.v3(name=name)), "x.json").card for name in ("Mara", "Ines")]
    ids = [card.character_id for card in people]
    hers.post(reverse("join_many"), {"who": ids[0], "world": ""})
    assert Character.objects.get(pk=ids[0]).traits == {}
    hers.post(reverse("join_many"), {"who": ids, "world": "", "suggested": "on"})
    assert all(one.traits["agreeableness"] < 0.5 for one in Character.objects.all())


def test_many_come_into_a_world_of_mine_together(hers: Client, alice: User, world: World) -> None:
    ids = [
        importing.bring_in(alice, cards.as_json(cards.v3(name=name)), "x.json").card.character_id
        for name in ("Mara", "Ines", "Tomas")
    ]
    assert "Saltmarsh Hollow" in hers.get(reverse("join_many"), {"who": ids}).content.decode()
    hers.post(reverse("join_many"), {"who": ids, "world": world.slug})
    assert EcosystemCharacter.objects.filter(world=world).count() == 3


def test_a_books_lore_goes_into_a_world_alone(hers: Client, world: World, lore: Card) -> None:
    for said in ("2 things more", "all of it already"):
        answer = hers.post(reverse("bring_lore", args=[lore.pk]), {"world": world.slug}, follow=True)
        assert said in answer.content.decode()
    assert LoreEntry.objects.filter(world=world, holder=None).count() == 2


def test_a_company_begins_with_a_greeting_that_is_meant_for_several(hers: Client, alice: User) -> None:
    first, second = (
        importing.bring_in(
            alice, cards.as_json(cards.v3(name=name, group_only_greetings=["The boat is full."])), "x.json"
        )
        for name in ("Mara", "Ines")
    )
    hers.post(reverse("join_many"), {"who": [first.card.character_id, second.card.character_id], "world": ""})
    assert Event.objects.get().lines[0]["text"] == "The boat is full."
    World.objects.all().delete()
    hers.post(reverse("join_many"), {"who": first.card.character_id, "world": ""})
    assert Event.objects.get().lines[0]["text"].startswith("Mara leans on a barrel.")


def test_the_authors_notes_are_shown_and_the_original_is_given_back(hers: Client, alice: User) -> None:
    data = cards.as_json(cards.v3(creator_notes="Joue-la.", creator_notes_multilingual={"en": "Play her <dry>."}))
    card = importing.bring_in(alice, data, "mara.json").card
    assert "Play her &lt;dry&gt;." in hers.get(reverse("characters:card", args=[card.pk])).content.decode()
    Character.objects.update(name="Somebody else")
    answer = hers.get(reverse("characters:card_original", args=[card.pk]))
    assert answer.content == data
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mara-vell.json"'


def test_nobody_sees_or_uses_anothers_cards(
    client: Client, charlie: User, world: World, mara: Card, lore: Card
) -> None:
    client.force_login(charlie)
    for name in ("characters:card", "characters:card_picture", "characters:card_original"):
        assert client.get(reverse(name, args=[mara.pk])).status_code == 404
    assert client.get(reverse("characters:export", args=[mara.character_id])).status_code == 404
    assert client.get(reverse("join", args=[mara.character_id])).status_code == 404
    assert client.post(reverse("join_many"), {"who": mara.character_id, "world": ""}).status_code == 404
    assert client.post(reverse("bring_lore", args=[lore.pk]), {"world": world.slug}).status_code == 404
    assert client.post(reverse("characters:card_forget", args=[lore.pk])).status_code == 404
    assert Card.objects.count() == 2
    assert not World.objects.exclude(pk=world.pk).exists()


def test_who_only_writes_in_a_world_brings_nobody_there(client: Client, bob: User, world: World) -> None:
    client.force_login(bob)
    card = importing.bring_in(bob, cards.as_json(cards.v3()), "x.json").card
    asked = {"who": card.character_id, "world": world.slug, "suggested": "on"}
    assert client.post(reverse("join_many"), asked).status_code == 404
    assert not EcosystemCharacter.objects.exists()
    assert Character.objects.get().version == 1
    assert world.title not in client.get(reverse("join", args=[card.character_id])).content.decode()


def test_strangers_are_asked_to_sign_in(client: Client, mara: Card) -> None:
    for address in (IMPORT, reverse("characters:card", args=[mara.pk]), reverse("join", args=[mara.character_id])):
        assert client.get(address).headers["Location"].startswith("/accounts/login/")
    assert client.post(IMPORT, headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("who", [[], ["0"], ["x"], ["9" * 40], [str(number) for number in range(200)]])
def test_odd_choices_bring_nobody(hers: Client, who: list[str]) -> None:
    assert hers.post(reverse("join_many"), {"who": who, "world": ""}).status_code in {302, 404}
    assert not World.objects.exists()


def test_a_character_goes_out_by_a_press(hers: Client, mara: Card) -> None:
    address = reverse("characters:export", args=[mara.character_id])
    assert "CHARX" in hers.get(address).content.decode()
    answer = hers.get(address, {"format": "json"})
    assert json.loads(answer.content) == cards.v3(character_book=BOOK)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mara-vell.json"'
    assert cards.in_png(hers.get(address, {"format": "png", "state": "1"}).content)["ccv3"]["data"]["extensions"][
        "literaryai/state"
    ]
    assert hers.get(address, {"format": "../../etc"}).headers["Content-Type"].startswith("text/html")


def test_the_picture_is_shown_to_its_owner(hers: Client, mara: Card) -> None:
    answer = hers.get(reverse("characters:card_picture", args=[mara.pk]))
    assert answer.headers["Content-Type"] == "image/webp"
    assert "private" in answer.headers["Cache-Control"]


def test_forgetting_puts_a_character_away_and_removes_a_book(hers: Client, mara: Card, lore: Card) -> None:
    for card in (mara, lore):
        hers.post(reverse("characters:card_forget", args=[card.pk]))
    assert Character.objects.get().put_away
    assert Card.objects.get() == mara


def test_twenty_cards_dropped_at_once_are_in_within_a_fifth_of_twenty_seconds(hers: Client) -> None:
    art = [cards.picture(512, 768, f"#{number:02x}6655") for number in range(4)]
    files = [(f"{n}.png", cards.as_png({"ccv3": cards.v3(name=f"Mara {n}")}, art[n % 4])) for n in range(20)]
    started = time.process_time()
    for name, data in files:
        assert hers.post(IMPORT, {"card": upload(name, data)}, headers={"HX-Request": "true"}).status_code == 200
    assert time.process_time() - started < 4
    assert Character.objects.count() == 20

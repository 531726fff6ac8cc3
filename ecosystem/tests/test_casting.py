from __future__ import annotations

import pytest
from django.test import Client

from characters import sheets
from characters.models import Character, EcosystemCharacter, Event, Memory
from ecosystem import casting
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role
from relationships.models import CharacterRelationship


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The frames that everybody who watches was sent."""
    frames: list[str] = []
    monkeypatch.setattr(casting.live, "publish", lambda world, html: frames.append(html))
    return frames


@pytest.fixture
def mara(alice: User) -> Character:
    return Character.objects.create(owner=alice, **sheets.blank() | {"name": "Mara Holt", "pronouns": "she"})


@pytest.fixture
def owner(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


def test_only_directors_see_and_change_a_cast(client: Client, world: World, bob: User, pemberley: World) -> None:
    life = pemberley.cast.first()
    assert life is not None
    client.force_login(bob)
    assert client.get(f"/worlds/{world.slug}/cast/").status_code == 403
    assert client.get(f"/worlds/{pemberley.slug}/cast/").status_code == 404
    for verb in (client.get, client.post):
        assert verb(f"/worlds/{pemberley.slug}/characters/{life.pk}/leave/").status_code == 404
    World.objects.filter(pk=pemberley.pk).update(visibility=World.Visibility.PUBLIC)
    assert client.post(f"/worlds/{pemberley.slug}/characters/{life.pk}/leave/", {"text": "x"}).status_code == 403
    Membership.objects.create(world=pemberley, user=bob, role=Role.DIRECTOR)
    assert client.get(f"/worlds/{pemberley.slug}/cast/").status_code == 200


def test_a_character_of_ones_own_comes_in(owner: Client, pemberley: World, mara: Character, told: list[str]) -> None:
    jane = pemberley.cast.get(key="jane")
    address = f"/worlds/{pemberley.slug}/cast/{mara.pk}/"
    page = owner.get(address).content.decode()
    assert "The library" in page
    assert f"knows-{jane.pk}" in page
    sent = {"place": "library", f"knows-{jane.pk}": "friend", "knows-0": "friend"}
    assert owner.post(address, sent)["Location"] == f"/worlds/{pemberley.slug}/"
    life = EcosystemCharacter.objects.get(character=mara)
    assert CharacterRelationship.objects.filter(source=life, target=jane).exists()
    assert f'id="life-{life.pk}"' in told[0]
    assert "has come to the library" in pemberley.inputs.get().args["text"]
    assert "Lives in" in owner.get("/characters/").content.decode()


def test_nobody_brings_in_what_is_not_theirs_nor_into_what_they_do_not_direct(
    client: Client, bob: User, world: World, pemberley: World, mara: Character
) -> None:
    client.force_login(bob)
    own = Character.objects.create(owner=bob, **sheets.blank() | {"name": "Bob's"})
    assert client.post(f"/worlds/{world.slug}/cast/{own.pk}/", {"place": "library"}).status_code == 403
    assert client.post(f"/worlds/{pemberley.slug}/cast/{own.pk}/", {"place": "library"}).status_code == 404
    Membership.objects.create(world=pemberley, user=bob, role=Role.DIRECTOR)
    assert client.post(f"/worlds/{pemberley.slug}/cast/{mara.pk}/", {"place": "library"}).status_code == 404
    assert not EcosystemCharacter.objects.filter(character=own).exists()


def test_a_refusal_is_said_on_the_form(owner: Client, pemberley: World, mara: Character) -> None:
    answer = owner.post(f"/worlds/{pemberley.slug}/cast/{mara.pk}/", {"place": "nowhere"})
    assert answer.status_code == 422
    assert "Choose one of the places" in answer.content.decode()


def test_a_character_goes_to_live_among_the_people_of_a_book_by_one_press(owner: Client, mara: Character) -> None:
    assert "Live among them" in owner.get(f"/characters/{mara.pk}/join/").content.decode()
    answer = owner.post("/characters/join/", {"who": mara.pk, "world": "", "starter": "moonstone"})
    world = World.objects.get()
    assert answer["Location"] == f"/worlds/{world.slug}/"
    assert world.is_running
    assert world.cast.count() == 14
    assert world.cast.get(character=mara).name == "Mara Holt"


def test_somebody_out_of_a_book_comes_in_without_being_copied(owner: Client, alice: User, pemberley: World) -> None:
    other = casting.founding.found(alice, "Saltmarsh")
    jane = Character.objects.get(key="pemberley/jane")
    page = owner.get(f"/worlds/{other.slug}/cast/").content.decode()
    assert f"/worlds/{other.slug}/cast/{jane.pk}/" in page
    owner.post(f"/worlds/{other.slug}/cast/{jane.pk}/", {"place": other.setting["places"][0]["key"]})
    assert other.cast.get().character == jane


def test_somebody_leaves_with_the_epilogue_as_it_was_told(owner: Client, pemberley: World, told: list[str]) -> None:
    jane = pemberley.cast.get(key="jane")
    address = f"/worlds/{pemberley.slug}/characters/{jane.pk}/leave/"
    assert "Jane Bennet left Pemberley" in owner.get(address).content.decode()
    owner.post(address, {"text": "Jane took the <b>early</b> coach."})
    event = Event.objects.get(act="departure")
    assert event.lines[0]["text"] == "Jane took the <b>early</b> coach."
    assert f'id="life-{jane.pk}"' not in told[0].partition("#cast")[2]
    page = owner.get(f"/worlds/{pemberley.slug}/cast/").content.decode()
    assert "Gone from here" in page
    for path in ("", f"events/{event.number}/", f"characters/{jane.pk}/", "map/"):
        answer = owner.get(f"/worlds/{pemberley.slug}/{path}")
        assert answer.status_code == 200
        assert "<b>early</b>" not in answer.content.decode()
    assert owner.get(address).status_code == 404


def test_somebody_moves_to_another_world(owner: Client, pemberley: World) -> None:
    answer = owner.post("/worlds/blank/", {
        "title": "Saltmarsh", "place": ["The inn", "The quay", ""], "mood": ["lively", "open", "plain"],
    })  # fmt: skip
    saltmarsh = World.objects.get(title="Saltmarsh")
    assert answer["Location"] == f"/worlds/{saltmarsh.slug}/cast/"
    jane = pemberley.cast.get(key="jane")
    address = f"/worlds/{pemberley.slug}/characters/{jane.pk}/leave/"
    assert "left Pemberley for Saltmarsh" in owner.get(f"{address}?to={saltmarsh.slug}").content.decode()
    owner.post(address, {"to": saltmarsh.slug, "place": "place_2", "remember": "on", "text": "Jane went to sea."})
    assert saltmarsh.cast.get().character == jane.character
    jane.refresh_from_db()
    assert jane.departed


def test_somebody_may_live_in_two_worlds_with_lives_of_their_own(owner: Client, pemberley: World, alice: User) -> None:
    other = casting.founding.found(alice, "Saltmarsh")
    jane = pemberley.cast.get(key="jane")
    Memory.objects.create(owner=jane, text="I danced.", minute=1, recalled_minute=1, importance=9)
    place = other.setting["places"][0]["key"]
    sent = {"to": other.slug, "place": place, "remember": "on", "stay": "on", "text": ""}
    assert owner.post(f"/worlds/{pemberley.slug}/characters/{jane.pk}/leave/", sent).status_code == 302
    jane.refresh_from_db()
    twin = other.cast.get()
    assert (jane.departed, twin.character) == (None, jane.character)
    assert twin.memories.get(importance=9).text == "I danced."
    assert not Event.objects.filter(act="departure").exists()
    Memory.objects.filter(owner=twin).update(text="I sailed.")
    assert jane.memories.get(importance=9).text == "I danced."


def test_a_move_that_is_refused_moves_nobody(owner: Client, pemberley: World, alice: User) -> None:
    other = casting.founding.found(alice, "Saltmarsh")
    jane = pemberley.cast.get(key="jane")
    answer = owner.post(
        f"/worlds/{pemberley.slug}/characters/{jane.pk}/leave/", {"to": other.slug, "place": "nowhere", "text": "Gone."}
    )
    assert answer.status_code == 422
    jane.refresh_from_db()
    assert jane.departed is None


@pytest.mark.parametrize(
    ("title", "places", "fault"),
    [
        ("", ["The inn", "The quay"], "Give your world a name"),
        ("Saltmarsh", ["The inn", " "], "at least 2 places"),
        ("Saltmarsh", ["The inn", "the  inn"], "the same name"),
    ],
)
def test_a_world_of_ones_own_says_what_it_lacks(owner: Client, title: str, places: list[str], fault: str) -> None:
    answer = owner.post("/worlds/blank/", {"title": title, "place": places, "mood": ["", ""]})
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert not World.objects.exists()


def test_a_world_of_ones_own_is_asked_for_again_where_something_lacks(owner: Client) -> None:
    answer = owner.post(
        "/worlds/blank/", {"title": "", "premise": "A ship is late.", "place": ["The inn"], "mood": ["odd"]}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A ship is late." in page
    assert 'value="The inn"' in page
    assert not World.objects.exists()


def test_an_empty_world_teaches_what_to_do(owner: Client) -> None:
    owner.post("/worlds/blank/", {"title": "Saltmarsh", "place": ["The inn", "The quay"], "mood": ["lively", "open"]})
    world = World.objects.get()
    assert "Bring somebody in" in owner.get(f"/worlds/{world.slug}/cast/").content.decode()
    assert owner.get(f"/worlds/{world.slug}/").status_code == 200

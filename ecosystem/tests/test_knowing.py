from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from characters import llm
from characters.models import EcosystemCharacter, Goal, Memory, Secret, Wound
from ecosystem import turns
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role
from relationships.models import RumourRow

PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture
def lived(pemberley: World) -> World:
    """Pemberley after a few turns."""
    for generation in range(5):
        turns.take(pemberley.pk, generation)
    pemberley.refresh_from_db()
    return pemberley


@pytest.fixture
def elizabeth(lived: World) -> EcosystemCharacter:
    return EcosystemCharacter.objects.get(world=lived, key="elizabeth")


@pytest.fixture
def director(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


def at(life: EcosystemCharacter, path: str = "memories/") -> str:
    return f"/worlds/{life.world.slug}/characters/{life.pk}/{path}"


def remember(life: EcosystemCharacter, text: str, **more: object) -> Memory:
    return Memory.objects.create(**{"owner": life, "text": text, "minute": 9, "recalled_minute": 9, **more})


def test_memories_are_for_directors_only(client: Client, elizabeth: EcosystemCharacter, bob: User) -> None:
    World.objects.update(visibility=World.Visibility.PUBLIC)
    memory = remember(elizabeth, "A private thing.")
    paths = ("memories/", f"memories/{memory.pk}/", "talk/")
    assert all(client.get(at(elizabeth, path)).status_code == 302 for path in paths)
    client.force_login(bob)
    Membership.objects.create(world=elizabeth.world, user=bob, role=Role.WRITER)
    assert all(client.get(at(elizabeth, path)).status_code == 403 for path in paths)
    for path in (f"memories/{memory.pk}/", "memories/recall/", "ask/", "whisper/"):
        assert client.post(at(elizabeth, path), {"do": "forget", "question": "x"}).status_code == 403
    assert Memory.objects.filter(pk=memory.pk).exists()


def test_another_characters_memory_is_not_reached_through_ones_own(
    director: Client, elizabeth: EcosystemCharacter
) -> None:
    jane = EcosystemCharacter.objects.get(world=elizabeth.world, key="jane")
    memory = remember(jane, "Jane's.")
    assert director.get(at(elizabeth, f"memories/{memory.pk}/")).status_code == 404


def test_memories_are_searched_and_sifted(
    director: Client, elizabeth: EcosystemCharacter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llm, "embedding_endpoint", lambda: None)
    remember(elizabeth, "Darcy promised a dance.", importance=9)
    remember(elizabeth, "It rained on Tuesday.", importance=2)
    page = director.get(at(elizabeth), {"q": "promises"}, **PART).content.decode()
    assert "Darcy promised a dance." in page
    assert "It rained" not in page
    assert "By words; meaning is not searched" in page
    assert "<html" not in page
    page = director.get(at(elizabeth), {"least": "8"}).content.decode()
    assert "Darcy promised a dance." in page
    assert "It rained" not in page
    nothing = director.get(at(elizabeth), {"q": "xylophone"}).content.decode()
    assert "Nothing like that" in nothing


def test_what_is_near_in_meaning_is_found_though_no_word_is_shared(
    director: Client, elizabeth: EcosystemCharacter, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    vector = [1.0] + [0.0] * (llm.EMBEDDING_SIZE - 1)
    monkeypatch.setattr(llm, "embedding_endpoint", lambda: llm.Endpoint("http://nowhere/v1", "k", "m"))
    monkeypatch.setattr(llm, "embed", lambda texts: [vector for _ in texts])
    remember(elizabeth, "Darcy gave his word.", embedding=vector, embedding_model=settings.EMBED_MODEL)
    remember(elizabeth, "It rained on Tuesday.")
    page = director.get(at(elizabeth), {"q": "promises"}, **PART).content.decode()
    assert "By meaning and by words" in page
    assert "Darcy gave his word." in page
    assert "It rained" not in page


@pytest.mark.parametrize("asked", ["?page=999999", "?page=-1", "?kind=odd&about=9999&least=99", "?q=%00%25_(["])
def test_what_makes_no_sense_in_an_address_is_left_out(
    director: Client, elizabeth: EcosystemCharacter, asked: str
) -> None:
    assert director.get(at(elizabeth) + asked).status_code == 200


def test_a_memory_can_be_pinned(director: Client, elizabeth: EcosystemCharacter) -> None:
    memory = remember(elizabeth, "A private thing.")
    part = director.post(at(elizabeth, f"memories/{memory.pk}/"), {"do": "pin"}, **PART).content.decode()
    assert 'aria-pressed="true"' in part
    memory.refresh_from_db()
    assert memory.pinned
    director.post(at(elizabeth, f"memories/{memory.pk}/"), {"do": "unpin"})
    memory.refresh_from_db()
    assert not memory.pinned


def test_a_memory_can_be_told_otherwise_and_is_embedded_anew(director: Client, elizabeth: EcosystemCharacter) -> None:
    memory = remember(elizabeth, "Darcy slighted me.", embedding=[1.0] + [0.0] * 383, embedding_model="m")
    director.post(
        at(elizabeth, f"memories/{memory.pk}/"), {"do": "edit", "text": " Darcy  smiled. ", "importance": "9"}
    )
    memory.refresh_from_db()
    assert (memory.text, memory.importance, memory.embedding) == ("Darcy smiled.", 9.0, None)


@pytest.mark.parametrize("text", ["", "x" * 401])
def test_a_memory_keeps_to_its_length(director: Client, elizabeth: EcosystemCharacter, text: str) -> None:
    memory = remember(elizabeth, "As it was.")
    answer = director.post(at(elizabeth, f"memories/{memory.pk}/"), {"do": "edit", "text": text})
    assert answer.status_code == 422
    memory.refresh_from_db()
    assert memory.text == "As it was."


def test_what_rests_on_a_memory_is_shown_before_it_goes(director: Client, elizabeth: EcosystemCharacter) -> None:
    memory = remember(elizabeth, "Darcy slighted me.", event=3)
    remember(elizabeth, "Pride is what I cannot forgive.", kind=Memory.Kind.REFLECTION, evidence_ids=[memory.pk])
    Wound.objects.create(bearer=elizabeth, event=3, kind="slight", text="Darcy would not dance", minute=9, severity=0.5)
    page = director.get(at(elizabeth, f"memories/{memory.pk}/")).content.decode()
    assert "The thought: Pride is what I cannot forgive." in page
    assert "The wound: Darcy would not dance" in page
    assert "What happened" in page


def test_what_is_forgotten_can_be_taken_back_whole(director: Client, elizabeth: EcosystemCharacter) -> None:
    memory = remember(elizabeth, "Darcy slighted me.", event=3, importance=8.5, about_ids=[7])
    director.post(at(elizabeth, f"memories/{memory.pk}/"), {"do": "forget"})
    assert not Memory.objects.filter(pk=memory.pk).exists()
    assert "Forgotten: “Darcy slighted me.”" in director.get(at(elizabeth)).content.decode()
    director.post(at(elizabeth, "memories/recall/"))
    back = Memory.objects.get(pk=memory.pk)
    assert (back.text, back.event, back.importance, back.about_ids) == ("Darcy slighted me.", 3, 8.5, [7])
    assert "Forgotten:" not in director.get(at(elizabeth)).content.decode()


def test_a_forgotten_memory_comes_back_to_its_owner_only(director: Client, elizabeth: EcosystemCharacter) -> None:
    jane = EcosystemCharacter.objects.get(world=elizabeth.world, key="jane")
    memory = remember(elizabeth, "Mine.")
    director.post(at(elizabeth, f"memories/{memory.pk}/"), {"do": "forget"})
    director.post(at(jane, "memories/recall/"))
    assert not Memory.objects.filter(text="Mine.").exists()


def test_secrets_that_concern_somebody_say_whether_they_know(director: Client, elizabeth: EcosystemCharacter) -> None:
    jane = EcosystemCharacter.objects.get(world=elizabeth.world, key="jane")
    Secret.objects.create(holder=jane, text="Jane pities Elizabeth", confession="I pity her", about=elizabeth)
    Secret.objects.create(holder=jane, text="Jane is in love", confession="I love", knower_ids=[elizabeth.pk])
    page = director.get(at(elizabeth)).content.decode()
    assert "Jane pities Elizabeth" in page
    assert "Kept from Elizabeth Bennet" in page
    assert "Elizabeth Bennet knows" in page


def test_what_somebody_was_told_stands_beside_what_is_so(director: Client, elizabeth: EcosystemCharacter) -> None:
    ids = dict(elizabeth.world.cast.values_list("key", "pk"))
    tale = {"world": elizabeth.world, "origin_id": ids["wickham"], "act": "betray", "minute": 60, "event": 2}
    told = [ids["wickham"], elizabeth.pk, 3, 70, 0.9, False]
    RumourRow.objects.create(
        **tale, number=901, subject_id=ids["darcy"], deed="Mr Darcy cheated Mr Wickham", truth=False, valence=-0.5,
        tellings=[told],
    )  # fmt: skip
    RumourRow.objects.create(
        **tale, number=902, subject=elizabeth, deed="Elizabeth Bennet is proud", truth=False, valence=-0.5,
        tellings=[[ids["wickham"], ids["jane"], 3, 70, 0.9, False]],
    )  # fmt: skip
    page = director.get(at(elizabeth)).content.decode()
    assert "Mr Darcy cheated Mr Wickham." in page
    assert 'Believes it; <b class="down">it is not so</b>' in page
    assert "It is told of Elizabeth Bennet: Elizabeth Bennet is proud." in page


def test_a_memory_shows_its_colour_and_that_it_left_a_wound(director: Client, elizabeth: EcosystemCharacter) -> None:
    remember(elizabeth, "Darcy slighted me.", event=3, valence=-0.6)
    remember(elizabeth, "Jane smiled.", valence=0.2)
    Wound.objects.create(bearer=elizabeth, event=3, kind="slight", text="Darcy would not dance", minute=9, severity=0.5)
    page = director.get(at(elizabeth), {"feeling": "bad"}, **PART).content.decode()
    assert "Darcy slighted me." in page
    assert "bitter" in page
    assert "left a wound" in page
    assert "Jane smiled." not in page


def test_markup_in_a_memory_is_text(director: Client, elizabeth: EcosystemCharacter) -> None:
    memory = remember(elizabeth, "<script>alert(1)</script>")
    for path in ("memories/", f"memories/{memory.pk}/"):
        assert "<script>alert" not in director.get(at(elizabeth, path)).content.decode()


def test_what_somebody_did_meanwhile_is_told_once(director: Client, elizabeth: EcosystemCharacter) -> None:
    assert director.get(at(elizabeth, "since/")).content == b""
    assert director.get(at(elizabeth, "since/")).content == b""
    world = elizabeth.world
    for generation in range(world.generation, world.generation + 14):
        turns.take(world.pk, generation)
    told = director.get(at(elizabeth, "since/")).content.decode()
    assert "Since you last looked" in told
    assert director.get(at(elizabeth, "since/")).content == b""


def test_a_life_offers_what_its_reader_may_do(director: Client, elizabeth: EcosystemCharacter) -> None:
    page = director.get(at(elizabeth, "")).content.decode()
    assert at(elizabeth, "talk/") in page
    assert at(elizabeth) in page
    World.objects.update(visibility=World.Visibility.PUBLIC)
    director.logout()
    page = director.get(at(elizabeth, "")).content.decode()
    assert at(elizabeth, "talk/") not in page
    assert "since/" not in page


def test_forgetting_is_not_undone_by_goals_or_others(director: Client, elizabeth: EcosystemCharacter) -> None:
    before = Memory.objects.exclude(owner=elizabeth).count(), Goal.objects.count()
    memory = remember(elizabeth, "Mine.")
    director.post(at(elizabeth, f"memories/{memory.pk}/"), {"do": "forget"})
    assert (Memory.objects.exclude(owner=elizabeth).count(), Goal.objects.count()) == before

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ecosystem import observe, turns
from ecosystem.inputs import Asked
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role
from ecosystem.steering import grouped_acts, named
from relationships.acts import ACTS

HELD = {
    "pace": "quiet",
    "turn_order": "pooled",
    "never": ["threaten", "gossip"],
    "topics_off": "the Duel\n\n the  duel \r\nDebts",
}


@pytest.fixture
def world(pemberley: World, alice: User, bob: User) -> World:
    Membership.objects.create(world=pemberley, user=bob, role=Role.DIRECTOR)
    return pemberley


def test_an_owner_holds_a_world_and_the_next_turn_is_held(client: Client, world: World, alice: User):
    client.force_login(alice)
    answer = client.post(reverse("world_rein", args=[world.slug]), HELD)
    assert answer.url == reverse("world_settings", args=[world.slug])
    world.refresh_from_db()
    assert (world.pace, world.turn_order, world.never) == ("quiet", "pooled", ["threaten", "gossip"])
    assert world.topics_off == ["the Duel", "Debts"]
    seen = observe.snapshot(world, Asked())
    assert all({"threaten", "gossip"} <= mind.barred for mind in seen.minds.values())
    assert all({"the Duel", "Debts"} <= mind.topics_off for mind in seen.minds.values())
    assert (seen.rein.pace, seen.rein.order) == ("quiet", "pooled")
    turns.take(world.pk, world.generation, "none")
    world.refresh_from_db()
    assert world.round


def test_the_settings_page_shows_what_is_held(client: Client, world: World, alice: User):
    client.force_login(alice)
    client.post(reverse("world_rein", args=[world.slug]), HELD)
    page = client.get(reverse("world_settings", args=[world.slug])).content.decode()
    assert 'value="threaten" checked' in page
    assert 'value="talk" checked' not in page
    assert "the Duel\nDebts" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"never": ["fly"]},
        {"pace": "frantic"},
        {"turn_order": "height"},
        {"topics_off": "x" * 61},
        {"topics_off": "\n".join(map(str, range(21)))},
    ],
)
def test_nonsense_is_refused_and_changes_nothing(client: Client, world: World, alice: User, wrong: dict[str, object]):
    client.force_login(alice)
    assert client.post(reverse("world_rein", args=[world.slug]), HELD | wrong).status_code == 422
    world.refresh_from_db()
    assert (world.never, world.topics_off, world.pace) == ([], [], "normal")


def test_only_an_owner_holds_a_world_and_only_a_director_a_life(
    client: Client, world: World, alice: User, bob: User, charlie: User
):
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    life = world.cast.first()
    places = {
        "world": reverse("world_rein", args=[world.slug]),
        "life": reverse("life_rein", args=[world.slug, life.pk]),
    }
    allowed = {}
    for user in (alice, bob, charlie):
        client.force_login(user)
        allowed[user] = {name: client.post(place, HELD).status_code == 302 for name, place in places.items()}
    assert allowed == {
        alice: {"world": True, "life": True},
        bob: {"world": False, "life": True},
        charlie: {"world": False, "life": False},
    }


def test_a_life_is_held_beside_its_world(client: Client, world: World, bob: User):
    client.force_login(bob)
    life, other = world.cast.all()[:2]
    World.objects.filter(pk=world.pk).update(never=["insult"])
    given = {"autonomy": "free", "pace": "lively", "never": ["court"], "topics_off": "Ghosts"}
    answer = client.post(reverse("life_rein", args=[world.slug, life.pk]), given)
    assert answer.url == reverse("character", args=[world.slug, life.pk])
    world.refresh_from_db()
    seen = observe.snapshot(world, Asked())
    assert seen.minds[life.pk].barred == {"court", "insult"}
    assert seen.minds[other.pk].barred == {"insult"}
    assert seen.minds[life.pk].topics_off == {"Ghosts"}
    assert (seen.autonomies[life.pk], seen.paces) == ("free", {life.pk: "lively"})
    page = client.get(reverse("character", args=[world.slug, life.pk])).content.decode()
    assert 'value="court" checked' in page


def test_who_only_watches_sees_no_reins(client: Client, world: World, charlie: User):
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    client.force_login(charlie)
    page = client.get(reverse("character", args=[world.slug, world.cast.first().pk])).content.decode()
    assert "rein-title" not in page


def test_every_act_is_offered_once_and_named_by_itself():
    offered = [key for _, acts in grouped_acts() for key, _ in acts]
    assert sorted(offered) == sorted(ACTS)
    assert [named(act) for act in ("gossip", "give", "demand", "ask_help")] == [
        "gossip", "give something", "make demands", "ask help",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_turn_says_how_often_a_match_was_known_already(pemberley: World):
    for generation in range(12):
        turns.take(pemberley.pk, generation, "none")
    asked, known = map(sum, zip(*pemberley.turns.values_list("matches_asked", "matches_known"), strict=True))
    assert 0 < known < asked

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from characters.models import Event
from ecosystem import starters, worlds
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role


@pytest.mark.django_db
def test_whoever_starts_a_world_without_an_account_is_asked_to_make_one(client: Client):
    assert client.get(reverse("create")).url.startswith(reverse("account_signup"))
    assert client.get(reverse("worlds")).url.startswith(reverse("account_login"))


def test_an_empty_list_offers_every_starter_at_one_click(client: Client, alice: User):
    client.force_login(alice)
    page = client.get(reverse("worlds")).content.decode()
    assert all(f'name="starter" value="{name}"' in page for name in starters.names())


def test_a_world_is_started_from_a_starter(client: Client, alice: User):
    client.force_login(alice)
    answer = client.post(reverse("create"), {"starter": "elsinore", "title": "My Denmark"})
    world = World.objects.of(alice).get()
    assert answer.url == reverse("world", args=[world.slug])
    assert (world.title, world.owner, world.role_of(alice)) == ("My Denmark", alice, Role.OWNER)
    assert world.cast.count() == len(starters.read("elsinore").cast)


def test_a_world_without_a_name_takes_its_casts(client: Client, alice: User):
    client.force_login(alice)
    client.post(reverse("create"), {"starter": "elsinore", "title": "  "})
    assert World.objects.of(alice).get().title == "Elsinore"


@pytest.mark.parametrize("starter", ["", "nowhere", "../secrets"])
def test_an_unknown_starter_starts_nothing(client: Client, alice: User, starter: str):
    client.force_login(alice)
    assert client.post(reverse("create"), {"starter": starter}).status_code == 422
    assert not World.objects.exists()


def test_the_list_tells_what_happened_since(client: Client, alice: User):
    world = starters.create_world(starters.read("elsinore"), alice, seed=1)
    Membership.objects.filter(world=world).update(seen_number=0)
    client.force_login(alice)
    page = client.get(reverse("worlds")).content.decode()
    assert "1 moment<" in page
    assert starters.read("elsinore").opening[:40] in page


def test_the_list_tells_the_gravest_of_what_happened_unless_it_was_refused(alice: User):
    world = starters.create_world(starters.read("elsinore"), alice, seed=1)
    for number, (act, accepted) in enumerate([("betray", True), ("talk", True), ("ally", False)], 2):
        Event.objects.create(world=world, number=number, minute=500, act=act, accepted=accepted)
    assert worlds.cards(alice)[0].told == "a betrayal"


def test_the_list_takes_as_many_queries_for_three_worlds_as_for_one(alice: User, django_assert_num_queries):
    for name in ("elsinore", "pemberley", "moonstone"):
        starters.create_world(starters.read(name), alice, seed=1)
    with django_assert_num_queries(4):
        assert len(worlds.cards(alice)) == 3


@pytest.mark.django_db
def test_a_worlds_status_is_one_of_four():
    now = timezone.now()
    assert worlds.status_of(World(is_running=False)) == "paused"
    assert worlds.status_of(World(is_running=True, watched_at=now)) == "running"
    assert worlds.status_of(World(is_running=True, watched_at=now - timedelta(days=1))) == "asleep"
    spent = World(is_running=True, watched_at=now, spent_on=now.date(), turns_spent=9, daily_turns=9)
    assert worlds.status_of(spent) == "resting"


def test_only_the_owner_may_change_a_world(client: Client, world: World, bob: User, charlie: User):
    url = reverse("world_settings", args=[world.slug])
    client.force_login(bob)
    assert client.get(url).status_code == 403
    client.force_login(charlie)
    assert client.get(url).status_code == 404


def test_the_owner_changes_a_world(client: Client, world: World, alice: User):
    client.force_login(alice)
    fields = {"title": "Salt", "premise": "", "visibility": "public", "voice": "house"}
    client.post(reverse("world_settings", args=[world.slug]), fields)
    world.refresh_from_db()
    assert (world.title, world.visibility, world.runs_unwatched) == ("Salt", "public", False)


def test_a_world_ends_only_when_its_name_is_typed(client: Client, world: World, alice: User):
    client.force_login(alice)
    url = reverse("world_delete", args=[world.slug])
    client.post(url, {"title": "something else"})
    assert World.objects.filter(pk=world.pk).exists()
    client.post(url, {"title": "Saltmarsh Hollow"})
    assert not World.objects.filter(pk=world.pk).exists()


def test_a_world_can_be_ended_with_everybody_in_it(client: Client, alice: User):
    world = starters.create_world(starters.read("elsinore"), alice, seed=1)
    client.force_login(alice)
    client.post(reverse("world_delete", args=[world.slug]), {"title": world.title})
    assert not World.objects.exists()


def test_nobody_but_the_owner_ends_a_world(client: Client, world: World, bob: User):
    client.force_login(bob)
    assert client.post(reverse("world_delete", args=[world.slug]), {"title": world.title}).status_code == 403


def test_a_name_made_to_hurt_is_shown_as_it_is(client: Client, world: World, alice: User):
    World.objects.filter(pk=world.pk).update(title="<script>alert(1)</script>")
    client.force_login(alice)
    page = client.get(reverse("worlds")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page

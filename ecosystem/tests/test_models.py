from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from ecosystem import models, starters
from ecosystem.models import Membership, NoRoom, User, World
from ecosystem.roles import Role, at_least


def test_people_log_in_by_e_mail_in_any_case(alice: User) -> None:
    assert User.objects.get_by_natural_key("ALICE@example.org") == alice
    assert alice.display_name == "Alice"
    assert User(email="dana@example.org").display_name == "dana"


def test_a_role_includes_the_ones_below_it() -> None:
    assert at_least(Role.OWNER, Role.VIEWER)
    assert not at_least(Role.WRITER, Role.DIRECTOR)
    assert not at_least("", Role.VIEWER)
    assert not at_least("emperor", Role.VIEWER)


def test_members_see_a_private_world_and_strangers_do_not(world: World, bob: User, charlie: User) -> None:
    assert world in World.objects.visible_to(bob)
    assert world not in World.objects.visible_to(charlie)
    assert world not in World.objects.visible_to(AnonymousUser())
    assert not world.may(charlie, Role.VIEWER)


def test_an_unlisted_world_is_open_to_whoever_has_the_link_but_not_listed(world: World, charlie: User) -> None:
    world.visibility = World.Visibility.UNLISTED
    world.save()
    assert world in World.objects.visible_to(charlie)
    assert world not in World.objects.public()
    assert world.role_of(charlie) == Role.VIEWER
    assert not world.may(charlie, Role.DIRECTOR)


def test_one_person_has_one_membership(world: World, bob: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(world=world, user=bob)


def test_a_speed_that_does_not_exist_is_refused_by_the_database(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        World.objects.filter(pk=world.pk).update(speed=3)


def test_a_lease_is_renewed_by_its_holder_alone(world: World) -> None:
    now = timezone.now()
    other, mine = World.objects.get(pk=world.pk), World.objects.claim(world.pk, 0, now)
    assert mine
    assert mine.renew_lease(0, now + timedelta(seconds=2))
    assert not other.renew_lease(0, now + timedelta(seconds=3))
    other = World.objects.claim(world.pk, 0, now + timedelta(minutes=1))
    assert other
    assert not mine.renew_lease(0, now + timedelta(minutes=1))
    assert other.renew_lease(0, now + timedelta(minutes=1))


def test_a_person_has_so_many_worlds_and_is_told(
    world: World, alice: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "MOST_WORLDS", 2)
    starters.create_world(starters.read("elsinore"), alice)
    with pytest.raises(NoRoom):
        starters.create_world(starters.read("elsinore"), alice)
    client.force_login(alice)
    answer = client.post("/worlds/new/", {"starter": "elsinore"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "as many as one person may" in page
    assert "There is no room for another world." in page
    assert "not yours to change" not in page
    assert alice.owned_worlds.count() == 2


def test_nobody_is_believed_to_come_over_tls_unless_a_proxy_says_so() -> None:
    assert settings.SECURE_PROXY_SSL_HEADER is None


def test_a_world_nobody_watches_freezes_after_five_minutes(world: World) -> None:
    now = timezone.now()
    world.is_running = True
    world.watched_at = now - timedelta(minutes=4)
    assert not world.is_frozen(now)
    assert world.is_frozen(now + timedelta(minutes=2))
    world.runs_unwatched = True
    assert not world.is_frozen(now + timedelta(hours=2))


def test_the_clock_reads_days_and_hours() -> None:
    world = World(minute=2 * 1440 + 7 * 60 + 5)
    assert (world.day, world.clock) == (3, "07:05")


@pytest.mark.django_db(transaction=True)
def test_only_one_of_many_workers_gets_the_lease(world: World) -> None:
    now = timezone.now()

    def claim(_: int) -> bool:
        try:
            return World.objects.claim(world.pk, 0, now) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(8))) == 1


@pytest.mark.django_db(transaction=True)
def test_inputs_queued_at_once_are_numbered_without_gaps(world: World) -> None:
    def queue(_: int) -> int:
        try:
            return world.queue("inject", {"text": "Rain."}).number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(queue, range(16))) == list(range(1, 17))


def test_a_long_address_makes_a_name_that_fits_where_names_are_kept() -> None:
    room = World._meta.get_field("steered_by").max_length
    assert len(User(email=f"{'a' * 64}@example.org").display_name) == room

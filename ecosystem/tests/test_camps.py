from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosystem.models import User, World
from ecosystem.tests.acquainted import Acquainted
from relationships import conflicts, occasions
from relationships.models import AllianceRow, ConflictRow, LeadershipRow, OccasionRow

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def known(world: World) -> Acquainted:
    """1 and 2 are allies against 3, with whom 1 quarrels; 4 is trusted by both 1 and 3."""
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    world.refresh_from_db()
    cache.clear()
    found = Acquainted(world)
    for one, other, warmth in ((0, 1, 0.7), (1, 0, 0.7), (0, 2, -0.6), (2, 0, -0.6), (1, 2, -0.5), (2, 1, -0.5)):
        found.changed(0, one, other, affection=warmth, respect=warmth, familiarity=0.6)
    for side in (0, 2):
        found.changed(0, side, 3, affection=0.3, trust_good=6.0, familiarity=0.5)
    event = found.happened(2, 0, 600, "mock", affection=-0.1)
    a, b, c, _ = found.ids
    AllianceRow.objects.create(
        world=world, number=1, members=[a, b], leader_id=a, purpose="stand against Person 3", against_id=c, made=600,
        event=event.number, cohesion=0.6,
    )  # fmt: skip
    ConflictRow.objects.create(
        world=world, number=2, one_id=a, other_id=c, level=conflicts.DISPUTE, heat=1.1, cause=event.number,
        event=event.number, opened=600, moved=600, highest=conflicts.SABOTAGE,
    )  # fmt: skip
    return found


def page(client: Client, known: Acquainted, name: str = "camps", **asked: str) -> str:
    answer = client.get(reverse(name, args=[known.world.slug]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_quarrel_stands_on_its_rung_and_names_what_began_it_and_who_could_end_it(client, known):
    html = page(client, known)
    assert 'aria-label="Rung: public dispute"' in html
    assert html.count('class="reached"') == 3
    assert html.count('class="once"') == 1
    assert "Person 3 mocked Person 1" in html
    assert "Could make peace:" in html
    assert f'href="{reverse("character", args=[known.world.slug, known.ids[3]])}"' in html


def test_an_alliance_says_what_it_is_for_and_since_when(client, known):
    html = page(client, known)
    assert "To stand against Person 3" in html
    assert reverse("event", args=[known.world.slug, 1]) in html


def test_what_is_over_is_told_apart(client, known):
    AllianceRow.objects.update(closed=700, ended=1)
    ConflictRow.objects.update(closed=700, ended=1, state=conflicts.RESOLVED, level=0)
    html = page(client, known)
    assert "Peace, for now" in html
    assert 'aria-label="Highest rung: sabotage"' in html
    assert "Everybody for themselves" in html
    assert "settled" in html


def test_blocs_are_looked_for_apart_from_the_page(client, known):
    assert 'hx-trigger="load"' in page(client, known)
    part = client.get(reverse("camps", args=[known.world.slug]), headers=PART).content.decode()
    assert "<html" not in part
    assert "The largest bloc" in part
    assert "50 %" in part
    assert "The largest bloc" in page(client, known, blocs="")


def test_an_occasion_tells_where_and_how_the_votes_fell(client, known):
    OccasionRow.objects.create(
        world=known.world, number=3, kind=occasions.TRIAL, subject_id=known.ids[2], against_id=known.ids[0],
        matter="the mockery", called=700, starts=725, ends=760, event=1, votes=[[known.ids[1], 1], [known.ids[3], -1]],
        result=occasions.GUILTY, ended=1, closed=760,
    )  # fmt: skip
    html = page(client, known)
    assert "Trial of Person 3" in html
    assert "For: Person 2. Against: Person 4." in html
    assert "found guilty" in html


def test_both_are_layers_of_the_map(client, known):
    for layer, word in (("alliance", "allied to stand against Person 3"), ("conflict", "public dispute")):
        html = client.get(reverse("map", args=[known.world.slug]), {"layer": layer}).content.decode()
        assert word in html
        assert "No ties of this kind yet" not in html


def test_the_map_of_a_day_past_shows_a_quarrel_that_is_over_since(client, known):
    World.objects.update(minute=3 * 1440)
    ConflictRow.objects.update(closed=2 * 1440 + 5, state=conflicts.COOLED, level=0)
    assert "sabotage" in page(client, known, "map", layer="conflict", day="1")


def test_the_map_of_a_day_before_it_began_knows_of_no_quarrel(client, known):
    ConflictRow.objects.update(opened=1500)
    World.objects.filter(pk=known.world.pk).update(minute=2000)
    asked = {"layer": "conflict", "day": 1}
    assert "No ties of this kind yet" in client.get(reverse("map", args=[known.world.slug]), asked).content.decode()


def test_standing_ranks_by_both_ways_up_and_tells_what_each_group_thinks(client, known):
    known.world.cast.filter(pk=known.ids[1]).update(rating=1200, group="house")
    LeadershipRow.objects.create(world=known.world, number=4, leader_id=known.ids[1], since=700, event=1)
    html = page(client, known, "standing")
    rows = html.split("<tbody>")[1]
    assert rows.index("Person 2") < rows.index("Person 3")
    assert "leads" in html
    assert "House" in html


@pytest.mark.parametrize("name", ["camps", "standing", "faith", "hearsay"])
def test_a_stranger_sees_nothing_of_a_private_world(client, known, charlie: User, name: str):
    World.objects.filter(pk=known.world.pk).update(visibility=World.Visibility.PRIVATE)
    client.force_login(charlie)
    assert client.get(reverse(name, args=[known.world.slug])).status_code == 404


@pytest.mark.parametrize("name", ["camps", "standing", "faith", "hearsay"])
def test_pages_cost_the_same_queries_for_many_as_for_few(client, known, name: str):
    with CaptureQueriesContext(connection) as few:
        page(client, known, name)
    crowd = Acquainted(known.world, 60)
    for number, other in enumerate(crowd.ids[1:], 10):
        ConflictRow.objects.create(
            world=known.world, number=number, one_id=crowd.ids[0], other_id=other, level=1, heat=0.5, cause=1, event=1,
            opened=600, moved=600,
        )  # fmt: skip
        crowd.changed(0, 0, number - 9, affection=0.5, familiarity=0.5)
    with CaptureQueriesContext(connection) as many:
        page(client, known, name)
    assert len(few) == len(many) <= 13


@pytest.mark.parametrize("name", ["camps", "standing", "faith", "hearsay"])
def test_an_empty_world_teaches_what_would_fill_the_page(client, world, name: str):
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    html = client.get(reverse(name, args=[world.slug])).content.decode()
    assert 'class="empty"' in html or 'class="panel empty"' in html

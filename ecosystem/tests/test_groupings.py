from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from characters.models import Character
from ecosystem import groupings, moments, outlook
from ecosystem.models import Turn, World
from ecosystem.tests.acquainted import Acquainted


@pytest.fixture
def known(world: World) -> Acquainted:
    """1, 2 and 3 are a crew; 2 and 3 do not know each other, and 4 belongs to nobody."""
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    world.refresh_from_db()
    cache.clear()
    found = Acquainted(world)
    world.cast.filter(pk__in=found.ids[:3]).update(group="old_crew")
    for one, other in ((0, 1), (1, 0), (0, 2), (2, 0)):
        found.changed(0, one, other, affection=0.6, respect=0.6, familiarity=0.6)
    return found


def page(client: Client, known: Acquainted) -> str:
    answer = client.get(reverse("groups", args=[known.world.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_group_is_told_by_name_with_who_is_what_to_it(client: Client, known: Acquainted) -> None:
    assert "<h3>Old crew</h3>" in page(client, known)
    crew = groupings.parties_of(known.world, moments.people(outlook.living(known.world)))[0]
    assert {told: one.name for _, told, one in crew.roles} == {
        "is looked up to": "Person 1",
        "holds together those who have no tie": "Person 1",
    }
    assert [one.name for one in crew.members] == ["Person 1", "Person 2", "Person 3"]


def test_a_cast_is_told_who_suits_whom_and_whom_it_lacks(client: Client, known: Acquainted) -> None:
    Character.objects.filter(lives=known.ids[0]).update(traits={"agreeableness": 0.95, "neuroticism": 0.05})
    Character.objects.filter(lives=known.ids[3]).update(traits={"agreeableness": 0.05, "neuroticism": 0.95})
    html = page(client, known)
    fit = groupings.fit_of(known.world, moments.people(outlook.living(known.world)))
    assert "Person 1" in (fit.best[0].one.name, fit.best[0].other.name)
    assert all("Person 4" in (match.one.name, match.other.name) for match in fit.worst)
    assert "nobody to rely on" in html
    assert "nobody who keeps calm" not in html


def test_the_page_tells_how_often_a_match_was_known(client: Client, known: Acquainted) -> None:
    Turn.objects.create(
        world=known.world, generation=1, seed=1, minute=1, first_event=1, matches_asked=1000, matches_known=970
    )
    assert "of the 1,000 asked for in the latest turns, 97 % were known" in " ".join(page(client, known).split())

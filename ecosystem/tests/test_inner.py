from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from characters import habits
from characters.minds import Habit
from characters.models import Goal, MoodPoint, Wound
from ecosystem import biography, inner, moments, ranks
from ecosystem.models import User, World
from ecosystem.tests.acquainted import Acquainted

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def known(world: World) -> Acquainted:
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    world.refresh_from_db()
    found = Acquainted(world)
    found.changed(0, 0, 1, affection=0.6, familiarity=0.6, respect=0.5)
    found.happened(1, 0, 600, "lie", affection=-0.4, trust_bad=4.0)
    found.happened(2, 0, 1440 + 700, "help", affection=0.3, familiarity=0.3)
    World.objects.filter(pk=world.pk).update(minute=1440 + 900)
    found.world.refresh_from_db()
    return found


def page(client: Client, known: Acquainted, at: int = 0, **headers: str) -> str:
    answer = client.get(reverse("character", args=[known.world.slug, known.ids[at]]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def felt(known: Acquainted, minute: int, pleasure: float, event: int | None, cause: str = "anger, as he lied") -> None:
    MoodPoint.objects.create(
        life=known.lives[0], minute=minute, event=event, pleasure=pleasure, arousal=0.1, dominance=0.0,
        word="gloomy" if pleasure < 0 else "content", cause=cause,
    )  # fmt: skip


def test_a_turn_of_the_mood_leads_to_what_caused_it(client, known):
    felt(known, 600, -0.5, 1)
    felt(known, 700, 0.2, None, "time, and nothing else")
    html = page(client, known)
    assert 'aria-label="day 1, 10:00: gloomy; anger, as he lied"' in html
    assert html.count(f'href="{reverse("event", args=[known.world.slug, 1])}"') >= 2
    assert "time, and nothing else" in html


def test_somebody_whose_mood_never_turned_has_no_line(client, known):
    assert inner.mood_line(known.world, known.lives[0]) is None
    assert "mood-title" not in page(client, known)


def wounded(known: Acquainted, **given: object) -> Wound:
    fields = {
        "event": 1, "kind": "betrayal", "text": "Person 2 lied to Person 1", "minute": 600, "severity": 0.6,
        "persons": [known.ids[1]], "tags": ["treachery"], "healed": 0.3,
        "course": [[600, 1, 0.0, "It was dealt"], [700, 2, 0.4, "Told to Person 3"], [800, 2, 0.3, "Hurt again"]],
    }  # fmt: skip
    return Wound.objects.create(bearer=known.lives[0], **{**fields, **given})


def test_a_wound_is_a_history_with_what_brings_it_back(client, known):
    wounded(known)
    (hurt,) = inner.hurts(known.world, known.lives[0], moments.people(known.lives))
    assert hurt.reminders == "Person 2 and deceit"
    assert [step.better for step in hurt.course] == [False, True, False]
    html = page(client, known)
    assert "Opened on day 1" in html
    assert html.index("Hurt again") < html.index("Told to Person 3")


def test_a_scar_says_what_grew_of_it(client, known):
    wounded(known, closed=1440 + 10, growth="agreeableness", healed=1.0)
    assert "a scar since day 2: it left more agreeableness" in " ".join(page(client, known).split())


def test_a_goal_says_where_it_comes_from_and_what_became_of_it(client, known):
    one = known.lives[0]
    Goal.objects.create(holder=one, text="win back Person 2", origin="chosen", why="they drifted apart", since=1500)
    Goal.objects.create(holder=one, text="sail", status="abandoned", ended=1600, outcome="nothing came of it")
    html = " ".join(page(client, known).split())
    assert "chosen on day 2" in html
    assert "Because they drifted apart" in html
    assert "given up</span> day 2: nothing came of it" in html


def test_what_was_learnt_is_told_strongest_first(client, known):
    learnt = [Habit("tease", known.ids[1], -0.9, 5, 600), Habit("talk", None, 0.5, 4, 600)]
    known.world.cast.filter(pk=known.ids[0]).update(habits=habits.dumped(learnt))
    html = page(client, known)
    assert html.index("comes to no good") < html.index("goes down well")


def test_a_tie_tells_how_it_moved_of_late_and_by_what(known):
    people = moments.people(known.lives)
    ties = biography.moved(known.world, known.ids[0], people, biography.ties_of(known.ids[0], people))
    by_other = {tie.other.id: tie for tie in ties}
    assert (by_other[known.ids[2]].trend, by_other[known.ids[1]].trend) == (1, 0)
    assert by_other[known.ids[1]].last.sentence == "Person 2 lied to Person 1"


def test_standing_is_the_same_on_ones_own_page_as_on_the_list(known):
    people = moments.people(known.lives)
    known.world.cast.filter(pk=known.ids[1]).update(rating=1150)
    rows = ranks.ranks_of(known.world, people, ranks.groups_of(known.world), 9)
    for row in rows:
        own = ranks.of(known.world, people, row.person.id)
        assert (own.place, own.rating, own.prestige) == (row.place, row.rating, row.prestige)
        assert [one for one in row.opinions if one.repute] == list(own.opinions)
    assert rows[0].person.id == known.ids[1]


def test_the_living_part_comes_alone_for_a_page_that_follows_its_world(client, known):
    url = reverse("character", args=[known.world.slug, known.ids[0]])
    html = client.get(f"{url}?life", headers=PART).content.decode()
    assert "<html" not in html
    assert "<h1>Person 1</h1>" in html
    assert "memories-title" not in html


def test_memories_and_secrets_are_not_in_what_everybody_may_fetch(client, known, alice: User):
    assert "memories-title" not in page(client, known)
    client.force_login(alice)
    assert "memories-title" in page(client, known)


def test_the_page_costs_the_same_queries_in_a_crowd(client, known):
    with CaptureQueriesContext(connection) as few:
        page(client, known)
    crowd = Acquainted(known.world, 80)
    for other in range(1, 80):
        crowd.changed(0, 0, other, affection=0.4, familiarity=0.5)
    with CaptureQueriesContext(connection) as many:
        page(client, crowd)
    assert len(few) == len(many) <= 24


def test_every_number_of_the_standing_leads_to_the_whole_list(client, known):
    assert re.search(rf'href="/worlds/{known.world.slug}/standing/"', page(client, known))

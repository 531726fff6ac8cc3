from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosystem import pairs
from ecosystem.models import World
from ecosystem.tests.acquainted import Acquainted


@pytest.fixture
def known(world: World) -> Acquainted:
    """2 trusted 1 well, until 1 lied twice; 1 noticed nothing."""
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    world.refresh_from_db()
    found = Acquainted(world)
    found.changed(0, 0, 1, "Old friends", affection=0.7, respect=0.6, trust_good=8.0, familiarity=0.8)
    found.changed(0, 1, 0, "Old friends", affection=0.7, respect=0.6, trust_good=4.0, familiarity=0.8)
    found.happened(0, 1, 600, "help", trust_good=3.0)
    found.happened(0, 1, 1440 + 600, "lie", trust_bad=5.0, affection=-0.2)
    found.happened(0, 1, 1440 + 700, "lie", trust_bad=6.0, affection=-0.9)
    found.world.refresh_from_db()
    return found


def read(known: Acquainted, before: int | None = None) -> pairs.Pair:
    one, other = known.world.cast.select_related("character").order_by("pk")[:2]
    return pairs.of(known.world, one, other, before)


def page(client: Client, known: Acquainted) -> str:
    answer = client.get(reverse("pair", args=[known.world.slug, *known.ids[:2]]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_that_they_do_not_match_is_the_story(known):
    story = " ".join(read(known).story)
    assert "Person 1 is devoted to Person 2; Person 2 is at odds with Person 1." in story
    assert "Person 1 trusts Person 2 far more than the other way round" in story


def test_why_one_no_longer_trusts_the_other_names_the_deeds_that_did_it(known):
    trust = read(known).directions[1].answers[0]
    assert trust.question == "Why Person 2 no longer trusts Person 1"
    assert "since day 1" in trust.way
    assert [(one.reason, one.moment.number) for one in trust.because] == [
        ("Person 1 lied to Person 2", 2), ("Person 1 lied to Person 2", 3),
    ]  # fmt: skip
    assert all(one.shift < 0 for one in trust.because)


def test_the_answer_leads_to_the_moments(client, known):
    html = page(client, known)
    answer = html[html.index("no longer trusts") : html.index("All that changed")]
    assert reverse("event", args=[known.world.slug, 2]) in answer
    assert reverse("event", args=[known.world.slug, 3]) in answer


def test_who_never_saw_a_reason_to_change_says_how_it_stood_at_first(known):
    trust = read(known).directions[0].answers[0]
    assert (trust.trend, trust.because, trust.at_first) == (0, (), ("Old friends",))
    assert trust.question == "Why Person 1 trusts Person 2"


def test_every_change_is_listed_with_its_reason_newest_first(known):
    found = read(known)
    assert [changed.moment.number for changed in found.changed] == [3, 2, 1]
    assert [change.reason for change in found.changed[0].changes] == ["Person 1 lied to Person 2"]
    assert {change.reason for change in found.beginnings} == {"Old friends"}


def test_what_changed_is_turned_by_pages(known, monkeypatch):
    monkeypatch.setattr(pairs, "CHANGES", 2)
    first = read(known)
    assert ([one.moment.number for one in first.changed], first.earlier) == ([3, 2], 2)
    second = read(known, before=first.earlier)
    assert ([one.moment.number for one in second.changed], second.earlier) == ([1], None)


def test_the_drawing_marks_moments_and_leads_to_them(known):
    drawing = read(known).directions[1].drawing
    assert drawing.count('class="mark"') == 2
    assert f'href="{reverse("event", args=[known.world.slug, 3])}"' in drawing


def test_both_directions_of_how_they_suit_are_told(known):
    suits = [way.suits for way in read(known).directions]
    assert all(0 < one < 1 for one in suits)
    assert {part.text for part in read(known).directions[0].parts} & {"one curious, the other fond of old ways"}


def test_strangers_are_told_what_it_would_take(client, known):
    html = client.get(reverse("pair", args=[known.world.slug, *known.ids[2:]])).content.decode()
    assert "Nothing yet. It takes a moment with both of them in it" in html


def test_nobody_has_a_tie_to_oneself_or_to_nobody(client, known):
    one = known.ids[0]
    assert client.get(reverse("pair", args=[known.world.slug, one, one])).status_code == 404
    assert client.get(reverse("pair", args=[known.world.slug, one, 10**9])).status_code == 404


def test_a_long_acquaintance_costs_no_more_queries_than_a_short_one(client, known):
    with CaptureQueriesContext(connection) as short:
        page(client, known)
    for minute in range(40):
        known.happened(0, 1, 3000 + minute, "help", affection=0.02)
    with CaptureQueriesContext(connection) as long:
        html = page(client, known)
    assert len(long) == len(short) <= 18
    assert len(re.findall(r'<p class="when">', html)) == pairs.CHANGES

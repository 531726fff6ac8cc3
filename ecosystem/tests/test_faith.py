from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from characters.models import Secret
from ecosystem.models import User, World
from ecosystem.tests.acquainted import Acquainted
from relationships import betrayals, promises
from relationships.models import BetrayalRow, PromiseRow, RumourRow


@pytest.fixture
def known(world: World) -> Acquainted:
    """1 lied to 2, who has it from 3; 4 tells it to 3."""
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    world.refresh_from_db()
    found = Acquainted(world)
    lie, told = found.happened(0, 1, 600, "lie"), found.happened(2, 1, 700, "gossip")
    a, b, c, d = found.ids
    BetrayalRow.objects.create(
        world=world, number=1, doer_id=a, victim_id=b, act="lie", bound=betrayals.ADVANTAGE, severity=0.5,
        trust_before=0.7, concealed=True, deed="Person 1 lied to Person 2", event=lie.number,
        evidence=[lie.number, told.number], minute=600, state=betrayals.KNOWN,
        knowledge=[[c, lie.number, None], [d, told.number, c], [b, told.number, c]],
        learned=told.number, learned_minute=700, means=betrayals.TOLD,
    )  # fmt: skip
    PromiseRow.objects.create(
        world=world, number=2, maker_id=a, holder_id=b, matter="to bring the boat", topic="the boat", event=lie.number,
        made=600, due=2000,
    )  # fmt: skip
    RumourRow.objects.create(
        world=world, number=3, subject_id=a, victim_id=b, origin_id=c, act="lie", deed="Person 1 lied to Person 2",
        event=lie.number, truth=True, valence=-0.7, minute=600,
        tellings=[[c, d, told.number, 700, 0.8, False], [d, b, told.number, 710, 0.4, True]],
    )  # fmt: skip
    return found


def page(client: Client, known: Acquainted, name: str = "faith", **asked: object) -> str:
    answer = client.get(reverse(name, args=[known.world.slug]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_betrayal_tells_what_proves_it_who_knows_and_how_the_victim_learned(client, known):
    html = page(client, known)
    assert "Person 1 lied to Person 2." in html
    assert "had trusted Person 1 0.70" in html
    assert [reverse("event", args=[known.world.slug, number]) in html for number in (1, 2)] == [True, True]
    assert "was told: <a" in html
    assert re.search(r"from Person \d</a>", html)
    assert "saw it</a>" in html


def test_a_secret_betrayal_says_that_the_victim_does_not_know(client, known):
    BetrayalRow.objects.update(state=betrayals.HIDDEN, learned=0, means="", knowledge=[])
    html = page(client, known)
    assert "does not know" in html
    assert "nobody else" in html
    assert "Made good" not in html


def test_a_promise_is_open_until_it_is_not(client, known):
    assert "due day 2, 09:20" in page(client, known)
    PromiseRow.objects.update(state=promises.BROKEN, ended=2, closed=700)
    assert "broken at moment 2" in page(client, known)


def test_only_directors_read_secrets(client, known, alice: User):
    Secret.objects.create(holder=known.lives[0], text="The boat has a hole", confession="I made a hole", knower_ids=[])
    assert "The boat has a hole" not in page(client, known)
    client.force_login(alice)
    assert "The boat has a hole" in page(client, known)


def test_a_rumour_shows_the_mouths_it_went_through(client, known):
    html = page(client, known, "hearsay")
    assert html.index('data-mouths="1"') < html.index('data-mouths="2"')
    assert "who overheard it" in html
    assert "believed 0.40" in html
    assert "true</span>" in html


def test_rumours_can_be_asked_of_one(client, known):
    assert "Nothing is told of Person 2" in page(client, known, "hearsay", about=known.ids[1])
    assert "Person 1 lied to Person 2." in page(client, known, "hearsay", about=known.ids[0])
    assert "Person 1 lied to Person 2." in page(client, known, "hearsay", about="x" * 30)


def test_whoever_has_left_is_still_told_of(client, known):
    known.world.cast.filter(pk=known.ids[0]).update(departed=2)
    assert "Person 1 lied to Person 2." in page(client, known)
    assert "Person 1 lied to Person 2." in page(client, known, "hearsay")

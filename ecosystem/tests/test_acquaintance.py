from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from characters.models import EcosystemCharacter
from ecosystem.models import User, World
from relationships import projection
from relationships.tests.conftest import Society
from relationships.tests.conftest import society as society
from relationships.tests.conftest import wire as wire
from relationships.tests.wire import Wire

pytestmark = pytest.mark.graph

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
HOSTILE = "<script>alert(1)</script> {{7*7}} '; DROP"


@pytest.fixture
def cast(society: Society) -> Society:
    """0 1 2 like each other; 2 and 3 get on; everybody may look."""
    for one, other in ((0, 1), (1, 2), (0, 2)):
        society.know(one, other, 0.8)
    society.know(2, 3, 0.4)
    World.objects.filter(pk=society.world_id).update(visibility=World.Visibility.PUBLIC)
    projection.catch_up(society.world_id)
    return society


def page(client: Client, cast: Society, name: str, **asked: int) -> str:
    answer = client.get(reverse(name, args=[cast.world.slug]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def part(client: Client, cast: Society, name: str, **asked: int) -> str:
    return client.get(reverse(name, args=[cast.world.slug]), asked, headers=PART).content.decode()


def test_the_circles_of_a_world_are_shown(client, cast):
    shown = page(client, cast, "circles")
    circle = shown[shown.index('class="circles"') : shown.index("</ol>")]
    assert [f"Person {n}</a>" in circle for n in (1, 2, 3, 8)] == [True, True, True, False]


def test_an_introduction_names_who_speaks_for_whom(client, cast):
    shown = part(client, cast, "introduction", **{"from": cast.ids[0], "to": cast.ids[3]})
    assert "<html" not in shown
    assert shown.index("<b>Person 1</b>") < shown.index("Person 3</a>") < shown.index("is fond of Person 1")
    assert shown.index("Person 4</a>") < shown.index("is cordial to Person 3")


def test_who_gets_on_needs_no_introduction(client, cast):
    shown = part(client, cast, "introduction", **{"from": cast.ids[0], "to": cast.ids[1]})
    assert "No need: Person 2 is fond of Person 1 already." in shown


def test_a_way_that_is_not_there_is_said(client, cast):
    assert "No way" in part(client, cast, "introduction", **{"from": cast.ids[0], "to": cast.ids[7]})


def test_a_page_answers_its_address_without_a_script(client, cast):
    shown = page(client, cast, "introduction", **{"from": cast.ids[0], "to": cast.ids[3]})
    assert "<html" in shown
    assert "is cordial to Person 3" in shown


def test_who_is_near_is_shown_by_steps(client, cast):
    assert "steps away" not in part(client, cast, "neighbourhood", who=cast.ids[0])
    cast.happens(1, 2, 4, "affection", 0.9)
    projection.catch_up(cast.world_id)
    shown = part(client, cast, "neighbourhood", who=cast.ids[0], steps=2)
    assert shown.index("Person 2</a>") < shown.index("2 steps away") < shown.index("Person 5</a>")


@pytest.mark.parametrize("asked", [{"from": "x", "to": "-1"}, {"from": "9" * 30}, {"who": "1", "steps": "²"}])
def test_what_makes_no_sense_is_not_answered(client, cast, asked):
    shown = page(client, cast, "circles", **asked)
    assert "Choose two who should meet." in shown
    assert "Choose somebody." in shown


def test_a_graph_behind_the_log_says_how_far_it_is(client, cast):
    World.objects.filter(pk=cast.world_id).update(log_position=9)
    assert "As of moment 0 of 9" in page(client, cast, "circles")


def test_a_world_not_yet_in_the_graph_says_so(client, society):
    World.objects.filter(pk=society.world_id).update(visibility=World.Visibility.PUBLIC)
    assert "is being drawn" in page(client, society, "circles")


@pytest.mark.parametrize("name", ["circles", "introduction", "neighbourhood"])
def test_without_a_graph_the_page_says_so(client, cast, wire: Wire, name):
    wire.cut()
    asked = {"from": cast.ids[0], "to": cast.ids[3], "who": cast.ids[0]}
    assert "The graph does not answer just now" in page(client, cast, name, **asked)
    wire.mend()


def test_the_rest_of_the_world_goes_on_without_a_graph(client, cast, wire: Wire):
    wire.cut()
    assert client.get(reverse("world", args=[cast.world.slug])).status_code == 200
    assert client.get(reverse("map", args=[cast.world.slug])).status_code == 200
    wire.mend()


def test_names_are_escaped(client, cast):
    EcosystemCharacter.objects.filter(pk__in=cast.ids).update(name=HOSTILE)
    shown = page(client, cast, "introduction", **{"from": cast.ids[0], "to": cast.ids[3], "who": cast.ids[0]})
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in shown


@pytest.mark.parametrize("name", ["circles", "introduction", "neighbourhood"])
def test_a_private_world_is_not_there_for_others(client, society, charlie: User, name):
    client.force_login(charlie)
    assert client.get(reverse(name, args=[society.world.slug])).status_code == 404

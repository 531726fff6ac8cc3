from __future__ import annotations

import csv
import io
import json
import random
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from characters.models import EcosystemCharacter
from ecosystem import tiefiles, ties
from ecosystem.models import User, World
from ecosystem.moments import Person
from ecosystem.tests.acquainted import Acquainted
from ecosystem.ties import Lens
from relationships.bonds import Bond
from relationships.layers import LAYERS
from relationships.models import CharacterRelationship

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def known(world: World) -> Acquainted:
    """1 is devoted to 2, who hates 1 since the second day; 3 barely knows 4."""
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    world.refresh_from_db()
    cache.clear()
    found = Acquainted(world)
    found.changed(0, 0, 1, affection=0.9, respect=0.9, trust_good=9.0, familiarity=0.8)
    found.changed(0, 1, 0, affection=0.5, respect=0.5, trust_good=6.0, familiarity=0.8)
    found.happened(0, 1, 1440 + 600, "lie", affection=-1.3, trust_bad=12.0, respect=-1.0)
    found.changed(0, 2, 3, familiarity=0.2)
    World.objects.filter(pk=world.pk).update(minute=2 * 1440 + 500)
    return found


def page(client: Client, known: Acquainted, **asked: object) -> str:
    answer = client.get(reverse("map", args=[known.world.slug]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def chart(client: Client, known: Acquainted, **asked: object) -> dict:
    html = page(client, known, **asked)
    return json.loads(html.split('type="application/json">', 1)[1].split("</script>")[0])


def steps(client: Client, known: Acquainted, **asked: object) -> dict[tuple[int, int], int]:
    place = {one: at for at, one in enumerate(known.ids)}
    return {(place[a], place[b]): step for a, b, step, _ in chart(client, known, **asked)["ties"]}


def test_the_map_shows_both_directions_of_a_tie(client, known):
    assert steps(client, known) == {(0, 1): 3, (1, 0): -3, (2, 3): 0}


def test_a_day_that_is_past_is_the_ledgers_sum_up_to_it(client, known):
    assert steps(client, known, day=1)[1, 0] == 2
    assert steps(client, known, day=0)[1, 0] == 2
    assert steps(client, known, day=2)[1, 0] == -3
    assert "As it stood at the end of day 1." in page(client, known, day=1)


def test_faces_of_the_past_show_no_mood_of_today(client, known):
    EcosystemCharacter.objects.update(pleasure=-0.9, arousal=0.5)
    assert {node["mood"] for node in chart(client, known)["nodes"]} == {-2} or min(
        node["mood"] for node in chart(client, known)["nodes"]
    ) < 0
    assert {node["mood"] for node in chart(client, known, day=1)["nodes"]} == {0}


@pytest.mark.parametrize(("layer", "step"), [("trust", -1), ("power", -1)])
def test_another_layer_reads_the_same_bond_otherwise(client, known, layer: str, step: int):
    assert steps(client, known, layer=layer)[1, 0] <= step
    assert LAYERS[layer].legend in page(client, known, layer=layer)


def test_in_focus_only_the_people_around_somebody_are_drawn(client, known):
    found = chart(client, known, who=known.ids[0])
    assert {node["id"] for node in found["nodes"]} == set(known.ids[:2])


def test_only_what_is_against_somebody(client, known):
    assert steps(client, known, shown="against") == {(1, 0): -3}


@pytest.mark.parametrize(
    "asked", [{"view": "cube"}, {"layer": "x"}, {"who": "999999"}, {"day": "-1"}, {"day": "9" * 40}, {"who": "1; DROP"}]
)
def test_what_makes_no_sense_in_an_address_is_left_out(client, known, asked: dict[str, str]):
    assert len(steps(client, known, **asked)) == 3


def test_a_lens_tells_its_address_without_what_is_plain(known):
    lens = Lens.of(QueryDict(f"view=table&layer=affinity&who={known.ids[0]}&day=1"), {known.ids[0]: None}, today=3)
    assert lens.query() == f"?view=table&who={known.ids[0]}&day=1"
    assert Lens().query() == "?"


def test_each_square_of_the_matrix_leads_to_its_pair_and_says_what_it_is(client, known):
    html = page(client, known, view="matrix", shown="all")
    one, other = known.ids[:2]
    assert f'href="{reverse("pair", args=[known.world.slug, one, other])}"' in html
    assert 'aria-label="Person 2 to Person 1: sworn enemy, −' in html
    assert html.count('class="self"') == 4


def test_the_matrix_holds_no_more_people_than_can_be_read(client, world):
    crowd = Acquainted(world, 50)
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    for other in range(1, 50):
        crowd.changed(0, 0, other, affection=other / 60)
    html = page(client, crowd, view="matrix", shown="all")
    assert html.count('scope="col"') == ties.IN_MATRIX
    assert "Person 50" in html.split("<table")[1]


def test_the_table_tells_what_they_were_to_each_other_then(client, known):
    now, then = page(client, known, view="table"), page(client, known, view="table", day=1)
    assert ">enemy<" in now
    assert ">enemy<" not in then
    assert ">close friend<" in then


def test_the_observatory_gets_the_rows_alone(client, known):
    html = client.get(reverse("map", args=[known.world.slug]), {"view": "table", "only": ""}, headers=PART).content
    assert html.strip().startswith(b"<table")


def test_the_database_reckons_the_layers_as_the_formulas_do(known):
    rng = random.Random(5)
    CharacterRelationship.objects.all().delete()
    for one, other in ((0, 1), (1, 0), (2, 3), (3, 2), (0, 2), (1, 3)):
        known.changed(
            0, one, other, affection=rng.uniform(-1, 1), respect=rng.uniform(-1, 1), fear=rng.random(),
            trust_good=rng.uniform(0, 9), trust_bad=rng.uniform(0, 9), familiarity=0.5,
        )  # fmt: skip
    for name, layer in LAYERS.items():
        if layer.of is None:
            continue
        found = CharacterRelationship.objects.strongest(name, 9, known=0.5)
        sizes = [abs(layer.of(bond)) for bond in found]
        assert len(sizes) == 6
        assert sizes == sorted(sizes, reverse=True), name


def test_pages_cost_the_same_queries_for_a_hundred_people(client, world, django_assert_max_num_queries):
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    counts = []
    for count in (12, 100):
        EcosystemCharacter.objects.all().delete()
        crowd = Acquainted(world, count)
        for one in range(count - 1):
            crowd.changed(0, one, one + 1, affection=0.5)
        for asked in ({}, {"view": "matrix"}, {"view": "table"}, {"who": crowd.ids[3]}):
            with CaptureQueriesContext(connection) as queries:
                page(client, crowd, **asked)
            counts.append(len(queries))
    assert counts[:4] == counts[4:]
    assert max(counts) <= 6


def test_a_stranger_sees_no_ties_of_a_private_world(known, charlie: User, client):
    World.objects.filter(pk=known.world.pk).update(visibility=World.Visibility.PRIVATE)
    client.force_login(charlie)
    one, other = known.ids[:2]
    for name, more in (("map", ()), ("pair", (one, other)), ("ties_export", ("csv",)), ("ties_export", ("graphml",))):
        assert client.get(reverse(name, args=[known.world.slug, *more])).status_code == 404


def test_the_table_can_be_taken_away_as_a_file(client, known):
    answer = client.get(reverse("ties_export", args=[known.world.slug, "csv"]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["from"], row["to"], row["word"]) for row in rows][:2] == [
        ("Person 1", "Person 2", "devoted"), ("Person 2", "Person 1", "sworn enemy"),
    ]  # fmt: skip
    assert answer["Content-Disposition"] == 'attachment; filename="saltmarsh-ties.csv"'
    past = client.get(reverse("ties_export", args=[known.world.slug, "csv"]), {"day": 1})
    assert "sworn enemy" not in past.content.decode()
    assert "day-1" in past["Content-Disposition"]


def test_a_graph_file_is_well_formed_whatever_people_are_called(known):
    people = {1: Person(1, "=A<b> & \x07", "seed", 0), 2: Person(2, "B", "seed", 0)}
    root = ElementTree.fromstring(tiefiles.graphml_of(people, [Bond(1, 2, affection=0.5), Bond(1, 9)]))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(root.findall(f".//{space}edge")) == 1
    assert root.find(f".//{space}node/{space}data").text == "=A<b> & "


def test_a_name_is_no_formula_in_a_spreadsheet():
    people = {1: Person(1, "=cmd()", "seed", 0), 2: Person(2, "B", "seed", 0)}
    assert "'=cmd()" in tiefiles.csv_of(people, [Bond(1, 2)])


def test_no_other_kind_of_file_is_offered(client, known):
    assert client.get(reverse("ties_export", args=[known.world.slug, "exe"])).status_code == 404

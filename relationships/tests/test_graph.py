from __future__ import annotations

import threading
import time

import pytest

from relationships import graph, projection
from relationships.tests.conftest import Society
from relationships.tests.wire import Wire

pytestmark = pytest.mark.graph

# A number that no world has.
NOWHERE = -1
HOSTILE = ("<script>alert(1)</script> {{7*7}} '; DROP", "`) DETACH DELETE n //", "\"\\'$world{}", "Zoë ‮ 🦉", "a\nb")


def tie(source: int, target: int, event: int = 1, **values: object) -> dict[str, object]:
    told = {"regard": 0.25, "trust": 0.5, "familiarity": 0.5, "stage": "friend", "event": event}
    return {"source": source, "target": target, **told, **values}


@pytest.fixture
def pair(society: Society) -> tuple[int, int, int]:
    """A world and two lives in it."""
    graph.prepare()
    graph.put(society.world_id, [(life, "Somebody") for life in society.ids[:2]], [], 0)
    return society.world_id, *society.ids[:2]


def test_what_is_put_twice_is_there_once(pair):
    world, one, other = pair
    for _ in range(2):
        graph.put(world, [(one, "One"), (other, "Other")], [tie(one, other), tie(other, one)], 1)
    assert graph.lives(world) == {one: "One", other: "Other"}
    assert sorted(graph.ties(world), key=lambda found: found["source"]) == [tie(one, other), tie(other, one)]


def test_a_late_tie_does_not_undo_a_newer_one(pair):
    world, one, other = pair
    graph.put(world, [], [tie(one, other, 9, regard=0.9)], 9)
    graph.put(world, [], [tie(one, other, 4, regard=-0.4)], 4)
    assert graph.ties(world) == [tie(one, other, 9, regard=0.9)]
    assert graph.mark(world) == 9


def test_what_fails_half_way_leaves_nothing(pair):
    world, one, _ = pair
    renamed = ("MATCH (n:Life {life: $life}) SET n.name = 'Changed'", {"life": one})
    with pytest.raises(graph.GraphDown):
        graph.write([renamed, ("THIS IS NO STATEMENT", {})])
    assert graph.lives(world)[one] == "Somebody"


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_data(pair, name):
    world, one, other = pair
    graph.put(world, [(one, name)], [tie(one, other, stage=name[:20])], 1)
    assert graph.lives(world) == {one: name, other: "Somebody"}
    assert graph.ties(world)[0]["stage"] == name[:20]


def test_one_life_has_one_node(pair):
    graph.prepare()
    world, one, _ = pair
    text = "CREATE (n:Life {life: $life, world: $world})"
    # One server says so at the statement, in neomodel's name for it, the other at the commit.
    with pytest.raises(graph.CLASHES):
        graph._in_transaction(lambda: graph.db.cypher_query(text, {"life": one, "world": world}), "WRITE")


def test_a_wiped_world_leaves_others_alone(pair, society):
    world, one, other = pair
    apart = world + 500
    graph.put(apart, [(apart, "Elsewhere")], [], 3)
    graph.put(world, [], [tie(one, other)], 1)
    graph.wipe(world)
    assert (graph.lives(world), graph.ties(world), graph.mark(world)) == ({}, [], None)
    assert (graph.lives(apart), graph.mark(apart)) == ({apart: "Elsewhere"}, 3)
    graph.wipe(apart)


def test_writers_at_once_lose_and_double_nothing(society):
    graph.prepare()
    cast = [(life, str(life)) for life in society.ids]
    ties = [tie(a, b) for a in society.ids for b in society.ids if a != b]
    failures: list[Exception] = []

    def put(event: int) -> None:
        try:
            graph.put(society.world_id, cast, [{**one, "event": event} for one in ties], event)
        except graph.GraphDown as error:
            failures.append(error)

    writers = [threading.Thread(target=put, args=(event,)) for event in range(1, 7)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures
    found = graph.ties(society.world_id)
    assert projection.extent(graph.lives(society.world_id), found) == projection.extent(
        dict(cast), [{**one, "event": 6} for one in ties]
    )


def test_a_thread_a_request_shares_one_connection(wire: Wire):
    for _ in range(10):
        asking = threading.Thread(target=graph.mark, args=(NOWHERE,))
        asking.start()
        asking.join()
    assert wire.count == 1


def test_nothing_is_dialled_before_the_first_question(wire: Wire):
    graph._line(wire.url)
    assert wire.count == 0


def test_a_refused_line_is_said_at_once(wire: Wire):
    wire.cut()
    begun = time.monotonic()
    with pytest.raises(graph.GraphDown):
        graph.mark(NOWHERE)
    assert time.monotonic() - begun < 1.0


def test_a_silent_server_is_given_up(wire: Wire):
    wire.hold()
    begun = time.monotonic()
    with pytest.raises(graph.GraphDown):
        graph.mark(NOWHERE)
    assert time.monotonic() - begun < graph.WAITING + 1.0


def test_a_server_that_was_restarted_is_found_again(wire: Wire):
    assert graph.mark(NOWHERE) is None
    wire.cut()
    wire.mend()
    assert graph.mark(NOWHERE) is None


def test_a_line_cut_within_a_transaction_leaves_the_thread_usable(wire: Wire, pair):
    world, one, _ = pair

    def half() -> None:
        graph.db.cypher_query("MATCH (n:Life {life: $life}) SET n.name = 'Changed'", {"life": one})
        wire.cut()
        graph.db.cypher_query("RETURN 1")

    with pytest.raises(graph.BROKEN):
        graph._in_transaction(half, "WRITE")
    wire.mend()
    assert graph.lives(world)[one] == "Somebody"

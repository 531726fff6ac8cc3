from __future__ import annotations

import logging

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.models import EcosystemCharacter
from ecosystem.models import World
from relationships import graph, jobs, projection
from relationships.models import CharacterRelationship, GraphCursor
from relationships.tests.conftest import Society
from relationships.tests.wire import Wire

pytestmark = pytest.mark.graph


@pytest.fixture
def known(society: Society) -> Society:
    """A society with some ties from before anything happened, brought over."""
    for one, other, warmth in ((0, 1, 0.5), (1, 2, 0.4), (2, 3, -0.6)):
        society.know(one, other, warmth)
    jobs.project(society.world_id)
    return society


def assert_caught_up(society: Society) -> None:
    ledger = projection.of_ledger(society.world_id)
    assert ledger.lives == len(society.ids)
    assert ledger.ties > 0
    assert projection.of_graph(society.world_id) == ledger


def test_how_they_stood_at_the_start_is_brought_over(known):
    assert_caught_up(known)
    assert GraphCursor.objects.get(world=known.world_id).event == 0


def test_events_are_brought_over_by_number(known):
    known.happens(1, 0, 3, "respect", -0.4)
    known.happens(2, 0, 1, "affection", -0.9)
    assert projection.catch_up(known.world_id) == 3
    assert_caught_up(known)
    assert graph.mark(known.world_id) == GraphCursor.objects.get(world=known.world_id).event == 2


def test_only_what_changed_is_written_again(known):
    known.happens(1, 0, 1)
    assert projection.catch_up(known.world_id) == 2
    assert projection.catch_up(known.world_id) == 0


def test_a_job_delivered_twice_changes_nothing(known):
    known.happens(1, 0, 1)
    jobs.project(known.world_id)
    once = projection.of_graph(known.world_id)
    GraphCursor.objects.filter(world=known.world_id).delete()
    jobs.project(known.world_id)
    assert projection.of_graph(known.world_id) == once


def test_jobs_out_of_order_end_as_those_in_order(known):
    known.happens(1, 0, 1, "affection", 0.3)
    early = projection.ties_between(known.world_id, 0, 1)
    known.happens(2, 0, 1, "affection", -0.9)
    jobs.project(known.world_id)
    graph.put(known.world_id, [], early, 1)
    assert graph.mark(known.world_id) == 2
    assert_caught_up(known)


def test_a_late_job_cannot_move_the_cursor_back(known):
    known.happens(5, 0, 1)
    jobs.project(known.world_id)
    graph.put(known.world_id, [], [], 3)
    jobs.project(known.world_id)
    assert GraphCursor.objects.get(world=known.world_id).event == graph.mark(known.world_id) == 5


def test_a_graph_down_for_fifty_turns_is_caught_up_with_at_once(known, wire: Wire, caplog):
    wire.cut()
    for number in range(1, 51):
        known.happens(number, number % 7, (number * 3 + 1) % 8 if number % 7 != (number * 3 + 1) % 8 else 7, delta=0.1)
        with caplog.at_level(logging.WARNING):
            caplog.clear()
            jobs.project(known.world_id)
        assert [record.name for record in caplog.records] == ["relationships.jobs"]
    assert GraphCursor.objects.get(world=known.world_id).event == 0
    wire.mend()
    jobs.project(known.world_id)
    assert GraphCursor.objects.get(world=known.world_id).event == 50
    assert_caught_up(known)
    projected = projection.of_graph(known.world_id)
    assert projection.rebuild(known.world_id) == (projected, projected)


def test_the_map_goes_on_while_the_graph_is_down(society, wire: Wire):
    wire.cut()
    jobs.project(society.world_id)
    assert not EcosystemCharacter.objects.filter(world=society.world_id, x=None).exists()


def test_a_stage_that_changed_because_love_is_returned_is_brought_over(known):
    known.happens(1, 0, 1, "attraction", 0.6)
    row = CharacterRelationship.objects.get(source=known.ids[1], target=known.ids[0])
    CharacterRelationship.objects.filter(pk=row.pk).update(stage="sweetheart", event=0)
    jobs.project(known.world_id)
    assert_caught_up(known)
    stages = {(tie["source"], tie["target"]): tie["stage"] for tie in graph.ties(known.world_id)}
    assert stages[row.source_id, row.target_id] == "sweetheart"


def test_a_graph_that_was_lost_is_written_anew(known):
    known.happens(1, 0, 1)
    jobs.project(known.world_id)
    graph.wipe(known.world_id)
    known.happens(2, 4, 5)
    jobs.project(known.world_id)
    assert_caught_up(known)


def test_a_graph_ahead_of_a_log_that_was_set_back_is_written_anew(known):
    known.happens(3, 0, 1, "affection", -0.4)
    jobs.project(known.world_id)
    graph.put(known.world_id, [], [{**graph.ties(known.world_id)[0], "regard": -1.0, "event": 9}], 9)
    jobs.project(known.world_id)
    assert graph.mark(known.world_id) == 3
    assert_caught_up(known)


def test_a_new_name_is_brought_over(known):
    EcosystemCharacter.objects.filter(pk=known.ids[0]).update(name="<script>alert(1)</script> {{7*7}} '; DROP")
    jobs.project(known.world_id)
    assert_caught_up(known)


def test_a_world_that_is_gone_is_taken_out(known):
    World.objects.filter(pk=known.world_id).delete()
    jobs.project(known.world_id)
    assert (graph.lives(known.world_id), graph.mark(known.world_id)) == ({}, None)


def test_the_size_of_the_cast_costs_no_queries(known):
    counts = []
    for number, others in ((1, (1,)), (2, (2, 3, 4, 5, 6, 7))):
        for other in others:
            known.happens(number, 0, other, delta=0.1)
        with CaptureQueriesContext(connection) as captured:
            projection.catch_up(known.world_id)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 7


def test_rebuilding_says_what_it_compared(known, capsys):
    graph.put(known.world_id, [], [{**graph.ties(known.world_id)[0], "regard": -1.0}], 0)
    assert projection.of_graph(known.world_id) != projection.of_ledger(known.world_id)
    call_command("rebuildgraph", known.world.slug)
    told = capsys.readouterr().out
    assert told.startswith(f"{known.world.slug}: 8 lives, 6 ties, ")
    assert told.endswith("as in the ledger\n")
    assert_caught_up(known)


def test_rebuilding_all_rebuilds_this_one(known, capsys):
    graph.wipe(known.world_id)
    call_command("rebuildgraph", "--all")
    assert f"{known.world.slug}: 8 lives" in capsys.readouterr().out
    assert_caught_up(known)


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "told"), [(["nowhere"], "no world has the slug"), ([], "name one world")])
def test_rebuilding_names_what_is_wrong(words, told):
    with pytest.raises(CommandError, match=told):
        call_command("rebuildgraph", *words)


def test_rebuilding_without_a_graph_says_so(society, wire: Wire):
    wire.cut()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("rebuildgraph", society.world.slug)
    wire.mend()

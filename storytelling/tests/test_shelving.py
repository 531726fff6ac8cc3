"""What the loom has changed, as rows: who belongs to whom, what goes, what may wait, and in how many statements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ecosystem.models import World
from storytelling import glance, seeds, shelving, sifting
from storytelling.loom import Loom
from storytelling.models import Arc, Beat, Chapter, Sieve, Story, StorySeed
from storytelling.outline import COMPLETE, MET, ArcOutline, BeatOutline, Motive, Outline
from storytelling.seeds import Component, Seed

pytestmark = pytest.mark.django_db

PARTS = (Component("stakes", 0.5, 0.2, "much to lose"),)


def seed(number: int, status: str = seeds.ACCEPTED, kind: str = seeds.COMPLETE) -> Seed:
    return Seed(
        number, kind, "feud", "A feud", "They struck.", (("a", 1), ("b", 2)), (1, 2), (3, 4), 2, 4, "Mara strikes",
        "tragedy", 0.7, PARTS, status,
    )  # fmt: skip


def arc(number: int, *texts: str) -> ArcOutline:
    beats = (
        BeatOutline("setup", "It began", 0.2, MET, 0.3, (3, 1)),
        *(BeatOutline("rising", one, 0.5) for one in texts),
    )
    motives = (Motive(1, "goal", "Mara wants her say", 0.5),)
    return ArcOutline(number, "main", f"Thread {number}", "feud", "tragedy", (("a", 1), ("b", 2)), beats, motives)


def outline(number: int, *arcs: ArcOutline, points: int = 1) -> Outline:
    return Outline(
        number, number, f"Story {number}", "They struck.", "tragedy", arcs,
        tension=tuple((event, 0.5) for event in range(1, points + 1)),
    )  # fmt: skip


@pytest.fixture
def sieve(world: World) -> Sieve:
    return Sieve.objects.create(world=world)


@pytest.fixture
def loom(sieve: Sieve) -> Loom:
    return sifting.loom_of(sieve)


def shelved(sieve: Sieve, loom: Loom, *changed: Outline) -> None:
    for one in changed:
        loom.keep_story(loom.unshelved, one)
    shelving.write(sieve, ["position"], loom)


def test_rows_find_their_parents_by_number(sieve: Sieve, loom: Loom) -> None:
    for number in (1, 2):
        loom.keep_seed(loom.unshelved, seed(number))
    shelved(sieve, loom, outline(1, arc(1, "Mara strikes"), arc(2)), outline(2, arc(1, "Ioan strikes")))
    beats = Beat.objects.order_by("arc__story__number", "arc__number", "number")
    assert list(beats.values_list("arc__story__number", "arc__number", "number", "text", "event_numbers")) == [
        (1, 1, 1, "It began", [3, 1]), (1, 1, 2, "Mara strikes", []), (1, 2, 1, "It began", [3, 1]),
        (2, 1, 1, "It began", [3, 1]), (2, 1, 2, "Ioan strikes", []),
    ]  # fmt: skip
    assert list(Story.objects.order_by("number").values_list("seed__number", flat=True)) == [1, 2]
    assert Arc.objects.first().motives == [  # type: ignore[union-attr]
        {"who": 1, "kind": "goal", "text": "Mara wants her say", "weight": 0.5, "event": None}
    ]


def test_a_wish_that_is_passed_over_goes_and_what_was_told_of_it_stays(sieve: Sieve, loom: Loom) -> None:
    kept = arc(2, "Ioan strikes")
    shelved(sieve, loom, outline(1, arc(1, "A storm comes", "Mara strikes"), kept))
    story = Story.objects.get()
    chapter = Chapter.objects.create(story=story, number=1, title="One")
    chapter.beats.set(Beat.objects.filter(arc__number=1))
    shelved(sieve, loom, outline(1, arc(1, "Mara strikes"), kept))
    told = Beat.objects.filter(arc__story=story)
    assert list(told.filter(arc__number=1).values_list("number", "text")) == [(1, "It began"), (2, "Mara strikes")]
    assert told.filter(arc__number=2).count() == 2
    assert chapter.beats.count() == 2
    assert Story.objects.get() == story


def test_what_was_only_a_possibility_goes_and_what_somebody_decided_stays(sieve: Sieve, loom: Loom) -> None:
    for number in (1, 2, 3):
        loom.keep_seed(loom.unshelved, seed(number, seeds.WAITING, seeds.PARTIAL))
    shelved(sieve, loom)
    StorySeed.objects.filter(number=2).update(decided_by=sieve.world.owner)
    for number in (1, 2):
        loom.keep_seed(loom.unshelved, seed(number, seeds.WITHERED, seeds.PARTIAL))
    shelved(sieve, loom)
    assert list(StorySeed.objects.order_by("number").values_list("number", flat=True)) == [2, 3]


def test_curves_wait_until_one_has_moved_and_then_all_are_written(sieve: Sieve, loom: Loom) -> None:
    first, second = outline(1, arc(1)), outline(2, arc(1))
    shelved(sieve, loom, first, second)
    seen = sifting.glimpse(loom)
    moved = replace(second, tension=outline(2, points=2).tension)
    shelved(sieve, loom, replace(first, tension=outline(1, points=shelving.TENSION_LAGS).tension), moved)
    assert [len(row.tension) for row in Story.objects.order_by("number")] == [1, 1]
    assert sifting.glimpse(loom) == seen
    shelved(sieve, loom, replace(first, tension=outline(1, points=shelving.TENSION_LAGS + 1).tension))
    assert [len(row.tension) for row in Story.objects.order_by("number")] == [shelving.TENSION_LAGS + 1, 2]
    assert sifting.glimpse(loom) != seen


def test_a_story_that_ends_is_written_once_more_and_forgotten(sieve: Sieve, loom: Loom) -> None:
    shelved(sieve, loom, outline(1, arc(1)))
    shelved(sieve, loom, replace(loom.stories[1], status=COMPLETE, outcome="forgiven"))
    assert Story.objects.get().outcome == "forgiven"
    assert (loom.stories, loom.shelved) == ({}, {})


def test_much_is_written_in_as_many_statements_as_nothing(sieve: Sieve, loom: Loom, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        shelved(sieve, loom)
    for number in range(1, 9):
        loom.keep_seed(loom.unshelved, seed(number))
    with django_assert_num_queries(1):
        shelved(sieve, loom, *(outline(number, arc(1, "Mara strikes"), arc(2)) for number in range(1, 9)))
    assert Beat.objects.count() == 8 * 3


def test_the_panel_takes_one_statement_for_much_as_for_nothing(
    sieve: Sieve, loom: Loom, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        assert glance.panel(sieve.world_id) == glance.Panel((), 0, 0)
    for number in range(1, 6):
        loom.keep_seed(loom.unshelved, seed(number, seeds.WAITING, seeds.PARTIAL))
    ended = replace(outline(1, arc(1)), status=COMPLETE, outcome="forgiven", closed=9)
    shelved(sieve, loom, ended, replace(outline(2, arc(1, "Mara strikes")), opened=3))
    with django_assert_num_queries(1):
        panel = glance.panel(sieve.world_id)
    assert [(one.kind, one.number) for one in panel.strands] == [("unfolding", 2), ("seed", 5), ("seed", 4)]
    assert (panel.waiting, panel.complete) == (5, 1)
    assert panel.strands[0].note == "Act two. Next: Mara strikes"

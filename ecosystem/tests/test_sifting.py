"""Sifting a real world's log: nothing is lost by a restart, and nothing depends on who did it when."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.casts import starter_of
from characters.models import EcosystemCharacter, Event
from ecosystem import rehearsal, starters, tales, turns
from ecosystem.models import World
from storytelling import drama, logged, seeds, sifting
from storytelling.models import Beat, Pattern, Sieve, Story, StorySeed

pytestmark = pytest.mark.django_db

TURNS = 60


def play(starter: str = "elsinore", turns_taken: int = TURNS, seed: int = 5) -> World:
    world = starters.create_world(starters.read(starter), None, seed=seed)
    for generation in range(turns_taken):
        turns.take(world.pk, generation, "none")
    sifting.shelve(world.pk)
    world.refresh_from_db()
    return world


def told(world: World) -> list[object]:
    rows = StorySeed.objects.filter(world=world).order_by("number")
    found: list[object] = list(rows.values_list("number", "pattern", "event_numbers", "status", "score"))
    stories = Story.objects.filter(world=world).order_by("number")
    found += stories.values_list("number", "title", "status", "outcome", "tension", "closed")
    beats = Beat.objects.filter(arc__story__world=world).order_by("arc__story__number", "arc__number", "number")
    found += beats.values_list("kind", "text", "status", "actual", "event_numbers")
    return found


def forgotten() -> None:
    """As after a restart: no process keeps anything."""
    sifting._kept.clear()


def test_a_world_comes_to_seeds_and_stories_by_itself():
    world = play()
    sieve = Sieve.objects.get(world=world)
    assert sieve.position == world.log_position
    assert StorySeed.objects.filter(world=world, score__gte=seeds.SHOWN).exists()
    assert Story.objects.filter(world=world).exists()
    assert Beat.objects.filter(arc__story__world=world, status=Beat.Status.MET, event_numbers__len__gte=1).exists()


def test_replaying_the_log_from_zero_gives_the_same():
    world = play()
    before = told(world)
    Story.objects.filter(world=world).delete()
    StorySeed.objects.filter(world=world).delete()
    Sieve.objects.filter(world=world).delete()
    forgotten()
    sifting.shelve(world.pk)
    assert before
    assert told(world) == before


def test_a_restart_at_any_moment_loses_nothing():
    straight = told(play(turns_taken=45))
    world = starters.create_world(starters.read("elsinore"), None, seed=5)
    for generation in range(45):
        turns.take(world.pk, generation, "none")
        if generation % 3 == 0:
            forgotten()
        if generation % 7 == 0:
            sifting.shelve(world.pk)
    sifting.shelve(world.pk)
    assert told(world) == straight


def test_what_a_turn_hands_over_is_what_the_rows_say():
    world = starters.create_world(starters.read("hispaniola"), None, seed=3)
    handed: list[object] = []
    original = sifting.advance

    def listening(world_id, fresh=(), present=None):
        handed.extend(fresh)
        return original(world_id, fresh, present)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sifting, "advance", listening)
        for generation in range(25):
            turns.take(world.pk, generation, "none")
    assert len(handed) > 25
    assert handed == logged.read(world.pk, 2, World.objects.get(pk=world.pk).log_position)


def statements(world: World, turns_taken: int) -> set[int]:
    """How many a turn's stories take, once a process has the loom in hand."""
    found = set()
    for generation in range(turns_taken):
        taken = turns.play(world.pk, generation, "none")
        assert taken is not None
        with CaptureQueriesContext(connection) as captured:
            sifting.shelve(world.pk, taken.happened, taken.present)
        if generation:
            found.add(sum("SAVEPOINT" not in query["sql"] for query in captured))
    return found


def test_stories_take_as_many_statements_of_a_large_cast_as_of_a_small_one():
    assert statements(starters.create_world(starter_of(5), None, seed=5), 25) == {2}
    assert statements(world := starters.create_world(starter_of(40), None, seed=5), 25) == {2}
    assert StorySeed.objects.filter(world=world).exists()


def test_a_rehearsal_tells_the_same_stories():
    world = play("moonstone", 40)
    number = {pk: at for at, pk in enumerate(world.cast.order_by("pk").values_list("pk", flat=True), 1)}
    opening = rehearsal.opening(starters.read("moonstone"), seed=5)
    tale = tales.Tale.begun(opening)
    for _ in rehearsal.play(opening, 40, story=tale):
        pass
    rows = Story.objects.filter(world=world).order_by("number")
    assert [(row.title, row.status, [number[who] for who in row.cast_ids]) for row in rows] == [
        (one.title, one.status, list(one.people)) for _, one in sorted(tale.stories.items())
    ]
    wants = sifting.wants(world.pk, world.log_position)
    assert [(number.get(want.who, 0), want.acts, want.weight) for want in wants] == [
        (want.who, want.acts, want.weight) for want in tale.wants
    ]


def test_a_log_with_a_gap_is_sifted_on():
    world = play(turns_taken=30)
    gap = list(range(20, 30))
    Event.objects.filter(world=world, number__in=gap).delete()
    for told in (Sieve, Story):
        told.objects.filter(world=world).delete()
    forgotten()
    sifting.shelve(world.pk)
    assert Sieve.objects.get(world=world).position == world.log_position
    beats = Beat.objects.exclude(event_numbers=[]).values_list("event_numbers", flat=True)
    assert beats
    # What moved somebody to a deed may be gone from the log; the deed of a beat is not.
    assert not any(numbers[0] in gap for numbers in beats)


def test_somebody_who_is_gone_breaks_the_arcs_that_were_theirs():
    world = play(turns_taken=TURNS)
    story = Story.objects.filter(world=world, status=Story.Status.UNFOLDING).first()
    assert story is not None
    leads = set(story.arcs.filter(status="open").values_list("focus_id", flat=True))
    EcosystemCharacter.objects.filter(pk__in=leads).update(departed=world.log_position)
    for generation in range(world.generation, world.generation + 5):
        turns.take(world.pk, generation, "none")
    sifting.shelve(world.pk)
    arcs = story.arcs.filter(focus_id__in=leads)
    assert not arcs.filter(status="open").exists()
    live = [match for match in sifting._kept[world.pk][0].matcher.matches() if leads & set(match.people)]
    assert live == []


def test_what_a_person_accepts_becomes_a_story_and_what_they_dismiss_does_not(alice):
    world = play(turns_taken=30)
    sifting.steer(world.pk, accepts_itself=False)
    for generation in range(30, 45):
        turns.take(world.pk, generation, "none")
    sifting.shelve(world.pk)
    waiting = list(StorySeed.objects.filter(world=world).waiting())
    assert len(waiting) >= 2
    best, worst = waiting[0], waiting[-1]
    sifting.decide(best, StorySeed.Status.ACCEPTED, "more", alice)
    sifting.decide(worst, StorySeed.Status.DISMISSED, "ordinary", alice)
    assert (best.status, best.decided_by, worst.status) == ("accepted", alice, "dismissed")
    assert Story.objects.filter(world=world, cast_ids__contains=best.cast_ids).exists()
    forgotten()
    sifting.advance(world.pk)
    loom = sifting.loom_of(Sieve.objects.get(world=world))
    assert loom.taste.parts["surprise"] != 0
    assert {best.number, worst.number}.isdisjoint(loom.seeds)


def test_the_drama_manager_can_be_silenced():
    world = play(turns_taken=40)
    sifting.steer(world.pk, strength="guided")
    assert sifting.wants(world.pk, world.log_position)
    sifting.steer(world.pk, strength="off")
    assert sifting.wants(world.pk, world.log_position) == ()


def test_a_director_pushes_or_prevents_what_a_seed_waits_for():
    world = play(turns_taken=40)
    sifting.steer(world.pk, accepts_itself=False)
    seed = next(one for one in StorySeed.objects.filter(world=world, kind=seeds.PARTIAL).waiting() if one.missing)
    assert sifting.sway(world.pk, seed.number, "push")
    asked = [want for want in sifting.wants(world.pk, world.log_position) if not want.story]
    assert {(want.weight, want.text) for want in asked} == {(drama.PRESSED, seed.missing)}
    assert drama.said(asked[0]) == f"A director would like: {seed.missing}"
    sifting.sway(world.pk, seed.number, "prevent")
    weights = {want.weight for want in sifting.wants(world.pk, world.log_position) if not want.story}
    assert weights == {-drama.PRESSED}
    sifting.sway(world.pk, seed.number, "")
    assert all(want.story for want in sifting.wants(world.pk, world.log_position))
    assert not sifting.sway(world.pk, 10_000, "push")


def test_a_want_survives_its_row():
    want = drama.Want(1, 2, ("help",), 2.5, "Jane helps", 3, "A note.", (("hope", 0.3),), "story:3.1.note")
    assert sifting.wanted(sifting.plain(want)) == want


def test_a_pattern_of_ones_own_is_sifted_with_and_a_broken_one_passed_over(alice):
    source = """
patterns:
  chatter:
    title: "{a} talks"
    summary: "{a} talks, and talks again."
    genres: {romance: 1}
    steps:
      - {says: "{a} talks", families: [sociable, care, inquiry], by: a}
      - {says: "{a} talks again", families: [sociable, care, inquiry], by: a}
"""
    world = starters.create_world(starters.read("pemberley"), alice, seed=2)
    Pattern.objects.create(world=world, key="chatter", title="Chatter", source=source, author=alice)
    Pattern.objects.create(world=world, key="broken", title="Broken", source="patterns: {", author=alice)
    for generation in range(20):
        turns.take(world.pk, generation, "none")
    sifting.shelve(world.pk)
    assert StorySeed.objects.filter(world=world, pattern="chatter").exists()
    assert "broken" not in sifting.patterns_of(world.pk)

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.core.cache import cache

from characters.models import EcosystemCharacter, Event
from ecosystem import fragments, outlook, turns
from ecosystem.models import World
from relationships.models import CharacterRelationship

HOSTILE = '<script>alert(1)</script> {{7*7}} <b hx-get="/evil/">x</b>'


# The world after a turn, what happened in it, and who looks different since.
Moved = tuple[World, list[Event], frozenset[int]]


@pytest.fixture
def moved(pemberley: World) -> Moved:
    """Pemberley after its first turn, and what happened in it."""
    committed = turns.take(pemberley.pk, 0)
    assert committed is not None
    pemberley.refresh_from_db()
    return pemberley, list(committed.events), committed.changed


def targets(html: str) -> list[str]:
    return re.findall(r'<hx-partial hx-target="#([\w-]+)"', html)


def stamp(html: str) -> tuple[str, int, int]:
    found = re.search(r'data-stamp="([\w-]+)" data-first="(\d+)" data-last="(\d+)"', html)
    assert found is not None
    return found[1], int(found[2]), int(found[3])


def rows(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="event-(\d+)"', html)]


def news(html: str) -> dict[str, list[list[object]]]:
    found = re.search(r'<data value="([^"]*)">', html)
    assert found is not None
    return json.loads(unescape(found[1]))


def test_a_frame_is_nothing_but_partials(moved: Moved):
    html = fragments.frame(*moved)
    assert not re.sub(r"<hx-partial.*?</hx-partial>", "", html, flags=re.S).strip()


def test_a_frame_says_which_moments_it_brings(moved: Moved):
    world, events, changed = moved
    html = fragments.frame(world, events, changed)
    assert stamp(html) == (world.slug, 2, world.log_position)
    assert rows(html) == list(range(world.log_position, 1, -1))


def test_a_turn_in_which_nothing_happened_still_moves_the_clock(moved: Moved):
    world, _, _ = moved
    html = fragments.frame(world, [], set())
    assert stamp(html) == (world.slug, world.log_position + 1, world.log_position)
    assert f"Day {world.day}, {world.clock}" in html


def test_a_frame_tells_the_map_who_met_whom(moved: Moved):
    world, events, changed = moved
    told = news(fragments.frame(world, events, changed))
    met = {(event.initiator_id, who) for event in events for who in event.responder_ids}
    assert {tuple(pair) for pair in told["met"]} == met
    moved_bonds = CharacterRelationship.objects.filter(world=world, event__gte=2).values_list("source", "target")
    assert {(tie[0], tie[1]) for tie in told["ties"]} == set(moved_bonds) != set()


def test_only_whoever_looks_different_is_drawn_anew(moved: Moved):
    world, events, _ = moved
    who = events[-1].initiator_id
    html = fragments.frame(world, events, {who})
    assert [one for one in targets(html) if one.startswith("life-")] == [f"life-{who}"]
    assert [node[0] for node in news(html)["nodes"]] == [who]


def test_a_frame_costs_as_many_queries_for_many_as_for_few(moved: Moved, django_assert_num_queries):
    world, events, changed = moved
    with django_assert_num_queries(3):
        fragments.frame(world, events, changed)
    touched = {event.initiator_id for event in events} | {who for event in events for who in event.responder_ids}
    world.cast.exclude(pk__in=touched).delete()
    with django_assert_num_queries(3):
        fragments.frame(world, events, changed)


def test_what_people_write_stays_text(moved: Moved):
    world, events, changed = moved
    EcosystemCharacter.objects.filter(pk=events[-1].initiator_id).update(name=HOSTILE[:80], doing=HOSTILE)
    events[-1].lines = [{"speaker": events[-1].initiator_id, "text": HOSTILE, "gesture": HOSTILE}]
    html = fragments.frame(world, events, changed)
    assert "<script>alert" not in html
    assert '<b hx-get="/evil/">' not in html
    assert "49" not in re.sub(r"\d{3,}", "", "".join(re.findall(r"\{\{7\*7\}\}", html)))


def test_every_line_is_fenced_from_htmx(moved: Moved):
    html = fragments.frame(*moved)
    told = len(re.findall(r'<p class="told">', html))
    fenced = sum(
        len(re.findall(r'<p class="told">', block))
        for block in re.findall(r"<(?:div|details)[^>]* ?hx-ignore>.*?</(?:div|details)>", html, re.S)
    )
    assert told
    assert fenced == told


def test_since_brings_what_was_missed_and_the_state_of_the_world(moved: Moved):
    world, _, _ = moved
    html = fragments.since(world, 1)
    assert stamp(html) == (world.slug, 2, world.log_position)
    assert {"feed", "controls", "presence", "stats", "quiet"} <= set(targets(html))


def test_since_a_page_that_has_everything_brings_no_row(moved: Moved):
    world, _, _ = moved
    assert targets(fragments.since(world, world.log_position)) == ["controls", "quiet", "presence", "strands"]


def test_a_page_too_far_behind_begins_anew(pemberley: World):
    Event.objects.bulk_create(
        Event(world=pemberley, number=number, minute=540, kind=Event.Kind.NARRATION)
        for number in range(2, outlook.CATCH_UP + 3)
    )
    World.objects.filter(pk=pemberley.pk).update(log_position=outlook.CATCH_UP + 2)
    pemberley.refresh_from_db()
    html = fragments.since(pemberley, 1)
    assert 'hx-target="#feed" hx-swap="innerHTML"' in html
    assert len(rows(html)) == outlook.CATCH_UP
    assert 'hx-target="#feed" hx-swap="afterbegin"' in fragments.since(pemberley, 2)


def test_the_transport_names_who_steered(pemberley: World):
    pemberley.is_running, pemberley.steered_by = False, "Noor"
    html = fragments.transport(pemberley)
    assert targets(html) == ["controls", "quiet"]
    assert "Paused by Noor" in html


def test_the_transport_is_the_same_for_everybody(pemberley: World):
    html = fragments.transport(pemberley)
    assert "csrf" not in html
    assert "<fieldset" not in html


def test_presence_tells_who_watches(pemberley: World):
    cache.set(f"presence:{pemberley.pk}", ["one"])
    cache.set(f"presence:{pemberley.pk}:one", ["Noor", ""])
    html = fragments.presence(pemberley.pk)
    assert targets(html) == ["presence"]
    assert "Watching now: Noor and 1 more" in html


def test_nobody_watching_is_nothing_shown(pemberley: World):
    assert "watching" not in fragments.presence(pemberley.pk)


def test_a_mood_that_spreads_runs_over_the_map():
    event = Event(
        ripples=[
            {"source": 1, "target": 2, "pleasure": -0.06, "arousal": 0.0},
            {"source": 1, "target": 3, "pleasure": -0.03, "arousal": 0.0},
            {"source": 1, "target": 4, "pleasure": 0.002, "arousal": 0.3},
            {"source": 2, "target": 1, "pleasure": 0.05, "arousal": 0.0},
        ]
    )
    assert fragments.ripples([event]) == [(1, [2, 3], -1), (2, [1], 1)]

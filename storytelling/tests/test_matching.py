"""Patterns against small logs: what completes, what ends, what is forgotten, and what never grows."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from storytelling import foreshadowing, weaving
from storytelling.exported import ExportedLog
from storytelling.happenings import Happening, Person, Shift
from storytelling.loom import MOST_RECENT, Loom
from storytelling.matching import EXPIRES, MOST_COMPLETE, MOST_LIVE, RESTS, Matcher, Sifted, sift
from storytelling.outline import ArcOutline, Outline
from storytelling.patterns import Pattern, catalogue, read_text
from storytelling.standing import Standing
from storytelling.trials import tried, why_not

SLIGHT = """patterns:
  slight:
    title: "{b} slights {a}"
    summary: "{b} slights {a}, who pays it back."
    genres: {tragedy: 1}
    steps:
      - {says: "{b} slights {a}", acts: [insult], by: b, to: a}
      - {says: "{a} pays it back", acts: [insult, mock], by: a, to: b}
    unless:
      - {says: "{b} is sorry", acts: [apologise], by: b, to: a, accepted: true}
"""
ANYTHING = """patterns:
  anything:
    title: "{a} and {b}"
    summary: "Whatever {a} does to {b}, and whatever comes of it."
    genres: {tragedy: 1}
    steps:
      - {says: "{a} does something", by: a, to: b}
      - {says: "{c} does something", by: c, to: d}
"""
NOTHING = """patterns:
  nothing:
    title: "{a} and {b}"
    summary: "{a} loves and hates {b} at once."
    genres: {tragedy: 1}
    steps:
      - {says: "{a} loves and hates {b}", by: a, to: b, if: ["affection(a, b) >= .9", "affection(a, b) <= -.9"]}
      - {says: "{b} answers", by: b, to: a}
"""


def pattern(text: str) -> Pattern:
    return read_text(text)[0]


def matcher(*patterns: Pattern, people: int = 6) -> Matcher:
    cast = {who: Person(who, f"Person {who}") for who in range(1, people + 1)}
    return Matcher({one.key: one for one in patterns}, Standing(cast))


def event(number: int, act: str, who: int, other: int, *, accepted: bool = True, turn: int = 0) -> Happening:
    return Happening(number, turn or number, 480 + number, "interaction", act, who, (other,), accepted=accepted)


def test_a_match_needs_its_steps_in_order_and_by_the_right_people() -> None:
    slight = pattern(SLIGHT)
    found = sift(matcher(slight), [event(1, "insult", 1, 2), event(2, "mock", 2, 3), event(3, "mock", 2, 1)])
    assert [match.events for match in found.complete] == [(1, 3)]
    assert dict(found.complete[0].cast) == {"b": 1, "a": 2}
    assert not sift(matcher(slight), [event(1, "mock", 2, 1), event(2, "insult", 1, 2)]).complete


def test_an_unless_clause_ends_a_match_and_only_that() -> None:
    log = [event(1, "insult", 1, 2), event(2, "insult", 3, 2), event(3, "apologise", 1, 2), event(4, "insult", 2, 1)]
    found = sift(matcher(pattern(SLIGHT)), [*log, event(5, "insult", 2, 3)])
    assert [death.match.events for death in found.died] == [(1,)]
    assert [match.events for match in found.complete] == [(2, 5)]
    refused = [log[0], event(3, "apologise", 1, 2, accepted=False), log[3]]
    assert sift(matcher(pattern(SLIGHT)), refused).complete


def test_what_waits_too_long_is_forgotten() -> None:
    late = event(2, "mock", 2, 1, turn=EXPIRES + 3)
    found = sift(matcher(pattern(SLIGHT)), [event(1, "insult", 1, 2), late])
    assert not found.complete
    assert [match.events for match in found.expired] == [(1,)]


def crowd_of(count: int, people: int, seed: int = 1) -> Iterator[Happening]:
    rng = random.Random(seed)
    acts = ("talk", "insult", "promise", "confide", "lie", "flirt", "help", "mock", "question")
    for number in range(1, count + 1):
        one, other = rng.sample(range(1, people + 1), 2)
        yield event(number, rng.choice(acts), one, other, accepted=rng.random() < 0.7, turn=1 + number // 8)


def test_a_pattern_that_fits_everything_stays_within_its_caps() -> None:
    everything = matcher(pattern(ANYTHING), people=60)
    found = Sifted()
    for one in crowd_of(200, 60):
        found.add(everything.feed(one))
        assert len(everything.live["anything"]) <= MOST_LIVE
    assert 0 < len(found.complete) <= MOST_COMPLETE


def test_a_pattern_that_fits_nothing_finds_nothing_and_says_why() -> None:
    never = pattern(NOTHING)
    log = ExportedLog({who: Person(who, f"Person {who}") for who in range(1, 7)}, "", list(crowd_of(60, 6)))
    trial = tried(never, log)
    assert not trial.complete
    assert not trial.nearly
    assert "never between people of whom step 1 holds" in why_not(never, trial, log.people)


def test_a_world_of_a_thousand_is_sifted_within_the_same_caps() -> None:
    people = {who: Person(who, f"Person {who}") for who in range(1, 1001)}
    loom = Loom(Matcher(catalogue(), Standing(people)))
    log = list(crowd_of(240, 1000))
    for turn in range(0, len(log), 8):
        weaving.advance(loom, log[turn : turn + 8], lambda numbers: {})
    assert all(len(live) <= MOST_LIVE for live in loom.matcher.live.values())
    assert sum(len(live) for live in loom.matcher.live.values()) > 100
    assert len(loom.recent) <= MOST_RECENT


def test_who_is_forgotten_takes_their_matches_along() -> None:
    some = matcher(pattern(SLIGHT))
    sift(some, [event(1, "insult", 1, 2), event(2, "insult", 3, 4)])
    some.forget(frozenset({2, 3, 4}))
    assert [match.people for match in some.matches()] == [(3, 4)]
    assert all(found for places in some.waiting.values() for found in places.values())


def test_who_knows_of_what_is_forgotten_once_nobody_asks() -> None:
    loom = Loom(Matcher(catalogue(), Standing({who: Person(who, f"Person {who}") for who in range(1, 9)})))
    log, most = list(crowd_of(1_600, 8)), []
    for turn in range(0, len(log), 8):
        weaving.advance(loom, log[turn : turn + 8], lambda numbers: {})
        most.append(len(loom.matcher.standing.known))
    assert 0 < max(most[len(most) // 2 :]) <= 1.2 * max(most[: len(most) // 2])
    assert all(turn >= loom.turn for turn in loom.matcher.due)
    assert min(loom.matcher.rests.values()) > loom.turn - RESTS


def test_a_bond_is_as_it_stands_however_often_it_was_asked() -> None:
    standing = Standing({1: Person(1, "A"), 2: Person(2, "B")})
    for expected in (0.25, 0.5):
        standing.shift(Shift(1, 2, "affection", 0.25))
        assert standing.bond(1, 2).affection == expected
        assert standing.bond(1, 2) is standing.bond(1, 2)
    assert standing.bond(2, 1).affection == 0


def test_a_quest_has_its_call_its_ally_its_ordeal_its_prize_and_its_return() -> None:
    hero, caller, ally, foe = 1, 2, 3, 4
    steps = [
        event(1, "ask_help", caller, hero),
        event(2, "ally", hero, ally),
        event(3, "threaten", foe, hero),
        Happening(4, 4, 490, "development", "goal_reached", hero),
        event(5, "celebrate", hero, caller),
    ]
    quest = catalogue()["quest"]
    assert [step.beat for step in quest.steps] == ["setup", "inciting", "crisis", "climax", "climax"]
    found = sift(matcher(quest), steps)
    assert [(match.events, dict(match.cast)["a"]) for match in found.complete] == [((1, 2, 3, 4, 5), hero)]
    for missing in range(5):
        assert not sift(matcher(quest), [one for at, one in enumerate(steps) if at != missing]).complete
    given_up = Happening(6, 3, 489, "development", "goal_given_up", hero)
    assert not sift(matcher(quest), [*steps[:3], given_up, *steps[3:]]).complete


def test_a_hint_is_a_match_under_way_about_a_storys_people() -> None:
    some = matcher(pattern(SLIGHT))
    sift(some, [event(1, "insult", 1, 2), event(2, "insult", 3, 4)])
    arc = ArcOutline(1, "main", "Old friends", "other", "tragedy", (("a", 1), ("b", 2)), ())
    story = Outline(1, 0, "Old friends", "", "tragedy", (arc,))
    names = {who: person.name for who, person in some.standing.people.items()}
    (shadow,) = foreshadowing.shadows(story, some.matches(), some.patterns, names)
    assert (shadow.events, shadow.last) == ((1,), "Person 1 slights Person 2")
    assert shadow.missing == "Person 2 pays it back"


@pytest.mark.parametrize("dimension", ["affection", "nonsense"])
def test_a_shift_in_a_dimension_that_nobody_knows_changes_nothing(dimension: str) -> None:
    standing = Standing({1: Person(1, "A"), 2: Person(2, "B")})
    standing.shift(Shift(1, 2, dimension, 0.5))
    assert (standing.bond(1, 2).affection == 0.5) is (dimension == "affection")


def test_a_log_that_takes_back_more_trust_than_it_gave_is_borne() -> None:
    standing = Standing({1: Person(1, "A"), 2: Person(2, "B")})
    for _ in range(3):
        standing.shift(Shift(1, 2, "trust_good", -1.0))
    assert standing.bond(1, 2).trust == 0.5

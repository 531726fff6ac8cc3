"""Whom people speak of, and what they tell of them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from characters.minds import Deed, Personality
from ecosystem import talk
from ecosystem.deeds import NO_LOG
from ecosystem.matter import matter_of
from ecosystem.scenes import Past
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships.betrayals import Betrayal, Known
from relationships.bonds import Bond
from relationships.dealings import Third
from relationships.rumours import Rumour, Tale, Telling
from relationships.society import NOTHING

CAST = [mind(pk, f"Person {pk}") for pk in range(1, 6)]


def past(number: int, act: str = "insult", *, by: int = 1, to: int = 2, witnesses=(), **fields) -> Past:
    values = {"accepted": True, "clauses": {"news": f"Person {by} wronged Person {to}"}} | fields
    return Past(
        number, 0, 590, "interaction", act, by, (to,), tuple(witnesses), frozenset(), importance=0.4, tags=(),
        phrases=(), said=(), **values,
    )  # fmt: skip


def stage(*, society=NOTHING, **fields) -> Stage:
    return Stage(snapshot(*CAST, society=society, **fields), 600)


def told(on: Stage, teller: int, hearer: int) -> list[Tale]:
    return list(talk.tales_for(talk.repertoire(on, teller, {}), hearer))


def rumour(**fields) -> Rumour:
    values = {"subject": 1, "victim": 2, "origin": 3, "act": "insult", "deed": "Person 1 insulted Person 2", "event": 5,
              "truth": True, "valence": -0.4, "minute": 590} | fields  # fmt: skip
    return Rumour(**values)


def betrayal(**fields) -> Betrayal:
    values = {"doer": 1, "victim": 2, "act": "lie", "bound": "advantage", "severity": 0.2, "trust_before": 0.7,
              "concealed": True, "deed": "Person 1 lied to Person 2", "event": 5, "evidence": (5,), "minute": 580,
              "knowledge": (Known(1, 5), Known(3, 8))} | fields  # fmt: skip
    return Betrayal(**values)


def test_nobody_tells_of_their_own_doings_as_of_anothers():
    on = stage(past=(past(5, witnesses=(4,)),))
    assert told(on, 2, 3) == []
    assert told(on, 1, 3) == []
    assert [tale.event for tale in told(on, 4, 3)] == [5]


def test_the_graver_tale_comes_first_and_of_two_alike_the_later():
    seen = (past(5, witnesses=(4,)), past(6, "betray", witnesses=(4,)), past(7, witnesses=(4,)))
    assert [tale.event for tale in told(stage(past=seen), 4, 3)] == [6, 7, 5]


def test_what_one_could_tell_is_thought_of_anew_when_there_is_more_to_tell():
    on = stage(past=(past(5, witnesses=(3,)),))
    assert talk.owed(on, 4, 1) is None
    heard = rumour(tellings=(Telling(3, 4, 6, 595, 0.6),), number=1)
    on.society = replace(NOTHING, rumours=(heard,))
    assert talk.owed(on, 4, 1) is not None


def test_nobody_is_told_what_they_know_or_did():
    on = stage(past=(past(5, witnesses=(3, 4)),))
    assert [told(on, 4, hearer) for hearer in (1, 2, 3)] == [[], [], []]


def test_a_lie_that_was_believed_is_no_news_to_whoever_saw_two_people_talk():
    on = stage(past=(past(5, "lie", witnesses=(4,)),))
    assert told(on, 4, 3) == []


def test_a_trifle_is_not_worth_telling():
    on = stage(past=(past(5, "talk", witnesses=(4,)),))
    assert told(on, 4, 3) == []


def test_a_rumour_outlives_the_log_and_is_not_told_back():
    heard = rumour(tellings=(Telling(3, 4, 6, 595, 0.6),), number=1)
    on = stage(society=replace(NOTHING, rumours=(heard,)))
    assert [tale.belief for tale in told(on, 4, 5)] == [0.6]
    assert told(on, 4, 3) == []


def test_a_hearer_who_has_it_from_another_makes_it_stale():
    heard = rumour(tellings=(Telling(3, 4, 6, 595, 0.6), Telling(3, 5, 7, 598, 0.6)), number=1)
    on = stage(society=replace(NOTHING, rumours=(heard,)))
    assert [tale.stale for tale in told(on, 4, 5)] == [True]


def test_a_rumour_is_not_told_to_whom_it_is_about():
    on = stage(society=replace(NOTHING, rumours=(rumour(number=1),)))
    assert told(on, 3, 1) == []


def test_the_stifled_say_no_more():
    on = stage(society=replace(NOTHING, rumours=(rumour(stifled=frozenset({3}), number=1),)))
    assert told(on, 3, 5) == []


def test_who_knows_of_it_owes_the_victim_the_truth():
    on = stage(society=replace(NOTHING, betrayals=(betrayal(number=1),)))
    tale = talk.owed(on, 3, 2)
    assert tale is not None
    assert (tale.subject, tale.event) == (1, 5)
    assert talk.owed(on, 4, 2) is None
    assert talk.owed(on, 1, 2) is None
    third = talk.whom_to_speak_of(on, NO_LOG, 3, 2, random.Random(1))
    assert third is not None
    assert third.id == 1


def test_the_victim_is_told_to_their_face():
    on = stage(society=replace(NOTHING, betrayals=(betrayal(number=1),)))
    third = Third(1, "Person 1", Bond(3, 1), Bond(2, 1), tale=talk.owed(on, 3, 2))
    matter = matter_of(on.seen, "warn", 3, 2, third, random.Random(1))
    assert matter.slots["hurt"] == "Person 1 lied to you"


def test_who_is_spoken_ill_of_is_owed_the_name_of_whoever_does():
    heard = rumour(tellings=(Telling(3, 4, 6, 595, 0.6),), number=1)
    on = stage(society=replace(NOTHING, rumours=(heard,)))
    tale = talk.owed(on, 4, 1)
    assert tale is not None
    assert (tale.subject, tale.victim, tale.event) == (3, 1, 6)


def test_a_grievance_is_told_in_the_first_person():
    wrong = Deed(5, "insult", 3, 1, True, 590, -0.6, 0.4)
    on = stage(past=(past(5, by=3, to=1),))
    tales = list(talk.tales_for(talk.repertoire(on, 1, {3: wrong}), 2))
    third = Third(3, "Person 3", Bond(1, 3), Bond(2, 3), wrong=wrong, tale=tales[0])
    matter = matter_of(on.seen, "gossip", 1, 2, third, random.Random(1))
    assert matter.slots["hurt"] == "Person 3 insulted me"
    assert matter.told == 5


def test_a_secret_given_away_is_the_tellers_own_grievance():
    wrong = Deed(8, "reveal_secret", 3, 1, False, 590, -0.4, 0.5, about_responder=True, stands=True)
    fact = betrayal(doer=3, victim=1, act="reveal_secret", deed="Person 3 gave a secret of Person 1 away to Person 4",
                    state="known", learned=8, knowledge=(Known(3, 5), Known(1, 8)), number=1)  # fmt: skip
    on = stage(society=replace(NOTHING, betrayals=(fact,)))
    tale = next(talk.tales_for(talk.repertoire(on, 1, {3: wrong}), 2))
    assert tale.event == 5
    third = Third(3, "Person 3", Bond(1, 3), Bond(2, 3), wrong=wrong, tale=tale)
    slots = matter_of(on.seen, "gossip", 1, 2, third, random.Random(1)).slots
    assert slots["hurt"] == "Person 3 gave a secret of mine away to somebody"


@pytest.mark.parametrize(
    ("conscience", "affection", "lies"), [(0.1, -0.6, True), (0.9, -0.6, False), (0.1, 0.4, False)]
)
def test_only_the_unscrupulous_make_things_up_of_whom_they_would_harm(conscience, affection, lies):
    teller = replace(CAST[0], personality=Personality(facets={"morality": conscience}))
    seen = snapshot(teller, *CAST[1:])
    third = Third(3, "Person 3", Bond(1, 3, affection=affection), Bond(2, 3))
    tales = [matter_of(seen, "gossip", 1, 2, third, random.Random(seed)).tale for seed in range(30)]
    made_up = [tale for tale in tales if tale is not None]
    assert bool(made_up) is lies
    assert not any(tale.truth or tale.event for tale in made_up)
    assert all(tale.victim in (4, 5) for tale in made_up)

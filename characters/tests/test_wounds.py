from __future__ import annotations

from dataclasses import replace

import pytest

from characters import wounds
from characters.minds import Mind, Personality, Wound
from characters.wounds import Reminder

IVO, NOOR = 2, 3
DEALT = Wound(5, "betrayal", "Ivo betrayed Ada", 600, 0.7, frozenset({IVO}), "hall", frozenset({"betrayal"}))


def mind(*held: Wound, **traits: float) -> Mind:
    return Mind(1, "Ada", "she", Personality(**traits), wounds=held)


def reminder(
    *persons: int, place: str = "garden", tag: str = "company", harm: float = 0.0, minute: int = 2000
) -> Reminder:
    return Reminder(frozenset(persons), place, tag, harm, minute, 50)


def test_a_hurt_goes_deeper_the_nearer_its_hand_and_the_more_nervous_one_is() -> None:
    near, far = wounds.closeness(0.8, 0.0), wounds.closeness(-0.5, 0.0)
    assert wounds.severity(0.9, near, 0.5) > wounds.severity(0.9, far, 0.5)
    assert wounds.severity(0.9, near, 0.9) > wounds.severity(0.9, near, 0.2)
    assert wounds.severity(1.0, 1.0, 1.0) <= wounds.DEEPEST


def test_a_friends_betrayal_stays_and_a_strangers_insult_does_not() -> None:
    assert wounds.severity(0.9, wounds.closeness(0.6, 0), 0.5) >= wounds.OPENS
    assert wounds.severity(0.4, wounds.closeness(0, 0), 0.5) < wounds.OPENS


@pytest.mark.parametrize(
    ("what", "likeness"),
    [
        (reminder(IVO), wounds.PERSON),
        (reminder(NOOR, tag="betrayal", harm=0.4), wounds.TAG),
        (reminder(NOOR, place="hall", harm=0.4), wounds.PLACE),
        (reminder(NOOR, place="hall"), 0.0),
        (reminder(NOOR), 0.0),
    ],
)
def test_a_person_a_deed_of_the_kind_and_the_place_bring_it_back(what: Reminder, likeness: float) -> None:
    assert wounds.likeness(DEALT, what) == likeness


def test_the_event_that_dealt_it_is_no_reminder_of_it() -> None:
    assert wounds.likeness(DEALT, replace(reminder(IVO), event=5)) == 0


def test_what_reminds_hurts_by_what_still_smarts() -> None:
    _, fresh = wounds.sharpened(mind(DEALT), reminder(IVO))
    _, half = wounds.sharpened(mind(replace(DEALT, healed=0.5)), reminder(IVO))
    assert fresh == pytest.approx(1.7)
    assert half == pytest.approx(1.35)
    assert wounds.sharpened(mind(DEALT), reminder(NOOR)) == (None, 1.0)


def test_the_memory_comes_unbidden_and_not_every_minute() -> None:
    assert wounds.comes_unbidden(DEALT, reminder(IVO))
    assert not wounds.comes_unbidden(replace(DEALT, stirred=1990), reminder(IVO))
    assert not wounds.comes_unbidden(DEALT, reminder(NOOR, place="hall", harm=0.4))


def test_being_brought_back_wears_it_in_but_never_past_the_deepest() -> None:
    worn = DEALT
    for minute in range(1000, 60_000, 1000):
        worn = wounds.worn_in(worn, minute)
    assert DEALT.severity < worn.severity <= wounds.DEEPEST


def test_nothing_heals_before_three_safe_contacts() -> None:
    healed = [DEALT]
    for event in range(10, 15):
        healed.append(wounds.eased(wounds.safe(healed[-1]), 0.1, 2000, event, "talked"))
    assert [one.healed for one in healed] == pytest.approx([0, 0, 0, 0.1, 0.2, 0.3])


def test_a_kind_ear_heals_more_and_the_nervous_heal_less() -> None:
    assert wounds.listened(0.9, 0.5) > wounds.listened(0.3, 0.5)
    assert wounds.listened(0.9, 0.9) < wounds.listened(0.9, 0.1)


def test_being_hurt_again_sets_it_back_and_costs_a_safe_contact() -> None:
    back = wounds.unsafe(replace(DEALT, healed=0.5, safe=4), reminder(IVO, harm=0.4))
    assert back.healed == pytest.approx(0.45)
    assert back.safe == 3
    assert wounds.unsafe(DEALT, reminder(IVO)).healed == 0


def test_the_same_hand_tears_it_open() -> None:
    torn = wounds.torn_open(replace(DEALT, healed=0.5, safe=4), 3000, 60, "Again")
    assert torn.severity > DEALT.severity
    assert torn.healed < 0.5
    assert torn.safe == 0
    assert wounds.same_hand(mind(DEALT), {IVO}) == DEALT
    assert wounds.same_hand(mind(DEALT), {NOOR}) is None


def test_a_scar_is_growth_and_growth_is_bounded() -> None:
    grown = mind(agreeableness=0.5)
    for event in range(5):
        grown = wounds.opened(grown, replace(DEALT, event=event, healed=0.95))
        grown = wounds.scarred(grown, grown.wounds[-1], 9000)
    assert grown.personality.agreeableness == pytest.approx(0.5 + wounds.MOST_GROWTH)
    assert grown.growth == {"agreeableness": pytest.approx(wounds.MOST_GROWTH)}
    assert all(one.closed == 9000 for one in grown.wounds)
    assert [one.growth for one in grown.wounds] == ["agreeableness"] * 3 + [""] * 2


def test_whoever_was_thrown_back_again_and_again_has_learnt_to_hold_on() -> None:
    wound = wounds.opened(mind(), DEALT).wounds[0]
    for event in (20, 30):
        wound = wounds.eased(replace(wound, safe=3), 0.3, 2000, event, "better")
        wound = wounds.unsafe(wound, replace(reminder(IVO), event=event + 1))
    assert wounds.growth_of(wound) == "conscientiousness"
    assert wounds.growth_of(DEALT) == "agreeableness"


def test_the_course_of_a_wound_is_kept_within_bounds_with_its_beginning() -> None:
    wound = wounds.opened(mind(), DEALT).wounds[0]
    for event in range(100):
        wound = wounds.eased(replace(wound, safe=3, healed=0.1), 0.01, 2000 + event, event, "good company")
    assert len(wound.course) == wounds.MOST_STEPS
    assert wound.course[0].text == "It was dealt"
    assert wound.course[-1].event == 99


def test_a_wound_suggests_a_goal_and_a_healed_one_does_not() -> None:
    aim = wounds.aim(mind(DEALT))
    assert aim
    assert "confide" in aim.acts
    assert aim.event == 5
    assert "Ivo betrayed her" in aim.why
    assert wounds.aim(mind(replace(DEALT, healed=0.8))) is None
    assert wounds.aim(mind()) is None

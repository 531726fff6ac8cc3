"""Amends, and what they can and cannot bring back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from characters.minds import Personality
from ecosystem.dynamics import repair as play
from ecosystem.stage import Stage
from ecosystem.tests.planting import Planted
from ecosystem.tests.snapshots import mind
from relationships import repair
from relationships.bonds import Bond
from relationships.conflicts import DISPUTE, Conflict
from relationships.repair import DAY

IOAN, MARA, LIA = 1, 2, 3
ONLY = frozenset({"promises", "confidences", "rumours", "betrayals", "repair"})


def planted(only=ONLY, *, warmth: float = 0.5) -> Planted:
    mara = replace(mind(MARA, "Mara"), personality=Personality(agreeableness=warmth))
    bonds = (
        Bond(MARA, IOAN, 6, 1, affection=0.45, familiarity=0.6, minute=600),
        Bond(IOAN, MARA, 5, 1, affection=0.4, familiarity=0.6, minute=600),
    )
    return Planted(mind(IOAN, "Ioan"), mara, mind(LIA, "Lia"), bonds=bonds, only=only)


def betrayed(only=ONLY, **fields: float) -> Planted:
    world = planted(only, **fields)
    world.do("betray", IOAN, MARA, accepted=False)
    return world


def the_betrayal(world: Planted):
    (found,) = world.seen.society.betrayals
    return found


def mended(world: Planted) -> float:
    warmth = world.seen.minds[MARA].personality.agreeableness
    return repair.mended(the_betrayal(world), world.seen.minute, warmth)


def calm(world: Planted) -> None:
    world.seen = replace(world.seen, minds={who: replace(one, emotions=()) for who, one in world.seen.minds.items()})


@pytest.mark.parametrize(("act", "points"), [("make_amends", 0.25), ("confess", 0.20), ("keep_promise", 0.05)])
def test_deeds_count_as_much_as_they_are_worth(act, points):
    world = betrayed()
    calm(world)
    world.do(act, IOAN, MARA)
    assert the_betrayal(world).points == points


def test_what_is_refused_mends_nothing():
    world = betrayed()
    calm(world)
    for act in ("apologise", "make_amends", "confess"):
        world.do(act, IOAN, MARA, accepted=False)
    assert (the_betrayal(world).points, the_betrayal(world).apology) == (0, 0)


def test_words_mend_little_of_a_broken_faith():
    world = betrayed()
    calm(world)
    world.do("apologise", IOAN, MARA)
    assert the_betrayal(world).apology == pytest.approx(0.045)
    assert repair.apology(0, integrity=False) == 0.15


def test_an_apology_to_somebody_still_angry_does_nothing():
    world = betrayed()
    calm(world)
    world.feel(MARA, "anger", 0.9, IOAN)
    before = world.trust(MARA, IOAN)
    world.do("apologise", IOAN, MARA)
    assert the_betrayal(world).apology == 0
    assert world.trust(MARA, IOAN) <= before


def test_an_apology_of_somebody_once_trusted_turns_unless_deeds_follow():
    assert repair.apology_left(0.15, 0, trusted=True, followed=False) == 0.15
    assert repair.apology_left(0.15, 2, trusted=True, followed=False) < 0
    assert repair.apology_left(0.15, 9, trusted=True, followed=False) == repair.apology_left(
        0.15, 2, trusted=True, followed=False
    )
    assert repair.apology_left(0.15, 9, trusted=True, followed=True) == 0.15
    assert repair.apology_left(0.15, 9, trusted=False, followed=False) == 0.15


def test_time_takes_a_grudge_off_fast_at_first_and_sooner_from_the_warm():
    days = [repair.eased(day, 0.5) for day in (0, 1, 2, 10, 100)]
    assert days[0] == 0
    assert days == sorted(days)
    assert days[1] - days[0] > days[2] - days[1]
    assert days[-1] < 1
    assert repair.eased(3, 0.9) > repair.eased(3, 0.1)


def test_nights_are_counted_in_when_the_two_meet_again():
    world = betrayed()
    calm(world)
    before = world.seen.bond(MARA, IOAN).affection
    world.wait(3 * DAY)
    world.do("talk", IOAN, MARA)
    rules = [change.rule for one in world.told for change in one.changes if change.source == MARA]
    assert rules.count("betrayal.eased") == 1
    assert world.seen.bond(MARA, IOAN).affection > before
    assert 0 < the_betrayal(world).eased < 0.5


def test_made_good_they_are_reconciled_in_a_kind_moment_and_once():
    world = betrayed()
    calm(world)
    for act in ("make_amends", "confess", "make_amends"):
        world.do(act, IOAN, MARA)
        calm(world)
    assert world.developed("reconciled") == []
    world.wait(2 * DAY)
    assert world.developed("reconciled") == []
    world.do("insult", IOAN, MARA)
    assert world.developed("reconciled") == []
    scene = world.do("help", IOAN, MARA)
    (peace,) = world.developed("reconciled")
    assert peace.cause == scene.number
    assert (peace.initiator, peace.others) == (MARA, (IOAN,))
    assert the_betrayal(world).state == "reconciled"
    world.do("help", IOAN, MARA)
    assert len(world.developed("reconciled")) == 1


def test_the_graver_it_is_the_more_it_takes():
    assert repair.needed(0.1) < repair.needed(0.9) <= 1


def test_after_deceit_trust_never_comes_all_the_way_back():
    world = betrayed()
    before = the_betrayal(world).trust_before
    for _ in range(40):
        calm(world)
        world.do("help", IOAN, MARA)
    assert world.trust(MARA, IOAN) <= 0.85 * before + 0.01
    rules = {change.rule for one in world.told for change in one.changes}
    assert "betrayal.ceiling" in rules


def test_nor_when_they_are_reconciled():
    world = betrayed()
    for _ in range(4):
        calm(world)
        world.do("make_amends", IOAN, MARA)
    world.wait(3 * DAY)
    for _ in range(40):
        calm(world)
        world.do("help", IOAN, MARA)
    assert the_betrayal(world).state == "reconciled"
    assert world.trust(MARA, IOAN) <= 0.85 * the_betrayal(world).trust_before + 0.01


def test_without_deceit_it_can():
    world = planted()
    for _ in range(40):
        calm(world)
        world.do("help", IOAN, MARA)
    assert world.trust(MARA, IOAN) > 0.85


def test_a_secret_betrayal_leaves_trust_alone():
    world = planted()
    world.do("lie", IOAN, MARA)
    for _ in range(30):
        calm(world)
        world.do("help", IOAN, MARA)
    assert the_betrayal(world).is_secret
    assert world.trust(MARA, IOAN) > 0.85


def test_pardon_comes_easier_the_more_has_been_made_good():
    def readiness(world: Planted) -> float:
        pulls = dict(play.press(Stage(world.seen, world.seen.minute), MARA, IOAN))
        return pulls["forgive"].bonus

    world = betrayed()
    calm(world)
    at_first = readiness(world)
    for _ in range(3):
        world.do("make_amends", IOAN, MARA)
    assert at_first < 0 < readiness(world)


def test_who_has_said_sorry_would_do_something_next():
    world = betrayed()
    calm(world)
    assert dict(play.press(Stage(world.seen, world.seen.minute), IOAN, MARA)) == {}
    world.do("apologise", IOAN, MARA)
    pulls = dict(play.press(Stage(world.seen, world.seen.minute), IOAN, MARA))
    assert pulls["make_amends"].bonus > 0 > pulls["apologise"].bonus


def test_an_open_quarrel_makes_it_a_feud_and_its_end_unmakes_it():
    world = betrayed()
    quarrel = Conflict(IOAN, MARA, DISPUTE, 1.0, 1, 1, 600, 600, number=9)
    world.seen = replace(world.seen, society=replace(world.seen.society, last=9, conflicts=(quarrel,)))
    world.do("talk", IOAN, MARA)
    assert the_betrayal(world).state == "feud"
    over = replace(quarrel, state="resolved", closed=700)
    world.seen = replace(world.seen, society=replace(world.seen.society, conflicts=(over,)))
    world.do("talk", IOAN, MARA)
    assert the_betrayal(world).state == "known"


def test_off_it_heals_nothing_and_caps_nothing():
    world = betrayed(ONLY - {"repair"})
    calm(world)
    for _ in range(40):
        calm(world)
        world.do("help", IOAN, MARA)
    assert the_betrayal(world).points == 0
    assert world.trust(MARA, IOAN) > 0.85 * the_betrayal(world).trust_before


def test_mended_is_a_share():
    world = betrayed(warmth=1.0)
    for _ in range(9):
        calm(world)
        world.do("confess", IOAN, MARA)
    world.wait(30 * DAY)
    assert 0 <= mended(world) <= 1

"""A word given, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

from characters.minds import Personality
from ecosystem.deeds import log_of
from ecosystem.dynamics import promises as play
from ecosystem.stage import Stage
from ecosystem.tests.planting import Planted
from ecosystem.tests.snapshots import mind
from relationships.bonds import Bond
from relationships.dealings import dealings
from relationships.promises import BROKEN, KEPT, LAPSED, RELEASED

IOAN, MARA, LIA = 1, 2, 3
ONLY = frozenset({"promises"})


def planted(only=ONLY, *, conscientiousness: float = 0.5, trusting: float = 6) -> Planted:
    ioan = replace(mind(IOAN, "Ioan"), personality=Personality(conscientiousness=conscientiousness))
    bonds = (Bond(MARA, IOAN, trust_good=trusting, trust_bad=1, affection=0.4, familiarity=0.6, minute=600),)
    return Planted(ioan, mind(MARA, "Mara"), mind(LIA, "Lia"), bonds=bonds, only=only)


def the_promise(world: Planted):
    return world.seen.society.promises[-1]


def test_an_accepted_promise_binds_to_a_matter_and_a_day():
    world = planted()
    scene = world.do("promise", IOAN, MARA)
    found = the_promise(world)
    assert (found.maker, found.holder, found.event, found.state) == (IOAN, MARA, scene.number, "open")
    assert found.topic in found.matter
    assert 3 * 60 <= found.due - found.made <= 48 * 60


def test_what_is_promised_is_what_is_said():
    world = planted()
    scene = world.do("promise", IOAN, MARA)
    assert the_promise(world).topic == scene.slots["topic"]
    assert scene.slots["topic"] in scene.slots["wish"]


def test_a_promise_that_is_not_relied_on_is_none():
    world = planted()
    world.do("promise", IOAN, MARA, accepted=False)
    assert world.seen.society.promises == ()


def test_the_careful_allow_themselves_more_time():
    times = []
    for conscientiousness in (0.1, 0.9):
        world = planted(conscientiousness=conscientiousness)
        world.do("promise", IOAN, MARA)
        times.append(the_promise(world).due - the_promise(world).made)
    assert times[0] < times[1]


def test_a_promise_is_kept_or_broken_once():
    for act, state in (("keep_promise", KEPT), ("break_promise", BROKEN)):
        world = planted()
        world.do("promise", IOAN, MARA)
        scene = world.do(act, IOAN, MARA)
        assert (the_promise(world).state, the_promise(world).ended) == (state, scene.number)
        world.wait(4000)
        assert world.came == []


def test_pardon_releases_from_it():
    world = planted()
    world.do("promise", IOAN, MARA)
    world.do("forgive", MARA, IOAN)
    assert the_promise(world).state == RELEASED


def test_a_promise_lapses_once_when_its_day_has_gone_by():
    world = planted()
    world.do("promise", IOAN, MARA)
    before = world.trust(MARA, IOAN)
    world.wait(the_promise(world).due - world.seen.minute)
    assert world.came == []
    world.wait(5)
    world.wait(2000)
    lapsed = world.developed("promise_lapsed")
    assert len(lapsed) == 1
    assert the_promise(world).state == LAPSED
    assert lapsed[0].reasons[0].event == the_promise(world).event
    assert {one.who for one in lapsed[0].feelings} == {IOAN, MARA}
    assert world.trust(MARA, IOAN) < before - 0.1


def test_a_lapse_costs_what_breaking_it_would():
    broken, lapsed = planted(), planted()
    for world in (broken, lapsed):
        world.do("promise", IOAN, MARA)
    broken.do("break_promise", IOAN, MARA, accepted=False)
    lapsed.wait(3000)
    assert abs(broken.trust(MARA, IOAN) - lapsed.trust(MARA, IOAN)) < 0.01


def test_it_still_binds_when_the_log_has_forgotten_it():
    world = planted()
    scene = world.do("promise", IOAN, MARA)
    later = replace(world.seen, past=())
    found = dealings(log_of(later.past, later.minute, later.society).between(IOAN, MARA), IOAN, MARA)
    assert found.my_promise is not None
    assert found.my_promise.number == scene.number
    theirs = dealings(log_of(later.past, later.minute, later.society).between(IOAN, MARA), MARA, IOAN)
    assert theirs.their_promise == found.my_promise


def test_a_lapsed_promise_is_a_wrong_and_binds_no_more():
    world = planted()
    world.do("promise", IOAN, MARA)
    world.wait(3000)
    between = log_of(world.seen.past, world.seen.minute, world.seen.society).between(IOAN, MARA)
    assert dealings(between, IOAN, MARA).my_promise is None
    wrong = dealings(between, MARA, IOAN).their_wrong
    assert wrong is not None
    assert wrong.act == "break_promise"


def test_it_presses_the_more_the_nearer_the_day():
    world = planted(conscientiousness=0.9)
    world.do("promise", IOAN, MARA)
    due = the_promise(world).due

    def urge(minute: int) -> float:
        return sum(nudge.bonus for _, nudge in play.press(Stage(world.seen, minute), IOAN, MARA))

    assert urge(world.seen.minute + 5) == 0
    assert 0 < urge(due - 120) < urge(due)
    assert list(play.press(Stage(world.seen, due), IOAN, LIA)) == []


def test_promises_go_with_whoever_goes():
    world = planted()
    world.do("promise", IOAN, MARA)
    assert world.seen.society.among(frozenset({IOAN, LIA})).promises == ()

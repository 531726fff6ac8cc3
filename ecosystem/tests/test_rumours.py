"""Tales from mouth to mouth: believed, doubted, stale, denied, and come to the ears of whom they are about."""

from __future__ import annotations

from dataclasses import replace

from characters.minds import Personality
from ecosystem.deeds import log_of
from ecosystem.dynamics import rumours as play
from ecosystem.stage import Stage
from ecosystem.tests.planting import Planted
from ecosystem.tests.snapshots import mind
from relationships import rumours
from relationships.acts import ACTS
from relationships.bonds import Bond
from relationships.dealings import dealings

IOAN, MARA, LIA, TAM, ADA = 1, 2, 3, 4, 5
ONLY = frozenset({"rumours", "betrayals"})


def bond(source: int, target: int, good: float = 6, bad: float = 1, **fields: float) -> Bond:
    return Bond(source, target, good, bad, minute=600, **({"familiarity": 0.5} | fields))  # type: ignore[arg-type]


def planted(*bonds: Bond, only=ONLY, **minds) -> Planted:
    names = ((IOAN, "Ioan"), (MARA, "Mara"), (LIA, "Lia"), (TAM, "Tam"), (ADA, "Ada"))
    people = [replace(mind(pk, name), personality=minds.get(name, Personality())) for pk, name in names]
    given = {(one.source, one.target): one for one in (bond(TAM, LIA), bond(ADA, TAM), bond(TAM, ADA), *bonds)}
    world = Planted(*people, bonds=tuple(given.values()), only=only)
    for who in (TAM, ADA):
        world.place(who, "garden")
    return world


def insulted(world: Planted) -> int:
    """Ioan insults Mara before Lia; the others are elsewhere."""
    scene = world.do("insult", IOAN, MARA)
    for who in (TAM, ADA):
        world.place(who, "hall")
    for who in (IOAN, MARA):
        world.place(who, "garden")
    return scene.number


def the_rumour(world: Planted):
    (found,) = world.seen.society.rumours
    return found


def test_what_was_seen_is_told_on_with_its_path():
    world = planted()
    deed = insulted(world)
    first = world.do("gossip", LIA, TAM, of=IOAN)
    second = world.do("gossip", TAM, ADA, of=IOAN)
    found = the_rumour(world)
    assert (found.subject, found.victim, found.origin, found.event, found.truth) == (IOAN, MARA, LIA, deed, True)
    assert [(one.teller, one.hearer, one.event) for one in found.tellings] == [
        (LIA, TAM, first.number), (TAM, ADA, second.number),
    ]  # fmt: skip
    assert found.hops(ADA) == 2
    assert 0 < found.belief(ADA) < found.belief(TAM) < 1


def test_who_hears_it_thinks_the_worse_of_whom_it_is_about():
    world = planted(bond(TAM, IOAN))
    insulted(world)
    before = world.seen.bond(TAM, IOAN)
    world.do("gossip", LIA, TAM, of=IOAN)
    after = world.seen.bond(TAM, IOAN)
    assert after.trust < before.trust
    assert after.affection < before.affection


def test_a_liar_nobody_believes_moves_nothing():
    world = planted(bond(TAM, IOAN), bond(TAM, LIA, good=0, bad=8))
    insulted(world)
    before = world.seen.bond(TAM, IOAN)
    world.do("gossip", LIA, TAM, of=IOAN)
    after = world.seen.bond(TAM, IOAN)
    assert (after.trust, after.affection, after.respect) == (before.trust, before.affection, before.respect)
    assert the_rumour(world).belief(TAM) == 0


def test_good_news_speaks_for_whom_it_is_about():
    world = planted(bond(TAM, IOAN))
    world.do("help", IOAN, MARA)
    for who in (TAM, ADA):
        world.place(who, "hall")
    before = world.seen.bond(TAM, IOAN)
    world.do("gossip", LIA, TAM, of=IOAN)
    assert world.seen.bond(TAM, IOAN).trust > before.trust


def test_old_news_moves_nothing_and_stifles_its_teller():
    world = planted(bond(TAM, IOAN), bond(ADA, LIA), bond(TAM, ADA))
    insulted(world)
    world.do("gossip", LIA, TAM, of=IOAN)
    world.do("gossip", LIA, ADA, of=IOAN)
    before = world.seen.bond(ADA, IOAN)
    scene = world.do("gossip", TAM, ADA, of=IOAN)
    assert scene.tale is not None
    assert scene.tale.stale
    assert world.seen.bond(ADA, IOAN).trust == before.trust
    assert TAM in the_rumour(world).stifled
    assert "stale" in world.told[-1].tags


def test_the_worse_and_fresher_tale_is_the_one_that_is_told():
    bad, mild = rumours.valence(ACTS["betray"]), rumours.valence(ACTS["snub"])
    assert rumours.savour(bad, 1.0, 0) > rumours.savour(mild, 1.0, 0)
    assert rumours.savour(bad, 1.0, 0) > rumours.savour(bad, 1.0, 60) > rumours.savour(bad, 0.5, 60)
    assert rumours.savour(-0.4, 1.0, 0) > rumours.savour(0.4, 1.0, 0)


def test_it_goes_through_so_many_mouths_and_no_more():
    world = planted()
    insulted(world)
    world.do("gossip", LIA, TAM, of=IOAN)
    long = the_rumour(world)
    one = long.tellings[0]
    path = tuple(one._replace(teller=10 + hop, hearer=11 + hop) for hop in range(rumours.MOST_HOPS))
    far = replace(long, origin=10, tellings=path)
    assert far.tellable(10 + rumours.MOST_HOPS - 1)
    assert not far.tellable(10 + rumours.MOST_HOPS)
    full = rumours.told(long, [one] * rumours.MOST_TELLINGS, 700)
    assert len(full.tellings) == rumours.MOST_TELLINGS
    assert not full.is_open


def test_what_nobody_tells_dies():
    world = planted()
    insulted(world)
    world.do("gossip", LIA, TAM, of=IOAN)
    world.wait(rumours.FORGOTTEN_AFTER)
    assert the_rumour(world).is_open
    world.wait(10)
    assert not the_rumour(world).is_open


def test_a_world_has_so_many_tales_going_and_the_faintest_die():
    old = [rumours.Rumour(IOAN, MARA, LIA, "insult", "x", 0, True, -0.4, 10 * n, number=n) for n in range(1, 71)]
    dead = rumours.dying([replace(one, tellings=(rumours.Telling(LIA, TAM, 1, 700, 1),)) for one in old], 701)
    assert [one.number for one in dead] == list(range(1, 11))


def test_a_slander_has_no_event_and_no_truth_and_comes_to_the_ears_of_whom_it_is_about():
    wicked = Personality(facets={"morality": 0.1})
    bonds = bond(IOAN, MARA, affection=-0.6), bond(LIA, IOAN), bond(LIA, MARA), bond(MARA, LIA)
    world = planted(*bonds, bond(MARA, IOAN, good=1, bad=2), Ioan=wicked)
    world.place(MARA, "garden")
    world.do("gossip", IOAN, LIA, of=MARA, throw=0.0)
    found = the_rumour(world)
    assert (found.subject, found.event, found.truth, found.origin) == (MARA, 0, False, IOAN)
    assert "invented" in world.told[-1].tags
    assert world.trust(LIA, MARA) < bond(LIA, MARA).trust
    world.place(MARA, "hall")
    warned = world.do("warn", LIA, MARA, of=IOAN)
    (heard,) = world.developed("rumour_reached")
    assert heard.initiator == MARA
    assert "There is no truth in it." in heard.text
    assert heard.cause == warned.number
    assert world.trust(MARA, IOAN) < 0.5
    between = log_of(world.seen.past, world.seen.minute, world.seen.society).between(IOAN, MARA)
    wrong = dealings(between, MARA, IOAN).their_wrong
    assert wrong is not None
    assert wrong.act == "gossip"


def test_a_slander_by_somebody_trusted_comes_out_as_a_betrayal():
    wicked = Personality(facets={"morality": 0.1})
    bonds = bond(IOAN, MARA, affection=-0.6), bond(LIA, IOAN), bond(MARA, LIA), bond(MARA, IOAN)
    world = planted(*bonds, Ioan=wicked)
    world.place(MARA, "garden")
    world.do("gossip", IOAN, LIA, of=MARA, throw=0.0)
    world.place(MARA, "hall")
    world.do("warn", LIA, MARA, of=IOAN)
    assert world.developed("rumour_reached") == []
    (found,) = world.developed("betrayal_discovered")
    assert "slandered" in found.text
    between = log_of(world.seen.past, world.seen.minute, world.seen.society).between(IOAN, MARA)
    assert dealings(between, MARA, IOAN).their_wrong is not None


def test_who_is_said_to_have_suffered_knows_better():
    wicked = Personality(facets={"morality": 0.1})
    world = planted(bond(IOAN, MARA, affection=-0.6), bond(LIA, IOAN), Ioan=wicked)
    for who in (IOAN, LIA):
        world.place(who, "cellar")
    world.do("gossip", IOAN, LIA, of=MARA, throw=0.0)
    victim = the_rumour(world).victim
    assert victim in (TAM, ADA)
    world.place(victim, "cellar")
    before = world.trust(victim, LIA)
    world.do("gossip", LIA, victim, of=MARA)
    assert world.trust(victim, LIA) < before
    assert LIA in the_rumour(world).stifled
    assert the_rumour(world).belief(victim) == 0


def test_who_overhears_what_is_said_of_them_would_have_it_out():
    world = planted()
    insulted(world)
    world.place(IOAN, "hall")
    scene = world.do("gossip", LIA, TAM, of=IOAN, throw=0.0)
    assert IOAN in scene.witnesses
    pulls = dict(play.press(Stage(world.seen, world.seen.minute), IOAN, LIA))
    assert pulls["confront"].bonus > 0
    assert pulls["confront"].reason.event == scene.number
    assert list(play.press(Stage(world.seen, world.seen.minute), IOAN, TAM)) == []


def test_a_rumour_about_somebody_gone_breaks_nothing():
    world = planted()
    insulted(world)
    world.do("gossip", LIA, TAM, of=IOAN)
    left = frozenset({MARA, LIA, TAM, ADA})
    world.seen = replace(
        world.seen, society=world.seen.society.among(left),
        minds={who: one for who, one in world.seen.minds.items() if who in left},
        past=tuple(replace(one, initiator=None) if one.initiator == IOAN else one for one in world.seen.past),
    )  # fmt: skip
    assert world.seen.society.rumours == ()
    world.do("gossip", TAM, ADA)
    assert world.seen.society.rumours == ()

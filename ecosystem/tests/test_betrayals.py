"""Faith broken: what is one, who knows, how it comes out, and what that does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from characters.minds import Personality
from ecosystem.deeds import log_of
from ecosystem.dynamics import betrayals as play
from ecosystem.scenes import SecretView
from ecosystem.stage import Stage
from ecosystem.tests.planting import Planted
from ecosystem.tests.snapshots import mind
from relationships.alliances import Alliance
from relationships.bonds import Bond
from relationships.dealings import dealings

IOAN, MARA, LIA, TAM = 1, 2, 3, 4
ONLY = frozenset({"promises", "confidences", "rumours", "betrayals"})
SECRET = SecretView(7, MARA, "Mara sold the ring.", "I sold the ring", None, frozenset())


def trusting(source: int, target: int, good: float = 6, bad: float = 1, **fields: float) -> Bond:
    values = {"affection": 0.45, "familiarity": 0.6} | fields
    return Bond(source, target, good, bad, minute=600, **values)  # type: ignore[arg-type]


def planted(*bonds: Bond, only=ONLY, **minds) -> Planted:
    people = [mind(IOAN, "Ioan"), mind(MARA, "Mara"), mind(LIA, "Lia"), mind(TAM, "Tam")]
    people = [replace(one, personality=minds.get(one.name, one.personality)) for one in people]
    given = bonds or (trusting(MARA, IOAN), trusting(MARA, LIA), trusting(LIA, MARA))
    return Planted(*people, bonds=given, secrets=(SECRET,), only=only)


def given_away(world: Planted):
    """Mara confides in Ioan, who tells Lia."""
    confided = world.do("confide", MARA, IOAN)
    told = world.do("reveal_secret", IOAN, LIA, of=MARA)
    return confided, told


def the_betrayal(world: Planted):
    (found,) = world.seen.society.betrayals
    return found


def test_a_secret_told_on_is_a_secret_betrayal_with_its_evidence():
    world = planted()
    confided, told = given_away(world)
    found = the_betrayal(world)
    assert (found.doer, found.victim, found.bound, found.state) == (IOAN, MARA, "secret", "hidden")
    assert found.evidence == (confided.number, told.number)
    assert {known.who for known in found.knowledge} == {IOAN, LIA}
    assert world.trust(MARA, IOAN) > 0.7
    assert world.developed("betrayal_discovered") == []


def test_the_way_a_secret_went_is_kept():
    world = planted()
    confided, told = given_away(world)
    way = [(one.teller, one.hearer, one.event, one.overheard) for one in world.seen.society.confidences]
    assert way == [(MARA, IOAN, confided.number, False), (IOAN, LIA, told.number, False)]


def test_overhearing_counts():
    world = planted()
    world.do("confide", MARA, IOAN, throw=0.0)
    assert {(one.hearer, one.overheard) for one in world.seen.society.confidences} == {
        (IOAN, False), (LIA, True), (TAM, True),
    }  # fmt: skip


def test_the_victim_learns_of_it_by_what_is_told_and_trust_collapses():
    world = planted()
    confided, told = given_away(world)
    before = world.trust(MARA, IOAN)
    warned = world.do("warn", LIA, MARA, of=IOAN)
    (found,) = world.developed("betrayal_discovered")
    assert found.initiator == MARA
    assert [reason.event for reason in found.reasons] == [confided.number, told.number, warned.number]
    assert "Lia" in found.text
    assert before > 0.7
    assert world.trust(MARA, IOAN) < 0.5
    assert {felt.emotion.name for felt in found.feelings if felt.who == MARA} == {"anger", "distress"}
    fact = the_betrayal(world)
    assert (fact.state, fact.means, fact.learned) == ("known", "told", found.number)
    assert next(known for known in fact.knowledge if known.who == MARA).teller == LIA


def test_it_is_a_wrong_that_the_victim_holds_from_then_on_and_the_doer_knew_all_along():
    world = planted()
    given_away(world)

    def held() -> tuple[object, object]:
        between = log_of(world.seen.past, world.seen.minute, world.seen.society).between(IOAN, MARA)
        theirs, mine = dealings(between, MARA, IOAN).their_wrong, dealings(between, IOAN, MARA).my_wrong
        return theirs and theirs.act, mine and mine.act

    assert held() == (None, "reveal_secret")
    world.do("warn", LIA, MARA, of=IOAN)
    assert held() == ("reveal_secret", "reveal_secret")
    world.seen = replace(world.seen, past=())
    assert held() == ("reveal_secret", "reveal_secret")


def test_words_alone_do_not_take_it_off_the_books():
    world = planted()
    given_away(world)
    world.do("warn", LIA, MARA, of=IOAN)
    world.do("apologise", IOAN, MARA)
    between = log_of(world.seen.past, world.seen.minute, world.seen.society).between(IOAN, MARA)
    assert dealings(between, MARA, IOAN).their_wrong is not None


def test_who_is_not_believed_tells_in_vain():
    world = planted(trusting(MARA, IOAN), trusting(MARA, LIA, good=0, bad=7), trusting(LIA, MARA))
    given_away(world)
    world.do("warn", LIA, MARA, of=IOAN)
    assert world.developed("betrayal_discovered") == []
    assert not the_betrayal(world).known_to(MARA)
    assert world.trust(MARA, IOAN) > 0.7


def test_it_gets_about_by_gossip_and_comes_to_the_victim_third_hand():
    world = planted(trusting(MARA, IOAN), trusting(TAM, LIA), trusting(MARA, TAM), trusting(TAM, MARA))
    given_away(world)
    world.do("gossip", LIA, TAM, of=IOAN)
    assert the_betrayal(world).known_to(TAM)
    world.do("warn", TAM, MARA, of=IOAN)
    (found,) = world.developed("betrayal_discovered")
    assert "Tam" in found.text
    rumour = world.seen.society.rumours[0]
    assert next((one.teller, one.hearer) for one in rumour.tellings) == (LIA, TAM)


def test_who_is_there_knows_at_once():
    world = planted()
    world.do("confide", MARA, IOAN)
    world.do("reveal_secret", IOAN, LIA, of=MARA, throw=0.0)
    found = the_betrayal(world)
    assert (found.state, found.means) == ("known", "saw")
    assert found.learned == found.event
    assert world.trust(MARA, IOAN) < 0.6


def test_a_lie_that_was_believed_stays_secret_until_it_is_confessed():
    world = planted()
    lie = world.do("lie", IOAN, MARA)
    assert the_betrayal(world).is_secret
    before = world.trust(MARA, IOAN)
    confessed = world.do("confess", IOAN, MARA)
    (found,) = world.developed("betrayal_discovered")
    assert found.others == (IOAN,)
    assert [reason.event for reason in found.reasons][1:] == [lie.number, confessed.number]
    fact = the_betrayal(world)
    assert (fact.means, fact.points) == ("confessed", 0.2)
    assert world.trust(MARA, IOAN) < before - 0.15


def test_a_lie_that_was_seen_through_is_no_secret():
    world = planted()
    world.do("lie", IOAN, MARA, accepted=False)
    assert world.seen.society.betrayals == ()


def test_inquiry_may_bring_it_to_light():
    world = planted()
    world.do("lie", IOAN, MARA)
    world.do("question", MARA, IOAN)
    assert the_betrayal(world).is_secret
    world.do("question", MARA, IOAN, throw=0.0)
    assert (the_betrayal(world).state, the_betrayal(world).means) == ("known", "proved")


def test_a_liar_may_slip_as_they_talk_of_something_else():
    world = planted()
    world.do("lie", IOAN, MARA)
    for _ in range(3):
        world.do("talk", MARA, IOAN)
    assert the_betrayal(world).is_secret
    slip = world.do("talk", MARA, IOAN, throw=0.0)
    (found,) = world.developed("betrayal_discovered")
    assert found.cause == slip.number


def test_an_investigator_who_finds_it_out_can_tell_the_victim():
    world = planted(trusting(MARA, IOAN), trusting(MARA, TAM), trusting(TAM, MARA))
    world.do("lie", IOAN, MARA)
    clue = world.do("question", TAM, IOAN, throw=0.0)
    assert "clue" in world.told[-1].tags
    assert [(known.who, known.event) for known in the_betrayal(world).knowledge][-1] == (TAM, clue.number)
    world.do("warn", TAM, MARA, of=IOAN)
    assert the_betrayal(world).means == "told"


def test_who_knows_of_it_and_likes_the_victim_is_drawn_to_tell():
    def pull(*bonds: Bond) -> float:
        world = planted(trusting(MARA, IOAN), *bonds)
        given_away(world)
        on = Stage(world.seen, world.seen.minute)
        return sum(nudge.bonus for act, nudge in play.press(on, LIA, MARA) if act == "warn")

    fond, cold = trusting(LIA, MARA, affection=0.8), trusting(LIA, MARA, affection=-0.4)
    friend_of_the_doer = trusting(LIA, IOAN, affection=0.8)
    assert pull(fond) > 3 > pull(cold)
    assert pull(fond, friend_of_the_doer) < pull(fond)


@pytest.mark.parametrize(("good", "bad", "is_one"), [(6, 1, True), (0, 0, False), (1, 5, False)])
def test_only_who_was_trusted_can_betray(good, bad, is_one):
    world = planted(trusting(MARA, IOAN, good, bad))
    world.do("betray", IOAN, MARA)
    assert bool(world.seen.society.betrayals) is is_one


def test_an_insult_among_friends_is_a_quarrel_and_no_betrayal():
    world = planted()
    world.do("insult", IOAN, MARA)
    assert world.seen.society.betrayals == ()


def test_a_broken_word_is_one_and_its_evidence_is_the_word():
    world = planted()
    given = world.do("promise", IOAN, MARA)
    broken = world.do("break_promise", IOAN, MARA, accepted=False)
    assert the_betrayal(world).evidence == (given.number, broken.number)
    assert the_betrayal(world).bound == "promise"


def test_a_promise_let_lapse_is_one_too():
    world = planted()
    world.do("promise", IOAN, MARA)
    world.wait(3000)
    (lapsed,) = world.developed("promise_lapsed")
    assert the_betrayal(world).event == lapsed.number
    assert the_betrayal(world).state == "known"


def test_allies_are_bound():
    world = planted(trusting(MARA, IOAN, 3, 1.2))
    made = Alliance(
        members=(IOAN, MARA),
        leader=None,
        purpose="to stand together",
        against=None,
        about=None,
        made=590,
        event=4,
        cohesion=0.6,
        number=1,
    )
    society = replace(world.seen.society, last=1, alliances=(made,))
    world.seen = replace(world.seen, society=society, log_position=9)
    world.do("threaten", IOAN, MARA)
    assert (the_betrayal(world).bound, the_betrayal(world).evidence[0]) == ("alliance", 4)


def test_the_nearer_and_the_more_hidden_the_graver():
    def severity(act: str, **fields: float) -> float:
        world = planted(trusting(MARA, IOAN, **fields))
        world.do(act, IOAN, MARA)
        return the_betrayal(world).severity

    assert severity("betray", affection=0.8) > severity("betray", affection=-0.2)
    assert severity("betray") > severity("lie")


def test_a_slander_is_a_betrayal_of_whoever_trusted_its_author():
    wicked = Personality(facets={"morality": 0.1})
    world = planted(trusting(MARA, IOAN), trusting(LIA, IOAN), trusting(IOAN, MARA, affection=-0.6), Ioan=wicked)
    world.do("gossip", IOAN, LIA, of=MARA, throw=0.0)
    found = the_betrayal(world)
    assert (found.bound, found.victim) == ("slander", MARA)


def test_who_is_deceived_at_once_loses_nothing_yet_and_who_sees_it_does():
    hidden, seen = planted(), planted()
    hidden.do("lie", IOAN, MARA)
    seen.do("lie", IOAN, MARA, accepted=False)
    assert hidden.trust(MARA, IOAN) > seen.trust(MARA, IOAN)


def test_nobody_present_or_gone_breaks_anything():
    world = planted()
    given_away(world)
    assert world.seen.society.among(frozenset({IOAN, LIA})).betrayals == ()
    left = world.seen.society.among(frozenset({IOAN, MARA}))
    assert [known.who for known in left.betrayals[0].knowledge] == [IOAN]

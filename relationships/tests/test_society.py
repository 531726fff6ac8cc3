"""A small society in memory, run for a while: what must hold of the rules taken together."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from characters import mood, needs
from characters.minds import DOMAINS, Deed, Emotion, Mind, Personality
from relationships import stages, trust, volition
from relationships.acts import ACTS
from relationships.bonds import Bond, applied
from relationships.consequences import outcome
from relationships.dealings import Circumstances, Dealings, Third, dealings

STEPS = 300


class Society:
    def __init__(self, people: int, seed: int) -> None:
        self.rng = rng = random.Random(seed)
        self.minute = 480
        self.minds = {who: newcomer(who, rng) for who in range(1, people + 1)}
        pairs = [(a, b) for a in self.minds for b in self.minds if a != b]
        self.bonds = {pair: first_impression(*pair, rng) for pair in pairs}
        self.deeds: dict[frozenset[int], list[Deed]] = defaultdict(list)
        self.lately: dict[int, list[str]] = defaultdict(list)
        self.done: Counter[str] = Counter()
        self.answers: list[bool] = []

    def live(self, steps: int) -> Society:
        for number in range(1, steps + 1):
            self.minute += 5
            self.step(number)
            self.pass_time(5)
        return self

    def step(self, number: int) -> None:
        me = self.minds[self.rng.choice(list(self.minds))]
        scene = Circumstances(self.minute, lately=Counter(self.lately[me.id][-8:]))
        found, disposed = volition.alone(me, scene), volition.disposition(me, scene)
        for other in self.rng.sample([who for who in self.minds if who != me.id], min(4, len(self.minds) - 1)):
            here = replace(scene, third=self.third(me.id, other), witnesses=self.rng.randrange(4))
            back = self.bonds[other, me.id]
            bonds, past = (self.bonds[me.id, other], back), self.past(me.id, other)
            found += volition.wishes(me, disposed, self.minds[other], bonds, past, here)
        wish = volition.choose(found, self.rng, volition.temperature(me.personality))
        if wish is not None:
            self.lately[me.id].append(wish.act)
            self.done[wish.act] += 1
            self.play(number, me, wish)

    def third(self, one: int, other: int) -> Third | None:
        rest = [who for who in self.minds if who not in (one, other)]
        if not rest:
            return None
        who = max(rest, key=lambda w: abs(self.bonds[one, w].affection) + self.rng.random())
        return Third(who, self.minds[who].name, self.bonds[one, who], self.bonds[other, who])

    def past(self, one: int, other: int) -> Dealings:
        return dealings(self.deeds[frozenset((one, other))], one, other)

    def play(self, number: int, me: Mind, wish: volition.Wish) -> None:
        act, other = ACTS[wish.act], self.minds.get(wish.target or 0)
        accepted, bonds = True, None
        if other is None:
            self.minds[me.id] = replace(me, energy=needs.rested(me.energy, 40))
        else:
            pair = frozenset((me.id, other.id))
            bonds = self.bonds[me.id, other.id], self.bonds[other.id, me.id]
            scene, noise, past = wish.encounter.scene, self.rng.gauss(0, 1), self.past(other.id, me.id)
            accepted = volition.answer(other, me, act.key, bonds[1], past, scene, noise=noise).accepted
            self.answers.append(accepted)
            self.deeds[pair].append(
                Deed(number, act.key, me.id, other.id, accepted, self.minute, act.polarity, act.harm)
            )
        self.change(outcome(act, accepted, me, other, bonds, wish.encounter.scene.third if wish.third else None))

    def change(self, result) -> None:
        for change in result.changes:
            pair = change.source, change.target
            bond, _ = applied(self.bonds[pair], [change])
            bond = replace(bond, stage=stages.stage(bond, bond.stage, self.bonds[pair[::-1]]), minute=self.minute)
            self.bonds[pair] = bond
        for who, name, intensity, about in result.felt:
            mind, emotion = self.minds[who], Emotion(name, intensity, self.minute, about)
            moved = mood.felt(mind.mood, name, intensity, mind.personality.neuroticism)
            self.minds[who] = replace(mind, mood=moved, emotions=mood.stirred(mind.emotions, emotion))
        for who, gains in result.needs.items():
            self.minds[who] = replace(self.minds[who], needs=needs.filled(self.minds[who].needs, gains))
        for who, cost in result.energy.items():
            self.minds[who] = replace(self.minds[who], energy=needs.spent(self.minds[who].energy, cost))

    def pass_time(self, minutes: int) -> None:
        for who, mind in self.minds.items():
            self.minds[who] = replace(
                mind,
                mood=mood.decay(mind.mood, mood.baseline(mind.personality), minutes),
                emotions=mood.faded(mind.emotions, self.minute),
                needs=needs.decayed(mind.needs, minutes),
            )


def newcomer(who: int, rng: random.Random) -> Mind:
    traits = {domain: min(0.95, max(0.05, rng.gauss(0.5, 0.2))) for domain in DOMAINS}
    values = frozenset(rng.sample(["honesty", "loyalty", "kindness", "advancement", "fun", "duty"], 2))
    return Mind(who, f"P{who}", "they", Personality(**traits), secrets_held=1, values=values)


def first_impression(one: int, other: int, rng: random.Random) -> Bond:
    if rng.random() < 0.4:
        return Bond(one, other)
    good, bad = trust.evidence(rng.uniform(0.25, 0.8), 0.5)
    affection, respect = rng.uniform(-0.5, 0.6), rng.uniform(-0.3, 0.5)
    attraction = rng.uniform(0.3, 0.7) if rng.random() < 0.2 else 0.0
    return Bond(one, other, good, bad, affection, respect, rng.uniform(0.2, 0.6), attraction)


# Societies that begin with both fondness and dislike, so that there is something to survive.
@pytest.fixture(scope="module", params=[(8, 3), (8, 11), (5, 5)], ids=lambda param: f"{param[0]} people")
def society(request):
    return Society(*request.param).live(STEPS)


def test_at_least_thirty_acts_occur_and_none_rules(society):
    assert len(society.done) >= 30
    assert max(society.done.values()) <= 0.15 * STEPS


def test_something_happens_at_nearly_every_step(society):
    assert sum(society.done.values()) >= 0.97 * STEPS


def test_both_yes_and_no_are_heard(society):
    assert 0.5 <= sum(society.answers) / len(society.answers) <= 0.9


def test_both_fondness_and_dislike_survive(society):
    steps = Counter(stages.step(bond) for bond in society.bonds.values())
    assert sum(steps[step] for step in (1, 2, 3)) >= 3
    assert sum(steps[step] for step in (-1, -2, -3)) >= 2


def test_nothing_saturates_in_an_afternoon(society):
    levels = [bond.affection for bond in society.bonds.values()]
    assert sum(abs(level) > 0.95 for level in levels) == 0
    assert all(bond.trust_good + bond.trust_bad <= trust.MOST_EVIDENCE + 0.01 for bond in society.bonds.values())


def test_moods_differ_and_come_to_no_end_of_the_scale(society):
    pleasures = [mind.mood.pleasure for mind in society.minds.values()]
    assert max(pleasures) - min(pleasures) > 0.2
    assert max(map(abs, pleasures)) < 0.99


def test_two_alone_do_not_repeat_themselves_either():
    pair = Society(2, 5).live(STEPS)
    assert len(pair.done) >= 20
    assert max(pair.done.values()) <= 0.2 * STEPS


def test_the_same_seed_gives_the_same_history():
    one, same = Society(4, 9).live(60), Society(4, 9).live(60)
    assert one.deeds == same.deeds
    assert one.bonds == same.bonds
    assert Society(4, 10).live(60).deeds != one.deeds

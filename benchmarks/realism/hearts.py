"""Planted scenes of temperament and feeling: who suits whom, what is felt, what is caught, what wounds and heals."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from benchmarks.realism.planted import planted
from benchmarks.realism.stagecraft import (
    DAY,
    FOUR,
    MORNING,
    ONE,
    THREE,
    TWO,
    After,
    bond,
    course,
    done,
    feeling,
    mutual,
    person,
    staged,
    wants,
    world,
)
from characters.minds import Mind, Mood, Wound
from ecosystem import decide
from ecosystem.scenes import Snapshot
from ecosystem.stage import aged

GLAD, GLOOMY = Mood(0.7, 0.2, 0.2), Mood(-0.7, -0.2, -0.2)


def _warmed(one: Mind, other: Mind, act: str = "talk") -> float:
    """How much an act between strangers makes the first like the second."""
    after = done(world(one, other), act, by=TWO, to=ONE)
    return after.bond(ONE, TWO).affection


@planted("compatibility", "alike people come to like each other more", "Selfhout et al. 2010")
def _alike() -> bool:
    quiet: dict[str, Any] = {"extraversion": 0.2, "openness": 0.8}
    alike = _warmed(person(**quiet), person(TWO, **quiet))
    return alike > _warmed(person(**quiet), person(TWO, extraversion=0.9, openness=0.1))


@planted("compatibility", "a calm partner is better to be with than an anxious one", "Malouff et al. 2010")
def _calm() -> bool:
    return _warmed(person(), person(TWO, neuroticism=0.1)) > _warmed(person(), person(TWO, neuroticism=0.9))


@planted("compatibility", "a warm partner is better to be with than a cold one", "Malouff et al. 2010")
def _warm() -> bool:
    high, low = person(TWO, agreeableness=0.7), person(TWO, agreeableness=0.3)
    return _warmed(person(), high) > _warmed(person(), low)


@planted("compatibility", "a dependable partner is better to be with than a careless one", "Dyrenforth et al. 2010")
def _steady() -> bool:
    return _warmed(person(), person(TWO, conscientiousness=0.9)) > _warmed(person(), person(TWO, conscientiousness=0.1))


@planted("compatibility", "of a calm and an anxious one, the anxious has the better match", "Dyrenforth et al. 2010")
def _directed() -> bool:
    of_calm = _warmed(person(neuroticism=0.9), person(TWO, neuroticism=0.1))
    return of_calm > _warmed(person(neuroticism=0.1), person(TWO, neuroticism=0.9))


@planted("preference", "likeness decides less the better two know each other", "Sunnafrank 1984")
def _known() -> bool:
    good, poor = person(TWO, neuroticism=0.1, agreeableness=0.8), person(THREE, neuroticism=0.9, agreeableness=0.2)

    def gap(known: float) -> float:
        ties = [bond(ONE, other, familiarity=known) for other in (TWO, THREE)]
        seen = world(person(), good, poor, bonds=ties)
        return wants(seen, "talk", ONE, TWO) - wants(seen, "talk", ONE, THREE)

    return gap(0.9) < gap(0.1)


@planted("preference", "in company one turns to a friend rather than to a stranger", "Sunnafrank 1984")
def _friend() -> bool:
    crowd = [person(id, initiative=0.9 if id == ONE else 0.1) for id in range(1, 9)]
    seen = world(*crowd, bonds=mutual(ONE, THREE, affection=0.6, trust=0.75, familiarity=0.7))
    return _turned_to(seen, THREE) > _turned_to(seen, 5) > 0


@planted("preference", "whom one fears one keeps away from more than whom one likes", "Sunnafrank 1984")
def _feared() -> bool:
    ties = (bond(ONE, TWO, affection=0.4), bond(ONE, THREE, fear=0.6, affection=-0.2))
    seen = world(*map(person, (ONE, TWO, THREE, FOUR)), bonds=(*ties, bond(ONE, FOUR)))
    return wants(seen, "talk", ONE, TWO) > wants(seen, "talk", ONE, FOUR) > wants(seen, "talk", ONE, THREE)


@planted("preference", "of two strangers one seeks the better match", "Selfhout et al. 2010")
def _better() -> bool:
    good, poor = person(TWO, neuroticism=0.1, agreeableness=0.8), person(THREE, neuroticism=0.9, agreeableness=0.2)
    seen = world(person(), good, poor, bonds=[bond(ONE, other, familiarity=0.05) for other in (TWO, THREE)])
    return _sought(seen, TWO) > _sought(seen, THREE)


def _sought(seen: Snapshot, other: int) -> float:
    """What preference alone adds to the wish to talk with somebody."""
    return wants(seen, "talk", ONE, other) - wants(seen, "talk", ONE, other, frozenset({"preference"}))


def _turned_to(seen: Snapshot, other: int) -> int:
    """How often somebody has an eye on another in company, of sixty times."""
    stage = staged(seen)
    return sum(other in decide.partners(stage, stage.log, ONE, random.Random(seed)) for seed in range(60))


def _pair(act: str, *, accepted: bool = True, one: Mind | None = None, two: Mind | None = None, **tie: float) -> After:
    seen = world(one or person(), two or person(TWO), person(THREE), bonds=mutual(ONE, TWO, **tie))
    return done(seen, act, accepted=accepted)


@planted("appraisal", "an insult makes angry, at whoever gave it", "Ortony, Clore & Collins 1988")
def _insulted() -> bool:
    after = _pair("insult", accepted=False)
    return any(felt.emotion.about == ONE for felt in after.scene.feelings if felt.emotion.name == "anger")


@planted("appraisal", "help makes grateful", "Ortony, Clore & Collins 1988")
def _helped() -> bool:
    return _pair("help").felt(TWO, "gratitude", "relief", "joy") > 0.2


@planted("appraisal", "one pities a friend who is hurt", "Ortony, Clore & Collins 1988")
def _pity() -> bool:
    seen = world(person(), person(TWO), person(THREE), bonds=(bond(THREE, TWO, affection=0.5), bond(THREE, ONE)))
    after = done(seen, "insult")
    return after.felt(THREE, "pity", "distress", "anger", "reproach") > after.felt(THREE, "gloating", "joy")


@planted("appraisal", "one gloats over an enemy who is hurt", "Ortony, Clore & Collins 1988")
def _gloat() -> bool:
    tie = bond(THREE, TWO, affection=-0.6, trust=0.2)
    after = done(world(person(), person(TWO), person(THREE), bonds=(tie,)), "insult")
    return after.felt(THREE, "gloating") > after.felt(THREE, "pity")


@planted("appraisal", "whoever does harm is sorry for it, the kind-hearted more", "Ortony, Clore & Collins 1988")
def _sorry() -> bool:
    kind, hard = _pair("insult", one=person(agreeableness=0.9)), _pair("insult", one=person(agreeableness=0.1))
    return kind.felt(ONE, "remorse", "shame") > hard.felt(ONE, "remorse", "shame")


@planted("appraisal", "to be refused in love hurts more than to be refused a talk", "Ortony, Clore & Collins 1988")
def _refused() -> bool:
    talk, love = _pair("talk", accepted=False), _pair("declare_love", accepted=False, attraction=0.8, affection=0.6)
    return love.mood(ONE).pleasure < talk.mood(ONE).pleasure


@planted("appraisal", "a hope that is dashed turns into disappointment", "Ortony, Clore & Collins 1988")
def _dashed() -> bool:
    hopeful = person(emotions=(feeling("hope", 0.8, TWO),))
    seen = world(hopeful, person(TWO), bonds=mutual(ONE, TWO))
    return done(seen, "invite", accepted=False).felt(ONE, "disappointment") > 0.3


@planted("mood", "what hurts moves the anxious more", "Mehrabian 1996; Gross & John 2003")
def _anxious() -> bool:
    nervous, steady = (_pair("insult", two=person(TWO, neuroticism=level)).mood(TWO).pleasure for level in (0.9, 0.1))
    return nervous < steady


def _rested(one: Mind) -> Mood:
    """The mood somebody comes to by themselves, having thought of nothing much for a day."""
    return done(world(one, person(TWO, place="yard")), "reflect", ONE, None, after=DAY).mood(ONE)


@planted("mood", "the anxious are less pleased and more stirred at rest", "Mehrabian 1996")
def _rest() -> bool:
    nervous, steady = (_rested(person(neuroticism=level)) for level in (0.9, 0.1))
    return nervous.pleasure < steady.pleasure and nervous.arousal > steady.arousal


@planted("mood", "the outgoing are gladder and surer of themselves at rest", "Mehrabian 1996")
def _cheer() -> bool:
    loud, quiet = (_rested(person(extraversion=level)) for level in (0.9, 0.1))
    return loud.pleasure > quiet.pleasure and loud.dominance > quiet.dominance


@planted("mood", "a mood passes, and feelings sooner than moods", "Frijda et al. 1991; Gebhard 2005")
def _passes() -> bool:
    upset = person(mood=GLOOMY, emotions=(feeling("distress", 0.8),))
    hour = aged(upset, MORNING, MORNING + 60)
    left = (hour.mood.pleasure / GLOOMY.pleasure, hour.emotions[0].intensity / 0.8)
    return 0 < left[1] < left[0] < 1


@planted("mood", "in a good mood people joke more, in a bad one they find fault", "Forgas 1995")
def _humour() -> bool:
    glad, low = (world(person(mood=state), person(TWO), bonds=mutual(ONE, TWO)) for state in (GLAD, GLOOMY))
    return wants(glad, "joke") > wants(low, "joke") and wants(low, "criticise") > wants(glad, "criticise")


def _beside(state: Mood, *, one: Mind | None = None, two: Mind | None = None, **tie: float) -> float:
    """How far the pleasure of whoever somebody in that mood talks with is moved by that mood alone."""
    first = replace(one or person(extraversion=0.7), mood=state)
    seen = world(first, two or person(TWO), bonds=mutual(ONE, TWO, **tie))
    return sum(ripple.pleasure for ripple in done(seen, "talk").scene.ripples if ripple.target == TWO)


@planted("contagion", "good humour is catching, and so is gloom", "Barsade 2002")
def _catching() -> bool:
    return _beside(GLAD) > 0 > _beside(GLOOMY)


@planted("contagion", "the expressive pass on more", "Bosse et al. 2009")
def _expressive() -> bool:
    return _beside(GLAD, one=person(extraversion=0.9)) > _beside(GLAD, one=person(extraversion=0.1))


@planted("contagion", "the sympathetic catch more", "Bosse et al. 2009")
def _open() -> bool:
    open_, closed = (person(TWO, agreeableness=level) for level in (0.9, 0.1))
    return _beside(GLOOMY, two=open_) < _beside(GLOOMY, two=closed)


@planted("contagion", "one catches more of a friend than of a stranger", "Bosse et al. 2009; Kramer et al. 2014")
def _tied() -> bool:
    return _beside(GLAD, affection=0.7) > _beside(GLAD, affection=0.0)


@planted("contagion", "an enemy's gladness does not gladden", "Bosse et al. 2009; Ortony, Clore & Collins 1988")
def _enemy() -> bool:
    return _beside(GLAD, affection=-0.7) < 0


@planted("contagion", "gloom goes from whoever feels it strongly to whoever feels it less", "Barsade 2002")
def _strong() -> bool:
    return _beside(GLOOMY) < _beside(Mood(-0.2, 0, 0))


@planted("contagion", "no scene moves anybody without bound, however many are upset", "Bosse et al. 2009")
def _bounded() -> bool:
    open_hearted: dict[str, Any] = {"neuroticism": 0.95, "agreeableness": 0.9, "extraversion": 0.9}
    crowd = [person(id, mood=GLAD if id == TWO else GLOOMY, **open_hearted) for id in range(1, 9)]
    ties = [tie for id in range(1, 9) if id != TWO for tie in mutual(TWO, id, affection=0.9)]
    after = done(world(*crowd, bonds=ties), "joke")
    moved = [sum(one.pleasure for one in after.scene.ripples if one.target == id) for id in range(1, 9)]
    return 0.05 < max(map(abs, moved)) <= 0.151


@planted("contagion", "who is elsewhere catches nothing", "Barsade 2002")
def _elsewhere() -> bool:
    away = person(THREE, place="yard")
    seen = world(person(mood=GLAD), person(TWO), away, bonds=mutual(ONE, THREE, affection=0.9))
    caught = {ripple.target for ripple in done(seen, "joke").scene.ripples}
    return TWO in caught and THREE not in caught


def _betrayed(neuroticism: float = 0.7, affection: float = 0.8, trust: float = 0.8) -> After:
    seen = world(
        person(), person(TWO, neuroticism=neuroticism), bonds=mutual(ONE, TWO, affection=affection, trust=trust)
    )
    return done(seen, "betray", accepted=False)


@planted("wounds", "to be betrayed by somebody dear leaves a wound, by a stranger it does not", "Freyd 1996")
def _wounded() -> bool:
    return bool(_betrayed().mind(TWO).wounds) and not _betrayed(affection=0.0, trust=0.5).mind(TWO).wounds


@planted("wounds", "the anxious are wounded more deeply", "Breslau & Schultz 2013")
def _deeper() -> bool:
    deep, shallow = _betrayed(0.9).mind(TWO).wounds, _betrayed(0.2).mind(TWO).wounds
    return bool(deep) and deep[0].severity > (shallow[0].severity if shallow else 0.0)


def _hurt(**given: object) -> Mind:
    told, dealt = "Three betrayed Two", MORNING - 2 * DAY
    wound = Wound(7, "betrayal", told, dealt, 0.8, frozenset({THREE}), tags=frozenset({"betrayal"}))
    return person(TWO, wounds=(replace(wound, **given),), neuroticism=0.6)  # type: ignore[arg-type]


@planted("wounds", "one keeps away from whoever dealt it", "Foa & Kozak 1986")
def _avoids() -> bool:
    seen = world(person(ONE), _hurt(), person(THREE), bonds=(*mutual(TWO, THREE), *mutual(ONE, TWO)))
    return wants(seen, "talk", TWO, THREE) < wants(seen, "talk", TWO, ONE)


@planted("wounds", "an old wound sharpens a new hurt", "Foa & Kozak 1986")
def _sharpens() -> bool:
    whole, hurt = (
        done(world(person(THREE), two, bonds=mutual(TWO, THREE)), "insult", THREE, TWO).mood(TWO).pleasure
        for two in (person(TWO, neuroticism=0.6), _hurt())
    )
    return hurt < whole


def _healing(listener: float, trust: float) -> float:
    seen = world(person(ONE, agreeableness=listener), _hurt(), bonds=mutual(ONE, TWO, trust=trust, affection=0.5))
    kind = [("help", ONE, TWO), ("reminisce", ONE, TWO), ("reassure", ONE, TWO), ("comfort", ONE, TWO)]
    after = course(seen, *kind, *[("confide", TWO, ONE, True, 60)] * 4)
    return after.mind(TWO).wounds[0].healed if after.mind(TWO).wounds else 1.0


@planted("wounds", "to tell somebody whom one trusts heals", "Pennebaker 1997")
def _heals() -> bool:
    return _healing(0.8, 0.8) > 0


@planted("wounds", "a kind ear heals more than a hard one", "Pennebaker 1997")
def _kind_ear() -> bool:
    return _healing(0.95, 0.8) > _healing(0.1, 0.8)


@planted("wounds", "whoever is not trusted does not heal", "Pennebaker 1997")
def _unsafe() -> bool:
    return _healing(0.8, 0.35) < _healing(0.8, 0.8)


@planted("wounds", "a fresh hurt by the same hand sets it back", "Herman 1992")
def _setback() -> bool:
    seen = world(_hurt(healed=0.5, safe=5), person(THREE), bonds=mutual(TWO, THREE))
    after = done(seen, "insult", THREE, TWO).mind(TWO).wounds
    return bool(after) and after[0].healed < 0.5


@planted("composure", "the anxious come to the end of their strength sooner", "Lazarus 1991")
def _strained() -> bool:
    def strain(level: float) -> float:
        two = person(TWO, neuroticism=level)
        seen = world(person(), two, bonds=mutual(ONE, TWO))
        return course(seen, *[("insult", ONE, TWO, False, 20)] * 4).mind(TWO).strain

    return strain(0.9) > strain(0.2)


def _cracks(strain: float) -> int:
    """How often somebody who has borne so much loses all composure at one insult more, of twenty times."""
    two = person(TWO, mood=GLOOMY, neuroticism=0.8, strain=strain)
    seen = world(person(), two, bonds=mutual(ONE, TWO))
    return sum(done(seen, "insult", accepted=False, seed=seed).told("cracked") for seed in range(20))


@planted("composure", "who can hardly bear more breaks at a trifle, who is fresh does not", "Lazarus 1991")
def _breaks() -> bool:
    return _cracks(0.99) > 4 > _cracks(0.1)


@planted(
    "self-disclosure",
    "whoever is confided in comes to like who confided more than by small talk",
    "Collins & Miller 1994",
)
def _disclosed() -> bool:
    seen = world(person(), person(TWO), bonds=mutual(ONE, TWO, trust=0.7, affection=0.2))
    confided, talked = (done(seen, act).bond(TWO, ONE).affection for act in ("confide", "talk"))
    return confided > talked > 0.2

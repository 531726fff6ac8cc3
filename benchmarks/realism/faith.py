"""Planted scenes of faith kept and broken: trust, promises, betrayal, gossip, reputation, repair."""

from __future__ import annotations

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
    goes_along,
    later,
    mutual,
    person,
    wants,
    world,
)
from ecosystem.matter import Matter
from ecosystem.scenes import SecretView, Snapshot
from relationships.acts import ACTS
from relationships.rumours import Tale


def _two(act: str, *, accepted: bool = True, **tie: float) -> tuple[float, float]:
    """How the trust of whom it is done to moved: before and after."""
    seen = world(person(), person(TWO), bonds=mutual(ONE, TWO, **tie))
    return seen.bond(TWO, ONE).trust, done(seen, act, accepted=accepted).bond(TWO, ONE).trust


def _moved(act: str, *, accepted: bool = True, **tie: float) -> float:
    before, after = _two(act, accepted=accepted, **tie)
    return after - before


@planted("trust", "harm costs more trust than as great a kindness brings", "Slovic 1993")
def _asymmetry() -> bool:
    kindness, harm = ACTS["help"], ACTS["insult"]
    per_weight = -_moved("insult") / harm.intensity, _moved("help") / kindness.intensity
    return per_weight[0] > per_weight[1] > 0


@planted("trust", "it takes several kindnesses to make up for one betrayal", "Slovic 1993")
def _several() -> bool:
    seen = world(person(), person(TWO), bonds=mutual(ONE, TWO, trust=0.7))
    kindnesses = [("help", ONE, TWO, True, 60)] * 3
    return course(seen, ("insult", ONE, TWO, False), *kindnesses).bond(TWO, ONE).trust < seen.bond(TWO, ONE).trust


@planted("trust", "a broken word costs more than an insult", "Schweitzer, Hershey & Bradlow 2006")
def _word() -> bool:
    return _moved("break_promise", accepted=False) < _moved("insult", accepted=False)


@planted("trust", "the better one knows somebody, the less one act changes", "Jøsang & Ismail 2002")
def _sure() -> bool:
    return _moved("help", sure=1.0) > _moved("help", sure=10.0) > 0


@planted("trust", "trust that is not renewed fades towards not knowing", "Jøsang & Ismail 2002")
def _fades() -> bool:
    seen = world(person(), person(TWO), bonds=mutual(ONE, TWO, trust=0.8))
    soon, late = (done(seen, "reflect", ONE, None).bond(TWO, ONE), _met_again(seen, 60).bond(TWO, ONE))
    return 0.5 < late.trust < soon.trust and late.uncertainty > soon.uncertainty


@planted(
    "trust", "what is asked in trust is granted to the trusted, and refused to the distrusted", "Mayer et al. 1995"
)
def _granted() -> bool:
    def answer(level: float) -> float:
        return goes_along(world(person(), person(TWO), bonds=mutual(ONE, TWO, trust=level)), "promise")

    return answer(0.85) > answer(0.5) > answer(0.2)


@planted("trust", "secrets are for those whom one trusts", "Collins & Miller 1994")
def _secrets() -> bool:
    def confides(level: float) -> float:
        return wants(world(person(), person(TWO), bonds=mutual(ONE, TWO, trust=level)), "confide")

    return confides(0.85) > confides(0.5) > confides(0.25)


def _met_again(seen: Snapshot, days: int) -> After:
    return done(seen, "greet", after=days * DAY)


def _fading(days: int) -> float:
    return (
        _met_again(world(person(), person(TWO), bonds=mutual(ONE, TWO, affection=0.6)), days).bond(ONE, TWO).affection
    )


@planted("fading", "affection fades with absence, and never turns into dislike", "Oswald & Clark 2003")
def _absence() -> bool:
    return 0.6 > _fading(5) > _fading(30) >= 0


@planted("promises", "whoever is as good as their word is trusted and respected more", "Mayer et al. 1995")
def _kept() -> bool:
    seen = world(person(), person(TWO), bonds=mutual(ONE, TWO))
    after = course(seen, ("promise", ONE, TWO), ("keep_promise", ONE, TWO, True, 200))
    return after.bond(TWO, ONE).trust > seen.bond(TWO, ONE).trust and after.bond(TWO, ONE).respect > 0


@planted("promises", "a promise binds: the dutiful keep it sooner than the careless", "Vanberg 2008")
def _binds() -> bool:
    def keeps(level: float) -> float:
        seen = world(person(conscientiousness=level), person(TWO), bonds=mutual(ONE, TWO))
        return wants(replace(done(seen, "promise").seen, minute=MORNING + 240), "keep_promise")

    return keeps(0.9) > keeps(0.2)


@planted("promises", "a promise that nobody keeps is a disappointment when its day has come", "Vanberg 2008")
def _lapses() -> bool:
    seen = world(person(), person(TWO), bonds=mutual(ONE, TWO, trust=0.7))
    given = done(seen, "promise")
    after = done(given.seen, "talk", ONE, TWO, after=9 * DAY)
    return after.told("promise_lapsed") and after.bond(TWO, ONE).trust < given.bond(TWO, ONE).trust


def _betrayal(trusted: float = 0.8, near: float = 0.6, act: str = "betray") -> After:
    ties = mutual(ONE, TWO, trust=trusted, affection=near)
    return done(world(person(), person(TWO), person(THREE), bonds=ties), act, accepted=False)


@planted("betrayals", "it takes trust to be betrayed: of an enemy harm is only harm", "Elangovan & Shapiro 1998")
def _takes_trust() -> bool:
    trusted, distrusted = _betrayal(), _betrayal(trusted=0.25, near=-0.5)
    return bool(trusted.seen.society.betrayals) and not distrusted.seen.society.betrayals


@planted("betrayals", "the closer the two were, the worse it is", "Finkel et al. 2002")
def _closer() -> bool:
    close, apart = (_betrayal(near=level).seen.society.betrayals[0].severity for level in (0.9, 0.0))
    return close > apart


@planted("betrayals", "whoever was betrayed does not trust again soon", "Schweitzer, Hershey & Bradlow 2006")
def _collapses() -> bool:
    after = _betrayal()
    kind = course(after.seen, *[("help", ONE, TWO, True, 120)] * 4)
    return after.bond(TWO, ONE).trust < 0.55 and kind.bond(TWO, ONE).trust < 0.68


@planted("betrayals", "a secret given away wrongs whoever confided it, once they know of it", "Petronio 2002")
def _given_away() -> bool:
    secret = SecretView(1, TWO, "Two owes money.", "I owe money", None, frozenset({ONE}))
    ties = (*mutual(ONE, TWO, trust=0.8, affection=0.6), *mutual(ONE, THREE), *mutual(TWO, THREE))
    elsewhere = person(TWO, place="yard")
    seen = world(person(), elsewhere, person(THREE), bonds=ties, secrets=(secret,))
    after = done(seen, "reveal_secret", ONE, THREE, about=Matter({"topic": "the day"}, secret=1, third=TWO))
    unknown = after.seen.society.betrayals
    return bool(unknown) and unknown[0].is_secret and after.bond(TWO, ONE).trust == seen.bond(TWO, ONE).trust


def _tale(truth: bool = True) -> Tale:
    return Tale(THREE, FOUR, "insult", "Three insulted Four", 50, truth, -0.6, MORNING - 60)


def _told(trust_in_teller: float = 0.7, witness: bool = False) -> float:
    """How much a tale about a third moves a hearer's trust in that third."""
    away = person(THREE, place="yard")
    ties = (
        *mutual(ONE, TWO, trust=trust_in_teller),
        bond(TWO, THREE, trust=0.6, sure=4.0),
        bond(ONE, THREE, trust=0.4),
    )
    seen = world(person(), person(TWO), away if not witness else person(THREE), person(FOUR, place=""), bonds=ties)
    about = Matter({"topic": "the day", "news": "Three insulted Four"}, third=THREE, tale=_tale())
    after = done(seen, "gossip", about=about)
    return after.bond(TWO, THREE).trust - seen.bond(TWO, THREE).trust


@planted("rumours", "an ill tale costs trust in whom it is about", "Sommerfeld et al. 2007")
def _ill_tale() -> bool:
    return _told() < 0


@planted("rumours", "a tale is worth what its teller is worth", "Jøsang & Ismail 2002")
def _teller() -> bool:
    return _told(0.85) < _told(0.3) <= 0


@planted("rumours", "what one sees counts for more than what one is told", "Sommerfeld et al. 2007")
def _seen_more() -> bool:
    ties = (bond(TWO, THREE, trust=0.6, sure=4.0), bond(TWO, FOUR, affection=0.2))
    saw = world(person(TWO), person(THREE), person(FOUR), bonds=ties)
    seen = done(saw, "insult", THREE, FOUR).bond(TWO, THREE).trust - saw.bond(TWO, THREE).trust
    return seen < _told(0.6)


@planted("rumours", "a tale that was told goes on: its hearers know it", "Daley & Kendall 1965")
def _goes_on() -> bool:
    ties = (*mutual(ONE, TWO, trust=0.8), bond(ONE, THREE, trust=0.3))
    seen = world(person(), person(TWO), person(THREE, place="yard"), person(FOUR, place=""), bonds=ties)
    about = Matter({"topic": "the day", "news": "Three insulted Four"}, third=THREE, tale=_tale())
    rumours = done(seen, "gossip", about=about).seen.society.rumours
    return bool(rumours) and TWO in {who for one in rumours for who in one.people}


@planted("rumours", "one speaks ill of those whom one dislikes, not of one's friends", "Feinberg et al. 2012")
def _of_enemies() -> bool:
    def gossips(liking: float) -> float:
        ties = (*mutual(ONE, TWO, affection=0.3), bond(ONE, THREE, affection=liking))
        return wants(world(person(), person(TWO), person(THREE, place="yard"), bonds=ties), "gossip")

    return gossips(-0.6) > gossips(0.6)


def _witnessed(liked: float, trusted: float) -> float:
    ties = (bond(THREE, TWO, affection=liked, trust=trusted), bond(THREE, ONE))
    seen = world(person(), person(TWO), person(THREE), bonds=ties)
    return done(seen, "insult").bond(THREE, ONE).affection


@planted("reputation", "whoever harms an innocent before others loses their regard", "Ohtsuki & Iwasa 2004")
def _innocent() -> bool:
    return _witnessed(0.2, 0.6) < 0


@planted("reputation", "to harm whom nobody trusts is held against nobody", "Ohtsuki & Iwasa 2004")
def _justified() -> bool:
    return _witnessed(-0.4, 0.2) == 0


@planted("reputation", "a stranger is met as those whom one trusts speak of them", "Nowak & Sigmund 1998")
def _name() -> bool:
    def met(name: float) -> float:
        ties = [bond(TWO, other, trust=0.8) for other in (THREE, FOUR)]
        ties += [bond(other, ONE, trust=name, sure=10.0, affection=2 * name - 1) for other in (THREE, FOUR)]
        return goes_along(world(*map(person, (ONE, TWO, THREE, FOUR)), bonds=ties), "ask_help")

    return met(0.9) > met(0.5) > met(0.1)


def _after_wrong(*acts: tuple[object, ...], wrong: str = "insult", **given: Any) -> float:
    """What is left of the trust lost by a wrong after some acts of repair, as a share."""
    seen = world(person(), person(TWO, **given), bonds=mutual(ONE, TWO, trust=0.75))
    hurt = course(seen, (wrong, ONE, TWO, False), ("greet", ONE, TWO, True, 300))
    after = course(hurt.seen, *acts) if acts else hurt
    lost = seen.bond(TWO, ONE).trust - hurt.bond(TWO, ONE).trust
    return (after.bond(TWO, ONE).trust - hurt.bond(TWO, ONE).trust) / lost


SORRY = ("apologise", ONE, TWO)
AMENDS = ("make_amends", ONE, TWO)


@planted("repair", "an apology brings some trust back, and not all of it", "Kim et al. 2004")
def _apology() -> bool:
    return 0 < _after_wrong(SORRY) < 1


@planted("repair", "words mend less of a broken faith than of a fault", "Kim et al. 2004")
def _integrity() -> bool:
    return _after_wrong(SORRY, wrong="break_promise") < _after_wrong(SORRY)


@planted("repair", "deeds mend more than words", "Bottom et al. 2002")
def _deeds() -> bool:
    return _after_wrong(AMENDS, wrong="break_promise") > _after_wrong(SORRY, wrong="break_promise")


@planted("repair", "an apology falls flat while the other is still furious", "Ma 2019")
def _furious() -> bool:
    def answered(anger: float) -> float:
        two = person(TWO, emotions=(feeling("anger", anger, ONE),) if anger else ())
        seen = world(person(), two, bonds=mutual(ONE, TWO, trust=0.4))
        return done(seen, "apologise").bond(TWO, ONE).trust - seen.bond(TWO, ONE).trust

    return answered(0.95) < answered(0.0)


@planted("repair", "after deceit trust never comes back whole", "Schweitzer, Hershey & Bradlow 2006")
def _ceiling() -> bool:
    after = _betrayal(act="break_promise")
    kept: Snapshot = after.seen
    mended = course(kept, *[("help", ONE, TWO, True, 300)] * 25)
    return mended.bond(TWO, ONE).trust < 0.8


@planted("repair", "the kind-hearted forgive sooner", "McCullough et al. 2010")
def _kind() -> bool:
    return _pardons(0.9) > _pardons(0.1)


def _pardons(level: float) -> float:
    seen = world(person(), person(TWO, agreeableness=level), bonds=mutual(ONE, TWO, affection=0.3))
    hurt = done(seen, "insult", accepted=False)
    return wants(later(hurt.seen, 360), "forgive", TWO, ONE)


@planted("repair", "a grudge wears off, fast at first and then slowly", "McCullough et al. 2010")
def _wears_off() -> bool:
    wronged = _betrayal().seen
    days = [_made_good(wronged, day) for day in (1, 3, 5, 20, 22)]
    return days[1] - days[0] > days[2] - days[1] > days[4] - days[3] > 0


def _made_good(wronged: Snapshot, day: int) -> float:
    """How far time alone has eased a betrayal when the two meet again after some days."""
    return done(wronged, "greet", after=day * DAY).seen.society.betrayals[0].eased


@planted("repair", "who has apologised is forgiven more readily", "McCullough et al. 1997")
def _forgiven() -> bool:
    seen = world(person(), person(TWO), bonds=mutual(ONE, TWO, affection=0.2))
    hurt = done(seen, "insult", accepted=False)
    sorry = done(hurt.seen, "apologise", accepted=False, after=120)
    return wants(sorry.seen, "forgive", TWO, ONE) > wants(hurt.seen, "forgive", TWO, ONE)

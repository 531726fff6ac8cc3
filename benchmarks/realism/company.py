"""Planted scenes of how people stand in company: reciprocity, balance, quarrels, alliances, rank, occasions."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from statistics import fmean

from benchmarks.realism.planted import planted
from benchmarks.realism.stagecraft import (
    DAY,
    FOUR,
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
    played,
    wants,
    world,
)
from characters.minds import GoalView
from ecosystem.matter import Matter
from ecosystem.scenes import Decision, Scene, Snapshot, Summons
from relationships import balance, rank
from relationships.conflicts import Conflict


@planted("reciprocity", "kindness is returned", "Gouldner 1960")
def _kindness() -> bool:
    before = world(person(), person(TWO), bonds=mutual(ONE, TWO))
    after = done(before, "help", TWO, ONE)
    return wants(after.seen, "thank") > wants(before, "thank") and wants(after.seen, "give") > wants(before, "give")


@planted("reciprocity", "harm is paid back, by the hot-headed above all", "Gouldner 1960; Meier & Robinson 2004")
def _harm() -> bool:
    def strikes(level: float) -> float:
        before = world(person(agreeableness=level), person(TWO), bonds=mutual(ONE, TWO, affection=-0.1))
        return wants(done(before, "insult", TWO, ONE, accepted=False).seen, "insult") - wants(before, "insult")

    return strikes(0.2) > strikes(0.9) > 0


@planted("reciprocity", "whoever is liked comes to like", "Kenny 1994")
def _mutual() -> bool:
    def warmed(other: float) -> float:
        ties = (bond(ONE, TWO), bond(TWO, ONE, affection=other))
        after = course(world(person(), person(TWO), bonds=ties), *[("talk", TWO, ONE, True, 30)] * 4)
        return after.bond(ONE, TWO).affection

    return warmed(0.6) > warmed(-0.4)


def _leant(mine: float, theirs: float, act: str = "talk") -> float:
    """How somebody's liking of a third moves, as they have to do with somebody who likes or dislikes that third."""
    ties = (*mutual(ONE, TWO, affection=mine, familiarity=0.6), bond(TWO, THREE, affection=theirs, familiarity=0.6))
    seen = world(person(), person(TWO), person(THREE), bonds=(*ties, bond(ONE, THREE)))
    return done(seen, act).bond(ONE, THREE).affection


@planted("balance", "one comes to like a friend's friend", "Heider 1946; Antal et al. 2005")
def _friends_friend() -> bool:
    return _leant(0.7, 0.7) > 0


@planted("balance", "one comes to dislike a friend's enemy", "Heider 1946; Antal et al. 2005")
def _friends_enemy() -> bool:
    return _leant(0.7, -0.7) < 0


@planted("balance", "one comes to like an enemy's enemy", "Heider 1946; Antal et al. 2005")
def _enemys_enemy() -> bool:
    return _leant(-0.7, -0.7, "question") > 0


@planted("balance", "to be friends with two enemies does not last", "Cartwright & Harary 1956")
def _torn() -> bool:
    ties = (*mutual(1, 2, affection=0.5), *mutual(2, 3, affection=0.5), *mutual(1, 3, affection=-0.4))
    torn = world(*(person(id, place="hall") for id in (1, 2, 3)), bonds=ties)
    ended = [deque(played(replace(torn, seed=seed), 160), 1)[0].bonds.values() for seed in range(4)]
    whole = [balance.triangles(balance.ties_of(bonds)).share for bonds in ended]
    return balance.triangles(balance.ties_of(ties)).share == 0 and whole.count(0.0) < len(whole) / 2


def _quarrel(agreeableness: float = 0.3, times: int = 4, seen_by: str = "hall") -> After:
    one, two = (person(id, agreeableness=agreeableness) for id in (ONE, TWO))
    seen = world(one, two, person(THREE, place=seen_by), bonds=mutual(ONE, TWO, affection=0.1))
    blows = [("insult", 1 + n % 2, 2 - n % 2, False, 30) for n in range(times)]
    return course(seen, *blows)


def _level(after: After) -> int:
    return max((one.highest for one in after.seen.society.conflicts), default=0)


@planted("conflicts", "insult upon insult becomes a quarrel that climbs", "Glasl 1982")
def _climbs() -> bool:
    return _level(_quarrel(times=6)) > _level(_quarrel(times=1))


@planted("conflicts", "the quarrelsome come further up than the gentle", "Graziano et al. 1996")
def _quarrelsome() -> bool:
    return _heat(_quarrel(0.1)) > _heat(_quarrel(0.95))


def _heat(after: After) -> float:
    return max((one.heat for one in after.seen.society.conflicts), default=0.0)


@planted("conflicts", "an apology takes the heat out of it", "Glasl 1982; McCullough et al. 1997")
def _cools() -> bool:
    hot = _quarrel()
    sorry = done(hot.seen, "apologise", after=120)
    talk = done(hot.seen, "question", after=120)
    return _open_heat(sorry) < _open_heat(talk)


def _open_heat(after: After) -> float:
    return max((one.heat for one in after.seen.society.conflicts if one.is_open), default=0.0)


@planted("conflicts", "opponents quarrel again sooner than others", "Glasl 1982")
def _again() -> bool:
    hot = _quarrel(times=6).seen
    cold = replace(hot, society=type(hot.society)())
    return wants(later(hot, 60), "confront") > wants(later(cold, 60), "confront")


def _between(seen_trust: float) -> float:
    quarrel = Conflict(ONE, TWO, 2, 1.6, 90, 95, 3000, 3400, highest=2, number=1)
    ties = (
        *mutual(ONE, TWO, affection=-0.5),
        *mutual(ONE, THREE, trust=seen_trust, affection=0.3),
        *mutual(TWO, THREE, trust=seen_trust, affection=0.3),
    )
    seen = world(*map(person, (ONE, TWO, THREE)), bonds=ties)
    seen = replace(seen, society=replace(seen.society, conflicts=(quarrel,), last=1))
    return wants(seen, "mediate", THREE, ONE)


@planted("conflicts", "whoever both trust makes peace between them", "Wall & Lynn 1993")
def _mediator() -> bool:
    return _between(0.8) > _between(0.4)


@planted("conflicts", "a quarrel before others goes further than one that nobody sees", "Glasl 1982")
def _private() -> bool:
    return _level(_quarrel(times=8)) > _level(_quarrel(times=8, seen_by="yard"))


def _allied(trust: float = 0.75, foe: float = -0.6, goals: bool = False) -> bool:
    shared = (GoalView(9, "to leave", 0.8, 0.0, THREE, frozenset({"help", "encourage"})),) if goals else ()
    ties = (
        *mutual(ONE, TWO, trust=trust, affection=0.4),
        *mutual(ONE, THREE, affection=foe),
        *mutual(TWO, THREE, affection=foe),
    )
    people = (person(goals=shared), person(TWO, goals=shared), person(THREE), person(FOUR))
    seen = world(*people, bonds=(*ties, bond(ONE, FOUR, affection=foe), bond(TWO, FOUR, affection=foe)))
    after = done(seen, "ally", about=Matter({"topic": "the day"}, third=THREE))
    return any(one.closed == 0 for one in after.seen.society.alliances)


@planted("alliances", "trust and common enemies make allies", "Caplow 1956; Heider 1958")
def _foes() -> bool:
    return _allied() and not _allied(foe=0.3)


@planted("alliances", "who distrust each other do not ally, whoever their enemy", "Caplow 1956")
def _distrust() -> bool:
    return _allied() and not _allied(trust=0.2)


@planted("alliances", "an offer is accepted sooner from somebody who is trusted", "Caplow 1956")
def _offer() -> bool:
    def answer(trust: float) -> float:
        ties = (*mutual(ONE, TWO, trust=trust), *mutual(ONE, THREE), *mutual(TWO, THREE))
        return goes_along(world(*map(person, (ONE, TWO, THREE)), bonds=ties), "ally")

    return answer(0.8) > answer(0.3)


@planted("alliances", "an ally's request is granted more readily", "Cialdini & Goldstein 2004")
def _granted() -> bool:
    foes = [bond(one, foe, affection=-0.6) for one in (ONE, TWO) for foe in (THREE, FOUR)]
    ties = (*mutual(ONE, TWO, trust=0.8, affection=0.4), *foes)
    seen = world(*map(person, (ONE, TWO, THREE, FOUR)), bonds=ties)
    after = done(seen, "ally", about=Matter({"topic": "the day"}, third=THREE))
    alone = replace(after.seen, society=seen.society)
    return goes_along(after.seen, "ask_help") > goes_along(alone, "ask_help")


@planted("rank", "whoever stands firm rises, and whoever gives way falls", "Neumann et al. 2011")
def _rises() -> bool:
    after = done(world(person(), person(TWO), bonds=mutual(ONE, TWO)), "demand")
    return after.mind(ONE).rating > 1000 > after.mind(TWO).rating


@planted("rank", "to beat somebody above one counts for more", "Neumann et al. 2011")
def _above() -> bool:
    def rise(mine: float, theirs: float) -> float:
        seen = world(person(rating=mine), person(TWO, rating=theirs), bonds=mutual(ONE, TWO))
        return done(seen, "demand").mind(ONE).rating - mine

    return rise(900.0, 1200.0) > rise(1200.0, 900.0) > 0


@planted("rank", "threats make feared, help makes respected", "Cheng et al. 2013")
def _dominance() -> bool:
    seen = world(person(), person(TWO), bonds=mutual(ONE, TWO))
    threatened, helped = done(seen, "threaten"), done(seen, "help")
    return (
        threatened.bond(TWO, ONE).fear > 0.05 > helped.bond(TWO, ONE).fear
        and helped.bond(TWO, ONE).respect > 0 > threatened.bond(TWO, ONE).respect
    )


@planted("rank", "the weak give way to whoever they fear", "Cheng et al. 2013")
def _give_way() -> bool:
    def yields(fear: float) -> float:
        return goes_along(world(person(), person(TWO), bonds=mutual(ONE, TWO, fear=fear)), "demand")

    return yields(0.6) > yields(0.0)


@planted("rank", "advice is taken from whoever is respected", "Cheng et al. 2013")
def _advice() -> bool:
    def taken(respect: float) -> float:
        return goes_along(world(person(), person(TWO), bonds=mutual(ONE, TWO, respect=respect)), "advise")

    return taken(0.6) > taken(0.0) > taken(-0.5)


@planted("rank", "what is asked by whoever leads is done more readily", "French & Raven 1959")
def _leader() -> bool:
    seen = world(*map(person, (ONE, TWO, THREE)), bonds=mutual(ONE, TWO))
    led = replace(seen.society, leaderships=(rank.Leadership(ONE, 3000, 90, number=1),), last=1)
    return goes_along(replace(seen, society=led), "demand") > goes_along(seen, "demand")


@planted("groups", "one's own are favoured", "Tajfel & Turner 1979")
def _own() -> bool:
    kin = frozenset({"house"})
    own = world(person(groups=kin), person(TWO, groups=kin), bonds=mutual(ONE, TWO))
    strangers = world(person(groups=kin), person(TWO, groups=frozenset({"other"})), bonds=mutual(ONE, TWO))
    return goes_along(own, "ask_help") > goes_along(strangers, "ask_help")


@planted("romance", "who is loved back goes along, who is not does not", "Baumeister, Wotman & Stillwell 1993")
def _loved() -> bool:
    def answer(attraction: float, affection: float) -> float:
        back = bond(TWO, ONE, attraction=attraction, affection=affection, respect=0.2)
        ties = (bond(ONE, TWO, attraction=0.8, affection=0.6), back)
        return goes_along(world(person(), person(TWO), bonds=ties), "declare_love")

    return answer(0.6, 0.5) > 0 > answer(0.0, 0.0)


@planted("romance", "love is declared in private, not before company", "Goffman 1959")
def _private_love() -> bool:
    ties = mutual(ONE, TWO, attraction=0.8, affection=0.6)
    alone = world(person(), person(TWO), bonds=ties)
    crowd = world(*(person(id) for id in range(1, 7)), bonds=ties)
    return wants(alone, "court") > wants(crowd, "court")


@planted("conflicts", "a quarrel that nobody renews dies down", "Glasl 1982")
def _dies_down() -> bool:
    hot = _quarrel(times=4).seen
    after = done(hot, "reflect", THREE, None, after=6 * DAY)
    return bool(_open(hot)) and not _open(after.seen)


def _open(seen: Snapshot) -> list[Conflict]:
    return [one for one in seen.society.conflicts if one.is_open]


@planted("emotion and action", "who is angry attacks, who is ashamed hides", "Frijda 1986; Tangney et al. 1996")
def _tendencies() -> bool:
    def wish(emotion: str, act: str) -> float:
        me = person(emotions=(feeling(emotion, 0.8, TWO),) if emotion else ())
        return wants(world(me, person(TWO), bonds=mutual(ONE, TWO)), act)

    return wish("anger", "criticise") > wish("", "criticise") and wish("shame", "joke") < wish("", "joke")


def _gathered(kind: str, seed: int, *, subject: int | None = None, respect: float = 0.0) -> list[Decision]:
    """Eight people in a place with a yard, and what comes of calling them together; nothing is called for no kind."""
    crowd = range(1, 9)
    pairs = [(one, other) for one in crowd for other in crowd if one != other]
    ties = [bond(*pair, affection=0.2, respect=respect if pair[1] == subject else 0.0) for pair in pairs]
    called = (Summons(1, kind, "hall", subject),) if kind else ()
    return list(played(world(*map(person, crowd), bonds=ties, summons=called, seed=seed), 20))


@planted("occasions", "who feast together come nearer to each other", "Dunbar 2017")
def _feast() -> bool:
    def nearer(seed: int) -> float:
        feast, no_feast = (_gathered(kind, seed)[-1] for kind in ("feast", ""))
        came = feast.society.occasions[-1].came
        pairs = [(one, other) for one in came for other in came if one != other]
        return fmean(feast.bonds[pair].affection - no_feast.bonds[pair].affection for pair in pairs)

    return fmean(map(nearer, range(4))) > 0.01


@planted("occasions", "whoever is looked up to is voted for, whoever is looked down on is not", "French & Raven 1959")
def _vote() -> bool:
    def passed(respect: float) -> int:
        turns = [turn for seed in range(4) for turn in _gathered("vote", seed, subject=TWO, respect=respect)]
        told = [one for turn in turns for one in turn.happenings if not isinstance(one, Scene)]
        return sum(one.kind == "vote_passed" for one in told)

    return passed(0.7) > passed(-0.6) == 0

"""What an occasion comes to: a vote counted, a verdict given, a feast that did everybody good, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from characters import needs
from characters.minds import Emotion, Reason
from ecosystem.dynamics import rank
from ecosystem.scenes import Development, Feeling
from ecosystem.stage import Stage
from relationships import alliances, conflicts, occasions, stages
from relationships.bonds import Change
from relationships.occasions import (
    CLEARED,
    FAILED,
    FEAST,
    GUILTY,
    HELD,
    PASSED,
    REJECTED,
    TRIAL,
    VOTE,
    Ballot,
    Occasion,
)
from relationships.rank import VOTE as VOTE_WEIGHT

# What company fills of the wish to belong, at a feast and at less.
FILLED = {FEAST: 0.25}
FILLED_OTHERWISE = 0.12
# What somebody holds against, or for, those who voted.
HELD_AGAINST, HELD_FOR = -0.03, 0.02
# What hearing a charge is worth to a juror who knew nothing of it, and a quarrel that all have seen, as evidence.
HEARD_NOW, SEEN_BY_ALL = 0.2, 0.45
# One who dislikes another so much does not sit down beside them.
APART = -0.1


def close(stage: Stage, occasion: Occasion) -> None:
    """Bring it to its end, with those who came."""
    here = set(stage.present(occasion.place))
    came = tuple(who for who in occasion.coming if who in here)
    occasion = replace(occasion, came=came)
    voters = [who for who in came if who != occasion.subject]
    if occasion.kind == TRIAL:
        voters = [who for who in voters if who != occasion.against]
    needs_subject = occasion.kind in (VOTE, TRIAL)
    if len(voters) < occasions.QUORUM[occasion.kind] or (needs_subject and occasion.subject is None):
        text = f"Too few came to {stage.place_name(occasion.place)}: nothing comes of the {occasion.kind}."
        number = _told(stage, occasion, Development("occasion_failed", text, importance=0.25))
        occasion = occasion.ending(FAILED, number, stage.minute)
    elif occasion.kind == VOTE:
        occasion = _count(stage, occasion, came)
    elif occasion.kind == TRIAL:
        occasion = _judge(stage, occasion, voters)
    else:
        occasion = _share(stage, occasion)
    stage.society = stage.society.changing("occasions", occasion)


def _count(stage: Stage, occasion: Occasion, came: Sequence[int]) -> Occasion:
    candidate = occasion.subject
    assert candidate is not None
    ballots = [
        occasions.ballot(
            stage.mind(who), stage.mind(candidate), stage.bond(who, candidate),
            allied=alliances.allied(stage.society, who, candidate), quarrel=_rung(stage, who, candidate),
        )
        for who in came
    ]  # fmt: skip
    passed, name = occasions.passes(ballots), stage.seen.minds[candidate].name
    count = f"{sum(one.is_for for one in ballots)} of {len(ballots)} are for {name}"
    if passed:
        told = Development("vote_passed", f"{count}, who has the say from now on.", polarity=0.4)
    else:
        told = Development("vote_rejected", f"Only {count}: it takes seven in ten, and nothing comes of it.")
    news = {"news": f"{name} was voted {'for' if passed else 'down'}"}
    held = tuple(_held(stage, candidate, one) for one in ballots if one.who != candidate)
    number = _told(stage, occasion, replace(told, clauses=news, changes=held, importance=0.65), ballots)
    if occasion.against in stage.seen.minds and occasion.against is not None:
        winner, loser = (candidate, occasion.against) if passed else (occasion.against, candidate)
        rank.settle(stage, winner, loser, VOTE_WEIGHT)
    if passed:
        rank.hand_over(stage, candidate, number)
    return replace(occasion, votes=_votes(ballots)).ending(PASSED if passed else REJECTED, number, stage.minute)


def _held(stage: Stage, candidate: int, vote: Ballot) -> Change:
    """What the candidate holds against a voter, or for them."""
    side = "for" if vote.is_for else "against"
    text = f"{stage.seen.minds[vote.who].name} was {side} {stage.seen.minds[candidate].name} in the vote"
    return Change(candidate, vote.who, "affection", HELD_FOR if vote.is_for else HELD_AGAINST, text, "vote")


def _judge(stage: Stage, occasion: Occasion, jurors: Sequence[int]) -> Occasion:
    accused, accuser = occasion.subject, occasion.against
    assert accused is not None
    ballots = _opinions(stage, occasion, jurors, accused, accuser)
    guilty, count = occasions.condemns(ballots), sum(one.is_for for one in ballots)
    name = stage.seen.minds[accused].name
    if guilty:
        news = f"{name} was found to have done wrong"
        told = Development("verdict_guilty", f"{count} of {len(ballots)} find against {name}.", polarity=-0.5)
        changes = _against(ballots, accused, news)
        felt = (("shame", 0.6, accused, accuser), ("satisfaction", 0.5, accuser, accused))
    else:
        news = f"nothing was found against {name}"
        text = f"{len(ballots) - count} of {len(ballots)} find nothing against {name}, who goes free of blame."
        told = Development("verdict_cleared", text, polarity=0.3)
        changes = _against(ballots, accuser, f"{name} was charged with too little", guilty=False)
        felt = (("relief", 0.6, accused, accuser), ("disappointment", 0.5, accuser, accused))
    feelings = tuple(
        Feeling(who, Emotion(emotion, strength, stage.minute, about))
        for emotion, strength, who, about in felt
        if who is not None
    )
    told = replace(told, changes=changes, feelings=feelings, clauses={"news": news}, importance=0.7)
    number = _told(stage, occasion, told, ballots)
    if accuser is not None:
        rank.settle(stage, *((accuser, accused) if guilty else (accused, accuser)), VOTE_WEIGHT)
        if guilty:
            _settled(stage, accuser, accused, number)
    return replace(occasion, votes=_votes(ballots)).ending(GUILTY if guilty else CLEARED, number, stage.minute)


def _opinions(
    stage: Stage, occasion: Occasion, jurors: Sequence[int], accused: int, accuser: int | None
) -> Sequence[Ballot]:
    names = stage.seen.minds[accused].name, stage.seen.minds[accuser].name if accuser is not None else ""
    found = []
    for who in jurors:
        side = alliances.allied(stage.society, who, accuser or 0) - alliances.allied(stage.society, who, accused)
        towards = stage.bond(who, accuser) if accuser is not None else None
        evidence = _evidence(stage, occasion, who)
        found.append(
            occasions.opinion(stage.mind(who), names, stage.bond(who, accused), towards, evidence, allied=side)
        )
    return found


def _evidence(stage: Stage, occasion: Occasion, juror: int) -> float:
    """What the juror knows of the deed, 0..1."""
    for betrayal in stage.society.betrayals:
        if betrayal.event == occasion.cause:
            return betrayal.severity if betrayal.known_to(juror) else HEARD_NOW
    cause = next((past for past in stage.seen.past if past.number == occasion.cause), None)
    if cause is not None and cause.known_to(juror):
        return SEEN_BY_ALL
    return HEARD_NOW


def _against(ballots: Sequence[Ballot], whom: int | None, text: str, *, guilty: bool = True) -> tuple[Change, ...]:
    if whom is None:
        return ()
    return tuple(
        Change(one.who, whom, "respect", occasions.SHAME, text[:200], "trial")
        for one in ballots
        if one.is_for == guilty
    )


def _settled(stage: Stage, winner: int, loser: int, event: int) -> None:
    """The verdict decides the quarrel of the two."""
    people = conflicts.pair(winner, loser)
    for conflict in stage.facts("conflicts", winner):
        if conflict.is_open and conflict.people == people:
            ended = conflict.ending(conflicts.WON, event, stage.minute, winner)
            stage.society = stage.society.changing("conflicts", ended)


def _share(stage: Stage, occasion: Occasion) -> Occasion:
    came, place = occasion.came, stage.place_name(occasion.place)
    if len(came) > 3:
        names = f"{', '.join(stage.seen.minds[who].name for who in came[:3])} and {len(came) - 3} more"
    else:
        names = rank.listed(stage, came)
    if occasion.kind == FEAST:
        text, joy = f"{names} sat down to the feast in {place}, and it did them good.", 0.35
        told = Development("feast_held", text, polarity=0.6, importance=0.4)
    else:
        text, joy = f"{names} sat together in {place} for a while.", 0.2
        told = Development("gathering_held", text, polarity=0.4, importance=0.25)
    glad = tuple(Feeling(who, Emotion("joy", joy, stage.minute)) for who in came)
    clauses = {"news": f"{names} sat together in {place}"}
    number = _told(stage, occasion, replace(told, changes=_warmed(stage, occasion), feelings=glad, clauses=clauses))
    for who in came:
        mind = stage.mind(who)
        filled = FILLED.get(occasion.kind, FILLED_OTHERWISE)
        stage.set_mind(replace(mind, needs=needs.filled(mind.needs, {"belonging": filled})))
    return occasion.ending(HELD, number, stage.minute)


def _warmed(stage: Stage, occasion: Occasion) -> tuple[Change, ...]:
    """Each gets to know whom they sit beside, and is obliged to the host."""
    came, found = occasion.came, []
    text = f"They sat together at the {occasion.kind}"
    for who, beside in zip(came, (*came[1:], came[0]), strict=True):
        for one, other in ((who, beside), (beside, who)):
            bond = stage.bond(one, other)
            if one != other and stages.regard(bond) > APART:
                left = 1 - abs(bond.affection)
                found.append(
                    Change(one, other, "familiarity", occasions.KNOWN_BETTER * (1 - bond.familiarity), text, "occasion")
                )
                if occasion.kind == FEAST:
                    found.append(Change(one, other, "affection", occasions.WARMTH * left * left, text, "occasion"))
    if occasion.kind == FEAST and occasion.host is not None:
        text = f"{stage.seen.minds[occasion.host].name} gave a feast"
        for who in came:
            towards = stage.bond(who, occasion.host)
            if who != occasion.host and stages.regard(towards) > APART:
                left = 1 - abs(towards.affection)
                found.append(Change(who, occasion.host, "affection", occasions.THANKS * left * left, text, "occasion"))
    return tuple(found)


def _rung(stage: Stage, one: int, other: int) -> int:
    people = conflicts.pair(one, other)
    return max(
        (held.level for held in stage.facts("conflicts", one) if held.is_open and held.people == people), default=0
    )


def _votes(ballots: Sequence[Ballot]) -> tuple[tuple[int, int], ...]:
    return tuple((one.who, 1 if one.is_for else -1) for one in ballots)


def _told(stage: Stage, occasion: Occasion, told: Development, ballots: Sequence[Ballot] = ()) -> int:
    """Tell what came of it, to whoever came, and to whom it is about even if they stayed away."""
    here = [who for who in (occasion.against, occasion.host) if who in occasion.came]
    people = list(dict.fromkeys([*([occasion.subject] if occasion.subject is not None else []), *here, *occasion.came]))
    reasons = tuple(_reason(stage, occasion, one) for one in ballots)
    because = Reason(f"occasion.{occasion.kind}", occasion.matter or told.text, 1.0, occasion.event)
    return stage.develop(
        replace(
            told,
            text=told.text[: occasions.LONGEST_OUTCOME],
            initiator=people[0] if people else None,
            others=tuple(people[1:]),
            witnesses=tuple(stage.present(occasion.place, people)),
            place=occasion.place,
            reasons=reasons or (because,),
            tags=("occasion", f"occasion:{occasion.kind}", *(f"who:{who}" for who in people)),
            cause=occasion.event,
        )
    )


def _reason(stage: Stage, occasion: Occasion, vote: Ballot) -> Reason:
    side = "for" if vote.is_for else "against"
    why = vote.reasons[0].text if vote.reasons else "no strong feeling"
    return Reason(f"{occasion.kind}.{side}", f"{stage.seen.minds[vote.who].name}: {why}"[:200], vote.score)

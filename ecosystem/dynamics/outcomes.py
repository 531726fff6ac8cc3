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
        number = _told(stage, occasion, "occasion_failed", _failed(stage, occasion), "", importance=0.25)
        occasion = occasion.ending(FAILED, number, stage.minute)
    elif occasion.kind == VOTE:
        occasion = _count(stage, occasion, came)
    elif occasion.kind == TRIAL:
        occasion = _judge(stage, occasion, voters)
    else:
        occasion = _share(stage, occasion)
    stage.society = stage.society.changing("occasions", occasion)


def _failed(stage: Stage, occasion: Occasion) -> str:
    return f"Too few came to {stage.place_name(occasion.place)}: nothing comes of the {occasion.kind}."


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
    passed = occasions.passes(ballots)
    name, count = stage.seen.minds[candidate].name, sum(one.is_for for one in ballots)
    told = f"{count} of {len(ballots)} are for {name}"
    text = (
        f"{told}, who has the say from now on."
        if passed
        else f"Only {told}: it takes seven in ten, and nothing comes of it."
    )
    held = tuple(
        Change(candidate, one.who, "affection", HELD_FOR if one.is_for else HELD_AGAINST,
               f"{stage.seen.minds[one.who].name} was {'for' if one.is_for else 'against'} {name} in the vote", "vote")
        for one in ballots if one.who != candidate
    )  # fmt: skip
    kind, news = ("vote_passed", f"{name} was voted for") if passed else ("vote_rejected", f"{name} was voted down")
    number = _told(stage, occasion, kind, text, news, ballots=ballots, changes=held, importance=0.65)
    if occasion.against in stage.seen.minds and occasion.against is not None:
        winner, loser = (candidate, occasion.against) if passed else (occasion.against, candidate)
        rank.settle(stage, winner, loser, VOTE_WEIGHT)
    if passed:
        rank.hand_over(stage, candidate, number)
    return replace(occasion, votes=_votes(ballots)).ending(PASSED if passed else REJECTED, number, stage.minute)


def _judge(stage: Stage, occasion: Occasion, jurors: Sequence[int]) -> Occasion:
    accused, accuser = occasion.subject, occasion.against
    assert accused is not None
    ballots = _opinions(stage, occasion, jurors, accused, accuser)
    guilty, count = occasions.condemns(ballots), sum(one.is_for for one in ballots)
    name = stage.seen.minds[accused].name
    if guilty:
        kind, news = "verdict_guilty", f"{name} was found to have done wrong"
        text, changes = f"{count} of {len(ballots)} find against {name}.", _against(ballots, accused, news)
        felt = (("shame", 0.6, accused, accuser), ("satisfaction", 0.5, accuser, accused))
    else:
        kind, news = "verdict_cleared", f"nothing was found against {name}"
        text = f"{len(ballots) - count} of {len(ballots)} find nothing against {name}, who goes free of blame."
        changes = _against(ballots, accuser, f"{name} was charged with too little", guilty=False)
        felt = (("relief", 0.6, accused, accuser), ("disappointment", 0.5, accuser, accused))
    feelings = tuple(
        Feeling(who, Emotion(emotion, strength, stage.minute, about))
        for emotion, strength, who, about in felt
        if who is not None
    )
    number = _told(
        stage, occasion, kind, text, news, ballots=ballots, changes=changes, feelings=feelings, importance=0.7
    )
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
    came, is_feast = occasion.came, occasion.kind == FEAST
    names = rank.listed(stage, came)
    more = f" and {len(came) - 3} more" if len(came) > 3 else ""
    if len(came) > 3:
        names = ", ".join(stage.seen.minds[who].name for who in came[:3])
    place = stage.place_name(occasion.place)
    text = f"{names}{more} sat down to the feast in {place}, and it did them good." if is_feast else (
        f"{names}{more} sat together in {place} for a while."
    )  # fmt: skip
    joy = 0.35 if is_feast else 0.2
    glad = tuple(Feeling(who, Emotion("joy", joy, stage.minute)) for who in came)
    number = _told(
        stage, occasion, "feast_held" if is_feast else "gathering_held", text, f"they sat together in {place}",
        changes=_warmed(stage, occasion), feelings=glad, importance=0.4 if is_feast else 0.25,
    )  # fmt: skip
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


def _told(
    stage: Stage,
    occasion: Occasion,
    kind: str,
    text: str,
    news: str,
    *,
    ballots: Sequence[Ballot] = (),
    changes: tuple[Change, ...] = (),
    feelings: tuple[Feeling, ...] = (),
    importance: float,
) -> int:
    people = [who for who in (occasion.subject, occasion.against, occasion.host) if who is not None]
    first = next((who for who in people if who in stage.seen.minds), occasion.came[0] if occasion.came else None)
    others = tuple(who for who in dict.fromkeys((*people, *occasion.came)) if who != first)
    reasons = [
        Reason(
            f"{occasion.kind}.{'for' if one.is_for else 'against'}",
            f"{stage.seen.minds[one.who].name}: {one.reasons[0].text if one.reasons else 'no strong feeling'}"[:200],
            one.score,
        )
        for one in ballots
    ]
    return stage.develop(
        Development(
            kind=kind,
            text=text[: occasions.LONGEST_OUTCOME],
            initiator=first,
            others=others,
            witnesses=tuple(stage.present(occasion.place, (*others, *([first] if first is not None else [])))),
            place=occasion.place,
            reasons=tuple(reasons)
            or (Reason(f"occasion.{occasion.kind}", occasion.matter or text, 1.0, occasion.event),),
            changes=changes,
            feelings=feelings,
            importance=importance,
            tags=("occasion", f"occasion:{occasion.kind}", *(f"who:{who}" for who in people)),
            clauses={"news": news} if news else {},
            cause=occasion.event,
        )
    )

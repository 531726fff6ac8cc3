"""Rank in play: contests move ratings, and now and then it is plain who leads."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from characters.minds import Reason
from ecosystem.scenes import Development, Scene
from ecosystem.stage import Stage
from relationships import alliances, rank
from relationships.dealings import Nudge
from relationships.rank import Leadership

# What a leader asks is done the more readily, and a leader takes the lead.
FOLLOWED = 0.8
LEADS = 0.4
ASKS = frozenset({"demand", "advise", "ask_help", "negotiate"})
LEADING = ("demand", "advise", "encourage")


def record(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """Whoever stood firm rises, whoever gave way falls."""
    if not scene.responses:
        return
    outcome = rank.won(scene.act, scene.accepted)
    if outcome is None:
        return
    pair = (scene.initiator, scene.responders[0])
    settle(stage, *(pair if outcome else pair[::-1]), rank.CONTESTS[scene.act])


def settle(stage: Stage, winner: int, loser: int, weight: float) -> None:
    """A contest between two, won."""
    first, second = stage.mind(winner), stage.mind(loser)
    ratings = rank.rated(first.rating, second.rating, weight)
    stage.set_mind(replace(first, rating=ratings[0]))
    stage.set_mind(replace(second, rating=ratings[1]))


def follow(stage: Stage, who: int, initiator: int, act: str) -> Iterator[Nudge]:
    if act in ASKS and (leadership := current(stage)) is not None and leadership.leader == initiator:
        name = stage.seen.minds[initiator].name
        yield Nudge(FOLLOWED, Reason("rank.leader", f"{name} has the lead", FOLLOWED, leadership.event), own=True)


def lead(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    leadership = current(stage)
    if leadership is not None and leadership.leader == who:
        reason = Reason("rank.leader", f"{stage.seen.minds[who].name} has the lead", LEADS, leadership.event)
        for act in LEADING:
            yield act, Nudge(LEADS, reason, own=True)


def current(stage: Stage) -> Leadership | None:
    return next((one for one in stage.society.leaderships if one.is_open), None)


def ask(stage: Stage, rng: random.Random) -> None:
    """A few times a day it is plain who leads, if anybody does."""
    if stage.minute // rank.ASKED_EVERY == stage.seen.minute // rank.ASKED_EVERY:
        return
    before = current(stage)
    standings = standings_of(stage)
    first = rank.leads(standings, before.leader if before else None)
    if first is None or (before is not None and first == before.leader):
        return
    if before is None:
        number, toppled = _emerges(stage, first, standings[first]), None
    else:
        number, toppled = _takes_over(stage, first, before.leader, standings[first])
    hand_over(stage, first, number, toppled)


def hand_over(stage: Stage, first: int, event: int, toppled: int | None = None) -> None:
    """Somebody has the lead from now on, by the event."""
    before = current(stage)
    if before is not None and before.leader == first:
        return
    if before is not None:
        stage.society = stage.society.changing("leaderships", before.ending(event, stage.minute))
    stage.society = stage.society.adding("leaderships", Leadership(first, stage.minute, event, toppled))
    stage.society = stage.society.keeping("leaderships", rank.CLOSED_KEPT)


def standings_of(stage: Stage) -> dict[int, float]:
    respects = rank.prestige({**stage.seen.bonds, **stage.bonds}.values())
    nobody = rank.Prestige(0.0, 0)
    return {
        who: rank.standing((stage.minds.get(who) or mind).rating, respects.get(who, nobody).value)
        for who, mind in stage.seen.minds.items()
    }


def _emerges(stage: Stage, first: int, standing: float) -> int:
    name = stage.seen.minds[first].name
    text = f"More and more, {name} is the one the others look to."
    return _told(stage, "leader_emerged", text, f"{name} has the lead", (first,), (_looked_up_to(name, standing),))


def _takes_over(stage: Stage, first: int, fallen: int, standing: float) -> tuple[int, int | None]:
    """The number of the event, and whom it toppled where others stood behind it."""
    name, other = stage.seen.minds[first].name, stage.seen.minds[fallen].name
    reasons = [_looked_up_to(name, standing)]
    alliance = alliances.of(stage.society, first)
    behind = rank.backing(first, fallen, alliance.members) if alliance else ()
    if alliance is None or len(behind) < rank.COUP:
        text, news = f"It is no longer {other} the others look to, but {name}.", f"{name} has the lead now, not {other}"
        return _told(stage, "leader_emerged", text, news, (first, fallen), reasons), None
    backers = listed(stage, behind)
    reasons.append(Reason("rank.backing", f"{backers} stand behind {name}", 0.3, alliance.event))
    text, news = (
        f"With {backers} behind {name}, the lead passes from {other}.",
        f"{name} has taken the lead from {other}",
    )
    return _told(stage, "coup", text, news, (first, fallen), reasons), fallen


def _looked_up_to(name: str, standing: float) -> Reason:
    return Reason("rank.standing", f"{name} is yielded to and looked up to more than anybody", standing)


def _told(stage: Stage, kind: str, text: str, news: str, people: tuple[int, ...], reasons: Sequence[Reason]) -> int:
    return stage.develop(
        Development(
            kind=kind,
            text=text,
            initiator=people[0],
            others=people[1:],
            witnesses=tuple(stage.present(stage.place(people[0]), people)),
            place=stage.place(people[0]),
            reasons=tuple(reasons),
            importance=0.7 if kind == "coup" else 0.55,
            tags=("rank", *(f"who:{who}" for who in people)),
            clauses={"news": news},
        )
    )


def listed(stage: Stage, people: Sequence[int]) -> str:
    """Names as a sentence has them; of many the first three."""
    names = [stage.seen.minds[who].name for who in people[:3]]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

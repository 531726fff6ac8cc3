"""What a rehearsed world shows over its turns: ranges kept, acts used, signs and triangles, what each mechanism did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import correlation, fmean, pstdev

from characters import initiative
from characters.minds import Mind
from ecosystem.dynamics.reputation import TRUSTING
from ecosystem.scenes import Decision, Development, Scene, Snapshot
from ecosystem.waking import waking
from relationships import balance, preference
from relationships.acts import ACTS
from relationships.bonds import DIMENSIONS, RANGES, Bond

# A value further out than this is as good as stuck at its end.
SATURATED = 0.95
# Liking or dislike from here on has a sign.
SIGNED = 0.1
# From so many on, people in one place are a room with a mood of its own.
ROOM = 3
# Standings that say something of a bond; familiarity is let grow whole, for one does not unlearn a face.
FELT = ("trust", "affection", "respect", "attraction", "fear")


def strayed(minds: Iterable[Mind], bonds: Iterable[Bond]) -> Iterator[str]:
    """Every value that has left its range, named."""
    for mind in minds:
        axes = {"pleasure": mind.mood.pleasure, "arousal": mind.mood.arousal, "dominance": mind.mood.dominance}
        yield from (f"{mind.name} {name} {value}" for name, value in axes.items() if not -1 <= value <= 1)
        shares = dict(mind.needs) | {"energy": mind.energy, "company": mind.social_capacity}
        shares |= {f"goal {goal.text}": goal.progress for goal in mind.goals}
        shares |= {f"feeling {felt.name}": felt.intensity for felt in mind.emotions}
        shares |= {f"wound {wound.event}": wound.healed for wound in mind.wounds}
        yield from (f"{mind.name} {name} {value}" for name, value in shares.items() if not 0 <= value <= 1)
        yield from (f"{mind.name} habit {one.act}" for one in mind.habits if not -1 <= one.value <= 1)
    for bond in bonds:
        for name in DIMENSIONS:
            low, high = RANGES[name]
            if not low <= getattr(bond, name) <= high:
                yield f"{bond.source} to {bond.target}: {name} {getattr(bond, name)}"


def saturated(minds: Iterable[Mind], bonds: Iterable[Bond]) -> float:
    """The share of all moods and standings that lie at the end of their range."""
    values = [axis for mind in minds for axis in (mind.mood.pleasure, mind.mood.arousal, mind.mood.dominance)]
    values += [getattr(bond, name) for bond in bonds for name in FELT]
    return sum(abs(value) > SATURATED for value in values) / max(1, len(values))


def rooms(minds: Iterable[Mind]) -> Iterator[float]:
    """How strong the mean mood of each room is, whichever way."""
    within: dict[str, list[float]] = {}
    for mind in minds:
        within.setdefault(mind.place, []).append(mind.mood.pleasure)
    yield from (abs(fmean(moods)) for moods in within.values() if len(moods) >= ROOM)


def friendly(bonds: Iterable[Bond]) -> float:
    """Of those who like or dislike, the share who like."""
    signs = [bond.affection > 0 for bond in bonds if abs(bond.affection) >= SIGNED]
    return sum(signs) / max(1, len(signs))


def balanced(bonds: Iterable[Bond]) -> tuple[float, float]:
    """The share of balanced triangles, and what it would be were the same signs dealt out at random."""
    ties = balance.ties_of(bonds)
    return balance.triangles(ties).share or 0.0, balance.chance(ties) or 0.0


@dataclass
class Course:
    """What is counted while a world plays; `doing` holds, by mechanism, how much it did and how often it could have."""

    strayed: list[str] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)
    # Turns without a scene in a row, while nobody slept for the night.
    still: int = 0
    stillest: int = 0
    considered: int = 0
    possible: int = 0
    most_saturated: float = 0.0
    strongest: float = 0.0
    least_spread: float = 1.0
    doing: dict[str, list[float]] = field(default_factory=dict)
    begun: Counter[int] = field(default_factory=Counter)

    def follow(self, seen: Snapshot, decided: Decision) -> None:
        changed = [mind for who, mind in decided.minds.items() if mind is not seen.minds[who]]
        ties = [bond for pair, bond in decided.bonds.items() if seen.bonds.get(pair) is not bond]
        self.strayed += strayed(changed, ties)
        self.most_saturated = max(self.most_saturated, saturated(decided.minds.values(), decided.bonds.values()))
        self.acts.update(scene.act for scene in decided.scenes)
        if decided.night:
            return
        self.strongest = max(self.strongest, *rooms(decided.minds.values()), 0.0)
        self.least_spread = min(self.least_spread, pstdev(mind.mood.pleasure for mind in decided.minds.values()))
        self.still = 0 if decided.scenes else self.still + 1
        self.stillest = max(self.stillest, self.still)
        self.considered += len(waking(seen)[1])
        self.possible += len(seen.minds)

    def measure(self, seen: Snapshot, decided: Decision) -> None:
        """Count what each mechanism did."""
        for name, done, could in doings(seen, decided):
            counts = self.doing.setdefault(name, [0.0, 0.0])
            counts[0] += done
            counts[1] += could
        self.begun.update(scene.initiator for scene in decided.scenes)

    def done(self, last: Decision) -> dict[str, float]:
        """How much each mechanism did, by what it could have done; and what shows only in the end."""
        found = {name: done / could if could else 0.0 for name, (done, could) in self.doing.items()}
        found["initiative"] = _bent(last, self.begun)
        found["rank"] = pstdev(mind.rating for mind in last.minds.values())
        return found


def _bent(last: Decision, begun: Counter[int]) -> float:
    """How far who begins follows from who tends to: a correlation over the cast."""
    leans = [initiative.lean(mind) for mind in last.minds.values()]
    return correlation(leans, [float(begun[who]) for who in last.minds])


def doings(seen: Snapshot, decided: Decision) -> Iterator[tuple[str, float, float]]:
    """What each mechanism did in a turn, as (its name, how much, out of how much)."""
    new = {kind: _new(seen, decided, kind) for kind in ("promises", "confidences", "rumours", "betrayals", "conflicts")}
    new |= {kind: _new(seen, decided, kind) for kind in ("alliances", "occasions")}
    scenes, social = decided.scenes, [scene for scene in decided.scenes if scene.responses]
    developments = [one for one in decided.happenings if isinstance(one, Development)]
    caught = sum(abs(one.pleasure) for scene in scenes for one in scene.ripples)
    yield "contagion", caught, sum(1 + len(scene.responders) + len(scene.witnesses) for scene in social)
    yield "appraisal", *_onlooking(social)
    yield "promises", new["promises"], _count(social, "promise")
    yield "confidences", new["confidences"], _count(social, "confide")
    yield "rumours", new["rumours"], _count(social, "gossip", "warn", "reveal_secret")
    found_out = sum(one.kind == "betrayal_discovered" for one in developments)
    yield "betrayals", new["betrayals"] + found_out + _said(scenes, "betrayal."), len(scenes)
    yield "repair", _said(scenes, "repair.") + _eased(decided), len(scenes)
    yield "reputation", *_heeded(scenes)
    yield "conflicts", new["conflicts"], sum(ACTS[scene.act].harm >= 0.2 for scene in social)
    yield "alliances", new["alliances"] + _said(scenes, "alliance."), len(scenes)
    leant = sum(one.rule == balance.RULE for scene in scenes for one in scene.changes)
    yield "balance", leant, sum(bool(scene.witnesses or scene.third or scene.responders[1:]) for scene in social)
    yield "learning", *_habitual(scenes)
    yield "goals", sum(1 for mind in decided.minds.values() for goal in mind.goals if goal.kind), len(decided.minds)
    yield "preference", *_preferred(decided, social)
    yield "occasions", new["occasions"], 1
    yield "wounds", _said(scenes, "wound") + sum(bool(scene.stirrings) for scene in scenes), len(scenes)
    cracked = sum(one.kind == "cracked" for one in developments)
    yield "composure", cracked + _said(scenes, "composure"), len(scenes)
    yield "story", _said(scenes, "story"), len(scenes)


def _new(seen: Snapshot, decided: Decision, kind: str) -> int:
    """How many facts of the kind are new."""
    return sum(fact.number > seen.society.last for fact in getattr(decided.society, kind))


def _count(scenes: Iterable[Scene], *acts: str) -> int:
    return sum(scene.act in acts and bool(scene.accepted) for scene in scenes)


def _onlooking(scenes: Iterable[Scene]) -> tuple[float, float]:
    """What onlookers feel beyond a simple joke: about whoever did it, or it was done to."""
    felt = sum(one.emotion.intensity for scene in scenes for one in scene.feelings if one.who in scene.witnesses)
    return felt, sum(len(scene.witnesses) for scene in scenes)


def _said(scenes: Iterable[Scene], rule: str) -> int:
    """In how many scenes the rule, or one of its kind, had a say in what was done or how it was answered."""
    return sum(
        any(reason.rule.startswith(rule) for reason in scene.reasons)
        or any(reason.rule.startswith(rule) for one in scene.responses for reason in one.reasons)
        for scene in scenes
    )


def _eased(decided: Decision) -> int:
    rules = ("betrayal.eased", "betrayal.ceiling", "betrayal.reconciled")
    return sum(change.rule in rules for one in decided.happenings for change in one.changes)


def _heeded(scenes: Iterable[Scene]) -> tuple[float, float]:
    asked = [one for scene in scenes if scene.act in TRUSTING for one in scene.responses]
    return sum(any(reason.rule == "reputation" for reason in one.reasons) for one in asked), len(asked)


def _habitual(scenes: Iterable[Scene]) -> tuple[float, float]:
    weights = [abs(reason.weight) for scene in scenes for reason in scene.reasons if reason.rule == "habit"]
    return sum(weights), sum(1 for scene in scenes if scene.responses)


def _preferred(decided: Decision, scenes: Iterable[Scene]) -> tuple[float, float]:
    """How much more people seek those whom they turn to than those whom they might have turned to."""
    more, choices = 0.0, 0
    for scene in scenes:
        me, chosen = decided.minds[scene.initiator], scene.responders[0]
        there = [mind for mind in decided.minds.values() if mind.place == scene.place and mind is not me]
        if len(there) > 1:
            sought = {
                one.id: preference.value(me, one, decided.bonds.get((me.id, one.id)) or Bond(me.id, one.id))
                for one in there
            }
            if chosen in sought:
                more += sought[chosen] - fmean(sought.values())
                choices += 1
    return more, choices

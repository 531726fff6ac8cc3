"""Small worlds set up by hand, and single acts played in them with all that comes of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.realism.planted import ALIKE, MERE_TALK, NULL, UNMOVED
from characters.minds import DOMAINS, NEEDS, Emotion, Mind, Mood, Personality
from ecosystem import decide, dynamics, rehearsal
from ecosystem.deeds import log_of
from ecosystem.matter import Matter
from ecosystem.playing import Played, perform
from ecosystem.scenes import Decision, Place, Response, Scene, Setting, Sleep, Snapshot, Speaker
from ecosystem.stage import Stage
from relationships import volition
from relationships.acts import ACTS
from relationships.bonds import Bond

ONE, TWO, THREE, FOUR = 1, 2, 3, 4
TURN = 5
DAY = 24 * 60
# Mid-morning of the third day: there is a yesterday to look back on.
MORNING = 2 * DAY + 600
HALL = Setting(
    {"hall": Place("hall", "the hall", "quiet", ()), "yard": Place("yard", "the yard", "", ())}, ("the day",)
)
NAMES = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight"}
FED: Mapping[str, float] = dict.fromkeys(NEEDS, 0.7)
# A wish that is not had at all weighs less than any that is.
UNWANTED = -99.0


def off(without: frozenset[str] = frozenset()) -> frozenset[str]:
    """The mechanisms that are off."""
    return dynamics.NAMES if NULL.get() == UNMOVED else without


def person(id: int = ONE, *, facets: Mapping[str, float] | None = None, **given: Any) -> Mind:
    """Somebody middling in all but what is given: a Big Five domain, or anything else of a mind."""
    if NULL.get() == ALIKE:
        facets, given = {}, {"place": given.get("place", "hall")}
    traits = {domain: given.pop(domain) for domain in DOMAINS if domain in given}
    values = {"place": "hall", "needs": FED, **given}
    return Mind(id, NAMES[id], "they", Personality(**traits, facets=facets or {}), **values)


def bond(source: int, target: int, trust: float = 0.5, sure: float = 8.0, **given: float) -> Bond:
    """A bond with that trust, on so much evidence."""
    if NULL.get() == ALIKE:
        trust, sure, given = 0.5, 8.0, {}
    stage = str(given.pop("stage", "acquaintance"))
    good = max(0.0, trust * (sure + 2) - 1)
    bad = max(0.0, sure - good)
    values: dict[str, Any] = {"familiarity": 0.4, **given}
    return Bond(source, target, trust_good=good, trust_bad=bad, stage=stage, minute=MORNING, **values)


def mutual(one: int, other: int, **given: float) -> tuple[Bond, Bond]:
    return bond(one, other, **given), bond(other, one, **given)


def world(*minds: Mind, bonds: Iterable[Bond] = (), minute: int = MORNING, **given: Any) -> Snapshot:
    values: dict[str, Any] = {
        "world": 1, "generation": 40, "seed": 1, "minute": minute, "autonomy": "balanced", "scenes_wanted": 1,
        "starter": "", "setting": HALL, "minds": {one.id: one for one in minds},
        "as_of": {one.id: minute for one in minds}, "sleeps": {one.id: Sleep() for one in minds},
        "autonomies": {one.id: "balanced" for one in minds},
        "bonds": {(tie.source, tie.target): tie for tie in bonds}, "secrets": (), "past": (),
        "speakers": {one.id: _speaker(one) for one in minds}, "log_position": 100,
    }  # fmt: skip
    return Snapshot(**{**values, **given})


def _speaker(one: Mind) -> Speaker:
    return Speaker(one.id, "", one.name, one.name, "they", "", "", "plain", (), (), ())


@dataclass(frozen=True, slots=True)
class After:
    """What one act left: the world as the next turn finds it, and what was decided."""

    seen: Snapshot
    decided: Decision

    @property
    def scene(self) -> Scene:
        return self.decided.scenes[0]

    def bond(self, source: int, target: int) -> Bond:
        return self.seen.bond(source, target)

    def mood(self, who: int) -> Mood:
        return self.decided.minds[who].mood

    def mind(self, who: int) -> Mind:
        return self.decided.minds[who]

    def felt(self, who: int, *emotions: str) -> float:
        """How strongly the act made somebody feel the strongest of these."""
        return max(
            (one.emotion.intensity for one in self.scene.feelings if one.who == who and one.emotion.name in emotions),
            default=0.0,
        )

    def told(self, kind: str) -> bool:
        """Whether such a thing came of it."""
        return any(not isinstance(one, Scene) and one.kind == kind for one in self.decided.happenings)


def done(
    seen: Snapshot, act: str, by: int = ONE, to: int | None = TWO, *, accepted: bool = True,
    about: Matter | None = None, without: frozenset[str] = frozenset(), after: int = TURN, seed: int = 0,
) -> After:  # fmt: skip
    """One act, played `after` so many minutes, with every mechanism having its say."""
    if NULL.get() == MERE_TALK and to is not None:
        act, accepted, about = "talk", True, None
    rng = random.Random(seed)
    log = log_of(seen.past, seen.minute + after, seen.society)
    stage = Stage(seen, seen.minute + after, without=off(without), log=log)
    dynamics.open_turn(stage, rng)
    responses = () if to is None else (Response(to, accepted, (), "even"),)
    wrong = log.dealings(by, to).my_wrong if to is not None else None
    played = Played(
        ACTS[act], by, responses, (), about or Matter({"topic": "the day"}), mends=wrong.act if wrong else ""
    )
    scene = perform(stage, played, rng)
    dynamics.after(stage, scene, rng)
    dynamics.close_turn(stage, rng)
    decided = stage.decision(1)
    return After(rehearsal.following(seen, decided), decided)


def course(seen: Snapshot, *acts: Sequence[Any], without: frozenset[str] = frozenset()) -> After:
    """Acts one after another, each as (act, by, to) or (act, by, to, accepted) or (act, by, to, accepted, minutes)."""
    found: After | None = None
    for seed, (act, by, to, *rest) in enumerate(acts):
        accepted, minutes = (*rest, True, TURN)[:2] if len(rest) < 2 else rest
        found = done(seen, act, by, to, accepted=accepted, after=minutes, seed=seed, without=without)
        seen = found.seen
    assert found is not None
    return found


def later(seen: Snapshot, minutes: int) -> Snapshot:
    """The same world so much later, nothing having happened; moods and needs are reckoned from when they stood so."""
    return replace(seen, minute=seen.minute + minutes)


def staged(seen: Snapshot, without: frozenset[str] = frozenset()) -> Stage:
    """The world as it is in the middle of the next turn."""
    return Stage(
        seen, seen.minute + TURN, without=off(without), log=log_of(seen.past, seen.minute + TURN, seen.society)
    )


def wants(seen: Snapshot, act: str, who: int = ONE, other: int = TWO, without: frozenset[str] = frozenset()) -> float:
    """How much somebody wants to do it to another now, in points."""
    stage = staged(seen, without)
    scene = decide.circumstances(stage, stage.log, who, other, random.Random(0))
    me = replace(stage.mind(who), secrets_held=1)
    bonds = stage.bond(who, other), stage.bond(other, who)
    disposed, past = volition.disposition(me, scene), stage.log.dealings(who, other)
    found = volition.wishes(me, disposed, stage.mind(other), bonds, past, scene)
    return next((wish.score for wish in found if wish.act == act), UNWANTED)


def goes_along(seen: Snapshot, act: str, who: int = TWO, by: int = ONE, without: frozenset[str] = frozenset()) -> float:
    """How readily somebody goes along with what another does to them, in points."""
    stage = staged(seen, without)
    scene = decide.circumstances(stage, stage.log, by, who, random.Random(0))
    swayed = dynamics.answers(stage, who, by, act)
    bond, past = stage.bond(who, by), stage.log.dealings(who, by)
    return volition.answer(stage.mind(who), stage.mind(by), act, bond, past, scene, swayed=swayed).score


def feeling(name: str, intensity: float, about: int | None = None) -> Emotion:
    return Emotion(name, intensity, MORNING, about)


def played(seen: Snapshot, turns: int, without: frozenset[str] = frozenset()) -> Iterator[Decision]:
    """The world left to itself for some turns."""
    for _, decided in rehearsal.play(seen, turns, off(without)):
        yield decided


def share(seen: Snapshot, of: Any, turns: int, seeds: int = 6, without: frozenset[str] = frozenset()) -> float:
    """The share of scenes of which `of` holds, over some turns from several seeds."""
    held = total = 0
    for seed in range(seeds):
        for decided in played(replace(seen, seed=seed), turns, without):
            for scene in decided.scenes:
                held += bool(of(scene))
                total += 1
    return held / max(1, total)

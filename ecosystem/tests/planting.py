"""Scenes planted one after the other, a turn each, in a world in memory: what comes of them is left to the rules."""

from __future__ import annotations

import random
from dataclasses import replace

from characters.minds import Emotion, Mind, Reason
from ecosystem import dynamics, rehearsal, talk
from ecosystem.deeds import log_of
from ecosystem.matter import matter_of
from ecosystem.playing import Played, perform
from ecosystem.scenes import MINUTES_PER_TURN, Decision, Development, Response, Scene, SecretView, Snapshot
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import snapshot
from relationships.acts import ACTS
from relationships.bonds import Bond
from relationships.dealings import Third


class Chance(random.Random):
    """A generator whose every throw comes out the same: 0 for what may happen, nearly 1 for what may not."""

    def __init__(self, throw: float) -> None:
        super().__init__(1)
        self.throw = throw

    def random(self) -> float:
        return self.throw


class Planted:
    def __init__(self, *minds: Mind, bonds: tuple[Bond, ...] = (), secrets: tuple[SecretView, ...] = (),
                 only: frozenset[str] | None = None) -> None:  # fmt: skip
        self.seen: Snapshot = snapshot(*minds, bonds=bonds, secrets=secrets)
        self.without = frozenset() if only is None else dynamics.NAMES - only
        self.came: list[Development] = []
        self.told: list[Scene | Development] = []
        self.decided: Decision | None = None

    @classmethod
    def on(cls, seen: Snapshot, only: frozenset[str] | None = None) -> Planted:
        """In a world that has gone on for a while."""
        planted = cls(only=only)
        planted.seen = seen
        return planted

    def do(self, act: str, by: int, to: int, *, accepted: bool = True, of: int | None = None, throw: float = 0.999,
           truly: bool = True) -> Scene:  # fmt: skip
        """One scene in a turn of its own; a `throw` of 0 lets everything happen that chance may bring."""
        chance = Chance(throw)
        stage = Stage(self.seen, self.seen.minute + MINUTES_PER_TURN, without=self.without)
        dynamics.open_turn(stage, chance)
        third = None if of is None else self.third(stage, by, to, of, truly=truly)
        responses = (Response(to, accepted, (Reason("planted", "So it was planted", 1.0),), "even"),)
        matter = matter_of(self.seen, act, by, to, third, random.Random(3) if not throw else chance)
        scene = perform(stage, Played(ACTS[act], by, responses, (), matter), chance)
        dynamics.after(stage, scene, chance)
        self.end(stage)
        return scene

    def wait(self, minutes: int) -> None:
        """Nothing happens for a while but what time brings."""
        stage = Stage(self.seen, self.seen.minute + minutes, without=self.without)
        chance = Chance(0.999)
        dynamics.open_turn(stage, chance)
        self.end(stage)

    def end(self, stage: Stage) -> None:
        dynamics.close_turn(stage, Chance(0.999))
        decided = self.decided = stage.decision(1)
        self.told += decided.happenings
        self.came += [one for one in decided.happenings if isinstance(one, Development)]
        self.seen = rehearsal.following(self.seen, decided)

    def third(self, stage: Stage, by: int, to: int, of: int, *, truly: bool) -> Third:
        tale = None
        if truly:
            sore = log_of(stage.seen.past, stage.minute, stage.society).sore.get(by, {})
            owed = talk.owed(stage, by, to)
            told = talk.tales_for(talk.repertoire(stage, by, sore), to)
            best = next((one for one in told if one.subject == of), None)
            tale = owed if owed is not None and owed.subject == of else best
        return Third(of, stage.mind(of).name, stage.bond(by, of), stage.bond(to, of), tale=tale)

    def place(self, who: int, place: str) -> None:
        self.seen = replace(self.seen, minds={**self.seen.minds, who: replace(self.seen.minds[who], place=place)})

    def feel(self, who: int, name: str, intensity: float, about: int | None = None) -> None:
        mind = self.seen.minds[who]
        felt = Emotion(name, intensity, self.seen.minute, about)
        self.seen = replace(
            self.seen, minds={**self.seen.minds, who: replace(mind, emotions=(*mind.emotions, felt))},
            as_of={**self.seen.as_of, who: self.seen.minute},
        )  # fmt: skip

    def trust(self, one: int, other: int) -> float:
        return self.seen.bond(one, other).trust

    def developed(self, kind: str) -> list[Development]:
        return [one for one in self.came if one.kind == kind]

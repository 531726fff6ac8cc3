"""One turn of one world: observe, decide, voice, commit. Publishing is the job's, after the commit."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

from django.utils import timezone

from ecosystem import inputs, tales, voice
from ecosystem.commit import Committed, Prepared, commit
from ecosystem.decide import decide
from ecosystem.models import Overtaken, World
from ecosystem.observe import recollections, setting_of, snapshot
from relationships import matches
from storytelling import sifting
from storytelling.happenings import Happening


@dataclass
class Stopwatch:
    """Milliseconds of each stage of a turn."""

    stages: dict[str, float] = field(default_factory=dict)
    since: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.stages[stage] = round((now - self.since) * 1000, 2)
        self.since = now


@dataclass(frozen=True, slots=True)
class Taken:
    """A turn as it was committed, what it adds to the log as stories see it, and who was there."""

    committed: Committed
    happened: tuple[Happening, ...]
    present: frozenset[int]


def take(world_id: int, generation: int, voiced: str = "") -> Committed | None:
    """Take the world's turn after `generation` and weave its stories on, for whoever writes no pages of them."""
    taken = play(world_id, generation, voiced)
    if taken is None:
        return None
    sifting.advance(world_id, taken.happened, taken.present)
    return taken.committed


def play(world_id: int, generation: int, voiced: str = "") -> Taken | None:
    """Take the world's turn after `generation`, or return None where somebody else has it or took it.

    Its stories are left to the caller: they can wait until the turn has been shown. Should that be cut short, the next
    turn makes it good before it looks.

    1. Claim the lease; a turn delivered twice ends here.
    2. Observe: understand the queued inputs, read one snapshot.
    3. Decide: pure, from the turn's own seed.
    4. Voice: no transaction open; the lease is renewed while the model thinks.
    5. Commit: the world moves by one generation, or the whole turn is dropped.
    """
    watch = Stopwatch()
    world = World.objects.claim(world_id, generation, timezone.now())
    if world is None:
        return None
    asked = inputs.waiting(world, frozenset(setting_of(world).places))
    seen = snapshot(world, asked)
    watch.lap("observe")
    asked_before = matches.figures()
    decided = decide(seen, random.Random(seen.seed))
    matched = matches.figures().since(asked_before)
    watch.lap("decide")
    mode = voice.mode_of(voiced or world.voice)
    recalled = recollections(seen, decided.scenes, voiced=mode != "none")
    try:
        spoken = voice.speak(
            seen,
            decided.scenes,
            recalled,
            mode,
            keep=lambda: world.renew_lease(generation, timezone.now()),
        )
        watch.lap("voice")
        done = commit(world, Prepared(seen, asked, decided, recalled, spoken, watch.stages, matched), timezone.now())
    except Overtaken:
        return None
    return Taken(done, tuple(tales.happenings(seen, decided)), frozenset(seen.minds))

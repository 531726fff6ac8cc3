"""Promises in play: given, kept, broken, forgiven, or forgotten until the day has gone by."""

from __future__ import annotations

import random
from collections.abc import Iterator

from characters.minds import Emotion, Reason
from ecosystem.scenes import Development, Feeling, Scene
from ecosystem.stage import Stage
from relationships import promises
from relationships.dealings import Nudge
from relationships.promises import BROKEN, KEPT, RELEASED, Promise

# So many promises lapse in a turn; after a night several days may have come.
MOST_AT_ONCE = 2
# A pull weaker than this moves nobody.
FAINTEST = 0.2
ENDS = {"keep_promise": KEPT, "break_promise": BROKEN}


def lapse(stage: Stage, rng: random.Random) -> None:
    for promise in promises.overdue(stage.society.promises, stage.minute)[:MOST_AT_ONCE]:
        _lapse(stage, promise)


def press(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    """The nearer the day, the more one wants to be as good as one's word."""
    for promise in stage.facts("promises", who):
        if promise.is_open and promise.maker == who and promise.holder == partner:
            urge = promises.urge(promise, stage.minute, stage.mind(who).personality.conscientiousness)
            if urge >= FAINTEST:
                text = f"The time is running out in which {stage.mind(who).name} promised {promise.matter}"
                yield "keep_promise", Nudge(urge, Reason("promise.due", text[:200], urge, promise.event), own=True)


def record(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """What the scene made of a promise: given to the responder, or ended."""
    if not scene.responses:
        return
    maker, holder = scene.initiator, scene.responses[0].who
    if scene.act == "promise" and scene.accepted:
        kind = scene.slots.get("promise", "serve")
        topic = scene.slots.get("topic", "")
        given = promises.given(
            stage.mind(maker), stage.mind(holder), topic, kind, scene.number, stage.minute, rng.random()
        )
        stage.society = stage.society.adding("promises", given)
    elif scene.act in ENDS:
        _end(stage, maker, holder, ENDS[scene.act], scene.number)
    elif scene.act == "forgive" and scene.accepted:
        _end(stage, holder, maker, RELEASED, scene.number)


def forget(stage: Stage, rng: random.Random) -> None:
    stage.society = stage.society.keeping("promises", promises.CLOSED_KEPT)


def _end(stage: Stage, maker: int, holder: int, state: str, event: int) -> None:
    promise = promises.between(stage.facts("promises", maker), maker, holder)
    if promise is not None:
        stage.society = stage.society.changing("promises", promise.ending(state, event, stage.minute))


def _lapse(stage: Stage, promise: Promise) -> None:
    maker, holder = stage.mind(promise.maker), stage.mind(promise.holder)
    shame = 0.2 + 0.4 * maker.personality.conscientiousness
    number = stage.develop(
        Development(
            kind="promise_lapsed",
            text=f"{maker.name} had promised {promise.matter}. The day has gone by, and nothing was done.",
            initiator=maker.id,
            others=(holder.id,),
            reasons=(Reason("promise.given", f"{maker.name} promised {promise.matter}", 1.0, promise.event),),
            changes=promises.lapse(promise, maker, holder, stage.bond(holder.id, maker.id)),
            feelings=(
                Feeling(holder.id, Emotion("disappointment", 0.55, stage.minute, maker.id)),
                Feeling(maker.id, Emotion("shame", round(shame, 3), stage.minute, holder.id)),
            ),
            importance=0.5,
            polarity=-0.6,
            tags=(f"deed:{promises.LAPSE}", f"who:{maker.id}", f"who:{holder.id}", "tag:promise"),
            clauses={
                "news": f"{maker.name} let a promise to {holder.name} go by",
                "deed": "you let your word to me go by",
                "mydeed": "I let my word to you go by",
            },
            cause=promise.event,
        )
    )
    stage.society = stage.society.changing("promises", promise.ending(promises.LAPSED, number, stage.minute))

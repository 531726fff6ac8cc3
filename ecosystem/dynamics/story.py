"""The story's own say: what it would like next draws whoever might do it, and now and then chance comes to its help.

The wishes are those of `storytelling.drama`. They weigh as a nudge from outside does: by the character's autonomy,
beside what it wants itself, and never beyond what it would do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from characters.minds import Emotion, Reason
from ecosystem.scenes import Development, Feeling
from ecosystem.stage import Stage
from relationships.dealings import Nudge
from storytelling.drama import pulling, said

# The kind of development that a stroke of chance is.
STROKE = "stroke"


def pull(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    """What the stories under way would like `who` to do to `partner`."""
    for act, want in pulling(stage.seen.wants, who, partner):
        yield act, Nudge(want.weight, Reason("story", said(want)[:200], want.weight))


def chance(stage: Stage, rng: random.Random) -> None:
    """One stroke of chance a turn at most, where a story asks for it and whoever it meets is awake to it."""
    for want in stage.seen.wants:
        if want.brings and want.who in stage.seen.minds:
            place = stage.place(want.who)
            stage.develop(
                Development(
                    STROKE,
                    want.brings,
                    initiator=want.who,
                    witnesses=tuple(stage.present(place, (want.who,))),
                    place=place,
                    reasons=(Reason("story", said(want)[:200], want.weight),),
                    feelings=tuple(
                        Feeling(want.who, Emotion(name, strength, stage.minute, None, stage.next_number))
                        for name, strength in want.feelings
                    ),
                    importance=0.4,
                    tags=(want.tag,),
                )
            )
            return

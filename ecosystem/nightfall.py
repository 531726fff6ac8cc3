"""Night: the world sleeps, the clock jumps to the morning, and what was felt is slept on."""

from __future__ import annotations

import random

from ecosystem.scenes import MINUTES_PER_TURN, Decision, Development, Sleep, Snapshot
from ecosystem.stage import everybody_rested, first_number

DAY = 24 * 60
# The last turn of a day begins before this minute of it.
BEDTIME = 22 * 60 + 30
# Nobody gets up later than so many minutes after the first.
LATEST_RISING = 45


def has_come(seen: Snapshot) -> bool:
    return seen.minute % DAY >= BEDTIME


def rest(seen: Snapshot, rng: random.Random) -> Decision:
    """The next morning."""
    minute = (seen.minute // DAY + 1) * DAY + seen.setting.day_starts
    rising = {who: minute + MINUTES_PER_TURN * rng.randrange(LATEST_RISING // MINUTES_PER_TURN) for who in seen.minds}
    return Decision(
        minute=minute,
        happenings=(nightfall_of(seen, minute),),
        society=seen.society,
        minds=everybody_rested(seen, minute),
        bonds=seen.bonds,
        sleeps={who: Sleep(when, (f"who:{who}",)) for who, when in rising.items()},
        doing=dict.fromkeys(seen.minds, "Waking"),
        round=seen.rein.round,
        night=True,
    )


def nightfall_of(seen: Snapshot, minute: int) -> Development:
    day = minute // DAY + 1
    return Development(
        kind="",
        text=f"Night comes, and all is still. Day {day} begins.",
        importance=0.05,
        tags=("night",),
        number=first_number(seen),
    )

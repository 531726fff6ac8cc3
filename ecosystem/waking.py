"""Who is awake in a turn. Sleep, timers and masks follow Concordia's interrupt scheduling (Vezhnevets et al. 2023):
a character that nothing concerns costs nothing.

However many are due, a turn considers only so many for each of its scenes: the others have their say when it comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ecosystem import turnorder
from ecosystem.scenes import MINUTES_PER_TURN, Past, Snapshot

# For each scene of a turn at most so many are considered; it keeps a turn's cost from growing with the crowd.
CONSIDERED_A_SCENE = 3
# A handful is considered whole, however few scenes it plays.
HANDFUL = 12


def waking(seen: Snapshot) -> tuple[int, list[int]]:
    """The minute of the turn and who is awake in it; the clock runs on where everybody sleeps."""
    minute = seen.minute + MINUTES_PER_TURN
    called = turnorder.due(seen) | _called(seen)
    due = [who for who in seen.minds if who not in called and seen.sleeps[who].wakes_at <= minute]
    if not called and not due and seen.minds:
        minute = max(minute, min(sleep.wakes_at for sleep in seen.sleeps.values()))
        due = [who for who in seen.minds if seen.sleeps[who].wakes_at <= minute]
    most = max(HANDFUL, CONSIDERED_A_SCENE * seen.scenes_wanted)
    if len(called) + len(due) > most:
        # Whom something calls comes first, then whoever has waited longest.
        due.sort(key=lambda who: seen.sleeps[who].wakes_at)
        chosen = set([*(who for who in seen.minds if who in called), *due][:most])
    else:
        chosen = {*called, *due}
    return minute, [who for who in seen.minds if who in chosen]


def _called(seen: Snapshot) -> frozenset[int]:
    """Whom an event, a person or a whisper wakes before their time."""
    found = {whisper.who for whisper in seen.whispers if whisper.who in seen.minds}
    for injection in seen.injections:
        found |= {who for who, mind in seen.minds.items() if injection.place in ("", mind.place)}
    newest = _newest(past for past in seen.past if past.generation == seen.generation)
    if newest:
        found |= {who for who in seen.minds if _concerned(seen, who, newest)}
    return frozenset(found)


def _newest(news: Iterator[Past]) -> Mapping[str, int]:
    """The number of the newest event for everything that a mask may name: "" is any, "who" anybody, "who:12" one."""
    newest: dict[str, int] = {}
    for past in news:
        newest[""] = past.number
        for tag in past.tags:
            whole = tag.split(":")
            for length in range(1, len(whole) + 1):
                newest[":".join(whole[:length])] = past.number
    return newest


def _concerned(seen: Snapshot, who: int, newest: Mapping[str, int]) -> bool:
    # What one took part in oneself is no news.
    known = seen.speakers[who].last_event
    return any(newest.get(prefix, 0) > known for prefix in seen.sleeps[who].mask)

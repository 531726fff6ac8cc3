"""Asides: what a narrator adds to an event beyond its own row. A clue, a false trail, a hint of what may come, the end.

Each is said of an event that happened, and rests on it; of a case the clues come before its solution, as is fair.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from storytelling.cases import Case
from storytelling.foreshadowing import Shadow
from storytelling.outline import MET, Outline
from storytelling.phrases import aside
from storytelling.tense import recounted

# Of one chapter; more would be pointing a finger.
MOST_CLUES, MOST_HERRINGS, MOST_HINTS = 2, 1, 1


def ending(story: Outline, events: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
    """What the last words of a story rest on beside a chapter's last event: the one that ended it."""
    last = next((beat.events[0] for beat in reversed(story.arcs[0].beats) if beat.status == MET and beat.events), None)
    return {events[-1]: (last,)} if events and last is not None and last != events[-1] else {}


def of(
    events: Sequence[int],
    *,
    seed: str,
    case: Case | None = None,
    shadows: Collection[Shadow] = (),
    outcome: str = "",
    names: Mapping[int, str],
) -> Mapping[int, tuple[str, ...]]:
    """What is added to which of a chapter's events; `outcome` is how the story ends, where it ends here."""
    found: dict[int, list[str]] = {}
    if case is not None and case.solution is not None:
        # What points nowhere yet is told, and not pointed at.
        for kind, hints, most in (("clues", case.clues, MOST_CLUES), ("herrings", case.herrings, MOST_HERRINGS)):
            told = [hint.event for hint in hints if hint.event in events][:most]
            for number in told:
                found.setdefault(number, []).append(aside(kind, f"{seed}:{number}"))
        if case.solution in events:
            found.setdefault(case.solution, []).append(aside("solution", seed))
    hinted = 0
    for shadow in shadows:
        last = shadow.events[-1]
        if last in events and last not in found and last != events[-1] and hinted < MOST_HINTS:
            found[last] = [aside("hints", seed, {"last": recounted(shadow.last, names.values())})]
            hinted += 1
    if outcome and events:
        ending = recounted(outcome, names.values())
        # "it stands well between them" and "Jane forgives him" are clauses, "forgiven" is none.
        kind = "rests" if ending.startswith(("it ", *names.values())) else "endings"
        found.setdefault(events[-1], []).append(aside(kind, seed, {"outcome": ending}))
    return {number: tuple(said) for number, said in found.items()}

"""Trials: what patterns would have matched in a log, and of what they would not, why not. For authors and for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storytelling.clauses import Clause
from storytelling.exported import ExportedLog
from storytelling.happenings import Happening, Person
from storytelling.matching import Death, Match, Matcher
from storytelling.patterns import Pattern, worded
from storytelling.standing import Standing

# Partial matches told of a pattern.
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """One pattern tried on a log."""

    complete: tuple[Match, ...]
    # The furthest that are still under way, or ran out of time, the furthest first.
    nearly: tuple[Match, ...]
    died: tuple[Death, ...]
    # Events that fit each step by themselves, whoever was in them: a step that none fits is the fault of its clause.
    fitting: tuple[int, ...]


def tried(pattern: Pattern, log: ExportedLog) -> Trial:
    """What the pattern finds in the log, and how far it comes where it finds nothing."""
    matcher = Matcher({pattern.key: pattern}, Standing(log.people, genre=log.genre))
    complete, nearly, died = list[Match](), dict[tuple[tuple[str, int], ...], Match](), list[Death]()
    counts = [0] * len(pattern.steps)
    for happening in log.happenings:
        for index, step in enumerate(pattern.steps):
            counts[index] += _could_fit(step, happening)
        sifted = matcher.feed(happening)
        complete += sifted.complete
        died += sifted.died
        for match in (*sifted.advanced, *sifted.expired):
            nearly[match.cast] = match
        for death in sifted.died:
            # What was ended is not under way, unless it begins once more.
            nearly.pop(death.match.cast, None)
    done = {match.cast for match in complete}
    under_way = [match for cast, match in nearly.items() if cast not in done]
    under_way.sort(key=lambda match: (-match.done, match.events))
    died.sort(key=lambda death: -death.match.done)
    return Trial(tuple(complete), tuple(under_way[:MOST_TOLD]), tuple(died[:MOST_TOLD]), tuple(counts))


def _could_fit(clause: Clause, happening: Happening) -> bool:
    """Whether the event has the right kind and parts, whatever the conditions say of those in it."""
    if clause.learns:
        return happening.told is not None or (happening.kind == "development" and happening.cause is not None)
    if clause.acts is not None and happening.act not in clause.acts:
        return False
    if clause.accepted is not None and happening.accepted is not clause.accepted:
        return False
    return happening.importance >= clause.importance and happening.initiator is not None


def why_not(pattern: Pattern, trial: Trial, people: Mapping[int, Person]) -> str:
    """In words, what kept the pattern from being complete: the missing clause, or what ended it."""
    names = {who: person.name for who, person in people.items()}
    if trial.complete:
        return ""
    for index, count in enumerate(trial.fitting):
        if not count:
            return f"No event fits step {index + 1}: “{worded(pattern.steps[index].says, {}, names)}”."
    if trial.nearly:
        best = trial.nearly[0]
        missing = worded(pattern.steps[best.done].says, dict(best.cast), names)
        return f"{best.done} of {len(pattern.steps)} steps came; what is missing is “{missing}”."
    if trial.died:
        death = trial.died[0]
        ended = worded(death.says, dict(death.match.cast), names)
        return f"After {death.match.done} of {len(pattern.steps)} steps event {death.event} ended it: “{ended}”."
    return "Events of the right kind came, but never between people of whom step 1 holds."


def report(log: ExportedLog, patterns: Mapping[str, Pattern], *, partial: bool = False) -> dict[str, Any]:
    """The matches of a log as plain data, in the order in which they were completed."""
    matcher = Matcher(patterns, Standing(log.people, genre=log.genre))
    complete: list[Match] = []
    for happening in log.happenings:
        complete += matcher.feed(happening).complete
    found: dict[str, Any] = {
        "events": sum(one.number > 0 for one in log.happenings),
        "patterns": len(patterns),
        "complete": [_told(match, patterns[match.pattern], log) for match in complete],
    }
    if partial:
        live = sorted(
            matcher.matches(), key=lambda match: (-match.done / len(patterns[match.pattern].steps), match.key)
        )
        found["partial"] = [_told(match, patterns[match.pattern], log) for match in live]
    return found


def _told(match: Match, pattern: Pattern, log: ExportedLog) -> dict[str, Any]:
    names = {who: person.name for who, person in log.people.items()}
    cast = dict(match.cast)
    told: dict[str, Any] = {
        "pattern": match.pattern,
        "title": worded(pattern.title, cast, names),
        "cast": {name: log.people[who].key for name, who in match.cast},
        "events": list(match.events),
        "steps": [worded(step.says, cast, names) for step in pattern.steps[: match.done]],
    }
    if match.done < len(pattern.steps):
        told["missing"] = worded(pattern.steps[match.done].says, cast, names)
        told["done"] = f"{match.done} of {len(pattern.steps)}"
    return told

"""Prose by a model: what it is asked, and what of its answer may be used.

A handful of events are asked for at once, as a record of facts. The answer must cite the events each passage rests on;
what cites none, cites others, or leaves an event out is sent back once with what was wrong.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from characters import prompts
from characters.checks import clean
from storytelling.narrator import Change, Moment, Person, Prose, hour_of, in_words

# Events asked for in one call: few enough that none is forgotten.
EVENTS_A_CALL = 4
# Of each event's record at most so many lines, reasons and changes.
LINES, REASONS, CHANGES = 4, 2, 2
LINE_LENGTH = 220
# A passage is no longer than this; what is asked for stays far below.
LONGEST = 2_000
MAX_TOKENS = 1_400
# How a change reads in the record.
CHANGED: Mapping[str, tuple[str, str]] = {
    "trust": ("trusts {b} more", "trusts {b} less"),
    "affection": ("likes {b} more", "likes {b} less"),
    "respect": ("thinks more of {b}", "thinks less of {b}"),
    "attraction": ("is drawn to {b}", "is less drawn to {b}"),
    "fear": ("fears {b} more", "fears {b} less"),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How the chapter is told: the genre's tone and diction, its advice to a narrator, and through whose eyes."""

    tone: str = ""
    diction: str = ""
    advice: str = ""
    eyes: Person | None = None

    @property
    def person(self) -> str:
        if self.eyes is None:
            return "third person, by a narrator who sees everybody alike"
        return f"close third person: only what {clean(self.eyes.name)} sees, hears, feels and thinks"


@dataclass(frozen=True, slots=True)
class Asked:
    title: str
    chapter: str
    moments: tuple[Moment, ...]
    people: Mapping[int, Person]
    manner: Manner
    # The end of what was told before, so that the voice carries on.
    before: str = ""
    # What the narrator adds to an event: a clue, a hint of what may come, how it ended.
    asides: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(moment.number for moment in self.moments)


def messages(asked: Asked, findings: Sequence[str] = ()) -> prompts.Messages:
    manner = asked.manner
    rules = prompts.rendered(
        "chapter_system.txt", person=manner.person, tone=manner.tone, diction=manner.diction, manner=manner.advice
    )
    task = prompts.rendered(
        "chapter_user.txt",
        title=clean(asked.title),
        chapter=clean(asked.chapter),
        before=prompts.trimmed(asked.before[-600:], 400),
        events=[_record(moment, asked) for moment in asked.moments],
        findings=[prompts.trimmed(finding, 300) for finding in findings[:8]],
    )
    return ({"role": "system", "content": rules}, {"role": "user", "content": task})


def _record(moment: Moment, asked: Asked) -> dict[str, Any]:
    people = asked.people

    def name(who: int | None) -> str:
        return clean(people[who].name) if who is not None and who in people else "somebody"

    return {
        "number": moment.number,
        "day": moment.day,
        "hour": hour_of(moment.minute),
        "place": clean(moment.place) or "the open",
        "deed": prompts.trimmed(in_words(moment, people), LINE_LENGTH),
        "refused": moment.accepted is False and "tried" not in moment.deed,
        "lines": [
            # What the narrator told is nobody's words.
            (
                f"{name(line.speaker)}: “{prompts.trimmed(line.text, LINE_LENGTH)}”"
                if line.speaker is not None
                else prompts.trimmed(line.text, LINE_LENGTH)
            )
            + (f" ({prompts.trimmed(line.gesture, 60)})" if line.gesture else "")
            for line in moment.lines[:LINES]
        ],
        "reasons": [prompts.trimmed(reason, LINE_LENGTH) for reason in moment.reasons[:REASONS]],
        "changes": [
            f"{name(change.source)} {_changed(change, name(change.target))}"
            for change in sorted(moment.changes, key=lambda one: -abs(one.delta))[:CHANGES]
            if change.dimension in CHANGED
        ],
        "asides": [prompts.trimmed(aside, LINE_LENGTH) for aside in asked.asides.get(moment.number, ())],
    }


def _changed(change: Change, other: str) -> str:
    return CHANGED[change.dimension][0 if change.delta > 0 else 1].format(b=other)


def schema() -> dict[str, Any]:
    passage = {
        "type": "object",
        "properties": {"events": {"type": "array", "items": {"type": "integer"}}, "text": {"type": "string"}},
        "required": ["events", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"passages": {"type": "array", "items": passage}},
        "required": ["passages"],
        "additionalProperties": False,
    }


def read(answer: str, numbers: Collection[int]) -> tuple[tuple[Prose, ...], tuple[str, ...]]:
    """The passages of an answer, and what is wrong with it as a whole; with a fault there are no passages."""
    start, end = answer.find("{"), answer.rfind("}")
    try:
        found = json.loads(answer[start : end + 1])["passages"] if 0 <= start < end else None
    except (ValueError, LookupError, TypeError, RecursionError):
        found = None
    if not isinstance(found, list):
        return (), ("Answer with one JSON object with “passages”.",)
    passages, faults = [], []
    for one in found[: 2 * len(numbers)]:
        text = _text(one.get("text")) if isinstance(one, dict) else ""
        cited = one.get("events") if isinstance(one, dict) else None
        events = tuple(dict.fromkeys(n for n in cited if type(n) is int)) if isinstance(cited, list) else ()
        if not text:
            continue
        if not events or not set(events) <= set(numbers):
            faults.append(f"The passage “{text[:60]}” must name the events it rests on, of {sorted(numbers)}.")
        else:
            passages.append(Prose(text, events))
    told = {number for passage in passages for number in passage.events}
    if missing := set(numbers) - told:
        faults.append(f"These events were not told: {sorted(missing)}.")
    return ((), tuple(faults)) if faults else (tuple(passages), ())


def _text(said: object) -> str:
    if not isinstance(said, str):
        return ""
    paragraphs = [clean(part) for part in said[: 2 * LONGEST].split("\n")]
    return "\n\n".join(part for part in paragraphs if part)[:LONGEST]

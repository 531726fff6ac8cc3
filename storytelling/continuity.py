"""Continuity: an outline held against the log. Everything in it cites its events, so everything can be looked up."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from relationships import stages
from storytelling import tension
from storytelling.claims import names_of
from storytelling.clauses import Clause, targets
from storytelling.facts import Facts
from storytelling.findings import Checked
from storytelling.happenings import Happening
from storytelling.outline import CLOSED, COMPLETE, MET, OPEN, ArcOutline, BeatOutline, Outline
from storytelling.patterns import Pattern

# An actual tension may differ from the event's by so much: it was rounded.
TENSION_SLACK = 0.011


def check(outline: Outline, facts: Facts, patterns: Mapping[str, Pattern]) -> Checked:
    """Every statement of the outline that the log can confirm or deny."""
    checked = Checked()
    for arc in outline.arcs:
        for index, beat in enumerate(arc.beats):
            if beat.status == MET:
                _beat(arc, beat, index, facts, patterns.get(arc.pattern), checked)
        _order(arc, facts, checked)
        _motives(arc, facts, checked)
        _thread(outline, arc, checked)
    _causes(outline, facts, checked)
    return checked


def _beat(
    arc: ArcOutline, beat: BeatOutline, index: int, facts: Facts, pattern: Pattern | None, checked: Checked
) -> None:
    checked.facts += 1
    missing = [number for number in beat.events if number not in facts.events]
    if missing or not beat.events:
        checked.find("unsourced", beat.text, "No event of the log bears it out.", next(iter(missing), None), index)
        return
    happening = facts.events[beat.events[0]]
    _people(arc, beat, index, facts, happening, checked)
    if beat.actual is not None and beat.step:
        checked.facts += 1
        if abs(beat.actual - tension.of(happening)) > TENSION_SLACK:
            told = f"Event {happening.number} has a tension of {tension.of(happening):.2f}."
            checked.find("tension", f"{beat.text} ({beat.actual:.2f})", told, happening.number, index)
    if pattern is not None and beat.step:
        _step(arc, beat, index, facts, pattern.steps[beat.step - 1], checked)


def _people(
    arc: ArcOutline, beat: BeatOutline, index: int, facts: Facts, happening: Happening, checked: Checked
) -> None:
    """Nobody takes part who had left, and nobody is named who has nothing to do with it."""
    checked.facts += 1
    for who in happening.involved:
        if facts.is_gone(who, happening.number):
            told = f"{_name(facts, who)} had left with event {facts.departed[who]}."
            checked.find("gone_speaker", beat.text, told, facts.departed[who], index)
    there = {*happening.involved, *happening.thirds, *happening.witnesses, *arc.people}
    for who, start, end in names_of(facts.people).found(beat.text):
        checked.facts += 1
        if who not in there:
            told = f"{beat.text[start:end]} had no part in event {happening.number}."
            checked.find("absent", beat.text, told, happening.number, index)


def _step(arc: ArcOutline, beat: BeatOutline, index: int, facts: Facts, clause: Clause, checked: Checked) -> None:
    happening = facts.events[beat.events[0]]
    cast = dict(arc.cast)
    checked.facts += 3
    if clause.learns:
        who, step = cast.get(clause.learns[0]), clause.learns[1]
        what = next((one.events[0] for one in arc.beats if one.step == step and one.events), None)
        if who is not None and what is not None and not facts.knew(who, what, happening.number):
            told = f"{_name(facts, who)} did not know of event {what} by event {happening.number}."
            checked.find("knowledge", beat.text, told, happening.number, index)
        return
    if clause.acts is not None and happening.act not in clause.acts:
        checked.find("deed", beat.text, f"Event {happening.number} is “{happening.act}”.", happening.number, index)
    if clause.accepted is not None and happening.accepted is not clause.accepted:
        went = "was not taken well" if clause.accepted else "was taken well"
        checked.find("outcome", beat.text, f"In event {happening.number} it {went}.", happening.number, index)
    _parts(clause, cast, beat, index, facts, checked)
    if clause.same_place:
        other = next((one.events[0] for one in arc.beats if one.step == clause.same_place and one.events), None)
        if other is not None and facts.events[other].place != happening.place:
            told = f"Event {happening.number} was in {facts.where(happening.number)}."
            checked.find("place", beat.text, told, happening.number, index)


def _parts(
    clause: Clause, cast: Mapping[str, int], beat: BeatOutline, index: int, facts: Facts, checked: Checked
) -> None:
    """Whoever has a part in the step had it in the event, and not the other's."""
    happening = facts.events[beat.events[0]]
    doer = cast.get(clause.by) if clause.by else None
    if doer is not None and doer != happening.initiator:
        kind = "swapped" if doer in happening.responders else "absent"
        told = f"In event {happening.number} it was {_name(facts, happening.initiator)} who did it."
        checked.find(kind, beat.text, told, happening.number, index)
        return
    for name, there in (
        (clause.to, happening.responders),
        (clause.against, targets(happening)),
        (clause.of, happening.thirds),
        *((name, happening.involved) for name in clause.everyone),
    ):
        who = cast.get(name) if name else None
        if who is not None and who not in there:
            told = f"{_name(facts, who)} had no such part in event {happening.number}."
            checked.find("absent", beat.text, told, happening.number, index)


def _order(arc: ArcOutline, facts: Facts, checked: Checked) -> None:
    """Steps happen one after the other."""
    steps = [beat for beat in arc.beats if beat.step and beat.status == MET and beat.events]
    for before, after in pairwise(steps):
        checked.facts += 1
        if after.events[0] < before.events[0]:
            told = f"Event {after.events[0]} came before event {before.events[0]}."
            checked.find("time_order", after.text, told, after.events[0], arc.beats.index(after))


def _motives(arc: ArcOutline, facts: Facts, checked: Checked) -> None:
    """What is said of how somebody stands to another must have been so at some moment of the arc."""
    moments = [number for number in arc.events if number in facts.events]
    if not moments:
        return
    names = names_of(facts.people)
    for motive in arc.motives:
        others = [who for who, _, _ in names.found(motive.text) if who != motive.who]
        if motive.kind != "bond" or not others:
            continue
        word = next((word for word in stages.WORDS.values() if f" is {word} towards" in motive.text), None)
        if word is None:
            continue
        checked.facts += 1
        last = max(facts.numbers)
        stood = {
            stages.word(facts.stood(motive.who, others[0], at))
            for at in facts.numbers
            if min(moments) <= at <= min(last, max(moments) + 400)
        }
        if word not in stood:
            told = f"To {_name(facts, others[0])} {_name(facts, motive.who)} was {' or '.join(sorted(stood))}."
            checked.find("relation", motive.text, told, max(moments))


def _thread(outline: Outline, arc: ArcOutline, checked: Checked) -> None:
    """What was opened is closed, or said to have been left."""
    checked.threads += 1
    if arc.status == OPEN and not outline.is_open:
        checked.find("abandoned", arc.title, "The story is over, and nobody says what became of it.")
    elif arc.status == CLOSED and not arc.outcome:
        checked.find("abandoned", arc.title, "It is closed without an ending.")
    elif outline.status == COMPLETE and arc.status == CLOSED and not any(beat.status == MET for beat in arc.beats):
        checked.find("abandoned", arc.title, "Nothing of it ever happened.")


def _causes(outline: Outline, facts: Facts, checked: Checked) -> None:
    """Every turn after the first comes of an earlier one: by its recorded cause, or by somebody whom that touched."""
    beats = [
        (arc, index, beat)
        for arc in outline.arcs
        for index, beat in enumerate(arc.beats)
        if beat.status == MET and beat.events and beat.events[0] in facts.events
    ]
    beats.sort(key=lambda one: one[2].events[0])
    told: set[int] = set()
    touched: set[int] = set()
    for order, (_, index, beat) in enumerate(beats):
        happening = facts.events[beat.events[0]]
        if order:
            checked.causes += 1
            if not _is_caused(beat, happening, told, touched):
                checked.find("cause", beat.text, "Nothing told before leads to it.", happening.number, index)
        told |= {number for number in beat.events if number in facts.events}
        for number in beat.events:
            if number in facts.events:
                touched |= {*facts.events[number].involved, *facts.events[number].thirds}


def _is_caused(beat: BeatOutline, happening: Happening, told: set[int], touched: set[int]) -> bool:
    causes = {number for number in beat.events[1:] if number < happening.number} | told
    if any(number >= happening.number for number in beat.events[1:]):
        return False
    return happening.cause in causes or bool({*happening.involved, *happening.thirds} & touched)


def _name(facts: Facts, who: int | None) -> str:
    person = facts.people.get(who) if who is not None else None
    return person.name if person else "somebody"

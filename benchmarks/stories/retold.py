"""The stories of played worlds told in chapters by the house narrator, and whether every sentence has its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.stories.lies import moment
from benchmarks.stories.played import Played
from storytelling import asides, cases, chapters, claims, narrator, telling
from storytelling.chapters import Told
from storytelling.coherence import Passage
from storytelling.outline import MET, Outline


@dataclass(frozen=True)
class Book:
    passages: tuple[Passage, ...]
    chapters: int
    sentences: int
    unsourced: int

    @property
    def words(self) -> int:
        return sum(len(passage.text.split()) for passage in self.passages)


def told(outline: Outline, world: Played) -> Book:
    people = {who: world.person(who) for who in world.people}
    names = {who: one.name for who, one in people.items()}
    moments = {one.number: moment(one.number, world) for one in world.happenings if one.news}
    beats = [
        Told(beat.kind, beat.text, beat.events, beat.actual or 0.0, arc.number == 1)
        for arc in outline.arcs
        for beat in arc.beats
        if beat.status == MET and beat.events
    ]
    case = cases.of_story(outline, world.facts) if outline.genre == "mystery" else None
    plans = chapters.plan(beats, moments, outline.people, outline.genre, case=case)
    passages: list[Passage] = []
    for plan in plans:
        outcome = outline.outcome if plan is plans[-1] else ""
        margin = asides.of(plan.events, seed=outline.title, case=case, outcome=outcome, names=names)
        rests = asides.ending(outline, plan.events) if outcome else {}
        earlier = tuple(moments[number] for one in plans[: plan.number - 1] for number in one.events)
        teller = telling.Teller(people, moments, seed=outline.title, earlier=earlier, asides=margin, rests_on=rests)
        before: list[narrator.Moment] = []
        for number in plan.events:
            prose = teller.tell(moments[number], before, plan.parts.get(number, ""))
            before.append(moments[number])
            passages.append(Passage(prose.text, prose.events))
    counts = [(len(_sentences(one)), _unsourced(one, world)) for one in passages]
    return Book(tuple(passages), len(plans), sum(count for count, _ in counts), sum(count for _, count in counts))


def _sentences(passage: Passage) -> list[str]:
    return [one for one in claims.sentences(passage.text) if any(letter.isalpha() for letter in one)]


def _unsourced(passage: Passage, world: Played) -> int:
    """Sentences of a passage that no event bears, or that name somebody its events have nothing to do with."""
    cited = [number for number in passage.events if number in world.facts.events]
    if not cited or len(cited) < len(passage.events):
        return len(_sentences(passage))
    known = claims.names_of(world.people)
    there = {who for number in cited for who in _about(number, world, known)}
    return sum(any(who not in there for who, _, _ in known.found(sentence)) for sentence in _sentences(passage))


def _about(number: int, world: Played, known: claims.Names) -> Sequence[int]:
    """Whoever an event's row speaks of: who was in it or by, and whom its reasons and its news name."""
    event = world.facts.events[number]
    texts = [event.news, world.abouts.get(event.place, ""), *(motive.text for motive in world.motives.get(number, ()))]
    named = [who for text in texts for who, _, _ in known.found(text)]
    roles = [text for who in event.involved if (text := world.roles.get(world.people[who].key, ""))]
    named += [who for text in roles for who, _, _ in known.found(text)]
    return (*event.involved, *event.thirds, *event.witnesses, *named)

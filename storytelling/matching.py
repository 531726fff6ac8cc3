"""Matching patterns against a log, event by event.

After Winnow (Kreminski, Dickinson & Mateas 2021, "Winnow: A Domain-Specific Language for Incremental Story Sifting"): a
partial match is a pattern, who plays whom and the steps so far. A new event ends those whose unless-clause it fits,
advances those whose next clause it fits (the match it grew from stays, for another such event may come), and opens new
ones. The caps are ours: without them a pattern that fits everything would grow with the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from storytelling.clauses import Clause, Progress, fits, fitting
from storytelling.conditions import note
from storytelling.happenings import Happening
from storytelling.patterns import Pattern
from storytelling.standing import Standing

# Live partial matches a pattern and world; the least advanced and oldest makes room.
MOST_LIVE = 200
# Turns after its last step in which a partial match must advance.
EXPIRES = 60
# The same people do not complete the same pattern twice within so many turns.
RESTS = 60
# Complete matches of one pattern within as many turns; one that fits more fits everything and says nothing.
MOST_COMPLETE = 12
# Children that one event may give one partial match.
MOST_CHILDREN = 16

Key = tuple[str, tuple[tuple[str, int], ...], int]


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern as far as the log has come with it; `cast` is who plays whom."""

    pattern: str
    cast: tuple[tuple[str, int], ...]
    progress: Progress

    @property
    def key(self) -> Key:
        return self.pattern, self.cast, self.done

    @property
    def done(self) -> int:
        return len(self.progress.events)

    @property
    def events(self) -> tuple[int, ...]:
        return self.progress.events

    @property
    def turn(self) -> int:
        """Of its last step."""
        return self.progress.turns[-1]

    @property
    def people(self) -> tuple[int, ...]:
        return tuple(who for _, who in self.cast)


@dataclass(frozen=True, slots=True)
class Death:
    """A match that an event has ended, and by which unless-clause."""

    match: Match
    says: str
    event: int


@dataclass
class Sifted:
    """What came of one event, or of several."""

    complete: list[Match] = field(default_factory=list)
    advanced: list[Match] = field(default_factory=list)
    died: list[Death] = field(default_factory=list)
    expired: list[Match] = field(default_factory=list)

    def add(self, other: Sifted) -> None:
        self.complete += other.complete
        self.advanced += other.advanced
        self.died += other.died
        self.expired += other.expired


# Where a clause stands: its pattern, whether it is a step (else an unless), and its index.
Site = tuple[str, bool, int]


@dataclass
class Matcher:
    """Live matches of a set of patterns in one world. Mutable; `matches` and `rests` are all that it must keep."""

    patterns: Mapping[str, Pattern]
    standing: Standing
    live: dict[str, dict[Key, Match]] = field(default_factory=dict)
    # When the same people last completed a pattern.
    rests: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)
    turn: int = 0
    # Which clauses an act may fit; "" holds those that any event may.
    by_act: dict[str, list[tuple[Site, Clause]]] = field(default_factory=dict)
    # Live matches that wait at a clause, by somebody who must have to do with it.
    waiting: dict[tuple[Site, int | None], dict[Key, None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        restored = [match for found in self.live.values() for match in found.values()]
        self.live = {key: {} for key in self.patterns}
        for pattern in self.patterns.values():
            for index, unless in enumerate(pattern.unless):
                self._index((pattern.key, False, index), unless)
            for index in reversed(range(len(pattern.steps))):
                self._index((pattern.key, True, index), pattern.steps[index])
        for match in restored:
            self.keep(match)

    def _index(self, site: Site, clause: Clause) -> None:
        for act in [""] if clause.acts is None or clause.learns else sorted(clause.acts):
            self.by_act.setdefault(act, []).append((site, clause))

    def forget(self, cast: frozenset[int]) -> None:
        """Drop what concerns anybody who is not in the cast any more."""
        for match in [one for one in self.matches() if not cast.issuperset(one.people)]:
            self._drop(match)

    def matches(self) -> Iterator[Match]:
        """The live ones, oldest first within a pattern."""
        for found in self.live.values():
            yield from found.values()

    def feed(self, happening: Happening) -> Sifted:
        """Let one event pass: deaths first, then steps, each from the last to the first; then it takes hold."""
        sifted = Sifted()
        if happening.turn > self.turn:
            self.turn = happening.turn
            sifted.expired = self._expire()
        grown: list[Match] = []
        for site, clause in self._asked(happening):
            if not site[1]:
                self._end(site, clause, happening, sifted)
            else:
                grown += self._grown(site, clause, happening)
        for match in grown:
            self._settle(match, happening, sifted)
        self.standing.fold(happening)
        return sifted

    def _asked(self, happening: Happening) -> list[tuple[Site, Clause]]:
        """The clauses that the event may fit, those that end matches first."""
        found = [*self.by_act.get("", ()), *self.by_act.get(happening.act, ())] if happening.kind != "narration" else []
        return sorted(found, key=lambda one: one[0][1])

    def _candidates(self, site: Site, happening: Happening) -> list[Match]:
        """The live matches that wait there for somebody the event has to do with."""
        live, found = self.live[site[0]], []
        people = dict.fromkeys((None, *happening.involved, *happening.thirds, *happening.witnesses))
        for who in people:
            found += [live[key] for key in self.waiting.get((site, who), ())]
        return found

    def _end(self, site: Site, clause: Clause, happening: Happening, sifted: Sifted) -> None:
        for match in self._candidates(site, happening):
            if fits(clause, happening, dict(match.cast), self.standing, match.progress):
                self._drop(match)
                sifted.died.append(Death(match, clause.says, happening.number))

    def _grown(self, site: Site, clause: Clause, happening: Happening) -> Iterator[Match]:
        pattern = self.patterns[site[0]]
        if site[2] == 0:
            for cast in fitting(clause, happening, {}, self.standing):
                yield self._stepped(pattern, cast, Progress(), happening)
            return
        for match in self._candidates(site, happening):
            waited = happening.turn - match.turn
            if waited < clause.after or (clause.within and waited > clause.within):
                continue
            children = fitting(clause, happening, dict(match.cast), self.standing, match.progress)
            for _, cast in zip(range(MOST_CHILDREN), children, strict=False):
                yield self._stepped(pattern, cast, match.progress, happening)

    def _stepped(self, pattern: Pattern, cast: Mapping[str, int], before: Progress, happening: Happening) -> Match:
        step = len(before.events) + 1
        noted = tuple((f"{step}:{what}", note(self.standing, what, cast)) for what in pattern.notes.get(step, ()))
        progress = Progress(
            (*before.events, happening.number),
            (*before.turns, happening.turn),
            (*before.places, happening.place),
            (*before.marks, *noted),
        )
        ordered = tuple((name, cast[name]) for name in pattern.variables if name in cast)
        return Match(pattern.key, ordered, progress)

    def _settle(self, match: Match, happening: Happening, sifted: Sifted) -> None:
        """Keep a match that has grown, let it grow on where its next step has happened with this one, or close it."""
        pattern = self.patterns[match.pattern]
        if pattern.asks_knowledge:
            self.standing.known.setdefault(happening.number, set(happening.knowers))
        if match.done == len(pattern.steps):
            self._complete(pattern, match, sifted)
            return
        if self.keep(match):
            sifted.advanced.append(match)
        learns = pattern.steps[match.done].learns
        cast = dict(match.cast)
        if learns and self._has_learnt(match, cast.get(learns[0]), learns[1]):
            self._settle(self._stepped(pattern, cast, match.progress, happening), happening, sifted)

    def _has_learnt(self, match: Match, who: int | None, step: int) -> bool:
        return who is not None and self.standing.knows(who, match.events[step - 1])

    def _complete(self, pattern: Pattern, match: Match, sifted: Sifted) -> None:
        for kept in [one for one in self.live[pattern.key].values() if one.cast == match.cast]:
            self._drop(kept)
        people = pattern.canonical(dict(match.cast))
        rests = self.rests.get((pattern.key, people))
        lately = sum(key == pattern.key for key, _ in self.rests)
        if rests is None and lately < MOST_COMPLETE:
            self.rests[pattern.key, people] = self.turn
            sifted.complete.append(match)

    def keep(self, match: Match) -> bool:
        """Let it live; of two that differ only in when they came so far, the later one, unless time must pass."""
        live, steps = self.live.get(match.pattern), self.patterns
        if live is None or match.done >= len(steps[match.pattern].steps):
            return False
        pattern = self.patterns[match.pattern]
        twin = live.get(match.key)
        if twin is not None:
            if pattern.steps[match.done].after:
                return False
            self._drop(twin)
        elif len(live) >= MOST_LIVE:
            victim = min(live.values(), key=lambda one: (one.done, one.turn, one.events))
            if (victim.done, victim.turn) > (match.done, match.turn):
                return False
            self._drop(victim)
        live[match.key] = match
        for place in self._places(pattern, match):
            self.waiting.setdefault(place, {})[match.key] = None
        return True

    def _drop(self, match: Match) -> None:
        if self.live[match.pattern].pop(match.key, None) is None:
            return
        for place in self._places(self.patterns[match.pattern], match):
            keys = self.waiting[place]
            del keys[match.key]
            if not keys:
                del self.waiting[place]

    def _places(self, pattern: Pattern, match: Match) -> Iterator[tuple[Site, int | None]]:
        cast = dict(match.cast)
        yield (pattern.key, True, match.done), pattern.steps[match.done].anchor(cast)
        for index, unless in enumerate(pattern.unless):
            if unless.since <= match.done < unless.until:
                yield (pattern.key, False, index), unless.anchor(cast)

    def _expire(self) -> list[Match]:
        """Drop what has waited too long, and forget what nobody can ask for any more."""
        late = [match for match in self.matches() if self.turn - match.turn > self._patience(match)]
        for match in late:
            self._drop(match)
        self.rests = {key: turn for key, turn in self.rests.items() if self.turn - turn < RESTS}
        if self.standing.known:
            asked = {number for match in self.matches() for number in match.events}
            self.standing.known = {number: who for number, who in self.standing.known.items() if number in asked}
        return late

    def _patience(self, match: Match) -> int:
        return self.patterns[match.pattern].steps[match.done].within or EXPIRES


def sift(matcher: Matcher, happenings: Iterable[Happening]) -> Sifted:
    """Let many events pass."""
    whole = Sifted()
    for happening in happenings:
        whole.add(matcher.feed(happening))
    return whole

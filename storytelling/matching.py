"""Matching patterns against a log, event by event.

After Winnow (Kreminski, Dickinson & Mateas 2021, "Winnow: A Domain-Specific Language for Incremental Story Sifting"): a
partial match is a pattern, who plays whom and the steps so far. A new event ends those whose unless-clause it fits,
advances those whose next clause it fits (the match it grew from stays, for another such event may come), and opens new
ones. The caps are ours: without them a pattern that fits everything would grow with the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from storytelling.clauses import NOTHING, Clause, Progress, admits, fits, fitting
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
# Turns after which what nobody can ask for any more is looked for and forgotten.
SWEPT_EVERY = 10

Key = tuple[str, tuple[tuple[str, int], ...], int]


@dataclass(frozen=True)
class Match:
    """A pattern as far as the log has come with it; `cast` is who plays whom."""

    pattern: str
    cast: tuple[tuple[str, int], ...]
    progress: Progress

    @cached_property
    def key(self) -> Key:
        return self.pattern, self.cast, self.done

    @cached_property
    def done(self) -> int:
        return len(self.progress.events)

    @property
    def events(self) -> tuple[int, ...]:
        return self.progress.events

    @cached_property
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


@dataclass(frozen=True, eq=False)
class Site:
    """A clause of a pattern where matches may wait: one of its steps, or of what ends it."""

    pattern: Pattern
    clause: Clause
    # Of a step, counted from 0; None of what ends a match.
    step: int | None
    # `clause.variables`, asked of every match that comes and goes.
    names: tuple[str, ...]

    def anchor(self, cast: Mapping[str, int]) -> int | None:
        """One person who must have to do with any event that fits; None where it may be anybody."""
        return next((cast[name] for name in self.names if name in cast), None)


# Matches that wait for somebody, by where they wait.
Waiting = dict[Site, dict[Key, Match]]


@dataclass
class Matcher:
    """Live matches of a set of patterns in one world. Mutable; `matches` and `rests` are all that it must keep."""

    patterns: Mapping[str, Pattern]
    standing: Standing
    live: dict[str, dict[Key, Match]] = field(default_factory=dict)
    # When the same people last completed a pattern, oldest first.
    rests: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)
    turn: int = 0
    # Which clauses an act may fit, those that end matches first; "" holds those that any event may.
    by_act: dict[str, list[Site]] = field(default_factory=dict)
    # Where a match waits: of each pattern by how many steps are done.
    sites: dict[str, list[list[Site]]] = field(default_factory=dict)
    # Live matches by somebody who must have to do with what they wait for.
    waiting: dict[int | None, Waiting] = field(default_factory=dict)
    # Matches by the last turn in which they may advance; some have gone by then.
    due: dict[int, list[Match]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        restored = [match for found in self.live.values() for match in found.values()]
        self.live = {key: {} for key in self.patterns}
        by_act: dict[str, list[Site]] = {"": []}
        for pattern in self.patterns.values():
            ends = [Site(pattern, unless, None, unless.variables) for unless in pattern.unless]
            steps = [Site(pattern, step, at, step.variables) for at, step in enumerate(pattern.steps)]
            spans = list(zip(ends, pattern.unless, strict=True))
            self.sites[pattern.key] = [
                [step, *(end for end, unless in spans if unless.since <= done < unless.until)]
                for done, step in enumerate(steps)
            ]
            for site in (*ends, *reversed(steps)):
                anything = site.clause.acts is None or site.clause.learns
                for act in [""] if anything else sorted(site.clause.acts or ()):
                    by_act.setdefault(act, []).append(site)
        for act, sites in by_act.items():
            self.by_act[act] = sorted((*by_act[""], *(sites if act else ())), key=lambda site: site.step is not None)
        for match in restored:
            self.keep(match)

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
            swept, self.turn = self.turn // SWEPT_EVERY, happening.turn
            sifted.expired = self._expire()
            if self.turn // SWEPT_EVERY > swept:
                self._sweep()
        near, grown = self._near(happening), list[Match]()
        for site in self._asked(happening):
            if not admits(site.clause, happening):
                continue
            if site.step is None:
                self._end(site, near, happening, sifted)
            else:
                grown += self._grown(site, near, happening)
        for match in grown:
            self._settle(match, happening, sifted)
        self.standing.fold(happening)
        return sifted

    def _asked(self, happening: Happening) -> Sequence[Site]:
        """The clauses that the event may fit."""
        if happening.kind == "narration":
            return ()
        return self.by_act.get(happening.act) or self.by_act[""]

    def _near(self, happening: Happening) -> list[Waiting]:
        """What waits for somebody the event has to do with."""
        people = dict.fromkeys((None, *happening.involved, *happening.thirds, *happening.witnesses))
        return [found for who in people if (found := self.waiting.get(who))]

    def _end(self, site: Site, near: Sequence[Waiting], happening: Happening, sifted: Sifted) -> None:
        for match in _at(site, near):
            if fits(site.clause, happening, dict(match.cast), self.standing, match.progress):
                self._drop(match)
                sifted.died.append(Death(match, site.clause.says, happening.number))

    def _grown(self, site: Site, near: Sequence[Waiting], happening: Happening) -> list[Match]:
        pattern, clause = site.pattern, site.clause
        if site.step == 0:
            begun = fitting(clause, happening, {}, self.standing)
            return [self._stepped(pattern, cast, NOTHING, happening) for cast in begun]
        found = []
        for match in _at(site, near):
            waited = happening.turn - match.turn
            if waited < clause.after or (clause.within and waited > clause.within):
                continue
            children = fitting(clause, happening, dict(match.cast), self.standing, match.progress)
            found += [
                self._stepped(pattern, cast, match.progress, happening) for cast in islice(children, MOST_CHILDREN)
            ]
        return found

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
        for site, who in self._places(match):
            self.waiting.setdefault(who, {}).setdefault(site, {})[match.key] = match
        self.due.setdefault(match.turn + (pattern.steps[match.done].within or EXPIRES), []).append(match)
        return True

    def _drop(self, match: Match) -> None:
        if self.live[match.pattern].pop(match.key, None) is None:
            return
        for site, who in self._places(match):
            there = self.waiting[who]
            del there[site][match.key]
            if not there[site]:
                del there[site]
            if not there:
                del self.waiting[who]

    def _places(self, match: Match) -> list[tuple[Site, int | None]]:
        cast = dict(match.cast)
        return [(site, site.anchor(cast)) for site in self.sites[match.pattern][match.done]]

    def _expire(self) -> list[Match]:
        """Drop what has waited too long, and forget what nobody can ask for any more."""
        past = sorted(turn for turn in self.due if turn < self.turn)
        late = [
            match for turn in past for match in self.due.pop(turn) if self.live[match.pattern].get(match.key) is match
        ]
        for match in late:
            self._drop(match)
        while self.rests and self.turn - next(iter(self.rests.values())) >= RESTS:
            del self.rests[next(iter(self.rests))]
        return late

    def _sweep(self) -> None:
        asked = {number for match in self.matches() for number in match.events}
        self.standing.known = {number: who for number, who in self.standing.known.items() if number in asked}


def _at(site: Site, near: Sequence[Waiting]) -> list[Match]:
    """The live matches that wait there."""
    return [match for waiting in near if site in waiting for match in waiting[site].values()]


def sift(matcher: Matcher, happenings: Iterable[Happening]) -> Sifted:
    """Let many events pass."""
    whole = Sifted()
    for happening in happenings:
        whole.add(matcher.feed(happening))
    return whole

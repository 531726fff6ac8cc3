"""The loom: all that weaving one world's stories has to remember between two events."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from storytelling import drama, genres
from storytelling.happenings import Happening
from storytelling.matching import Matcher, Sifted
from storytelling.outline import ArcOutline, Outline
from storytelling.plots import Scene
from storytelling.seeds import LATER, WAITING, Reckoning, Seed, Taste

# Arcs that one character may be in at once, and arcs of one story.
MOST_ARCS_A_CHARACTER = 3
MOST_ARCS = 4
# Events that are kept at hand. Where there are more, so many stay: the latest of those that may be asked for.
MOST_RECENT, KEPT = 600, 450

# The events of these numbers, for those that are still to be had.
Archive = Callable[[Collection[int]], Mapping[int, Happening]]


@dataclass
class Woven:
    """What a turn changed: seeds and stories by number, as they are now."""

    seeds: dict[int, Seed] = field(default_factory=dict)
    stories: dict[int, Outline] = field(default_factory=dict)
    sifted: Sifted = field(default_factory=Sifted)


@dataclass
class Loom:
    """Mutable; lives in one process. `spool` makes plain data of it and back."""

    matcher: Matcher
    reckoning: Reckoning = field(default_factory=Reckoning)
    taste: Taste = field(default_factory=Taste)
    # The undecided, and the stories under way.
    seeds: dict[int, Seed] = field(default_factory=dict)
    stories: dict[int, Outline] = field(default_factory=dict)
    # How regard between two, and how pleasant what somebody felt, went lately: (event, value).
    series: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    # When something last turned or was let go, so that it is not found again at once.
    rests: dict[str, int] = field(default_factory=dict)
    # The last turn in which somebody was in a scene of a story.
    unseen: dict[int, int] = field(default_factory=dict)
    last_seed: int = 0
    last_story: int = 0
    # Nobody need say yes.
    accepts_itself: bool = True
    # Events that may be asked for, so that they need not be fetched again.
    recent: dict[int, Happening] = field(default_factory=dict)
    # What has changed and is not written as rows yet.
    unshelved: Woven = field(default_factory=Woven)
    # Stories as they were last written, to tell what has changed since.
    shelved: dict[int, Outline] = field(default_factory=dict)
    # Who was there when matches of those who had left were last let go.
    among: frozenset[int] = frozenset()
    # What readers saw of it at a glance when it was last shelved.
    glimpse: tuple[tuple[int, ...], ...] = ()

    def remember(self, turn: Sequence[Happening]) -> None:
        if len(self.recent) + len(turn) > MOST_RECENT:
            kept = sorted(self.asked() & self.recent.keys())[-KEPT:]
            self.recent = {number: self.recent[number] for number in kept}
        self.recent |= {happening.number: happening for happening in turn}

    def asked(self) -> set[int]:
        """Numbers of the events that are still part of something, and may be asked for."""
        matched = {number for match in self.matcher.matches() for number in match.events}
        sown = {number for seed in self.seeds.values() for number in seed.events}
        return matched | sown | {number for series in self.series.values() for number, _ in series}

    @property
    def turn(self) -> int:
        return self.matcher.turn

    @property
    def scene(self) -> Scene:
        standing = self.matcher.standing
        return Scene(standing.people, standing, self.matcher.patterns, self.turn)

    @property
    def genre(self) -> genres.GenreTemplate:
        return genres.of(self.matcher.standing.genre)

    def wants(self, strength: float) -> tuple[drama.Want, ...]:
        """What the stories under way would like to happen next."""
        stories = [story for _, story in sorted(self.stories.items())]
        return drama.wants(stories, self.scene, genres.templates(), strength, self.unseen)

    def open_arcs(self) -> list[ArcOutline]:
        return [arc for story in self.stories.values() for arc in story.open_arcs()]

    def has_room(self, people: Collection[int]) -> bool:
        """Whether none of them is in too many open arcs already."""
        arcs = self.open_arcs()
        return all(sum(who in arc.people for arc in arcs) < MOST_ARCS_A_CHARACTER for who in people)

    def keep_story(self, woven: Woven, story: Outline) -> None:
        if self.stories.get(story.number) is story:
            return
        woven.stories[story.number] = story
        if story.is_open:
            self.stories[story.number] = story
        else:
            self.stories.pop(story.number, None)

    def keep_seed(self, woven: Woven, seed: Seed) -> None:
        if self.seeds.get(seed.number) is seed:
            return
        woven.seeds[seed.number] = seed
        if seed.status in (WAITING, LATER):
            self.seeds[seed.number] = seed
        else:
            self.seeds.pop(seed.number, None)

"""What a formula may know of a character: frozen values, taken from the rows once a turn.

Ranges: traits, needs, energy, capacity, intensities and priorities in 0..1; mood (Mehrabian's PAD) in -1..1; minutes
are the world's own clock. Ids are those of `EcosystemCharacter`, numbers those of the world's log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DOMAINS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
NEEDS = ("belonging", "esteem", "safety", "autonomy", "purpose")


@dataclass(frozen=True, slots=True)
class Personality:
    openness: float = 0.5
    conscientiousness: float = 0.5
    extraversion: float = 0.5
    agreeableness: float = 0.5
    neuroticism: float = 0.5
    facets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mood:
    pleasure: float = 0.0
    arousal: float = 0.0
    dominance: float = 0.0


@dataclass(frozen=True, slots=True)
class Emotion:
    name: str
    intensity: float
    minute: int
    about: int | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class GoalView:
    id: int
    text: str
    priority: float
    progress: float
    target: int | None = None
    acts: frozenset[str] = frozenset()
    wish: str = ""
    # What sort of goal it is, of those that characters set themselves; empty where it was given.
    kind: str = ""
    # World minutes: since when it is held, and when it last came nearer (0: from the start).
    since: int = 0
    moved: int = 0
    # How often it was refused since it last came nearer.
    refusals: int = 0
    # Why it was chosen, and in the end, what became of it, in words.
    why: str = ""
    outcome: str = ""
    # held, achieved or abandoned.
    status: str = "held"


@dataclass(frozen=True, slots=True)
class Habit:
    """What somebody has learnt of an act, with one person or (None) with anybody: how it pays, -1..1."""

    act: str
    person: int | None
    value: float
    # How often it was tried, as far as it is remembered, and when last.
    times: float
    minute: int


@dataclass(frozen=True, slots=True)
class Healing:
    """One step in the course of a wound: how healed it was after it, 0..1, and what moved it."""

    minute: int
    event: int
    healed: float
    text: str


@dataclass(frozen=True, slots=True)
class Wound:
    """A hurt that stays with somebody: what dealt it, what brings it back, and how far it has healed, 0..1."""

    # Number of the event that dealt it; nobody is dealt two by one event.
    event: int
    kind: str
    # What was done, as a clause without a stop: "Mr Wickham betrayed Elizabeth Bennet".
    text: str
    minute: int
    severity: float
    persons: frozenset[int] = frozenset()
    place: str = ""
    tags: frozenset[str] = frozenset()
    healed: float = 0.0
    # Safe contacts since the last unsafe one, as far as they count.
    safe: int = 0
    # World minute at which it was last brought back.
    stirred: int = 0
    # World minute at which it closed, and the trait that grew by it.
    closed: int | None = None
    growth: str = ""
    course: tuple[Healing, ...] = ()


@dataclass(frozen=True, slots=True)
class Crack:
    """The last time somebody's composure gave way: how, from when to when (world minutes), and before whom."""

    manner: str
    since: int
    until: int
    about: int | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Mind:
    id: int
    name: str
    pronouns: str
    personality: Personality
    mood: Mood = Mood()
    emotions: tuple[Emotion, ...] = ()
    needs: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(NEEDS, 0.6))
    energy: float = 1.0
    social_capacity: float = 1.0
    place: str = ""
    goals: tuple[GoalView, ...] = ()
    values: frozenset[str] = frozenset()
    # Acts this character never does, whatever it wants.
    boundaries: frozenset[str] = frozenset()
    topics_off: frozenset[str] = frozenset()
    # Acts that people who steer the world have forbidden this character, or everybody in it.
    barred: frozenset[str] = frozenset()
    initiative: float = 0.5
    secrets_held: int = 0
    groups: frozenset[str] = frozenset()
    # The sheet it is of, and that sheet's version; (0, 0) where it is of none.
    sheet: tuple[int, int] = (0, 0)
    # What it has learnt of acts, and how its acts usually turn out, -1..1.
    habits: tuple[Habit, ...] = ()
    usual: float = 0.0
    # What it has not got over, oldest first.
    wounds: tuple[Wound, ...] = ()
    # How near its composure is to giving way, 0..1, and the last time that it did.
    strain: float = 0.0
    crack: Crack | None = None
    # What it has grown by, on top of its sheet; the personality above has it already.
    growth: Mapping[str, float] = field(default_factory=dict)
    # Elo rating over contests: who is used to being yielded to.
    rating: float = 1000.0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: the rule, what it says, how much it weighed, and the event it rests on."""

    rule: str
    text: str
    weight: float
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """A past event between two people as the log has it; `harm` in 0..1, `polarity` in -1..1."""

    number: int
    act: str
    initiator: int
    responder: int | None
    accepted: bool
    minute: int
    polarity: float = 0.0
    harm: float = 0.0
    # Done behind the responder's back, as a secret of theirs given away, and come to their ears.
    about_responder: bool = False
    # The one it was done to does not know of it.
    secret: bool = False
    # Whether it is a wrong that words alone do not settle, or one that has been made good; empty: as the log goes on.
    stands: bool | None = None

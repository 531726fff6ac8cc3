"""The values a turn is made of: what was observed, the scenes decided on, and what they change. All frozen, no rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from characters.cards.scan import Known
from characters.minds import Emotion, Mind, Reason
from ecosystem.rein import FREE, Rein
from relationships.bonds import Bond, Change
from relationships.rumours import Tale
from relationships.society import NOTHING, Society
from storytelling.drama import Want

# Minutes of world time that one turn covers.
MINUTES_PER_TURN = 5


@dataclass(frozen=True, slots=True)
class Place:
    key: str
    name: str
    mood: str
    near: tuple[str, ...]
    # What it is like, in a sentence, for whoever tells of it.
    about: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What stays: the places, what people talk about, and when the day begins (minute of the day)."""

    places: Mapping[str, Place]
    topics: tuple[str, ...]
    day_starts: int = 8 * 60
    # What one calls another to their face where it is not what everybody calls them, by their keys.
    calls: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Speaker:
    """What a voice needs of a character's sheet; no formula reads it."""

    id: int
    key: str
    name: str
    address: str
    pronouns: str
    role: str
    persona: str
    speech: str
    samples: tuple[str, ...]
    gestures: tuple[str, ...]
    topics: tuple[str, ...]
    # Number of the last event it took part in, and what it was doing since.
    last_event: int = 0
    doing: str = ""


@dataclass(frozen=True, slots=True)
class Sleep:
    """When a character wakes by itself (world minute), and which event tags wake it before (by prefix; "" is any)."""

    wakes_at: int = 0
    mask: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class SecretView:
    id: int
    holder: int
    text: str
    confession: str
    about: int | None
    knowers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Said:
    speaker: int
    text: str


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier event, as far as decisions and voices need it."""

    number: int
    generation: int
    minute: int
    kind: str
    act: str
    initiator: int | None
    responders: tuple[int, ...]
    witnesses: tuple[int, ...]
    told: frozenset[int]
    accepted: bool | None
    importance: float
    tags: tuple[str, ...]
    clauses: Mapping[str, str]
    # Who used which phrase of the house voice.
    phrases: tuple[tuple[int, str], ...]
    said: tuple[Said, ...]

    def known_to(self, who: int) -> bool:
        return who == self.initiator or who in self.responders or who in self.witnesses or who in self.told


@dataclass(frozen=True, slots=True)
class Injection:
    """What a person put into the world: seen by everybody at `place`, or by all where it is empty."""

    input: int
    text: str
    topic: str = ""
    place: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Whisper:
    """A suggestion to one character: weighs in its choice as one reason more, and may well be passed over."""

    input: int
    who: int
    act: str
    target: int
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Summons:
    """An occasion that a person calls: what it is, where, whom it is about, and over what, in words."""

    input: int
    kind: str
    place: str
    subject: int | None = None
    against: int | None = None
    matter: str = ""
    sender: str = ""


# Without slots, for what is asked of one for every two who meet is looked through once.
@dataclass(frozen=True)
class Snapshot:
    world: int
    generation: int
    seed: int
    minute: int
    autonomy: str
    scenes_wanted: int
    starter: str
    setting: Setting
    # As they were at the minute in `as_of`; they have faded and tired since.
    minds: Mapping[int, Mind]
    as_of: Mapping[int, int]
    sleeps: Mapping[int, Sleep]
    autonomies: Mapping[int, str]
    bonds: Mapping[tuple[int, int], Bond]
    secrets: tuple[SecretView, ...]
    past: tuple[Past, ...]
    speakers: Mapping[int, Speaker]
    injections: tuple[Injection, ...] = ()
    whispers: tuple[Whisper, ...] = ()
    summons: tuple[Summons, ...] = ()
    genre: str = ""
    # Who used which phrase before the events in `past`, oldest first; only voices ask.
    heard: tuple[tuple[int, str], ...] = ()
    # Number of the last event in the log: what the turn decides on is numbered from there.
    log_position: int = 0
    # Promises, rumours, alliances and all else that holds in the world beyond what two feel for each other.
    society: Society = NOTHING
    # What those who steer the world let it do; a mind has what holds for it already.
    rein: Rein = FREE
    # quiet, normal or lively: of whoever has a pace of their own.
    paces: Mapping[int, str] = field(default_factory=dict)
    # What the stories under way would like to happen next.
    wants: tuple[Want, ...] = ()
    # What is known here of things and people, as it holds at this minute; only voices ask.
    lore: tuple[Known, ...] = ()

    def bond(self, source: int, target: int) -> Bond:
        return self.bonds.get((source, target)) or Bond(source, target)

    @cached_property
    def secrets_of(self) -> Mapping[int, Sequence[SecretView]]:
        """Secrets by whose they are."""
        return _grouped((secret.holder, secret) for secret in self.secrets)

    @cached_property
    def secrets_told(self) -> Mapping[int, Sequence[SecretView]]:
        """Secrets by each who was let into them."""
        return _grouped((who, secret) for secret in self.secrets for who in secret.knowers)


def _grouped(secrets: Iterable[tuple[int, SecretView]]) -> Mapping[int, Sequence[SecretView]]:
    found: dict[int, list[SecretView]] = {}
    for who, secret in secrets:
        found.setdefault(who, []).append(secret)
    return found


@dataclass(frozen=True, slots=True)
class Recollection:
    """A memory that came to mind, by its row's id."""

    id: int
    text: str


# What came to whose mind.
Recalled = Mapping[int, tuple[Recollection, ...]]


@dataclass(frozen=True, slots=True)
class Feeling:
    who: int
    emotion: Emotion


@dataclass(frozen=True, slots=True)
class Ripple:
    """A mood that passed from one to another who was there: by how much the other's pleasure and arousal moved."""

    source: int
    target: int
    pleasure: float
    arousal: float


@dataclass(frozen=True, slots=True)
class Stirring:
    """A wound that a scene brought back to somebody: the event that dealt it, and what was done, as a clause."""

    who: int
    event: int
    text: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a scene changed between two, for the eye: `trust` is the mean, the other dimensions as they are."""

    source: int
    target: int
    dimension: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Response:
    who: int
    accepted: bool
    reasons: tuple[Reason, ...]
    tone: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One interaction (or solitary act) as decided, before it is worded."""

    act: str
    initiator: int
    responses: tuple[Response, ...]
    witnesses: tuple[int, ...]
    place: str
    tone: str
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]
    feelings: tuple[Feeling, ...]
    importance: float
    polarity: float
    tags: tuple[str, ...]
    # Slots of the house voice that do not depend on the speaker: topic, news, third, ...
    slots: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, str] = field(default_factory=dict)
    # Number of the event that the initiator answers with this one, and of the one it tells about.
    cause: int | None = None
    told: int | None = None
    secret: int | None = None
    third: int | None = None
    # What it told of the third, true or not.
    tale: Tale | None = None
    # Its number in the world's log.
    number: int = 0
    ripples: tuple[Ripple, ...] = ()
    stirrings: tuple[Stirring, ...] = ()

    @property
    def responders(self) -> tuple[int, ...]:
        return tuple(response.who for response in self.responses)

    @property
    def accepted(self) -> bool | None:
        # The one addressed decides it; whoever joins in answers for themselves.
        return self.responses[0].accepted if self.responses else None


@dataclass(frozen=True, slots=True)
class Development:
    """What came of things by a rule: a word broken, an alliance made, a wound opened. The narrator tells it.

    `kind` is one of `relationships.developments.KINDS`, or empty for a line that is only told. Known to whoever is in
    it or in `witnesses`, as any event is.
    """

    kind: str
    text: str
    initiator: int | None = None
    others: tuple[int, ...] = ()
    witnesses: tuple[int, ...] = ()
    place: str = ""
    reasons: tuple[Reason, ...] = ()
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    feelings: tuple[Feeling, ...] = ()
    importance: float = 0.4
    polarity: float = 0.0
    tags: tuple[str, ...] = ()
    clauses: Mapping[str, str] = field(default_factory=dict)
    cause: int | None = None
    number: int = 0
    ripples: tuple[Ripple, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything a turn decided: what happened in order, and how everybody and everything stands after it."""

    minute: int
    happenings: tuple[Scene | Development, ...]
    minds: Mapping[int, Mind]
    bonds: Mapping[tuple[int, int], Bond]
    sleeps: Mapping[int, Sleep]
    doing: Mapping[int, str]
    society: Society = NOTHING
    # Where everybody begins something once before anybody does twice: who has in this round.
    round: frozenset[int] = frozenset()
    # Night fell: the clock jumped to the next morning.
    night: bool = False
    considered: int = 0

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """What is to be worded."""
        return tuple(one for one in self.happenings if isinstance(one, Scene))

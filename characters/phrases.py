"""The house voice: puts a decided scene into words, from packs of phrases written as data.

A scene is built of adjacency pairs (Schegloff and Sacks, "Opening Up Closings", Semiotica 8, 1973): an opening, its
answers, a follow-up, a leave-taking. Each line is drawn from its speaker's temperament, for that act and tone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from characters.packs import ALWAYS, BIT, OPTIONAL, Phrase, VoicePack

# A spoken line longer than this is a speech, and the feed shows lines.
LONGEST_LINE = 280
# A fact longer than this cannot be spoken inside a sentence; lines that would need it are left alone.
LONGEST_SLOT = 120
# How many keys of a pair a caller should keep and hand back: some hundred scenes, within which hardly a line returns.
REMEMBERED = 360
# Opening, answers, follow-up and close together.
MOST_LINES = 5
# Most scenes get a second word from whoever began them.
FOLLOW_CHANCE = 0.55
# Some scenes show the parting.
CLOSE_CHANCE = 0.25
# A gesture opens nearly half of the scenes and now and then colours a later line.
OPENING_GESTURE_CHANCE = 0.45
LATER_GESTURE_CHANCE = 0.2
# Acts after which nobody parts warmly, however gently they were done.
_HARD = """
    criticise insult mock snub provoke accuse confront demand challenge threaten
    reject break_off break_promise betray
"""
HARD_ACTS = frozenset(_HARD.split())
# Acts that, once welcomed, nobody follows up coolly.
_TENDER = "declare_love embrace court comfort confide thank apologise make_amends forgive"
TENDER_ACTS = frozenset(_TENDER.split())
# Lines written for the cast, and a character's own gestures, are taken as often as the temperament's.
OWN_CHANCE = 0.5
# A character's own words, where the cast's pack has some for the moment, come before anybody's so often.
CHARACTER_CHANCE = 0.45
# A line that names what really happened beats a general one, but not every time.
SPECIFIC_CHANCE = 0.6
# What a scene is there for is said where there is a fresh line for it: the grievance, the secret given away.
POINT = {"gossip": BIT["hurt"], "reveal_secret": BIT["news"]}
# Nobody says a name in every sentence: some do without it, and all but the first of a speaker's in a scene.
NAMELESS_CHANCE = 0.25
# What a guided model is offered for one line, and in how many wordings each.
GUIDED_PHRASES = 5
GUIDED_WORDINGS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One speaker: temperament, tone, the slots in their mouth, whether they accept; `who` is their key in the cast."""

    id: int
    voice: str
    tone: str
    slots: Mapping[str, str]
    accepted: bool = True
    who: str = ""
    gestures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenePlan:
    """A decided act to be voiced; no responders for a solitary act; `starter` names the cast's own pack, if any."""

    act: str
    initiator: Part
    responders: tuple[Part, ...] = ()
    starter: str = ""
    # The hour of the day, where it matters.
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one speaker says; `keys` name the phrases it came from and are what `recent` wants back."""

    speaker: int
    text: str
    gesture: str
    key: str
    gesture_key: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key, self.gesture_key) if self.gesture_key else (self.key,)


@dataclass(frozen=True, slots=True)
class Guide:
    """A grammar for a local model, and the way back from its answer to lines with keys."""

    grammar: str
    speakers: tuple[int, ...]
    gestures: tuple[tuple[str, str], ...]
    wordings: tuple[Mapping[str, str], ...] = field(repr=False)

    def read(self, answer: str) -> tuple[Line, ...] | None:
        """The lines of an answer that keeps the grammar; None for any other (cut short, or no grammars there)."""
        texts = [text.strip() for text in answer.strip().splitlines() if text.strip()]
        if len(texts) != len(self.wordings) or any(t not in w for t, w in zip(texts, self.wordings, strict=True)):
            return None
        rows = zip(self.speakers, texts, self.gestures, self.wordings, strict=True)
        return tuple(Line(who, text, gesture, known[text], key) for who, text, (gesture, key), known in rows)


# A name at the end of a sentence, the only place from which it can be dropped without a trace.
_VOCATIVE = re.compile(r", \{you\}(?=[.?!;:…])")
_SPACED_STOP = re.compile(r"\s+([,.;:!?…])")
_STOPS = re.compile(r"[,.;:!?…]{2,}")
_STRENGTH = ",:;.…!?"
_ARTICLE = re.compile(r"\b([Aa])n? (?=[\"“‘]?(\w+))")
_YOD = re.compile(r"uni(?![nm])|us[aeu]|eu|ewe|on(?:e|ce)\b", re.I)
_MUTE_H = re.compile(r"hour|heir|hono|honest", re.I)
# The first alternative swallows the stop of a title, which ends no sentence.
_START = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Capt|Col|Rev|Hon|Prof)\.\s|((?:^|[.!?][\"”’')]?\s)[\"“‘(]?)([a-z])")


def _article(match: re.Match[str]) -> str:
    word = match[2]
    vowel = bool(_MUTE_H.match(word)) or (word[0].lower() in "aeiou" and not _YOD.match(word))
    return f"{match[1]}n " if vowel else f"{match[1]} "


def tidy(text: str) -> str:
    """A filled line as print wants it: spaces, one stop at a time, a or an, capitals, a stop at the end."""
    text = _SPACED_STOP.sub(r"\1", " ".join(text.replace("...", "…").split()))
    text = _STOPS.sub(lambda run: max(run[0], key=_STRENGTH.index), text)
    text = _ARTICLE.sub(_article, text)
    text = _START.sub(lambda m: m[1] + m[2].upper() if m[2] else m[0], text)
    return text if text.endswith((".", "!", "?", "…", "—")) else text + "."


def _slots(part: Part) -> tuple[dict[str, str], int]:
    """The speaker's slots, made fit to stand inside a sentence, and which of them there are."""
    slots = {name: text.strip().rstrip(".") for name, text in part.slots.items() if name in BIT}
    slots = {name: text for name, text in slots.items() if 0 < len(text) <= LONGEST_SLOT}
    for name, text in slots.items():
        if text.startswith(("The ", "You ", "A ", "An ")) and name != "you":
            slots[name] = text[0].lower() + text[1:]
    return slots, sum(BIT[name] for name in slots)


def _later_tone(part: Part, act: str, willing: bool) -> str:
    """The tone once the answer is known: no warmth after a blow or a refusal, no edge after a kindness taken."""
    hard = act in HARD_ACTS
    if willing and act in TENDER_ACTS:
        return "warm"
    if (part.tone == "warm" and (hard or not willing)) or (part.tone == "sharp" and not hard and willing):
        return "even"
    return part.tone


def _beats(scene: ScenePlan, rng: random.Random) -> list[tuple[Part, str]]:
    """Who speaks when, and from which bank."""
    first, others = scene.initiator, list(scene.responders)
    beats = [(first, f"{scene.act}.{first.tone}")]
    if not others:
        return beats
    if len(others) > MOST_LINES - 1:
        heard = set(rng.sample(range(len(others)), MOST_LINES - 1))
        others = [other for place, other in enumerate(others) if place in heard]
    beats += [(other, f"{scene.act}.{'yes' if other.accepted else 'no'}") for other in others]
    willing = all(other.accepted for other in others)
    if len(beats) < MOST_LINES and rng.random() < FOLLOW_CHANCE:
        beats.append((first, f"follow.{_later_tone(first, scene.act, willing)}"))
    if len(beats) < MOST_LINES and rng.random() < CLOSE_CHANCE:
        # Whoever did not speak last has the last word.
        last = rng.choice(others) if beats[-1][0] is first else first
        beats.append((last, f"close.{_later_tone(last, scene.act, willing)}"))
    return beats


def _template(phrase: Phrase, have: int, rng: random.Random) -> str:
    drawn = [
        part[0][1] if len(part) == 1 else rng.choice([text for mask, text in part if not mask & ~have])
        for part in phrase.parts
    ]
    return "".join(drawn)


@dataclass(frozen=True, slots=True)
class _Draw:
    """The drawing of one scene; `used` maps each phrase heard lately to its place, the oldest lowest."""

    scene: ScenePlan
    packs: Mapping[str, VoicePack]
    rng: random.Random
    used: dict[str, int]
    naming: set[int] = field(default_factory=set)

    def offer(self, part: Part, bank: str, have: int) -> list[Phrase]:
        """What may be drawn: phrases whose slots are there and not heard lately; else the one longest unheard."""
        house = self.packs.get(part.voice) or self.packs["plain"]
        point = POINT.get(self.scene.act, 0) & have
        telling = [phrase for phrase in self.sayable(house.bank(bank), have) if phrase.needs & point] if point else []
        if fresh := [phrase for phrase in telling if phrase.key not in self.used]:
            return fresh
        stale: list[Phrase] = []
        for phrases in self.layers(part, bank, house):
            playable = self.sayable(phrases, have)
            if fresh := [phrase for phrase in playable if phrase.key not in self.used]:
                return fresh
            stale += playable
        if not stale:
            raise ValueError(f"nothing in {bank} of {house.name} can be said without the slots {', '.join(ALWAYS)}")
        return [min(stale, key=lambda phrase: self.used[phrase.key])]

    def layers(self, part: Part, bank: str, house: VoicePack) -> Iterator[Sequence[Phrase]]:
        """The character's own lines and the cast's, as chance has it, the temperament's, then what chance left."""
        cast = self.packs.get(self.scene.starter)
        left = []
        if cast is not None:
            chances = (self.own(cast, part, bank), CHARACTER_CHANCE), (cast.bank(bank), OWN_CHANCE)
            for phrases, chance in chances:
                if phrases and self.rng.random() < chance:
                    yield phrases
                else:
                    left.append(phrases)
        yield house.bank(bank)
        yield from left

    @staticmethod
    def own(cast: VoicePack, part: Part, bank: str) -> Sequence[Phrase]:
        """What only this character says; an even line serves any tone."""
        if not part.who:
            return ()
        act, _, kind = bank.partition(".")
        even = cast.bank(f"{act}.even", part.who) if kind in ("warm", "sharp") and act != "gestures" else ()
        return (*cast.bank(bank, part.who), *even)

    def sayable(self, phrases: Sequence[Phrase], have: int) -> list[Phrase]:
        playable = [phrase for phrase in phrases if not phrase.needs & ~have]
        if self.scene.hour is not None:
            playable = [phrase for phrase in playable if self.timely(phrase, self.scene.hour)] or playable
        return playable

    @staticmethod
    def timely(phrase: Phrase, hour: int) -> bool:
        return phrase.hours[0] <= hour < phrase.hours[1]

    def hear(self, key: str) -> None:
        self.used.pop(key, None)
        self.used[key] = max(self.used.values(), default=0) + 1

    def gesture(self, part: Part, chance: float) -> tuple[str, str]:
        if self.rng.random() > chance:
            return "", ""
        their = part.slots.get("their", "their")
        # A creator's own words, so taken as they stand and never parsed.
        own = {f"own.{part.id}.{number}": text for number, text in enumerate(part.gestures)}
        fresh = [key for key in own if key not in self.used]
        if fresh and self.rng.random() < OWN_CHANCE:
            key = self.rng.choice(fresh)
            text = own[key].replace("{their}", their)
        else:
            phrase = self.rng.choice(self.offer(part, f"gestures.{part.tone}", BIT["their"]))
            key, text = phrase.key, _template(phrase, BIT["their"], self.rng).replace("{their}", their)
        self.hear(key)
        return text, key

    def line(self, part: Part, bank: str, chance: float) -> Line:
        slots, have = _slots(part)
        offer = self.offer(part, bank, have)
        telling = [phrase for phrase in offer if phrase.needs & OPTIONAL]
        if telling and self.rng.random() < SPECIFIC_CHANCE:
            offer = telling
        for phrase in self.rng.sample(offer, len(offer)):
            template = _template(phrase, have, self.rng)
            if part.id in self.naming or self.rng.random() < NAMELESS_CHANCE:
                template = _VOCATIVE.sub("", template)
            text = tidy(template.format_map(slots))
            if len(text) <= LONGEST_LINE:
                break
        if "{you}" in template:
            self.naming.add(part.id)
        self.hear(phrase.key)
        gesture, gesture_key = self.gesture(part, chance)
        return Line(part.id, text, gesture, phrase.key, gesture_key)

    def wordings(self, part: Part, bank: str) -> dict[str, str]:
        slots, have = _slots(part)
        offer = self.offer(part, bank, have)
        offer = self.rng.sample(offer, min(GUIDED_PHRASES, len(offer)))
        for phrase in offer:
            # Offered once in a scene, so that two of one temperament cannot be made to say the same.
            self.hear(phrase.key)
        twice = offer * GUIDED_WORDINGS
        return {tidy(_template(phrase, have, self.rng).format_map(slots)): phrase.key for phrase in twice}


def voice_scene(
    scene: ScenePlan, packs: Mapping[str, VoicePack], rng: random.Random, recent: Sequence[str] = ()
) -> tuple[Line, ...]:
    """The whole scene, two to five lines (one when alone), keeping off the phrases in `recent` (keys, oldest first)."""
    draw = _Draw(scene, packs, rng, {key: place for place, key in enumerate(recent)})
    chances = [OPENING_GESTURE_CHANCE] + [LATER_GESTURE_CHANCE] * MOST_LINES
    beats = zip(_beats(scene, rng), chances, strict=False)
    return tuple(draw.line(part, bank, chance) for (part, bank), chance in beats)


def gbnf(scene: ScenePlan, packs: Mapping[str, VoicePack], rng: random.Random, recent: Sequence[str] = ()) -> Guide:
    """The scene's choices as one GBNF grammar, a row for each line spoken: a model can only pick among them."""
    draw = _Draw(scene, packs, rng, {key: place for place, key in enumerate(recent)})
    beats = _beats(scene, rng)
    wordings = tuple(draw.wordings(part, bank) for part, bank in beats)
    gestures = tuple(draw.gesture(part, LATER_GESTURE_CHANCE) for part, _ in beats)
    rules = ["root ::= " + ' "\\n" '.join(f"line{number}" for number in range(len(beats)))]
    for number, known in enumerate(wordings):
        rules.append(f"line{number} ::= " + " | ".join(f'"{_escaped(text)}"' for text in known))
    return Guide("\n".join(rules) + "\n", tuple(part.id for part, _ in beats), gestures, wordings)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')

"""How somebody would speak, tried before anything is saved: in three situations, by the house voice or the model."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from characters import checks, prompts
from characters.packs import VoicePack
from characters.phrases import Part, ScenePlan, voice_scene

THEIR = {"she": "her", "he": "his", "they": "their"}
# Whoever they speak with in a preview is nobody in particular.
OTHER, SELF = 0, 1


@dataclass(frozen=True, slots=True)
class Situation:
    """An act to be heard: who begins, and how the one who answers takes it."""

    key: str
    title: str
    act: str
    # As the model is told of it.
    told: str
    polarity: float
    begins: bool
    accepts: bool = True


SITUATIONS = (
    Situation("stranger", "Meeting a stranger", "greet", "greets the other, a stranger", 0.3, begins=True),
    Situation("friend", "A friend confides in them", "confide", "confides a worry in the other", 0.6, begins=False),
    Situation("insult", "Insulted before others", "insult", "insults the other before people", -0.7, begins=False,
              accepts=False),
)  # fmt: skip
# What the model calls the one who is nobody in particular.
NOBODY = "Somebody"


@dataclass(frozen=True, slots=True)
class Said:
    own: bool
    text: str
    gesture: str


@dataclass(frozen=True, slots=True)
class Heard:
    title: str
    lines: tuple[Said, ...]


def hear(sheet: Mapping[str, Any], packs: Mapping[str, VoicePack], take: int = 0) -> tuple[Heard, ...]:
    """The three situations in the house voice; another `take` draws other lines."""
    return tuple(_heard(sheet, packs, situation, take) for situation in SITUATIONS)


def tone_of(sheet: Mapping[str, Any], situation: Situation) -> str:
    """How somebody of this temperament takes it, where nothing is known of anybody's mood."""
    warmth = sheet["traits"].get("agreeableness", 0.5)
    if not situation.accepts:
        return "sharp" if warmth < 0.6 else "even"
    outgoing = sheet["traits"].get("extraversion", 0.5)
    return "warm" if warmth + 0.3 * (outgoing - 0.5) >= 0.58 else "sharp" if warmth < 0.3 else "even"


def _heard(sheet: Mapping[str, Any], packs: Mapping[str, VoicePack], situation: Situation, take: int) -> Heard:
    rng = random.Random(f"{sheet['name']}:{situation.key}:{take}")
    name = sheet["address"] or sheet["name"] or "my friend"
    topic = rng.choice(sheet["topics"]) if sheet["topics"] else "the weather"
    wish = sheet["goals"][0]["wish"] if sheet["goals"] else ""
    slots = {"me": name, "you": "stranger" if situation.key == "stranger" else "friend", "topic": topic}
    slots |= {"place": "this place", "their": THEIR[sheet["pronouns"]], "wish": wish}
    self_ = Part(
        SELF, sheet["speech"], tone_of(sheet, situation), slots, situation.accepts, gestures=tuple(sheet["gestures"])
    )
    theirs = {"me": "a stranger", "you": name, "topic": "the weather", "place": "this place", "their": "their"}
    if situation.act == "confide":
        theirs["secret"] = "I have not slept for a week"
    other = Part(OTHER, "plain", "sharp" if situation.act == "insult" else "even", theirs)
    first, answers = (self_, other) if situation.begins else (other, self_)
    lines = voice_scene(ScenePlan(situation.act, first, (answers,)), packs, rng)
    return Heard(situation.title, tuple(Said(line.speaker == SELF, line.text, line.gesture) for line in lines))


def scenes(sheet: Mapping[str, Any]) -> tuple[tuple[Situation, prompts.ScenePrompt], ...]:
    """The three situations as a model is asked to word them."""
    own = prompts.Speaker(
        sheet["name"] or "The character", sheet["pronouns"], ". ".join(filter(None, (sheet["role"], sheet["persona"]))),
        samples=tuple(sheet["samples"]),
    )  # fmt: skip
    other = prompts.Speaker(NOBODY, persona="Nobody in particular.")
    return tuple(
        (
            situation,
            prompts.ScenePrompt(
                cast=(own, other) if situation.begins else (other, own),
                act=situation.told,
                tone=tone_of(sheet, situation),
                accepted=situation.accepts,
                polarity=situation.polarity,
            ),
        )
        for situation in SITUATIONS
    )


def worded(situation: Situation, scene: checks.SceneText) -> Heard:
    """A situation in the model's words."""
    return Heard(situation.title, tuple(Said(line.speaker != NOBODY, line.text, line.gesture) for line in scene.lines))

"""Asking a character off the record: what a model is told, and what the house answers from memory.

An answer rests on memories that were looked up for the question, and nothing said here is remembered by anybody.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from characters.prompts import Messages, rendered, trimmed

LONGEST_QUESTION, LONGEST_ANSWER = 300, 1_200
# Exchanges of the same interview that are told again, and characters of each that are.
MOST_EARLIER, EARLIER = 3, 300
MEMORIES, SAMPLES = 6, 3
PERSONA, MEMORY, SAMPLE, TOLD = 900, 260, 200, 160
ANSWER_TOKENS = 260
# Memories that the house tells in one answer.
TOLD_BY_THE_HOUSE = 3


@dataclass(frozen=True, slots=True)
class Interviewee:
    name: str
    pronouns: str
    role: str
    persona: str
    speech: str
    mood: str
    samples: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    # How they stand to people: name, step -3 to 3 as on the map, and the stage in a word.
    stands: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    question: str
    answer: str


# How each temperament of speech begins to answer; below, how it owns to knowing nothing.
OPENINGS: Mapping[str, tuple[str, str]] = {
    "plain": ("This is what I remember.", "Well, then."),
    "courtly": ("Since you are so good as to ask.", "I shall be delighted to oblige."),
    "wry": ("You do ask the easy ones.", "I suppose I walked into that."),
    "ardent": ("Oh, where do I begin!", "I have thought of nothing else."),
    "blunt": ("Right.", "You want it straight."),
    "learned": ("Let us take it in order.", "The facts, as I have them, are these."),
    "homely": ("Sit down and I’ll tell you.", "It was like this, my dear."),
    "sly": ("Between ourselves.", "People do talk, don’t they."),
    "mournful": ("It does no good to speak of it.", "Ah, that."),
    "stern": ("I shall say it once.", "Very well."),
}
IGNORANCE: Mapping[str, str] = {
    "plain": "I can’t say. Nothing of that has come my way.", "courtly": "I regret that I cannot enlighten you.",
    "wry": "If I knew that, I should be insufferable.", "ardent": "I wish I knew! I should give anything to know.",
    "blunt": "Don’t know. Ask somebody else.", "learned": "My evidence does not reach so far.",
    "homely": "Bless you, I couldn’t tell you that.", "sly": "I never know anything. Ask anyone.",
    "mournful": "I have forgotten more than I ever knew.", "stern": "I do not know, and I do not guess.",
}  # fmt: skip
# What one says of somebody, by the step of the scale.
TOWARDS = {
    -3: "I would cross the sea to be rid of {name}.", -2: "I cannot abide {name}.", -1: "{name} and I do not get on.",
    0: "Of {name} I think neither well nor ill.", 1: "I have nothing but good to say of {name}.",
    2: "I am fond of {name}.", 3: "There is little I would not do for {name}.",
}  # fmt: skip

_WANTS = re.compile(r"\b(?:want|wish|hope|plan|goal|dream|after)\b", re.I)
_FEELS = re.compile(r"\b(?:feel|feeling|mood|how are you|happy|sad)\b", re.I)
_QUOTED = re.compile(r"\s*[“\"][^”\"]*[”\"]?")


def messages(one: Interviewee, memories: Sequence[str], earlier: Sequence[Exchange], question: str) -> Messages:
    """What the model is told; everything written by people stands between fence marks."""
    person = {
        "name": trimmed(one.name, 80), "pronouns": one.pronouns, "role": trimmed(one.role, TOLD), "mood": one.mood,
        "persona": trimmed(one.persona, PERSONA), "samples": [trimmed(said, SAMPLE) for said in one.samples[:SAMPLES]],
        "wishes": [trimmed(wish, TOLD) for wish in one.wishes[:3]],
        "secrets": [trimmed(secret, TOLD) for secret in one.secrets[:3]],
    }  # fmt: skip
    stands = [f"{trimmed(name, 80)}: {stage}, {STANDING[step]}" for name, step, stage in one.stands[:8]]
    user = rendered(
        "interview_user.txt", one=person, stands=stands, question=trimmed(question, LONGEST_QUESTION),
        memories=[trimmed(told, MEMORY) for told in memories[:MEMORIES]],
        earlier=[(trimmed(was.question, EARLIER), trimmed(was.answer, EARLIER)) for was in earlier[-MOST_EARLIER:]],
    )  # fmt: skip
    return ({"role": "system", "content": rendered("interview_system.txt")}, {"role": "user", "content": user})


STANDING = {
    -3: "hated", -2: "disliked", -1: "held at a distance", 0: "neither liked nor disliked", 1: "liked", 2: "dear",
    3: "loved",
}  # fmt: skip


def by_the_house(one: Interviewee, memories: Sequence[str], question: str, rng: random.Random) -> str:
    """An answer with no model: memories in the first person, feelings by the scale, manner by temperament."""
    speech = one.speech if one.speech in OPENINGS else "plain"
    asked = question.casefold()
    told = [TOWARDS[step].format(name=name) for name, step, _ in one.stands if _is_named(name, asked)][:2]
    if _WANTS.search(question) and one.wishes:
        told.append(f"I want to {one.wishes[0].removeprefix('to ')}.")
    if _FEELS.search(question):
        told.append(f"Just now I am {one.mood}.")
    told += [in_first_person(memory, one.name) for memory in memories[:TOLD_BY_THE_HOUSE]]
    return " ".join((rng.choice(OPENINGS[speech]), *told) if told else (IGNORANCE[speech],))[:LONGEST_ANSWER]


def _is_named(name: str, asked: str) -> bool:
    """Whether a question speaks of somebody, by the first or the last word of their name."""
    words = name.casefold().split()
    return any(len(word) > 2 and re.search(rf"\b{re.escape(word)}\b", asked) for word in {*words[:1], *words[-1:]})


def in_first_person(memory: str, name: str) -> str:
    """A memory as its owner tells it: "Mara comforted Rook, in the inn." as "I comforted Rook, in the inn."."""
    text = " ".join(_QUOTED.sub("", memory).split()).rstrip(".")
    if text.startswith(f"{name} "):
        text = f"I {text.removeprefix(f'{name} ')}"
    text = re.sub(rf"\b{re.escape(name)}(?:’s|'s)", "my", text)
    return re.sub(rf"\b{re.escape(name)}\b", "me", text) + "."

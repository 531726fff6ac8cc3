"""Asking a character off the record: what a model is told, and what the house answers from memory.

An answer rests on memories that were looked up for the question, and nothing said here is remembered by anybody.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from characters import questions, sketching
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
    # Those they know well enough to say, with how far they trust them, 0..1, most first.
    trusts: tuple[tuple[str, float], ...] = ()
    # What they feel just now, strongest first: "anger, over George Merry".
    feelings: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    question: str
    answer: str


# How each temperament of speech begins to answer; below, how it owns to knowing nothing.
OPENINGS: Mapping[str, tuple[str, str]] = {
    "plain": ("Since you ask.", "Well, then."),
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

# How each meets somebody who says good day.
GREETINGS: Mapping[str, str] = {
    "plain": "Good day to you.", "courtly": "Your servant. You do me honour.", "wry": "Ah, company. How brave of you.",
    "ardent": "At last, somebody to talk to!", "blunt": "What is it?",
    "learned": "Good day. You have a question, I presume.", "homely": "There you are, come in, come in.",
    "sly": "Well, well. And who sent you?",
    "mournful": "You find me as you find me.", "stern": "Good day. Be brief.",
}  # fmt: skip
# From here one trusts somebody; below, one would rather not turn one's back on them.
TRUSTED, DISTRUSTED = 0.55, 0.4
# A second verb of a clause, which would have to be turned to the first person, too.
_AND_ALSO = re.compile(r"(?:,)? and \w+s\b.*$")
_PLACE = re.compile(r", in (?:the )?[^,.]+\.$")
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


def by_the_house(
    one: Interviewee, memories: Sequence[str], question: str, rng: random.Random, because: str = ""
) -> str:
    """An answer with no model: what is known of oneself, feelings by the scale, then memories in the first person.

    `because` is the reason for what the first of the memories is about, where that is a deed of one's own.
    """
    speech = one.speech if one.speech in OPENINGS else "plain"
    asks = questions.read(question, {}).asks
    if asks == {"greeting"}:
        return GREETINGS[speech]
    told = [*_of_oneself(one, asks), *_of_others(one, asks, question)]
    recalled = list(
        _without_repeated_places([in_first_person(memory, one.name) for memory in memories[:TOLD_BY_THE_HOUSE]])
    )
    told += [*recalled[:1], *([f"I did it because {because}."] if because else []), *recalled[1:]]
    return " ".join((rng.choice(OPENINGS[speech]), *told) if told else (IGNORANCE[speech],))[:LONGEST_ANSWER]


def _of_oneself(one: Interviewee, asks: frozenset[str]) -> Iterator[str]:
    if "self" in asks:
        yield f"I am {one.name}, {one.role}." if one.role else f"I am {one.name}."
        if one.values:
            yield f"What I hold dear is {in_a_row(one.values[:3])}."
    if "feeling" in asks:
        yield f"Just now I am {one.mood}."
        if one.feelings:
            yield f"What is in me is {in_a_row([felt.replace(', over', ' over') for felt in one.feelings[:2]])}."
    if "wish" in asks and one.wishes:
        yield f"I want to {', and to '.join(wish.removeprefix('to ').rstrip('.') for wish in one.wishes[:2])}."
    if "secret" in asks:
        kept = in_a_row([secret.rstrip(".!") for secret in one.secrets[:2]])
        yield f"Since it stays between us: {kept}." if kept else "I have nothing to hide."


def _of_others(one: Interviewee, asks: frozenset[str], question: str) -> Iterator[str]:
    named = [(name, step) for name, step, _ in one.stands if questions.is_named(name, question)]
    yield from (TOWARDS[step].format(name=name) for name, step in named[:2])
    if named:
        return
    if "trust" in asks:
        trusted = [name for name, trust in one.trusts if trust >= TRUSTED]
        yield f"I trust {in_a_row(trusted[:2])} before anybody." if trusted else "I trust nobody here yet."
        yield from (f"I should not turn my back on {name}." for name, trust in one.trusts[-1:] if trust < DISTRUSTED)
    if "friend" in asks:
        dear = [name for name, step, _ in sorted(one.stands, key=lambda stand: -stand[1]) if step >= 1]
        yield f"{in_a_row(dear[:3])} I should be sorry to lose." if dear else "There is nobody here I am close to."
    if "foe" in asks:
        foes = [name for name, step, _ in sorted(one.stands, key=lambda stand: stand[1]) if step <= -1]
        yield f"I have no love for {in_a_row(foes[:3], 'or')}." if foes else "I have no quarrel that I know of."


def reason(text: str, name: str) -> str:
    """Why somebody did a thing, as they would say it: "Mara bears Rook a grudge" is "I bear Rook a grudge"."""
    clause = text.removeprefix(f"{name} ")
    if clause == text or clause.startswith("and "):
        return ""
    first = _AND_ALSO.sub("", clause).rstrip(".")
    return f"I {sketching.as_oneself(first)}"


def in_a_row(parts: Sequence[str], last: str = "and") -> str:
    """As one says a list: "a, b and c"."""
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _without_repeated_places(told: Sequence[str]) -> Iterator[str]:
    """Where things happened is said once, as long as they go on happening there."""
    before = ""
    for sentence in told:
        place = match[0] if (match := _PLACE.search(sentence)) else ""
        yield sentence.removesuffix(place).rstrip(",") + "." if place and place == before else sentence
        before = place or before


def in_first_person(memory: str, name: str) -> str:
    """A memory as its owner tells it: "Mara comforted Rook, in the inn." as "I comforted Rook, in the inn."."""
    text = " ".join(_QUOTED.sub("", memory).split()).rstrip(".")
    if text.startswith(f"{name} "):
        text = f"I {text.removeprefix(f'{name} ')}"
    text = re.sub(rf"\b{re.escape(name)}(?:’s|'s)", "my", text)
    return re.sub(rf"\b{re.escape(name)}\b", "me", text) + "."

"""Whether a model's answer may be shown: parsed, cleaned and examined as data, never trusted.

A finding names what is wrong in words that the model is given when it is asked once more. The deny-list knows the worst
only: no list of words recognises hatred, threats or manipulation in general, and nothing here claims to. Jaccard
similarity after TinyTroupe's repetition check (its threshold, 0.85).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

# Half a minute of speech; the prompt asks for less, so that a finding is rare.
LINE_CHARACTERS = 240
GESTURE_CHARACTERS = 60
MOST_LINES = 6

# An answer that keeps to the limits above is shorter; a longer one is not worth parsing.
ANSWER_CHARACTERS = 8_000

# Two lines that share more of their words than this say the same.
NEAR_REPEAT = 0.85
# "Yes, sir." may be said every day.
WORDS_WORTH_COMPARING = 4

# Below this strength neither an act nor a scene has a sign that could be wrong.
CLEAR_SENTIMENT = 0.3

# Marks the material of a prompt; outside it stand instructions. Cleaning removes it from every text.
FENCE_OPEN, FENCE_CLOSE = "⟦", "⟧"

# Control, bidirectional, private and tag characters and lone surrogates: invisible, or impossible to store.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    f"{FENCE_OPEN}{FENCE_CLOSE}]"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


def _words(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns where a word begins; everywhere else one look passes over all of them."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})", re.I)


MARKUP = _any(r"```", r"</?[a-z!][^>]*>", r"\{\s*\"", r"\[/?INST\]", r"<\|", r"\{\{", r"\}\}", r"\*\*", r"^\s*#")

# Refusals and talk about the task. "I cannot help loving you" is no refusal and "your earlier message" no prompt.
META = _words(
    r"as an? (ai|artificial intelligence|(large )?language model)\b",
    r"language model\b|chat ?bot\b|my training data\b|json\b",
    r"(can'?t|cannot|won't|unable to) (\w+ ){0,4}(request|prompt|dialogue|content)s?\b",
    r"(can'?t|cannot) (help|assist) (you )?with (that|this)\b",
    r"(previous|prior|earlier|system) (instruction|prompt)s?\b|prompt injection\b",
    r"(ignore|disregard|override) (\w+ ){0,3}instructions?\b",
    r"in this scene\b|role-?play(ing)?\b",
    r"here(('| i)s| are) (the|a|your) (\w+ )?(scene|dialogue|lines)\b",
    r"(user|assistant|system) ?:",
)

DESIRE = r"\b(sexual|sex with|rap(e|ed|ing)|molest|nude)\w*\b"
CHILD = r"\b(child|children|minor|toddler|infant|(little|young) (boy|girl))s?\b"
DENIED = _words(
    r"(should|go|just|please|and) (kill|hang) yourself\b|^(kill|hang) yourself\b|kys\b",
    rf"{DESIRE}.{{0,40}}{CHILD}|{CHILD}.{{0,40}}{DESIRE}",
    r"(how to|instructions? (to|for)|recipe for) (build|make|making|cook)\w* (an? )?"
    r"(\w+ )?(bomb|explosive|nerve gas|sarin|meth)s?\b",
    r"n[i1!]gg(er|a)s?\b|f[a@4]gg?[o0]ts?\b|k[i1]kes?\b|tr[a@]nn(y|ies)\b",
    r"(gas|exterminate|lynch) (all |the )*(jews|muslims|blacks|gays|immigrants)\b|heil hitler\b",
)

# Asterisks round a few words are how models write a gesture into a line.
STARRED = re.compile(r"\*([^*]{1,60})\*")


@dataclass(frozen=True)
class Line:
    speaker: str
    text: str
    gesture: str = ""


@dataclass(frozen=True)
class SceneText:
    lines: tuple[Line, ...]
    # What the model says the scene felt like, -1 hostile to 1 warm.
    sentiment: float


@dataclass(frozen=True)
class Finding:
    kind: str
    # A sentence for the model, should it be asked again.
    text: str


def clean(text: str) -> str:
    """One line of printable text in NFC, without fence marks; its characters keep their meaning and are not escaped."""
    return " ".join(UNPRINTABLE.sub("", unicodedata.normalize("NFC", text)).split())


def parse(answer: str, speakers: Sequence[str]) -> SceneText | Finding:
    """The scene in an answer, also where fences or a sentence of prose stand around its JSON.

    Speakers are matched without regard to case; a first name counts where only one of the speakers bears it.
    """
    if not answer.strip():
        return Finding("empty", "The answer was empty.")
    if len(answer) > ANSWER_CHARACTERS:
        return Finding("huge", "The answer was far too long.")
    found = _object(answer)
    if found is None:
        return Finding("unreadable", 'The answer was not one JSON object with "lines" and "sentiment".')
    lines = found["lines"]
    if not isinstance(lines, list) or not 0 < len(lines) <= 2 * MOST_LINES:
        return Finding("unreadable", f'"lines" must be a list of 2 to {MOST_LINES} lines.')
    if not all(isinstance(line, dict) and isinstance(line.get("text"), str) for line in lines):
        return Finding("unreadable", 'Each line must be an object with "speaker", "text" and "gesture".')
    names = _names(speakers)
    return SceneText(tuple(_line(line, names) for line in lines), _sentiment(found.get("sentiment")))


def findings(
    scene: SceneText, speakers: Sequence[str], recent: Iterable[str], polarity: float, topics_off: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """What is wrong with a scene, the gravest first; empty where it may be shown.

    `recent` are the lines these speakers said lately; `polarity`, -1 to 1, is the sign and strength of what they do.
    """
    said = [line.text for line in scene.lines]
    gestured = [line.gesture for line in scene.lines if line.gesture]
    unnamed = [_without(text, speakers) for text in (*said, *gestured)]
    checks = (
        _first(DENIED, "unsafe", unnamed, "A line holds words that are not allowed here."),
        _first(META, "meta", unnamed, "A line speaks about the task instead of being said in the story."),
        _first(MARKUP, "markup", unnamed, "A line holds markup; write plain spoken text."),
        *_cast(scene, speakers),
        # Whoever is alone may have a single thought.
        *_lengths(scene, min(2, len(speakers))),
        _touched(unnamed, topics_off),
        _repeated(said, recent),
        _contradiction(scene.sentiment, polarity),
    )
    return tuple(finding for finding in checks if finding is not None)


def similarity(one: str, other: str) -> float:
    """Jaccard similarity of two texts' words, 0 to 1."""
    return _jaccard(words(one), words(other))


# A pair's last lines are compared with anew in every scene of theirs.
@lru_cache(maxsize=2048)
def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+(?:['’]\w+)*", text.casefold()))


def _object(answer: str) -> dict[str, Any] | None:
    """The first JSON object in a text that has lines. A few starts are tried: a brace in prose is no object."""
    decoder = json.JSONDecoder()
    start = -1
    for _ in range(5):
        start = answer.find("{", start + 1)
        if start < 0:
            return None
        try:
            found, _end = decoder.raw_decode(answer, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and "lines" in found:
            return found
    return None


def _names(speakers: Sequence[str]) -> dict[str, str]:
    """What each speaker may be called: the full name, or any word of it that is nobody else's."""
    bearers: dict[str, set[str]] = {}
    for name in speakers:
        for word in name.casefold().split():
            bearers.setdefault(word, set()).add(name)
    alone = {word: min(names) for word, names in bearers.items() if len(names) == 1}
    return alone | {name.casefold(): name for name in speakers}


def _line(line: dict[str, Any], names: dict[str, str]) -> Line:
    speaker = clean(str(line.get("speaker", "")))[:100]
    text = clean(line["text"])
    gesture = clean(line["gesture"]) if isinstance(line.get("gesture"), str) else ""
    starred = STARRED.search(text)
    if starred:
        gesture = gesture or starred[1]
        text = clean(STARRED.sub("", text))
    if len(text) > 2 and text[0] in '"“' and text[-1] in '"”':
        text = text[1:-1].strip()
    return Line(names.get(speaker.casefold(), speaker), text, gesture.strip("*()[]_ ."))


def _sentiment(value: Any) -> float:
    # True is an int to Python, and a sentiment nobody gave is neutral.
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return 0.0
    return max(-1.0, min(1.0, float(value)))


def _without(text: str, speakers: Sequence[str]) -> str:
    """The text without the speakers' names, which their creators chose and the model only repeats."""
    for name in speakers:
        text = text.replace(name, "")
    return text.replace("’", "'")


def _first(pattern: re.Pattern[str], kind: str, texts: Iterable[str], why: str) -> Finding | None:
    return Finding(kind, why) if any(pattern.search(text) for text in texts) else None


def _cast(scene: SceneText, speakers: Sequence[str]) -> Iterable[Finding]:
    heard = {line.speaker for line in scene.lines}
    if heard - set(speakers):
        yield Finding("unknown_speaker", "A line has a speaker who is not in this scene.")
    if silent := [name for name in speakers if name not in heard]:
        yield Finding("missing_speaker", f"{FENCE_OPEN}{', '.join(silent)}{FENCE_CLOSE} must speak, too.")


def _lengths(scene: SceneText, least: int) -> Iterable[Finding]:
    if not least <= len(scene.lines) <= MOST_LINES:
        yield Finding("line_count", f"The scene must have {least} to {MOST_LINES} lines.")
    if any(not re.search(r"\w", line.text) for line in scene.lines):
        yield Finding("line_empty", "A line has no words.")
    if any(len(line.text) > LINE_CHARACTERS for line in scene.lines):
        yield Finding("line_long", f"A line is longer than {LINE_CHARACTERS} characters.")
    if any(len(line.gesture) > GESTURE_CHARACTERS for line in scene.lines):
        yield Finding("gesture_long", f"A gesture is longer than {GESTURE_CHARACTERS} characters.")


def _touched(texts: Iterable[str], topics_off: Iterable[str]) -> Finding | None:
    topic = touches(" ".join(texts), topics_off)
    return Finding("topic_off", f"Do not speak of {FENCE_OPEN}{clean(topic)}{FENCE_CLOSE}.") if topic else None


def touches(text: str, topics: Iterable[str]) -> str:
    """The first of the topics that a text names, as whole words and whatever their case; empty where it names none."""
    folded = text.casefold()
    return next((topic for topic in topics if (found := _named(topic)) and found.search(folded)), "")


@lru_cache(maxsize=1024)
def _named(topic: str) -> re.Pattern[str] | None:
    plain = " ".join(topic.split()).casefold()
    # One of a thing and several of it are one topic.
    return re.compile(rf"(?<!\w){re.escape(plain)}(?:e?s)?(?!\w)") if plain else None


def _repeated(said: Sequence[str], recent: Iterable[str]) -> Finding | None:
    earlier = [words(text) for text in recent]
    for text in said:
        mine = words(text)
        if len(mine) >= WORDS_WORTH_COMPARING and any(_jaccard(mine, other) > NEAR_REPEAT for other in earlier):
            return Finding("repeat", "A line repeats an earlier one; say something new.")
        earlier.append(mine)
    return None


def _contradiction(sentiment: float, polarity: float) -> Finding | None:
    if min(abs(sentiment), abs(polarity)) < CLEAR_SENTIMENT or sentiment * polarity > 0:
        return None
    wanted = "friendly" if polarity > 0 else "unfriendly"
    return Finding("sentiment", f"The scene must feel {wanted}, as what they do is.")


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0

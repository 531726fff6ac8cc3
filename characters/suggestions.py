"""Suggestions for a sheet, read from a plain description: each with its sentence, to be accepted, changed or refused.

The temperament is `reading`'s; values, goals and manner of speech are read by words; what is quoted is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from characters import reading
from characters.minds import DOMAINS
from characters.personality import DOMAIN_OF, WORDS

FILE = Path(__file__).with_name("leanings.yaml")

MOST_VALUES, MOST_GOALS, MOST_SAMPLES = 4, 3, 6
LONGEST_WISH, LONGEST_SAMPLE, SHORTEST_SAMPLE = 110, 280, 12
# Facets that are only a shade apart from their domain say nothing new.
APART = 0.12
# What anybody who wants something may do about it.
ANYHOW = ("talk", "ask_help", "negotiate")
# How far the wish to begin things follows extraversion, and how far assertiveness.
INITIATIVE_OF = {"extraversion": 0.4, "assertiveness": 0.6}

# "She means to be mayor": what follows goes on from "I want to".
_WISH = re.compile(
    r"\b(?:wants?|wanted|means|meant|intends?|intended|hopes?|hoped|longs?|plans|planned|plots|aims?|wishes|yearns?|vows?|vowed|swore|"
    r"sworn|determined|resolved|sets? out|dreams of being able|would give \w+(?: \w+)?) to (?!be thought )([^.;:!?—]+)"
)
_SEEKS = re.compile(
    r"\b(?:seeks|is seeking|searches for|is searching for|looks for|is looking for|hunts for|hungers for) ([^.;:!?,—]+)"
)
# Where one wish ends and the sentence goes on.
_BREAK = re.compile(r", | (?:but|though|although|because|so that|and yet|and (?:he|she|they|is|has|will)) ")
_QUOTE = re.compile(r"[“\"]([^“”\"\n]{12,280})[”\"]")
_SPOKEN = re.compile(r"^\s*(?:\{\{char\}\}|[A-Z][\w' .-]{0,40}):\s*(.{12,400})$", re.M | re.I)
_STAGE = re.compile(r"\*[^*\n]{0,200}\*")
_PRONOUNS = {"she": re.compile(r"\b(?:she|her|hers|herself)\b"), "he": re.compile(r"\b(?:he|him|his|himself)\b")}
_FIRST_PERSON = (
    (re.compile(r"\b(?:himself|herself|themself|themselves)\b"), "myself"),
    (
        re.compile(
            r"\b(?:his|their)\b|\bher\b(?= [a-z]+\b(?! (?:to|and|for|in|by|from|that|who|what|if|when|go|know|see)\b))"
        ),
        "my",
    ),
    (re.compile(r"\b(?:him|them)\b|\bher\b(?=$|[ ,])"), "them"),
    (re.compile(r"\b(?:he|she) (?:has|had)\b"), "I have"),
    (re.compile(r"\b(?:he|she) (?:is|was)\b"), "I am"),
)

# The house's temperaments of speech: each is as strong as what speaks for it, by trait (below 0: its low end).
SPEECH: Mapping[str, tuple[tuple[str, float], ...]] = {
    "sly": (("morality", -1.2), ("trust", -0.5)),
    "stern": (("conscientiousness", 0.8), ("cheerfulness", -0.6), ("agreeableness", -0.4), ("assertiveness", 0.3)),
    "wry": (("intellect", 0.8), ("cheerfulness", 0.5), ("neuroticism", -0.2)),
    "ardent": (("extraversion", 0.5), ("emotionality", 0.8), ("excitement_seeking", 0.6), ("cautiousness", -0.4)),
    "mournful": (("depression", 1.2), ("extraversion", -0.4)),
    "blunt": (("agreeableness", -0.7), ("assertiveness", 0.7), ("anger", 0.5)),
    "learned": (("intellect", 1.0), ("openness", 0.4), ("artistic_interests", 0.3)),
    "homely": (("friendliness", 0.6), ("openness", -0.6), ("agreeableness", 0.4)),
    "courtly": (("cooperation", 0.6), ("friendliness", 0.5), ("dutifulness", 0.3), ("modesty", -0.2)),
}
# Less than this speaks for no temperament in particular.
PLAIN = 0.22


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that a sheet could say: a form names it `key`, `<kind>-<what>`, and would have `value` stand there."""

    key: str
    kind: str
    label: str
    value: Any
    # What it was read from; the reader sees it beside the suggestion.
    sentence: str
    # "words" where the lexicon read it, "model" where a model did.
    source: str = "words"

    @property
    def shown(self) -> str:
        """The value in words, where it is not words already."""
        if self.kind in ("trait", "facet", "initiative"):
            return str(round(self.value * 100))
        return str(self.value["text"] if self.kind == "goal" else self.value)


def suggest(text: str, samples: Sequence[str] = ()) -> tuple[Suggestion, ...]:
    """All that can be read from a description and from lines already known to be spoken."""
    text = text[: reading.LONGEST]
    # What somebody says of others says little of themselves.
    told = _SPOKEN.sub("", _QUOTE.sub("", text))
    found = reading.read(told)
    return (
        *_pronouns(told),
        *_traits(found),
        *_initiative(found),
        *_speech(found),
        *_values(told),
        *_goals(told),
        *_samples(text, samples),
    )


def _traits(found: Iterable[reading.Finding]) -> Iterator[Suggestion]:
    domains = {one.trait: one.value for one in found if one.trait in DOMAINS}
    for one in found:
        if one.trait in DOMAINS:
            yield Suggestion(f"trait-{one.trait}", "trait", one.trait.capitalize(), one.value, one.sentences[0])
        elif abs(one.value - domains.get(DOMAIN_OF[one.trait], 0.5)) >= APART:
            high, low = WORDS[one.trait]
            word = high if one.value >= 0.5 else low
            yield Suggestion(f"facet-{one.trait}", "facet", word.capitalize(), one.value, one.sentences[0])


def _initiative(found: Iterable[reading.Finding]) -> Iterator[Suggestion]:
    by_trait = {one.trait: one for one in found if one.trait in INITIATIVE_OF}
    if by_trait:
        lean = sum(share * (by_trait[trait].value - 0.5) for trait, share in INITIATIVE_OF.items() if trait in by_trait)
        best = max(by_trait.values(), key=lambda one: one.evidence)
        yield Suggestion("initiative-0", "initiative", "Begins things", round(0.5 + lean, 2), best.sentences[0])


def _speech(found: Sequence[reading.Finding]) -> Iterator[Suggestion]:
    by_trait = {one.trait: one for one in found}
    weighed = {
        speech: [(share * (by_trait[trait].value - 0.5), trait) for trait, share in told if trait in by_trait]
        for speech, told in SPEECH.items()
    }
    best = max(weighed, key=lambda speech: sum(weight for weight, _ in weighed[speech]))
    if sum(weight for weight, _ in weighed[best]) >= PLAIN:
        _, trait = max(weighed[best])
        yield Suggestion("speech-0", "speech", "Manner of speech", best, by_trait[trait].sentences[0])


def _pronouns(text: str) -> Iterator[Suggestion]:
    low = text.casefold()
    counts = {word: len(pattern.findall(low)) for word, pattern in _PRONOUNS.items()}
    best = max(counts, key=lambda word: counts[word])
    if counts[best] > 2 * (sum(counts.values()) - counts[best]):
        sentence = next(one for one in reading.sentences(text) if _PRONOUNS[best].search(one.casefold()))
        yield Suggestion("pronouns-0", "pronouns", "Pronouns", best, sentence)


def _values(text: str) -> list[Suggestion]:
    """What is spoken of most is held dearest."""
    found: dict[str, tuple[int, str]] = {}
    for sentence in reading.sentences(text):
        for value, pattern in _values_told_by().items():
            if pattern.search(sentence.casefold()):
                count, first = found.get(value, (0, sentence))
                found[value] = count + 1, first
    best = sorted(found, key=lambda value: -found[value][0])[:MOST_VALUES]
    return [Suggestion(f"value-{value}", "value", "Holds dear", value, found[value][1]) for value in best]


def _goals(text: str) -> list[Suggestion]:
    wishes: dict[str, str] = {}
    for sentence in reading.sentences(text):
        told = [match[1] for match in _WISH.finditer(sentence)]
        told += [f"find {match[1]}" for match in _SEEKS.finditer(sentence)]
        for wish in told:
            wishes.setdefault(_shortened(wish), sentence)
    return [
        Suggestion(f"goal-{number}", "goal", "Wants", goal(wish), sentence)
        for number, (wish, sentence) in enumerate(list(wishes.items())[:MOST_GOALS])
    ]


def goal(wish: str, priority: float = 0.6) -> dict[str, Any]:
    """A goal as sheets have them, from what goes on after "wants to"."""
    wish = _shortened(wish.strip().removeprefix("to ").rstrip(".!? "))
    return {
        "text": f"to {wish}",
        "wish": in_first_person(wish),
        "priority": priority,
        "target": "",
        "acts": acts_for(wish),
    }


def acts_for(wish: str) -> list[str]:
    """What somebody who wants this is likely to do."""
    low = wish.casefold()
    return next((list(way.acts) for way in ways().values() if way.words.search(low)), list(ANYHOW))


def in_first_person(wish: str) -> str:
    for pattern, word in _FIRST_PERSON:
        wish = pattern.sub(word, wish)
    return wish


def _shortened(wish: str) -> str:
    wish = " ".join(wish.split())
    if len(wish) > LONGEST_WISH:
        wish = wish[:LONGEST_WISH].rsplit(" ", 1)[0]
    return _BREAK.split(wish)[0].rstrip(" ,")


def _samples(text: str, samples: Sequence[str]) -> list[Suggestion]:
    lines = [match[1] for match in _SPOKEN.finditer(text)] + [match[1] for match in _QUOTE.finditer(text)]
    known = {sample.casefold() for sample in samples}
    clean = dict.fromkeys(_line(line) for line in lines)
    wanted = [line for line in clean if SHORTEST_SAMPLE <= len(line) <= LONGEST_SAMPLE and line.casefold() not in known]
    return [
        Suggestion(f"sample-{number}", "sample", "Says", line, line)
        for number, line in enumerate(wanted[:MOST_SAMPLES])
    ]


def _line(said: str) -> str:
    return " ".join(_STAGE.sub(" ", said).split()).strip('“”" ')


@dataclass(frozen=True, slots=True)
class Way:
    """A way of going about a wish: the words it is told by, and its acts."""

    words: re.Pattern[str]
    acts: tuple[str, ...]


@cache
def ways() -> Mapping[str, Way]:
    """The ways of going about things, by name, in the order in which a wish is tried against them."""
    return {aim["name"]: Way(_any_of(aim["words"]), tuple(aim["acts"])) for aim in _written()["aims"]}


@cache
def _values_told_by() -> Mapping[str, re.Pattern[str]]:
    return {value: _any_of(words) for value, words in _written()["values"].items()}


@cache
def _written() -> Any:
    return yaml.safe_load(FILE.read_text())


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(reading.pattern(str(word)) for word in words)})(?![\w-])")

"""Gestures and reasons are kept in the present, "straightens his cuffs", "Jane is afraid"; a story is told in the past:
"straightened his cuffs", "Jane was afraid"."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from characters import datafile

FILE = Path(__file__).with_name("tense.yaml")
# The first word, or the second after an adverb; and what "and" or "then" joins to it.
VERBS = re.compile(r"^(?:(?:almost|half|hardly|nearly|slowly) )?\w+|(?<=\band )(?:then )?\w+|(?<=, then )\w+")
HISSING = ("shes", "ches", "sses", "xes", "zzes")


class Verbs(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    irregular: dict[str, str]
    doubling: frozenset[str]
    second: frozenset[str]
    # Words that go into the past wherever they stand.
    auxiliaries: dict[str, str]
    # After several subjects, or after "I", a verb has no -s.
    plural: dict[str, str]
    # Words that look like verbs after a name, and are none.
    never: frozenset[str]
    # Pasts whose participle is another word: "gave", "given".
    participles: dict[str, str]


@cache
def verbs() -> Verbs:
    return datafile.load(FILE, Verbs)


def past(gesture: str) -> str:
    """The gesture in the past tense; what it is like, "as a friend does", stays as it is."""
    return VERBS.sub(_turned, gesture).replace(" has not ", " had not ")


def recounted(text: str, names: Collection[str] = (), *, further: bool = False) -> str:
    """A plain sentence about `names` in the past: "Jane is fond of Bingley and seeks his company", for one.

    With `further`, what is past in it already goes one step further back: "what Bingley did", "what he had done".
    """
    known = verbs()

    def verb(found: re.Match[str]) -> str:
        word = found[2]
        if word in known.auxiliaries or word in known.never:
            return found[0]
        if further and (word in known.participles or word.endswith("ed")):
            return f"{found[1]}had {known.participles.get(word, word)}"
        if word in known.plural:
            return f"{found[1]}{known.plural[word]}"
        return f"{found[1]}{_past(word)}" if word.endswith("s") and not word.endswith("ss") else found[0]

    subjects = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
    subjects += "|[Ii]t|who|what|nobody|others"
    text = re.sub(rf"((?<![’'\w])(?:{subjects}) (?:hardly |still |both |only |no longer )?)([a-z]+)\b", verb, text)
    joined = "|".join(sorted(known.second))
    text = re.sub(rf"(\b(?:and|but|neither) )({joined})\b", lambda found: f"{found[1]}{_past(found[2])}", text)
    every = "|".join(sorted(known.auxiliaries, key=len, reverse=True))
    return re.sub(rf"\b({every})\b", lambda found: known.auxiliaries[found[1]], text)


def long_past(clause: str, name: str) -> str:
    """A clause of news about `name` as something that had been before: "Jane had confided in Elizabeth"."""
    if not clause.startswith(f"{name} "):
        return clause
    verb, _, rest = clause[len(name) + 1 :].partition(" ")
    return f"{name} had {verbs().participles.get(verb, verb)} {rest}".rstrip()


def _turned(found: re.Match[str]) -> str:
    before, _, verb = found.group().rpartition(" ")
    if found.start() and verb not in verbs().second:
        return found.group()
    return f"{before} {_past(verb)}".lstrip()


def _past(verb: str) -> str:
    known = verbs()
    if verb in known.irregular:
        return known.irregular[verb]
    if not verb.endswith("s"):
        return verb
    if verb.endswith("ies"):
        return f"{verb[:-3]}ied"
    stem = verb[:-2] if verb.endswith(HISSING) else verb[:-1]
    if stem in known.doubling:
        return f"{stem}{stem[-1]}ed"
    return f"{stem}d" if stem.endswith("e") else f"{stem}ed"

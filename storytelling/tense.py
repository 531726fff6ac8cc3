"""Gestures are kept in the present, "straightens his cuffs"; a story is told in the past: "straightened his cuffs"."""

from __future__ import annotations

import re
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


@cache
def verbs() -> Verbs:
    return datafile.load(FILE, Verbs)


def past(gesture: str) -> str:
    """The gesture in the past tense; what it is like, "as a friend does", stays as it is."""
    return VERBS.sub(_turned, gesture)


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

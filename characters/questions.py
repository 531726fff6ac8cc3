"""What a question to somebody asks for, read without a model: whom it names, and which of the things one asks people.

Only what the house voice can answer from what is known is looked for; everything else is a search in memory. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from characters.names import TITLES

# The things one asks, in the order in which they are answered.
ASKED: Mapping[str, str] = {
    "greeting": r"^\W*(?:hello|hi|hey|greetings|good (?:day|morning|evening|afternoon))\b[^?]*$",
    "self": r"\b(?:who are you|about yourself|yourself\?|what are you like|introduce yourself|what do you do\b)",
    "feeling": r"\b(?:do you feel|feeling|your mood|how are you|how do you do|happy|afraid|scared|fear|worried)",
    "wish": r"\b(?:want|wish|hope|plan|goal|dream|intend|after most|will you do|do next)\b",
    "secret": r"\b(?:secrets?|hid(?:e|ing)|conceal\w*|keep(?:ing)? (?:back|to yourself)|nobody knows)\b",
    "trust": r"\b(?:trust|rely|relied|count on|confide in|depend on)\b",
    "friend": r"\b(?:friends?|love|like (?:best|most|here)|fond|close(?:st)? to|care for|admire|dear(?:est)?)\b",
    "foe": r"\b(?:hate|dislike|enem(?:y|ies)|rivals?|despise|loathe|can(?:no|')t stand|against you)\b",
    "why": r"^\W*(?:and |but )?why\b",
    "lately": r"\b(?:today|yesterday|lately|recently|last night|this morning|the news|happened|happening|just now)\b",
}
_PATTERNS = {what: re.compile(pattern, re.IGNORECASE) for what, pattern in ASKED.items()}
# Parts of names that are words as well, or everybody's.
_WORDS_TOO = frozenset(
    {word.casefold() for word in TITLES} | {"long", "young", "the", "squire", "van", "von", "little"}
)
_NAME_PART = re.compile(r"[\w-]{3,}")
# Asked for these, somebody answers out of what they are, without looking back.
WITHIN = frozenset({"greeting", "self", "feeling", "wish", "secret"})
# Asked for these, out of how they stand to people.
OTHERS = frozenset({"trust", "friend", "foe"})


@dataclass(frozen=True, slots=True)
class Question:
    """`named` are the ids of those it speaks of, `asks` what it asks for."""

    text: str
    asks: frozenset[str] = frozenset()
    named: tuple[int, ...] = ()


def read(text: str, people: Mapping[int, str]) -> Question:
    """A question among people by name, whoever is asked left out of them."""
    asks = frozenset(what for what, pattern in _PATTERNS.items() if pattern.search(text))
    return Question(text, asks, tuple(who for who, name in people.items() if is_named(name, text)))


def is_named(name: str, text: str) -> bool:
    """Whether a text speaks of somebody, by any part of the name that is not a title or a common word."""
    parts = [part for part in _NAME_PART.findall(name) if part.casefold() not in _WORDS_TOO]
    return any(re.search(rf"\b{re.escape(part)}\b", text, re.IGNORECASE) for part in parts or [name])

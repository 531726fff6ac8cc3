"""Voice packs: the phrases of one temperament, or of one starter's cast, written as data, parsed when they are loaded.

The language of a phrase is Tracery's (Compton, Kybartas and Mateas, "Tracery: An Author-Focused Generative Text Tool",
ICIDS 2015) made flat: slots, and one level of alternatives. So every bank can be counted and checked, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, StringConstraints, create_model

from characters import datafile

VOICES = Path(__file__).parent / "voices"
TONES = ("warm", "even", "sharp")
ANSWERS = ("yes", "no")
# The same keys as relationships/acts.yaml, which lies a layer above; a test holds the two together.
_SOCIAL = """
    greet talk joke reminisce confide praise thank invite celebrate tease give
    comfort reassure encourage help ask_help teach advise warn
    flirt court declare_love embrace reject break_off promise keep_promise negotiate ally mediate
    criticise insult mock snub provoke accuse confront demand challenge threaten
    lie gossip reveal_secret break_promise betray apologise make_amends confess forgive question
"""
SOCIAL_ACTS = tuple(_SOCIAL.split())
SOLITARY_ACTS = ("withdraw", "reflect")
# Heard most often, so they must offer one line more a tone.
_COMMON = "greet talk joke confide praise comfort help criticise insult apologise gossip question tease"
COMMON_ACTS = frozenset(_COMMON.split())

ALWAYS = ("you", "me", "topic", "place")
# {hurt} is what the third did to the speaker, in the speaker's words: "Wickham lied to me".
SOMETIMES = ("third", "secret", "deed", "mydeed", "wish", "news", "hurt")
BIT = {name: 1 << bit for bit, name in enumerate((*ALWAYS, *SOMETIMES, "their"))}
OPTIONAL = sum(BIT[name] for name in SOMETIMES)

# A phrase as written leaves room for its slots.
LONGEST_PHRASE = 220


@dataclass(frozen=True, slots=True)
class Phrase:
    """A parsed line: a row of parts, each a row of (slots needed, template) to choose from."""

    key: str
    needs: int
    parts: tuple[tuple[tuple[int, str], ...], ...]
    # Hours of the day it can be said in, where it greets or parts by the hour.
    hours: tuple[int, int] = (0, 24)


@dataclass(frozen=True, slots=True)
class VoicePack:
    """Every bank of one file, flat: `confide.warm`, `confide.yes`, `gestures.sharp`, `elizabeth:follow.even`."""

    name: str
    banks: Mapping[str, tuple[Phrase, ...]]

    def bank(self, name: str, who: str = "") -> tuple[Phrase, ...]:
        """What everybody may say; with `who`, what only that character says."""
        return self.banks.get(f"{who}:{name}" if who else name, ())


# Who wishes a good night in the morning was not written by somebody who looked at the clock.
_EVENING = (
    r"\b(?:good ?night|good evening|to (?:my )?bed|sleep, if you can|be dreamed of|take the candle|nearly dark|"
    r"the night is long|it(?: is|'s| grows) (?:very |growing |so |getting )?late)\b"
)
HOURS = (
    (re.compile(_EVENING, re.I), (17, 24)),
    (re.compile(r"\bgood mor(?:ning|row)\b", re.I), (4, 12)),
    (re.compile(r"\btill tea\b", re.I), (8, 17)),
)

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([^{}]*)\}")


def _mask(template: str) -> int:
    mask = 0
    for name in _SLOT.findall(template):
        if name not in BIT:
            raise ValueError(f"unknown slot {{{name}}}; known: {', '.join(BIT)}")
        mask |= BIT[name]
    if re.search(r"[{}\[\]]", _SLOT.sub("", template)):
        raise ValueError("unbalanced brace or bracket")
    return mask


def parse(text: str, key: str = "") -> Phrase:
    """A phrase from its written form; ValueError on an unknown slot or a bracket left open."""
    parts: list[tuple[tuple[int, str], ...]] = []
    end = 0
    for match in _CHOICE.finditer(text):
        parts.append(((_mask(text[end : match.start()]), text[end : match.start()]),))
        parts.append(tuple((_mask(option), option) for option in match[1].split("|")))
        end = match.end()
    parts.append(((_mask(text[end:]), text[end:]),))
    needs = 0
    for part in parts:
        # A choice asks for a slot only when no alternative does without.
        if len(part) == 1 or all(mask & OPTIONAL for mask, _ in part):
            for mask, _ in part:
                needs |= mask
    return Phrase(key, needs, tuple(parts), _hours(text))


def _hours(text: str) -> tuple[int, int]:
    found = [hours for words, hours in HOURS if words.search(text)]
    # Whoever says both makes a point of not knowing the hour.
    return found[0] if len(found) == 1 else (0, 24)


def _spoken(text: str) -> str:
    parse(text)
    if "{their}" in text:
        raise ValueError("{their} belongs to gestures; a speaker says 'my'")
    return text


def _alone(text: str) -> str:
    if "{you}" in text or "{deed}" in text or "{mydeed}" in text:
        raise ValueError("nobody is addressed in a solitary act")
    return _spoken(text)


def _shown(text: str) -> str:
    if any(mask & ~BIT["their"] for part in parse(text).parts for mask, _ in part):
        raise ValueError("a gesture knows only {their}")
    return text


def _lines(least: int, plain: int, check: Any = _spoken) -> Any:
    def enough(texts: list[str]) -> list[str]:
        if len(texts) < least:
            raise ValueError(f"needs at least {least} lines, has {len(texts)}")
        if sum(not parse(text).needs & OPTIONAL for text in texts) < plain:
            raise ValueError(f"needs at least {plain} lines that use only {{{'}, {'.join(ALWAYS)}}}")
        return texts

    phrase = Annotated[str, StringConstraints(min_length=2, max_length=LONGEST_PHRASE), AfterValidator(check)]
    # A bank that may be empty is one that may be left out.
    return (Annotated[list[phrase], AfterValidator(enough)], ... if least else [])


def _shape(name: str, fields: Mapping[str, Any]) -> Any:
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


def _section(*, whole: bool) -> dict[str, Any]:
    """The banks of a pack; in a starter's pack (not whole) every one of them may be short or missing."""

    def needed(shape: Any) -> Any:
        return (shape, ... if whole else shape())

    def bank(name: str, least: int, check: Any = _spoken, answers: Sequence[str] = ()) -> Any:
        tones = {tone: _lines(least, min(2, least), check) if whole else _lines(0, 0, check) for tone in TONES}
        return needed(_shape(name, tones | {answer: _lines(2, 1) if whole else _lines(0, 0) for answer in answers}))

    common, ordinary = bank("Common", 3, answers=ANSWERS), bank("Act", 2, answers=ANSWERS)
    acts = {act: common if act in COMMON_ACTS else ordinary for act in SOCIAL_ACTS}
    acts |= dict.fromkeys(SOLITARY_ACTS, bank("Alone", 2, _alone))
    return {
        "gestures": bank("Gestures", 5, _shown),
        "acts": needed(_shape("Acts", acts)),
        "follow": bank("Follow", 6),
        "close": bank("Close", 6),
    }


_HEAD: dict[str, Any] = {"voice": (str, ...), "about": (str, ...)}
_OWN = _section(whole=False)
WholePack = _shape("WholePack", _HEAD | _section(whole=True))
StarterPack = _shape("StarterPack", _HEAD | _OWN | {"characters": (dict[str, _shape("Own", _OWN)], {})})  # type: ignore[misc]


def _banks(section: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, list[str]]]:
    for act, lists in section["acts"].items():
        for kind, texts in lists.items():
            yield f"{prefix}{act}.{kind}", texts
    for name in ("gestures", "follow", "close"):
        for tone, texts in section[name].items():
            yield f"{prefix}{name}.{tone}", texts


def load_pack(path: Path) -> VoicePack:
    """A pack checked and parsed; datafile.DataFault, with file, line and field, when it is not one."""
    shape = StarterPack if path.parent.name == "starters" else WholePack
    data = datafile.load(path, shape).model_dump()
    named = dict(_banks(data, ""))
    for who, section in data.get("characters", {}).items():
        named |= _banks(section, f"{who}:")
    banks = {
        name: tuple(parse(text, f"{path.stem}.{name}.{number}") for number, text in enumerate(texts))
        for name, texts in named.items()
        if texts
    }
    return VoicePack(path.stem, MappingProxyType(banks))


@lru_cache(maxsize=1)
def house_packs() -> Mapping[str, VoicePack]:
    """The temperaments and the starters' own packs by name, loaded once a process."""
    paths = sorted([*VOICES.glob("*.yaml"), *VOICES.glob("starters/*.yaml")])
    return MappingProxyType({path.stem: load_pack(path) for path in paths})

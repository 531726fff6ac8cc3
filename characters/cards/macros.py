"""The words in double braces that cards have others fill in (specification of V3, "Curly Braced Syntaxes")."""

from __future__ import annotations

import random
import re
import zlib
from dataclasses import dataclass

# Who "you" is where nobody plays one: of somebody, and to their face.
SPOKEN_OF = "the visitor"
SPOKEN_TO = "friend"
# One macro may stand in another; nobody nests deeper.
PASSES = 4
# More than a card has room for means harm.
MOST_SIDES = 1_000_000

MACRO = re.compile(r"\{\{([^{}]*)\}\}")
OLD_NAMES = re.compile(r"<(bot|user)>", re.I)
COMMA = re.compile(r"(?<!\\),")
SILENT = ("//", "hidden_key:", "comment:")


@dataclass(frozen=True, slots=True)
class Names:
    """Who {{char}} and {{user}} are."""

    char: str
    user: str = SPOKEN_OF


def filled(text: str, names: Names, rng: random.Random) -> str:
    """The text with every macro known to the specification filled in; others stay as they stand."""
    if "{{" not in text and "<" not in text:
        return text
    text = OLD_NAMES.sub(lambda found: names.char if found[1].lower() == "bot" else names.user, text)
    for _ in range(PASSES):
        before = text
        text = MACRO.sub(lambda found: _value(found, names, rng), text)
        if text == before:
            break
    return text


def unknown(text: str) -> set[str]:
    """The names of macros that nothing here can fill in."""
    rng = random.Random(0)
    return {
        found[1].partition(":")[0].strip()
        for found in MACRO.finditer(text)
        if _value(found, Names("", ""), rng) == found[0]
    }


def _value(found: re.Match[str], names: Names, rng: random.Random) -> str:
    inner = found[1].strip()
    low = inner.lower()
    if low in {"char", "user"}:
        return names.char if low == "char" else names.user
    if low.startswith(SILENT):
        return ""
    name, mark, given = inner.partition(":")
    if not mark:
        return found[0]
    match name.strip().lower():
        case "random":
            return rng.choice(_choices(given))
        case "pick":
            # The same choice every time that this text is read.
            return random.Random(zlib.crc32(inner.encode("utf-8", "replace"))).choice(_choices(given))
        case "roll":
            return _roll(given, found[0], rng)
        case "reverse":
            return given[::-1]
    return found[0]


def _choices(given: str) -> list[str]:
    return [part.strip().replace("\\,", ",") for part in COMMA.split(given)]


def _roll(given: str, otherwise: str, rng: random.Random) -> str:
    sides = given.strip().lower().removeprefix("d")
    if not sides.isdecimal() or len(sides) > 7 or not 1 <= int(sides) <= MOST_SIDES:
        return otherwise
    return str(rng.randint(1, int(sides)))

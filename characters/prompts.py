"""What the model is told of one decided scene: a fixed prefix that servers can cache, then the scene's own material.

Text that people wrote stands between fence marks, which cleaning has removed from the text itself, so it cannot get
out. Every part has its length, so a prompt is as long after five thousand scenes as after fifty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template

from characters.cards import scan
from characters.checks import FENCE_CLOSE, FENCE_OPEN, Finding, Line, clean

TEMPLATES = Path(__file__).parent.parent / "templates" / "prompts"

# Characters of each part. English runs at about four characters a token; a scene of two that fills every part stays
# under 700 tokens, the rules included.
PERSONA = 130
SAMPLE = 65
MEMORY = 65
REASON = 60
EARLIER = 70
MATTER = 120
NAME = 60
PRONOUNS = 12
# What a world's lore says of one thing; how much of it one scene is told is `scan.BUDGET`.
LORE = scan.LONGEST

# How many of each a scene of two gets. Larger casts share the same room.
SAMPLES = 2
MEMORIES = 3
REASONS = 3
EARLIER_LINES = 3
LORE_ENTRIES = 8

# Three or four lines with their names and gestures; twice the median, so that only a rambling answer is cut.
COMPLETION_TOKENS = 400

Messages = tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Speaker:
    name: str
    pronouns: str = "they"
    persona: str = ""
    mood: str = ""
    samples: tuple[str, ...] = ()
    # The memories that matter to this scene, the most relevant first.
    memories: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScenePrompt:
    # The initiator first.
    cast: tuple[Speaker, ...]
    # What the initiator does, as a predicate: "confides in the other".
    act: str
    tone: str
    # None where nobody answers.
    accepted: bool | None
    polarity: float
    place: str = ""
    # What it is about: the secret told, the wrong confessed, the topic.
    matter: str = ""
    reasons: tuple[str, ...] = ()
    # What these speakers last said to each other, the latest last.
    recent: tuple[Line, ...] = ()
    topics_off: tuple[str, ...] = ()
    # What the world's lore has to say of what the scene names.
    lore: tuple[str, ...] = ()


def speakers(scene: ScenePrompt) -> tuple[str, ...]:
    """The names the model is to use, in the cast's order: clean, short and each different."""
    names: list[str] = []
    for one in scene.cast:
        name = trimmed(one.name, NAME) or "Somebody"
        while name in names:
            name += " the other"
        names.append(name)
    return tuple(names)


def messages(scene: ScenePrompt) -> Messages:
    """The two messages of a scene: the fixed rules, then this scene's material and task."""
    share = 2 / max(2, len(scene.cast))
    names = speakers(scene)
    people = [_person(name, one, share) for name, one in zip(names, scene.cast, strict=True)]
    material = {
        "open": FENCE_OPEN,
        "close": FENCE_CLOSE,
        "speakers": json.dumps(names, ensure_ascii=False),
        "people": people,
        "place": trimmed(scene.place, NAME),
        "matter": trimmed(scene.matter, MATTER),
        "reasons": _some(scene.reasons, REASONS, REASON),
        "recent": [
            f"{trimmed(line.speaker, NAME)}: {trimmed(line.text, EARLIER)}" for line in scene.recent[-EARLIER_LINES:]
        ],
        "topics_off": _some(scene.topics_off, 6, NAME),
        "lore": _some(scene.lore, LORE_ENTRIES, LORE),
        "act": trimmed(scene.act, MATTER),
        "tone": scene.tone,
        "accepted": scene.accepted,
        "alone": len(scene.cast) == 1,
        "count": max(3, len(scene.cast)),
    }
    return (
        {"role": "system", "content": rules()},
        {"role": "user", "content": _template("scene_user.txt").render(Context(material, autoescape=False)).strip()},
    )


def local_messages(scene: ScenePrompt) -> Messages:
    """One sentence for a model that only picks among given lines; it reads slowly, so it gets little to read."""
    names = speakers(scene)
    told = f"{names[0]} {trimmed(scene.act, MATTER)}; tone: {scene.tone}. {trimmed(scene.matter, MATTER)}"
    return ({"role": "user", "content": f"{told} Write what {' and '.join(names)} say."},)


def again(asked: Messages, found: Iterable[Finding]) -> Messages:
    """The same messages with what was wrong with the answer, for the one retry."""
    faults = " ".join(finding.text for finding in found)
    plea = f"Your answer could not be used. {faults} Write the whole scene again."
    return (*asked, {"role": "user", "content": plea})


def schema(names: Sequence[str]) -> dict[str, Any]:
    """The answer's shape. Limits are said in the prompt and checked after: not every strict server takes them here."""
    line = {
        "speaker": {"type": "string", "enum": list(names)},
        "text": {"type": "string"},
        "gesture": {"type": "string"},
    }
    return _closed({"lines": {"type": "array", "items": _closed(line)}, "sentiment": {"type": "number"}})


# A cast's sheets are told scene after scene, and what comes to mind comes again.
@lru_cache(maxsize=8192)
def trimmed(text: str, limit: int) -> str:
    """Clean text of at most `limit` characters, cut between words."""
    # What lies far past the limit is not worth cleaning.
    text = clean(text[: 4 * limit])
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:.–- ") + "…"


@cache
def rules() -> str:
    fences = Context({"open": FENCE_OPEN, "close": FENCE_CLOSE}, autoescape=False)
    return _template("scene_system.txt").render(fences).strip()


def rendered(name: str, **values: object) -> str:
    """Another prompt of `templates/prompts/`, with the marks that fence strangers' text."""
    context = Context({"open": FENCE_OPEN, "close": FENCE_CLOSE, **values}, autoescape=False)
    return _template(name).render(context).strip()


@cache
def _template(name: str) -> Template:
    # An engine of its own: prompts are no HTML, and an apostrophe must stay one.
    return Engine(dirs=[str(TEMPLATES)], autoescape=False).get_template(name)


def _person(name: str, one: Speaker, share: float) -> dict[str, Any]:
    return {
        "name": name,
        "pronouns": trimmed(one.pronouns, PRONOUNS),
        "mood": trimmed(one.mood, NAME),
        "persona": trimmed(one.persona, round(PERSONA * share)),
        # A whole sample says more than the beginning of a longer one.
        "samples": _some(
            sorted(one.samples, key=lambda said: len(said) > SAMPLE), max(1, round(SAMPLES * share)), SAMPLE
        ),
        "memories": _some(one.memories, max(1, round(MEMORIES * share)), MEMORY),
    }


def _some(texts: Sequence[str], count: int, limit: int) -> list[str]:
    return [trimmed(text, limit) for text in texts[:count]]


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object schema as strict mode wants it: everything required, nothing else allowed."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}

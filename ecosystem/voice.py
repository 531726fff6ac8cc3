"""Voice: puts the decided scenes of a turn into words, all at once, with no transaction open.

A scene has one call to the model. Where that fails the house voice takes it, and the event says so.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from django.conf import settings

from characters import checks, dialogue, llm, mood, prompts
from characters.cards.scan import brought_up
from characters.checks import touches
from characters.packs import house_packs
from characters.phrases import REMEMBERED, Line, Part, ScenePlan, gbnf, voice_scene
from ecosystem.matter import called, topics_off
from ecosystem.models import Overtaken
from ecosystem.scenes import Past, Recalled, Scene, Snapshot
from relationships.acts import ACTS, Act
from relationships.dealings import BEHIND_BACKS, WRONG

# A lease is renewed this often while the model thinks; seconds, well inside settings.LEASE_SECONDS.
RENEW_EVERY = 1.5
# Lines of earlier scenes that the model sees, and that its own are held against.
LINES_SHOWN = 6
# Where words touch on what is off limits, so often others are sought.
OTHER_WORDS = 4
# What anybody said within so many events is not said again by somebody else: the reader heard it.
EVENTS_ECHOED = 40

# What people thank and praise each other for by name.
_KIND = "help comfort give reassure encourage teach advise warn keep_promise mediate make_amends forgive confide"
KINDNESSES = frozenset(_KIND.split())

THEIR = {"she": "her", "he": "his", "they": "their"}


@dataclass(frozen=True, slots=True)
class SpokenLine:
    speaker: int
    text: str
    gesture: str = ""
    keys: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {"speaker": self.speaker, "text": self.text, "gesture": self.gesture, "keys": list(self.keys)}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A scene in words: who voiced it, how it went for those in it (-1..1), and what that cost."""

    lines: tuple[SpokenLine, ...]
    voiced_by: str
    sentiment: float
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    retries: int = 0
    cost: Decimal = field(default=Decimal(0))

    @property
    def fell_back(self) -> bool:
        return self.voiced_by == "fallback"


def sentiment_of(scene: Scene) -> float:
    """The act's own colour is the ground truth of how a scene went; a rebuff turns it towards the worse."""
    if not scene.responses or scene.accepted:
        return round(scene.polarity, 3)
    return round(min(scene.polarity, 0.0) * 0.5 - 0.25, 3)


def silent(scene: Scene) -> Spoken:
    return Spoken((), "none", sentiment_of(scene))


def by_the_house(seen: Snapshot, scene: Scene, rng: random.Random, voiced_by: str = "house") -> Spoken:
    """The seeded phrase grammar. Never fails and never contradicts what was decided."""
    plan, heard = plan_of(seen, scene), _heard(seen, scene)
    lines = voice_scene(plan, house_packs(), rng, heard)
    if off := topics_off(seen, scene.initiator, *scene.responders):
        for _ in range(OTHER_WORDS):
            if not any(touches(line.text, off) for line in lines):
                break
            lines = voice_scene(plan, house_packs(), rng, heard)
        # Rather nothing than what is off limits.
        lines = tuple(line for line in lines if not touches(line.text, off))
    return Spoken(tuple(_said(line) for line in lines), voiced_by, sentiment_of(scene))


def _said(line: Line) -> SpokenLine:
    return SpokenLine(line.speaker, line.text, line.gesture, line.keys)


def _between(seen: Snapshot, scene: Scene) -> list[Past]:
    """What has passed between those in the scene, oldest first."""
    people = {scene.initiator, *scene.responders}
    return [past for past in seen.past if past.initiator in people and not people.isdisjoint(past.responders)]


def _heard(seen: Snapshot, scene: Scene) -> list[str]:
    """Phrases that these people used lately, oldest first, after those that anybody near in time has used."""
    people = {scene.initiator, *scene.responders}
    others = [key for past in seen.past[-EVENTS_ECHOED:] for who, key in past.phrases if who not in people]
    theirs = [key for who, key in seen.heard if who in people]
    theirs += [key for past in seen.past for who, key in past.phrases if who in people]
    return others + theirs[-REMEMBERED:]


def plan_of(seen: Snapshot, scene: Scene) -> ScenePlan:
    first = scene.responders[0] if scene.responders else None
    initiator = _part(seen, scene, scene.initiator, first, scene.tone, accepted=True)
    responders = tuple(
        _part(seen, scene, one.who, scene.initiator, one.tone, accepted=one.accepted) for one in scene.responses
    )
    # A turn takes the day further by a few minutes only.
    return ScenePlan(scene.act, initiator, responders, seen.starter, seen.minute // 60 % 24)


def _part(seen: Snapshot, scene: Scene, who: int, other: int | None, tone: str, *, accepted: bool) -> Part:
    speaker = seen.speakers[who]
    return Part(
        id=who, voice=speaker.speech, tone=tone, slots=_slots(seen, scene, who, other), accepted=accepted,
        who=speaker.key, gestures=speaker.gestures,
    )  # fmt: skip


def _slots(seen: Snapshot, scene: Scene, who: int, other: int | None) -> Mapping[str, str]:
    speaker = seen.speakers[who]
    place = seen.setting.places.get(scene.place)
    slots = {
        "you": _vocative(seen, who, other) if other is not None else called(seen, who),
        "me": called(seen, who),
        "topic": scene.slots.get("topic", "the weather"),
        "place": place.name if place else "this place",
        "their": THEIR[speaker.pronouns],
    }
    if who == scene.initiator:
        slots |= {name: text for name, text in scene.slots.items() if name != "topic"}
        # Nobody tells another to their face what they want of them.
        told = [goal.wish for goal in seen.minds[who].goals if other is None or goal.target != other]
        slots["wish"] = scene.slots.get("wish") or (told[0] if told else "")
    if other is not None:
        slots |= _grounds(seen, scene, who, other)
    return {name: text for name, text in slots.items() if text}


def _vocative(seen: Snapshot, who: int, other: int) -> str:
    pair = seen.speakers[who].key, seen.speakers[other].key
    return seen.setting.calls.get(pair) or seen.speakers[other].address


def _grounds(seen: Snapshot, scene: Scene, who: int, other: int) -> dict[str, str]:
    """What one did to the other lately, as clauses: {deed} of the listener's, {mydeed} of the speaker's.

    Kindness is spoken of in kind acts and wrongs in harsh ones; to forgive or to make good, there must be a wrong.
    """
    found: dict[str, str] = {}
    for past in reversed(seen.past):
        if past.act not in ACTS or not _fits(ACTS[past.act], ACTS[scene.act], accepted=bool(past.accepted)):
            continue
        if past.act in BEHIND_BACKS:
            if past.initiator == other and f"secret_of:{who}" in past.tags and past.known_to(who):
                found["deed"] = found.get("deed") or "you gave away what I told you in confidence"
        elif past.initiator == other and who in past.responders:
            found["deed"] = found.get("deed") or past.clauses.get("deed", "")
        elif past.initiator == who and other in past.responders:
            found["mydeed"] = found.get("mydeed") or past.clauses.get("mydeed", "")
    return found


def _fits(past: Act, act: Act, *, accepted: bool) -> bool:
    """Whether an earlier act is worth bringing up in this one."""
    if act.polarity < 0 or act.family == "repair":
        return past.harm >= WRONG
    if act.key == "reminisce":
        return past.polarity >= 0.5 and accepted
    return past.key in KINDNESSES and accepted


def rng_of(seen: Snapshot, index: int) -> random.Random:
    """Each scene's words have a generator of their own, so that who voices one scene moves no other."""
    return random.Random(f"{seen.seed}:voice:{index}")


def mode_of(wanted: str) -> str:
    """none, house, model or local: what the world wants, as far as the studio is set up for it."""
    mode = settings.VOICE if wanted == "studio" else wanted
    return "house" if mode in {"model", "local"} and llm.chat_endpoint() is None else mode


def speak(
    seen: Snapshot,
    scenes: Sequence[Scene],
    recalled: Recalled,
    mode: str,
    keep: Callable[[], bool],
) -> tuple[Spoken, ...]:
    """Every scene in words, in order. `keep` renews the lease; where it can't, the turn is lost: `Overtaken`."""
    if mode == "none":
        return tuple(silent(scene) for scene in scenes)
    if mode == "house":
        return tuple(by_the_house(seen, scene, rng_of(seen, index)) for index, scene in enumerate(scenes))
    endpoint = llm.chat_endpoint()
    assert endpoint is not None
    if mode == "local":
        calls = [_locally(seen, scene, recalled, index, endpoint) for index, scene in enumerate(scenes)]
    else:
        calls = [_by_the_model(seen, scene, recalled, index, endpoint) for index, scene in enumerate(scenes)]
    return _together(calls, keep)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One loop a process, so that the client's connections stay warm from turn to turn."""
    return asyncio.new_event_loop()


def _together(calls: Sequence[Coroutine[None, None, Spoken]], keep: Callable[[], bool]) -> tuple[Spoken, ...]:
    loop = _loop()
    tasks = [loop.create_task(call) for call in calls]
    waiting = set(tasks)
    while waiting:
        _, waiting = loop.run_until_complete(asyncio.wait(waiting, timeout=RENEW_EVERY))
        if waiting and not keep():
            for task in waiting:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
            raise Overtaken("the lease was lost while the model was thinking")
    return tuple(task.result() for task in tasks)


async def _by_the_model(seen: Snapshot, scene: Scene, recalled: Recalled, index: int, endpoint: llm.Endpoint) -> Spoken:
    prompt = with_lore(prompt_of(seen, scene, recalled), seen, scene)
    voiced = await dialogue.voice_by_model(prompt, endpoint, settings.LLM_TIMEOUT)
    if voiced.scene is None:
        return _billed(by_the_house(seen, scene, rng_of(seen, index), "fallback"), voiced)
    ids = dict(zip(prompts.speakers(prompt), (scene.initiator, *scene.responders), strict=True))
    lines = tuple(SpokenLine(ids[line.speaker], line.text, line.gesture) for line in voiced.scene.lines)
    # The act is the ground truth; what the model felt only shades it.
    shaded = 0.8 * sentiment_of(scene) + 0.2 * voiced.scene.sentiment
    return _billed(Spoken(lines, "model", round(shaded, 3)), voiced)


async def _locally(seen: Snapshot, scene: Scene, recalled: Recalled, index: int, endpoint: llm.Endpoint) -> Spoken:
    guide = gbnf(plan_of(seen, scene), house_packs(), rng_of(seen, index), _heard(seen, scene))
    prompt = prompt_of(seen, scene, recalled)
    lines, voiced = await dialogue.voice_locally(prompt, guide, endpoint, settings.LLM_TIMEOUT)
    off = topics_off(seen, scene.initiator, *scene.responders)
    if not lines or any(touches(line.text, off) for line in lines):
        return _billed(by_the_house(seen, scene, rng_of(seen, index), "fallback"), voiced)
    return _billed(Spoken(tuple(_said(line) for line in lines), "local", sentiment_of(scene)), voiced)


def _billed(spoken: Spoken, voiced: dialogue.Voiced) -> Spoken:
    prices = settings.LLM_PRICE_IN, settings.LLM_PRICE_OUT
    cost = (voiced.prompt_tokens * prices[0] + voiced.completion_tokens * prices[1]) / 1_000_000
    return replace(
        spoken, model=voiced.model, calls=voiced.calls, retries=voiced.retries, prompt_tokens=voiced.prompt_tokens,
        completion_tokens=voiced.completion_tokens, cost=Decimal(str(round(cost, 6))),
    )  # fmt: skip


def prompt_of(seen: Snapshot, scene: Scene, recalled: Recalled) -> prompts.ScenePrompt:
    cast = (scene.initiator, *scene.responders)
    place = seen.setting.places.get(scene.place)
    said = [
        checks.Line(seen.speakers[line.speaker].name, line.text)
        for past in _between(seen, scene)[-3:]
        for line in past.said
        if line.speaker in seen.speakers
    ]
    told = (scene.slots.get(slot) for slot in ("secret", "news", "wish", "topic"))
    matter = next(filter(None, told), "")
    return prompts.ScenePrompt(
        cast=tuple(_prompted(seen, who, recalled) for who in cast),
        act=predicate(scene),
        tone=scene.tone,
        accepted=scene.accepted,
        polarity=scene.polarity,
        place=place.name if place else "",
        matter=matter,
        reasons=tuple(reason.text for reason in scene.reasons if reason.weight > 0),
        recent=tuple(said[-LINES_SHOWN:]),
        topics_off=tuple(sorted({topic for who in cast for topic in seen.minds[who].topics_off})),
    )


def with_lore(prompt: prompts.ScenePrompt, seen: Snapshot, scene: Scene) -> prompts.ScenePrompt:
    """The prompt with what the world's lore says of all that the scene's own material names."""
    if not seen.lore:
        return prompt
    told = [
        prompt.place,
        *scene.slots.values(),
        *(speaker.name for speaker in prompt.cast),
        *(line.text for line in prompt.recent),
        *(memory for speaker in prompt.cast for memory in speaker.memories),
    ]
    rng = random.Random(f"{seen.seed}:lore:{scene.initiator}")
    return replace(prompt, lore=brought_up(seen.lore, "\n".join(told), {scene.initiator, *scene.responders}, rng))


def predicate(scene: Scene) -> str:
    """The act as the prompt says it: "does this to the other: confide in"."""
    act = ACTS[scene.act]
    whom = "" if not scene.responses else "the other" if len(scene.responses) == 1 else "the others"
    return f"does this: {act.label} {whom}".strip()


def _prompted(seen: Snapshot, who: int, recalled: Recalled) -> prompts.Speaker:
    speaker = seen.speakers[who]
    return prompts.Speaker(
        name=speaker.name,
        pronouns=speaker.pronouns,
        persona=speaker.persona,
        mood=mood.word(seen.minds[who].mood),
        samples=speaker.samples,
        memories=tuple(memory.text for memory in recalled.get(who, ())),
    )

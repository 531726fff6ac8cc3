"""Hurts that stay: dealt by what happened in a turn, brought back by what reminds of them, healed in safe company.

`characters.wounds` has the formulas. Here they meet the scenes: every scene is looked at once for those in it and the
nearest who look on, and when the turn closes, whatever was done in it is looked at for hurts deep enough to stay.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from characters import mood, wounds
from characters.minds import Emotion, Mind, Reason, Wound
from characters.wounds import Reminder
from ecosystem.dynamics.audience import onlookers
from ecosystem.scenes import Development, Feeling, Scene, Stirring
from ecosystem.stage import Stage
from relationships.acts import ACTS
from relationships.dealings import Nudge

# How far each feeling goes to leave a wound; anger strikes back instead.
WOUNDING: Mapping[str, float] = MappingProxyType(
    {"distress": 1.0, "hate": 1.0, "fears-confirmed": 0.9, "fear": 0.8, "shame": 0.8, "disappointment": 0.6}
)
# What sort of wound a deed leaves, by its tag.
KIND_OF_TAG: Mapping[str, str] = MappingProxyType(
    {
        "betrayal": "betrayal", "promise": "betrayal", "deceit": "betrayal", "secret": "betrayal", "rumour": "betrayal",
        "refusal": "rejection", "love": "rejection", "desire": "rejection", "tenderness": "rejection",
        "parting": "parting", "offence": "humiliation", "coldness": "humiliation", "blame": "humiliation",
        "menace": "menace", "quarrel": "menace",
    }
)  # fmt: skip
# To tell it, and to be held and helped, is what heals; the rest is company.
TELLING = frozenset({"confide", "confess", "ask_help"})
HOLDING = frozenset({"comfort", "reassure", "embrace", "help"})
AMENDS = frozenset({"apologise", "make_amends", "confess", "forgive"})
# Brought back where nothing in the scene hurts, it hurts by itself: this much of what it still smarts.
ACHE = 0.5
# Points at full smart that keep one from whoever dealt it, and from going along with them.
SHUN, RESIST = 4.0, 4.0
# Points that draw one to whom one could tell it, and to be alone near whoever dealt it.
SEEK, HIDE = 3.0, 3.0
FRIENDLY = tuple(key for key, act in ACTS.items() if act.family in {"sociable", "romance", "bond", "care"})
TOLD_TO = ("confide", "ask_help", "embrace", "reminisce")
# Whoever was wronged would rather have it out, if they dare, than pass it over.
TAKEN_UP = ("confront", "snub")


def pull(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    """Away from whoever dealt a wound; towards whoever is safe to tell of it."""
    mind = stage.mind(who)
    if not mind.wounds:
        return
    dealt = _dealt_by(mind, partner)
    if dealt is not None:
        smart = wounds.smart(dealt)
        reason = Reason("wound", f"{mind.name} has not got over it that {_retold(mind, dealt)}", 1.0, dealt.event)
        yield from ((act, Nudge(-SHUN * smart, reason, own=True)) for act in FRIENDLY)
        yield from ((act, Nudge(SHUN / 2 * smart, reason, own=True)) for act in TAKEN_UP)
        return
    bond = stage.bond(who, partner)
    if bond.trust >= wounds.SAFE_TRUST and bond.affection > 0:
        worst = max(mind.wounds, key=wounds.smart)
        reason = Reason("wound", f"{mind.name} needs somebody to tell it to", 1.0, worst.event)
        yield from ((act, Nudge(SEEK * wounds.smart(worst), reason, own=True)) for act in TOLD_TO)


def alone(stage: Stage, who: int) -> Iterator[tuple[str, Nudge]]:
    """Away from the room in which whoever dealt it is."""
    mind = stage.mind(who)
    for wound in mind.wounds:
        if any(stage.place(one) == mind.place for one in wound.persons if one in stage.seen.minds):
            reason = Reason("wound", f"{mind.name} cannot bear that company", 1.0, wound.event)
            yield "withdraw", Nudge(HIDE * wounds.smart(wound), reason, own=True)


def sway(stage: Stage, who: int, initiator: int, act: str) -> Iterable[Nudge]:
    mind = stage.mind(who)
    dealt = _dealt_by(mind, initiator) if mind.wounds else None
    if dealt is None or act not in FRIENDLY:
        return ()
    reason = Reason("wound", f"{mind.name} has not got over it that {_retold(mind, dealt)}", -1.0, dealt.event)
    return (Nudge(-RESIST * wounds.smart(dealt), reason, own=True),)


def touch(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """After a scene: what reminds of a wound hurts more and brings it back; what is safe heals."""
    for who in (scene.initiator, *scene.responders, *onlookers(stage, scene)):
        if stage.mind(who).wounds:
            _touched(stage, scene, who)


def _touched(stage: Stage, scene: Scene, who: int) -> None:
    mind, reminder = stage.mind(who), _reminder(stage, scene, who)
    wound, factor = wounds.sharpened(mind, reminder)
    if wound is not None:
        felt = [one for one in stage.happening(scene.number).feelings if one.who == who]
        hurts = [one for one in felt if mood.is_negative(one.emotion.name)]
        unbidden = wounds.comes_unbidden(wound, reminder)
        stage.deepen(scene.number, [_sharper(one, factor) for one in hurts])
        if unbidden:
            _comes_back(stage, scene, who, wound, pains=bool(hurts))
    if who in (scene.initiator, *scene.responders):
        _mended(stage, scene, who, reminder)


def _comes_back(stage: Stage, scene: Scene, who: int, wound: Wound, *, pains: bool) -> None:
    """The memory forces itself on its bearer, and is worn in by it."""
    mind = stage.mind(who)
    if not pains:
        ache = Emotion("distress", round(ACHE * wounds.smart(wound), 3), stage.minute, _first(wound), scene.number)
        stage.deepen(scene.number, [Feeling(who, ache)] if ache.intensity > mood.FAINTEST else [])
    stage.set_mind(wounds.with_wound(stage.mind(who), wounds.worn_in(wound, stage.minute)))
    stage.stir(scene.number, Stirring(who, wound.event, _retold(mind, wound)))


def _mended(stage: Stage, scene: Scene, who: int, reminder: Reminder) -> None:
    """What the scene did to each of one's wounds: safe company, a kind ear, amends; or salt."""
    for wound in stage.mind(who).wounds:
        after = _after(stage, scene, who, wound, reminder)
        if after is wound:
            continue
        stage.set_mind(wounds.with_wound(stage.mind(who), after))
        if wounds.is_scar(after):
            _close(stage, who, after, scene.number)
        elif after.healed < wound.healed and wound.healed >= wounds.WORTH_TELLING > after.healed:
            _tell(stage, who, after, "wound_reopened", scene.number)


def _after(stage: Stage, scene: Scene, who: int, wound: Wound, reminder: Reminder) -> Wound:
    mind, act = stage.mind(who), ACTS[scene.act]
    other = scene.initiator if who != scene.initiator else next(iter(scene.responders), None)
    if other is None or other == who:
        return wound
    name = stage.seen.minds[other].name
    if reminder.harm > 0 and who in scene.responders and wounds.likeness(wound, reminder) >= wounds.TAG:
        return wounds.unsafe(wound, reminder)
    if not scene.accepted or act.polarity <= 0:
        return wound
    if other in wound.persons:
        if scene.act not in AMENDS:
            return wound
        # Amends are worth what they are, with whomever else one has been safe or not.
        ready = replace(wound, safe=max(wound.safe, wounds.FIRST_SAFE))
        return wounds.eased(ready, wounds.AMENDS, stage.minute, scene.number, f"{name} and it were spoken of")
    bond = stage.bond(who, other)
    if bond.trust < wounds.SAFE_TRUST:
        return wound
    listener = stage.mind(other).personality.agreeableness
    good = wounds.listened(listener, mind.personality.neuroticism)
    if (scene.act in TELLING and who == scene.initiator) or (scene.act in HOLDING and who != scene.initiator):
        share, text = wounds.DISCLOSURE, f"{name} was there to hear it"
    else:
        share, text = wounds.COMPANY, f"{name} was good company"
    return wounds.eased(wounds.safe(wound), share * good, stage.minute, scene.number, text)


def wound(stage: Stage, rng: random.Random) -> None:
    """As the turn closes: what was done in it that stays with those it was done to."""
    for happening in tuple(stage.happenings):
        for who, (hurt, doer) in _hurts(stage, happening).items():
            # As near as they were before it.
            bond = stage.seen.bond(who, doer)
            near = wounds.closeness(bond.affection, bond.attraction)
            deep = wounds.severity(hurt, near, stage.mind(who).personality.neuroticism)
            if deep >= wounds.OPENS:
                _dealt(stage, happening, who, doer, deep)


def _hurts(stage: Stage, happening: Scene | Development) -> dict[int, tuple[float, int]]:
    """How much it hurt each of those in it, and by whose hand."""
    found: dict[int, tuple[float, int]] = {}
    for one in happening.feelings:
        about = one.emotion.about
        if about is None or about == one.who or about not in stage.seen.minds or not _is_hit(happening, one):
            continue
        hurt = one.emotion.intensity * WOUNDING.get(one.emotion.name, 0.0)
        if isinstance(happening, Scene) and one.who in happening.responders and hurt:
            hurt = max(hurt, ACTS[happening.act].harm)
        if hurt > found.get(one.who, (0.0, 0))[0]:
            found[one.who] = hurt, about
    return found


def _is_hit(happening: Scene | Development, felt: Feeling) -> bool:
    """Whether it was done to whoever feels it: onlookers are not hit, and guilt is no wound that another dealt."""
    if isinstance(happening, Scene):
        if felt.who == happening.initiator:
            return ACTS[happening.act].harm == 0
        return felt.who in happening.responders
    return felt.who != happening.initiator or felt.emotion.name != "shame"


def _dealt(stage: Stage, happening: Scene | Development, who: int, doer: int, deep: float) -> None:
    mind = stage.mind(who)
    # What is told of in a development was done in an earlier event, and is one hurt.
    event = happening.number
    if any(event == one.event for one in mind.wounds):
        return
    text = _deed(stage, happening, who) or f"{stage.seen.minds[doer].name} hurt {mind.name}"
    old = wounds.same_hand(mind, {doer})
    if old is not None:
        torn = wounds.torn_open(old, stage.minute, event, f"Again: {text}")
        stage.set_mind(wounds.with_wound(mind, torn))
        if old.healed >= wounds.WORTH_TELLING:
            _tell(stage, who, torn, "wound_reopened", event)
    elif len(mind.wounds) < wounds.MOST_OPEN:
        tag = ACTS[happening.act].tag if isinstance(happening, Scene) else happening.kind
        kind = KIND_OF_TAG.get(tag, "betrayal" if "betrayal" in tag else "loss")
        new = Wound(event, kind, text[:300], stage.minute, deep, frozenset({doer}), happening.place, frozenset({tag}))
        stage.set_mind(wounds.opened(mind, new))
        _tell(stage, who, new, "wound_opened", event)


def _deed(stage: Stage, happening: Scene | Development, who: int) -> str:
    """What was done, as a clause: a development tells how it came out, and gives the deed among its reasons."""
    if isinstance(happening, Scene) and who in happening.responders:
        a, b = (stage.seen.minds[one].name for one in (happening.initiator, who))
        third = stage.seen.minds.get(happening.third or 0)
        return ACTS[happening.act].told(a, b, third.name if third else "")
    told = (reason.text for reason in happening.reasons if reason.rule.endswith(".deed"))
    return next(told, happening.clauses.get("news", ""))


def _close(stage: Stage, who: int, wound: Wound, event: int) -> None:
    stage.set_mind(wounds.scarred(stage.mind(who), wound, stage.minute))
    closed = next(one for one in stage.mind(who).wounds if one.event == wound.event)
    _tell(stage, who, closed, "wound_healed", event)


TOLD: Mapping[str, tuple[str, str, float, float]] = MappingProxyType(
    {
        "wound_opened": ("{deed}, and it leaves a wound.", "{name} is wounded", 0.6, -0.6),
        "wound_reopened": ("{name} had begun to get over it that {text}; now it is as if it were yesterday.",
                           "an old wound of {name}’s was torn open", 0.5, -0.5),
        "wound_healed": ("{name} has got over it at last that {text}.", "{name} has got over an old hurt", 0.6, 0.6),
    }
)  # fmt: skip


def _tell(stage: Stage, who: int, wound: Wound, kind: str, cause: int) -> None:
    mind = stage.mind(who)
    sentence, news, importance, polarity = TOLD[kind]
    healed = kind == "wound_healed"
    emotion = Emotion("relief", 0.5, stage.minute, None, wound.event)
    stage.develop(
        Development(
            kind=kind,
            text=sentence.format(name=mind.name, deed=wound.text, text=_retold(mind, wound)),
            initiator=who,
            place=stage.place(who),
            reasons=tuple(_reasons(mind, wound)),
            feelings=(Feeling(who, emotion),) if healed else (),
            importance=importance,
            polarity=polarity,
            tags=("wound", f"who:{who}", f"wound:{wound.event}"),
            clauses={"news": news.format(name=mind.name)},
            cause=cause,
        )
    )


def _reasons(mind: Mind, wound: Wound) -> Iterator[Reason]:
    if wound.closed is not None:
        yield Reason("wound.healed", f"{mind.name} was listened to, and it closed", round(wound.healed, 3), wound.event)
        if wound.growth:
            yield Reason("wound.growth", f"{mind.name} has grown in {wound.growth}", wounds.GROWTH, wound.event)
        return
    yield Reason("wound.depth", "It went deep, for it came from somebody near", round(wound.severity, 3), wound.event)
    if mind.personality.neuroticism >= 0.6:
        yield Reason("wound.temper", f"{mind.name} takes things to heart", round(mind.personality.neuroticism, 3))


def _reminder(stage: Stage, scene: Scene, who: int) -> Reminder:
    act = ACTS[scene.act]
    others = frozenset(one for one in (scene.initiator, *scene.responders) if one != who)
    harm = act.harm if scene.initiator != who else 0.0
    return Reminder(others, scene.place, act.tag, harm, stage.minute, scene.number)


def _sharper(felt: Feeling, factor: float) -> Feeling:
    return replace(felt, emotion=replace(felt.emotion, intensity=round(min(1.0, felt.emotion.intensity * factor), 3)))


def _dealt_by(mind: Mind, person: int) -> Wound | None:
    return wounds.same_hand(mind, {person})


def _first(wound: Wound) -> int | None:
    return min(wound.persons, default=None)


def _retold(mind: Mind, wound: Wound) -> str:
    return wounds.retold(wound, mind.name, mind.pronouns)

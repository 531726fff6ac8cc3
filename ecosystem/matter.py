"""What a scene is about: a topic, a piece of news, a secret. Nobody tells what they do not know, nor what is known."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from characters import wounds
from characters.checks import touches
from characters.personality import trait
from ecosystem.scenes import SecretView, Snapshot
from relationships import promises, rumours
from relationships.acts import ACTS
from relationships.dealings import Third
from relationships.rumours import Tale

# Something a person put into the world is talked about for so many of the next events.
INJECTION_TALKED_OF = 30
# Of so many of their last common topics a pair does not speak again at once.
TOPICS_RESTED = 4
# What somebody cares about comes up more often than what everybody talks of.
OWN_TOPIC_CHANCE = 0.55

# What is left to talk of where nothing else is.
SMALL_TALK = ("the weather", "the time of day", "nothing in particular")

NOTHING_OFF: frozenset[str] = frozenset()

# Acts that pass news on.
TELLING = frozenset({"gossip", "warn"})


@dataclass(frozen=True, slots=True)
class Matter:
    slots: Mapping[str, str] = field(default_factory=dict)
    # Number of the earlier event that is told, id of the secret that is shared, and who it is about.
    told: int | None = None
    secret: int | None = None
    third: int | None = None
    # What is told of them, which may be a slander and no event at all.
    tale: Tale | None = None


def own_secret_for(seen: Snapshot, holder: int, hearer: int) -> SecretView | None:
    """A secret of the holder's that the hearer has not been let into, and that is not about the hearer."""
    off = topics_off(seen, holder, hearer)
    hidden = (
        s
        for s in seen.secrets_of.get(holder, ())
        if hearer not in s.knowers and s.about != hearer and not _speaks_of(s, off)
    )
    return next(hidden, None)


def hurt_for(seen: Snapshot, holder: int, hearer: int) -> str:
    """What the holder has not got over, as they would say it to somebody who had no hand in it."""
    open_ones = [wound for wound in seen.minds[holder].wounds if hearer not in wound.persons]
    worst = max(open_ones, key=wounds.smart, default=None)
    if worst is None:
        return ""
    doer = next((called(seen, who) for who in sorted(worst.persons) if who in seen.speakers), "")
    return f"I cannot get over what {doer} did to me" if doer else "I cannot get over what was done to me"


def others_secrets_for(seen: Snapshot, teller: int, hearer: int) -> list[SecretView]:
    """Secrets that the teller was let into, that are not the hearer's own, nor about the hearer, nor known to them."""
    off = topics_off(seen, teller, hearer)
    return [
        s
        for s in seen.secrets_told.get(teller, ())
        if hearer not in s.knowers
        and hearer not in (s.holder, s.about)
        and s.about != teller
        and not _speaks_of(s, off)
    ]


def secret_of(seen: Snapshot, teller: int, hearer: int, holder: int) -> SecretView | None:
    return next((s for s in others_secrets_for(seen, teller, hearer) if s.holder == holder), None)


def matter_of(
    seen: Snapshot, act: str, initiator: int, responder: int | None, third: Third | None, rng: random.Random
) -> Matter:
    """What the act is about; `third` is whom the initiator had in mind when it wished for it."""
    slots = {"topic": topic_for(seen, initiator, responder, rng)}
    if responder is None:
        return Matter(slots)
    if act in promises.ACTS_ABOUT:
        return Matter(_word(seen, act, initiator, responder, slots, rng))
    if act == "confide":
        if hurt := hurt_for(seen, initiator, responder):
            return Matter(slots | {"secret": hurt})
        secret = own_secret_for(seen, initiator, responder)
        if secret is not None:
            return Matter(slots | {"secret": secret.confession}, secret=secret.id)
    if third is None:
        return Matter(slots)
    slots |= {"third": called(seen, third.id)}
    if act == "reveal_secret":
        secret = secret_of(seen, initiator, responder, third.id)
        if secret is not None:
            return Matter(slots | {"news": secret.text.rstrip(".")}, secret=secret.id, third=third.id)
    if act in TELLING:
        return _told(seen, act, (initiator, responder), third, slots, rng)
    return Matter(slots, third=third.id)


def _word(
    seen: Snapshot, act: str, maker: int, holder: int, slots: dict[str, str], rng: random.Random
) -> dict[str, str]:
    """What is promised, or what was: the slots with `wish`, which completes "I will …", and the kind of promise."""
    if act == "promise":
        kind = rng.choice(list(promises.KINDS))
        wish = promises.KINDS[kind].wish.format(topic=slots["topic"])
        return slots | {"wish": wish, "promise": kind}
    given = promises.between(seen.society.promises, maker, holder)
    off = topics_off(seen, maker, holder)
    return slots | {"topic": given.topic} if given and not touches(given.topic, off) else slots


def _told(
    seen: Snapshot, act: str, pair: tuple[int, int], third: Third, slots: dict[str, str], rng: random.Random
) -> Matter:
    """What is told of the third: what they did to the teller, to the hearer, to others, or what is made up of them."""
    teller, hearer = pair
    tale = third.tale or (_slander(seen, teller, hearer, third, rng) if act == "gossip" else None)
    if tale is None or touches(tale.deed, topics_off(seen, teller, hearer)):
        return Matter(slots, third=third.id)
    known = any(past.number == tale.event for past in seen.past)
    if tale.victim in pair:
        said = _of_us(seen, tale, teller, hearer)
        slots = slots | ({"hurt": said} if tale.victim == teller else {"hurt": said, "news": said})
    else:
        slots = slots | {"news": tale.deed}
    return Matter(slots, told=tale.event if known else None, third=third.id, tale=tale)


def _of_us(seen: Snapshot, tale: Tale, teller: int, hearer: int) -> str:
    """A deed that one of the two fell victim to, as the teller says it."""
    doer = called(seen, tale.subject)
    me, mine = ("me", "mine") if tale.victim == teller else ("you", "yours")
    if tale.act == "reveal_secret":
        return ACTS[tale.act].told(doer, "me" if tale.victim == hearer else "somebody", mine)
    if tale.act == "gossip":
        return f"{doer} speaks ill of {me}"
    return ACTS[tale.act].told(doer, me) if tale.act in ACTS else ""


def _slander(seen: Snapshot, teller: int, hearer: int, third: Third, rng: random.Random) -> Tale | None:
    """What somebody without scruple makes up of whom they would harm."""
    conscience = trait(seen.minds[teller].personality, "morality")
    if conscience > rumours.UNSCRUPULOUS or third.mine.affection > rumours.ILL_WILL or rng.random() >= rumours.INVENTED:
        return None
    others = [who for who in seen.minds if who not in (teller, hearer, third.id)]
    if not others:
        return None
    victim, act = rng.choice(others), rng.choice(rumours.SLANDERS)
    deed = ACTS[act].told(seen.minds[third.id].name, seen.minds[victim].name)
    return Tale(third.id, victim, act, deed, 0, False, -rumours.SLANDER_HARM, seen.minute)


def called(seen: Snapshot, who: int) -> str:
    """What somebody is called behind their back: "my lord" is only said to the lord's face."""
    speaker = seen.speakers[who]
    return speaker.address if speaker.address[:1].isupper() else speaker.name


def topics_off(seen: Snapshot, *people: int | None) -> frozenset[str]:
    """What none of them is to touch on: what is off limits to any of them."""
    off = NOTHING_OFF
    for who in people:
        if who is not None:
            off |= seen.minds[who].topics_off
    return off


def _speaks_of(secret: SecretView, off: frozenset[str]) -> bool:
    return bool(off and touches(f"{secret.text} {secret.confession}", off))


def topic_for(seen: Snapshot, initiator: int, responder: int | None, rng: random.Random) -> str:
    off = topics_off(seen, initiator, responder)
    for past in reversed(seen.past[-INJECTION_TALKED_OF:]):
        topic = past.clauses.get("topic", "")
        heard = past.kind == "injection" and past.known_to(initiator)
        if topic and heard and not touches(topic, off) and rng.random() < 0.5:
            return topic
    pair = {initiator, responder}
    rested = [past.clauses.get("topic") for past in seen.past if past.initiator in pair and pair & {*past.responders}]
    own = seen.speakers[initiator].topics
    common = seen.setting.topics or own
    if off:
        own, common = _let(own, off), _let(common, off)
    pool = own if own and rng.random() < OWN_TOPIC_CHANCE else common or own
    fresh = [topic for topic in pool if topic not in rested[-TOPICS_RESTED:]]
    return rng.choice(fresh or list(pool) or _let(SMALL_TALK, off) or ["one thing and another"])


def _let(topics: Sequence[str], off: frozenset[str]) -> tuple[str, ...]:
    return tuple(topic for topic in topics if not touches(topic, off))

"""What a scene is about: a topic, a piece of news, a secret. Nobody tells what they do not know, nor what is known."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from ecosystem.scenes import Past, SecretView, Snapshot
from relationships import promises
from relationships.acts import ACTS
from relationships.dealings import Third

# Something a person put into the world is talked about for so many of the next events.
INJECTION_TALKED_OF = 30
# Of so many of their last common topics a pair does not speak again at once.
TOPICS_RESTED = 4
# What somebody cares about comes up more often than what everybody talks of.
OWN_TOPIC_CHANCE = 0.55

# Acts that pass news on.
TELLING = frozenset({"gossip", "warn"})


@dataclass(frozen=True, slots=True)
class Matter:
    slots: Mapping[str, str] = field(default_factory=dict)
    # Number of the earlier event that is told, id of the secret that is shared, and who it is about.
    told: int | None = None
    secret: int | None = None
    third: int | None = None


def news_for(seen: Snapshot, teller: int, hearer: int) -> Past | None:
    """The most important thing of late that the teller knows and the hearer does not, about somebody else."""
    known = [
        past
        for past in seen.past
        if past.clauses.get("news")
        and past.known_to(teller)
        and not past.known_to(hearer)
        and past.responders
        # Nobody is told their own doings, nor speaks of themselves as of another.
        and {teller, hearer}.isdisjoint((past.initiator, *past.responders))
    ]
    return max(known, key=lambda past: (past.importance, past.number), default=None)


def own_secret_for(seen: Snapshot, holder: int, hearer: int) -> SecretView | None:
    """A secret of the holder's that the hearer has not been let into, and that is not about the hearer."""
    hidden = [s for s in seen.secrets if s.holder == holder and hearer not in s.knowers and s.about != hearer]
    return hidden[0] if hidden else None


def others_secrets_for(seen: Snapshot, teller: int, hearer: int) -> list[SecretView]:
    """Secrets that the teller was let into, that are not the hearer's own, nor about the hearer, nor known to them."""
    return [
        s
        for s in seen.secrets
        if teller in s.knowers and hearer not in s.knowers and hearer not in (s.holder, s.about) and s.about != teller
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
        return _tale(seen, initiator, responder, third, slots)
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
    return slots | {"topic": given.topic} if given else slots


def _tale(seen: Snapshot, teller: int, hearer: int, third: Third, slots: dict[str, str]) -> Matter:
    """What is told of the third: what they did to the teller, or failing that what they did to others."""
    wrong = third.wrong
    if wrong is not None and not any(past.number == wrong.number and past.known_to(hearer) for past in seen.past):
        hurt = ACTS[wrong.act].told(called(seen, third.id), "me") if not wrong.about_responder else ""
        known = any(past.number == wrong.number for past in seen.past)
        return Matter(slots | {"hurt": hurt}, told=wrong.number if known else None, third=third.id)
    news = news_for(seen, teller, hearer)
    if news is not None and news.initiator == third.id:
        return Matter(slots | {"news": news.clauses["news"]}, told=news.number, third=third.id)
    return Matter(slots, third=third.id)


def called(seen: Snapshot, who: int) -> str:
    """What somebody is called behind their back: "my lord" is only said to the lord's face."""
    speaker = seen.speakers[who]
    return speaker.address if speaker.address[:1].isupper() else speaker.name


def topic_for(seen: Snapshot, initiator: int, responder: int | None, rng: random.Random) -> str:
    for past in reversed(seen.past[-INJECTION_TALKED_OF:]):
        topic = past.clauses.get("topic", "")
        if topic and past.kind == "injection" and past.known_to(initiator) and rng.random() < 0.5:
            return topic
    pair = {initiator, responder}
    rested = [past.clauses.get("topic") for past in seen.past if past.initiator in pair and pair & {*past.responders}]
    own = seen.speakers[initiator].topics
    pool = own if own and rng.random() < OWN_TOPIC_CHANCE else seen.setting.topics or own
    fresh = [topic for topic in pool if topic not in rested[-TOPICS_RESTED:]]
    return rng.choice(fresh or list(pool) or ["the weather"])

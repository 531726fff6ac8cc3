"""Insights: what somebody comes to see when they look back over what they remember.

The occasion is that of Generative Agents (Park et al. 2023): memories gather importance, and past a threshold one
reflects, and keeps what one came to see with the memories it rests on. There a language model finds the insights; here
rules do, from deeds that point one way several times, so that a world without a model reflects as well. Rules ours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from relationships.acts import ACTS

# So much importance must have gathered since one last reflected: about an active morning's.
THRESHOLD = 60.0
# What one comes to see at one sitting, and in a day.
MOST_AT_ONCE = 2
MOST_A_DAY = 3
# Memories one looks back over: the latest.
LOOKED_BACK = 80
# Memories that an insight cites: the weightiest.
MOST_CITED = 6
# The same is not seen anew within this many minutes.
SEEN_FOR = 3 * 24 * 60
# What was come to by oneself weighs as much as what shook one.
IMPORTANCE = 7.5

FRIENDLY = frozenset({"sociable", "care", "bond"})
# Only what does this much harm shows that somebody is false.
TREACHEROUS = 0.3


class Evidence(NamedTuple):
    """One remembered deed: who did what to whom, how it was taken, and what it means to whoever remembers it."""

    memory: int
    act: str
    doer: int
    others: tuple[int, ...]
    accepted: bool
    importance: float
    valence: float


class Insight(NamedTuple):
    """What somebody came to see, of whom (None: of themselves), and the memories it rests on."""

    kind: str
    about: int | None
    text: str
    valence: float
    evidence: tuple[int, ...]
    weight: float


# Whether a deed speaks for an insight: (what is remembered, me, the other; oneself where it is about oneself).
Speaks = Callable[[Evidence, int, int], bool]


class _Rule(NamedTuple):
    kind: str
    speaks: Speaks
    # How many deeds it takes.
    least: int
    valence: float
    texts: tuple[str, ...]
    # How many different people it must rest on.
    people: int = 1


def _family(one: Evidence) -> str:
    return ACTS[one.act].family


def _between(one: Evidence, me: int, other: int) -> bool:
    return (one.doer == other and me in one.others) or (one.doer == me and other in one.others)


def _false(one: Evidence, me: int, other: int) -> bool:
    return one.doer == other and _family(one) == "treachery" and ACTS[one.act].harm >= TREACHEROUS


def _hostile_to_me(one: Evidence, me: int, other: int) -> bool:
    return one.doer == other and me in one.others and _family(one) == "hostile"


def _hostile_to_others(one: Evidence, me: int, other: int) -> bool:
    return one.doer == other and me not in one.others and _family(one) == "hostile"


def _kind_to_me(one: Evidence, me: int, other: int) -> bool:
    return one.doer == other and me in one.others and _family(one) in {"care", "repair"} and one.accepted


def _kind_to_others(one: Evidence, me: int, other: int) -> bool:
    return one.doer == other and me not in one.others and _family(one) == "care" and one.accepted


def _loving(one: Evidence, me: int, other: int) -> bool:
    return _between(one, me, other) and _family(one) == "romance" and one.accepted and ACTS[one.act].polarity > 0


def _put_off(one: Evidence, me: int, other: int) -> bool:
    return one.doer == me and other in one.others and not one.accepted and ACTS[one.act].polarity > 0


def _at_ease(one: Evidence, me: int, other: int) -> bool:
    return _between(one, me, other) and _family(one) in FRIENDLY and one.accepted


def _my_hostility(one: Evidence, me: int, other: int) -> bool:
    return one.doer == me and _family(one) == "hostile"


def _my_care(one: Evidence, me: int, other: int) -> bool:
    return one.doer == me and _family(one) == "care" and one.accepted


def _my_rebuffs(one: Evidence, me: int, other: int) -> bool:
    return one.doer == me and bool(one.others) and not one.accepted and ACTS[one.act].polarity > 0


def _my_welcome(one: Evidence, me: int, other: int) -> bool:
    return me in one.others and _family(one) in FRIENDLY and one.accepted


def _my_breach(one: Evidence, me: int, other: int) -> bool:
    return one.doer == me and ACTS[one.act].breach


OF_OTHERS = (
    _Rule("false", _false, 2, -0.7,
          ("I have come to see that {other} cannot be trusted.", "I believed in {other} too long.")),
    _Rule("foe", _hostile_to_me, 3, -0.6,
          ("{other} means me no good, and I had better be on my guard.",
           "There is no pleasing {other}, and I shall stop trying.")),
    _Rule("harsh", _hostile_to_others, 3, -0.4,
          ("{other} is hard on people. I have seen it too often now.",
           "I would not be in the place of those whom {other} dislikes.",
           "Whoever {other} talks to like that today, it may be me tomorrow.")),
    _Rule("rock", _kind_to_me, 3, 0.7,
          ("When it matters, {other} is there.", "I can rely on {other}. I have tried it often enough.",
           "I owe {other} more than I have said.")),
    _Rule("beloved", _loving, 3, 0.8,
          ("{other} is more to me than I have let anyone see.", "I think of {other} more than I meant to.")),
    _Rule("cold", _put_off, 3, -0.5,
          ("However I go about it, {other} does not want me near.", "I have knocked at {other}’s door often enough.")),
    _Rule("company", _at_ease, 6, 0.5,
          ("Time passes easily with {other}.", "I am more myself with {other} than with most.",
           "I look for {other} in a room before I know that I do.", "There is no effort in being with {other}.",
           "I should miss {other} if they were gone.")),
    _Rule("kind", _kind_to_others, 4, 0.4,
          ("{other} does more good than is talked of.", "People are the better for having {other} among them.")),
)  # fmt: skip
OF_ONESELF = (
    _Rule("hard", _my_hostility, 4, -0.4,
          ("I have been harder on people than I like to think.", "My tongue has run ahead of me of late.")),
    _Rule("useful", _my_care, 5, 0.5, ("I am of more use here than I knew.", "It does me good to be needed.")),
    _Rule("unwanted", _my_rebuffs, 4, -0.6,
          ("People do not take to me as I had hoped.", "I ask for company, and am put off."), 3),
    _Rule("welcome", _my_welcome, 7, 0.6,
          ("I have more friends here than I had thought.", "I have come to belong here, I believe.",
           "People are glad when I come. I had not looked for that."), 4),
    _Rule("faithless", _my_breach, 1, -0.6,
          ("I have broken faith, and cannot call it by another name.", "I would not trust me, in their place.")),
)  # fmt: skip


def insights(
    me: int, evidence: Sequence[Evidence], names: Mapping[int, str], known: Collection[str], room: int = MOST_AT_ONCE
) -> list[Insight]:
    """The weightiest things that the evidence shows somebody, at most `room`; what is `known` (texts) is no news.

    Whoever was taken in learns nothing by it: of a lie that was believed only the liar knows.
    """
    seen = [one for one in evidence if one.doer == me or not ACTS[one.act].result(one.accepted).concealed]
    found = [one for one in (*_of_others(me, seen, names), *_of_oneself(me, seen)) if one.text not in known]
    found.sort(key=lambda one: (-one.weight, one.kind, one.about or 0))
    chosen: list[Insight] = []
    for one in found:
        # One thing about one person at a sitting.
        if one.about not in {other.about for other in chosen}:
            chosen.append(one)
    return chosen[:room]


def _of_others(me: int, evidence: Sequence[Evidence], names: Mapping[int, str]) -> Iterable[Insight]:
    others = {who for one in evidence for who in (one.doer, *one.others)} - {me}
    for other in sorted(others & names.keys()):
        for rule in OF_OTHERS:
            speaking = [one for one in evidence if rule.speaks(one, me, other)]
            if len(speaking) >= rule.least:
                yield _insight(rule, me, other, speaking, names[other])


def _of_oneself(me: int, evidence: Sequence[Evidence]) -> Iterable[Insight]:
    for rule in OF_ONESELF:
        speaking = [one for one in evidence if rule.speaks(one, me, me)]
        people = {who for one in speaking for who in (one.doer, *one.others)} - {me}
        if len(speaking) >= rule.least and len(people) >= rule.people:
            yield _insight(rule, me, None, speaking, "")


def _insight(rule: _Rule, me: int, other: int | None, speaking: Sequence[Evidence], name: str) -> Insight:
    text = rule.texts[(me + (other or 0)) % len(rule.texts)].format(other=name)
    cited = sorted(speaking, key=lambda one: (-one.importance, one.memory))[:MOST_CITED]
    # What has just sufficed weighs less than what has come up twice as often; bad is stronger than good.
    weight = len(speaking) / rule.least * (1.3 if rule.valence < 0 else 1.0) + 0.1 * sum(
        one.importance for one in cited
    )
    return Insight(rule.kind, other, text, rule.valence, tuple(sorted(one.memory for one in cited)), round(weight, 3))

"""What has passed between any two, from the log and from the facts: what a wish or an answer may look back on.

The log that a turn sees is short. A word that was given before it, and a betrayal that nobody has got over, count for
as long as they hold; what was made good no longer does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from characters.minds import Deed
from ecosystem.scenes import Past
from relationships.acts import ACTS, Act
from relationships.betrayals import LEAST_HARM, RECONCILED, Betrayal
from relationships.dealings import BEHIND_BACKS, Dealings, dealings, wrongs
from relationships.rumours import SLANDER_HARM
from relationships.society import NOTHING, Society

# What somebody has suffered counts as fresh for so many minutes.
SORE = 12 * 60
# A deed of late counts towards whom one attends to, and tires of being repeated.
RECENT = 6 * 60
# No event has a number as high as this.
BEYOND = 10**9

Deeds = dict[frozenset[int], list[Deed]]


@dataclass(frozen=True, slots=True)
class Log:
    """The log as pairs see it, read once a turn; `lately` counts what each has done in the last hours."""

    deeds: Deeds
    lately: dict[int, Counter[str]]
    # What each has suffered of late that was not made good, by who did it, the newest last.
    sore: dict[int, dict[int, Deed]]
    # What somebody knows of their dealings with another, as far as it was asked for.
    read: dict[tuple[int, int], Dealings] = field(default_factory=dict)

    def between(self, one: int, other: int) -> list[Deed]:
        return self.deeds.get(frozenset((one, other)), [])

    def dealings(self, me: int, other: int) -> Dealings:
        known = self.read.get((me, other))
        if known is None:
            between = self.between(me, other)
            if not between:
                return NO_DEALINGS
            known = self.read[me, other] = dealings(between, me, other)
        return known


NO_LOG, NO_DEALINGS = Log({}, {}, {}), Dealings()


def log_of(past: Sequence[Past], minute: int, society: Society = NOTHING) -> Log:
    deeds: Deeds = {}
    lately: dict[int, Counter[str]] = {}
    for event in past:
        act = ACTS.get(event.act) or _amounts_to(event)
        if act is None or event.initiator is None:
            continue
        if minute - event.minute < RECENT:
            lately.setdefault(event.initiator, Counter())[event.act] += 1
        for responder in event.responders:
            pair = frozenset((event.initiator, responder))
            deeds.setdefault(pair, []).append(_deed(event, responder, act))
        if (betrayed := _given_away(event)) is not None:
            deed = replace(_deed(event, betrayed, act), about_responder=True, accepted=True)
            if event.act == "gossip":
                deed = replace(deed, harm=SLANDER_HARM)
            deeds.setdefault(frozenset((event.initiator, betrayed)), []).append(deed)
    oldest = past[0].number if past else BEYOND
    _remember_promises(deeds, society, oldest)
    for betrayal in society.betrayals:
        _remember_betrayal(deeds, betrayal, oldest)
    log = Log(deeds, lately, {})
    return replace(log, sore=_sore(log, minute))


def _amounts_to(event: Past) -> Act | None:
    """The act that a development amounts to, where it says so: a promise let lapse is a promise broken."""
    for tag in event.tags if event.kind == "development" else ():
        kind, _, act = tag.partition(":")
        if kind == "deed":
            return ACTS[act]
    return None


def _given_away(event: Past) -> int | None:
    """Whose secret was told in the event, or of whom what is not so, if they have come to know of it."""
    if event.act not in BEHIND_BACKS:
        return None
    holders = (int(tag.partition(":")[2]) for tag in event.tags if tag.startswith(("secret_of:", "slander_of:")))
    holder = next(holders, None)
    return holder if holder is not None and holder != event.initiator and event.known_to(holder) else None


def _deed(event: Past, responder: int, act: Act) -> Deed:
    assert event.initiator is not None
    accepted = bool(event.accepted)
    return Deed(event.number, act.key, event.initiator, responder, accepted, event.minute, act.polarity, act.harm)


def _remember_promises(deeds: Deeds, society: Society, oldest: int) -> None:
    """Words given before the log that a turn sees begins still bind."""
    for promise in society.promises:
        if promise.is_open and promise.event < oldest:
            act = ACTS["promise"]
            given = Deed(promise.event, act.key, promise.maker, promise.holder, True, promise.made, act.polarity)
            deeds.setdefault(frozenset(promise.people), []).insert(0, given)


def _remember_betrayal(deeds: Deeds, betrayal: Betrayal, oldest: int) -> None:
    """As a wrong that stands until it is made good, from when the victim learned of it; its doer knows all along."""
    pair = frozenset((betrayal.doer, betrayal.victim))
    between = deeds.get(pair, [])
    if betrayal.state == RECONCILED:
        if not between:
            return
        over = {betrayal.event, betrayal.learned}
        deeds[pair] = [replace(one, stands=False) if one.number in over else one for one in between]
        return
    if betrayal.is_secret:
        if betrayal.event < oldest or betrayal.act in BEHIND_BACKS:
            deeds[pair] = _with(between, _betrayed(betrayal, betrayal.event, betrayal.minute, secret=True))
        return
    known = _betrayed(betrayal, betrayal.learned, betrayal.learned_minute, stands=True)
    # Told of their own secret, the victim has the deed from the log as well; it is one wrong, not two.
    rest = [one for one in between if not (one.number == betrayal.event and one.about_responder)]
    deeds[pair] = _with(rest, known)


def _betrayed(
    betrayal: Betrayal, number: int, minute: int, *, secret: bool = False, stands: bool | None = None
) -> Deed:
    act = ACTS[betrayal.act]
    return Deed(
        number, act.key, betrayal.doer, betrayal.victim, False, minute, act.polarity, max(act.harm, LEAST_HARM),
        about_responder=True, secret=secret, stands=stands,
    )  # fmt: skip


def _with(between: Sequence[Deed], deed: Deed) -> list[Deed]:
    """The deeds with one more in its place, instead of what the log has under its number."""
    rest = [one for one in between if one.number != deed.number or one.initiator != deed.initiator]
    return sorted([*rest, deed], key=lambda one: one.number)


def _sore(log: Log, minute: int) -> dict[int, dict[int, Deed]]:
    found: list[tuple[int, int, Deed]] = []
    for pair, between in log.deeds.items():
        if not any(wrongs(deed) and minute - deed.minute <= SORE for deed in between):
            continue
        one, other = sorted(pair)
        for sufferer, doer in ((one, other), (other, one)):
            wrong = log.dealings(sufferer, doer).their_wrong
            if wrong is not None and minute - wrong.minute <= SORE:
                found.append((sufferer, doer, wrong))
    sore: dict[int, dict[int, Deed]] = {}
    for sufferer, doer, wrong in sorted(found, key=lambda row: row[2].number):
        sore.setdefault(sufferer, {})[doer] = wrong
    return sore

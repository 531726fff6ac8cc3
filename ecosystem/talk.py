"""Whom one speaks of, and what one would tell of them: nobody tells what they do not know, nor what both know."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from characters.minds import Deed
from ecosystem.deeds import Log
from ecosystem.matter import others_secrets_for
from ecosystem.scenes import Past
from ecosystem.stage import Stage
from relationships import betrayals, conflicts, rumours
from relationships.acts import ACTS
from relationships.betrayals import SLANDER, Betrayal
from relationships.dealings import Third
from relationships.developments import KINDS
from relationships.rumours import LEAST_VALENCE, Rumour, Tale

# Somebody sore speaks of whoever wronged them so often, if the hearer has not heard it.
SORE_TALK = 0.5
# So often one thinks of somebody whose secret one could tell.
SECRET_TALK = 0.5
# So often one speaks of whom a friend should be at peace with, where it is for oneself to make it.
PEACE_TALK = 0.5
# What is said of somebody is worth telling them if it is as bad as this.
WORTH_WARNING = 0.25
# A development of a sad sort is told as bad news, of any other as good; so much of how important it is.
TOLD_DEVELOPMENT = 0.8


class Item(NamedTuple):
    """Something that somebody could tell of another, and whether it is anything to tell a hearer."""

    tale: Tale
    is_for: Callable[[int], bool]
    # To whom it is nothing new, which the teller does not know.
    knowers: Collection[int] = ()


def whom_to_speak_of(stage: Stage, log: Log, who: int, partner: int, rng: random.Random) -> Third | None:
    """Whom the partner ought to hear of, who wronged one, whose secret one holds, of whom there is news, or anybody."""
    tale = owed(stage, who, partner)
    if tale is not None:
        return _third(stage, who, partner, tale.subject, tale, None)
    opponent = peace_with(stage, who, partner)
    if opponent is not None and rng.random() < PEACE_TALK:
        return _third(stage, who, partner, opponent, None, None)
    sore = log.sore.get(who, {})
    known = stage.once("repertoire", who, lambda: repertoire(stage, who, sore))
    wronged_by = [one for one in sore if one != partner and one in stage.seen.minds]
    holders = [secret.holder for secret in others_secrets_for(stage.seen, who, partner)]
    third: int | None
    if wronged_by and rng.random() < SORE_TALK:
        third = wronged_by[-1]
    elif holders and rng.random() < SECRET_TALK:
        third = min(holders, key=lambda one: stage.bond(who, one).affection)
    elif (news := next(tales_for(known, partner), None)) is not None:
        third = news.subject
    else:
        third = _at_random(stage, who, partner, rng)
    if third is None:
        return None
    of_them = next((one for one in tales_for(known, partner) if one.subject == third), None)
    return _third(stage, who, partner, third, of_them, sore.get(third))


def peace_with(stage: Stage, who: int, partner: int) -> int | None:
    """With whom the partner is at odds who trusts `who` as the partner does."""
    for conflict in stage.facts("conflicts", partner):
        quarrel = conflict.is_open and conflict.level >= conflicts.ARGUMENT and who not in conflict.people
        if quarrel and conflicts.could_mediate(stage.bond(side, who) for side in conflict.people):
            return int(conflict.opponent(partner))
    return None


def _at_random(stage: Stage, who: int, partner: int, rng: random.Random) -> int | None:
    others = [other for other in stage.seen.minds if other not in (who, partner)]
    if not others:
        return None
    sample = rng.sample(others, min(4, len(others)))
    return max(sample, key=lambda one: abs(stage.bond(who, one).affection) + abs(stage.bond(partner, one).affection))


def _third(stage: Stage, who: int, partner: int, third: int, tale: Tale | None, wrong: Deed | None) -> Third:
    return Third(
        third,
        stage.seen.minds[third].name,
        stage.bond(who, third),
        stage.bond(partner, third),
        present=stage.place(third) == stage.place(who),
        wrong=wrong,
        tale=tale,
    )


def tales_for(known: Iterable[Item], hearer: int) -> Iterator[Tale]:
    """What of one's repertoire one could tell the hearer, the best first."""
    for item in known:
        if item.is_for(hearer):
            yield item.tale._replace(stale=True) if hearer in item.knowers else item.tale


def repertoire(stage: Stage, teller: int, sore: Mapping[int, Deed]) -> Sequence[Item]:
    """All that the teller could tell of others, the best first: grievances, rumours, secret doings, news."""
    known = stage.facts("rumours", teller)
    secrets = [one for one in stage.facts("betrayals", teller) if one.known_to(teller)]
    heard = {one.event: one for one in known if one.event}
    taken = {*heard, *(one.event for one in secrets)}
    found = chain(
        _grievances(stage, teller, sore, secrets, heard),
        _rumours(known, teller),
        _secrets(secrets, teller, heard),
        _witnessed(stage, teller, taken),
    )
    worth = [(worth, item) for item in found if (worth := rumours.worth(item.tale, stage.minute))]
    return [item for _, item in sorted(worth, key=lambda row: row[0], reverse=True)]


def owed(stage: Stage, teller: int, hearer: int) -> Tale | None:
    """What the hearer ought to be told: who has wronged them behind their back, or who speaks ill of them."""
    return stage.once("owed", teller, lambda: _debts(stage, teller)).get(hearer)


def _debts(stage: Stage, teller: int) -> Mapping[int, Tale]:
    """What the teller owes whom: of several things the gravest, and what was done before what is said."""
    found: dict[int, Tale] = {}
    for one in betrayals.gravest(stage.facts("betrayals", teller)):
        if one.victim not in found and one.known_to(teller) and teller != one.doer:
            found[one.victim] = tale_of(one)
    for rumour in stage.facts("rumours", teller):
        subject = rumour.subject
        if subject in found or not _unheard(rumour, teller):
            continue
        if (source := _source(stage, rumour, teller)) is not None:
            deed = f"{stage.seen.minds[source[0]].name} says of {stage.seen.minds[subject].name} that {rumour.deed}"
            found[subject] = Tale(
                source[0], subject, "gossip", deed, source[1], True, rumour.valence, rumour.minute, rumour=rumour.number
            )
    return found


def tale_of(betrayal: Betrayal) -> Tale:
    act = ACTS[betrayal.act]
    worth = min(rumours.valence(act), -LEAST_VALENCE) if betrayal.bound != SLANDER else -rumours.SLANDER_HARM
    return Tale(
        betrayal.doer, betrayal.victim, betrayal.act, betrayal.deed, betrayal.event, True, worth, betrayal.minute
    )


def _unheard(rumour: Rumour, teller: int) -> bool:
    """Whether whom it is about ought to hear of it, and has not."""
    bad = rumour.is_open and rumour.valence <= -WORTH_WARNING
    return bad and rumour.origin != teller and rumour.subject not in rumour.knowers


def _source(stage: Stage, rumour: Rumour, teller: int) -> tuple[int, int] | None:
    """Who is known to the teller to say it, and the event at which they did."""
    for one in rumour.tellings:
        if one.hearer == teller and one.teller in stage.seen.minds and one.teller != rumour.subject:
            return one.teller, one.event
    return None


def _grievances(
    stage: Stage, teller: int, sore: Mapping[int, Deed], known: Sequence[Betrayal], heard: Mapping[int, Rumour]
) -> Iterator[Item]:
    wrongs = {one.learned: one for one in known if one.victim == teller and one.learned}
    for doer, deed in sore.items():
        if doer in stage.seen.minds:
            betrayal = wrongs.get(deed.number)
            event = betrayal.event if betrayal else deed.number
            rumour, (past, _) = heard.get(event), _log(stage).get(event, (None, None))
            tale = grievance(stage, teller, doer, deed, betrayal, rumour)
            yield Item(tale, partial(_is_news, doer, past, rumour))


def _is_news(doer: int, past: Past | None, rumour: Rumour | None, hearer: int) -> bool:
    """Whether somebody has not heard of a deed, from the log or from others."""
    knows = (past is not None and past.known_to(hearer)) or (rumour is not None and hearer in rumour.knowers)
    return hearer != doer and not knows


def grievance(
    stage: Stage, teller: int, doer: int, deed: Deed, betrayal: Betrayal | None, rumour: Rumour | None
) -> Tale:
    """What somebody did to the teller, as the teller would have others know it."""
    act = ACTS[deed.act]
    clause = act.told(stage.seen.minds[doer].name, stage.seen.minds[teller].name)
    tale = Tale(doer, teller, deed.act, clause, deed.number, True, -max(deed.harm, LEAST_VALENCE), deed.minute)
    if betrayal is not None:
        tale = tale._replace(deed=betrayal.deed, event=betrayal.event)
    return tale._replace(rumour=rumour.number) if rumour is not None else tale


def _rumours(known: Sequence[Rumour], teller: int) -> Iterator[Item]:
    for rumour in known:
        if rumour.tellable(teller):
            yield Item(rumour.tale(teller, stale=False), partial(_may_hear, rumour, teller), rumour.knowers)


def _may_hear(rumour: Rumour, teller: int, hearer: int) -> bool:
    if hearer in (rumour.subject, rumour.origin) or (rumour.truth and hearer == rumour.victim):
        return False
    return not rumour.between(teller, hearer)


def _secrets(secrets: Sequence[Betrayal], teller: int, heard: Mapping[int, Rumour]) -> Iterator[Item]:
    for one in secrets:
        if teller not in (one.doer, one.victim) and one.event not in heard:
            yield Item(tale_of(one), partial(_is_kept_from, one))


def _is_kept_from(betrayal: Betrayal, hearer: int) -> bool:
    return hearer not in (betrayal.doer, betrayal.victim) and not betrayal.known_to(hearer)


def _witnessed(stage: Stage, teller: int, taken: Collection[int]) -> Iterator[Item]:
    """What the teller knows of as one who had no part in it: nobody speaks of themselves as of another."""
    for past, tale in _log(stage).values():
        if tale is None or past.number in taken or teller == past.initiator or teller in past.responders:
            continue
        if past.known_to(teller):
            yield Item(tale, partial(_is_unknown, past))


def _is_unknown(past: Past, hearer: int) -> bool:
    return not past.known_to(hearer)


def _log(stage: Stage) -> Mapping[int, tuple[Any, ...]]:
    """The log by number, each event with what it is as a tale; looked through once a turn."""
    known = stage.read.get("log")
    if known is None:
        known = stage.seen.past, {past.number: (past, _news(past)) for past in stage.seen.past}
        stage.read["log"] = known
    return known[1]


def _news(past: Past) -> Tale | None:
    """An event of late as whoever had no part in it would tell it; None for what is not worth telling."""
    deed = past.clauses.get("news")
    if not deed or not past.responders or past.initiator is None:
        return None
    worth = _worth(past)
    if abs(worth) < LEAST_VALENCE:
        return None
    return Tale(past.initiator, past.responders[0], past.act, deed, past.number, True, worth, past.minute)


def _worth(past: Past) -> float:
    act = ACTS.get(past.act)
    if act is not None:
        accepted = bool(past.accepted)
        # Who saw a lie told saw two people talk.
        return 0.0 if act.result(accepted).concealed else rumours.valence(act, accepted=accepted)
    if past.act not in KINDS:
        return 0.0
    sad = KINDS[past.act].theme == "strife"
    return (-1 if sad else 1) * TOLD_DEVELOPMENT * past.importance

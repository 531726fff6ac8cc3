"""Whom one speaks of, and what one would tell of them: nobody tells what they do not know, nor what both know."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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


def whom_to_speak_of(stage: Stage, log: Log, who: int, partner: int, rng: random.Random) -> Third | None:
    """Whom the partner ought to hear of, who wronged one, whose secret one holds, of whom there is news, or anybody."""
    tale = owed(stage, who, partner)
    if tale is not None:
        return _third(stage, who, partner, tale.subject, tale, None)
    opponent = peace_with(stage, who, partner)
    if opponent is not None and rng.random() < PEACE_TALK:
        return _third(stage, who, partner, opponent, None, None)
    sore = log.sore.get(who, {})
    wronged_by = [one for one in sore if one != partner and one in stage.seen.minds]
    holders = [secret.holder for secret in others_secrets_for(stage.seen, who, partner)]
    tales = list(tales_for(stage, who, partner, sore))
    news = rumours.best(tales, stage.minute)
    third: int | None
    if wronged_by and rng.random() < SORE_TALK:
        third = wronged_by[-1]
    elif holders and rng.random() < SECRET_TALK:
        third = min(holders, key=lambda one: stage.bond(who, one).affection)
    elif news is not None:
        third = news.subject
    else:
        third = _at_random(stage, who, partner, rng)
    if third is None:
        return None
    of_them = rumours.best((one for one in tales if one.subject == third), stage.minute)
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


def tales_for(stage: Stage, teller: int, hearer: int, sore: dict[int, Deed]) -> Iterator[Tale]:
    """All that the teller could tell the hearer of others: grievances, rumours, what was done in secret, news."""
    known = stage.facts("rumours", teller)
    secrets = [one for one in stage.facts("betrayals", teller) if one.known_to(teller)]
    heard = {one.event: one for one in known if one.event}
    yield from _grievances(stage, teller, hearer, sore, secrets, heard)
    yield from _rumours(stage, known, teller, hearer)
    for one in secrets:
        theirs = {one.doer, one.victim}
        if theirs.isdisjoint((teller, hearer)) and one.event not in heard and not one.known_to(hearer):
            yield tale_of(one)
    taken = {*heard, *(one.event for one in secrets)}
    for past, tale in _witnessed(stage, teller):
        if not past.known_to(hearer) and past.number not in taken:
            yield tale


def owed(stage: Stage, teller: int, hearer: int) -> Tale | None:
    """What the hearer ought to be told: who has wronged them behind their back, or who speaks ill of them."""
    for one in betrayals.secret_from(stage.facts("betrayals", teller), hearer):
        if one.known_to(teller) and teller != one.doer:
            return tale_of(one)
    for rumour in stage.facts("rumours", teller):
        if _unheard(rumour, teller, hearer) and (source := _source(stage, rumour, teller, hearer)) is not None:
            deed = f"{stage.seen.minds[source[0]].name} says of {stage.seen.minds[hearer].name} that {rumour.deed}"
            return Tale(
                source[0], hearer, "gossip", deed, source[1], True, rumour.valence, rumour.minute, rumour=rumour.number
            )
    return None


def tale_of(betrayal: Betrayal) -> Tale:
    act = ACTS[betrayal.act]
    worth = min(rumours.valence(act), -LEAST_VALENCE) if betrayal.bound != SLANDER else -rumours.SLANDER_HARM
    return Tale(
        betrayal.doer, betrayal.victim, betrayal.act, betrayal.deed, betrayal.event, True, worth, betrayal.minute
    )


def _unheard(rumour: Rumour, teller: int, hearer: int) -> bool:
    bad = rumour.is_open and rumour.subject == hearer and rumour.valence <= -WORTH_WARNING
    return bad and rumour.origin != teller and hearer not in rumour.knowers


def _source(stage: Stage, rumour: Rumour, teller: int, hearer: int) -> tuple[int, int] | None:
    """Who is known to the teller to say it, and the event at which they did."""
    for one in rumour.tellings:
        if one.hearer == teller and one.teller in stage.seen.minds and one.teller != hearer:
            return one.teller, one.event
    return None


def _grievances(
    stage: Stage, teller: int, hearer: int, sore: dict[int, Deed], known: Sequence[Betrayal], heard: dict[int, Rumour]
) -> Iterator[Tale]:
    wrongs = {one.learned: one for one in known if one.victim == teller and one.learned}
    for doer, deed in sore.items():
        betrayal = wrongs.get(deed.number)
        event = betrayal.event if betrayal else deed.number
        rumour, (past, _) = heard.get(event), _log(stage).get(event, (None, None))
        knows = (past is not None and past.known_to(hearer)) or (rumour is not None and hearer in rumour.knowers)
        if doer in stage.seen.minds and hearer != doer and not knows:
            yield grievance(stage, teller, doer, deed, betrayal, rumour)


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


def _rumours(stage: Stage, known: Sequence[Rumour], teller: int, hearer: int) -> Iterator[Tale]:
    for rumour in known:
        if not rumour.tellable(teller) or hearer == rumour.subject or rumour.between(teller, hearer):
            continue
        if hearer == rumour.origin or (rumour.truth and hearer == rumour.victim):
            continue
        yield rumour.tale(teller, stale=hearer in rumour.knowers)


def _witnessed(stage: Stage, teller: int) -> Sequence[tuple[Past, Tale]]:
    """What the teller knows of as one who had no part in it: nobody speaks of themselves as of another."""
    known = stage.witnessed.get(teller)
    if known is None:
        known = stage.witnessed[teller] = [
            (past, tale)
            for past, tale in _log(stage).values()
            if tale is not None and teller != past.initiator and teller not in past.responders and past.known_to(teller)
        ]
    return known


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

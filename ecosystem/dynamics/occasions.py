"""Occasions in play: called by the world or a person, walked to, shared, and brought to an end."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from characters.minds import Reason
from ecosystem.dynamics import outcomes, rank
from ecosystem.scenes import Development, Sleep, Summons
from ecosystem.stage import DAY, Stage
from relationships import betrayals, conflicts, occasions, stages
from relationships.dealings import Nudge
from relationships.occasions import FEAST, GATHERING, TRIAL, VOTE, Occasion

# The world thinks of it so often, minutes, and between these minutes of the day.
THOUGHT_OF, FROM, UNTIL = 30, 9 * 60, 20 * 60
# In the evening people sit together if nothing else was on.
EVENING = 18 * 60
# How often each is called when there is cause for it, every time it is thought of.
CHANCES: Mapping[str, float] = MappingProxyType({TRIAL: 0.2, VOTE: 0.12, FEAST: 0.2, GATHERING: 0.35})
# A betrayal less grave than this, or found out longer ago, is nobody's trial; a feast is for what is no older.
GRAVE, FRESH = 0.35, 12 * 60
# Two so near to each other at the top must be voted on, and not twice in so many minutes.
NEAR_THE_TOP, AT_THE_TOP, VOTED_LATELY = 0.12, 0.25, 3 * DAY
# An outgoing leader gives a feast for no other reason.
OUTGOING, FOR_NO_REASON = 0.6, 0.15
# What being at it adds to the wish for an act.
MOODS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        GATHERING: {"talk": 0.5, "joke": 0.6, "reminisce": 0.5, "withdraw": -1.0},
        FEAST: {"celebrate": 1.6, "joke": 0.8, "embrace": 0.5, "reminisce": 0.6, "praise": 0.5, "insult": -0.5},
        VOTE: {"praise": 0.5, "criticise": 0.5, "ally": 0.4, "negotiate": 0.8, "promise": 0.5},
        TRIAL: {"question": 0.8, "accuse": 0.4, "confront": 0.4, "joke": -1.0},
    }
)
# What the accuser and the accused are there for.
CHARGE, ANSWER = 2.0, 1.0
TITLES: Mapping[str, str] = MappingProxyType(
    {
        GATHERING: "{host} asks everybody to come and sit together in {place}.",
        FEAST: "{host} bids everybody to a feast in {place}, {matter}.",
        VOTE: "It is to be put to the vote in {place}: shall {subject} have the say among them?",
        TRIAL: "{against} calls {subject} to account before everybody, in {place}: {matter}.",
    }
)


def open_called(stage: Stage, rng: random.Random) -> None:
    """What people who direct the world have called."""
    for summons in stage.seen.summons:
        if current(stage) is None:
            _call(stage, _asked(stage, summons), rng, summons.input)


def think(stage: Stage, rng: random.Random) -> None:
    """End what is over; and if there is cause, and nothing was on today, let somebody call something."""
    occasion = current(stage)
    if occasion is not None:
        if stage.minute >= occasion.ends:
            outcomes.close(stage, occasion)
            stage.society = stage.society.keeping("occasions", occasions.CLOSED_KEPT)
        return
    if stage.minute // THOUGHT_OF == stage.seen.minute // THOUGHT_OF or not FROM <= stage.minute % DAY < UNTIL:
        return
    today = stage.minute // DAY
    if any(one.called // DAY == today and not one.by_person for one in stage.society.occasions):
        return
    for kind, find in ((TRIAL, _trial), (VOTE, _vote), (FEAST, _feast), (GATHERING, _gathering)):
        if len(stage.seen.minds) >= occasions.FEWEST[kind] and rng.random() < CHANCES[kind]:
            found = find(stage, rng)
            if found is not None:
                _call(stage, found, rng)
                return


def current(stage: Stage) -> Occasion | None:
    return next((one for one in stage.society.occasions if one.is_open), None)


def heading(stage: Stage) -> Mapping[int, str]:
    """Where those who are coming go, and then stay."""
    occasion = current(stage)
    return dict.fromkeys(occasion.coming, occasion.place) if occasion else {}


def pull(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    occasion = current(stage)
    if occasion is None or not occasion.is_on(stage.minute) or stage.place(who) != occasion.place:
        return
    text = f"It is the {occasion.kind} in {stage.place_name(occasion.place)}"
    for act, weight in MOODS[occasion.kind].items():
        yield act, Nudge(weight, Reason(f"occasion.{occasion.kind}", text, weight, occasion.event), own=True)
    if occasion.kind == TRIAL:
        if (who, partner) == (occasion.against, occasion.subject):
            yield "accuse", Nudge(CHARGE, Reason("occasion.charge", text, CHARGE, occasion.event), own=True)
        elif (who, partner) == (occasion.subject, occasion.against):
            for act in ("apologise", "confess", "confront"):
                yield act, Nudge(ANSWER, Reason("occasion.answer", text, ANSWER, occasion.event), own=True)


def _asked(stage: Stage, summons: Summons) -> Occasion:
    names = {who: mind.name for who, mind in stage.seen.minds.items()}
    subject = names.get(summons.subject or 0, "")
    matter = {
        TRIAL: f"let {subject} answer for what was done",
        FEAST: f"in honour of {subject}" if subject else "for company",
    }
    return Occasion(
        summons.kind,
        summons.place,
        None,
        summons.subject,
        summons.against if summons.against in names else None,
        summons.matter or matter.get(summons.kind, ""),
        by_person=True,
    )


def _call(stage: Stage, occasion: Occasion, rng: random.Random, asked: int | None = None) -> None:
    occasion = occasion.calling(stage.minute)
    coming = _coming(stage, occasion, rng)
    first = next((who for who in (occasion.host, occasion.against, occasion.subject, *coming) if who in coming), None)
    if first is None:
        return
    names = {who: mind.name for who, mind in stage.seen.minds.items()}
    text = TITLES[occasion.kind].format(
        host=names.get(occasion.host or 0, "Somebody"), place=stage.place_name(occasion.place),
        subject=names.get(occasion.subject or 0, ""), against=names.get(occasion.against or 0, "Somebody"),
        matter=occasion.matter,
    )  # fmt: skip
    told = text[:-1] if text.endswith(".") else text
    tags = [f"who:{who}" for who in coming] + ([f"input:{asked}"] if asked is not None else [])
    number = stage.develop(
        Development(
            kind="occasion_called",
            text=text,
            initiator=first,
            others=tuple(who for who in coming if who != first),
            place=occasion.place,
            reasons=(
                Reason(
                    f"occasion.{occasion.kind}", occasion.matter or "The day asks for it", 1.0, occasion.cause or None
                ),
            ),
            importance=0.5 if occasion.kind in (VOTE, TRIAL) else 0.35,
            tags=("occasion", f"occasion:{occasion.kind}", *tags),
            clauses={"news": f"{told[:1].lower()}{told[1:]}" if occasion.kind == VOTE else told},
            cause=occasion.cause or None,
        )
    )
    stage.society = stage.society.adding("occasions", replace(occasion, coming=coming, event=number))
    for who in coming:
        if (stage.sleeps.get(who) or stage.seen.sleeps[who]).mask:
            # Whoever rests is let sleep; the others get up and go.
            stage.sleeps[who] = Sleep(stage.minute, ("",))


def _coming(stage: Stage, occasion: Occasion, rng: random.Random) -> tuple[int, ...]:
    """Whom it is about must come; the others come as they like the host, those nearest first."""
    host = occasion.host if occasion.host is not None else occasion.against or occasion.subject
    must = [who for who in (occasion.host, occasion.subject, occasion.against) if who is not None]
    others = [who for who in stage.seen.minds if who not in must]
    if host is not None:
        others.sort(key=lambda who: -abs(stages.regard(stage.bond(host, who))) - (stage.place(who) == occasion.place))
    invited = others[: occasions.MOST_INVITED - len(must)]
    found = [
        who
        for who in invited
        if occasions.comes(stage.mind(who), stage.bond(who, host) if host is not None else None, rng.random())
    ]
    return tuple(sorted({*must, *found}))


def _crowded(stage: Stage) -> str:
    """The place where the most people are; a crowd comes together where it is."""
    counts: dict[str, int] = {}
    for who in stage.seen.minds:
        counts[stage.place(who)] = counts.get(stage.place(who), 0) + 1
    return max(counts, key=lambda place: (counts[place], place))


def _had(stage: Stage, kind: str, cause: int) -> bool:
    return any(one.kind == kind and one.cause == cause for one in stage.society.occasions)


def _trial(stage: Stage, rng: random.Random) -> Occasion | None:
    """Of a betrayal that has come out, or of whoever began a quarrel that everybody knows of."""
    for betrayal in reversed(stage.society.betrayals):
        grave = betrayal.state == betrayals.KNOWN and betrayal.severity >= GRAVE
        if grave and stage.minute - betrayal.learned_minute <= FRESH and not _had(stage, TRIAL, betrayal.event):
            people = betrayal.victim, betrayal.doer, betrayal.victim
            return Occasion(TRIAL, _crowded(stage), *people, betrayal.deed, cause=betrayal.event)
    for conflict in stage.society.conflicts:
        public = conflict.is_open and conflict.level >= conflicts.DISPUTE and stage.minute - conflict.moved <= FRESH
        began = next((past for past in stage.seen.past if past.number == conflict.cause), None) if public else None
        if began is None or began.initiator not in conflict.people or _had(stage, TRIAL, conflict.cause):
            continue
        victim = conflict.opponent(began.initiator)
        matter = began.clauses.get("news", "let them answer for it")
        return Occasion(TRIAL, _crowded(stage), victim, began.initiator, victim, matter, cause=conflict.cause)
    return None


def _vote(stage: Stage, rng: random.Random) -> Occasion | None:
    """On whoever comes nearest to the top, where two are near it."""
    if any(one.kind == VOTE and stage.minute - one.called < VOTED_LATELY for one in stage.society.occasions):
        return None
    standings = rank.standings_of(stage)
    first, second = sorted(standings, key=lambda who: (-standings[who], who))[:2]
    if standings[second] < AT_THE_TOP or standings[first] - standings[second] > NEAR_THE_TOP:
        return None
    now = rank.current(stage)
    candidate, rival = (second, first) if now is not None and now.leader == first else (first, second)
    names = stage.seen.minds[first].name, stage.seen.minds[second].name
    matter = f"it is between {names[0]} and {names[1]} who has more to say"
    return Occasion(VOTE, _crowded(stage), candidate, candidate, rival, matter)


def _feast(stage: Stage, rng: random.Random) -> Occasion | None:
    """For an alliance, for a peace, or because a leader likes company."""
    for alliance in stage.society.alliances:
        new = alliance.is_open and alliance.leader is not None and stage.minute - alliance.made <= FRESH
        if new and alliance.leader is not None and not _had(stage, FEAST, alliance.event):
            names = _names(stage, [who for who in alliance.members if who != alliance.leader])
            matter = f"to mark the alliance with {names}" if names else "for company"
            return _feast_of(stage, alliance.leader, matter, alliance.event)
    for conflict in stage.society.conflicts:
        settled = conflict.state == conflicts.RESOLVED and conflict.highest >= conflicts.DISPUTE
        if settled and stage.minute - conflict.closed <= FRESH and not _had(stage, FEAST, conflict.ended):
            host = max(conflict.people, key=lambda who: stage.seen.minds[who].personality.extraversion)
            name = stage.seen.minds[conflict.opponent(host)].name
            return _feast_of(stage, host, f"for the peace made with {name}", conflict.ended)
    now = rank.current(stage)
    if now is None or stage.seen.minds[now.leader].personality.extraversion < OUTGOING:
        return None
    return _feast_of(stage, now.leader, "for the pleasure of it", 0) if rng.random() < FOR_NO_REASON else None


def _feast_of(stage: Stage, host: int, matter: str, cause: int) -> Occasion:
    return Occasion(FEAST, stage.place(host), host, None, None, matter, cause=cause)


def _gathering(stage: Stage, rng: random.Random) -> Occasion | None:
    if stage.minute % DAY < EVENING:
        return None
    place = _crowded(stage)
    host = max(stage.present(place), key=lambda who: (stage.seen.minds[who].personality.extraversion, -who))
    return Occasion(GATHERING, place, host, None, None, "")


def _names(stage: Stage, people: Sequence[int]) -> str:
    return rank.listed(stage, people) if people else ""

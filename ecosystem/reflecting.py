"""Looking back: at night, or alone in thought, characters come to see things, and old days are folded away.

A job's work, after a turn is committed: nothing that a turn decides hangs on it, so a turn never waits for it. It does
everything for a world in a fixed number of statements, and twice does no harm.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Count, F, Sum

from characters import folding, rows
from characters.folding import Old
from characters.models import EcosystemCharacter, Event, Memory, MoodPoint, Wound
from ecosystem.models import World
from ecosystem.past import EVENTS_HEARD
from relationships import insights
from relationships.acts import ACTS
from relationships.insights import Evidence, Insight
from relationships.models import BetrayalRow
from storytelling.models import Beat, StorySeed

# Characters that one job looks after; the others' turn comes the next night.
MOST_AT_ONCE = 100
# Points of a mood line that are kept; a few more may gather between two nights.
MOODS_KEPT, MOODS_SPARE = 400, 60
EPISODES = (Memory.Kind.LIVED, Memory.Kind.WITNESSED, Memory.Kind.TOLD)
DAY = 24 * 60


def settle(world_id: int) -> None:
    """What a night does: everybody reflects who has cause to, and what is old is folded."""
    reflect(world_id)
    fold(world_id)
    thin(world_id)


def reflect(world_id: int, only: Collection[int] = ()) -> int:
    """Let whoever has gathered enough look back over it; returns how many things were come to see."""
    world = World.objects.get(pk=world_id)
    names = dict(world.cast.values_list("pk", "name"))
    gathered = Memory.objects.filter(owner__world=world, kind__in=EPISODES, minute__gt=F("owner__reflected"))
    if only:
        gathered = gathered.filter(owner__in=only)
    full = gathered.values("owner").annotate(total=Sum("importance")).filter(total__gte=insights.THRESHOLD)
    owners = list(full.order_by("-total").values_list("owner", flat=True)[:MOST_AT_ONCE])
    if not owners:
        return 0
    evidence, known = _evidence(world, owners), _known(owners, world.minute)
    found = []
    for owner in owners:
        earlier = known.get(owner, [])
        today = sum(minute // DAY == world.minute // DAY for _, minute in earlier)
        room = min(insights.MOST_AT_ONCE, insights.MOST_A_DAY - today)
        texts = {text for text, _ in earlier}
        found += [(owner, one) for one in insights.insights(owner, evidence.get(owner, []), names, texts, max(0, room))]
    with transaction.atomic():
        rows.insert([_memory(owner, one, world.minute) for owner, one in found])
        EcosystemCharacter.objects.filter(pk__in=owners).update(reflected=world.minute)
    return len(found)


def _memory(owner: int, insight: Insight, minute: int) -> Memory:
    return Memory(
        owner_id=owner,
        kind=Memory.Kind.REFLECTION,
        text=insight.text,
        text_hash=zlib.crc32(insight.text.encode()),
        importance=insights.IMPORTANCE,
        valence=insight.valence,
        about_ids=[insight.about] if insight.about is not None else [],
        evidence_ids=list(insight.evidence),
        minute=minute,
        recalled_minute=minute,
    )


def _evidence(world: World, owners: Sequence[int]) -> Mapping[int, list[Evidence]]:
    """What each remembers since they last looked back, as deeds; the latest of it."""
    remembered: dict[int, list[tuple[int, int, float, float]]] = {}
    latest = Memory.objects.filter(
        owner__in=owners, kind__in=EPISODES, event__isnull=False, minute__gt=F("owner__reflected")
    )
    columns = latest.order_by("-pk").values_list("owner", "pk", "event", "importance", "valence")
    for owner, pk, event, importance, valence in columns:
        held = remembered.setdefault(owner, [])
        if event is not None and len(held) < insights.LOOKED_BACK:
            held.append((pk, event, importance, valence))
    numbers = {event for held in remembered.values() for _, event, _, _ in held}
    deeds = {
        number: (act, doer, tuple(others), bool(accepted))
        for number, act, doer, others, accepted in Event.objects.filter(world=world, number__in=numbers).values_list(
            "number", "act", "initiator", "responder_ids", "accepted"
        )
        if act in ACTS and doer is not None
    }
    return {
        owner: [
            Evidence(pk, *deeds[event], importance, valence)
            for pk, event, importance, valence in held
            if event in deeds
        ]
        for owner, held in remembered.items()
    }


def _known(owners: Sequence[int], minute: int) -> Mapping[int, list[tuple[str, int]]]:
    """What each has come to see of late, and when."""
    since = max(0, minute - insights.SEEN_FOR)
    found: dict[int, list[tuple[str, int]]] = {}
    recent = Memory.objects.filter(owner__in=owners, kind=Memory.Kind.REFLECTION, minute__gte=since)
    for owner, text, at in recent.values_list("owner", "text", "minute"):
        found.setdefault(owner, []).append((text, at))
    return found


def fold(world_id: int) -> int:
    """Fold the old memories of whoever has too many into days; returns how many were folded."""
    world = World.objects.get(pk=world_id)
    counted = Memory.objects.filter(owner__world=world, kind__in=EPISODES).values("owner").annotate(held=Count("pk"))
    full = list(counted.filter(held__gt=folding.KEPT).values_list("owner", flat=True)[:MOST_AT_ONCE])
    if not full:
        return 0
    names, cited = dict(world.cast.values_list("pk", "name")), cited_events(world)
    held = _episodes(full)
    days: list[Memory] = []
    gone: list[int] = []
    resting = _rested_on(full)
    for owner in full:
        mine = [one._replace(pinned=one.pinned or one.id in resting) for one in held[owner]]
        old = folding.to_fold(mine, world.minute, world.log_position - EVENTS_HEARD, cited)
        for day in folding.days(old, names):
            days.append(_day(owner, day))
            gone += day.folded
    with transaction.atomic():
        rows.insert(days)
        Memory.objects.filter(pk__in=gone).delete()
        _forget_days(full)
    return len(gone)


def _episodes(owners: Sequence[int]) -> dict[int, list[Old]]:
    columns = ("owner", "pk", "event", "about_ids", "valence", "importance", "minute", "recalled_minute", "pinned")
    held: dict[int, list[Old]] = {}
    for owner, pk, event, about, *rest in Memory.objects.filter(owner__in=owners, kind__in=EPISODES).values_list(
        *columns
    ):
        held.setdefault(owner, []).append(Old(pk, event, tuple(about), *rest))
    return held


def _rested_on(owners: Sequence[int]) -> set[int]:
    """The memories on which what they have come to see of late rests."""
    seen = Memory.objects.filter(owner__in=owners, kind=Memory.Kind.REFLECTION).order_by("-pk")
    return {pk for cited in seen.values_list("evidence_ids", flat=True)[: 20 * len(owners)] for pk in cited}


def cited_events(world: World) -> set[int]:
    """Numbers of the events that something still rests on: wounds, betrayals, story seeds and beats."""
    lists: Iterable[list[int]] = (
        *(
            [event, *evidence]
            for event, evidence in BetrayalRow.objects.filter(world=world).values_list("event", "evidence")
        ),
        *StorySeed.objects.filter(world=world).values_list("event_numbers", flat=True),
        *Beat.objects.filter(arc__story__world=world).values_list("event_numbers", flat=True),
    )
    wounds = Wound.objects.filter(bearer__world=world).values_list("event", flat=True)
    return {*wounds, *(number for numbers in lists for number in numbers)}


def _day(owner: int, day: folding.Day) -> Memory:
    return Memory(
        owner_id=owner,
        kind=Memory.Kind.SUMMARY,
        text=day.text[:400],
        text_hash=zlib.crc32(day.text.encode()),
        importance=round(day.importance, 2),
        valence=day.valence,
        about_ids=list(day.about),
        minute=day.minute,
        recalled_minute=day.minute,
    )


def _forget_days(owners: Sequence[int]) -> None:
    """Of the days folded long ago only the latest are kept."""
    _keep_latest(Memory._meta.db_table, "owner_id", owners, folding.DAYS_KEPT, f"kind = '{Memory.Kind.SUMMARY}'")


def thin(world_id: int) -> None:
    """Keep the latest points of everybody's mood line."""
    counted = MoodPoint.objects.filter(life__world=world_id).values("life").annotate(held=Count("pk"))
    long = list(counted.filter(held__gt=MOODS_KEPT + MOODS_SPARE).values_list("life", flat=True))
    if long:
        _keep_latest(MoodPoint._meta.db_table, "life_id", long, MOODS_KEPT, "true")


def _keep_latest(table: str, holder: str, holders: Sequence[int], count: int, which: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER "
            f"(PARTITION BY {holder} ORDER BY minute DESC, id DESC) AS place FROM {table} "
            f"WHERE {holder} = ANY(%s) AND {which}) ranked WHERE place > %s)",
            [list(holders), count],
        )

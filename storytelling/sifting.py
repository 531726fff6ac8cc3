"""Sifting a world's log: events in number order through its loom, what changed written as rows.

The sieve's row says how far the log has come, and holds the loom as it was some turns ago: from there the log alone
leads on, and always to the same. So it makes no difference who goes on, when, or after which restart. A process keeps
the looms it has had in hand; the row's edition tells whether anybody has decided anything since.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from characters import rows
from characters.datafile import DataFault
from characters.models import EcosystemCharacter, Event
from characters.worded import worded
from ecosystem.models import User, World
from storytelling import drama, foreshadowing, glance, logged, seeds, shelving, sowing, spool, switching, weaving
from storytelling.happenings import Happening
from storytelling.loom import MOST_RECENT, Loom
from storytelling.matching import Match
from storytelling.models import Pattern, Sieve, StorySeed
from storytelling.outline import Outline
from storytelling.patterns import Pattern as Form
from storytelling.patterns import catalogue, read_text

log = logging.getLogger(__name__)

# Events taken through at once: what a world that was never sifted has behind it comes in pieces.
BATCH = 2_000
# Events after which the loom is wound up again: what a restart has to go through once more.
WOUND_EVERY = 40
# Looms that a process keeps.
LOOMS_KEPT = 60

# Of each world the loom, the number of the last event that went through it, and its edition.
_kept: dict[int, tuple[Loom, int, int]] = {}


def advance(world_id: int, fresh: Sequence[Happening] = (), present: frozenset[int] | None = None) -> int:
    """Bring a world's loom up to its log; returns how many events that took in. Safe to repeat, and to be killed.

    `fresh` are the newest events and `present` whoever lives there, where the caller has them at hand. Rows for pages
    are `shelve`'s.
    """
    taken = 0
    while True:
        with transaction.atomic():
            sieve = _locked(world_id)
            behind = sieve.behind
            if behind > 0:
                loom = _through(sieve, fresh, present)
                taken += min(behind, BATCH)
                if sieve.position - sieve.state_position >= BATCH:
                    # Nobody shelves, as where a world runs headless; a restart must not have it all to do again.
                    put_away(sieve, loom)
                else:
                    want(sieve, loom)
                    rows.update(Sieve, [{"id": sieve.pk, "position": sieve.position, "wants": sieve.wants}])
                    _keep(sieve, loom)
        if behind <= BATCH:
            return taken


def shelve(world_id: int, fresh: Sequence[Happening] = (), present: frozenset[int] | None = None) -> bool:
    """Bring a world's loom up to its log as `advance` does, and write what it has changed; now and then itself, too.

    Returns whether readers would see at a glance what has changed.
    """
    while True:
        with transaction.atomic():
            sieve = _locked(world_id)
            behind = sieve.behind
            loom = _through(sieve, fresh, present) if behind > 0 else loom_of(sieve, present)
            put_away(sieve, loom)
            if behind <= BATCH:
                seen, loom.glimpse = loom.glimpse, glimpse(loom)
                return seen != loom.glimpse


def glimpse(loom: Loom) -> tuple[tuple[int, ...], ...]:
    """As much of the loom as readers see at a glance: stories as they were written last, else the nearest seeds."""
    stories = tuple(
        (one.number, len(one.events), len(one.tension) // shelving.TENSION_LAGS) for one in loom.shelved.values()
    )
    if len(stories) >= glance.STRANDS:
        return stories
    waiting = [one for one in loom.seeds.values() if one.kind == seeds.PARTIAL and one.status == seeds.WAITING]
    waiting.sort(key=lambda one: (one.total - one.done, -one.score))
    return *stories, *((one.number, one.done) for one in waiting[: glance.STRANDS])


def put_away(sieve: Sieve, loom: Loom, user: User | None = None, *, decided: bool = False) -> None:
    """Rows and the loom's state together: whatever the state leaves out is woven again."""
    want(sieve, loom)
    columns = ["position", "wants", "sways", "drama", "accepts_itself"]
    if decided or sieve.position - sieve.state_position >= WOUND_EVERY:
        sieve.edition += decided
        sieve.state, sieve.state_position = spool.wound(loom), sieve.position
        columns += ["state", "state_position", "edition"]
    shelving.write(sieve, columns, loom, user)
    _keep(sieve, loom)


def _locked(world_id: int) -> Sieve:
    """The world's sieve, and with it the world, held until the transaction ends."""
    found = _for_update(world_id)
    if not found:
        Sieve.objects.get_or_create(world_id=world_id)
        found = _for_update(world_id)
    return found[0]


@worded
def _for_update(world: int) -> QuerySet[Sieve]:
    # The state is long, and only a process that has no loom asks for it.
    found = Sieve.objects.select_for_update(of=("self",)).select_related("world").filter(world=world)
    return found.only(
        "world__log_position", "world__minute", "world__genre", "position", "state_position", "edition", "sways",
        "drama", "accepts_itself",
    )  # fmt: skip


def _through(sieve: Sieve, fresh: Sequence[Happening], present: frozenset[int] | None) -> Loom:
    """Take the next events through the loom."""
    world, first = sieve.world, sieve.position + 1
    last = min(world.log_position, sieve.position + BATCH)
    loom = loom_of(sieve, present)
    at_hand = fresh if fresh and fresh[0].number == first and fresh[-1].number == last else ()
    weave(world, loom, list(at_hand) or logged.read(world.pk, first, last))
    sieve.position = last
    return loom


def weave(world: World, loom: Loom, happenings: Sequence[Happening]) -> None:
    """Take events through the loom, turn by turn; it notes what that changes."""

    def archive(numbers: Collection[int]) -> Mapping[int, Happening]:
        missing = {number for number in numbers if number not in loom.recent}
        if missing:
            # After a restart nothing is at hand: what is asked for next is fetched along, as far as there is room.
            along = (loom.asked() | missing) - loom.recent.keys()
            fetched = along if len(along) + len(loom.recent) <= MOST_RECENT else missing
            events = logged.of_rows(Event.objects.filter(world=world.pk, number__in=fetched))
            loom.recent |= {one.number: one for one in events}
        return {number: loom.recent[number] for number in numbers if number in loom.recent}

    for _, turn in groupby(happenings, key=lambda one: one.turn):
        came = weaving.advance(loom, list(turn), archive)
        loom.unshelved.seeds |= came.seeds
        loom.unshelved.stories |= came.stories


def want(sieve: Sieve, loom: Loom) -> None:
    """Note what the stories want by now."""
    sieve.wants = [plain(one) for one in (*_pressed(sieve, loom), *loom.wants(drama.STRENGTHS[sieve.drama]))]


def _pressed(sieve: Sieve, loom: Loom) -> Iterator[drama.Want]:
    """What directors have asked for, of seeds that are still under way."""
    patterns = loom.matcher.patterns
    for number, way in sieve.sways.items():
        seed = loom.seeds.get(int(number))
        if seed is not None and seed.pattern in patterns:
            yield from drama.pressed(seed, patterns[seed.pattern], way)


def _keep(sieve: Sieve, loom: Loom) -> None:
    _kept.pop(sieve.world_id, None)
    while len(_kept) >= LOOMS_KEPT:
        del _kept[next(iter(_kept))]
    _kept[sieve.world_id] = (loom, sieve.position, sieve.edition)


def plain(want: drama.Want) -> dict[str, Any]:
    return {name: getattr(want, name) for name in want.__slots__}


def wanted(row: Mapping[str, Any]) -> drama.Want:
    feelings = tuple((name, strength) for name, strength in row["feelings"])
    return drama.Want(**{**row, "acts": tuple(row["acts"]), "feelings": feelings})


def loom_of(sieve: Sieve, present: frozenset[int] | None = None) -> Loom:
    """The world's loom as it was left at the sieve's position, among those who live there now."""
    world = sieve.world
    kept = _kept.pop(world.pk, None)
    if present is None:
        present = frozenset(_present(world.pk))
    if kept is not None and kept[2] == sieve.edition and kept[1] <= sieve.position:
        loom, position, _ = kept
        if present != frozenset(loom.matcher.standing.people):
            loom.matcher.standing.people = logged.people_of(world.pk)
            # Who came or went is not told by the log alone: let it be wound up soon.
            sieve.state_position = -BATCH
    else:
        position, people = sieve.state_position, logged.people_of(world.pk)
        bonds = logged.bonds_at(world.pk, position)
        loom = spool.unwound(sieve.state, patterns_of(world.pk), people, bonds, world.genre)
    loom.matcher.standing.genre = world.genre
    loom.accepts_itself = sieve.accepts_itself
    if loom.among != present:
        loom.matcher.forget(present)
        loom.among = present
    if position < sieve.position:
        # Another process went on from there, and wrote what came of it; some of those in it may have left since.
        weave(world, loom, logged.read(world.pk, position + 1, sieve.position))
        loom.among = frozenset()
    return loom


@worded
def _present(world: int) -> QuerySet[EcosystemCharacter, int]:
    return EcosystemCharacter.objects.present().filter(world=world).values_list("pk", flat=True)


def patterns_of(world_id: int) -> Mapping[str, Form]:
    """The house's patterns and the world's own; one of the world's that cannot be read any more is passed over."""
    found = dict(catalogue())
    for row in Pattern.objects.sifting(world_id):
        try:
            form = read_text(row.source, f"{row.key}.yaml")[0]
        except DataFault as fault:
            log.warning("pattern %s of world %s is passed over: %s", row.key, world_id, fault)
            continue
        found[row.key] = replace(form, key=row.key)
    return found


def wants(world_id: int, position: int, found: Sequence[Sequence[Any]] | None = None) -> tuple[drama.Want, ...]:
    """What the world's stories would like to happen next, as of its newest event.

    `found` is what is `wanting`, where somebody has asked that already.
    """
    if found is None:
        found = wanting(world_id)
    if not found or found[0][0] < position:
        advance(world_id)
        found = wanting(world_id)
    return tuple(wanted(want) for _, wants, drama in found if drama != Sieve.Drama.OFF for want in wants)


@worded
def wanting(world: int) -> QuerySet[Sieve, tuple[int, list[dict[str, Any]], str]]:
    return Sieve.objects.filter(world=world).values_list("position", "wants", "drama")


def decide(seed: StorySeed, status: str, reason: str = "", user: User | None = None) -> StorySeed:
    """What a person says of a seed: accepted, later or dismissed; teaches the world's taste."""
    advance(seed.world_id)
    with transaction.atomic():
        sieve = _locked(seed.world_id)
        loom = loom_of(sieve)
        found = loom.seeds.get(seed.number)
        if found is not None:
            _decide(sieve.world, loom, found, status, reason)
            put_away(sieve, loom, user, decided=True)
    seed.refresh_from_db()
    return seed


def _decide(world: World, loom: Loom, seed: seeds.Seed, status: str, reason: str) -> None:
    if status != seeds.LATER:
        loom.taste = seeds.taught(loom.taste, seed, accepted=status == seeds.ACCEPTED, reason=reason)
    if status == seeds.ACCEPTED:
        events = {one.number: one for one in logged.of_rows(world.events.filter(number__in=seed.events))}
        sowing.accept(loom, loom.unshelved, seed, lambda numbers: events, reason=reason, by_hand=True)
    else:
        sowing.let_be(loom, loom.unshelved, seed, status, reason)


def sway(world_id: int, number: int, way: str) -> bool:
    """Let a director's word for or against what a seed waits for weigh with those it concerns; "" takes it back."""
    advance(world_id)
    with transaction.atomic():
        sieve = _locked(world_id)
        loom = loom_of(sieve)
        found = loom.seeds.get(number)
        if known := found is not None and found.kind == seeds.PARTIAL:
            others = [(key, kept) for key, kept in sieve.sways.items() if int(key) in loom.seeds and key != str(number)]
            sieve.sways = dict([*others, *([(str(number), way)] if way else [])][-drama.MOST_SWAYS :])
        put_away(sieve, loom)
    return known


def steer(world_id: int, *, strength: str | None = None, accepts_itself: bool | None = None, genre: str = "") -> None:
    """Let the drama manager say more or less, stories begin by themselves or not, or the world be of another genre."""
    advance(world_id)
    with transaction.atomic():
        sieve = _locked(world_id)
        loom = loom_of(sieve)
        sieve.drama = strength if strength is not None else sieve.drama
        if accepts_itself is not None:
            sieve.accepts_itself = loom.accepts_itself = accepts_itself
        if genre:
            loom.matcher.standing.genre = genre
            World.objects.filter(pk=world_id).update(genre=genre)
        put_away(sieve, loom, decided=True)


def switch(world_id: int, number: int, genre: str, arc: int | None = None) -> switching.Difference | None:
    """Let a story under way, or one arc of it, go on in another genre; what that changed, None where it is over."""
    advance(world_id)
    with transaction.atomic():
        sieve = _locked(world_id)
        loom = loom_of(sieve)
        story = loom.stories.get(number)
        if story is None:
            return None
        difference = switching.preview(story, genre, loom.scene, arc)
        loom.keep_story(loom.unshelved, switching.switched(story, genre, loom.scene, arc))
        put_away(sieve, loom, decided=True)
    return difference


def previewed(world_id: int, number: int, genre: str, arc: int | None = None) -> switching.Difference | None:
    """What switching the genre of a story, or of one arc, would change; nothing is written."""
    loom = _looked_at(world_id)
    story = loom.stories.get(number)
    return switching.preview(story, genre, loom.scene, arc) if story else None


def under_way(world_id: int) -> list[Match]:
    """Every live match of a world, the furthest first."""
    loom = _looked_at(world_id)
    steps = {key: len(pattern.steps) for key, pattern in loom.matcher.patterns.items()}
    return sorted(loom.matcher.matches(), key=lambda match: (-match.done / steps[match.pattern], match.events))


def hinted(world_id: int, story: Outline) -> tuple[foreshadowing.Shadow, ...]:
    """What a narrator might hint at in a story: whatever else may yet come about its people."""
    loom = _looked_at(world_id)
    return foreshadowing.shadows(story, loom.matcher.matches(), loom.matcher.patterns, loom.scene.names)


def _looked_at(world_id: int) -> Loom:
    """The world's loom as it is now, to read from."""
    advance(world_id)
    with transaction.atomic():
        sieve = _locked(world_id)
        loom = loom_of(sieve)
        _keep(sieve, loom)
    return loom


def renew(world_id: int) -> None:
    """Let every process unwind the world's loom anew, as after somebody has changed the world's patterns."""
    Sieve.objects.filter(world=world_id).update(edition=F("edition") + 1)

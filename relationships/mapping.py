"""The places of a world's cast on its map of relationships, kept so that the map is the same for everybody."""

from __future__ import annotations

from django.db import transaction

from characters.models import EcosystemCharacter
from ecosystem.models import World
from relationships import layout, stages
from relationships.models import CharacterRelationship

# Whoever would move less than this share of the map stays where they are.
STIR = 0.004


def lay_out(world_id: int) -> int:
    """Move everybody a little towards those who matter to them; returns how many moved.

    A world seen for the first time is laid out whole, so that it stands before its page is drawn.
    """
    seed = World.objects.filter(pk=world_id).values_list("seed", flat=True).first()
    if seed is None:
        return 0
    present = EcosystemCharacter.objects.present().filter(world=world_id)
    cast = list(present.only("group", "x", "y").order_by("pk"))
    start = {one.pk: (one.x, one.y) for one in cast if one.x is not None and one.y is not None}
    places = layout.layout([(one.pk, one.group) for one in cast], pulls_of(world_id), start, seed)
    moved = [who for who, place in places.items() if who not in start or _far(start[who], place)]
    return _move({who: places[who] for who in moved}) if moved else 0


def pulls_of(world_id: int) -> list[tuple[int, int, float]]:
    """How strongly any two matter to each other, 0..1, liking and dislike alike: foes are drawn close, too."""
    bonds = [row.bond() for row in CharacterRelationship.objects.filter(world=world_id)]
    return [(bond.source, bond.target, layout.pull(stages.regard(bond))) for bond in bonds]


def _far(old: layout.Point, new: layout.Point) -> bool:
    return max(abs(old[0] - new[0]), abs(old[1] - new[1])) > STIR


def _move(places: dict[int, layout.Point]) -> int:
    # A turn being committed has its rows locked, in an order of its own: to wait for them could be to wait for each
    # other. Whoever is held stays put and moves the next time.
    with transaction.atomic():
        free = EcosystemCharacter.objects.select_for_update(skip_locked=True, no_key=True).only("x", "y")
        rows = list(free.filter(pk__in=places))
        for row in rows:
            row.x, row.y = places[row.pk]
        EcosystemCharacter.objects.bulk_update(rows, ["x", "y"])
    return len(rows)

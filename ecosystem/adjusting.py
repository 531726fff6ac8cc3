"""A director sets by hand how one stands to another; the ledger says who did, and the people know nothing of it.

It is done between two turns: a turn decided on how they stood before is dropped whole and taken again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from characters.models import EcosystemCharacter, Event
from ecosystem import casting, settling
from ecosystem.models import User, World
from relationships import bonds, fading, ledger, stages, trust
from relationships.bonds import RANGES, Bond, Change
from relationships.models import CharacterRelationship

RULE = "by_hand"
# What may be set, and how it is spoken of.
THINGS = {
    "trust": "how far {a} trusts {b}", "affection": "how much {a} likes {b}",
    "respect": "how much {a} thinks of {b}", "attraction": "how drawn {a} is to {b}",
    "fear": "how much {a} fears {b}", "familiarity": "how well {a} knows {b}",
}  # fmt: skip
# Trust that is set by hand rests on so much, 0..1: it can be shaken.
CERTAINTY = 0.75
DAY = 24 * 60


class Setting(NamedTuple):
    """How far one is to stand to another in one thing."""

    source: EcosystemCharacter
    target: EcosystemCharacter
    thing: str
    level: float


@login_required
@require_POST
def adjust(request: HttpRequest, slug: str, one: int, other: int) -> HttpResponse:
    """The press of the form on the page of two."""
    assert isinstance(request.user, User)
    world = casting.directed(request, slug)
    thing = request.POST.get("thing", "")
    try:
        level = float(request.POST.get("level", ""))
    except ValueError:
        return HttpResponseBadRequest("Say how far, as a number.")
    # What is not a number is not between any two.
    if thing not in THINGS or one == other or not -1 <= level <= 1:
        return HttpResponseBadRequest("Choose what to set, and a number from -1 to 1.")
    present = EcosystemCharacter.objects.present().filter(world=world)
    wanted = Setting(get_object_or_404(present, pk=one), get_object_or_404(present, pk=other), thing, level)
    casting.show(world.pk, set_right(world, wanted, request.user.display_name))
    messages.success(request, f"It is set: {_told(wanted)}.")
    return redirect(reverse("pair", args=[slug, one, other]))


def set_right(world: World, wanted: Setting, sender: str) -> Event:
    """Set it, as an event of its own that nobody in the world knows of."""
    source, target = wanted.source, wanted.target
    pair, back = (source.pk, target.pk), (target.pk, source.pk)
    with settling.between_turns(world.pk) as held:
        rows = CharacterRelationship.objects.filter(world=held, source__in=pair, target__in=pair)
        found = {(row.source_id, row.target_id): row.bond() for row in rows}
        before = found.get(pair, Bond(*pair, minute=held.minute))
        nights = held.minute // DAY - before.minute // DAY
        after, faded = bonds.applied(before, fading.faded(before, nights))
        reason = f"{sender} set by hand {_told(wanted)}"[:200]
        after, changes = bonds.applied(after, _changes(after, wanted, reason))
        after = replace(after, minute=held.minute, stage=stages.stage(after, before.stage, found.get(back)))
        event = Event.objects.create(
            world=held, number=held.log_position + 1, generation=held.generation + 1, minute=held.minute,
            kind=Event.Kind.NARRATION, tags=[RULE, f"who:{source.pk}", f"who:{target.pk}"], importance=0.1,
            lines=[{"speaker": None, "text": f"{reason}.", "gesture": ""}], sender_name=sender,
        )  # fmt: skip
        World.objects.filter(pk=held.pk).update(log_position=event.number)
        ledger.write(held.pk, found, {**found, pair: after}, [(event.number, [*faded, *changes])])
    return event


def _changes(before: Bond, wanted: Setting, reason: str) -> list[Change]:
    pair = before.source, before.target
    if wanted.thing == "trust":
        good, bad = trust.evidence(max(0.0, wanted.level), CERTAINTY)
        steps = {"trust_good": good - before.trust_good, "trust_bad": bad - before.trust_bad}
    else:
        low, high = RANGES[wanted.thing]
        level = min(high, max(low, wanted.level))
        steps = {wanted.thing: level - getattr(before, wanted.thing)}
    return [Change(*pair, dimension, delta, reason, RULE) for dimension, delta in steps.items()]


def _told(wanted: Setting) -> str:
    return THINGS[wanted.thing].format(a=wanted.source.name, b=wanted.target.name)

"""What people ask of a world: numbered inputs, understood before a turn, answered by the turn that applies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from characters.models import EcosystemCharacter
from ecosystem.models import World, WorldInput
from ecosystem.scenes import Injection, Whisper
from relationships.acts import ACTS

# A turn applies at most this many; the rest wait for the next.
INPUTS_PER_TURN = 32
LONGEST_EVENT = 280
LONGEST_TOPIC = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """The waiting inputs as one turn understands them; `refused` says why some can't be done."""

    injections: tuple[Injection, ...] = ()
    whispers: tuple[Whisper, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()


class Refused(ValueError):
    """An input that can't be applied; the text tells its sender what to do about it."""


def _text(args: Mapping[str, object], field: str, longest: int, *, needed: bool = True) -> str:
    given = str(args.get(field, ""))
    if len(given) > longest:
        raise Refused(f"Keep “{field}” within {longest} characters; it has {len(given)}.")
    if "\x00" in given:
        # No text in Postgres can hold one.
        raise Refused(f"“{field}” has a null character in it; leave it out.")
    text = "".join(letter for letter in " ".join(given.split()) if letter.isprintable())
    if needed and not text:
        raise Refused(f"Say what happens: “{field}” is empty.")
    return text


def injection(number: int, args: Mapping[str, object], places: frozenset[str], sender: str = "") -> Injection:
    place = str(args.get("place", ""))
    if place and place not in places:
        raise Refused("That place is not in this world; choose one from the list.")
    text, topic = _text(args, "text", LONGEST_EVENT), _text(args, "topic", LONGEST_TOPIC, needed=False)
    return Injection(number, text, topic, place, sender)


def fault_of(args: Mapping[str, object], places: frozenset[str]) -> str:
    """What is wrong with an injection before it is queued, in words; empty when nothing is."""
    try:
        injection(0, args, places)
    except Refused as fault:
        return str(fault)
    return ""


def whisper(row: WorldInput, cast: frozenset[int]) -> Whisper:
    who, target, act = row.args.get("who"), row.args.get("target"), str(row.args.get("act", ""))
    if not isinstance(who, int) or not isinstance(target, int) or not {who, target} <= cast or who == target:
        raise Refused("Choose two different characters of this world.")
    if act not in ACTS:
        raise Refused("Choose one of the acts from the list.")
    return Whisper(row.number, who, act, target, row.sender.display_name if row.sender else "")


def waiting(world: World, places: frozenset[str]) -> Asked:
    rows = list(world.inputs.filter(applied_at=None).select_related("sender").order_by("number")[:INPUTS_PER_TURN])
    if not rows:
        return Asked()
    cast = frozenset(EcosystemCharacter.objects.present().filter(world=world).values_list("pk", flat=True))
    injections, whispers, refused = [], [], []
    for row in rows:
        try:
            if row.kind == "inject":
                sender = row.sender.display_name if row.sender else ""
                injections.append(injection(row.number, row.args, places, sender))
            elif row.kind == "whisper":
                whispers.append(whisper(row, cast))
            else:
                raise Refused("This world does not know that request.")
        except Refused as error:
            refused.append((row.number, str(error)))
    return Asked(tuple(injections), tuple(whispers), tuple(refused))

"""What people ask of a world: numbered inputs, understood before a turn, answered by the turn that applies them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from django.db.models import QuerySet

from characters.models import EcosystemCharacter
from characters.worded import worded
from ecosystem.models import World, WorldInput
from ecosystem.nightfall import BEDTIME, DAY
from ecosystem.scenes import Injection, Summons, Whisper
from relationships import occasions
from relationships.acts import ACTS
from relationships.models import OccasionRow

# A turn applies at most this many; the rest wait for the next.
INPUTS_PER_TURN = 32
LONGEST_EVENT = 280
LONGEST_TOPIC = 60
LONGEST_MATTER = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """The waiting inputs as one turn understands them; `refused` says why some can't be done."""

    injections: tuple[Injection, ...] = ()
    whispers: tuple[Whisper, ...] = ()
    summons: tuple[Summons, ...] = ()
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


def fault_of_whisper(args: Mapping[str, object], cast: frozenset[int]) -> str:
    """What is wrong with a whisper before it is queued, in words; empty when nothing is."""
    try:
        whisper(WorldInput(number=0, args=dict(args)), cast)
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


def summons(number: int, args: Mapping[str, object], places: Set[str], cast: Set[int], sender: str = "") -> Summons:
    """An occasion that a person calls: kind, place, subject (whom it is about), against (accuser or rival), text."""
    kind, place = str(args.get("kind", "")), str(args.get("place", ""))
    if kind not in occasions.KINDS:
        raise Refused("Choose a gathering, a vote, a feast or a trial.")
    if place not in places:
        raise Refused("That place is not in this world; choose one from the list.")
    if len(cast) < occasions.FEWEST[kind]:
        raise Refused(f"A {kind} takes at least {occasions.FEWEST[kind]} characters; this world has {len(cast)}.")
    subject, against = _whom(args, "subject", cast), _whom(args, "against", cast)
    if subject is None and kind == occasions.VOTE:
        raise Refused("Say whom the vote is about: choose one of the characters.")
    if subject is None and kind == occasions.TRIAL:
        raise Refused("Say whose trial it is: choose one of the characters.")
    if subject is not None and subject == against:
        raise Refused("Nobody can stand against themselves; choose two different characters.")
    matter = _text(args, "text", LONGEST_MATTER, needed=False)
    return Summons(number, kind, place, subject, against, matter.rstrip("."), sender)


def _whom(args: Mapping[str, object], field: str, cast: Set[int]) -> int | None:
    given = args.get(field)
    if given in (None, "", 0):
        return None
    if not str(given).isdecimal() or int(str(given)) not in cast:
        raise Refused("That character is not in this world; choose one from the list.")
    return int(str(given))


def fault_of_summons(world: World, args: Mapping[str, object], places: Set[str]) -> str:
    """What is wrong with an occasion before it is queued, in words; empty when nothing is."""
    cast = EcosystemCharacter.objects.present().filter(world=world).values_list("pk", flat=True)
    try:
        _timely(world, summons(0, args, places, frozenset(cast)))
    except Refused as fault:
        return str(fault)
    return ""


def _timely(world: World, called: Summons) -> Summons:
    """Not while another is on, nor so late that the night would fall into it."""
    if OccasionRow.objects.open().filter(world=world).exists():
        raise Refused("Another occasion is under way; wait until it is over.")
    if world.minute % DAY + occasions.NOTICE + occasions.LASTS[called.kind] > BEDTIME:
        raise Refused(f"It is too late in the world’s day for a {called.kind}; call it in the morning.")
    return called


@worded
def _unanswered(world: int) -> QuerySet[WorldInput]:
    waiting = WorldInput.objects.filter(world=world, applied_at=None)
    return waiting.select_related("sender").order_by("number")[:INPUTS_PER_TURN]


def waiting(world: World, places: frozenset[str]) -> Asked:
    rows = _unanswered(world.pk) if world.is_asked else []
    if not rows:
        return Asked()
    cast = frozenset(EcosystemCharacter.objects.present().filter(world=world).values_list("pk", flat=True))
    injections, whispers, called, refused = [], [], list[Summons](), []
    for row in rows:
        try:
            if row.kind == "inject":
                sender = row.sender.display_name if row.sender else ""
                injections.append(injection(row.number, row.args, places, sender))
            elif row.kind == "whisper":
                whispers.append(whisper(row, cast))
            elif row.kind == "occasion":
                sender = row.sender.display_name if row.sender else ""
                asked = _timely(world, summons(row.number, row.args, places, cast, sender))
                if called:
                    raise Refused("Another occasion is under way; wait until it is over.")
                called.append(asked)
            else:
                raise Refused("This world does not know that request.")
        except Refused as error:
            refused.append((row.number, str(error)))
    return Asked(tuple(injections), tuple(whispers), tuple(called), tuple(refused))

"""Casts of any size: a starter's own, and again under other names until there are enough, spread over its places."""

from __future__ import annotations

from ecosystem import starters
from ecosystem.models import World
from ecosystem.starterfile import Goal, Member, Secret, Starter

STARTER = "pemberley"
# What the second, third ... bearer of a name is called.
ORDINALS = (
    "", " the Younger", " of Lambton", " of Meryton", " of Hunsford", " of Bath", " of Bakewell", " of Brighton",
    " of Matlock", " of Dovedale", " of Chatsworth", " of Buxton", " of Ashbourne", " of Derby", " of Kympton",
    " of Highbury", " of Hartfield", " of Donwell", " of Randalls", " of Lyme", " of Kellynch", " of Uppercross",
    " of Camden Place", " of Winthrop", " of Northanger", " of Fullerton", " of Woodston", " of Norland",
    " of Barton", " of Delaford", " of Cleveland", " of Allenham", " of Combe Magna", " of Mansfield",
    " of Sotherton", " of Thornton Lacey", " of Everingham", " of Portsmouth", " of Sanditon", " of Willingden",
    " of Rosings",
)  # fmt: skip


def world_of(size: int, seed: int = 7, **settings: object) -> World:
    """A watched world with a cast of `size`, voiced by the model unless `settings` say otherwise."""
    world = starters.create_world(starter_of(size), None, seed)
    wanted = {"voice": World.Voice.MODEL, "visibility": World.Visibility.PUBLIC, **settings}
    World.objects.filter(pk=world.pk).update(**wanted)
    world.refresh_from_db()
    return world


def starter_of(size: int) -> Starter:
    whole = starters.read(STARTER)
    rounds = range(-(-size // len(whole.cast)))
    cast = [_again(whole, member, number) for number in rounds for member in whole.cast][:size]
    here = {member.key for member in cast}
    ties = [
        tie.model_copy(update={"source": _key(tie.source, number), "target": _key(tie.target, number)})
        for number in rounds
        for tie in whole.relationships
    ]
    return whole.model_copy(
        update={
            "cast": tuple(_at_home(member, here) for member in cast),
            "relationships": tuple(tie for tie in ties if {tie.source, tie.target} <= here),
            "groups": tuple(
                group.model_copy(update={"key": _key(group.key, number)}) for number in rounds for group in whole.groups
            ),
        }
    )


def _key(key: str, number: int) -> str:
    return f"{key}_{number}" if number else key


def _ordinal(number: int) -> str:
    return ORDINALS[number] if number < len(ORDINALS) else f" of House {number}"


def _again(whole: Starter, member: Member, number: int) -> Member:
    if not number:
        return member
    place = whole.places[(whole.cast.index(member) + number) % len(whole.places)].key
    return member.model_copy(
        update={
            "key": _key(member.key, number),
            "name": f"{member.name}{_ordinal(number)}",
            "place": place,
            "group": _key(member.group, number) if member.group else member.group,
            "goals": tuple(_aimed(goal, _key(goal.target, number) if goal.target else None) for goal in member.goals),
            "secrets": tuple(
                _shared(
                    secret,
                    _key(secret.about, number) if secret.about else None,
                    tuple(_key(one, number) for one in secret.known_by),
                )
                for secret in member.secrets
            ),
        }
    )


def _at_home(member: Member, here: set[str]) -> Member:
    """A smaller cast leaves some out: nobody wants or knows anything of those."""
    return member.model_copy(
        update={
            "goals": tuple(_aimed(goal, goal.target if goal.target in here else None) for goal in member.goals),
            "secrets": tuple(
                _shared(
                    secret,
                    secret.about if secret.about in here else None,
                    tuple(one for one in secret.known_by if one in here),
                )
                for secret in member.secrets
            ),
        }
    )


def _aimed(goal: Goal, target: str | None) -> Goal:
    return goal.model_copy(update={"target": target})


def _shared(secret: Secret, about: str | None, known_by: tuple[str, ...]) -> Secret:
    return secret.model_copy(update={"about": about, "known_by": known_by})

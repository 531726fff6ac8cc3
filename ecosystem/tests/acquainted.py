"""A world of people who know each other through deeds that a test tells, with their ledger as turns would write it."""

from __future__ import annotations

from dataclasses import replace

from characters.models import Character, EcosystemCharacter, Event
from ecosystem.models import World
from relationships import ledger, stages
from relationships.bonds import Bond, Change, applied
from relationships.models import CharacterRelationship


class Acquainted:
    def __init__(self, world: World, count: int = 4) -> None:
        self.world = world
        sheets = Character.objects.bulk_create(
            Character(name=f"Person {number}", traits={"openness": 0.2 + 0.6 * (number % 2)})
            for number in range(1, count + 1)
        )
        self.lives = EcosystemCharacter.objects.bulk_create(
            EcosystemCharacter(world=world, character=sheet, name=sheet.name, x=0.5, y=0.5, pleasure=0.1)
            for sheet in sheets
        )
        self.ids = [life.pk for life in self.lives]

    def changed(self, number: int, source: int, target: int, reason: str = "a reason", **deltas: float) -> None:
        """What an event (0: the beginning) did to how one stands to another, both by their place in the cast."""
        pair = (self.ids[source], self.ids[target])
        row = CharacterRelationship.objects.filter(source=pair[0], target=pair[1]).first()
        before = row.bond() if row else Bond(*pair)
        after, held = applied(before, [Change(*pair, name, delta, reason, "rule") for name, delta in deltas.items()])
        after = replace(after, stage=stages.stage(after, before.stage))
        ledger.write(self.world.pk, {pair: before}, {pair: after}, [(number, held)])

    def happened(self, source: int, target: int, minute: int, act: str = "help", **deltas: float) -> Event:
        """An event of the log, and what it did to how its target stands to its source."""
        number = self.world.log_position + 1
        event = Event.objects.create(
            world=self.world, number=number, minute=minute, act=act, initiator=self.lives[source],
            responder_ids=[self.ids[target]], importance=0.5,
        )  # fmt: skip
        self.world.log_position = number
        self.world.minute = max(self.world.minute, minute)
        self.world.save()
        verb = {"help": "helped", "lie": "lied to"}.get(act, act)
        reason = f"{self.lives[source].name} {verb} {self.lives[target].name}"
        self.changed(number, target, source, reason, **deltas)
        return event

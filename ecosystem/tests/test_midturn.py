"""What people do while a turn is being decided: nothing is lost, nothing half, and the next turn goes by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from characters.models import EcosystemCharacter, Event, Secret
from ecosystem import adjusting, settling, turns
from ecosystem.adjusting import Setting
from ecosystem.inputs import Asked
from ecosystem.models import Turn, User, World
from ecosystem.observe import snapshot
from relationships import ledger, matches, record
from relationships.models import CharacterRelationship, LedgerEntry
from relationships.promises import Promise
from relationships.rank import Leadership


@pytest.fixture
def in_mid_turn(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Does something once a turn has been observed and before it is committed."""

    def arrange(meanwhile: Callable[[], object]) -> None:
        decide = turns.decide

        def decided(*args: Any) -> Any:
            found = decide(*args)
            monkeypatch.setattr(turns, "decide", decide)
            meanwhile()
            return found

        monkeypatch.setattr(settling, "PATIENCE", 0.0)
        monkeypatch.setattr(turns, "decide", decided)

    return arrange


def life_of(world: World, key: str) -> EcosystemCharacter:
    return world.cast.select_related("character").get(key=key)


def take(world: World) -> object:
    world.refresh_from_db()
    return turns.take(world.pk, world.generation, "none")


def test_traits_edited_in_mid_turn_hold_from_the_next(pemberley: World, in_mid_turn: Any) -> None:
    jane, darcy = life_of(pemberley, "jane"), life_of(pemberley, "darcy")
    before = snapshot(pemberley, Asked())
    suited = matches.between(before.minds[darcy.pk], before.minds[jane.pk])

    def edit() -> None:
        jane.character.traits = {**jane.character.traits, "neuroticism": 0.98, "agreeableness": 0.02}
        jane.character.save_version()

    in_mid_turn(edit)
    assert take(pemberley) is not None
    after = snapshot(pemberley, Asked())
    assert after.minds[jane.pk].personality.neuroticism == 0.98
    assert matches.between(after.minds[darcy.pk], after.minds[jane.pk]) < suited
    assert take(pemberley) is not None


def test_a_bond_set_in_mid_turn_is_not_lost_to_the_turn(pemberley: World, in_mid_turn: Any) -> None:
    jane, wickham = life_of(pemberley, "jane"), life_of(pemberley, "wickham")
    in_mid_turn(lambda: adjusting.set_right(pemberley, Setting(jane, wickham, "affection", -0.9), "Alice"))
    assert take(pemberley) is None
    assert not Turn.objects.exists()
    bond = CharacterRelationship.objects.get(source=jane, target=wickham).bond()
    assert bond.affection == -0.9
    entry = LedgerEntry.objects.get(rule=adjusting.RULE)
    assert entry.reason == f"Alice set by hand how much {jane.name} likes {wickham.name}"
    assert take(pemberley) is not None
    assert ledger.differences(pemberley.pk) == []
    assert sorted(Event.objects.values_list("number", flat=True)) == list(range(1, Event.objects.count() + 1))


@pytest.mark.parametrize(("thing", "level"), [("trust", 0.9), ("trust", 0.05), ("fear", 0.5), ("familiarity", 1.0)])
def test_what_is_set_is_so_and_the_ledger_adds_up_to_it(pemberley: World, thing: str, level: float) -> None:
    jane, darcy = life_of(pemberley, "jane"), life_of(pemberley, "darcy")
    adjusting.set_right(pemberley, Setting(jane, darcy, thing, level), "Alice")
    bond = CharacterRelationship.objects.get(source=jane, target=darcy).bond()
    assert getattr(bond, thing) == pytest.approx(level, abs=0.03)
    assert ledger.differences(pemberley.pk) == []


def test_only_who_directs_sets_a_bond_and_only_to_what_it_can_be(
    pemberley: World, client: Client, alice: User, charlie: User
) -> None:
    jane, darcy = life_of(pemberley, "jane"), life_of(pemberley, "darcy")
    address = reverse("adjust", args=[pemberley.slug, jane.pk, darcy.pk])
    client.force_login(charlie)
    assert client.post(address, {"thing": "fear", "level": "0.5"}).status_code in (403, 404)
    client.force_login(alice)
    for wrong in ({"thing": "fear", "level": "nan"}, {"thing": "fear", "level": "7"}, {"thing": "stage", "level": "1"}):
        assert client.post(address, wrong).status_code == 400
    assert not LedgerEntry.objects.filter(rule=adjusting.RULE).exists()
    answer = client.post(address, {"thing": "fear", "level": "0.5"}, follow=True)
    assert "It is set" in answer.content.decode()
    assert CharacterRelationship.objects.get(source=jane, target=darcy).fear == 0.5


@pytest.mark.parametrize("way", ["deleted", "departed"])
def test_whoever_held_secrets_promises_and_the_lead_goes(pemberley: World, in_mid_turn: Any, way: str) -> None:
    jane, darcy = life_of(pemberley, "jane"), life_of(pemberley, "darcy")
    holding(pemberley, jane, darcy)
    gone = jane.pk
    if way == "deleted":
        jane.delete()
    else:
        in_mid_turn(lambda: settling.leave(jane, "Gone."))
        assert take(pemberley) is None
    assert all(take(pemberley) is not None for _ in range(3))
    pemberley.refresh_from_db()
    seen = snapshot(pemberley, Asked())
    assert gone not in seen.minds
    assert gone not in {one.holder for one in seen.secrets}
    assert seen.society.promises == seen.society.leaderships == ()
    assert ledger.differences(pemberley.pk) == []


def test_a_turn_with_somebody_deleted_meanwhile_is_written_whole_or_not_at_all(
    pemberley: World, in_mid_turn: Any
) -> None:
    in_mid_turn(pemberley.cast.all().delete)

    def taken() -> None:
        with transaction.atomic():
            take(pemberley)
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        taken()
    pemberley.refresh_from_db()
    assert pemberley.generation == 0
    assert Event.objects.count() == 1


def holding(world: World, who: EcosystemCharacter, other: EcosystemCharacter) -> None:
    """Gives somebody a secret, a word to keep and the lead."""
    assert take(world) is not None
    world.refresh_from_db()
    Secret.objects.create(holder=who, text="It was she.", confession="It was I", knower_ids=[other.pk])
    seen = snapshot(world, Asked()).society
    society = seen.adding(
        "promises", Promise(who.pk, other.pk, "come to tea", "come to tea", 1, world.minute, world.minute + 900)
    ).adding("leaderships", Leadership(who.pk, world.minute, 1))
    record.write(world.pk, seen, society)
    record.keep(world.pk, world.generation, society)
    assert len(snapshot(world, Asked()).society.promises) == 1

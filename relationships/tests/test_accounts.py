"""What pages are told of faith kept and broken, and in how many queries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from characters.models import Character, EcosystemCharacter, Event, Secret
from ecosystem.models import World
from relationships import accounts, record
from relationships.betrayals import Betrayal, Known
from relationships.confidences import Confidence
from relationships.models import CharacterRelationship
from relationships.promises import KEPT, Promise
from relationships.rumours import Rumour, Telling
from relationships.society import NOTHING

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(world: World) -> tuple[World, list[int]]:
    """Mara confided in Ioan, who told Lia, who told Tam and then Mara."""
    cast = [
        EcosystemCharacter.objects.create(
            world=world,
            character=Character.objects.create(name=name),
            name=name,
            group="house" if name < "M" else "town",
        )
        for name in ("Mara", "Ioan", "Lia", "Tam")
    ]
    mara, ioan, lia, tam = ids = [one.pk for one in cast]
    for number in range(1, 10):
        Event.objects.create(world=world, number=number, minute=600 + number, initiator_id=ioan)
    secret = Secret.objects.create(
        holder_id=mara, text="Mara sold the ring.", confession="I sold the ring", knower_ids=[tam, ioan, lia]
    )
    betrayal = Betrayal(
        ioan, mara, "reveal_secret", "secret", 0.3, 0.72, True, "Ioan gave a secret of Mara away to Lia", 4,
        (2, 4), 604, knowledge=(Known(ioan, 4), Known(lia, 4)),
    ).discovered(8, 608, "told", lia)  # fmt: skip
    rumour = Rumour(
        ioan, mara, lia, "reveal_secret", betrayal.deed, 4, True, -0.3, 604,
        (Telling(lia, tam, 6, 606, 0.7), Telling(tam, mara, 7, 607, 0.4, True)),
    )  # fmt: skip
    hidden = replace(
        betrayal, act="lie", bound="advantage", event=5, evidence=(5,), state="hidden", learned=0, means=""
    )
    society = NOTHING
    for kind, fact in (
        ("promises", Promise(ioan, mara, "to be of use", "the ring", 1, 601, 1800)),
        ("promises", Promise(lia, tam, "to come again", "the ring", 1, 601, 1800, KEPT, 3, 603)),
        ("betrayals", betrayal), ("betrayals", hidden),
        ("confidences", Confidence(secret.pk, mara, mara, ioan, 2, 602)),
        ("confidences", Confidence(secret.pk, mara, ioan, lia, 4, 604, True)),
        ("rumours", rumour),
    ):  # fmt: skip
        society = society.adding(kind, fact)
    record.write(world.pk, NOTHING, society)
    return world, ids


def test_a_betrayal_is_told_with_its_evidence_and_who_knows(told, django_assert_num_queries):
    world, (mara, ioan, lia, _) = told
    with django_assert_num_queries(2):
        hidden, known = accounts.betrayals(world.pk, world.minute + 700, between=(mara, ioan))
    assert [event.number for event in known.evidence] == [2, 4]
    assert known.learned is not None
    assert known.learned.number == 8
    assert known.fact.knowledge[-1] == Known(mara, 8, lia)
    assert 0 <= known.mended < known.needed
    assert known.ceiling == pytest.approx(0.85 * 0.72)
    assert (hidden.learned, hidden.ceiling) == (None, 1.0)


def test_secret_ones_can_be_left_out(told):
    world, (mara, _ioan, *_) = told
    shown = accounts.betrayals(world.pk, 700, who=mara, secret=False)
    assert [one.fact.state for one in shown] == ["known"]
    assert accounts.betrayals(world.pk, 700, between=(mara, mara)) == []


def test_the_path_of_a_rumour_is_told_mouth_by_mouth(told, django_assert_num_queries):
    world, (mara, ioan, lia, tam) = told
    with django_assert_num_queries(1):
        (found,) = accounts.rumours(world.pk, about=ioan)
    assert [(hop.telling.teller, hop.telling.hearer, hop.mouths) for hop in found.path] == [
        (lia, tam, 1),
        (tam, mara, 2),
    ]
    assert found.knowers == (lia, tam, mara)
    assert accounts.rumours(world.pk, about=lia) == []


def test_the_way_of_a_secret_is_told_and_who_knew_all_along(told, django_assert_num_queries):
    world, (mara, ioan, lia, tam) = told
    with django_assert_num_queries(2):
        (found,) = accounts.secrets(world.pk)
    ways = {one.who: one.told and (one.told.teller, one.told.event, one.told.overheard) for one in found.knowers}
    assert ways == {tam: None, ioan: (mara, 2, False), lia: (ioan, 4, True)}


def test_open_promises_are_told_apart_from_those_that_are_over(told, django_assert_num_queries):
    world, (mara, ioan, _lia, tam) = told
    with django_assert_num_queries(1):
        (still_open,) = accounts.promises(world.pk, open_only=True)
    assert (still_open.maker, still_open.holder) == (ioan, mara)
    assert len(accounts.promises(world.pk)) == 2
    assert [one.state for one in accounts.promises(world.pk, who=tam)] == [KEPT]
    EcosystemCharacter.objects.filter(pk=ioan).update(departed=9)
    assert accounts.promises(world.pk, open_only=True) == []
    assert len(accounts.promises(world.pk)) == 2


def knows(world: World, source: int, target: int, **fields: float) -> None:
    CharacterRelationship.objects.create(world=world, source_id=source, target_id=target, **fields)


def test_the_web_of_trust_has_what_is_expected_and_how_surely(told, django_assert_num_queries):
    world, (mara, ioan, lia, tam) = told
    knows(world, mara, ioan, trust_good=1, trust_bad=5, familiarity=0.5)
    knows(world, mara, lia, trust_good=8, familiarity=0.5)
    knows(world, mara, tam, trust_good=8, familiarity=0.0)
    with django_assert_num_queries(1):
        surest, other = accounts.trust_web(world.pk)
    assert (surest.target, round(surest.trust, 2), surest.uncertainty) == (lia, 0.9, 0.2)
    assert other.trust == 0.25


def test_reputation_is_told_by_group_and_by_community(told, django_assert_num_queries):
    world, (mara, ioan, lia, _tam) = told
    knows(world, mara, ioan, trust_bad=5, affection=-0.6, familiarity=0.6)
    knows(world, lia, ioan, trust_good=5, affection=0.6, familiarity=0.6)
    with django_assert_num_queries(2):
        found = accounts.reputation_of(world.pk, {mara: "blue", lia: "red"})
    assert found[ioan]["house"].value > 0 > found[ioan]["town"].value
    assert found[ioan]["red"].value == found[ioan]["house"].value
    assert found[ioan][""].voices == 2

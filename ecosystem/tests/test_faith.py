"""Faith kept and broken in a world with rows: what a reader finds, and what a departure leaves behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from characters.models import EcosystemCharacter, Event, Memory, Secret
from ecosystem import turns
from ecosystem.models import World
from ecosystem.scenes import Decision, Snapshot
from ecosystem.tests.planting import Planted
from relationships import accounts, record
from relationships.models import BetrayalRow, CharacterRelationship, ConfidenceRow, PromiseRow, RumourRow

pytestmark = pytest.mark.django_db
Plant = Callable[..., None]
ONLY = frozenset({"promises", "confidences", "rumours", "betrayals", "repair"})


@pytest.fixture
def plant(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Let one scene happen in the next turn, and nothing else."""

    def planted(act: str, by: int, to: int, **how: object) -> None:
        def decided(seen: Snapshot, rng: object) -> Decision:
            world = Planted.on(seen, ONLY)
            for who in {by, to}:
                world.place(who, "library")
            world.do(act, by, to, **how)  # type: ignore[arg-type]
            assert world.decided is not None
            return world.decided

        with monkeypatch.context() as patch:
            patch.setattr(turns, "decide", decided)
            assert turns.take(pemberley.pk, pemberley.generation, "none") is not None
        pemberley.refresh_from_db()

    return planted


@pytest.fixture
def cast(pemberley: World) -> dict[str, int]:
    """Elizabeth, who trusts Wickham, has a secret; Jane and she are sisters."""
    cast = dict(pemberley.cast.values_list("key", "pk"))
    lizzy, wickham = cast["elizabeth"], cast["wickham"]
    bond = {"trust_good": 6, "trust_bad": 1, "affection": 0.4, "familiarity": 0.6, "minute": pemberley.minute}
    for pair in ((lizzy, wickham), (lizzy, cast["jane"])):
        CharacterRelationship.objects.filter(source=pair[0], target=pair[1]).delete()
        CharacterRelationship.objects.create(world=pemberley, source_id=pair[0], target_id=pair[1], **bond)
    Secret.objects.filter(holder__world=pemberley).delete()
    Secret.objects.create(holder_id=lizzy, text="Elizabeth thinks of Mr Darcy.", confession="I think of Mr Darcy")
    return cast


@pytest.fixture
def betrayed(plant: Plant, cast: dict[str, int]) -> dict[str, int]:
    """Elizabeth confides in Wickham, who tells Jane, who tells Elizabeth."""
    lizzy, wickham, jane = cast["elizabeth"], cast["wickham"], cast["jane"]
    plant("confide", lizzy, wickham)
    plant("reveal_secret", wickham, jane, of=lizzy)
    plant("warn", jane, lizzy, of=wickham)
    return cast


def test_the_rows_tell_who_betrayed_whom_with_what_evidence_and_who_knows(pemberley, betrayed):
    lizzy, wickham, jane = (betrayed[key] for key in ("elizabeth", "wickham", "jane"))
    (account,) = accounts.betrayals(pemberley.pk, pemberley.minute, between=(lizzy, wickham))
    assert [event.act for event in account.evidence] == ["confide", "reveal_secret"]
    assert account.learned is not None
    assert account.learned.act == "betrayal_discovered"
    assert [known.who for known in account.fact.knowledge] == [wickham, jane, lizzy]
    (secret,) = accounts.secrets(pemberley.pk)
    assert {one.who: one.told and one.told.teller for one in secret.knowers} == {wickham: lizzy, jane: wickham}
    (rumour,) = accounts.rumours(pemberley.pk, about=wickham)
    assert rumour.fact.origin == jane


def test_the_ledger_says_what_it_did_to_her_trust(pemberley, betrayed):
    lizzy, wickham = betrayed["elizabeth"], betrayed["wickham"]
    assert CharacterRelationship.objects.get(source=lizzy, target=wickham).bond().trust < 0.5
    found = Event.objects.get(world=pemberley, act="betrayal_discovered")
    entries = pemberley.ledger.filter(event=found.number, rule="betrayal.known", dimension="trust_bad")
    assert "secret of Elizabeth" in entries.get(source=lizzy, target=wickham).reason


def test_whoever_is_told_remembers_it(pemberley, betrayed):
    told = Memory.objects.filter(owner=betrayed["elizabeth"], kind=Memory.Kind.TOLD).get()
    assert Event.objects.get(world=pemberley, number=told.event).act == "reveal_secret"


def test_in_three_clicks_a_reader_finds_why_she_no_longer_trusts_him(pemberley, betrayed, client: Client):
    client.force_login(pemberley.owner)
    lizzy, wickham = betrayed["elizabeth"], betrayed["wickham"]
    found = Event.objects.get(world=pemberley, act="betrayal_discovered")
    pair = client.get(reverse("pair", args=[pemberley.slug, lizzy, wickham]))
    assert reverse("event", args=[pemberley.slug, found.number]) in pair.content.decode()
    told = client.get(reverse("event", args=[pemberley.slug, found.number])).content.decode()
    for act in ("confide", "reveal_secret", "warn"):
        evidence = Event.objects.get(world=pemberley, act=act)
        assert reverse("event", args=[pemberley.slug, evidence.number]) in told
    assert "had told it to him in confidence" in told


def departs(world: World, who: int) -> None:
    EcosystemCharacter.objects.filter(pk=who).update(departed=world.log_position)


@pytest.mark.parametrize("key", ["elizabeth", "wickham", "jane"])
@pytest.mark.parametrize("leaves", [departs, lambda world, who: EcosystemCharacter.objects.get(pk=who).delete()])
def test_the_world_goes_on_when_any_of_them_leaves_or_is_deleted(pemberley, betrayed, plant, key, leaves):
    plant("promise", betrayed["wickham"], betrayed["jane"])
    leaves(pemberley, betrayed[key])
    for _ in range(12):
        pemberley.refresh_from_db()
        assert turns.take(pemberley.pk, pemberley.generation, "house") is not None
    pemberley.refresh_from_db()
    record._kept.clear()
    left = frozenset(pemberley.cast.filter(departed=None).values_list("pk", flat=True))
    society = record.society_of(pemberley.pk, pemberley.generation, left)
    held = [one for kind in ("promises", "betrayals", "confidences") for one in getattr(society, kind)]
    assert not any(betrayed[key] in one.people for one in held)
    assert not any(one.subject == betrayed[key] for one in society.rumours)
    assert all(one.fact.deed for one in accounts.rumours(pemberley.pk))


def test_a_secret_can_be_deleted_with_the_way_it_went(pemberley, betrayed):
    assert ConfidenceRow.objects.count() == 2
    Secret.objects.all().delete()
    assert not ConfidenceRow.objects.exists()
    assert turns.take(pemberley.pk, pemberley.generation, "none") is not None


def test_a_world_takes_its_facts_with_it(pemberley, betrayed, plant):
    plant("promise", betrayed["wickham"], betrayed["jane"])
    pemberley.delete()
    for model in (PromiseRow, BetrayalRow, RumourRow, ConfidenceRow):
        assert not model.objects.exists()

"""A world's company as rows: written by turns, read back, told to readers, and outliving whoever leaves."""

from __future__ import annotations

import pytest

from characters.models import EcosystemCharacter
from ecosystem import inputs, starters, turns
from ecosystem.models import World
from ecosystem.observe import setting_of
from relationships import company, record
from relationships.alliances import Alliance
from relationships.conflicts import DISPUTE, Conflict
from relationships.models import AllianceRow, ConflictRow, LeadershipRow, OccasionRow
from relationships.rank import Leadership
from relationships.society import Society

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return starters.create_world(starters.read("pemberley"), None, seed=5)


def people(world, count=4):
    return list(world.cast.order_by("pk").values_list("pk", flat=True)[:count])


def lay_down(world, **facts):
    """Facts as a turn would have left them."""
    society = Society()
    for kind, held in facts.items():
        for fact in held:
            society = society.adding(kind, fact)
    record.write(world.pk, Society(), society)
    record.keep(world.pk, world.generation, society)
    return society


def company_of(world):
    one, two, three, four = people(world)
    return lay_down(
        world,
        alliances=[Alliance((one, two, three), one, "stand against P", four, None, 480, 1, 0.7, checked=480)],
        conflicts=[Conflict(one, four, DISPUTE, 1.0, 1, 1, 480, 480, highest=DISPUTE)],
        leaderships=[Leadership(one, 480, 1)],
    )


def play(world, count):
    for _ in range(count):
        world.refresh_from_db()
        assert turns.take(world.pk, world.generation, "none") is not None
    world.refresh_from_db()


def cast(world):
    return frozenset(EcosystemCharacter.objects.present().filter(world=world).values_list("pk", flat=True))


def test_facts_read_back_as_they_were_written(world):
    society = company_of(world)
    record._kept.clear()
    read = record.society_of(world.pk, world.generation, cast(world))
    assert read == society


def test_turns_write_what_they_changed(world):
    company_of(world)
    play(world, 25)
    record._kept.clear()
    assert record.society_of(world.pk, world.generation, cast(world)).last >= 3
    assert world.cast.exclude(rating=1000).exists()


def test_readers_are_told_of_everything_in_a_fixed_number_of_queries(world, django_assert_max_num_queries):
    company_of(world)
    play(world, 20)
    with django_assert_max_num_queries(24):
        bonds = company.bonds_of(world.pk)
        [alliance, *_] = company.alliances_of(world.pk)
        quarrels = company.conflicts_of(world.pk, bonds)
        table = company.rank_of(world.pk, bonds)
        balance = company.balance_of(world.pk, bonds)
        groups = company.groups_of(world.pk, bonds)
        company.occasions_of(world.pk)
    assert alliance.alliance.purpose == "stand against P"
    assert all(one.conflict.is_open or not one.mediators for one in quarrels)
    assert len(table.rows) == len(cast(world))
    assert sum(one.score for one in table.rows) == pytest.approx(0, abs=0.01)
    assert balance.factions.nodes == len(cast(world))
    assert {group.name for group in groups} > {""} or all(group.name for group in groups)
    assert all(group.members for group in groups)


def test_an_alliance_outlives_its_leader_and_a_quarrel_does_not(world):
    company_of(world)
    one, two, three, _ = people(world)
    EcosystemCharacter.objects.filter(pk=one).update(departed=1)
    play(world, 3)
    [alliance] = AllianceRow.objects.filter(world=world, made=480)
    assert alliance.fact().among(cast(world)).members == (two, three)
    assert company.conflicts_of(world.pk) == [
        account for account in company.conflicts_of(world.pk) if one not in account.conflict.people
    ]
    assert company.rank_of(world.pk).leader is None or company.rank_of(world.pk).leader.leader != one
    assert ConflictRow.objects.filter(world=world, one=one).exists()


def test_an_alliance_of_one_is_over_at_the_next_look(world):
    company_of(world)
    one, two, _, _ = people(world)
    EcosystemCharacter.objects.filter(pk__in=[one, two]).update(departed=1)
    play(world, 2)
    [alliance] = AllianceRow.objects.filter(world=world, made=480)
    assert alliance.closed > 0


def test_a_deleted_leader_leaves_rows_that_can_be_read(world):
    company_of(world)
    one = people(world)[0]
    EcosystemCharacter.objects.filter(pk=one).delete()
    play(world, 2)
    assert not LeadershipRow.objects.filter(world=world, leader=one).exists()
    assert AllianceRow.objects.get(world=world, made=480).leader_id != one
    assert company.alliances_of(world.pk)


def queue(world, **args):
    return world.queue("occasion", args)


def asked(world):
    return inputs.waiting(world, frozenset(setting_of(world).places))


def test_a_director_calls_a_vote_and_hears_of_it(world):
    one, two, *_ = people(world)
    place = next(iter(setting_of(world).places))
    World.objects.filter(pk=world.pk).update(minute=600)
    row = queue(world, kind="vote", place=place, subject=one, against=str(two))
    play(world, 1)
    row.refresh_from_db()
    assert row.error == ""
    called = world.events.get(number=row.result["event"])
    assert called.act == "occasion_called"
    play(world, 20)
    vote = OccasionRow.objects.get(world=world, by_person=True)
    assert vote.result in {"passed", "rejected", "failed"}
    [account] = [one for one in company.occasions_of(world.pk) if one.occasion.by_person]
    assert account.called.number == called.number
    assert account.outcome is not None


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({"kind": "ball"}, "Choose a gathering, a vote, a feast or a trial"),
        ({"kind": "feast", "place": "nowhere"}, "not in this world; choose one from the list"),
        ({"kind": "vote", "subject": None}, "whom the vote is about"),
        ({"kind": "trial", "subject": ""}, "whose trial it is"),
        ({"kind": "trial", "subject": 999_999_999}, "That character is not in this world"),
        ({"kind": "trial", "subject": "someone"}, "That character is not in this world"),
        ({"kind": "trial", "against": "same"}, "against themselves"),
        ({"kind": "feast", "text": "x" * 500}, "within 120 characters"),
    ],
)
def test_an_occasion_that_cannot_be_is_refused_in_words(world, args, says):
    one = people(world)[0]
    place = next(iter(setting_of(world).places))
    World.objects.filter(pk=world.pk).update(minute=600)
    world.refresh_from_db()
    given = {"place": place, "subject": one} | args
    if given.get("against") == "same":
        given["against"] = one
    fault = inputs.fault_of_summons(world, given, frozenset(setting_of(world).places))
    assert says in fault
    queue(world, **given)
    assert asked(world).summons == ()
    assert says in asked(world).refused[0][1]


def test_too_late_in_the_day_or_while_another_is_on_is_refused(world):
    one, *_ = people(world)
    place = next(iter(setting_of(world).places))
    World.objects.filter(pk=world.pk).update(minute=22 * 60)
    world.refresh_from_db()
    queue(world, kind="feast", place=place)
    assert "too late in the world’s day" in asked(world).refused[0][1]
    World.objects.filter(pk=world.pk).update(minute=600)
    world.refresh_from_db()
    queue(world, kind="vote", place=place, subject=one)
    found = asked(world)
    assert len(found.summons) == 1
    assert "Another occasion is under way" in found.refused[0][1]


def test_a_world_of_two_has_no_trials(world):
    first, *rest = people(world, 20)
    EcosystemCharacter.objects.filter(pk__in=rest[1:]).update(departed=1)
    World.objects.filter(pk=world.pk).update(minute=600)
    world.refresh_from_db()
    places = frozenset(setting_of(world).places)
    fault = inputs.fault_of_summons(world, {"kind": "trial", "place": min(places), "subject": first}, places)
    assert fault == "A trial takes at least 4 characters; this world has 2."
    play(world, 5)

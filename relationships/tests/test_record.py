"""Facts as rows: written as they change, read again as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from characters.models import Character, EcosystemCharacter, Secret
from ecosystem.models import World
from relationships import record
from relationships.betrayals import KNOWN, RECONCILED, Betrayal, Known
from relationships.confidences import Confidence
from relationships.models import BetrayalRow, PromiseRow, RumourRow
from relationships.promises import CLOSED_KEPT, KEPT, OPEN, Promise
from relationships.rumours import Rumour, Telling
from relationships.society import NOTHING, Society

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(world: World) -> tuple[World, list[int]]:
    cast = [
        EcosystemCharacter.objects.create(world=world, character=Character.objects.create(name=name), name=name)
        for name in ("Mara", "Ioan", "Lia", "Tam")
    ]
    return world, [one.pk for one in cast]


def promise(maker: int, holder: int, **fields: object) -> Promise:
    return Promise(maker, holder, "to find out about the ring", "the ring", 3, 600, 1800, **fields)  # type: ignore[arg-type]


def betrayal(doer: int, victim: int, *knowers: int, **fields: object) -> Betrayal:
    return Betrayal(
        doer, victim, "lie", "advantage", 0.25, 0.7, True, "Ioan lied to Mara", 5, (5,), 610,
        knowledge=tuple(Known(who, 5) for who in knowers), **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def written(world: World, after: Society, before: Society = NOTHING) -> None:
    record.write(world.pk, before, after)
    record.keep(world.pk, world.generation, after)


def restarted(world: World, ids: list[int]) -> Society:
    """What another process reads, which has kept nothing."""
    record._kept.clear()
    return record.society_of(world.pk, world.generation, frozenset(ids))


def everything(ids: list[int]) -> Society:
    mara, ioan, lia, tam = ids
    secret = Secret.objects.create(holder_id=mara, text="Mara sold the ring.", confession="I sold the ring")
    rumour = Rumour(
        ioan, mara, lia, "lie", "Ioan lied to Mara", 5, True, -0.3, 610,
        (Telling(lia, tam, 9, 640, 0.55, True),), frozenset({lia}),
    )  # fmt: skip
    society = NOTHING.adding("promises", promise(ioan, mara)).adding("betrayals", betrayal(ioan, mara, ioan, lia))
    society = society.adding("confidences", Confidence(secret.pk, mara, mara, ioan, 4, 605))
    return society.adding("rumours", rumour)


def test_a_restart_reads_what_was_written(small):
    world, ids = small
    society = everything(ids)
    written(world, society)
    assert restarted(world, ids) == society


def test_numbers_go_on_where_they_were(small):
    world, ids = small
    written(world, everything(ids))
    again = restarted(world, ids)
    assert again.last == 4
    assert again.adding("promises", promise(*ids[:2])).promises[-1].number == 5


def test_a_changed_fact_changes_its_row_and_no_other(small):
    world, ids = small
    before = everything(ids).adding("promises", promise(ids[2], ids[3]))
    written(world, before)
    kept = before.promises[0].ending(KEPT, 12, 700)
    written(world, before.changing("promises", kept), before)
    assert list(PromiseRow.objects.order_by("number").values_list("state", "ended")) == [(KEPT, 12), (OPEN, 0)]
    assert restarted(world, ids).promises[0] == kept


def test_what_has_not_changed_is_not_written(small, django_assert_num_queries):
    world, ids = small
    before = everything(ids)
    written(world, before)
    with django_assert_num_queries(0):
        written(world, before, before)
    with django_assert_num_queries(1):
        written(world, before.changing("promises", before.promises[0].ending(KEPT, 12, 700)), before)


def test_a_process_asks_the_rows_once_a_generation_at_the_most(small, django_assert_num_queries):
    world, ids = small
    written(world, everything(ids))
    with django_assert_num_queries(0):
        record.society_of(world.pk, world.generation, frozenset(ids))
    BetrayalRow.objects.all().delete()
    assert record.society_of(world.pk, world.generation, frozenset(ids)).betrayals
    assert not record.society_of(world.pk, world.generation + 1, frozenset(ids)).betrayals


def test_what_concerned_somebody_deleted_is_gone(small):
    world, ids = small
    mara, ioan, lia, tam = ids
    written(world, everything(ids))
    EcosystemCharacter.objects.get(pk=ioan).delete()
    rest = frozenset({mara, lia, tam})
    here, anew = record.society_of(world.pk, world.generation, rest), restarted(world, sorted(rest))
    assert here == anew
    assert (here.promises, here.betrayals, here.rumours, here.confidences) == ((), (), (), ())


def test_a_deleted_teller_leaves_the_tale(small):
    world, ids = small
    mara, ioan, lia, tam = ids
    written(world, everything(ids))
    EcosystemCharacter.objects.get(pk=lia).delete()
    society = record.society_of(world.pk, world.generation, frozenset({mara, ioan, tam}))
    assert society.rumours[0].origin is None
    assert [known.who for known in society.betrayals[0].knowledge] == [ioan]
    # It can still be written.
    told_on = replace(society.rumours[0], state="dead")
    written(world, society.changing("rumours", told_on), society)
    assert RumourRow.objects.get().origin is None


def test_who_has_left_has_no_more_part_in_it_but_the_rows_stay(small):
    world, ids = small
    written(world, everything(ids))
    EcosystemCharacter.objects.filter(pk=ids[1]).update(departed=20)
    rest = [ids[0], *ids[2:]]
    assert record.society_of(world.pk, world.generation, frozenset(rest)).promises == ()
    assert restarted(world, rest).promises == ()
    assert PromiseRow.objects.count() == 1
    assert not PromiseRow.objects.open().exists()


def test_of_what_is_over_the_newest_stay_in_mind_wherever_it_is_read(small):
    world, ids = small
    society, before = NOTHING, NOTHING
    for number in range(CLOSED_KEPT + 6):
        state = OPEN if number == 2 else KEPT
        society = society.adding("promises", promise(ids[0], ids[1], state=state)).keeping("promises", CLOSED_KEPT)
        written(world, society, before)
        before = society
    assert len(society.promises) == CLOSED_KEPT + 1
    assert society.promises[0].is_open
    assert restarted(world, ids) == society
    assert PromiseRow.objects.count() == CLOSED_KEPT + 6


def test_an_old_betrayal_made_good_late_is_kept_by_its_number(small):
    world, ids = small
    before = everything(ids)
    written(world, before)
    over = replace(before.betrayals[0], state=RECONCILED, learned=7, ended=30, closed=900)
    after = before.changing("betrayals", over)
    written(world, after, before)
    assert restarted(world, ids).betrayals == (over,)


def test_a_number_belongs_to_one_fact_of_a_kind(small):
    world, ids = small
    written(world, everything(ids))
    row = PromiseRow.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_known_betrayal_reads_back_with_who_knows_since_when(small):
    world, ids = small
    mara, ioan, lia, _ = ids
    known = betrayal(ioan, mara, ioan, number=1).discovered(8, 700, "told", lia)
    written(world, replace(NOTHING, last=1, betrayals=(known,)))
    again = restarted(world, ids).betrayals[0]
    assert again.state == KNOWN
    assert again.knowledge == (Known(ioan, 5), Known(mara, 8, lia))

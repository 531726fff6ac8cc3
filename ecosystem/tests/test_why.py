from __future__ import annotations

import pytest

from characters.models import Event
from ecosystem import moments, outlook, why
from ecosystem.models import World
from ecosystem.tests.acquainted import Acquainted
from ecosystem.why import Explanation


@pytest.fixture
def known(world: World) -> Acquainted:
    return Acquainted(world, count=2)


def explained(known: Acquainted, event: Event) -> Explanation:
    return why.of(known.world, event, moments.people(outlook.living(known.world)))


def reason(rule: str, weight: float, who: int) -> dict[str, object]:
    return {"who": who, "rule": rule, "text": f"because of {rule}", "weight": weight, "event": None}


def test_every_weight_names_its_rule_and_what_the_rein_kept_back_does_not_dwarf_the_others(known: Acquainted) -> None:
    event = known.happened(0, 1, 10, affection=0.2)
    one = known.ids[0]
    event.reasons = [reason("likes_them", 2.0, one), reason("custom", -1.0, one), reason("rein.world", -9.0, one)]
    weights = explained(known, event).weighed[0].weights
    assert [(weight.rule, weight.is_rein, weight.share) for weight in weights] == [
        ("rein.world", True, 1.0), ("likes them", False, 1.0), ("custom", False, 0.5),
    ]  # fmt: skip


def test_what_several_rules_did_to_one_tie_is_told_as_one_change(known: Acquainted) -> None:
    event = known.happened(0, 1, 10, affection=0.2)
    one, other = known.ids
    whole = {"source": one, "target": other, "dimension": "affection"}
    event.effects = [
        {**whole, "before": 0.13, "after": 0.08}, {**whole, "before": 0.08, "after": 0.09},
        {**whole, "dimension": "respect", "before": 0.301, "after": 0.302},
    ]  # fmt: skip
    assert [(shift.before, shift.after, shift.kind) for shift in explained(known, event).shifts] == [
        ("0.13", "0.09", "down")
    ]

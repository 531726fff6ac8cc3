"""Whether a world's whole history holds together: nothing lost, nothing doubled, nothing out of order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.db.models import Sum

from characters.models import Event, Memory
from ecosystem.models import Turn, World, WorldInput
from relationships import ledger


def faults(world: World) -> Counter[str]:
    """What is wrong with a world that rests, by kind; all of it zero where all is well."""
    found: Counter[str] = Counter()
    found.update(_of_events(world))
    found.update(_of_turns(world))
    found.update(_of_inputs(world))
    found["ledger unlike rows"] += len(ledger.differences(world.pk))
    found["memories missing or doubled"] += _memories(world)
    found["usage unlike log"] += _usage(world)
    return found


def _row(numbers: Sequence[int], last: int, what: str) -> Iterable[tuple[str, int]]:
    """`numbers` in the order of their rows, against 1 to `last` once each."""
    counts = Counter(numbers)
    yield f"{what} lost", sum(number not in counts for number in range(1, last + 1))
    yield f"{what} doubled", sum(count - 1 for count in counts.values())
    yield f"{what} out of order", sum(later < earlier for earlier, later in pairwise(numbers))
    yield f"{what} from nowhere", sum(number > last for number in counts)


def _of_events(world: World) -> dict[str, int]:
    rows = list(Event.objects.filter(world=world).order_by("pk").values_list("number", "generation"))
    found = dict(_row([number for number, _ in rows], world.log_position, "events"))
    found["events out of order"] += sum(later[1] < earlier[1] for earlier, later in pairwise(sorted(rows)))
    return found


def _of_turns(world: World) -> dict[str, int]:
    turns = list(Turn.objects.filter(world=world).order_by("pk"))
    found = dict(_row([turn.generation for turn in turns], world.generation, "turns"))
    told = Counter(Event.objects.filter(world=world, number__gt=1).values_list("generation", flat=True))
    found["turns unlike their events"] = sum(told[turn.generation] != turn.event_count for turn in turns)
    return found


def _of_inputs(world: World) -> dict[str, int]:
    inputs = list(WorldInput.objects.filter(world=world))
    happened = Counter(event.lines[0]["text"] for event in Event.objects.filter(world=world, kind=Event.Kind.INJECTION))
    return {
        "inputs lost": sum(one.applied_at is None or not happened[one.args["text"]] for one in inputs),
        "inputs doubled": sum(max(0, happened[one.args["text"]] - 1) for one in inputs),
    }


def _memories(world: World) -> int:
    """Everybody who took part in an event remembers it once."""
    lived = Counter(Memory.objects.filter(owner__world=world, kind=Memory.Kind.LIVED).values_list("event", "owner"))
    wrong = sum(count - 1 for count in lived.values())
    for event in Event.objects.filter(world=world, initiator__isnull=False):
        wrong += sum(not lived[event.number, who] for who in (event.initiator_id, *event.responder_ids) if who)
    return wrong


def _usage(world: World) -> int:
    sums = world.usage.aggregate(turns=Sum("turns"), interactions=Sum("interactions"))
    interactions = Event.objects.scenes().filter(world=world).count()
    return int(sums["turns"] != Turn.objects.filter(world=world).count()) + int(sums["interactions"] != interactions)

"""What somebody remembers that bears on a question put to them, and why they did what they are asked about."""

from __future__ import annotations

from collections.abc import Sequence

from characters import interviews, questions, searching
from characters.models import EcosystemCharacter, Event, Memory
from characters.questions import Question
from characters.searching import Query, Sift
from ecosystem.biography import Tie

# As many as an answer may rest on.
MOST = 4
# Reasons of a deed that are looked through for one that can be said.
REASONS = 4


def memories(life: EcosystemCharacter, asked: Question, ties: Sequence[Tie]) -> list[Memory]:
    """Those about whom the question means first, then those near to its words; for what is new, the newest."""
    subjects = asked.named or _meant(asked, ties)
    wanted = searching.query(asked.text)
    if subjects:
        found = [memory for who in subjects[:2] for memory in _about(life, who, wanted, MOST // len(subjects[:2]))]
        if found or not asked.named:
            return list({memory.pk: memory for memory in found}.values())
    if "lately" in asked.asks:
        return list(life.memories.defer("embedding").order_by("-pk")[:MOST])
    if "feeling" in asked.asks:
        stirred = [emotion.get("event") for emotion in life.emotions[:2]]
        return list(life.memories.defer("embedding").filter(event__in=[one for one in stirred if one])[:2])
    if "wish" in asked.asks:
        goal = life.goals.filter(status="held").first()
        return searching.search(life.pk, searching.query(goal.text), Sift(), 2) if goal else []
    if asked.asks & (questions.WITHIN | questions.OTHERS):
        return []
    return searching.search(life.pk, wanted, Sift(), MOST)


def by_trust(ties: Sequence[Tie]) -> list[Tie]:
    """Those whom one knows well enough to say how far one trusts them, most first."""
    known = [tie for tie in ties if tie.out.stage != "stranger"]
    return sorted(known, key=lambda tie: -tie.out.trust)


def reason(life: EcosystemCharacter, asked: Question, found: Sequence[Memory]) -> str:
    """Why they did what a question after a reason brings to mind first; empty where that is no deed of theirs."""
    first = found[0].event if found else None
    if "why" not in asked.asks or first is None:
        return ""
    deed = Event.objects.filter(world=life.world_id, initiator=life, number=first).first()
    weighed = sorted(deed.reasons, key=lambda one: -one["weight"])[:REASONS] if deed else []
    own = [one["text"] for one in weighed if one.get("who") == life.pk and one["weight"] > 0]
    return next(filter(None, (interviews.reason(text, life.name) for text in own)), "")


def _meant(asked: Question, ties: Sequence[Tie]) -> tuple[int, ...]:
    """Of whom the answer will speak, though the question names nobody."""
    warm = sorted(ties, key=lambda tie: -tie.out.value)
    if "trust" in asked.asks:
        return tuple(tie.other.id for tie in by_trust(ties)[:1])
    if "friend" in asked.asks:
        return tuple(tie.other.id for tie in warm[:1] if tie.out.step >= 1)
    if "foe" in asked.asks:
        return tuple(tie.other.id for tie in warm[-1:] if tie.out.step <= -1)
    return ()


def _about(life: EcosystemCharacter, who: int, wanted: Query, most: int) -> list[Memory]:
    """What the words bring to mind of somebody, else the last of what there is."""
    sift = Sift(about=who)
    return searching.search(life.pk, wanted, sift, most) or searching.search(life.pk, Query(), sift, most)

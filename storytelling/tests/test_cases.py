"""A mystery: done unseen, asked about, come out; and how it is told."""

from __future__ import annotations

from dataclasses import replace

from storytelling import asides, cases, chapters, facts
from storytelling.chapters import Told
from storytelling.happenings import Happening, Person
from storytelling.narrator import Moment
from storytelling.outline import MET, ArcOutline, BeatOutline, Outline

CULPRIT, VICTIM, ASKER, OTHER = 1, 2, 3, 4
PEOPLE = {who: Person(who, name) for who, name in enumerate(("Ada", "Ben", "Cora", "Dan"), 1)}


def happening(number: int, act: str, who: int, other: int, **more: object) -> Happening:
    return Happening(number, number, 60 * number, "interaction", act, who, (other,), accepted=True, **more)  # type: ignore[arg-type]


LOG = [
    happening(1, "talk", CULPRIT, VICTIM, news="Ada talked with Ben"),
    happening(2, "insult", OTHER, VICTIM, news="Dan insulted Ben"),
    happening(3, "gossip", CULPRIT, OTHER, tags=(f"of:{VICTIM}",), news="Ada gossiped with Dan about Ben"),
    replace(happening(4, "question", ASKER, CULPRIT, news="Cora questioned Ada"), accepted=False),
    happening(5, "criticise", CULPRIT, VICTIM, news="Ada criticised Ben"),
    happening(6, "gossip", OTHER, VICTIM, tags=("told:3", f"of:{CULPRIT}"), news="Dan gossiped with Ben about Ada"),
    happening(7, "talk", ASKER, VICTIM, news="Cora talked with Ben"),
]
FACTS = facts.read(LOG, PEOPLE)


def found() -> cases.Case:
    beats = tuple(BeatOutline(kind, "", 0.5, MET, 0.5, (n,)) for kind, n in (("inciting", 3), ("climax", 6)))
    arc = ArcOutline(1, "main", "Who?", "whodunit", "mystery", (("a", CULPRIT), ("b", VICTIM)), beats)
    case = cases.of_story(Outline(1, 0, "Who?", "", "mystery", (arc,)), FACTS)
    assert case is not None
    return case


def test_a_case_names_who_did_it_to_whom_and_what_points_to_them() -> None:
    case = found()
    assert (case.culprit, case.victim, case.crime, case.solution, case.investigator) == (1, 2, 3, 6, ASKER)
    assert {hint.event for hint in case.clues} == {4, 5}
    assert [(hint.event, hint.at) for hint in case.herrings] == [(2, OTHER)]
    assert case.suspects[0] == CULPRIT


def test_a_solution_is_fair_only_after_two_clues() -> None:
    assert found().is_fair
    fewer = facts.read([one for one in LOG if one.number != 4], PEOPLE)
    assert not cases.of_crime(3, VICTIM, fewer, 7).is_fair


def told(case: cases.Case | None) -> list[int]:
    moments = {
        one.number: Moment(
            one.number, one.minute, one.kind, one.act, "", one.initiator, one.responders, (), True, "", one.news, (), ()
        )
        for one in LOG
    }
    beats = [Told("inciting", "", (3,)), Told("climax", "", (6,)), Told("resolution", "", (7,))]
    plans = chapters.plan(beats, moments, [CULPRIT, VICTIM], "mystery", case=case)
    return [number for plan in plans for number in plan.events]


def test_the_deed_is_told_once_it_has_come_out_and_every_clue_before() -> None:
    order = told(found())
    assert order.index(3) == order.index(6) + 1
    assert order.index(4) < order.index(6)
    assert order.index(5) < order.index(6)


def test_an_unsolved_deed_is_not_kept_back() -> None:
    order = told(None)
    assert order.index(3) < order.index(7)


def test_clues_and_false_trails_are_remarked_upon_and_the_answer_as_well() -> None:
    said = asides.of((2, 4, 5, 6, 3), seed="x", case=found(), names={})
    assert set(said) == {2, 4, 5, 6}
    assert said[6] != said[4]

from __future__ import annotations

from characters import folding
from characters.folding import DAY, KEPT, LEFT, Old

NOW = 20 * DAY


def memories(count: int, importance: float = 3.0, minute: int = DAY, **fields: object) -> list[Old]:
    return [Old(at, at, (2,), 0.0, importance, minute, minute, **fields) for at in range(1, count + 1)]  # type: ignore[arg-type]


def test_few_memories_are_left_alone() -> None:
    assert folding.to_fold(memories(KEPT), NOW, 10_000, ()) == []


def test_many_are_folded_down_to_what_one_keeps() -> None:
    assert len(folding.to_fold(memories(KEPT + 40), NOW, 10_000, ())) == KEPT + 40 - LEFT


def test_what_matters_least_goes_first() -> None:
    grave = [one._replace(id=one.id + 10_000, importance=9.0) for one in memories(100)]
    folded = folding.to_fold([*grave, *memories(KEPT)], NOW, 10_000, ())
    assert folded
    assert max(one.importance for one in folded) == 3.0


def test_what_came_to_mind_of_late_stays() -> None:
    fresh = [one._replace(id=one.id + 10_000, recalled_minute=NOW) for one in memories(100)]
    folded = folding.to_fold([*fresh, *memories(KEPT)], NOW, 10_000, ())
    assert not {one.id for one in fresh} & {one.id for one in folded}


def test_the_pinned_the_cited_the_fresh_and_what_turns_still_look_at_stay() -> None:
    held = memories(KEPT + 100)
    held = [
        one._replace(pinned=True) if one.id <= 10 else one._replace(minute=NOW - 60) if one.id <= 20 else one
        for one in held
    ]
    folded = {one.id for one in folding.to_fold(held, NOW, newest_event=590, cited={30, 31})}
    assert folded
    assert not folded & {*range(1, 21), 30, 31, *range(590, 601)}


def test_a_day_names_whom_one_met_and_how_it_was() -> None:
    names = {2: "Ivo", 3: "Noor", 4: "Mara"}
    of_day = [
        Old(1, 1, (2,), 0.6, 3, DAY, DAY),
        Old(2, 2, (3,), -0.6, 4, DAY + 9, DAY),
        Old(3, 3, (4,), 0.0, 2, DAY, DAY),
    ]
    (day,) = folding.days(of_day, names)
    assert day.text == "Of day 2 little is left: I think gladly of Ivo, of Mara, with a sting of Noor."
    assert day.folded == (1, 2, 3)
    assert set(day.about) == {2, 3, 4}
    assert day.importance == 4


def test_each_day_is_folded_by_itself_and_matters_little() -> None:
    days = folding.days([*memories(3, 9.0, DAY), *memories(3, 2.0, 2 * DAY)], {2: "Ivo"})
    assert [day.minute // DAY for day in days] == [1, 2]
    assert days[0].importance == folding.MOST_IMPORTANT


def test_a_day_with_nobody_left_to_name_still_stands() -> None:
    (day,) = folding.days(memories(2), {})
    assert day.text == "Of day 2 little is left."
    assert day.about == ()

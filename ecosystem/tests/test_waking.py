from __future__ import annotations

from dataclasses import replace

import pytest

from ecosystem import rehearsal, starters
from ecosystem.scenes import Injection, Past, Sleep, Whisper
from ecosystem.tests.snapshots import mind, snapshot
from ecosystem.waking import CONSIDERED_A_SCENE, HANDFUL, waking

CROWD = [mind(pk, f"Person {pk}") for pk in range(1, 9)]


def past(number: int, tags: tuple[str, ...], generation: int = 0) -> Past:
    return Past(
        number, generation, 590, "interaction", "talk", 1, (2,), (), frozenset(), True, 0.2, tags, {}, (), ()
    )  # fmt: skip


def test_the_clock_runs_on_to_the_first_timer_where_all_sleep() -> None:
    sleeps = {one.id: Sleep(700 + one.id, ()) for one in CROWD}
    minute, awake = waking(snapshot(*CROWD, sleeps=sleeps))
    assert (minute, awake) == (701, [1])


def test_an_event_wakes_those_whose_mask_it_fits_unless_they_were_in_it() -> None:
    sleeps = {one.id: Sleep(10_000, ("who:2", "place:hall")) for one in CROWD}
    seen = snapshot(*CROWD, sleeps=sleeps, past=(past(5, ("place:hall",)),))
    speakers = {pk: replace(one, last_event=5 if pk == 1 else 0) for pk, one in seen.speakers.items()}
    _, awake = waking(replace(seen, speakers=speakers))
    assert awake == [one.id for one in CROWD[1:]]


def test_an_injection_wakes_those_at_its_place_only() -> None:
    people = [replace(one, place="hall" if one.id < 4 else "garden") for one in CROWD]
    sleeps = {one.id: Sleep(10_000, ()) for one in people}
    seen = snapshot(*people, sleeps=sleeps, injections=(Injection(1, "A bell rings.", place="hall"),))
    assert waking(seen)[1] == [1, 2, 3]


def test_a_mask_names_whole_words_of_a_tag() -> None:
    sleeps = {one.id: Sleep(10_000, (f"who:{one.id}",)) for one in CROWD}
    assert waking(
        snapshot(
            *CROWD,
            sleeps=sleeps | {1: Sleep(700)},
            past=(
                past(
                    5,
                    ("who:12", "who:3"),
                ),
            ),
        )
    )[1] == [1, 3]
    anybody = {one.id: Sleep(10_000, ("who",)) for one in CROWD}
    assert len(waking(snapshot(*CROWD, sleeps=anybody, past=(past(5, ("who:12",)),)))[1]) == len(CROWD)


def test_where_many_are_due_whom_something_calls_comes_first_and_then_the_longest_waiting() -> None:
    crowd = [mind(pk, f"Person {pk}") for pk in range(1, 31)]
    sleeps = {one.id: Sleep(600 - one.id, ()) for one in crowd} | {1: Sleep(10_000, ("who:1",))}
    seen = snapshot(
        *crowd, sleeps=sleeps, scenes_wanted=5, past=(past(5, ("who:1",)),), whispers=(Whisper(1, 2, "talk", 3),)
    )
    awake = waking(seen)[1]
    assert awake == [1, 2, *range(31 - 5 * CONSIDERED_A_SCENE + 2, 31)]


def test_a_handful_is_considered_whole_however_few_scenes_it_plays() -> None:
    crowd = [mind(pk, f"Person {pk}") for pk in range(1, HANDFUL + 1)]
    assert len(waking(snapshot(*crowd, scenes_wanted=1))[1]) == HANDFUL


def test_nobody_waits_for_ever_in_a_crowd() -> None:
    crowd = [mind(pk, f"Person {pk}", f"room{pk % 10}") for pk in range(1, 61)]
    began = {
        scene.initiator
        for _, decided in rehearsal.play(snapshot(*crowd, scenes_wanted=3), 200)
        for scene in decided.scenes
    }
    assert len(began) == 60


@pytest.mark.parametrize("name", starters.names())
def test_most_wake_ups_are_spared(name: str) -> None:
    """Against one that wakes everybody every turn."""
    considered = possible = 0
    for seen, decided in rehearsal.play(rehearsal.opening(starters.read(name), 3), 150):
        if not decided.night:
            considered += len(waking(seen)[1])
            possible += len(seen.minds)
    assert considered <= 0.27 * possible

"""Genres exchanged under way: what has happened stays, what is hoped for changes."""

from __future__ import annotations

import pytest

from storytelling import genres, switching, tension
from storytelling.happenings import Person
from storytelling.outline import MET, PLANNED, ArcOutline, BeatOutline, Outline
from storytelling.patterns import GENRES, catalogue
from storytelling.plots import Scene, hoped_ending
from storytelling.standing import Standing

PEOPLE = {1: Person(1, "Jane"), 2: Person(2, "Bingley")}
SCENE = Scene(PEOPLE, Standing(PEOPLE), catalogue(), 40)
PATTERN = catalogue()["betrayal"]


def story() -> Outline:
    """Two arcs under way: one of a pattern with a wish before its ending, one in its genre's own shape."""
    romance = genres.of("romance")
    steps = [BeatOutline("setup", "Jane trusts Bingley", 0.2, MET, 0.3, (1,), 1)]
    steps += [BeatOutline("rising", "a wish", 0.5, storylet="making_up"), BeatOutline("climax", "", 0.9, step=3)]
    hoped = hoped_ending(PATTERN, romance)
    assert hoped is not None
    steps.append(BeatOutline("resolution", hoped.says, 0.3))
    shaped = [BeatOutline(kind, "", 0.5) for kind in romance.shape]
    shaped[0] = BeatOutline("setup", "They met", 0.2, MET, 0.2, (2,))
    cast = (("a", 1), ("b", 2))
    arcs = (
        ArcOutline(1, "main", "Faith", PATTERN.key, "romance", cast, tuple(steps)),
        ArcOutline(2, "complication", "Them", "", "romance", cast, tuple(shaped)),
    )
    return Outline(1, 0, "Faith", "", "romance", arcs)


def happened(outline: Outline) -> list[tuple[str, tuple[int, ...]]]:
    return [(beat.text, beat.events) for arc in outline.arcs for beat in arc.beats if beat.status != PLANNED]


@pytest.mark.parametrize("to", GENRES)
def test_what_has_happened_stays_and_every_arc_still_ends(to: str) -> None:
    after = switching.switched(story(), to, SCENE)
    assert happened(after) == happened(story())
    assert {arc.genre for arc in after.arcs} == {to}
    for arc in after.arcs:
        order = [tension.KINDS.index(beat.kind) for beat in arc.beats]
        assert arc.beats[-1].kind == "resolution"
        assert order == sorted(order)
        assert not any(beat.storylet and beat.status == PLANNED for beat in arc.beats)


def test_two_switches_in_a_row_come_to_the_same_as_the_last_alone() -> None:
    through = switching.switched(switching.switched(story(), "tragedy", SCENE), "mystery", SCENE)
    assert through == switching.switched(story(), "mystery", SCENE)
    back = switching.switched(switching.switched(story(), "tragedy", SCENE), "romance", SCENE)
    assert happened(back) == happened(story())
    assert back.arcs[0].beats[-1].text == story().arcs[0].beats[-1].text.format(a="Jane", b="Bingley")


def test_a_preview_says_what_would_change_and_changes_nothing() -> None:
    before = story()
    difference = switching.preview(before, "tragedy", SCENE)
    assert before == story()
    assert difference.genre == ("Romance", "Tragedy")
    assert difference.kept == 2
    assert difference.dropped == ("a wish",)
    assert [title for title, _, _ in difference.endings] == ["Faith"]
    assert "betrayal" in difference.favoured
    assert "enemies_to_lovers" in difference.disfavoured


def test_one_arc_is_switched_alone_and_the_story_stays_what_it_is() -> None:
    after = switching.switched(story(), "tragedy", SCENE, 2)
    assert after.genre == "romance"
    assert [arc.genre for arc in after.arcs] == ["romance", "tragedy"]
    assert after.arcs[0] == story().arcs[0]
    difference = switching.preview(story(), "tragedy", SCENE, 2)
    # The wish is the other arc's, and is kept.
    assert difference.dropped == ()
    assert switching.preview(story(), "tragedy", SCENE).dropped == ("a wish",)

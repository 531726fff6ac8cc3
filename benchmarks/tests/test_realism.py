from __future__ import annotations

import pytest

from benchmarks.realism import ablation, figures, rows, runs
from benchmarks.realism.ablation import Shift
from benchmarks.realism.planted import SCENES, falls, tried
from characters.minds import Mood
from ecosystem import dynamics
from ecosystem.tests.snapshots import mind
from relationships.bonds import Bond

QUICK = ("preference", "appraisal", "contagion", "wounds", "betrayals", "repair", "conflicts", "rank", "learning")


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_scene_comes_out_and_could_have_failed(name):
    assert rows.BEDS
    scene = next(one for one in SCENES if one.mechanism == name)
    assert tried(scene)
    assert falls(scene)


def test_every_planted_scene_says_what_it_expects_and_who_found_it():
    assert len(SCENES) >= 60
    assert len({(one.mechanism, one.expects) for one in SCENES}) == len(SCENES)
    assert all(any(year.isdigit() for year in one.source.split()) for one in SCENES)


def test_a_short_run_keeps_its_ranges_and_counts_what_mechanisms_did():
    whole, without = (runs.rehearse(runs.Asked("pemberley", 3, 12, off, measured=True)) for off in ("", "contagion"))
    assert whole.strayed == ()
    assert whole.stillest < 6
    assert set(whole.doing) == dynamics.NAMES
    assert whole.doing["contagion"] > without.doing["contagion"] == 0


def test_a_value_out_of_its_range_is_named():
    gloomy = mind(1, "Mara", mood=Mood(-1.2, 0, 0))
    assert list(figures.strayed([gloomy], [Bond(1, 2, affection=1.3)])) == [
        "Mara pleasure -1.2",
        "1 to 2: affection 1.3",
    ]


def test_a_side_effect_is_noise_only_where_it_is_small_or_unsure():
    mine = {"rumours": Shift("rumours", "rumours", -0.8, -9)}
    assert ablation.within_noise(Shift("rank", "rumours", 0.5, 2.0), mine)
    assert ablation.within_noise(Shift("rank", "rumours", 0.1, 6.0), mine)
    assert not ablation.within_noise(Shift("rank", "rumours", 0.5, 6.0), mine)
    assert not ablation.moves_its_own(Shift("rank", "rank", -0.1, -1.0))


def test_one_run_is_sure_of_nothing():
    assert rows.errors([0.5]) != rows.errors([0.5])
    assert rows.errors([0.4, 0.5, 0.6]) > rows.SURE

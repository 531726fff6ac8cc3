from __future__ import annotations

from dataclasses import replace

import pytest

from characters import composure
from characters.minds import Crack, Emotion, Mind, Mood, Personality


def mind(pleasure: float = 0.0, emotions: tuple[Emotion, ...] = (), **traits: float) -> Mind:
    return Mind(1, "Ada", "she", Personality(**traits), mood=Mood(pleasure), emotions=emotions)


def test_the_nervous_give_way_sooner_than_the_steadfast() -> None:
    nervous, middling, steadfast = (composure.threshold(Personality(neuroticism=n)) for n in (1.0, 0.5, 0.0))
    assert nervous == pytest.approx(0.5)
    assert middling == pytest.approx(0.35)
    assert steadfast == pytest.approx(0.17)


def test_thresholds_stay_in_their_range() -> None:
    for n in (0.0, 1.0):
        facets = {"vulnerability": n}
        assert composure.LOWEST <= composure.threshold(Personality(neuroticism=n, facets=facets)) <= composure.HIGHEST


def test_strain_gathers_below_what_one_bears_and_ebbs_above() -> None:
    low = composure.strained(mind(-0.6), -0.6, 660, 60)
    assert low > 0
    assert composure.strained(replace(mind(0.1), strain=low), 0.1, 720, 60) < low


def test_a_deeper_low_strains_more() -> None:
    assert composure.strained(mind(-0.8), -0.8, 660, 30) > composure.strained(mind(-0.4), -0.4, 660, 30)


def test_strain_never_leaves_its_range() -> None:
    assert composure.strained(replace(mind(-1.0), strain=0.9), -1.0, 10_000, 9_000) == 1.0
    assert composure.strained(mind(1.0), 1.0, 10_000, 9_000) == 0.0


def test_whoever_rests_in_gloom_is_used_to_it() -> None:
    gloomy = {"agreeableness": 0.1, "extraversion": 0.2}
    assert composure.shortfall(Personality(**gloomy), -0.5) < composure.shortfall(Personality(), -0.5)


def test_nobody_cracks_for_being_merely_content() -> None:
    merry = Personality(agreeableness=1.0, extraversion=1.0, neuroticism=0.0)
    assert composure.shortfall(merry, 0.2) == 0


def test_after_a_crack_nothing_strains_for_a_day() -> None:
    spent = replace(mind(-0.9), crack=Crack("tears", 600, 700))
    assert composure.strained(spent, -0.9, 1000, 60) == 0
    assert composure.strained(spent, -0.9, 600 + composure.SPARED, 60) > 0


def test_a_night_takes_most_of_the_strain() -> None:
    assert composure.slept(replace(mind(), strain=0.9)).strain == pytest.approx(0.27)


def test_the_states_go_from_steady_to_cracking_and_back() -> None:
    strained = replace(mind(), strain=0.7)
    gone = composure.cracked(strained, 600, 5)
    assert gone.crack
    states = [composure.state(one, minute) for one, minute in
              ((mind(), 600), (strained, 600), (gone, 601), (gone, gone.crack.until))]  # fmt: skip
    assert states == ["steady", "about to crack", "cracking", "steady"]
    assert composure.has_come_round(gone, 600, gone.crack.until)
    assert not composure.has_come_round(gone, gone.crack.until, gone.crack.until + 5)


@pytest.mark.parametrize(
    ("traits", "manner"),
    [
        ({"agreeableness": 0.1, "extraversion": 0.8}, "outburst"),
        ({"agreeableness": 0.9, "neuroticism": 0.9, "extraversion": 0.6}, "tears"),
        ({"agreeableness": 0.6, "neuroticism": 0.4, "extraversion": 0.1}, "withdrawal"),
    ],
)
def test_each_temper_gives_way_in_its_own_manner(traits: dict[str, float], manner: str) -> None:
    assert composure.manner(mind(**traits)) == manner


def test_anger_turns_a_crack_into_an_outburst_at_its_cause() -> None:
    angry = mind(emotions=(Emotion("anger", 1.0, 600, 7),), agreeableness=0.45)
    gone = composure.cracked(angry, 600, 5)
    assert gone.crack
    assert (gone.crack.manner, gone.crack.about) == ("outburst", 7)
    assert gone.strain == 0

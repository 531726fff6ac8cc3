from __future__ import annotations

import pytest

from characters.minds import Mind, Mood, Personality
from relationships.contagion import MOST_A_TURN, SLIGHTEST, Source, caught, channel, expressiveness, openness

GLAD, SAD = Mood(0.8, 0.4), Mood(-0.8, 0.1)


def mind(pleasure: float = 0.0, **traits: float) -> Mind:
    return Mind(1, "Ada", "she", Personality(**traits), mood=Mood(pleasure))


def source(mood: Mood, affection: float = 0.4, shows: float = 0.65, **fields: float) -> Source:
    return Source(2, mood, shows, affection, **fields)


def total(receiver: Mind, *sources: Source) -> float:
    return sum(one.pleasure for one in caught(receiver, sources))


def test_a_glad_friend_gladdens_and_a_sad_one_saddens() -> None:
    assert total(mind(), source(GLAD)) > 0.02
    assert total(mind(), source(SAD)) < -0.02


def test_the_misery_of_an_enemy_gladdens_and_their_joy_galls() -> None:
    assert total(mind(), source(SAD, affection=-0.9)) > 0
    assert total(mind(), source(GLAD, affection=-0.9)) < 0


def test_an_enemys_excitement_spreads_as_a_friends_does() -> None:
    (one,) = caught(mind(), [source(Mood(-0.8, 0.9), affection=-0.9)])
    assert one.arousal > 0


def test_a_nearer_tie_carries_more() -> None:
    assert total(mind(), source(GLAD, affection=0.9)) > total(mind(), source(GLAD, affection=0.1))
    assert channel(0.9, 1.0) > channel(0.1, 1.0) > channel(0.1, 0.6)


def test_who_shows_little_passes_little_on() -> None:
    reserved, outgoing = (expressiveness(Personality(extraversion=e)) for e in (0.1, 0.9))
    assert total(mind(), source(GLAD, shows=reserved)) < total(mind(), source(GLAD, shows=outgoing))


def test_the_warm_and_the_nervous_are_open_to_moods() -> None:
    hard, soft = Personality(agreeableness=0.1, neuroticism=0.1), Personality(agreeableness=0.9, neuroticism=0.9)
    assert openness(hard) < openness(soft) <= 1


def test_onlookers_catch_less() -> None:
    assert total(mind(), source(GLAD, presence=0.6)) < total(mind(), source(GLAD))


def test_a_room_moves_nobody_further_than_the_bound() -> None:
    crowd = [Source(who, Mood(1.0, 1.0), 1.0, 1.0) for who in range(2, 30)]
    moved = caught(mind(-1.0, agreeableness=1.0, neuroticism=1.0), crowd)
    assert sum(one.pleasure for one in moved) == pytest.approx(MOST_A_TURN, abs=0.002)
    assert sum(one.arousal for one in moved) <= MOST_A_TURN + 0.002


def test_what_was_caught_already_counts_towards_the_bound() -> None:
    crowd = [Source(who, GLAD, 1.0, 1.0) for who in range(2, 5)]
    moved = caught(mind(-1.0), crowd, (0.03, 0.0))
    assert 0 < sum(one.pleasure for one in moved) <= 0.031


def test_like_moods_leave_each_other_alone() -> None:
    assert caught(mind(), [source(Mood(0.0))]) == ()


def test_a_gloomy_nervous_receiver_is_drawn_further_down_than_a_cheerful_one_from_the_same_level() -> None:
    def stirred(pleasure: float) -> float:
        return total(mind(pleasure, neuroticism=0.9), Source(2, Mood(pleasure), 1.0, 0.9))

    assert stirred(-0.8) < -SLIGHTEST
    assert stirred(0.8) > SLIGHTEST


def test_nobody_catches_their_own_mood() -> None:
    assert caught(mind(), [Source(1, GLAD, 1.0, 1.0)]) == ()

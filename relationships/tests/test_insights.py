from __future__ import annotations

from relationships.insights import MOST_AT_ONCE, OF_ONESELF, OF_OTHERS, Evidence, Insight, insights

ADA, IVO, NOOR, MARA, TESS = 1, 2, 3, 4, 5
NAMES = {IVO: "Ivo", NOOR: "Noor", MARA: "Mara", TESS: "Tess"}


def deeds(act: str, doer: int, other: int, times: int, accepted: bool = True, start: int = 1) -> list[Evidence]:
    return [Evidence(start + at, act, doer, (other,), accepted, 4.0, 0.0) for at in range(times)]


def seen(*evidence: list[Evidence], known: tuple[str, ...] = (), room: int = 9) -> dict[str, Insight]:
    return {one.kind: one for one in insights(ADA, [one for some in evidence for one in some], NAMES, known, room)}


def test_treachery_seen_twice_shows_somebody_false_and_cites_what_shows_it() -> None:
    found = seen(deeds("break_promise", IVO, NOOR, 1), deeds("lie", IVO, ADA, 1, accepted=False, start=9))
    assert found["false"].about == IVO
    assert "Ivo" in found["false"].text
    assert found["false"].evidence == (1, 9)
    assert found["false"].valence < 0


def test_a_lie_that_was_believed_teaches_its_victim_nothing() -> None:
    assert seen(deeds("lie", IVO, ADA, 5)) == {}


def test_once_is_nothing() -> None:
    assert seen(deeds("insult", IVO, ADA, 2)) == {}


def test_hostility_to_me_and_to_others_are_different_things() -> None:
    assert set(seen(deeds("insult", IVO, ADA, 3))) == {"foe"}
    assert set(seen(deeds("insult", IVO, NOOR, 3))) == {"harsh"}


def test_help_that_came_often_makes_a_rock_and_refused_help_does_not() -> None:
    assert "rock" in seen(deeds("help", IVO, ADA, 3))
    assert "rock" not in seen(deeds("help", IVO, ADA, 3, accepted=False))


def test_welcome_rests_on_several_people() -> None:
    one = seen(deeds("joke", IVO, ADA, 8))
    many = seen(*(deeds("joke", who, ADA, 2, start=10 * who) for who in NAMES))
    assert "welcome" not in one
    assert "welcome" in many


def test_a_breach_of_ones_own_needs_no_second() -> None:
    assert seen(deeds("break_promise", ADA, IVO, 1))["faithless"].about is None


def test_what_is_known_is_no_news() -> None:
    told = seen(deeds("insult", IVO, ADA, 3))["foe"].text
    assert seen(deeds("insult", IVO, ADA, 3), known=(told,)) == {}


def test_one_thing_about_one_person_and_few_at_a_sitting() -> None:
    everything = [
        *deeds("insult", IVO, ADA, 4),
        *deeds("insult", NOOR, ADA, 4, start=20),
        *deeds("insult", MARA, ADA, 4, start=40),
    ]
    found = insights(ADA, everything, NAMES, ())
    assert len(found) == MOST_AT_ONCE
    assert len({one.about for one in found}) == len(found)
    assert insights(ADA, everything, NAMES, (), 0) == []


def test_what_came_up_more_often_weighs_more() -> None:
    found = insights(ADA, [*deeds("insult", IVO, ADA, 3), *deeds("insult", NOOR, ADA, 6, start=20)], NAMES, (), 1)
    assert found[0].about == NOOR


def test_of_somebody_who_is_gone_nothing_is_said() -> None:
    assert seen(deeds("insult", 99, ADA, 5)) == {}


def test_every_rule_has_words_and_fires_on_something() -> None:
    assert all(rule.texts and -1 <= rule.valence <= 1 and rule.least >= 1 for rule in (*OF_OTHERS, *OF_ONESELF))
    assert len({rule.kind for rule in (*OF_OTHERS, *OF_ONESELF)}) == len(OF_OTHERS) + len(OF_ONESELF)

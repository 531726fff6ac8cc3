from __future__ import annotations

from dataclasses import replace

import pytest

from storytelling.narrator import Change, Felt, Line, Moment, Motive, Person, where
from storytelling.telling import Teller

JANE = Person(1, "Jane Bennet", "Jane", "she", "eldest daughter of Longbourn")
CHARLES = Person(2, "Charles Bingley", "Mr Bingley", "he", "late of Netherfield")
MARY = Person(3, "Mary Bennet", "Mary", "she")
PEOPLE = {one.id: one for one in (JANE, CHARLES, MARY)}
PLAIN = Moment(
    number=5,
    minute=600,
    kind="interaction",
    act="confide",
    place="the library",
    initiator=1,
    responders=(2,),
    witnesses=(3,),
    accepted=True,
    tone="warm",
    deed="Jane Bennet confided in Charles Bingley",
    lines=(
        Line(1, "I have not slept.", ""),
        Line(2, "Tell me.", "shuts the door"),
        Line(1, "It is nothing.", ""),
        Line(2, "It is not.", ""),
    ),
    changes=(),
    importance=0.5,
)
REFUSED = replace(
    PLAIN,
    number=6,
    minute=640,
    act="flirt",
    accepted=False,
    deed="Jane Bennet tried to flirt with Charles Bingley",
    motives=(
        Motive(1, "drawn", "Jane Bennet is drawn to Charles Bingley", 3.0),
        Motive(2, "no_spark", "Charles Bingley feels nothing of the kind for Jane Bennet", -3.0),
    ),
    feelings=(Felt(1, "shame", 0.5),),
)


def tell(moment: Moment, *before: Moment, part: str = "climax", teller: Teller | None = None) -> str:
    known = {one.number: one for one in (moment, *before)}
    return (teller or Teller(PEOPLE, known, seed="x")).tell(moment, before, part).text


def test_the_words_come_before_how_they_were_taken() -> None:
    text = tell(REFUSED, PLAIN)
    lead = text.split("“")[0]
    assert "tried to" not in text
    assert "to flirt with" in lead
    assert text.index("felt nothing of the kind for Jane") > text.rindex("”")


def test_what_moved_them_is_told_in_the_past() -> None:
    text = tell(REFUSED, PLAIN)
    assert "was drawn to" in text
    assert "Mr Bingley felt nothing of the kind for Jane" in text
    assert " is " not in text.split("“")[0]


def test_what_was_said_of_a_heart_is_not_said_again() -> None:
    again = replace(REFUSED, number=7, minute=650)
    assert "was drawn to" not in tell(again, PLAIN, REFUSED)


def test_a_cause_lies_further_back() -> None:
    cause = replace(PLAIN, number=2, minute=560, deed="Charles Bingley gave Jane Bennet a promise", initiator=2)
    teller = Teller(PEOPLE, {2: cause, 6: replace(REFUSED, cause=2)}, seed="x")
    prose = teller.tell(replace(REFUSED, cause=2), (), "")
    assert "Mr Bingley had given Jane a promise" in prose.text
    assert prose.events == (6, 2)


def test_people_are_introduced_once_and_then_called_what_they_are_called() -> None:
    first = tell(PLAIN)
    assert "was the eldest daughter of Longbourn." in first
    assert first.count("Jane Bennet") == 1
    assert "eldest daughter" not in tell(REFUSED, PLAIN)


def test_who_was_just_spoken_of_is_she_and_in_a_talk_of_two_nobody_is_named_for_long() -> None:
    both = replace(PLAIN, motives=(Motive(1, "trusts", "Jane Bennet trusts Charles Bingley", 3.0),))
    text = tell(replace(both, number=9, minute=700), PLAIN, REFUSED, part="")
    assert "“It is nothing,”" not in text
    assert "“It is nothing.”" in text
    assert "She trusted Mr Bingley" in text


def test_what_hardly_matters_is_told_in_passing() -> None:
    slight = replace(PLAIN, number=8, minute=700, importance=0.05, motives=REFUSED.motives)
    text = tell(slight, PLAIN, part="")
    assert text.count("“") == 1
    assert len(text.split("\n\n")) == 2


def test_through_ones_eyes_the_other_heart_is_closed() -> None:
    teller = Teller(PEOPLE, {6: REFUSED}, eyes=1, seed="x")
    text = tell(REFUSED, PLAIN, teller=teller)
    assert "was drawn to" in text
    assert "felt nothing" not in text


def test_the_same_is_told_in_the_same_words_and_neighbours_in_others() -> None:
    assert tell(REFUSED, PLAIN) == tell(REFUSED, PLAIN)
    moved = [replace(PLAIN, number=10 + at, minute=700 + 20 * at, lines=()) for at in range(3)]
    leads = [tell(one, *moved[:at], part="").split(" Jane")[0] for at, one in enumerate(moved)]
    assert len(set(leads)) == 3


@pytest.mark.parametrize("hostile", ["{0.__class__} {deed}", "<script>alert(1)</script>", "\\1 (?P<x>", "}{", "%s %n"])
def test_hostile_words_are_told_as_words(hostile: str) -> None:
    people = {1: Person(1, hostile, hostile, "she", hostile), 2: CHARLES}
    deed = f"{hostile} confided in Charles Bingley"
    moment = replace(PLAIN, deed=deed, place=hostile, about=hostile, lines=(Line(1, hostile, hostile),))
    moment = replace(moment, motives=(Motive(1, "trusts", f"{hostile} trusts Charles Bingley", 2.0),))
    changed = replace(moment, changes=(Change(1, 2, "trust", 0.2), Change(2, 1, "respect", -0.2)))
    text = Teller(people, {5: changed}, seed="x").tell(changed, (), "inciting").text
    assert hostile in text


@pytest.mark.parametrize(
    ("place", "said"),
    [("the library", "in the library"), ("the battlements", "on the battlements"), ("the stern", "at the stern"),
     ("the inn at Lambton", "at the inn at Lambton"), ("the terrace garden", "in the terrace garden")],
)  # fmt: skip
def test_a_place_has_its_word(place: str, said: str) -> None:
    assert where(place) == said

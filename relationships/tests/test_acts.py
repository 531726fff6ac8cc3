from __future__ import annotations

from pathlib import Path

import pytest

from characters.datafile import DataFault
from characters.packs import SOCIAL_ACTS, SOLITARY_ACTS
from relationships.acts import ACTS, FAMILIES, FILE, SOCIAL, SOLITARY, read
from relationships.preludes import PRELUDES


def test_the_acts_are_those_that_the_voices_speak():
    assert set(SOCIAL) == set(SOCIAL_ACTS)
    assert set(SOLITARY) == set(SOLITARY_ACTS)
    assert len(ACTS) == 52


def test_every_family_has_acts():
    assert {act.family for act in ACTS.values()} == set(FAMILIES)


def test_every_prelude_is_used_and_known():
    used = {name for act in ACTS.values() for prelude in act.preludes for name in prelude.split("|")}
    assert used == set(PRELUDES)


@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.key)
def test_an_act_can_be_told_in_every_person(act):
    told = act.sentence("Mara", "" if act.arity == "solo" else "Ioan", "Lia")
    assert told.startswith("Mara ")
    assert "{" not in told + act.told("Mara", "Ioan") + act.sentence("Mara", "Ioan", "Lia", accepted=False)
    assert act.deed.you.startswith("you ")
    assert act.deed.me.startswith("I ")


def test_the_feed_says_what_was_done_and_how_it_was_taken():
    assert ACTS["confide"].sentence("Mara", "Ioan") == "Mara confided in Ioan"
    assert ACTS["confide"].sentence("Mara", "Ioan", accepted=False) == "Mara tried to confide in Ioan"
    assert ACTS["gossip"].sentence("Mara", "Ioan", "Lia") == "Mara gossiped with Ioan about Lia"
    assert ACTS["gossip"].sentence("Mara", "Ioan") == "Mara gossiped with Ioan"
    assert ACTS["insult"].sentence("Mara", "Ioan", accepted=False) == "Mara insulted Ioan, who answered back"


def test_what_was_done_is_told_as_done_however_it_was_taken():
    assert ACTS["mediate"].told("Mara", "Ioan", "Lia") == "Mara tried to make peace between Ioan and Lia"
    assert ACTS["lie"].deed.you == "you lied to me"
    assert ACTS["withdraw"].told("Mara") == "Mara withdrew"


@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.key)
def test_an_act_that_harms_does_not_endear(act):
    gains = [
        effect.affection
        for result in (act.accept, act.refuse)
        for effect in result.effects
        if (effect.source, effect.target) == ("responder", "initiator")
    ]
    if act.harm >= 0.2 and not act.accept.concealed and act.key != "reveal_secret":
        assert all(gain <= 0 for gain in gains)


@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.key)
def test_no_single_scene_moves_a_feeling_far_but_betrayal(act):
    steps = [abs(delta) for one in (act.accept, act.refuse) for effect in one.effects for _, delta in effect.steps()]
    assert max(steps, default=0) <= (0.4 if act.breach or act.key == "break_off" else 0.16)


def write(folder: Path, old: str, new: str) -> Path:
    path = folder / "acts.yaml"
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("family: sociable", "family: sociabel", "acts.greet.family"),
        ("joy: .15", "joyous: .15", "acts.greet.accept.feelings.initiator.joyous"),
        ("belonging: .03", "belongin: .03", "acts.greet.accept.needs.initiator.belongin"),
        ("[parted]", "[partd]", "acts.greet.preludes[0]"),
        ("polarity: .3", "polarity: 3", "acts.greet.polarity"),
        ("tag: courtesy", "tag: courtesy, sound: hey", "acts.greet.sound"),
    ],
)
def test_a_faulty_act_is_refused_with_file_line_and_field(tmp_path, old, new, field):
    with pytest.raises(DataFault) as caught:
        read(write(tmp_path, old, new))
    assert caught.value.file == "acts.yaml"
    assert caught.value.line > 10
    assert caught.value.field.startswith(field)

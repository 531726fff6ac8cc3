from __future__ import annotations

import re
from xml.etree import ElementTree

from characters import portraits, wardrobe

CASTS = [portraits.seed(f"person-{n}", p, era) for n in range(40) for p in wardrobe.PRONOUNS for era in wardrobe.ERAS]


def test_the_same_seed_and_mood_draw_the_same_picture():
    assert portraits.portrait("romance-she-elizabeth", 4) == portraits.portrait("romance-she-elizabeth", 4)


def test_every_portrait_is_well_formed_and_small():
    for who in CASTS:
        drawn = portraits.portrait(who, 3)
        ElementTree.fromstring(drawn)
        assert len(drawn) < 3000


def test_no_slot_is_left_unfilled_and_nothing_can_run():
    for who in CASTS:
        assert not re.search(r"[{}]|<script|\bon\w+=|style=|href", portraits.portrait(who, 3))


def test_different_people_look_different():
    drawn = {portraits.portrait(portraits.seed(f"p{n}", "they"), 3) for n in range(500)}
    assert len(drawn) > 495


def test_every_mood_has_its_own_face():
    assert len({portraits.portrait("mystery-he-cuff", step) for step in range(8)}) == 8


def test_a_mood_changes_the_face_and_nothing_else():
    look = portraits._look("tragedy-he-hamlet")
    persons = {
        portraits.portrait("tragedy-he-hamlet", step).replace(portraits._face(*mood, look.eyes), "")
        for step, mood in enumerate(portraits.MOODS)
    }
    assert len(persons) == 1


def test_a_seed_dresses_the_part():
    assert wardrobe.dress_code(portraits.seed("Hamlet", "he", "tragedy")) == ("tragedy", "he")
    assert wardrobe.dress_code(portraits.seed("The Ferryman")) == ("", "they")


def test_a_look_is_worn_and_changes_nothing_else():
    bare = portraits._look(portraits.seed("Jim", "he", "adventure"))
    dressed = portraits._look(portraits.seed("Jim", "he", "adventure", "tricorn goatee"))
    assert wardrobe.TRICORN.split('"')[1] in dressed.extra
    assert wardrobe.GOATEE.split('"')[1] in dressed.beard
    assert (dressed.skin, dressed.cloth, dressed.head, dressed.ground) == (
        bare.skin,
        bare.cloth,
        bare.head,
        bare.ground,
    )


def test_a_look_knows_only_its_own_words():
    assert portraits.seed("Jim", look="tricorn onmouseover=alert(1) zebra") == "jim--tricorn"


def test_a_seed_is_safe_in_an_address_whatever_the_name():
    nasty = portraits.seed("<script>alert(1)</script> {{7*7}} '; DROP", "she", "nonsense")
    assert re.fullmatch(r"[a-z0-9-]{1,80}", nasty)
    assert portraits.seed("Ольга") != portraits.seed("Мария")


def test_nobody_who_is_she_wears_a_beard():
    beards = {b.split('"')[1] for b in wardrobe.BEARDS_OF["he"] if b}
    for who in (s for s in CASTS if "-she-" in f"-{s}"):
        assert not any(beard in portraits.portrait(who, 3) for beard in beards)


def test_hair_never_melts_into_the_skin():
    for who in CASTS:
        look = portraits._look(who)
        shades = set(re.findall("#[0-9a-f]{6}", look.hair_before)) & set(portraits.HAIRS)
        for hair in sorted(shades):
            assert abs(portraits._lightness(hair) - portraits._lightness(look.skin)) >= portraits.HAIRLINE

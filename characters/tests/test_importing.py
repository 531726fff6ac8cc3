"""Cards kept: whole or not at all, once however often they are brought, and only for their owner."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from characters import artwork, importing, lorebooks
from characters.cards.limits import CardFault
from characters.importing import Brought
from characters.models import Attachment, Card, Character, LoreEntry, Picture
from characters.tests import cards
from ecosystem.models import User, World

BOOK = cards.book(
    cards.entry(["bell"], "{{char}} hears it ring."), cards.entry([], "Salt in all things.", constant=True)
)


def brought(owner: User, value: Any, filename: str = "mara.json") -> Brought:
    data = value if isinstance(value, bytes) else cards.as_json(value)
    return importing.bring_in(owner, data, filename)


def kept() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Card, Character, Picture, Attachment, LoreEntry))


def test_a_card_becomes_a_character_and_is_kept_to_the_byte(alice: User) -> None:
    data = cards.as_json(cards.v3(character_book=BOOK))
    card = brought(alice, data).card
    assert bytes(card.raw) == data
    assert card.character is not None
    assert (card.character.owner, card.character.name, card.character.pronouns) == (alice, "Mara Vell", "she")
    assert (card.carrier, card.spec, card.entry_count) == ("json", "chara_card_v3", 2)
    assert card.imported == card.character.sheet()
    assert {note["kind"] for note in card.report} >= {"mapped", "kept"}


def test_the_picture_is_drawn_anew_and_becomes_the_portrait(alice: User) -> None:
    hidden = cards.as_png({"ccv3": cards.v3(), "Comment": b"where I live"}, cards.picture(2_000, 3_000))
    card = brought(alice, hidden, "mara.png").card
    assert card.character is not None
    assert card.picture is not None
    drawn = Image.open(io.BytesIO(bytes(card.picture)))
    assert (drawn.format, max(drawn.size)) == ("WEBP", artwork.LONGEST_SIDE)
    assert b"where I live" not in bytes(card.picture)
    assert Picture.objects.get().seed == card.character.portrait_seed


def test_a_card_without_a_picture_has_its_portrait_drawn(alice: User) -> None:
    card = brought(alice, cards.v2()).card
    assert card.picture is None
    assert card.character is not None
    assert card.character.portrait_seed == "she-mara-vell"


def test_a_picture_that_cannot_be_drawn_is_left_out_and_told(alice: User) -> None:
    broken = cards.as_charx(cards.v3(), {"assets/icon/images/main.png": b"\x89PNG\r\n\x1a\n no picture"})
    card = brought(alice, broken, "mara.charx").card
    assert card.picture is None
    assert any("a portrait is drawn instead" in note["text"] for note in card.report)


def test_a_picture_of_too_many_pixels_is_left_out(alice: User) -> None:
    wide = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(wide, "PNG")
    card = brought(alice, cards.as_png({"ccv3": cards.v3()}, wide.getvalue()), "mara.png").card
    assert card.picture is None
    assert any("9000 by 9000 pixels" in note["text"] for note in card.report)


def test_the_same_file_twice_is_one_card(alice: User, bob: User) -> None:
    first = brought(alice, cards.v3())
    again = brought(alice, cards.as_png({"ccv3": cards.v3()}), "again.png")
    theirs = brought(bob, cards.v3())
    assert (first.is_new, again.is_new, theirs.is_new) == (True, False, True)
    assert again.card == first.card
    assert Character.objects.count() == 2


def test_a_character_put_away_may_be_brought_in_anew(alice: User) -> None:
    first = brought(alice, cards.v3())
    Character.objects.update(put_away=True)
    again = brought(alice, cards.v3())
    assert again.is_new
    assert again.card.character_id != first.card.character_id


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no card",
        cards.picture(),
        cards.as_png({"ccv3": cards.v3()})[:-20],
        cards.as_json({"spec": "chara_card_v3", "data": 1}),
    ],
)
def test_of_a_file_that_cannot_be_read_nothing_is_kept(alice: User, data: bytes) -> None:
    with pytest.raises(CardFault):
        importing.bring_in(alice, data, "mara.png")
    assert kept() == (0, 0, 0, 0, 0)


def test_should_anything_fail_on_the_way_nothing_is_kept(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(rows: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Attachment.objects, "bulk_create", fails)
    with pytest.raises(OSError, match="disk"):
        brought(alice, cards.as_charx(cards.v3(), {"assets/icon/images/main.png": cards.picture()}), "mara.charx")
    assert kept() == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", "{% load x %}{{ settings.SECRET_KEY }}", "\0\ud800", "'; DROP TABLE x; --"]
)
def test_hostile_text_in_every_field_is_kept_as_text(alice: User, evil: str) -> None:
    data = cards.v3()["data"]
    hostile = {name: evil for name, value in data.items() if isinstance(value, str)}
    hostile |= {
        "tags": [evil],
        "alternate_greetings": [evil],
        "character_book": cards.book(cards.entry([evil], evil, name=evil)),
    }
    card = brought(alice, json.dumps(cards.v3(**hostile)).encode()).card
    card.refresh_from_db()
    assert card.value["data"]["description"] == evil
    assert card.character is not None


def test_a_book_of_nobodys_is_kept_for_any_world(alice: User, world: World) -> None:
    card = brought(alice, {"spec": "lorebook_v3", "data": BOOK}, "saltmarsh.json").card
    assert (card.is_book, card.character, card.entry_count, card.name) == (True, None, 2, "Saltmarsh")
    assert lorebooks.adopt(card, world.pk) == 2
    assert lorebooks.adopt(card, world.pk) == 0
    entry = LoreEntry.objects.get(world=world, number=0)
    assert (entry.keys, entry.content, json.loads(entry.raw)["keys"]) == (["bell"], "{{char}} hears it ring.", ["bell"])


def test_in_lore_the_nickname_stands_for_a_character(alice: User, world: World) -> None:
    for number, (nickname, called) in enumerate((("Mara", "Mara"), ("", "Mara Vell"))):
        card = brought(alice, cards.v3(nickname=nickname, character_book=BOOK, creation_date=number)).card
        lorebooks.adopt(card, world.pk)
        assert set(LoreEntry.objects.filter(card=card).values_list("char", flat=True)) == {called}


def test_a_worlds_lore_is_kept_in_mind_until_it_changes(
    alice: User, world: World, django_assert_num_queries: Any
) -> None:
    lorebooks.adopt(brought(alice, {"spec": "lorebook_v3", "data": BOOK}).card, world.pk)
    assert len(lorebooks.known(world.pk, 0)) == 2
    with django_assert_num_queries(1):
        assert len(lorebooks.known(world.pk, 0)) == 2
    bell = LoreEntry.objects.get(number=0)
    bell.from_minute, bell.until_minute = 100, 200
    bell.save()
    assert [len(lorebooks.known(world.pk, minute)) for minute in (99, 100, 199, 200)] == [1, 2, 2, 1]
    bell.delete()
    assert len(lorebooks.known(world.pk, 150)) == 1


def test_a_card_of_two_thousand_entries_comes_in_within_a_second(alice: User, world: World) -> None:
    entries = [
        cards.entry([f"place {number}", f"name {number}"], f"Fact {number}: " + "salt and tide. " * 20, id=number)
        for number in range(2_000)
    ]
    data = cards.as_json(cards.v3(character_book=cards.book(*entries)))
    started = time.process_time()
    card = importing.bring_in(alice, data, "mara.json").card
    assert lorebooks.adopt(card, world.pk) == 2_000
    assert time.process_time() - started < 1
    assert card.entry_count == 2_000
    last = LoreEntry.objects.get(world=world, number=1_999)
    assert (last.keys, last.updated_at <= timezone.now()) == (["place 1999", "name 1999"], True)

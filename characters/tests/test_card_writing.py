"""What goes out: the same as came in where nothing was changed, only what was changed where something was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from characters.cards import mapping, state, writing
from characters.cards.charx import File
from characters.cards.reading import read
from characters.cards.report import Report
from characters.tests import cards

BOOK = cards.book(
    cards.entry(["bell"], "@@depth 2\nRings.", id="7", use_regex=False),
    cards.entry(["tide"], "Rises.", id="seven", use_regex=True),
)


def sheet_of(value: Any) -> dict[str, Any]:
    card = read(cards.as_json(value)).card
    assert card is not None
    sheet = {"address": "", "samples": [], "tags": [], "initiative": 0.5, "gestures": []}
    return sheet | mapping.sheet(card, Report())


def rewritten(value: Any, **changes: Any) -> Any:
    sheet = sheet_of(value)
    return writing.overwritten(value, sheet, sheet | changes, 1_800_000_000, "literaryai:0123")


@pytest.mark.parametrize("value", [cards.v1(), cards.v2(), cards.v3(), cards.v3(character_book=BOOK)])
def test_where_nothing_changed_nothing_is_written(value: Any) -> None:
    assert rewritten(value) == value
    assert writing.v3_of(cards.v3()) == cards.v3()
    assert writing.v2_of(cards.v2()) == cards.v2()


@pytest.mark.parametrize("value", [cards.v2(), cards.v3()])
def test_only_what_was_changed_is_written_over(value: Any) -> None:
    changed = rewritten(value, name="Mara the Grey", tags=["smuggler"])
    differing = {name for name in changed["data"] if changed["data"][name] != value["data"].get(name)}
    stamps = {"modification_date", "source"} if value["spec"] == "chara_card_v3" else set()
    assert differing == {"name", "tags"} | stamps
    assert changed["data"]["extensions"] == value["data"]["extensions"]


def test_fields_that_stand_twice_are_changed_twice() -> None:
    value = {**cards.MARA, **cards.v2()}
    changed = rewritten(value, name="Mara the Grey")
    assert (changed["name"], changed["data"]["name"]) == ("Mara the Grey", "Mara the Grey")
    assert changed["scenario"] == value["scenario"]


def test_a_changed_persona_keeps_the_personality_that_was_not_touched() -> None:
    value = cards.v2()
    persona = sheet_of(value)["persona"]
    changed = rewritten(value, persona=persona.replace("salt coast", "north coast"))["data"]
    assert "north coast" in changed["description"]
    assert changed["personality"] == value["data"]["personality"]
    rewrote = rewritten(value, persona="Somebody else altogether.")["data"]
    assert (rewrote["description"], rewrote["personality"]) == ("Somebody else altogether.", "")


def test_what_a_sheet_had_no_room_for_is_not_lost_when_the_rest_is_changed() -> None:
    value = cards.v2(description="A long life. " * 2_000 + "The end.", personality="")
    changed = rewritten(value, persona="A short life.")["data"]["description"]
    assert changed.startswith("A short life.")
    assert changed.endswith("The end.")


def test_samples_and_initiative_go_where_they_came_from() -> None:
    changed = rewritten(cards.v3(), samples=["I am leaving."], initiative=0.1)["data"]
    assert changed["mes_example"] == "<START>\n{{char}}: I am leaving."
    assert changed["extensions"]["talkativeness"] == 0.1
    assert changed["extensions"]["other/tool"] == {"deep": [1, 2.5]}


def test_a_newer_card_tells_when_it_was_changed_and_where_it_came_from() -> None:
    changed = rewritten(cards.v3(), name="Mara the Grey")["data"]
    assert changed["modification_date"] == 1_800_000_000
    assert changed["creation_date"] == 1_700_000_000
    assert changed["source"] == ["https://cards.example/1", "literaryai:0123"]


def test_the_state_is_an_extension_beside_the_others() -> None:
    told = state.written({"traits": {"openness": 0.9}, "name": "x"}, {"origin": "here"})
    written = writing.with_state(cards.v3(), told)["data"]["extensions"]
    assert written.pop(state.KEY) == {"version": 1, "origin": "here", "sheet": {"traits": {"openness": 0.9}}}
    assert written == cards.v3()["data"]["extensions"]


@pytest.mark.parametrize("value", [cards.v1(extra={"a": 1}), cards.v2(), cards.v2(character_book=BOOK)])
def test_an_older_card_becomes_a_true_newer_one(value: Any) -> None:
    newer = writing.v3_of(value)
    assert (newer["spec"], newer["spec_version"]) == ("chara_card_v3", "3.0")
    assert newer["data"]["group_only_greetings"] == []
    before = value.get("data", value)
    for name in set(before) - {"character_book"}:
        assert newer["data"][name] == before[name]
    for row in newer["data"].get("character_book", {"entries": []})["entries"]:
        assert "use_regex" in row


def test_a_newer_card_becomes_a_true_older_one() -> None:
    older = writing.v2_of(cards.v3(character_book=BOOK))
    data = older["data"]
    assert (older["spec"], older["spec_version"]) == ("chara_card_v2", "2.0")
    assert not writing.ONLY_V3 & set(data)
    assert data["creator_notes"].startswith(writing.NOTICE)
    assert [row["content"] for row in data["character_book"]["entries"]] == ["Rings.", "Rises."]
    assert [row.get("id") for row in data["character_book"]["entries"]] == [7, None]
    again = read(cards.as_json(older)).card
    assert again is not None
    assert again.creator_notes == "Play her dry."


def test_a_fresh_card_is_a_whole_one() -> None:
    sheet = {**sheet_of(cards.v3()), "persona": "A smuggler."}
    fresh = writing.fresh(sheet, "Ines", 1_800_000_000)
    report = Report()
    card = read(writing.as_json(fresh)).card
    assert card is not None
    again = mapping.sheet(card, report)
    assert {name: again[name] for name in ("name", "address", "persona", "tags", "samples", "initiative")} == {
        name: sheet[name] for name in ("name", "address", "persona", "tags", "samples", "initiative")
    }
    assert fresh["data"]["creation_date"] == 1_800_000_000


def test_a_picture_carries_both_cards_and_nothing_of_an_earlier_one() -> None:
    earlier = cards.as_png({"chara": cards.v2(name="Old"), "CCV3": cards.v3(name="Old"), "Comment": b"hidden"})
    newer, older = cards.v3(), writing.v2_of(cards.v3())
    files = [File("assets/emotion/happy.png", b"\0\1")]
    written = writing.as_png(earlier, cards.as_json(newer), cards.as_json(older), files)
    assert cards.in_png(written) == {
        "chara": older, "ccv3": newer, "chara-ext-asset_:assets/emotion/happy.png": b"AAE=",
    }  # fmt: skip
    assert read(written).files == tuple(files)


def test_an_archive_carries_the_card_its_files_and_the_portrait() -> None:
    files = [File("assets/emotion/images/happy.webp", b"\0\1"), File("module.risum", b"\2")]
    written = writing.as_charx(cards.as_json(cards.v3()), cards.picture(), files)
    value, found = cards.in_charx(written)
    assert value == cards.v3()
    assert found == {file.path: file.data for file in files} | {writing.ICON: cards.picture()}
    assert written == writing.as_charx(cards.as_json(cards.v3()), cards.picture(), files)
    assert read(written).picture == cards.picture()


def test_a_portrait_is_named_only_where_the_card_has_none_of_its_own() -> None:
    assert writing.with_icon(cards.v3())["data"]["assets"][0]["uri"] == f"embeded://{writing.ICON}"
    own = cards.v3(assets=[{"type": "icon", "uri": "https://x.example/a.png", "name": "main", "ext": "png"}])
    assert writing.with_icon(own) == own


def test_text_that_json_escapes_survives() -> None:
    odd = cards.v3(name="Mara \ud800", description="\u2028\0\U0001f980")
    assert json.loads(writing.as_json(odd).decode()) == odd

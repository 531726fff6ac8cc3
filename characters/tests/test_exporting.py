"""The way round: what comes out is what went in, in every carrier, and a change is only itself."""

from __future__ import annotations

import base64
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from characters import exporting, importing
from characters.cards import state, writing
from characters.models import Card, Character
from characters.tests import cards
from ecosystem.models import User

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BOOK = cards.book(
    cards.entry(["bell"], "@@depth 2\nRings.", id="7", use_regex=False, extensions={"probability": 50}),
    scan_depth=4, recursive_scanning=True, extensions={"x": {"y": 1.0}},
)  # fmt: skip
HAPPY = {"type": "emotion", "uri": "embeded://assets/emotion/images/happy.png", "name": "happy", "ext": "png"}
V2S = (
    cards.v2(),
    cards.v2(character_book=BOOK, unknown=[1, {"a": None}], tags=[]),
    {**cards.MARA, **cards.v2(), "create_date": "2024", "avatar": "none"},
)
V3S = (
    cards.v3(),
    cards.v3(character_book=BOOK, assets=[HAPPY], unknown={"deep": [1.50, 1e3, -0.0]}),
    {**cards.v3(name="Ínés 🦀", description="a\u2028b\0c"), "spec_version": "3.1"},
)


def brought(owner: User, data: bytes, filename: str = "mara") -> Character:
    character = importing.bring_in(owner, data, filename).card.character
    assert character is not None
    return character


def out(character: Character, kind: str, **how: bool) -> bytes:
    return exporting.export(Character.objects.get(pk=character.pk), kind, NOW, **how).data


@pytest.mark.parametrize("value", [*V2S, *V3S, cards.v1(extra=1)])
def test_json_comes_out_to_the_byte_as_it_went_in(alice: User, value: Any) -> None:
    data = json.dumps(value, indent=3).encode()
    assert out(brought(alice, data), "json") == data


@pytest.mark.parametrize("art", [cards.picture(), cards.moving_picture()])
@pytest.mark.parametrize("value", V2S)
def test_an_older_card_in_a_picture_comes_out_as_it_went_in(alice: User, value: Any, art: bytes) -> None:
    written = cards.in_png(out(brought(alice, cards.as_png({"chara": value}, art)), "png"))
    assert written["chara"] == value
    assert written["ccv3"]["spec"] == "chara_card_v3"
    assert written["ccv3"]["data"]["description"] == value["data"]["description"]


@pytest.mark.parametrize("art", [cards.picture(), cards.moving_picture()])
@pytest.mark.parametrize("value", V3S)
def test_a_newer_card_in_a_picture_comes_out_as_it_went_in(alice: User, value: Any, art: bytes) -> None:
    written = cards.in_png(out(brought(alice, cards.as_png({"ccv3": value}, art)), "png"))
    assert written["ccv3"] == value
    assert written["chara"]["spec"] == "chara_card_v2"


def test_two_cards_that_differ_both_come_out_as_they_went_in(alice: User) -> None:
    older, newer = cards.v2(name="Mara the Elder"), cards.v3()
    character = brought(alice, cards.as_png({"chara": older, "ccv3": newer}))
    assert cards.in_png(out(character, "png")) == {"chara": older, "ccv3": newer}
    character.name = "Mara the Grey"
    character.save()
    written = cards.in_png(out(character, "png"))
    assert (written["chara"]["data"]["name"], written["ccv3"]["data"]["name"]) == ("Mara the Grey", "Mara the Grey")


@pytest.mark.parametrize("value", [*V3S, cards.v2()])
def test_an_archive_comes_out_with_all_its_files(alice: User, value: Any) -> None:
    files = {"assets/emotion/images/happy.png": cards.picture(), "module.risum": b"\0\1", "x/notes.json": b"{}"}
    character = brought(alice, cards.as_charx(value, files))
    written, found = cards.in_charx(out(character, "charx"))
    assert written == value
    assert {path: found[path] for path in files} == files


@pytest.mark.parametrize("value", V3S)
@pytest.mark.parametrize("kind", ["json", "png", "charx"])
def test_from_any_carrier_to_any_other_a_newer_card_is_the_same(alice: User, value: Any, kind: str) -> None:
    files = {"assets/emotion/images/happy.png": cards.picture()}
    for data in (cards.as_json(value), cards.as_png({"ccv3": value}), cards.as_charx(value, files)):
        Card.objects.all().delete()
        written = out(brought(alice, data), kind)
        found = {"json": json.loads, "png": lambda x: cards.in_png(x)["ccv3"], "charx": lambda x: cards.in_charx(x)[0]}
        assert found[kind](written) == value


def test_files_of_an_archive_survive_the_way_through_a_picture(alice: User, bob: User) -> None:
    files = {"assets/emotion/images/happy.png": cards.picture()}
    picture = out(brought(alice, cards.as_charx(V3S[1], files)), "png")
    assert (
        base64.b64decode(cards.in_png(picture)["chara-ext-asset_:assets/emotion/images/happy.png"]) == cards.picture()
    )
    again, found = cards.in_charx(out(brought(bob, picture), "charx"))
    assert again == V3S[1]
    assert found.items() >= files.items()


def test_an_older_card_in_an_archive_is_a_true_newer_one_with_its_portrait(alice: User) -> None:
    value, files = cards.in_charx(out(brought(alice, cards.as_json(cards.v2())), "charx"))
    assert value["spec"] == "chara_card_v3"
    assert value["data"]["assets"] == [
        {"type": "icon", "uri": f"embeded://{writing.ICON}", "name": "main", "ext": "png"}
    ]
    assert Image.open(io.BytesIO(files[writing.ICON])).size == (512, 512)


def test_the_picture_that_comes_out_is_the_one_that_came_in(alice: User) -> None:
    character = brought(alice, cards.as_png({"ccv3": cards.v3()}, cards.picture(400, 600, "#204060")))
    drawn = Image.open(io.BytesIO(out(character, "png")))
    assert drawn.size == (400, 600)
    assert (
        max(abs(a - b) for a, b in zip(drawn.convert("RGB").getpixel((200, 300)), (0x20, 0x40, 0x60), strict=True)) < 8
    )


def test_a_portrait_chosen_since_takes_the_place_of_the_picture(alice: User) -> None:
    character = brought(alice, cards.as_png({"ccv3": cards.v3()}, cards.picture(400, 600)))
    character.portrait_seed = "she-somebody-else"
    character.save()
    assert Image.open(io.BytesIO(out(character, "png"))).size == (512, 512)


def test_a_change_is_only_itself(alice: User) -> None:
    character = brought(alice, cards.as_json(cards.v2(character_book=BOOK)))
    character.tags = ["smuggler", "dead"]
    character.save_version()
    written = json.loads(out(character, "json"))
    assert written == cards.v2(character_book=BOOK, tags=["smuggler", "dead"])


def test_a_change_to_a_v1_card_makes_it_a_newer_one(alice: User) -> None:
    character = brought(alice, cards.as_json(cards.v1(extra=1)))
    character.tags = ["smuggler"]
    character.save()
    written = json.loads(out(character, "json"))
    assert (written["spec"], written["data"]["tags"], written["data"]["extra"]) == ("chara_card_v3", ["smuggler"], 1)


def test_the_state_goes_along_only_where_it_is_asked_for(alice: User, bob: User) -> None:
    character = brought(alice, cards.as_json(cards.v3()))
    character.traits = {"openness": 0.9, "neuroticism": 0.1}
    character.secrets = [{"text": "Mara sold it", "confession": "I sold it", "about": "", "known_by": []}]
    character.save()
    assert b"sold it" not in out(character, "json")
    written = out(character, "png", with_state=True)
    for card in cards.in_png(written).values():
        assert card["data"]["extensions"][state.KEY]["sheet"]["traits"] == character.traits
        assert card["data"]["extensions"]["other/tool"] == {"deep": [1, 2.5]}
    again = brought(bob, written)
    assert (again.traits, again.secrets, again.samples) == (character.traits, character.secrets, character.samples)


def test_somebody_made_here_goes_out_as_a_whole_card_and_comes_back(alice: User, bob: User) -> None:
    made = Character.objects.create(
        owner=alice, name="Tomas Reed", persona="Tomas is a ferryman.", pronouns="he", tags=["river"],
        samples=["The river does not care who pays."], traits={"openness": 0.2}, portrait_seed="he-tomas",
    )  # fmt: skip
    for kind in exporting.FORMATS:
        again = brought(bob, out(made, kind, with_state=True), f"tomas.{kind}")
        for field in ("name", "persona", "pronouns", "tags", "samples", "traits", "initiative"):
            assert getattr(again, field) == getattr(made, field)
        Card.objects.all().delete()


def test_names_that_no_file_can_bear_become_a_plain_one(alice: User) -> None:
    made = Character.objects.create(owner=alice, name="../../鐘/..")
    assert exporting.export(made, "json", NOW).filename == "character.json"


def test_cards_go_in_and_out_by_command(alice: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "mara.json").write_bytes(cards.as_json(cards.v3()))
    (tmp_path / "in" / "bell.json").write_bytes(cards.as_json({"spec": "lorebook_v3", "data": BOOK}))
    (tmp_path / "in" / "notes.txt").write_text("not a card")
    call_command("importcards", tmp_path / "in", "--owner", "ALICE@example.org", "--dry-run")
    assert not Card.objects.exists()
    call_command("importcards", tmp_path / "in", "--owner", alice.email)
    told = capsys.readouterr().out
    assert "Mara Vell (chara_card_v3, json), character" in told
    assert "mapped   name: The name: Mara Vell." in told
    assert Card.objects.count() == 2
    for kind in exporting.FORMATS:
        call_command("exportcard", "mara vell", "--format", kind, "--out", tmp_path)
        assert (tmp_path / f"mara-vell.{kind}").stat().st_size > 100
    assert json.loads((tmp_path / "mara-vell.json").read_bytes()) == cards.v3()


def test_a_bad_file_among_good_ones_spoils_none_of_them(
    alice: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.png"
    good.write_bytes(cards.as_json(cards.v2()))
    bad.write_bytes(b"no picture")
    with pytest.raises(CommandError, match="1 of 3 files"):
        call_command("importcards", bad, tmp_path / "good.json", good, "--owner", alice.email)
    told = capsys.readouterr()
    assert "not a PNG picture" in told.err
    assert "it was here already" in told.out
    assert Card.objects.count() == 1


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("importcards", "nowhere.json", "--owner", "alice@example.org"), "1 of 1 files"),
        (("importcards", "nowhere.json", "--owner", "nobody@example.org"), "create the account first"),
        (("exportcard", "Nobody", "--format", "json"), "no character has the number or name"),
        (("exportcard", "9" * 30, "--format", "json"), "no character has the number or name"),
    ],
)
def test_a_command_that_cannot_do_it_says_why(alice: User, command: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command(*command)


def test_a_name_that_several_bear_needs_a_number(alice: User, tmp_path: Path) -> None:
    twins = [Character.objects.create(owner=alice, name="Mara") for _ in range(2)]
    with pytest.raises(CommandError, match=f"{twins[0].pk} of alice"):
        call_command("exportcard", "Mara", "--format", "json")
    call_command("exportcard", str(twins[1].pk), "--format", "json", "--out", tmp_path)
    assert (tmp_path / "mara.json").exists()

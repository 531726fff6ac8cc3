"""The way over from an old studio: by command, once however often, with every row told of and none half in."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from characters.legacy import tables
from characters.models import Card, Character, EcosystemCharacter, Memory
from characters.tests import legacy
from ecosystem import turns
from ecosystem.models import User, World
from relationships import ledger
from relationships.models import CharacterRelationship


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return legacy.database(tmp_path, legacy.FLAT)


def moved(file: Path, owner: User, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    call_command("importstudio", str(file), "--owner", owner.email, *more)
    found = capsys.readouterr()
    return found.out + found.err


def test_every_row_is_told_of_and_a_dry_run_keeps_nothing(
    alice: User, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = moved(old, alice, capsys, "--dry-run", "--world", "The Coast")
    assert "characters 1: Mara Vell" in told
    assert "kept     characters: Columns kept as they were: avatar, moon_phase, user_id." in told
    assert "characters 3: not taken. The row has no name." in told
    assert "Tables left alone: users (1)." in told
    assert "3 rows: 2 would come in, 1 not taken." in told
    assert not Card.objects.exists()
    assert not World.objects.exists()


def test_characters_come_over_once(alice: User, bob: User, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "characters: 2 new, 0 here already" in moved(old, alice, capsys)
    assert "characters: 0 new, 2 here already" in moved(old, alice, capsys)
    assert "characters: 2 new" in moved(old, bob, capsys)
    mara = Character.objects.get(owner=alice, name="Mara Vell")
    assert (mara.traits["openness"], mara.pronouns, mara.tags) == (0.8, "she", ["sea", "night"])
    card = Card.objects.get(character=mara)
    assert (card.carrier, card.origin) == ("legacy", f"{tables.digest(old)}/characters/1")
    assert b"moon_phase" in bytes(card.source_rows or b"")


def test_a_later_copy_brings_only_who_is_new(alice: User, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moved(old, alice, capsys)
    connection = sqlite3.connect(old)
    connection.execute("INSERT INTO characters (id, name, bio) VALUES (9, 'Lena', 'Lena is a judge.')")
    connection.commit()
    connection.close()
    assert "characters: 1 new, 2 here already" in moved(old, alice, capsys)


def test_two_rows_that_say_the_same_are_two_people(
    alice: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twins = legacy.WRITTEN + "INSERT INTO npcs SELECT * FROM npcs;"
    assert "characters: 4 new" in moved(legacy.database(tmp_path, twins), alice, capsys)


def test_they_live_with_what_they_remembered_and_felt(
    alice: User, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = moved(old, alice, capsys, "--world", "The Coast")
    assert "2 live there; 3 memories, 2 bonds." in told
    world = World.objects.get(owner=alice, title="The Coast")
    mara, tomas = EcosystemCharacter.objects.filter(world=world).order_by("name")
    rowed = Memory.objects.get(owner=mara, text__startswith="Tomas Reed rowed me")
    assert (rowed.importance, rowed.about_ids) == (8.2, [tomas.pk])
    hers = CharacterRelationship.objects.get(source=mara, target=tomas)
    his = CharacterRelationship.objects.get(source=tomas, target=mara)
    assert hers.affection == pytest.approx(0.6)
    assert hers.bond().trust > his.bond().trust
    assert ledger.differences(world.pk) == []
    assert "0 memories, 0 bonds." in moved(old, alice, capsys, "--world", "The Coast")
    for generation in range(4):
        assert turns.take(world.pk, generation) is not None


def test_they_bring_it_along_by_the_pages_as_well(
    alice: User, client: Client, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved(old, alice, capsys)
    client.force_login(alice)
    ids = list(Character.objects.filter(owner=alice).values_list("pk", flat=True))
    client.post(reverse("join_many"), {"who": ids, "world": ""})
    assert Memory.objects.count() == 3
    assert CharacterRelationship.objects.count() == 2
    card = Card.objects.get(name="Mara Vell")
    assert "LEGACY" in client.get(reverse("characters:card", args=[card.pk])).content.decode()
    exported = client.get(reverse("characters:export", args=[card.character_id]), {"format": "json"}).content
    assert b"moon_phase" not in exported
    assert b"rowed me" not in exported


def test_ties_of_a_scale_without_negatives_are_no_hostility(
    alice: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved(legacy.database(tmp_path, legacy.APART), alice, capsys, "--world", "The Pequod")
    tie = CharacterRelationship.objects.get()
    assert tie.bond().trust > 0.7
    assert tie.affection == 0


def test_the_mapping_that_is_shown_can_be_given_back(
    alice: User, old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = moved(old, alice, capsys, "--dry-run")
    shown = told.partition("--mapping:\n")[2].partition("\n\n")[0]
    (tmp_path / "mapping.yaml").write_text(
        shown.partition("Tables left")[0].replace("description: bio", "scenario: bio")
    )
    moved(old, alice, capsys, "--mapping", str(tmp_path / "mapping.yaml"))
    card = Card.objects.get(name="Mara Vell")
    assert card.value["data"]["scenario"].startswith("Mara is a smuggler.")
    assert card.value["data"]["description"] == ""


@pytest.mark.parametrize("name", legacy.SCHEMAS)
def test_whatever_the_schema_they_come_over_once_and_live(
    alice: User, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    old = legacy.database(tmp_path, legacy.SCHEMAS[name])
    told = moved(old, alice, capsys, "--world", "The Coast")
    count = Character.objects.filter(owner=alice).count()
    assert f"characters: {count} new, 0 here already" in told
    assert all(one.traits for one in Character.objects.all())
    again = moved(old, alice, capsys, "--world", "The Coast")
    assert f"characters: 0 new, {count} here already" in again
    assert "0 memories, 0 bonds." in again
    assert EcosystemCharacter.objects.count() == count


def test_who_is_named_where_others_have_a_key_is_known_by_name(
    alice: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved(legacy.database(tmp_path, legacy.TALKING), alice, capsys, "--world", "Highmoor")
    ada, wil = EcosystemCharacter.objects.order_by("name")
    assert CharacterRelationship.objects.get(source=ada, target=wil).affection == pytest.approx(0.8)
    assert CharacterRelationship.objects.get(source=wil, target=ada).affection == pytest.approx(-0.2)


def test_rows_of_nobody_are_counted(alice: User, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = sqlite3.connect(old)
    connection.execute("INSERT INTO memories VALUES (9, 77, 'Whose was this?', 5, '')")
    connection.commit()
    connection.close()
    assert "Rows of nobody who is known, left alone: memories (1)." in moved(old, alice, capsys, "--dry-run")


def test_what_no_guess_finds_a_mapping_tells(alice: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, mapping = legacy.database(tmp_path, legacy.ELSEWHERE), tmp_path / "mapping.yaml"
    with pytest.raises(CommandError, match="No table looks like one of characters"):
        moved(old, alice, capsys)
    mapping.write_text(
        "people:\n- table: figuren\n  key: nr\n  fields: {name: rufname, description: lebenslauf}\n"
        "  traits: {openness: offenheit, neuroticism: -ruhe}\n  scale: [0, 100]\n"
    )
    moved(old, alice, capsys, "--mapping", str(mapping))
    grete = Character.objects.get(owner=alice)
    assert (grete.name, grete.persona) == ("Grete", "Grete is a miller.")
    assert (grete.traits["openness"], grete.traits["neuroticism"]) == (0.8, 0.7)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("people: [{table: heroes, key: id}]", "no table “heroes”"),
        ("people: [{table: characters, key: id, fields: {name: nombre}}]", "no column “nombre”"),
        ("people: [{table: characters, key: id, colour: red}]", "mapping.yaml:1"),
        ("people: []", "mapping.yaml:1"),
        ("no: : yaml", "not valid YAML"),
    ],
)
def test_a_mapping_that_does_not_fit_says_where(
    alice: User, old: Path, tmp_path: Path, written: str, said: str
) -> None:
    (tmp_path / "mapping.yaml").write_text(written)
    with pytest.raises(CommandError, match=said):
        call_command("importstudio", str(old), "--owner", alice.email, "--mapping", str(tmp_path / "mapping.yaml"))
    assert not Card.objects.exists()


def test_what_cannot_be_migrated_says_why(alice: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PATIENCE", 0.05)
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("name,bio")
    legacy.database(tmp_path, legacy.NOBODY, "nobody.db")
    legacy.database(tmp_path, "", "bare.db").write_bytes(
        legacy.database(tmp_path, "CREATE TABLE x (y)", "y.db").read_bytes()
    )
    writer = sqlite3.connect(legacy.database(tmp_path, legacy.FLAT, "locked.db"))
    writer.execute("BEGIN EXCLUSIVE")
    said = {
        "nowhere.db": "can't be opened", "empty.db": "is empty", "text.db": "not an SQLite database",
        "locked.db": "locked: the old studio still writes", "nobody.db": "No table looks like one of characters",
        "bare.db": "No table looks like one of characters",
    }  # fmt: skip
    for name, why in said.items():
        with pytest.raises(CommandError, match=why):
            call_command("importstudio", str(tmp_path / name), "--owner", alice.email)
    writer.close()
    assert not Card.objects.exists()
    assert not Character.objects.exists()

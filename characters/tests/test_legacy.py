"""Old studios: characters found by the shape of their tables, each row a card, and every column kept."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml

from characters.cards import mapping
from characters.cards.report import Report
from characters.legacy import likeness, mapped, rows, shapes, tables
from characters.legacy.rows import Faulty, Found
from characters.legacy.tables import LegacyFault
from characters.tests import legacy


def read(path: Path) -> tuple[mapped.People, list[Found], list[Faulty]]:
    with tables.opened(path) as database:
        (people,) = shapes.proposed(database)
        found = list(rows.found(database, people))
    return people, [one for one in found if isinstance(one, Found)], [one for one in found if isinstance(one, Faulty)]


def sheet(one: Found) -> dict[str, Any]:
    assert one.reading.card is not None
    return mapping.sheet(one.reading.card, Report())


def test_a_flat_table_is_found_and_read(tmp_path: Path) -> None:
    people, found, faulty = read(legacy.database(tmp_path, legacy.FLAT))
    assert people.table == "characters"
    assert people.fields == {
        "name": "name", "description": "bio", "personality": "persona", "pronouns": "gender", "first_mes": "greeting",
        "tags": "tags",
    }  # fmt: skip
    assert people.traits["extraversion"] == "extroversion"
    assert people.scale == (0, 100)
    mara, tomas = (sheet(one) for one in found)
    assert mara["traits"]["openness"] == 0.8
    assert (mara["pronouns"], tomas["pronouns"]) == ("she", "he")
    assert (mara["tags"], tomas["tags"]) == (["sea", "night"], ["river", "patience"])
    assert mara["persona"] == "Mara is a smuggler. She trusts nobody.\n\nwry"
    assert [(one.key, "no name" in one.fault) for one in faulty] == [("3", True)]


def test_nothing_of_a_row_is_lost(tmp_path: Path) -> None:
    people, (mara, _), _ = read(legacy.database(tmp_path, legacy.FLAT))
    kept = json.loads(mara.rows)
    assert kept["row"]["moon_phase"] == 0.25
    assert kept["row"]["avatar"] == {"base64": "iVBORw=="}
    assert [one["content"][:5] for one in kept["related"]["memories"]] == ["Tomas", "The b"]
    assert kept["related"]["relationships"][0]["relationship_type"] == "old friends"
    told = "\n".join(note.text for note in mara.reading.notes)
    assert "Columns kept as they were: avatar, moon_phase, user_id." in told
    assert people.memories is not None
    assert (people.memories.text, people.memories.importance, people.memories.scale) == (
        "content",
        "importance",
        (0, 10),
    )
    ties = people.relationships
    assert ties is not None
    assert (ties.source, ties.target, ties.kind) == ("character1_id", "character2_id", "relationship_type")
    assert (ties.trust, ties.affection, ties.scale) == ("trust", "affection", (-100, 100))


def test_a_temperament_kept_apart_is_brought_together(tmp_path: Path) -> None:
    people, found, _ = read(legacy.database(tmp_path, legacy.APART))
    assert people.table == "characters_character"
    assert people.satellites == {"characters_characterpersonality": "character_id"}
    assert people.traits["openness"] == "characters_characterpersonality.openness"
    ishmael = sheet(found[0])
    assert (ishmael["traits"]["openness"], ishmael["values"]) == (0.9, ["wonder", "freedom"])
    assert ishmael["role"] == "a schoolmaster"
    assert people.memories is not None
    assert people.relationships is not None
    assert people.relationships.trust == "trust_level"


def test_a_temperament_written_as_json_is_read(tmp_path: Path) -> None:
    people, found, _ = read(legacy.database(tmp_path, legacy.WRITTEN))
    assert (people.table, people.key) == ("npcs", "rowid")
    ada = sheet(found[0])
    assert ada["traits"] == {
        "openness": 0.9, "conscientiousness": 0.8, "extraversion": 0.2, "agreeableness": 0.5, "neuroticism": 0.3,
    }  # fmt: skip
    assert [goal["wish"] for goal in ada["goals"]] == ["build a heart", "be left alone"]
    assert sheet(found[1])["traits"]["extraversion"] == 0.5


def test_traits_and_goals_in_tables_of_their_own_are_read(tmp_path: Path) -> None:
    people, found, _ = read(legacy.database(tmp_path, legacy.ROW_BY_ROW))
    assert (people.table, people.key) == ("personas", "persona_id")
    lena = sheet(found[0])
    assert lena["traits"] == {
        "openness": 1.0, "conscientiousness": 0.75, "extraversion": 0.0, "agreeableness": 0.5, "neuroticism": 0.25,
    }  # fmt: skip
    assert [goal["wish"] for goal in lena["goals"]] == ["hear the truth once", "retire"]


def test_a_whole_character_in_one_column_is_unfolded(tmp_path: Path) -> None:
    people, found, _ = read(legacy.database(tmp_path, legacy.IN_ONE_COLUMN))
    assert (people.table, people.key, people.unfolded, people.scale) == ("agents", "uuid", ("payload",), (0, 100))
    assert people.fields["name"] == "payload.name"
    sable = sheet(found[0])
    assert (sable["name"], sable["traits"]["extraversion"]) == ("Sable Quinn", 0.9)
    assert [goal["wish"] for goal in sable["goals"]] == ["leave the city", "be paid"]
    assert people.memories is not None
    assert (people.memories.text, people.memories.importance) == ("summary", "salience")


def test_names_in_two_columns_calm_turned_round_tags_and_talk_far_down(tmp_path: Path) -> None:
    people, found, _ = read(legacy.database(tmp_path, legacy.TALKING))
    assert (people.table, people.fields["name"]) == ("Characters", "firstName + lastName")
    assert people.traits["neuroticism"] == "-emotionalStability"
    ada, wil = (sheet(one) for one in found)
    assert (ada["name"], ada["tags"], wil["tags"]) == ("Ada Thorn", ["gothic", "rural"], ["rural"])
    assert (ada["traits"]["neuroticism"], wil["traits"]["neuroticism"]) == (0.8, 0.1)
    assert {name: part.via for name, part in people.nested.items()} == {
        "Messages": "Conversations", "Attachments": "Messages",
    }  # fmt: skip
    kept = json.loads(found[0].rows)
    assert [row["content"] for row in kept["related"]["Messages"]] == ["Listen: the third bell is cracked."]
    assert kept["related"]["Attachments"][0]["fileName"] == "bell.ogg"
    assert kept["row"]["worldId.title"] == "Highmoor"
    assert kept["related"]["Relationships"][0]["toName"] == "Wil Crane"
    assert "pbkdf2" not in json.dumps(kept)


def test_single_letters_and_links_without_keys_are_read(tmp_path: Path) -> None:
    people, found, _ = read(legacy.database(tmp_path, legacy.BY_LETTERS))
    jonas = sheet(found[0])
    assert (people.scale, jonas["traits"]["openness"], jonas["traits"]["extraversion"]) == ((1, 5), 1.0, 0.0)
    assert jonas["values"] == ["light", "order"]
    assert jonas["secrets"][0]["text"] == "Jonas set the fire"
    assert people.relationships is not None
    assert (people.relationships.source, people.relationships.trust) == ("npc_a", "trust_level")
    assert people.memories is not None
    assert (people.memories.table, people.memories.text) == ("diary", "body")


@pytest.mark.parametrize("name", legacy.SCHEMAS)
def test_every_value_of_every_row_is_kept_with_somebody(tmp_path: Path, name: str) -> None:
    with tables.opened(legacy.database(tmp_path, legacy.SCHEMAS[name])) as database:
        (people,) = shapes.proposed(database)
        found = list(rows.found(database, people))
        kept = "".join(one.rows.decode() for one in found if isinstance(one, Found))
        refused = {one.key for one in found if isinstance(one, Faulty)}
        private = re.compile(r"user|migrations", re.I)
        told = [table for table in database.tables if not private.search(table.name)]
        for table in told:
            for key, row in database.rows(table):
                lost = [
                    value for value in row.values() if isinstance(value, str) and json.dumps(value)[1:-1] not in kept
                ]
                assert lost == [] or (table.name == people.table and str(key) in refused)


def test_where_nobody_is_nobody_is_found(tmp_path: Path) -> None:
    with tables.opened(legacy.database(tmp_path, legacy.NOBODY)) as database:
        assert shapes.proposed(database) == ()


@pytest.mark.parametrize(
    ("values", "span"),
    [
        ([0.2, 0.9], (0, 1)), ([1, 3, 5], (1, 5)), ([0, 3, 5], (0, 5)), ([7, 2], (0, 10)), ([40, 99], (0, 100)),
        ([-0.5, 0.5], (-1, 1)), ([-40, 20], (-100, 100)), ([250], (0, 250)), ([], (0, 1)), ([None, "x", True], (0, 1)),
    ],
)  # fmt: skip
def test_a_scale_is_told_by_its_extremes(values: list[Any], span: tuple[float, float]) -> None:
    assert likeness.scale(values) == span


def test_shares_stay_within_bounds() -> None:
    assert rows.scaled(120, (0, 100)) == 1.0
    assert rows.scaled(-5, (0, 100)) == 0.0
    assert rows.scaled(3, (3, 3)) == 0.5


def test_what_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("name,bio\nMara,smuggler\n")
    (tmp_path / "cut").write_bytes(legacy.database(tmp_path, legacy.FLAT).read_bytes()[:5000])
    said = {
        "nowhere": "can't be opened",
        "empty": "The file is empty",
        "text": "not an SQLite database",
        "cut": "damaged|can't be read",
    }
    for name, why in said.items():
        with pytest.raises(LegacyFault, match=why), tables.opened(tmp_path / name) as database:
            shapes.proposed(database)


def test_a_locked_database_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PATIENCE", 0.05)
    path = legacy.database(tmp_path, legacy.FLAT)
    writer = sqlite3.connect(path)
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LegacyFault, match="locked"), tables.opened(path):
        pytest.fail("it opened")
    writer.close()


def test_nothing_is_ever_written_to_the_file(tmp_path: Path) -> None:
    path = legacy.database(tmp_path, legacy.FLAT)
    before = tables.digest(path)
    read(path)
    with tables.opened(path) as database, pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.connection.execute("DELETE FROM characters")
    assert tables.digest(path) == before


def test_tables_with_hostile_names_are_only_names(tmp_path: Path) -> None:
    script = """CREATE TABLE "characters""; DROP TABLE x; --" ("x""y" TEXT, "' OR 1" TEXT, bio TEXT, name TEXT);
        INSERT INTO "characters""; DROP TABLE x; --" VALUES ('a', 'b', 'Mara is here.', 'Mara');"""
    _, found, _ = read(legacy.database(tmp_path, script))
    assert found[0].reading.name == "Mara"


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    people = mapped.People(table="characters", key="id", fields={"name": "nombre"})
    with tables.opened(legacy.database(tmp_path, legacy.FLAT)) as database:
        with pytest.raises(LegacyFault, match="no column “nombre”"):
            list(rows.found(database, people))
        with pytest.raises(LegacyFault, match="no table “heroes”"):
            database.table("heroes")


def test_the_mapping_file_of_the_documentation_is_one() -> None:
    page = (Path(__file__).parents[2] / "docs" / "importstudio.md").read_text()
    written = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])
    (people,) = mapped.Mapped.model_validate(written).people
    assert set(people.fields) == set(likeness.NAMES)
    assert set(people.model_dump()) - {"table", "key"} == set(written["people"][0]) - {"table", "key"}

"""Old studios: characters found by the shape of their tables, each row a card, and every column kept."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from characters.cards import mapping
from characters.cards.report import Report
from characters.legacy import rows, shapes, tables
from characters.legacy.rows import Faulty, Found
from characters.legacy.tables import LegacyFault
from characters.tests import legacy


def read(path: Path) -> tuple[shapes.People, list[Found], list[Faulty]]:
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
    assert shapes.scale(values) == span


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
    people = shapes.People(table="characters", key="id", fields={"name": "nombre"})
    with tables.opened(legacy.database(tmp_path, legacy.FLAT)) as database:
        with pytest.raises(LegacyFault, match="no column “nombre”"):
            list(rows.found(database, people))
        with pytest.raises(LegacyFault, match="no table “heroes”"):
            database.table("heroes")
